//! Files of suppliers and requests as verbs take them: read whole, findings told on standard
//! error, good rows go on.

use std::fs::File;
use std::io::{Cursor, Read as _};

use index::Language;

use super::{Failure, output};
use crate::interchange::{self, Declared, Finding, Outcome, Severity, Subject};

/// Findings told one by one; the rest is counted.
pub(super) const TOLD: usize = 25;

/// Reads a file; `-` is standard input.
pub(super) fn read<T: Subject>(
    path: &str,
    encoding: Option<Declared>,
    language: Language,
) -> Result<Outcome<T>, Failure> {
    let options = interchange::Options { encoding };
    let failed = |source| Failure::Path { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    let outcome = if path == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        interchange::read_all(Cursor::new(bytes), "", &options)
    } else {
        let mut file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_file() {
            interchange::read_all(file, path, &options)
        } else {
            // A pipe cannot be sought in, and its name says nothing.
            file.read_to_end(&mut bytes).map_err(failed)?;
            interchange::read_all(Cursor::new(bytes), "", &options)
        }
    };
    let outcome = outcome.map_err(|fault| Failure::file(path, &fault, language))?;
    tell_findings(path, &outcome.findings, language);
    if outcome.refused > 0 {
        output::tell(&format!(
            "{path}: {} rows read, {} left out",
            outcome.records.len(),
            outcome.refused
        ));
    }
    Ok(outcome)
}

/// Faults first, then warnings.
pub(super) fn tell_findings(path: &str, findings: &[Finding], language: Language) {
    let of = |severity| findings.iter().filter(move |finding| finding.severity() == severity);
    let sorted = of(Severity::Fault).chain(of(Severity::Warning));
    for finding in sorted.take(TOLD) {
        let kind = match finding.severity() {
            Severity::Fault => "error",
            Severity::Warning => "warning",
        };
        output::tell(&format!("{kind}: {path}: {}", finding.message(language)));
    }
    if findings.len() > TOLD {
        output::tell(&format!("{path}: and {} more findings", findings.len() - TOLD));
    }
}

/// Reads the name of an encoding, for clap.
pub(super) fn encoding(label: &str) -> Result<Declared, String> {
    Declared::parse(label).ok_or_else(|| {
        format!("'{label}' is not known; try utf-8, windows-1258, tcvn3, cp949, shift_jis, gb18030")
    })
}

/// Reads a language, for clap.
pub(super) fn language(tag: &str) -> Result<Language, String> {
    Language::parse(tag).ok_or_else(|| format!("'{tag}' is not one of en, vi, ko, ja, zh"))
}
