//! The index folder on disk: `lock`, one sub-folder per generation, and `current`, which names the
//! generation in use and is replaced in one step.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Another process has the folder.
#[derive(Debug, thiserror::Error)]
#[error(
    "the index folder {} is in use by another process: stop it, or give this one another folder \
     (--data, or KHOP__INDEX__DIRECTORY)", .0.display()
)]
pub struct Busy(pub PathBuf);

/// An index folder.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Holds the folder for as long as it lives. The system frees it when the process dies.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl Folder {
    /// Names a folder; touches nothing.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Makes the folder where it is missing, and locks it.
    ///
    /// # Errors
    /// [`Busy`] inside [`Error::Internal`] when another process holds it.
    pub fn lock(&self) -> Result<FolderLock> {
        fs::create_dir_all(&self.root).map_err(Error::internal)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join("lock"))
            .map_err(Error::internal)?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::internal(Busy(self.root.clone()))),
            Err(TryLockError::Error(error)) => Err(Error::internal(error)),
        }
    }

    /// The generation in use, if its name can be read and it is there.
    #[must_use]
    pub fn current(&self) -> Option<PathBuf> {
        let name = fs::read_to_string(self.root.join("current")).ok()?;
        number(name.trim())?;
        let path = self.root.join(name.trim());
        path.is_dir().then_some(path)
    }

    /// A name that no generation has yet.
    pub(super) fn next(&self) -> PathBuf {
        let last = self.generations().iter().filter_map(|path| number_of(path)).max();
        self.root.join(format!("generation-{}", last.unwrap_or(0) + 1))
    }

    /// Puts a finished generation in use, durably, and removes the others.
    pub(super) fn switch_to(&self, generation: &Path) -> io::Result<()> {
        let name = generation.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let fresh = self.root.join("current.new");
        let mut file = File::create(&fresh)?;
        file.write_all(name.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, self.root.join("current"))?;
        File::open(&self.root)?.sync_all()?;
        self.sweep();
        Ok(())
    }

    /// Removes generations that are not in use: old ones, and those of a rebuild cut short. Open
    /// readers keep their files until they let go.
    pub(super) fn sweep(&self) {
        let current = self.current();
        for path in self.generations() {
            if Some(&path) != current.as_ref()
                && let Err(error) = fs::remove_dir_all(&path)
            {
                tracing::warn!(%error, path = %path.display(), "cannot remove an old index");
            }
        }
    }

    fn generations(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| number_of(path).is_some()).collect()
    }
}

fn number_of(path: &Path) -> Option<u64> {
    number(path.file_name()?.to_str()?)
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix("generation-")?.parse().ok()
}
