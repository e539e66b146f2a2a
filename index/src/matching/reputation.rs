//! What is known of a firm whatever is asked of it: how far it was checked, how fresh its profile is,
//! what came of its deals.

use chrono::NaiveDate;

use super::parts::{NEUTRAL, Signals};
use crate::{Compiled, config::Weights, profile::VerificationLevel};

/// Age of a profile without a date, in days: two years.
const UNDATED: i64 = 730;

/// Days in which freshness halves.
const HALF_LIFE: f64 = 730.0;

/// What moves the score of a firm for every request alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reputation {
    pub(crate) verification: VerificationLevel,
    /// When the firm last confirmed its profile.
    pub(crate) confirmed_on: Option<NaiveDate>,
    /// 0–1; none without history.
    pub(crate) track_record: Option<f64>,
}

impl Reputation {
    pub(crate) fn of(supplier: &Compiled) -> Self {
        Self {
            verification: supplier.verification,
            confirmed_on: supplier.confirmed_on,
            track_record: supplier.track_record,
        }
    }

    /// The signals on a day, beside the use of the request's words, which is given.
    pub(crate) fn signals(self, text: f64, today: NaiveDate) -> Signals {
        let verification = match self.verification {
            VerificationLevel::SelfDeclared => 0.0,
            VerificationLevel::DocumentsChecked => 0.6,
            VerificationLevel::SiteAudited => 1.0,
        };
        let age = self.confirmed_on.map_or(UNDATED, |on| (today - on).num_days().max(0));
        #[expect(clippy::cast_precision_loss, reason = "days")]
        let freshness = 0.5_f64.powf(age as f64 / HALF_LIFE);
        let track_record = self.track_record.unwrap_or(NEUTRAL);
        Signals { text, verification, freshness, track_record }
    }

    /// What it adds to a score: [`Signals::reputation`].
    pub(crate) fn worth(self, today: NaiveDate, weights: &Weights) -> f64 {
        self.signals(0.0, today).reputation(weights)
    }
}
