//! How content a side is with an introduction. Each rates once contacts are shown, and may change its
//! mind; the agency that brokers reads both ratings, an administrator too, and neither side ever
//! reads the other's: not from the rating, nor from a version, a time or a notice.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::propose::NOTE;
use super::stage::Side;
use super::store::{self, Row};
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::db::{self, Connection};
use crate::entity::introduction_rating;
use crate::suppliers::text::Cleaner;
use crate::{Error, Fault, Result};

/// The best score; 1 is the poorest.
pub const BEST: u8 = 5;

/// What a side says.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// 1 (poor) to [`BEST`] (very good).
    pub score: u8,
    /// In its words.
    pub note: Option<String>,
}

impl Verdict {
    /// Cleans it in place.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn clean(&mut self) -> Result<()> {
        let mut cleaner = Cleaner::default();
        cleaner.optional("note", &mut self.note, NOTE);
        if !(1..=BEST).contains(&self.score) {
            cleaner.fault(Fault::new("score", "out_of_range").with("min", 1).with("max", BEST));
        }
        cleaner.finish()
    }
}

/// A rating as somebody may see it.
#[derive(Debug, Clone)]
pub struct Rating {
    /// Whose it is.
    pub side: Side,
    /// 1 (poor) to [`BEST`] (very good).
    pub score: u8,
    /// In the words of whoever rated.
    pub note: Option<String>,
    /// When it last changed.
    pub at: DateTime<Utc>,
}

/// The ratings of an introduction that somebody may see.
#[derive(Debug, Clone)]
pub struct Ratings {
    /// Of the reader's own rating: from 1, up by one with every change; 0 before the first, and for
    /// whoever rates nothing.
    pub version: i64,
    /// The buyer's before the supplier's.
    pub ratings: Vec<Rating>,
}

/// The ratings of an introduction that the actor may see.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(db: &impl Connection, actor: &Actor, id: Uuid) -> Result<Ratings> {
    let row = store::find(db, actor, id).await?;
    seen(db, actor, &row).await
}

/// Rates an introduction for the actor's side, or changes its rating.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for whoever takes no side; conflict `not_introduced`
/// before contacts are shown; what `check` says of the current version; [`Error::Invalid`].
pub async fn rate(
    app: &App,
    actor: &Actor,
    id: Uuid,
    check: impl Fn(i64) -> Result<()>,
    mut verdict: Verdict,
) -> Result<Ratings> {
    let now = app.now();
    db::write_tx(&app.db, async |txn| {
        let row = store::find_locked(txn, actor, id).await?;
        let side = own_side(&row, actor).ok_or(Error::Forbidden)?;
        if row.model.introduced_at.is_none() {
            return Err(Error::Conflict("not_introduced"));
        }
        let before = store::ratings(txn, id).await?;
        let version = version_of(&before, Some(side));
        check(version)?;
        verdict.clean()?;
        let rating = introduction_rating::Model {
            introduction_id: id,
            side: side.code().to_owned(),
            version: version + 1,
            score: i32::from(verdict.score),
            note: verdict.note,
            account_id: actor.account,
            at: now,
        };
        store::put_rating(txn, rating).await?;
        seen(txn, actor, &row).await
    })
    .await
}

/// The side for which an actor rates.
fn own_side(row: &Row, actor: &Actor) -> Option<Side> {
    row.sides(actor).into_iter().find(|side| matches!(side, Side::Buyer | Side::Supplier))
}

fn version_of(rows: &[introduction_rating::Model], side: Option<Side>) -> i64 {
    let own = side.and_then(|side| rows.iter().find(|row| row.side == side.code()));
    own.map_or(0, |row| row.version)
}

/// Whoever takes a side reads its own rating only, be it an agency that brokers as well.
async fn seen(db: &impl Connection, actor: &Actor, row: &Row) -> Result<Ratings> {
    let own = own_side(row, actor);
    let all = own.is_none()
        && (actor.role == Role::Admin || row.model.agency_id == Some(actor.organisation));
    let rows = store::ratings(db, row.model.id).await?;
    let version = version_of(&rows, own);
    let shown =
        rows.into_iter().filter(|row| all || own.is_some_and(|side| row.side == side.code()));
    let ratings = shown.map(|row| {
        Ok(Rating {
            side: Side::parse(&row.side)?,
            score: u8::try_from(row.score).map_err(Error::internal)?,
            note: row.note,
            at: row.at,
        })
    });
    Ok(Ratings { version, ratings: ratings.collect::<Result<_>>()? })
}
