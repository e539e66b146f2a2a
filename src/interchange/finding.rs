//! What a reader has to say about a file, a row or a cell: a fault (the row stays out), a warning
//! (the row comes in), or a reason to refuse the whole file. Messages are in `messages/`.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row was not taken in.
    Fault,
    /// The row was taken in; somebody should look.
    Warning,
}

/// A fault or warning with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Row as the spreadsheet shows it, or line of a JSON lines file, from 1. None: whole file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column letter as the spreadsheet shows it: `C`, `AB`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Heading of the column, or key of the JSON object, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// What stands there, cut to 80 characters. Never given for contact columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is wrong and what is expected.
    #[serde(flatten)]
    pub problem: Problem,
}

impl Finding {
    /// About the file as a whole.
    #[must_use]
    pub fn file(problem: Problem) -> Self {
        Self { row: None, column: None, heading: None, value: None, problem }
    }

    /// About one row.
    #[must_use]
    pub fn row(row: u32, problem: Problem) -> Self {
        Self { row: Some(row), ..Self::file(problem) }
    }

    /// Whether the row stays out.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }
}

/// What can be wrong. The snake-case name is the stable code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is its code, each message stands in messages/")]
pub enum Problem {
    // The row stays out.
    MissingName,
    MissingText,
    DuplicateId { id: String, first_row: u32 },
    NotAWholeNumber,
    NotANumber,
    OutOfRange { min: String, max: String },
    Negative,
    NotADate,
    NotAYear { min: String, max: String },
    YearOutOfRange { min: String, max: String },
    TaxCode,
    CellTooLong { limit: u32 },
    FormulaError,
    UnknownChoice { choices: String },
    UnevenLists { expected: u32, found: u32 },
    EndsBeforeStart,
    BadJson { detail: String },
    NotAnObject,
    BadValue { expected: String },
    LineTooLong { limit: u32 },
    NotUtf8,
    TooManyRows { limit: u32 },
    UnclosedQuote { line: u32 },
    // The row comes in.
    UnknownColumn,
    NoHeading,
    DuplicateHeading,
    LowerBoundTaken { read: String },
    LeadingZeroRestored { read: String },
    OneDateForAll,
    ContactInText,
    LegacyEncoding { encoding: String },
    ReadAsFormat { format: String },
    OtherSheet { sheet: String, read: String },
    NoRows,
    Nameless,
}

impl Problem {
    /// Whether the row stays out.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self {
            Self::UnknownColumn
            | Self::NoHeading
            | Self::DuplicateHeading
            | Self::LowerBoundTaken { .. }
            | Self::LeadingZeroRestored { .. }
            | Self::OneDateForAll
            | Self::ContactInText
            | Self::LegacyEncoding { .. }
            | Self::ReadAsFormat { .. }
            | Self::OtherSheet { .. }
            | Self::NoRows
            | Self::Nameless => Severity::Warning,
            _ => Severity::Fault,
        }
    }

    /// The stable code: `not_a_date`.
    #[must_use]
    pub fn code(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.get("code")?.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

/// Why a whole file is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each name is its code, each message stands in messages/")]
pub enum FileFault {
    Unreadable { detail: String },
    Empty,
    TooLarge { limit_mib: u64 },
    NotXlsx,
    DamagedXlsx { detail: String },
    OldExcel,
    OtherDocument { kind: String },
    ArchiveBomb,
    NoHeadings { searched: u32, expected: String },
    TooManyColumns { limit: u32 },
    JsonArray,
    UnknownEncoding,
    VniEncoding,
    WrongEncoding { encoding: String },
    BinaryText,
    UnclosedQuote { line: u32 },
}

impl FileFault {
    /// The stable code: `archive_bomb`.
    #[must_use]
    pub fn code(&self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.get("code")?.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}

impl std::fmt::Display for FileFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message(index::Language::En))
    }
}

impl std::error::Error for FileFault {}

impl From<std::io::Error> for FileFault {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable { detail: error.to_string() }
    }
}
