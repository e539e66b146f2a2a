//! The best that a supplier could come to, by what the index knows of it.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId, SegmentReader};

use super::{
    gather::Signs,
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
struct Segment {
    rows: Arc<Rows>,
    /// Who uses the common words of the request, and what each weighs.
    users: Vec<(u32, Users)>,
}

/// Tells what suppliers could come to for one request.
pub(super) struct Outlook<'j> {
    job: &'j Job<'j>,
    words: &'j WordWeights,
    rarity: Vec<f64>,
    /// Many suppliers have the same hints.
    hopes: FxHashMap<Hints, Hope>,
    tolls: Tolls<'j>,
    segments: Vec<Segment>,
    /// What the common words weigh together.
    common: u32,
}

impl<'j> Outlook<'j> {
    pub(super) fn new<'s>(
        job: &'j Job<'j>,
        words: &'j WordWeights,
        census: &Census,
        common: &[u32],
        segments: impl Iterator<Item = (&'s SegmentReader, &'s Arc<Shelf>)>,
    ) -> Result<Self, Error> {
        let segment = |(segment, shelf): (&SegmentReader, &Arc<Shelf>)| {
            let users = |&word: &u32| Ok((words.of(word), shelf.users(segment, word)?));
            Ok(Segment {
                rows: shelf.rows(segment, job.today(), job.weights())?,
                users: common.iter().map(users).collect::<Result<_, Error>>()?,
            })
        };
        Ok(Self {
            job,
            words,
            rarity: census.rarity(&job.requirements.core),
            hopes: FxHashMap::default(),
            tolls: Tolls::new(job),
            segments: segments.map(segment).collect::<Result<_, Error>>()?,
            common: common.iter().fold(0, |all, &word| all.saturating_add(words.of(word))),
        })
    }

    /// The best that anybody of a segment could come to of whom no more than these signs is known.
    pub(super) fn of_anybody(&mut self, segment: u32, signs: Signs) -> Standing {
        let Some(Segment { rows, .. }) = self.segments.get(segment as usize) else {
            return Standing::FIRST;
        };
        let said = signs.said.saturating_add(self.common);
        let text = self.words.share_of(said, rows.shortest);
        let reputation = f64::from(rows.highest);
        hope(&mut self.hopes, self.job, &self.rarity, signs.hints).with(
            text,
            reputation,
            Toll::NONE,
        )
    }

    /// More than a document could come to.
    pub(super) fn roughly(&mut self, place: DocAddress, signs: Signs) -> Standing {
        let rows = self.segments.get(place.segment_ord as usize).map(|segment| &segment.rows);
        let Some(head) = rows.and_then(|rows| rows.head(place.doc_id)) else {
            return Standing::FIRST;
        };
        let text = self.words.share_of(signs.said.saturating_add(self.common), head.length);
        let reputation = f64::from(head.reputation);
        hope(&mut self.hopes, self.job, &self.rarity, signs.hints).with(
            text,
            reputation,
            Toll::NONE,
        )
    }

    /// The best that a document could come to; not all of it is looked at where that is less than `least`.
    pub(super) fn of(&mut self, place: DocAddress, signs: Signs, least: Standing) -> Prospect {
        let unknown = Prospect { most: Standing::FIRST, text: 1.0 };
        let Some(Segment { rows, users }) = self.segments.get(place.segment_ord as usize) else {
            return unknown;
        };
        let Some(head) = rows.head(place.doc_id) else { return unknown };
        let used = users.iter().filter(|(_, users)| uses(users, place.doc_id));
        let said = used.fold(signs.said, |said, (weight, _)| said.saturating_add(*weight));
        let text = self.words.share_of(said, head.length);
        let hope = hope(&mut self.hopes, self.job, &self.rarity, signs.hints);
        let with = |toll| hope.with(text, f64::from(head.reputation), toll);
        let number = u64::from(place.segment_ord) << 32 | u64::from(head.place.unwrap_or(u32::MAX));
        let of_place =
            self.tolls.of_place(number, head.place.and_then(|number| rows.place(number)));
        let most = with(of_place);
        if most < least {
            return Prospect { most, text };
        }
        let of_others = self.tolls.of_others(|| rows.facts(place.doc_id));
        Prospect { most: with(of_place.and(of_others)), text }
    }
}

fn uses(users: &Users, document: DocId) -> bool {
    let bits = users.get((document / u64::BITS) as usize);
    bits.is_some_and(|bits| bits >> (document % u64::BITS) & 1 == 1)
}

fn hope<'h>(
    hopes: &'h mut FxHashMap<Hints, Hope>,
    job: &Job<'_>,
    rarity: &[f64],
    hints: Hints,
) -> &'h Hope {
    hopes.entry(hints).or_insert_with(|| Hope::new(job, rarity, hints))
}
