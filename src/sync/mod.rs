//! From database to index. The database is the only truth; an index can always be made anew.
//!
//! - Whoever writes a supplier appends its id to the change log **in the same transaction**
//!   ([`log::append`]). Numbers are given in commit order and without gaps, so a follower that
//!   reads "above the last one applied" can neither miss nor reorder a change.
//! - Every process follows the log into a folder of its own ([`tail`]). The position applied is
//!   stored **inside the index commit**, as `epoch:seq:mark`: documents and position become durable
//!   together, so a crash at any point replays and never skips.
//! - Numbers alone would agree where a database was restored and written to while nothing ran. The
//!   mark says which change the number stood for; it is compared when a folder is opened.
//! - An entry carries the id only: the row is read again, then indexed if published and removed if
//!   not. Repeating it is harmless.
//! - A folder that is missing, of another schema, damaged, of another epoch or history, ahead of the
//!   log, or behind what is left of it, is rebuilt beside the old one and swapped in ([`rebuild`]).
//! - One process owns a folder ([`folder`]); [`check`] reads it without owning it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use index::store::Searcher;
use index::{Engine, RankingConfig};
use sea_orm::DatabaseConnection;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::config::Settings;
use crate::{Error, Result};

pub mod check;
mod document;
pub mod folder;
mod gate;
pub mod log;
mod rebuild;
mod tail;

pub use rebuild::reindex;

use folder::{Folder, FolderLock};
use gate::Gate;

/// Longest time that a write waits to be found: `?wait_for=indexed`.
pub const WAIT_FOR_INDEXED: Duration = Duration::from_secs(5);
/// Longest time that [`IndexHandle::catch_up`] waits.
const CATCH_UP: Duration = Duration::from_secs(60);

