//! Cues: phrases that tell how a firm is involved in what a text mentions, or how firmly a buyer
//! asks for it.

use serde::Deserialize;

use super::data;
use crate::Language;

/// What a cue tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CueClass {
    /// Makes it in its own plant.
    Makes,
    /// Assembles it.
    Assembles,
    /// Designs it.
    Designs,
    /// Buys and sells it.
    Trades,
    /// Repairs it.
    Repairs,
    /// Uses it in its own production.
    Uses,
    /// Buys it.
    Buys,
    /// Has it done outside.
    Outsources,
    /// Means to do it later.
    Plans,
    /// Did it once.
    UsedTo,
    /// Does not do it.
    DoesNot,
    /// Serves those customers.
    Serves,
    /// The buyer insists.
    Must,
    /// The buyer would like it.
    Prefer,
    /// The buyer rules it out.
    MustNot,
    /// The buyer can do without it.
    NotNeeded,
    /// A certificate is being prepared.
    HeldInProgress,
    /// A certificate has run out.
    Expired,
    /// Something of the same worth will do.
    Equivalent,
    /// Where the buyer gets it today.
    CurrentlyFrom,
    /// What the buyer itself does.
    BuyerSelf,
    /// What the buyer seeks.
    Seeking,
    /// A service is sought.
    KindService,
    /// A technology partner is sought.
    KindTechnologyPartner,
    /// Joint development is sought.
    KindJointDevelopment,
    /// Investment is sought.
    KindInvestment,
}

/// Which side of the cue it speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    After,
    Before,
    Clause,
    /// About the item before the bracket in which it stands alone; elsewhere it is no cue.
    Bracket,
}

#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) class: CueClass,
    pub(crate) language: Language,
    pub(crate) phrase: String,
    pub(crate) scope: Scope,
    /// The phrase ends in a colon: it counts as a heading only, with no word right after it.
    pub(crate) heading: bool,
}

#[derive(Deserialize)]
struct Row {
    class: CueClass,
    lang: Language,
    phrase: String,
    scope: Scope,
}

pub(crate) fn load() -> Vec<Cue> {
    data::rows::<Row>(data::CUES)
        .into_iter()
        .map(|row| Cue {
            class: row.class,
            language: row.lang,
            heading: row.phrase.ends_with(':'),
            phrase: row.phrase,
            scope: row.scope,
        })
        .collect()
}
