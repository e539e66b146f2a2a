//! Those on their way to be judged: who could come to as much as somebody has to.

use super::{
    gather::{Found, Signs},
    outlook::Outlook,
};
use crate::{
    Error,
    matching::{
        hope::Standing,
        top::{Candidate, Prospect},
    },
};

/// Judges candidates, and says what somebody has to come to from now on.
pub(super) trait Judge:
    FnMut(&mut Outlook<'_>, &[Candidate<Found>]) -> Result<Standing, Error>
{
}

impl<J> Judge for J where J: FnMut(&mut Outlook<'_>, &[Candidate<Found>]) -> Result<Standing, Error> {}

/// How many wait before the first are judged. Nothing is known then of what somebody has to come to, so all
/// are compared, and only as far as their order needs.
const FIRST: usize = 1_024;
/// How many wait later, when few of those found could still be among the best.
const NEXT: usize = 256;

/// Those that wait.
pub(super) struct Promising<'p, 'j, J> {
    outlook: &'p mut Outlook<'j>,
    waiting: Vec<Candidate<Found>>,
    least: Standing,
    judge: J,
    // Written anew for every window.
    most: Vec<Standing>,
}

impl<'p, 'j, J: Judge> Promising<'p, 'j, J> {
    pub(super) fn new(outlook: &'p mut Outlook<'j>, judge: J) -> Self {
        let (waiting, most) = (Vec::new(), Vec::new());
        Self { outlook, waiting, least: Standing::LAST, judge, most }
    }

    /// Whether nobody of a segment of whom no more than these signs is known could be among the best.
    pub(super) fn rules_out(&mut self, segment: u32, signs: Signs) -> bool {
        self.outlook.of_anybody(segment, signs) < self.least
    }

    /// Leaves out those of a segment who could not be among the best even with these signs beside their own.
    pub(super) fn retain_with(&mut self, segment: u32, signs: Signs, found: &mut Vec<Found>) {
        if self.least == Standing::LAST {
            return;
        }
        self.outlook.at_a_glance(segment, found, signs, &mut self.most);
        let mut most = self.most.iter();
        found.retain(|_| most.next().is_none_or(|most| *most >= self.least));
    }

    /// Keeps those of a segment who could be among the best; when enough wait, they are judged.
    pub(super) fn look_at(&mut self, segment: u32, found: &[Found]) -> Result<(), Error> {
        let mut glanced = std::mem::take(&mut self.most);
        self.outlook.at_a_glance(segment, found, Signs::default(), &mut glanced);
        for (&found, &most) in found.iter().zip(&glanced) {
            self.keep(found, most)?;
        }
        self.most = glanced;
        Ok(())
    }

    /// Keeps somebody, of whom `most` is known at a glance.
    fn keep(&mut self, found: Found, most: Standing) -> Result<(), Error> {
        if most < self.least {
            return Ok(());
        }
        let candidate = if self.least == Standing::LAST {
            Candidate { most, text: None, place: found }
        } else {
            let Prospect { most, text } = self.outlook.of(found.place, found.signs, self.least);
            Candidate { most, text: Some(text), place: found }
        };
        if candidate.most < self.least {
            return Ok(());
        }
        self.waiting.push(candidate);
        let enough = if self.least == Standing::LAST { FIRST } else { NEXT };
        if self.waiting.len() < enough { Ok(()) } else { self.judge() }
    }

    /// Judges those that wait.
    pub(super) fn judge(&mut self) -> Result<(), Error> {
        self.least = (self.judge)(self.outlook, &self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}
