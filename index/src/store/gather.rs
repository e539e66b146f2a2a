//! The suppliers that promise most, out of posting lists: without looking at those that cannot be
//! among them.
//!
//! Terms are split as in MaxScore (Turtle and Flood, 1995): once enough suppliers are kept, lists that
//! together add less than the least of them promises bring nobody in; they are only looked up for
//! those that other lists brought in.

use std::{cmp::Ordering, sync::Arc};

use tantivy::{
    DocAddress, DocId, DocSet as _, SegmentReader, TERMINATED, Term, postings::SegmentPostings,
    schema::IndexRecordOption,
};

use super::shelf::Row;
use crate::{Error, matching::hope::Hints};

/// What a term says of every supplier that has it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) term: Term,
    pub(super) hints: Hints,
    /// What it weighs as a word.
    pub(super) word: u32,
    /// The most that it adds to a promise at all.
    pub(super) most: f32,
    /// Whether nobody can qualify without one of the terms so marked.
    pub(super) decisive: bool,
}

/// Who promises how much.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promising {
    /// The promise, more by [`QUALIFIES`] for those that could qualify.
    pub(super) promise: f32,
    pub(super) hints: Hints,
    /// What the words of the terms weigh that it uses.
    pub(super) said: u32,
    pub(super) place: DocAddress,
}

/// More than any promise of somebody that cannot qualify.
pub(super) const QUALIFIES: f32 = 16.0;

/// Documents looked at together: few enough to stay near, whatever the size of the segment.
const WINDOW: u32 = 4_096;

/// The best so far.
struct Best {
    found: Vec<Promising>,
    /// How many are wanted.
    wanted: usize,
    /// What somebody has to promise more than; nothing until enough are found.
    least: f32,
}

impl Best {
    fn add(&mut self, one: Promising) {
        if one.promise > self.least {
            self.found.push(one);
            if self.found.len() >= 2 * self.wanted {
                self.cut();
            }
        }
    }

    /// Leaves those wanted.
    fn cut(&mut self) {
        if self.found.len() <= self.wanted || self.wanted == 0 {
            return;
        }
        // Equals by address: the same index gives the same candidates.
        let order = |one: &Promising, other: &Promising| -> Ordering {
            other.promise.total_cmp(&one.promise).then_with(|| one.place.cmp(&other.place))
        };
        let (_, last, _) = self.found.select_nth_unstable_by(self.wanted - 1, order);
        self.least = last.promise;
        self.found.truncate(self.wanted);
    }
}

/// What is known of one document so far.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hints: Hints,
    said: u32,
}

impl Slot {
    fn tell(&mut self, told: &Told) {
        self.hints.add(told.hints);
        self.said = self.said.saturating_add(told.word);
    }
}

/// What is known of the documents of a window, and which of them were brought in.
struct Window {
    slots: Vec<Slot>,
    touched: Vec<u64>,
}

impl Window {
    fn new() -> Self {
        Self {
            slots: vec![Slot::default(); WINDOW as usize],
            touched: vec![0; WINDOW as usize / 64],
        }
    }

    fn touch(&mut self, at: u32, told: &Told) {
        if let Some(bits) = self.touched.get_mut(at as usize / 64) {
            *bits |= 1 << (at % 64);
        }
        if let Some(slot) = self.slots.get_mut(at as usize) {
            slot.tell(told);
        }
    }

    /// Takes out those brought in, in order.
    fn drain(&mut self, mut each: impl FnMut(u32, Slot)) {
        for (bits, from) in self.touched.iter_mut().zip((0..).step_by(64)) {
            for at in ones(std::mem::take(bits), from) {
                if let Some(slot) = self.slots.get_mut(at as usize) {
                    each(at, std::mem::take(slot));
                }
            }
        }
    }
}

/// Those brought in, in order.
fn brought_in(touched: &[u64]) -> impl Iterator<Item = u32> {
    touched.iter().zip((0..).step_by(64)).flat_map(|(&bits, from)| ones(bits, from))
}

