//! The best that a supplier could come to, by what the index knows of it.

use std::{rc::Rc, sync::Arc};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId, SegmentReader};

use super::{
    gather::{Found, Signs},
    glance::Glance,
    outline::Outline,
    row::Rows,
    shelf::{Shelf, Users},
};
use crate::{
    Error,
    matching::{
        census::{Census, WordWeights},
        hope::{Hints, Hope, Standing},
        rank::Job,
        toll::{Toll, Tolls},
        top::Prospect,
    },
};

/// What is known of one segment.
struct Segment<'j> {
    rows: Arc<Rows>,
    glance: Glance<'j>,
    /// Who uses the common words of the request, and what each weighs.
    users: Vec<(u32, Users)>,
}

/// Tells what suppliers could come to for one request.
pub(super) struct Outlook<'j> {
    words: &'j WordWeights,
    hopes: Hopes<'j>,
    tolls: Tolls<'j>,
    segments: Vec<Segment<'j>>,
    /// What the common words weigh together.
    common: u32,
    // Written anew for every window.
    outlines: Vec<Option<Outline>>,
}

impl<'j> Outlook<'j> {
    pub(super) fn new<'s>(
        job: &'j Job<'j>,
        words: &'j WordWeights,
        census: &Census,
        common: &[u32],
        segments: impl Iterator<Item = (&'s SegmentReader, &'s Arc<Shelf>)>,
    ) -> Result<Self, Error> {
        let tolls = Tolls::new(job);
        let segment = |(segment, shelf): (&SegmentReader, &Arc<Shelf>)| {
            let users = |&word: &u32| Ok((words.of(word), shelf.users(segment, word)?));
            let rows = shelf.rows(segment, job.today(), job.weights())?;
            let glance = Glance::new(&rows, &tolls);
            let users = common.iter().map(users).collect::<Result<_, Error>>()?;
            Ok(Segment { rows, glance, users })
        };
        Ok(Self {
            words,
            hopes: Hopes::new(job, census.rarity(&job.requirements.core)),
            segments: segments.map(segment).collect::<Result<_, Error>>()?,
            tolls,
            common: common.iter().fold(0, |all, &word| all.saturating_add(words.of(word))),
            outlines: Vec::new(),
        })
    }

    /// The best that anybody of a segment could come to of whom no more than these signs is known.
    pub(super) fn of_anybody(&mut self, segment: u32, signs: Signs) -> Standing {
        let Some(Segment { rows, .. }) = self.segments.get(segment as usize) else {
            return Standing::FIRST;
        };
        let said = signs.said.saturating_add(self.common);
        let text = self.words.share_of(said, rows.shortest);
        self.hopes.of(signs.hints).with(text, f64::from(rows.highest), Toll::NONE)
    }

    /// The best that documents of a segment could come to at a glance, in their order, if they had some signs
    /// beside their own.
    pub(super) fn at_a_glance(
        &mut self,
        segment: u32,
        found: &[Found],
        beside: Signs,
        most: &mut Vec<Standing>,
    ) {
        most.clear();
        let Some(Segment { rows, glance, .. }) = self.segments.get_mut(segment as usize) else {
            most.resize(found.len(), Standing::FIRST);
            return;
        };
        // All are fetched before any is looked at, so that none waits for the one before.
        self.outlines.clear();
        self.outlines.extend(found.iter().map(|Found { place, .. }| rows.outline(place.doc_id)));
        most.extend(found.iter().zip(&self.outlines).map(|(Found { signs, .. }, outline)| {
            let Some(outline) = *outline else { return Standing::FIRST };
            let signs = signs.and(beside);
            let said = signs.said.saturating_add(self.common);
            let text = self.words.share_of(said, u32::from(outline.length));
            let toll = glance.of(outline, rows, &self.tolls);
            self.hopes.of(signs.hints).with(text, rows.reputation(outline), toll)
        }));
    }

    /// The best that a document could come to; not all of it is looked at where that is less than `least`.
    pub(super) fn of(&mut self, place: DocAddress, signs: Signs, least: Standing) -> Prospect {
        let unknown = Prospect { most: Standing::FIRST, text: 1.0 };
        let document = place.doc_id;
        let Some(Segment { rows, glance, users }) =
            self.segments.get_mut(place.segment_ord as usize)
        else {
            return unknown;
        };
        let Some((outline, row)) = rows.outline(document).zip(rows.row(document)) else {
            return unknown;
        };
        let used = users.iter().filter(|(_, users)| uses(users, document));
        let said = used.fold(signs.said, |said, (weight, _)| said.saturating_add(*weight));
        let text = self.words.share_of(said, row.length);
        let hope = self.hopes.of(signs.hints);
        let toll = glance.of(outline, rows, &self.tolls);
        let most = hope.with(text, rows.reputation(outline), toll);
        if most < least {
            return Prospect { most, text };
        }
        let toll = glance.of_row((outline, row), rows, &self.tolls);
        Prospect { most: hope.with(text, f64::from(row.reputation), toll), text }
    }
}

fn uses(users: &Users, document: DocId) -> bool {
    let bits = users.get((document / u64::BITS) as usize);
    bits.is_some_and(|bits| bits >> (document % u64::BITS) & 1 == 1)
}

/// What suppliers could come to by their hints: many have the same, and often so has the next.
struct Hopes<'j> {
    job: &'j Job<'j>,
    rarity: Vec<f64>,
    by_hints: FxHashMap<Hints, Rc<Hope>>,
    last: (Hints, Rc<Hope>),
}

impl<'j> Hopes<'j> {
    fn new(job: &'j Job<'j>, rarity: Vec<f64>) -> Self {
        let none = Hints::default();
        let last = (none, Rc::new(Hope::new(job, &rarity, none)));
        Self { job, rarity, by_hints: FxHashMap::default(), last }
    }

    fn of(&mut self, hints: Hints) -> &Hope {
        let Self { job, rarity, by_hints, last } = self;
        if last.0 != hints {
            let hope = || Rc::new(Hope::new(job, rarity, hints));
            *last = (hints, Rc::clone(by_hints.entry(hints).or_insert_with(hope)));
        }
        &last.1
    }
}
