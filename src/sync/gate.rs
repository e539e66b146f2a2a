//! How much engine work runs at once. Beyond a short queue the answer is "try again", so that a
//! burst costs its senders a retry and nobody else their memory.

use tokio::sync::Semaphore;

use crate::{Error, Result};

/// How many may wait for one that runs.
const WAITING_PER_RUNNING: usize = 32;

/// Bounds blocking work.
pub(super) struct Gate {
    admitted: Semaphore,
    running: Semaphore,
}

impl Gate {
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from).max(2);
        Self {
            admitted: Semaphore::new(cores * WAITING_PER_RUNNING),
            running: Semaphore::new(cores),
        }
    }

    /// Runs `work` on the blocking pool.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let busy = |_| Error::Unavailable("search_busy");
        let _admitted = self.admitted.try_acquire().map_err(busy)?;
        let _running = self.running.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}
