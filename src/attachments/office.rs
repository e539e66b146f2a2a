//! Workbooks and documents are ZIP archives. Which of them one is, its list of contents says; only
//! that is unpacked, through a limit. What the rest would unpack to is counted as it is announced,
//! because whoever downloads it unpacks it.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

use super::kind::{Kind, part};

/// Entries in the archive. A workbook has some tens.
const MAX_ENTRIES: usize = 4_096;
/// Bytes that all entries announce to unpack to.
const MAX_TOTAL: u64 = 384 << 20;
/// How many times larger an entry above 4 MiB may be unpacked. Real sheets reach about 40.
const MAX_RATIO: u64 = 150;
/// Bytes of the list of contents.
const MAX_CONTENTS: u64 = 1 << 20;
/// Bytes at the end in which the end record of an archive lies, with its longest comment.
const END: usize = 22 + 65_535;

/// What an archive of `bytes` bytes is; none where it is neither, holds macros or unpacks to too much.
pub(super) fn of<R: Read + Seek>(file: &mut R, bytes: u64) -> io::Result<Option<Kind>> {
    // The reader makes an entry of every line of the directory before anybody can count them.
    let end = part(file, bytes.saturating_sub(END as u64), END)?;
    let record = end.windows(22).rev().find(|window| window.starts_with(b"PK\x05\x06"));
    let entries = record.and_then(|record| record.get(10..12)?.first_chunk::<2>().copied());
    if entries.is_none_or(|count| usize::from(u16::from_le_bytes(count)) > MAX_ENTRIES) {
        return Ok(None);
    }
    let Ok(mut archive) = ZipArchive::new(&mut *file) else { return Ok(None) };
    if archive.len() > MAX_ENTRIES {
        return Ok(None);
    }
    let mut total: u64 = 0;
    for position in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(position) else { return Ok(None) };
        let (packed, unpacked) = (entry.compressed_size(), entry.size());
        let macros =
            entry.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin"));
        total = total.saturating_add(unpacked);
        let dense = unpacked > 4 << 20 && unpacked / packed.max(1) > MAX_RATIO;
        if macros || dense || total > MAX_TOTAL {
            return Ok(None);
        }
    }
    let Ok(contents) = archive.by_name("[Content_Types].xml") else { return Ok(None) };
    let mut text = Vec::new();
    if contents.take(MAX_CONTENTS).read_to_end(&mut text).is_err() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&text);
    let holds = |main: &str| text.contains(&format!("application/vnd.{main}+xml"));
    let office = "openxmlformats-officedocument";
    let workbook = holds(&format!("{office}.spreadsheetml.sheet.main"));
    let document = holds(&format!("{office}.wordprocessingml.document.main"));
    Ok(match (workbook, document) {
        (true, false) => Some(Kind::Xlsx),
        (false, true) => Some(Kind::Docx),
        _ => None,
    })
}
