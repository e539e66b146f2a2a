//! What a file is, decided by what is in it. What is known is little and on purpose: drawings,
//! models, tables and texts as buyers send them. Everything else is refused, and so is whatever could
//! be two things at once.
//!
//! A name or a media type is only compared with this, never believed. What a PDF or a workbook does
//! when it is opened is the virus scanner's to judge.

use std::io::{self, Read, Seek, SeekFrom};

use super::office;
use crate::coded::coded;

/// Bytes at the start that say what a file is. Lenient readers look no further.
const HEAD: usize = 4_096;
/// Bytes at the start in which markup is looked for, and at the end in which a PDF has its mark.
const NEAR: usize = 1_024;
/// Beginnings of markup that a browser may take a file for.
const MARKUP: [&[u8]; 6] = [b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<iframe"];

coded! {
    /// Kinds of files that are taken.
    Kind {
        /// PDF.
        Pdf = "pdf",
        /// PNG.
        Png = "png",
        /// JPEG.
        Jpeg = "jpeg",
        /// STEP model (ISO 10303-21).
        Step = "step",
        /// IGES model, in lines of 80 characters.
        Iges = "iges",
        /// DXF drawing, as text or binary.
        Dxf = "dxf",
        /// DWG drawing, from AutoCAD 10 on.
        Dwg = "dwg",
        /// Excel workbook without macros.
        Xlsx = "xlsx",
        /// Word document without macros.
        Docx = "docx",
        /// Comma-separated values in UTF-8.
        Csv = "csv",
        /// Plain text in UTF-8.
        Text = "text",
    }
}

impl Kind {
    /// Media type to send it with.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Step => "model/step",
            Self::Iges => "model/iges",
            Self::Dxf => "image/vnd.dxf",
            Self::Dwg => "image/vnd.dwg",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Endings of a name that it may have, in lower case.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Step => &["step", "stp", "p21"],
            Self::Iges => &["iges", "igs"],
            Self::Dxf => &["dxf"],
            Self::Dwg => &["dwg"],
            Self::Xlsx => &["xlsx"],
            Self::Docx => &["docx"],
            Self::Csv => &["csv"],
            Self::Text => &["txt"],
        }
    }

    /// Whether a sender may have called it so. Browsers know few of these formats, and call the rest
    /// nothing or `application/octet-stream`.
    #[must_use]
    pub fn may_be_declared(self, media_type: &str) -> bool {
        let also: &[&str] = match self {
            Self::Step => &["application/step", "application/p21", "model/step+xml"],
            Self::Iges => &["application/iges"],
            Self::Dxf => &["application/dxf", "image/x-dxf", "application/x-dxf"],
            Self::Dwg => &["application/acad", "application/x-dwg", "image/x-dwg"],
            Self::Jpeg => &["image/jpg", "image/pjpeg"],
            // Windows with a spreadsheet program says this of every CSV.
            Self::Csv => &["application/vnd.ms-excel", "text/plain"],
            _ => &[],
        };
        let own = self.media_type().split(';').next().unwrap_or_default();
        let is = |known: &str| known.eq_ignore_ascii_case(media_type);
        let cad = matches!(self, Self::Step | Self::Iges | Self::Dxf) && is("text/plain");
        is("application/octet-stream") || is(own) || cad || also.iter().any(|known| is(known))
    }
}

