//! What outlines take from the best that somebody could come to, for one request in one segment.

use super::{
    outline::{CapacityClass, Outline},
    row::{Row, Rows},
};
use crate::matching::toll::{CertificateToll, Toll, Tolls};

/// Tolls by what outlines say: many suppliers have the same.
pub(super) struct Glance<'j> {
    by_place: Vec<Option<Toll>>,
    by_capacity: Vec<Option<Toll>>,
    lacking: Vec<Lacking<'j>>,
}

/// What is lost without the certificates that a constraint asks for.
struct Lacking<'j> {
    constraint: CertificateToll<'j>,
    /// Bits of those that tell of it.
    wanted: u16,
    without: Toll,
    with_others: Toll,
}

impl Lacking<'_> {
    /// What is lost by the bits of an outline; none is told where one of them may tell of the constraint.
    fn of(&self, schemes: u16) -> Option<Toll> {
        let lacks = schemes & self.wanted == 0;
        lacks.then_some(if schemes == 0 { self.without } else { self.with_others })
    }
}

impl<'j> Glance<'j> {
    pub(super) fn new(rows: &Rows, tolls: &Tolls<'j>) -> Self {
        let lacking = tolls.of_certificates().iter().map(|&constraint| Lacking {
            constraint,
            wanted: rows.familiar.any(|held| constraint.is_told_by(held)),
            without: constraint.without(false),
            with_others: constraint.without(true),
        });
        Self {
            by_place: Vec::new(),
            by_capacity: vec![
                None;
                if tolls.ask_for_capacity() { CapacityClass::COUNT } else { 0 }
            ],
            lacking: lacking.collect(),
        }
    }

    /// What an outline takes at least.
    pub(super) fn of(&mut self, outline: Outline, rows: &Rows, tolls: &Tolls<'_>) -> Toll {
        let mut toll = self.of_place(outline, rows, tolls);
        for lacking in &self.lacking {
            if let Some(lost) = lacking.of(outline.schemes) {
                toll = toll.and(lost);
            }
        }
        match self.by_capacity.get_mut(outline.capacity.at()) {
            None => toll,
            Some(known) => {
                toll.and(*known.get_or_insert_with(|| tolls.of_capacity(outline.capacity.most())))
            }
        }
    }

    /// What the row of the same document takes.
    pub(super) fn of_row(
        &mut self,
        (outline, row): (Outline, &Row),
        rows: &Rows,
        tolls: &Tolls<'_>,
    ) -> Toll {
        let of_place = if outline.place == Outline::ELSEWHERE {
            tolls.of_place(rows.place_of(row))
        } else {
            self.of_place(outline, rows, tolls)
        };
        let of_certificates = self.lacking.iter().map(|lacking| {
            let told = || lacking.constraint.of(rows.held(row));
            lacking.of(outline.schemes).unwrap_or_else(told)
        });
        of_certificates.fold(of_place, Toll::and).and(tolls.of_capacity(row.capacity))
    }

    /// What the place takes; nothing where the outline does not tell it.
    fn of_place(&mut self, outline: Outline, rows: &Rows, tolls: &Tolls<'_>) -> Toll {
        if !tolls.ask_for_a_place() || outline.place == Outline::ELSEWHERE {
            return Toll::NONE;
        }
        // The first is that of those who say of no place.
        let at = usize::from(outline.place.wrapping_add(1));
        if self.by_place.len() <= at {
            self.by_place.resize(at + 1, None);
        }
        let place = || (outline.place != Outline::NOWHERE).then(|| u32::from(outline.place));
        let toll = || tolls.of_place(place().and_then(|number| rows.place(number)));
        self.by_place.get_mut(at).map_or(Toll::NONE, |known| *known.get_or_insert_with(toll))
    }
}
