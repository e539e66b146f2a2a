//! Notifications: organisations are told what concerns them, in the app, by e-mail and by webhook.
//!
//! [`tell`] writes a notice, and everything that is to be sent because of it, **in the transaction
//! of what it tells**: neither can be there without the other. A worker sends later, at least
//! once; the notice's id goes along, so that a receiver knows a repetition.
//!
//! Reading order: this file → [`message`] (words) → [`inbox`] (what one person finds) →
//! [`settings`] (what one person wants by e-mail) → [`webhooks`] → [`deliver`] (the worker).

pub mod deliver;
pub mod inbox;
mod mail;
pub mod message;
mod post_office;
pub mod settings;
mod store;
pub mod webhooks;

use chrono::{SubsecRound as _, TimeDelta, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::coded::coded;
use crate::db::Transaction;
use crate::{Error, Result};

pub use post_office::{Listening, Notifications};

coded! {
    /// What can be told. `messages/*.toml` has the sentences and which facts they name.
    NoticeKind {
        /// Somebody claims a profile that the organisation entered. Subject: the supplier. Facts:
        /// `supplier`, `claimant` (names), `outcome`: `pending` or `granted` (by the tax code).
        ClaimFiled = "claim_filed",
        /// A claim of the organisation was decided. Subject: the supplier. Facts: `supplier`,
        /// `outcome`: `granted` or `refused`.
        ClaimDecided = "claim_decided",
        /// The organisation's profile was checked. Subject: the supplier. Facts: `supplier`, `level`,
        /// `on`.
        ProfileVerified = "profile_verified",
        /// An import of the organisation ended. Subject: the import. Facts: `file`, `outcome`: `done`,
        /// `refused` or `broken`; `rows`, `created`, `updated`, `left_out`.
        ImportFinished = "import_finished",
        /// An introduction awaits the organisation's answer. Subject: the introduction. Facts, here and
        /// in the kinds below: `request` (title), `counterpart` (name, where the reader may know it),
        /// `stage`, `due_on`, `reason`; `outcome` is `any_agency` for an agency that is told because
        /// none has taken it yet.
        IntroductionProposed = "introduction_proposed",
        /// An introduction came further.
        IntroductionAdvanced = "introduction_advanced",
        /// An introduction ended.
        IntroductionEnded = "introduction_ended",
        /// The request of an introduction was closed; the introduction goes on. Subject: the
        /// introduction. Facts: `request`, `counterpart`, `stage`.
        RequestClosed = "request_closed",
        /// The organisation's next step is due soon.
        IntroductionDue = "introduction_due",
        /// The next step is overdue.
        IntroductionOverdue = "introduction_overdue",
        /// A quote came in. Subject: the introduction. Facts: `request`, `counterpart`, and as far as the
        /// quote says it `price` (of a unit and of an order, with the currency), `tooling` and
        /// `valid_until`; `outcome`: `revised` from the second version on.
        QuoteReceived = "quote_received",
        /// An open request fits the organisation's profile now. Subject: the sourcing request. Facts:
        /// `request` (title), `why` (a text per language), `outcome`: `opened`, `request`, `profile` or
        /// `day`, whatever changed. Of many at once there is one notice: `outcome` is `many`, the
        /// subject is the supplier, and the facts are `count`, `turns` (some of them, each
        /// with `request`, `turn` and `why`), `rest` and `link`.
        OpportunityNew = "opportunity_new",
        /// An open request fits the organisation's profile no more. As above; `outcome`: `withdrawn`,
        /// `deadline`, `request`, `profile`, `day` or `many`.
        OpportunityGone = "opportunity_gone",
        /// A webhook of the organisation was disabled. Subject: the webhook. Facts: `host`, `outcome`:
        /// `failing` or `gone`.
        WebhookDisabled = "webhook_disabled",
        /// A trial, asked for by the owner of a webhook; goes to that webhook only. Subject: the
        /// webhook.
        WebhookTest = "webhook_test",
    }
}

/// What an organisation is to be told.
///
/// **Facts are the caller's responsibility.** They reach everybody in the organisation, in the app,
/// by e-mail and by webhook, as they are: an object that holds only what that organisation may see
/// at this moment. An anonymous buyer's name, a contact, an invitee must not be among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Who is told.
    pub organisation: Uuid,
    /// What happened.
    pub kind: NoticeKind,
    /// What it happened to.
    pub subject: Uuid,
    /// Values of the sentences, as an object: `{"supplier": "…"}`. A sentence whose value is absent
    /// is left out.
    pub facts: serde_json::Value,
}

/// Tells an organisation, when the transaction commits: one notification per active account of it,
/// one delivery per account for e-mail, and one per webhook that wants this kind.
///
/// # Errors
/// An internal error when the facts are no object, or the database fails.
pub async fn tell(txn: &Transaction, notice: Notice) -> Result<()> {
    if !notice.facts.is_object() {
        return Err(Error::internal(format!("facts of {} are no object", notice.kind.code())));
    }
    // Rooms call this in the middle of their work and have no clock to hand on. Nothing is decided
    // by this time but the order of a list and what is old enough to be forgotten.
    let now = Utc::now().trunc_subsecs(6);
    store::write(txn, &notice, now).await
}

/// Forgets notices that are older than the settings say, with everything that was sent of them.
///
/// # Errors
/// Fails when the database does.
pub async fn forget_old(app: &App) -> Result<u64> {
    let days = TimeDelta::days(i64::from(app.settings.notifications.keep_days));
    store::delete_before(&app.db, app.now() - days).await
}
