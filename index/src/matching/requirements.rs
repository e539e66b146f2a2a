//! What a request requires, ready to judge any supplier.

use chrono::NaiveDate;

use super::{
    figures::on_tonnage,
    judge::{Judged, Setting, judge},
    prepare::{Prepared, asked, prepare, trader_wanted},
    score::core_of,
};
use crate::{Compiled, config::Weights, taxonomy::ConceptId, understand::Understanding};

/// A request, prepared once.
#[derive(Debug)]
pub(crate) struct Requirements {
    pub(crate) constraints: Vec<Prepared>,
    /// Whether each constraint is about the capability itself.
    pub(crate) core: Vec<bool>,
    /// Processes and products asked for.
    pub(crate) asked: Vec<ConceptId>,
    on_tonnage: Vec<ConceptId>,
    trader_wanted: bool,
    start_of_production: Option<NaiveDate>,
}

impl Requirements {
    pub(crate) fn new(understood: &Understanding) -> Self {
        let constraints = prepare(understood);
        let core = core_of(&constraints);
        let asked = asked(&constraints, &core);
        Self {
            on_tonnage: on_tonnage(&asked),
            trader_wanted: trader_wanted(&constraints),
            start_of_production: understood.start_of_production,
            constraints,
            core,
            asked,
        }
    }

    /// Judges one supplier on every constraint, into `judged`, which is emptied first.
    pub(crate) fn judge(
        &self,
        supplier: &Compiled,
        weights: &Weights,
        today: NaiveDate,
        judged: &mut Vec<Judged>,
    ) {
        let setting = self.setting(weights, today);
        judged.clear();
        judged.extend(self.constraints.iter().map(|asked| judge(asked, supplier, setting)));
    }

    /// What a judgment may look at beside the constraint.
    pub(crate) fn setting<'s>(&'s self, weights: &'s Weights, today: NaiveDate) -> Setting<'s> {
        Setting {
            weights,
            today,
            start_of_production: self.start_of_production,
            on_tonnage: &self.on_tonnage,
            asked: &self.asked,
            trader_wanted: self.trader_wanted,
        }
    }
}
