//! The suppliers that could come to most, out of posting lists: without looking at those that cannot be
//! among them.
//!
//! Terms are split as in MaxScore (Turtle and Flood, 1995): lists that together promise less than somebody
//! has to come to bring nobody in; they are only looked up for those that other lists brought in.

use tantivy::{
    DocAddress, DocId, DocSet as _, SegmentReader, TERMINATED, Term, postings::SegmentPostings,
    schema::IndexRecordOption,
};

use super::promising::{Judge, Promising};
use crate::{Error, matching::hope::Hints};

/// What terms tell of a document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    pub(super) hints: Hints,
    /// What its words weigh.
    pub(super) said: u32,
    /// Whether it has one of the terms that the request is about.
    pub(super) central: bool,
}

impl Signs {
    pub(super) fn and(mut self, other: Self) -> Self {
        self.add(other);
        self
    }

    fn add(&mut self, other: Self) {
        self.hints.add(other.hints);
        self.said = self.said.saturating_add(other.said);
        self.central |= other.central;
    }
}

/// What a term says of every supplier that has it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) term: Term,
    pub(super) signs: Signs,
    /// About what it adds to a score.
    pub(super) worth: f64,
}

/// A document, and what terms tell of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) place: DocAddress,
    pub(super) signs: Signs,
}

/// Documents looked at together: few enough to stay near, whatever the size of the segment.
const WINDOW: u32 = 4_096;

/// What is known of the documents of a window, and which of them were brought in.
struct Window {
    slots: Vec<Signs>,
    touched: Vec<u64>,
}

impl Window {
    fn new() -> Self {
        Self {
            slots: vec![Signs::default(); WINDOW as usize],
            touched: vec![0; WINDOW as usize / 64],
        }
    }

    fn touch(&mut self, at: u32, signs: Signs) {
        if let Some(bits) = self.touched.get_mut(at as usize / 64) {
            *bits |= 1 << (at % 64);
        }
        if let Some(slot) = self.slots.get_mut(at as usize) {
            slot.add(signs);
        }
    }

    /// Takes out those brought in, in order.
    fn drain(&mut self, mut each: impl FnMut(u32, Signs)) {
        for (bits, from) in self.touched.iter_mut().zip((0..).step_by(64)) {
            for at in ones(std::mem::take(bits), from) {
                if let Some(slot) = self.slots.get_mut(at as usize) {
                    each(at, std::mem::take(slot));
                }
            }
        }
    }
}

/// The bits that are set, counted from `from`.
fn ones(mut bits: u64, from: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then(|| from + bits.trailing_zeros())?;
        bits &= bits - 1;
        Some(at)
    })
}

/// Hands over those with a term that the request is about.
pub(super) fn central<J: Judge>(
    searcher: &tantivy::Searcher,
    terms: &[Told],
    promising: &mut Promising<'_, '_, J>,
) -> Result<(), Error> {
    let (central, others) = split(terms);
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        sweep((segment, ordinal), &others, &central, promising, |_| true)?;
    }
    promising.judge()
}

/// Hands over those without.
pub(super) fn others<J: Judge>(
    searcher: &tantivy::Searcher,
    terms: &[Told],
    promising: &mut Promising<'_, '_, J>,
) -> Result<(), Error> {
    let (central, mut others) = split(terms);
    others.sort_by(|one, other| one.worth.total_cmp(&other.worth));
    for (segment, ordinal) in searcher.segment_readers().iter().zip(0_u32..) {
        let mut together = Signs::default();
        let looked_up = others.iter().take_while(|told| {
            together.add(told.signs);
            promising.rules_out(ordinal, together)
        });
        let Some((extra, leading)) = others.split_at_checked(looked_up.count()) else { continue };
        if leading.is_empty() {
            continue;
        }
        let extra: Vec<&Told> = central.iter().chain(extra).copied().collect();
        sweep((segment, ordinal), &extra, leading, promising, |signs| !signs.central)?;
    }
    promising.judge()
}

/// The terms that the request is about, and the others.
fn split(terms: &[Told]) -> (Vec<&Told>, Vec<&Told>) {
    terms.iter().partition(|told| told.signs.central)
}

/// Hands over the living documents of the leading terms, a window at a time, with what all terms tell of
/// them. The others are looked up only for those who could be among the best if they had them all.
fn sweep<J: Judge>(
    (segment, ordinal): (&SegmentReader, u32),
    extra: &[&Told],
    leading: &[&Told],
    promising: &mut Promising<'_, '_, J>,
    wanted: impl Fn(&Signs) -> bool,
) -> Result<(), Error> {
    let all = extra.iter().fold(Signs::default(), |all, told| all.and(told.signs));
    let (mut extra, mut leading) = (lists(segment, extra)?, lists(segment, leading)?);
    let mut window = Window::new();
    let mut found = Vec::new();
    loop {
        let first = leading.iter().map(List::document).min().unwrap_or(TERMINATED);
        if first == TERMINATED {
            return Ok(());
        }
        let past = first.saturating_add(WINDOW).min(TERMINATED);
        for list in &mut leading {
            list.bring_in(&mut window, first, past);
        }
        found.clear();
        window.drain(|at, signs| {
            let place = DocAddress::new(ordinal, first + at);
            if segment.alive_bitset().is_none_or(|all| all.is_alive(place.doc_id)) {
                found.push(Found { place, signs });
            }
        });
        promising.retain_with(ordinal, all, &mut found);
        for list in &mut extra {
            list.look_up(&mut found);
        }
        found.retain(|one| wanted(&one.signs));
        promising.look_at(ordinal, &found)?;
    }
}

/// A posting list and what it tells.
struct List<'t> {
    postings: SegmentPostings,
    told: &'t Told,
}

fn lists<'t>(segment: &SegmentReader, terms: &[&'t Told]) -> Result<Vec<List<'t>>, Error> {
    let mut lists = Vec::with_capacity(terms.len());
    for &told in terms {
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
            window.touch(document - first, self.told.signs);
            document = self.postings.advance();
        }
    }

    /// Tells of those found that it has.
    fn look_up(&mut self, found: &mut [Found]) {
        let mut document = self.postings.doc();
        for Found { place, signs } in found {
            if document < place.doc_id {
                document = self.postings.seek(place.doc_id);
            }
            if document == place.doc_id {
                signs.add(self.told.signs);
            }
        }
    }
}