/// What a file of `bytes` bytes is; none for what is not taken. Leaves its position anywhere.
///
/// # Errors
/// Fails when it cannot be read.
pub fn of<R: Read + Seek>(file: &mut R, bytes: u64) -> io::Result<Option<Kind>> {
    let head = part(file, 0, HEAD)?;
    let starts = |mark: &[u8]| head.starts_with(mark);
    let known = |kind: Kind, holds: bool| Ok(Some(kind).filter(|_| holds));
    if starts(b"%PDF-") {
        return known(Kind::Pdf, is_pdf(file, &head, bytes)?);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return known(Kind::Png, is_png(file, bytes)?);
    }
    if starts(&[0xff, 0xd8, 0xff]) {
        return known(Kind::Jpeg, is_jpeg(file, bytes)?);
    }
    if starts(b"PK\x03\x04") {
        return office::of(file, bytes);
    }
    if starts(b"AutoCAD Binary DXF\r\n\x1a\0") {
        return known(Kind::Dxf, true);
    }
    let binary = head.contains(&0);
    if starts(b"AC10") && binary {
        return known(Kind::Dwg, head.iter().skip(4).take(2).all(u8::is_ascii_digit));
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    if binary || looks_like_markup(text) || text.starts_with(b"#!") {
        return Ok(None);
    }
    if text.starts_with(b"ISO-10303-21;") {
        return known(Kind::Step, true);
    }
    if is_dxf(text) {
        return known(Kind::Dxf, true);
    }
    if is_iges(&head) {
        return known(Kind::Iges, true);
    }
    known(Kind::Text, is_text(file)?)
}

/// At most `length` bytes from a position on.
pub(super) fn part<R: Read + Seek>(file: &mut R, at: u64, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window.eq_ignore_ascii_case(mark))
}

fn looks_like_markup(head: &[u8]) -> bool {
    let near = head.get(..NEAR).unwrap_or(head);
    MARKUP.iter().any(|mark| contains(near, mark))
}

/// Has its version at the very start and nothing behind its last end, and near its start nothing that
/// a reader could take it for instead.
fn is_pdf<R: Read + Seek>(file: &mut R, head: &[u8], bytes: u64) -> io::Result<bool> {
    const END: &[u8] = b"%%EOF";
    let version = head.get(5..8).unwrap_or_default();
    let versioned = matches!(version, [b'1' | b'2', b'.', minor] if minor.is_ascii_digit());
    let tail = part(file, bytes.saturating_sub(NEAR as u64), NEAR)?;
    let end = tail.windows(END.len()).rposition(|window| window == END);
    let rest = end.and_then(|at| tail.get(at + END.len()..));
    let ended = rest.is_some_and(|rest| rest.iter().all(|b| b.is_ascii_whitespace() || *b == 0));
    Ok(versioned && ended && !looks_like_markup(head))
}

/// Chunk after chunk up to `IEND`, and nothing behind it.
fn is_png<R: Read + Seek>(file: &mut R, bytes: u64) -> io::Result<bool> {
    let mut at = 8;
    loop {
        let chunk = part(file, at, 8)?;
        let (Some(length), Some(name)) = (chunk.first_chunk::<4>(), chunk.get(4..8)) else {
            return Ok(false);
        };
        if (at == 8) != (name == b"IHDR") || !name.iter().all(u8::is_ascii_alphabetic) {
            return Ok(false);
        }
        // Length, name and checksum are four bytes each.
        at += 12 + u64::from(u32::from_be_bytes(*length));
        if at > bytes || name == b"IEND" {
            return Ok(at == bytes);
        }
    }
}

/// Segment after segment up to the picture itself, with the size of the picture among them. What
/// cameras and telephones put behind it is let be.
fn is_jpeg<R: Read + Seek>(file: &mut R, bytes: u64) -> io::Result<bool> {
    let (mut at, mut framed) = (2, false);
    while at < bytes {
        let segment = part(file, at, 4)?;
        let &[0xff, marker, high, low] = segment.as_slice() else { return Ok(false) };
        match marker {
            // Filling.
            0xff => {
                at += 1;
                continue;
            }
            0xda => return Ok(framed),
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => framed = true,
            0xc4 | 0xcc | 0xdb..=0xdf | 0xe0..=0xef | 0xf0..=0xfe => {}
            _ => return Ok(false),
        }
        at += 2 + u64::from(u16::from_be_bytes([high, low])).max(2);
    }
    Ok(false)
}

