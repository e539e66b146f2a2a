//! The other direction: which open requests fit a supplier, and which single step would open most
//! of the demand.
//!
//! A supplier learns of requests that it may see. What it may not see counts only among at least
//! [`CROWD`] buyers, so that nobody's request can be read out of a number.

pub mod alerts;
mod next_steps;
mod open_demand;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use index::demand::{Demand, Opportunity};
use index::matching::Verdict;
use index::{Compiled, RankOptions};
use uuid::Uuid;

use crate::Result;
use crate::accounts::Actor;
use crate::app::App;
use crate::sourcing::{self, Sourcing};
use crate::suppliers;

pub use alerts::Alerts;
pub use next_steps::{CROWD, NextStep, Reach, next_steps};
pub use open_demand::OpenDemand;

/// An open request that a supplier offers something for.
#[derive(Debug)]
pub struct Fit {
    /// The request, as the actor may see it.
    pub sourcing: Sourcing,
    /// How the supplier stands on it.
    pub opportunity: Opportunity,
    /// When its owner was told that it fits.
    pub since: Option<DateTime<Utc>>,
}

/// The best `top` of the open requests that the actor may see, ranked for a supplier that it may
/// speak for.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound), [`Error::Forbidden`](crate::Error::Forbidden);
/// `search_busy`.
pub async fn list(app: &App, actor: &Actor, supplier: Uuid, top: usize) -> Result<Vec<Fit>> {
    let Setting { demand, visible, compiled } = Setting::of(app, actor, supplier).await?;
    let options = options(app, actor, top);
    let sees = move |id: &str| id.parse().is_ok_and(|id: Uuid| visible.contains(&id));
    let found = app.index.think(move |_| demand.opportunities(&compiled, options, sees)).await?;
    let ids: Vec<Uuid> = found.iter().filter_map(|one| one.request.parse().ok()).collect();
    let shown = sourcing::open_among(&app.db, actor, &ids).await?;
    let mut shown: HashMap<Uuid, Sourcing> =
        shown.into_iter().map(|sourcing| (sourcing.id, sourcing)).collect();
    let since = alerts::since(&app.db, supplier, &ids).await?;
    // What was closed meanwhile is not shown.
    let fits = found.into_iter().filter_map(|opportunity| {
        let sourcing = shown.remove(&opportunity.request.parse().ok()?)?;
        let since = since.get(&sourcing.id).copied();
        let since = since.filter(|_| opportunity.matched.verdict == Verdict::Qualified);
        Some(Fit { sourcing, opportunity, since })
    });
    let mut fits: Vec<Fit> = fits.collect();
    for (fit, rank) in fits.iter_mut().zip(1..) {
        fit.opportunity.matched.rank = rank;
    }
    Ok(fits)
}

/// What both questions start from.
struct Setting {
    demand: Arc<Demand>,
    /// Requests that the actor may see, without those of buyers that block the profile.
    visible: HashSet<Uuid>,
    compiled: Compiled,
}

impl Setting {
    async fn of(app: &App, actor: &Actor, supplier: Uuid) -> Result<Self> {
        let supplied = suppliers::editable(&app.db, actor, supplier).await?;
        let profile = suppliers::searchable(supplied.profile);
        let visible = sourcing::open_ids_for(&app.db, actor, supplier, app.today()).await?;
        let demand = app.demand.current(app).await?;
        let compiled = app.index.think(move |engine| engine.compile(&profile)).await?;
        Ok(Self { demand, visible, compiled })
    }
}

fn options(app: &App, actor: &Actor, top: usize) -> RankOptions {
    RankOptions { today: app.today(), top, locale: actor.locale, seed: 0 }
}
