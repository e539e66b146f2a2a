//! Learning from history: which weights would have put first what buyers went on with.
//!
//! Pure sums, no input or output. A [`Case`] is one match run as it was shown, with what came of
//! each result. [`fit()`] learns on the older part and judges on the later; [`replay()`] shows which
//! pairs other weights would move.
//!
//! What is known of a result is what somebody did with it, and people look at the first ones more.
//! So a result that nothing came of is not taken for a bad one: what came of result *i* counts
//! with one over the chance that its position was looked at ([`examined`]), which makes up for
//! those that were not (Horvitz and Thompson's estimator, as in unbiased learning to rank).

mod descend;
mod fit;
mod gain;
mod loss;
pub mod replay;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    RankingConfig,
    config::Weights,
    matching::{Parts, Verdict},
};

pub use fit::{Advice, Fitted, LEAST_LATER, LEAST_OLDER, Measured, Weight, fit};
pub use replay::{Replayed, Swap, replay};

/// How far it came with a supplier after it was shown, least first but for the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// It was in the list.
    Shown,
    /// The buyer put it aside.
    Dismissed,
    /// The buyer opened its profile.
    Opened,
    /// The buyer put it on a short list.
    Shortlisted,
    /// An introduction was proposed.
    Introduced,
    /// Everybody agreed to meet.
    Agreed,
    /// It quoted.
    Quoted,
    /// The buyer approved the part.
    Won,
    /// It came to nothing by what the supplier is or did.
    Lost,
}

impl Reached {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Shown,
        Self::Dismissed,
        Self::Opened,
        Self::Shortlisted,
        Self::Introduced,
        Self::Agreed,
        Self::Quoted,
        Self::Won,
        Self::Lost,
    ];

    /// What it is worth, 0 to 3:
    ///
    /// | grade | came as far as |
    /// |---|---|
    /// | 3 | won |
    /// | 2 | quoted |
    /// | 1 | opened, shortlisted, introduced, agreed |
    /// | 0 | shown, dismissed, lost |
    #[must_use]
    pub const fn grade(self) -> u8 {
        match self {
            Self::Won => 3,
            Self::Quoted => 2,
            Self::Opened | Self::Shortlisted | Self::Introduced | Self::Agreed => 1,
            Self::Shown | Self::Dismissed | Self::Lost => 0,
        }
    }
}

/// One match run as it was shown, with what came of it. One JSON object a line in a history file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The match run.
    pub run: String,
    /// The sourcing request.
    pub request: String,
    /// When it was run.
    pub at: DateTime<Utc>,
    /// Version of the weights that gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranking_version: Option<String>,
    /// What was shown, best first.
    pub results: Vec<Shown>,
}

/// One result of a match run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The supplier.
    pub supplier: String,
    /// Where it stood, from 1.
    pub position: u32,
    /// Where it stands on the musts. No weight changes that.
    pub verdict: Verdict,
    /// How far it came.
    pub reached: Reached,
    /// What its score is made of.
    pub parts: Parts,
}

/// The chance that somebody looked at a position: one over its square root, at least 0.1.
///
/// First 1, fourth 0.5, tenth 0.32, twentieth 0.22. Flatter than what is measured for web search
/// (about one over the position), since a list of twenty explained suppliers is worked through. It
/// is an assumption: without lists in another order it cannot be measured from history.
#[must_use]
pub fn examined(position: u32) -> f64 {
    f64::from(position.max(1)).sqrt().recip().max(0.1)
}

impl Shown {
    /// What came of it, as an estimate of what would have come had everybody looked.
    fn gain(&self) -> f64 {
        gain(self.reached.grade()) / examined(self.position)
    }
}

/// 0, 1, 3, 7: as in nDCG.
fn gain(grade: u8) -> f64 {
    f64::from(2_u32.saturating_pow(u32::from(grade))) - 1.0
}

impl Case {
    /// Whether it tells anything: two results of one verdict of which one came further.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.results.iter().any(|one| {
            self.results.iter().any(|other| {
                one.verdict == other.verdict && one.reached.grade() > other.reached.grade()
            })
        })
    }

    /// Places in `results` in the order that weights give: qualified suppliers first, then by
    /// score; equals stay as they were shown.
    fn order(&self, weights: &Weights) -> Vec<usize> {
        let mut keyed: Vec<(bool, f64, u32, usize)> = self
            .results
            .iter()
            .enumerate()
            .map(|(at, one)| {
                let score = (one.parts.under(weights) * 1e6).round();
                (one.verdict != Verdict::Qualified, score, one.position, at)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        keyed.into_iter().map(|(.., at)| at).collect()
    }

    /// Suppliers in the order that weights give.
    #[must_use]
    pub fn ranked(&self, config: &RankingConfig) -> Vec<&str> {
        let order = self.order(&config.weights);
        order.into_iter().filter_map(|at| Some(self.results.get(at)?.supplier.as_str())).collect()
    }
}
