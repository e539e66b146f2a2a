//! Every open request as the engine understood it, kept in memory and brought up to date by
//! version before it is used.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use index::Engine;
use index::demand::Demand;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::store;
use crate::app::App;
use crate::{Error, Result};

/// Requests read from the database at a time.
const BATCH: usize = 500;

/// The open requests of this process.
#[derive(Debug)]
pub struct OpenDemand(Mutex<State>);

#[derive(Debug)]
struct State {
    demand: Arc<Demand>,
    versions: HashMap<Uuid, i64>,
}

impl OpenDemand {
    /// Nothing read yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        let demand = Arc::new(Demand::new(engine));
        Self(Mutex::new(State { demand, versions: HashMap::new() }))
    }

    /// The demand as the database has it now. Only what changed since is read again.
    ///
    /// # Errors
    /// An internal error when the database fails; `search_busy`.
    pub async fn current(&self, app: &App) -> Result<Arc<Demand>> {
        let mut state = self.0.lock().await;
        let open: HashMap<Uuid, i64> =
            store::open(&app.db, app.today()).await?.into_iter().collect();
        let changed: Vec<Uuid> = open
            .iter()
            .filter(|(id, version)| state.versions.get(id) != Some(version))
            .map(|(id, _)| *id)
            .collect();
        let known: HashSet<Uuid> = state.versions.keys().copied().collect();
        let gone: Vec<Uuid> = known.into_iter().filter(|id| !open.contains_key(id)).collect();
        for id in &gone {
            Arc::make_mut(&mut state.demand).remove(&id.to_string());
            state.versions.remove(id);
        }
        for ids in changed.chunks(BATCH) {
            let read = store::requests(&app.db, ids).await?;
            let versions: Vec<_> = read.iter().map(|(id, version, _)| (*id, *version)).collect();
            let mut demand = std::mem::take(&mut state.demand);
            // If this is cut off, the state is empty and the next caller reads everything.
            let known = std::mem::take(&mut state.versions);
            demand = app
                .index
                .think(move |_| {
                    let growing = Arc::make_mut(&mut demand);
                    read.iter().for_each(|(_, _, request)| growing.upsert(request));
                    demand
                })
                .await
                .map_err(Error::internal)?;
            state.demand = demand;
            state.versions = known;
            state.versions.extend(versions);
        }
        Ok(Arc::clone(&state.demand))
    }
}
