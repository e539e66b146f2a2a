//! The folder of attachments: one file each, under its identifier, never under a sender's name. A
//! file is written beside, made durable and renamed: under its identifier it is always whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Ending of a file that is not whole yet.
const PART: &str = "part";

/// The folder of attachments.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Something in the folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// The attachment it is or was to be.
    pub(super) id: Uuid,
    /// Whether it was still being written.
    pub(super) part: bool,
}

impl Folder {
    /// Names a folder; touches nothing.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where an attachment lies.
    #[must_use]
    pub fn path(&self, id: Uuid) -> PathBuf {
        self.root.join(id.to_string())
    }

    /// Keeps what `content` reads, durably. Blocks.
    ///
    /// # Errors
    /// Fails when the disk does; what was written until then is removed.
    pub(super) fn keep(&self, id: Uuid, content: &mut impl io::Read) -> io::Result<()> {
        make_private(&self.root)?;
        let part = self.root.join(format!("{id}.{PART}"));
        let kept = self.write(&part, id, content);
        if kept.is_err() {
            // What cannot be removed now is swept later.
            let _ = fs::remove_file(&part);
        }
        kept
    }

    fn write(&self, part: &Path, id: Uuid, content: &mut impl io::Read) -> io::Result<()> {
        let mut file = create_private(part)?;
        io::copy(content, &mut file)?;
        file.sync_all()?;
        fs::rename(part, self.path(id))?;
        File::open(&self.root)?.sync_all()
    }

    /// Removes the file of an attachment, if it is there. Blocks.
    pub(super) fn remove(&self, id: Uuid) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Everything in the folder that is named as this one names. What else lies there is not ours.
    pub(super) fn files(&self) -> io::Result<Vec<Found>> {
        let entries = match fs::read_dir(&self.root) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let found = entries.filter_map(|entry| {
            let path = entry.ok()?.path();
            let part = path.extension().is_some_and(|extension| extension == PART);
            let id = path.file_stem()?.to_str()?.parse().ok()?;
            (part || path.extension().is_none()).then_some(Found { path, id, part })
        });
        Ok(found.collect())
    }
}

/// Makes the folder where it is missing, for nobody else on the machine.
#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
