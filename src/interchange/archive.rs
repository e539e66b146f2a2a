//! Guard before a workbook is opened: an XLSX file is a ZIP archive, and nothing below bounds
//! what it unpacks to. Every entry is unpacked to nowhere, through a limit, and counted.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::finding::FileFault;

/// Entries in the archive. A workbook has some tens.
const MAX_ENTRIES: usize = 4_096;
/// Bytes all entries unpack to.
const MAX_TOTAL: u64 = 384 << 20;
/// Bytes a part that is held in memory whole unpacks to: texts, styles, relations.
const MAX_HELD: u64 = 64 << 20;
/// How many times larger an entry above 4 MiB may be unpacked. Real sheets reach about 40.
const MAX_RATIO: u64 = 150;
/// Texts the table may announce: the reader reserves room for as many before it reads them.
const MAX_ANNOUNCED: u64 = 4_000_000;

/// Refuses what is not a workbook, and what unpacks to too much.
pub(super) fn check<R: Read + Seek>(input: &mut R) -> Result<(), FileFault> {
    let mut archive = ZipArchive::new(&mut *input).map_err(damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(FileFault::ArchiveBomb);
    }
    let names: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(|n| n.to_ascii_lowercase().replace('\\', "/"))
        .collect();
    let holds = |part: &str| names.iter().any(|name| name.ends_with(part));
    if !holds("workbook.xml") {
        return Err(match () {
            () if holds("workbook.bin") => {
                FileFault::OtherDocument { kind: "an .xlsb workbook".to_owned() }
            }
            () if holds("content.xml") => {
                FileFault::OtherDocument { kind: "an OpenDocument file".to_owned() }
            }
            () if holds("document.xml") => {
                FileFault::OtherDocument { kind: "a Word document".to_owned() }
            }
            () => FileFault::OtherDocument { kind: "a ZIP archive".to_owned() },
        });
    }
    let mut total = 0;
    for position in 0..archive.len() {
        let mut entry = archive.by_index(position).map_err(damaged)?;
        let packed = entry.compressed_size();
        let name = entry.name().map_err(damaged)?.to_ascii_lowercase();
        let is_texts = name.ends_with("sharedstrings.xml");
        // Sheets are read a row at a time, pictures not at all.
        let streamed = name.contains("worksheets") || name.contains("media");
        let allowed = if streamed { MAX_TOTAL } else { MAX_HELD }.min(MAX_TOTAL - total);
        let unpacked = measure(&mut entry, packed, allowed, is_texts)?;
        total += unpacked;
    }
    Ok(())
}

/// Unpacks one entry to nowhere. Stops at the first byte too many.
fn measure(
    entry: &mut impl Read,
    packed: u64,
    allowed: u64,
    is_texts: bool,
) -> Result<u64, FileFault> {
    const STEP: usize = 64 << 10;
    // Room for a number that stands across two steps.
    const OVERLAP: usize = 64;
    let mut buffer = vec![0_u8; OVERLAP + STEP];
    let mut limited = entry.take(allowed.saturating_add(1));
    let mut unpacked: u64 = 0;
    let mut kept = 0;
    loop {
        let space = buffer.get_mut(kept..kept + STEP).unwrap_or_default();
        let read = limited
            .read(space)
            .map_err(|error| FileFault::DamagedXlsx { detail: error.to_string() })?;
        if read == 0 {
            return Ok(unpacked);
        }
        unpacked += read as u64;
        let too_dense = unpacked > 4 << 20 && unpacked / packed.max(1) > MAX_RATIO;
        if unpacked > allowed || too_dense {
            return Err(FileFault::ArchiveBomb);
        }
        let filled = kept + read;
        if is_texts && announces_too_many(buffer.get(..filled).unwrap_or_default()) {
            return Err(FileFault::ArchiveBomb);
        }
        let tail = filled.min(OVERLAP);
        buffer.copy_within(filled - tail..filled, 0);
        kept = tail;
    }
}

fn announces_too_many(xml: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    xml.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME).any(|(at, _)| {
        let digits: String = xml
            .iter()
            .skip(at + NAME.len())
            .skip_while(|b| matches!(b, b' ' | b'=' | b'"' | b'\'' | b'\t' | b'\n' | b'\r' | b'+'))
            .take_while(|b| b.is_ascii_digit())
            .map(|&b| char::from(b))
            .collect();
        !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > MAX_ANNOUNCED)
    })
}

fn damaged(error: ZipError) -> FileFault {
    match error {
        ZipError::InvalidPassword => FileFault::OldExcel,
        error => FileFault::DamagedXlsx { detail: error.to_string() },
    }
}
