//! A file on its way in: looked at, compared with what it is called, and kept on disk. All of it
//! blocks, and none of it knows the database.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::folder::Folder;
use super::kind::{self, Kind};
use super::name;
use crate::sourcing::Disclosure;
use crate::{Error, Fault, Result};

/// A file as it was sent.
#[derive(Debug)]
pub struct Sent {
    /// What is in it.
    pub file: File,
    /// Its size in bytes.
    pub bytes: u64,
    /// What the sender calls it.
    pub name: String,
    /// Media type that the sender gives it.
    pub media_type: Option<String>,
    /// From when on it is to be shown; `introduced` where absent.
    pub stage: Option<String>,
}

/// A file that is kept on disk and has no row yet.
#[derive(Debug, Clone)]
pub struct Received {
    /// The identifier that it lies under.
    pub id: Uuid,
    /// Name for people.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256, 64 hexadecimal digits in lower case.
    pub sha256: String,
    /// From when on it is to be shown.
    pub stage: Disclosure,
}

/// Looks at a file and keeps it. Blocks.
///
/// # Errors
/// [`Error::Invalid`] with every fault; an internal error when the disk fails.
pub fn receive(folder: &Folder, mut sent: Sent) -> Result<Received> {
    let mut faults = Vec::new();
    let stage = stage(sent.stage.as_deref(), &mut faults);
    let name = name::clean(&sent.name);
    if name.chars().count() > name::LONGEST {
        faults.push(Fault::new("file", "name_too_long").with("max", name::LONGEST));
    }
    let kind = kind_of(&mut sent, &name, &mut faults).map_err(Error::internal)?;
    let (Some(kind), Some(stage), true) = (kind, stage, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let id = Uuid::new_v4();
    let mut content = Hashed { file: sent.file, digest: Sha256::new() };
    content.file.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    folder.keep(id, &mut content).map_err(Error::internal)?;
    let sha256 = format!("{:x}", content.digest.finalize());
    Ok(Received { id, name, kind, bytes: sent.bytes, sha256, stage })
}

fn stage(sent: Option<&str>, faults: &mut Vec<Fault>) -> Option<Disclosure> {
    let sent = sent.map(str::trim).filter(|text| !text.is_empty());
    let Some(sent) = sent else { return Some(Disclosure::Introduced) };
    let known = Disclosure::ALL.iter().copied().find(|stage| stage.code() == sent);
    if known.is_none() {
        let allowed: Vec<_> = Disclosure::ALL.iter().map(|stage| stage.code()).collect();
        faults.push(Fault::new("stage", "not_one_of").with("allowed", allowed.join(", ")));
    }
    known
}

/// What the file is, by its content; what it is called must agree.
fn kind_of(sent: &mut Sent, name: &str, faults: &mut Vec<Fault>) -> io::Result<Option<Kind>> {
    if sent.bytes == 0 {
        faults.push(Fault::new("file", "empty_file"));
        return Ok(None);
    }
    let Some(found) = kind::of(&mut sent.file, sent.bytes)? else {
        let allowed: Vec<_> = Kind::ALL.iter().map(|kind| kind.extensions().join("/")).collect();
        faults.push(Fault::new("file", "unknown_file").with("allowed", allowed.join(", ")));
        return Ok(None);
    };
    let extension = name::extension(name).unwrap_or_default();
    // A table in words is told from words by its name only.
    let kind = match (found, extension.as_str()) {
        (Kind::Text, "csv") => Kind::Csv,
        (found, _) => found,
    };
    if !kind.extensions().contains(&extension.as_str()) {
        let allowed: Vec<_> = kind.extensions().iter().map(|one| format!(".{one}")).collect();
        let fault = Fault::new("file", "file_name_mismatch").with("found", kind.code());
        faults.push(fault.with("allowed", allowed.join(", ")));
    }
    if let Some(declared) = sent.media_type.as_deref().filter(|it| !kind.may_be_declared(it)) {
        let fault = Fault::new("file", "media_type_mismatch").with("found", kind.code());
        let declared: String = declared.chars().take(80).collect();
        faults.push(fault.with("declared", declared));
    }
    Ok(Some(kind))
}

/// A file that is hashed as it is read.
struct Hashed {
    file: File,
    digest: Sha256,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