/// The weights that the settings name, or those that are built in.
///
/// # Errors
/// An internal error when their file cannot be read.
pub fn weights(settings: &Settings) -> Result<RankingConfig> {
    let file = &settings.index.weights;
    if file.as_os_str().is_empty() {
        return Ok(RankingConfig::default());
    }
    let told = |why: &dyn fmt::Display| {
        Error::internal(format!("index.weights: {}: {why}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| told(&error))?;
    RankingConfig::parse(&text).map_err(|error| told(&error))
}

/// The search index of this process.
pub struct IndexHandle {
    engine: Engine,
    directory: PathBuf,
    searcher: RwLock<Option<Searcher>>,
    applied: watch::Sender<Option<Checkpoint>>,
    stopping: watch::Sender<bool>,
    wake: Notify,
    gate: Gate,
    running: Mutex<Option<Running>>,
}

/// The tail and the lock that it works under.
struct Running {
    task: JoinHandle<()>,
    _lock: FolderLock,
}

impl IndexHandle {
    /// An index that is not open yet: nothing is read, written or locked before
    /// [`IndexHandle::start`]. Writes to the database are logged all the same.
    ///
    /// # Errors
    /// As [`weights`].
    pub fn new(settings: &Settings) -> Result<Self> {
        Ok(Self::at(&settings.index.directory, Engine::new(weights(settings)?)))
    }

    /// As [`IndexHandle::new`], from its parts.
    pub fn at(directory: impl AsRef<Path>, engine: Engine) -> Self {
        Self {
            engine,
            directory: directory.as_ref().to_owned(),
            searcher: RwLock::new(None),
            applied: watch::channel(None).0,
            stopping: watch::channel(false).0,
            wake: Notify::new(),
            gate: Gate::new(),
            running: Mutex::new(None),
        }
    }

    /// Locks the folder, opens what is in it and starts to follow the change log.
    ///
    /// Returns before the index is complete: a folder that must be rebuilt is rebuilt behind the
    /// running service, and searches answer `index_unavailable` until then.
    ///
    /// # Errors
    /// [`folder::Busy`] inside [`Error::Internal`] when another process holds the folder; an
    /// internal error when it cannot be made.
    pub async fn start(self: &Arc<Self>, db: &DatabaseConnection) -> Result<()> {
        if self.lock_running().is_some() {
            return Ok(());
        }
        let folder = Folder::new(&self.directory);
        let lock = folder.lock()?;
        self.stopping.send_replace(false);
        let task = tokio::spawn(tail::run(Arc::clone(self), db.clone(), folder));
        *self.lock_running() = Some(Running { task, _lock: lock });
        Ok(())
    }

    /// Lets a running commit finish, stops following and frees the folder.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        let running = self.lock_running().take();
        if let Some(Running { task, _lock }) = running {
            if let Err(error) = task.await {
                tracing::error!(%error, "the index tail ended badly");
            }
            self.set_searcher(None);
            self.applied.send_replace(None);
        }
    }

    /// Whether searches can be answered now.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.searcher.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The last change that searches see; none before the index is open. They may see later ones
    /// already, never fewer.
    #[must_use]
    pub fn position(&self) -> Option<Checkpoint> {
        self.applied.borrow().clone()
    }

    /// The engine, for work that needs no index.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Tells the tail that something was committed. Polling would find it anyway.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until change `seq` can be found, at most for `limit`; whether it can.
    pub async fn wait_for(&self, seq: i64, limit: Duration) -> bool {
        self.wake();
        let mut applied = self.applied.subscribe();
        tokio::time::timeout(
            limit,
            applied.wait_for(|at| at.as_ref().is_some_and(|at| at.seq >= seq)),
        )
        .await
        .is_ok_and(|reached| reached.is_ok())
    }

    /// Waits until everything that is committed now can be found.
    ///
    /// # Errors
    /// `index_unavailable` when that takes longer than a minute.
    pub async fn catch_up(&self, db: &DatabaseConnection) -> Result<()> {
        let head = log::head(db).await?;
        if self.wait_for(head.seq, CATCH_UP).await {
            Ok(())
        } else {
            Err(Error::Unavailable("index_unavailable"))
        }
    }

    /// Runs `work` on the current index, off the async threads and among a bounded number.
    ///
    /// # Errors
    /// `index_unavailable` while there is no index, `search_busy` when too many wait.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Searcher) -> Result<T, index::Error> + Send + 'static,
    {
        let searcher = self
            .searcher
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or(Error::Unavailable("index_unavailable"))?;
        self.gate.run(move || work(&searcher)).await?.map_err(|error| {
            tracing::error!(%error, "search failed");
            Error::Unavailable("index_unavailable")
        })
    }

    /// Runs `work` with the engine under the same bound as [`IndexHandle::read`].
    ///
    /// # Errors
    /// `search_busy` when too many wait.
    pub async fn think<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Engine) -> T + Send + 'static,
    {
        let engine = self.engine.clone();
        self.gate.run(move || work(&engine)).await
    }

    /// Lets searches see the last commit.
    async fn reload(&self) -> Result<()> {
        let searcher = self.searcher.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(searcher) = searcher else { return Ok(()) };
        tokio::task::spawn_blocking(move || searcher.reload())
            .await
            .map_err(Error::internal)?
            .map_err(Error::internal)
    }

    fn set_searcher(&self, searcher: Option<Searcher>) {
        *self.searcher.write().unwrap_or_else(PoisonError::into_inner) = searcher;
    }

    fn lock_running(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for IndexHandle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("IndexHandle")
            .field("directory", &self.directory)
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// Where an index stands in the log: `epoch:seq:mark`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub epoch: String,
    /// Last change applied.
    pub seq: i64,
    /// What that change was, as [`log::mark`] says. None where the log no longer had it, and in an
    /// index of a version before marks.
    pub mark: Option<String>,
}

impl Checkpoint {
    /// Reads `epoch:seq` or `epoch:seq:mark`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, rest) = text.split_once(':')?;
        let (seq, mark) = match rest.split_once(':') {
            Some((seq, mark)) => (seq, Some(mark.to_owned())),
            None => (rest, None),
        };
        Some(Self { epoch: epoch.to_owned(), seq: seq.parse().ok()?, mark })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.epoch, self.seq)?;
        self.mark.as_ref().map_or(Ok(()), |mark| write!(f, ":{mark}"))
    }
}
