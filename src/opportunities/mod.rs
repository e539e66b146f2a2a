//! The other direction: which open requests fit a supplier, and which single step would open most
//! of the demand.
//!
//! A supplier learns of requests that it may see. What it may not see counts only among at least
//! [`CROWD`] buyers, so that nobody's request can be read out of a number.

mod next_steps;
mod open_demand;
mod store;

use std::collections::HashMap;
use std::collections::HashSet;

use index::demand::Opportunity;
use index::{Compiled, RankOptions};
use uuid::Uuid;

use crate::accounts::Actor;
use crate::app::App;
use crate::sourcing::{self, Sourcing};
use crate::suppliers;
use crate::{Error, Result};

pub use next_steps::{CROWD, NextStep, Reach, next_steps};
pub use open_demand::OpenDemand;

/// Opportunities shown where the caller does not say.
pub const DEFAULT_TOP: usize = 20;
/// Opportunities shown at most.
pub const MAX_TOP: usize = 100;

/// An open request that a supplier offers something for.
#[derive(Debug)]
pub struct Fit {
    /// The request, as the actor may see it.
    pub sourcing: Sourcing,
    /// How the supplier stands on it.
    pub opportunity: Opportunity,
}

/// Open requests that the actor may see, ranked for a supplier that it may speak for.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; `search_busy`.
pub async fn list(app: &App, actor: &Actor, supplier: Uuid, top: usize) -> Result<Vec<Fit>> {
    let (demand, visible, compiled) = setting(app, actor, supplier).await?;
    let options = options(app, actor, top.clamp(1, MAX_TOP));
    let found = app
        .index
        .think(move |_| demand.opportunities(&compiled, options, |id| sees(&visible, id)))
        .await?;
    let ids: Vec<Uuid> = found.iter().filter_map(|one| one.request.parse().ok()).collect();
    let shown = sourcing::open_among(&app.db, actor, &ids).await?;
    let mut shown: HashMap<Uuid, Sourcing> =
        shown.into_iter().map(|sourcing| (sourcing.id, sourcing)).collect();
    // What was closed meanwhile is not shown.
    let fits = found.into_iter().filter_map(|opportunity| {
        let sourcing = shown.remove(&opportunity.request.parse().ok()?)?;
        Some(Fit { sourcing, opportunity })
    });
    let mut fits: Vec<Fit> = fits.collect();
    for (fit, rank) in fits.iter_mut().zip(1..) {
        fit.opportunity.matched.rank = rank;
    }
    Ok(fits)
}

/// What both directions start from: the demand, what of it the actor sees, and the supplier.
async fn setting(
    app: &App,
    actor: &Actor,
    supplier: Uuid,
) -> Result<(std::sync::Arc<index::demand::Demand>, HashSet<Uuid>, Compiled)> {
    let profile = suppliers::editable(&app.db, actor, supplier).await?.profile;
    let visible = sourcing::open_ids(&app.db, actor, app.today()).await?;
    let demand = app.demand.current(app).await?;
    let compiled = app.index.think(move |engine| engine.compile(&profile)).await?;
    Ok((demand, visible, compiled))
}

fn options(app: &App, actor: &Actor, top: usize) -> RankOptions {
    RankOptions { today: app.today(), top, locale: actor.locale, seed: 0 }
}

fn sees(visible: &HashSet<Uuid>, id: &str) -> bool {
    id.parse().is_ok_and(|id: Uuid| visible.contains(&id))
}

/// An identifier that the engine was given by us.
fn parsed(id: &str) -> Result<Uuid> {
    id.parse().map_err(Error::internal)
}
