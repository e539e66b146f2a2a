//! Every open request as the engine understood it, kept in memory and brought up to date by
//! version before it is used.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use index::Engine;
use index::demand::Demand;
use index::request::SourcingRequest;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::app::App;
use crate::{Result, sourcing};

/// Requests read from the database at a time.
const BATCH: usize = 500;

/// The open requests of this process.
#[derive(Debug)]
pub struct OpenDemand(Mutex<State>);

#[derive(Debug)]
struct State {
    demand: Arc<Demand>,
    versions: HashMap<Uuid, i64>,
    /// Position of the requests and day of the last look: while both stay, so does the demand.
    looked: Option<(i64, NaiveDate)>,
}

impl OpenDemand {
    /// Nothing read yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self(Mutex::new(State::new(engine)))
    }

    /// The demand as the database has it now. Only what changed since is read again.
    ///
    /// # Errors
    /// An internal error when the database fails; `search_busy`.
    pub async fn current(&self, app: &App) -> Result<Arc<Demand>> {
        let mut state = self.0.lock().await;
        let now = (sourcing::position(&app.db).await?, app.today());
        if state.looked == Some(now) {
            return Ok(Arc::clone(&state.demand));
        }
        let open = sourcing::open_versions(&app.db, now.1).await?;
        let open: HashMap<Uuid, i64> = open.into_iter().collect();
        let gone: Vec<Uuid> =
            state.versions.keys().filter(|id| !open.contains_key(id)).copied().collect();
        if !gone.is_empty() {
            state.apply(app, gone, Vec::new()).await?;
        }
        let known = |id: &Uuid, version: &i64| state.versions.get(id) == Some(version);
        let changed: Vec<Uuid> =
            open.iter().filter(|(id, version)| !known(id, version)).map(|(id, _)| *id).collect();
        for ids in changed.chunks(BATCH) {
            let read = sourcing::open_requests(&app.db, ids).await?;
            state.apply(app, Vec::new(), read).await?;
        }
        state.looked = Some(now);
        Ok(Arc::clone(&state.demand))
    }
}

impl State {
    fn new(engine: &Engine) -> Self {
        Self { demand: Arc::new(Demand::new(engine)), versions: HashMap::new(), looked: None }
    }

    /// Takes requests out and in, off the async threads. If this is cut off, nothing is known any
    /// more and the next caller reads everything.
    async fn apply(
        &mut self,
        app: &App,
        gone: Vec<Uuid>,
        read: Vec<(Uuid, i64, SourcingRequest)>,
    ) -> Result<()> {
        let Self { mut demand, mut versions, .. } =
            std::mem::replace(self, Self::new(app.index.engine()));
        *self = app
            .index
            .think(move |_| {
                let growing = Arc::make_mut(&mut demand);
                for id in gone {
                    growing.remove(&id.to_string());
                    versions.remove(&id);
                }
                for (id, version, request) in read {
                    growing.upsert(&request);
                    versions.insert(id, version);
                }
                Self { demand, versions, looked: None }
            })
            .await?;
        Ok(())
    }
}
