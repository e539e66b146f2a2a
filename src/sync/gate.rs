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
        Self::of(cores, cores * WAITING_PER_RUNNING)
    }

    fn of(running: usize, admitted: usize) -> Self {
        Self { admitted: Semaphore::new(admitted), running: Semaphore::new(running) }
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;

    #[tokio::test]
    async fn one_too_many_is_told_to_come_back_and_the_others_are_served() {
        let gate = Arc::new(Gate::of(1, 2));
        let (release, held) = mpsc::channel::<()>();
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let running = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move {
                gate.run(move || {
                    tell.send(()).unwrap();
                    held.recv().unwrap();
                })
                .await
            }
        });
        told.recv().await.unwrap();
        let mut waiting = Box::pin(gate.run(|| "đến lượt"));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        let refused = gate.run(|| ()).await;
        assert!(matches!(refused, Err(Error::Unavailable("search_busy"))));
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(waiting.await.unwrap(), "đến lượt");
    }
}