/// The bits that are set, counted from `from`.
fn ones(mut bits: u64, from: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then(|| from + bits.trailing_zeros())?;
        bits &= bits - 1;
        Some(at)
    })
}

/// The `wanted` that promise most, in no order. `rows` are those of each document, by segment;
/// `promise` tells what hints and the weight of words promise, with [`QUALIFIES`] where they could qualify.
pub(super) fn best(
    searcher: &tantivy::Searcher,
    mut terms: Vec<Told>,
    rows: &[Arc<[Row]>],
    wanted: usize,
    mut promise: impl FnMut(Hints, u32) -> f32,
) -> Result<Vec<Promising>, Error> {
    // Those that bring somebody in for longest come last.
    terms.sort_by(|one, other| {
        one.decisive.cmp(&other.decisive).then_with(|| one.most.total_cmp(&other.most))
    });
    let mut best = Best { found: Vec::new(), wanted, least: f32::MIN };
    let mut window = Window::new();
    let segments = searcher.segment_readers().iter().zip(rows);
    for ((segment, rows), ordinal) in segments.zip(0_u32..) {
        let highest = rows.iter().map(|row| row.reputation).fold(0.0, f32::max);
        let mut lists = lists(segment, &terms)?;
        let living = |document| segment.alive_bitset().is_none_or(|all| all.is_alive(document));
        loop {
            let alone = looked_up(&lists, best.least - highest);
            let Some((extra, leading)) = lists.split_at_mut_checked(alone) else { break };
            let first = leading.iter().map(List::document).min().unwrap_or(TERMINATED);
            if first == TERMINATED {
                break;
            }
            let past = first.saturating_add(WINDOW).min(TERMINATED);
            for list in leading {
                list.bring_in(&mut window, first, past);
            }
            for list in extra {
                list.look_up(&mut window, first);
            }
            window.drain(|at, Slot { hints, said }| {
                let document = first + at;
                if living(document) {
                    let place = DocAddress::new(ordinal, document);
                    let reputation = rows.get(document as usize).map_or(0.0, |row| row.reputation);
                    let promise = promise(hints, said) + reputation;
                    best.add(Promising { promise, hints, said, place });
                }
            });
        }
    }
    best.cut();
    Ok(best.found)
}

/// How many of the first lists bring nobody in: together they promise no more than `least`.
fn looked_up(lists: &[List<'_>], least: f32) -> usize {
    let mut together = 0.0;
    let few = lists.iter().take_while(|list| {
        together += list.told.most;
        // A little more, for what is rounded on the way.
        !list.told.decisive && together + 1e-4 <= least
    });
    few.count()
}

/// A posting list and what it tells.
struct List<'t> {
    postings: SegmentPostings,
    told: &'t Told,
}

fn lists<'t>(segment: &SegmentReader, terms: &'t [Told]) -> Result<Vec<List<'t>>, Error> {
    let mut lists = Vec::with_capacity(terms.len());
    for told in terms {
        let inverted = segment.inverted_index(told.term.field())?;
        if let Some(postings) = inverted.read_postings(&told.term, IndexRecordOption::Basic)? {
            lists.push(List { postings, told });
        }
    }
    Ok(lists)
}

impl List<'_> {
    fn document(&self) -> DocId {
        self.postings.doc()
    }

    /// Brings in every document from `first` to `past`.
    fn bring_in(&mut self, window: &mut Window, first: DocId, past: DocId) {
        let mut document = self.postings.doc();
        while document < past {
            window.touch(document - first, self.told);
            document = self.postings.advance();
        }
    }

    /// Tells of those brought in that it has.
    fn look_up(&mut self, window: &mut Window, first: DocId) {
        let Window { slots, touched } = window;
        let mut document = self.postings.doc();
        for at in brought_in(touched) {
            let wanted = first + at;
            if document < wanted {
                document = self.postings.seek(wanted);
            }
            if document == wanted
                && let Some(slot) = slots.get_mut(at as usize)
            {
                slot.tell(self.told);
            }
        }
    }
}