/// Pairs of lines, a number and its value: the first that is no comment begins a section.
fn is_dxf(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    while let (Some(code), Some(value)) = (lines.next(), lines.next()) {
        match code {
            b"999" => {}
            _ => return code == b"0" && value == b"SECTION",
        }
    }
    false
}

/// Lines of 80 columns, of which the last eight are the section and the number in it.
fn is_iges(head: &[u8]) -> bool {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    line.len() == 80 && line.get(72) == Some(&b'S') && line.get(73..80) == Some(b"      1")
}

/// UTF-8 throughout, without control characters but those that set lines.
fn is_text<R: Read + Seek>(file: &mut R) -> io::Result<bool> {
    const STEP: usize = 64 << 10;
    file.seek(SeekFrom::Start(0))?;
    let mut open = Vec::new();
    loop {
        let read = file.by_ref().take(STEP as u64).read_to_end(&mut open)?;
        let (text, rest) = match std::str::from_utf8(&open) {
            Ok(text) => (text, 0),
            // A character that stands across two steps.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let whole = open.get(..error.valid_up_to()).unwrap_or_default();
                let text = std::str::from_utf8(whole).unwrap_or_default();
                (text, open.len() - error.valid_up_to())
            }
            Err(_) => return Ok(false),
        };
        if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(rest == 0);
        }
        open.drain(..open.len() - rest);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn is(bytes: &[u8]) -> Option<Kind> {
        of(&mut Cursor::new(bytes), bytes.len() as u64).unwrap()
    }

    #[test]
    fn drawings_and_models_are_known_by_their_first_lines() {
        assert_eq!(is(b"ISO-10303-21;\nHEADER;\n"), Some(Kind::Step));
        assert_eq!(is(b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n"), Some(Kind::Dxf));
        assert_eq!(is(b"999\nm\xf4 t\xe2\n0\nSECTION\n"), Some(Kind::Dxf));
        assert_eq!(is(b"AutoCAD Binary DXF\r\n\x1a\0rest"), Some(Kind::Dxf));
        assert_eq!(is(b"AC1032\0\0\0\0\0\x01"), Some(Kind::Dwg));
        let iges = format!("{:72}S{:>7}\n", "Ví du".replace('í', "i"), 1);
        assert_eq!(is(iges.as_bytes()), Some(Kind::Iges));
        // Words about them are words.
        assert_eq!(is(b"AC1032 is a version of DWG"), Some(Kind::Text));
    }

    #[test]
    fn pictures_are_walked_through_and_end_where_they_end() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x01IHDRx0000\0\0\0\0IEND1111";
        assert_eq!(is(png), Some(Kind::Png));
        assert_eq!(is(&[&png[..], b"PK\x03\x04"].concat()), None);
        assert_eq!(is(&png[..png.len() - 1]), None);
        let jpeg = b"\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x04yy\xff\xda\0\x02zz";
        assert_eq!(is(jpeg), Some(Kind::Jpeg));
        assert_eq!(is(b"\xff\xd8\xff<script>alert(1)</script>"), None);
        assert_eq!(is(b"\xff\xd8\xff\xe0\0\x04xx\xff\xda\0\x02zz"), None);
    }

    #[test]
    fn text_is_utf_8_and_no_markup() {
        assert_eq!(is("Vỏ nhôm đúc áp lực".as_bytes()), Some(Kind::Text));
        // A character of three bytes across the step of reading.
        let long = format!("{}ộ{}", "a".repeat((64 << 10) - 1), "ộ".repeat(70_000));
        assert_eq!(is(long.as_bytes()), Some(Kind::Text));
        for other in [
            &b"  <html><script>alert(1)</script>"[..],
            b"\xef\xbb\xbf<svg onload='x'>",
            b"#!/bin/sh\nrm -rf /\n",
            b"bell \x07",
            b"latin \xe9",
            "cut ộ".as_bytes().split_last().unwrap().1,
            b"MZ\x90\0\x03",
        ] {
            assert_eq!(is(other), None, "{}", String::from_utf8_lossy(other));
        }
    }
}
