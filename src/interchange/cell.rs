//! What a cell holds, and how numbers, dates and lists are read from it.

use chrono::{Datelike as _, Days, Months, NaiveDate};

/// A cell as the spreadsheet stores it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Truth(bool),
    /// The error of a formula: `#N/A`.
    Error(String),
    /// More characters than a cell may hold.
    TooLong,
    /// A quote that opens on this line of the file and does not close where a cell may end.
    Torn(u32),
}

impl Cell {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The line on which the quote of a torn cell opens.
    pub(super) fn opened_on(&self) -> Option<u32> {
        match self {
            Self::Torn(line) => Some(*line),
            _ => None,
        }
    }

    /// Whether there is something that cannot be read at all, whatever it should be.
    pub(super) fn is_unreadable(&self) -> bool {
        matches!(self, Self::TooLong | Self::Error(_) | Self::Torn(_))
    }

    /// The cell in words. Whole numbers have no fraction; dates are ISO 8601.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Empty | Self::TooLong | Self::Torn(_) => String::new(),
            Self::Text(text) | Self::Error(text) => super::text::clean(text).into_owned(),
            Self::Number(number) => number_text(*number),
            Self::Date(date) => date.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

fn number_text(number: f64) -> String {
    // Excel keeps 15 significant digits; so does what it shows.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// What reading a number gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    One(f64),
    /// The lower bound of a range, or a number said to be approximate.
    Lower(f64),
}

/// Reads a number: `1.234,5`, `1,234.5`, `1 200`, `180 người`, `~180`, `100-200`.
pub(super) fn number(text: &str) -> Option<Figure> {
    let text = text.trim();
    let vague = text.starts_with(['~', '≈', '>', '<', '≥', '≤']);
    let text = text.trim_start_matches(['~', '≈', '>', '<', '≥', '≤', '+', ' ']);
    let folded = super::text::fold(text);
    let about = ["khoang ", "hon ", "tren ", "about ", "over ", "approx "]
        .iter()
        .any(|word| folded.starts_with(word));
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let (lead, rest) = text.split_at_checked(start)?;
    let negative = lead.trim_end().ends_with(['-', '−']);
    if !about && !lead.trim_matches(['-', '−', ' ']).is_empty() {
        return None;
    }
    let end = rest
        .find(|c: char| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}'))
        })
        .unwrap_or(rest.len());
    let (figure, unit) = rest.split_at_checked(end)?;
    let value = plain_number(figure.trim_end_matches(['.', ',', ' ', '\u{a0}']))?;
    let value = if negative { -value } else { value };
    let unit = unit.trim();
    let range = unit.starts_with(['-', '–', '~', '÷', '−'])
        || ["den ", "to ", "toi "].iter().any(|word| super::text::fold(unit).starts_with(word));
    let trailing_digits = unit.contains(|c: char| c.is_ascii_digit());
    match (range, trailing_digits) {
        (false, true) => None,
        (true, _) => Some(Figure::Lower(value)),
        _ if vague || about || unit.starts_with('+') => Some(Figure::Lower(value)),
        _ => Some(Figure::One(value)),
    }
}

/// Digits with `.` and `,` as either sign. Three digits after the only sign are thousands, as in
/// `1.200`; with both signs the later one is the decimal sign.
fn plain_number(figure: &str) -> Option<f64> {
    let figure: String = figure.chars().filter(|c| !c.is_whitespace()).collect();
    let dots = figure.matches('.').count();
    let commas = figure.matches(',').count();
    let groups = |sign: char| {
        let mut parts = figure.split(sign);
        parts.next().is_some_and(|first| (1..=3).contains(&first.len()) && first != "0")
            && parts.all(|part| part.len() == 3)
    };
    let plain = match (dots, commas) {
        (0, 0) => figure,
        (1.., 1..) => {
            let decimal = if figure.rfind('.') > figure.rfind(',') { '.' } else { ',' };
            if figure.matches(decimal).count() > 1 {
                return None;
            }
            let thousands = if decimal == '.' { ',' } else { '.' };
            figure.replace(thousands, "").replace(decimal, ".")
        }
        (1.., 0) if groups('.') => figure.replace('.', ""),
        (0, 1..) if groups(',') => figure.replace(',', ""),
        (1, 0) => figure,
        (0, 1) => figure.replace(',', "."),
        _ => return None,
    };
    plain.parse().ok()
}

/// Reads a day. Day before month, as in Vietnam, unless only the other order is possible. A month
/// stands for its last day where `end_of_month` says so, else for its first.
pub(super) fn date(cell: &Cell, end_of_month: bool) -> Option<NaiveDate> {
    match cell {
        Cell::Date(date) => Some(*date),
        // A serial number that lost its date format: 1955 to 2119.
        Cell::Number(serial) if (20_000.0..=80_000.0).contains(serial) => {
            let days = serial.trunc() as u64;
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
        }
        Cell::Text(text) => date_text(text, end_of_month),
        _ => None,
    }
}

pub(super) fn date_text(text: &str, end_of_month: bool) -> Option<NaiveDate> {
    any_date(text, end_of_month).filter(|day| (1900..=2199).contains(&day.year()))
}

/// Whether a text is a day, in a year that nobody can mean.
pub(super) fn is_far_off(text: &str) -> bool {
    any_date(text, false).is_some_and(|day| !(1900..=2199).contains(&day.year()))
}

fn any_date(text: &str, end_of_month: bool) -> Option<NaiveDate> {
    let clean = super::text::clean(text);
    // `2026-12-31T00:00:00` and `31/12/2026 00:00` hold a day and a time.
    let day = clean.split(['T', ' ']).next().unwrap_or_default();
    let words = super::text::fold(&clean);
    let source = if day.contains(['/', '-', '.']) { day.to_owned() } else { words };
    let parts: Vec<u32> = source
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    match parts.as_slice() {
        &[year @ 1000..=9999, month, day] => NaiveDate::from_ymd_opt(year as i32, month, day),
        &[day, month, year @ 1000..=9999] => NaiveDate::from_ymd_opt(year as i32, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year as i32, day, month)),
        &[month, year @ 1000..=9999] | &[year @ 1000..=9999, month] => {
            let first = NaiveDate::from_ymd_opt(year as i32, month, 1)?;
            if end_of_month {
                first.checked_add_months(Months::new(1))?.pred_opt()
            } else {
                Some(first)
            }
        }
        _ => None,
    }
}

/// Splits a cell with several values: at `;`, line ends and bullets; at commas only where
/// `commas` allows it, nothing else separates, and they stand between words, not within figures,
/// brackets or `Co., Ltd`.
pub(super) fn list(text: &str, commas: bool) -> Vec<String> {
    const SEPARATORS: [char; 8] = [';', '\n', '•', '●', '▪', '·', '；', '、'];
    // Where values are separated already, a comma belongs to its value.
    let commas = commas && !text.contains(SEPARATORS);
    let mut values = Vec::new();
    for part in text.split(SEPARATORS) {
        let part = part.trim().trim_start_matches(['-', '+', '*', '–', '—', '►', '✓']).trim();
        if part.is_empty() {
            continue;
        }
        match commas.then(|| at_commas(part)).flatten() {
            Some(split) => values.extend(split),
            None => values.push(part.to_owned()),
        }
    }
    values
}

/// `None` where a comma may belong to what it stands in.
fn at_commas(text: &str) -> Option<Vec<String>> {
    let mut depth = 0_u32;
    let mut pieces = vec![String::new()];
    let mut previous = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let between_digits =
            previous.is_ascii_digit() && chars.peek().is_some_and(char::is_ascii_digit);
        if matches!(c, ',' | '，') && depth == 0 && !between_digits {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        previous = c;
    }
    let pieces: Vec<String> = pieces
        .iter()
        .map(|piece| piece.trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect();
    let company = |piece: &String| {
        let first = piece.split([' ', '.']).next().unwrap_or_default().to_ascii_lowercase();
        matches!(first.as_str(), "ltd" | "inc" | "jsc" | "llc" | "corp" | "co" | "limited")
    };
    let sentence = pieces.iter().any(|piece| piece.split_whitespace().count() > 8);
    (pieces.len() > 1 && !sentence && !pieces.iter().any(company)).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_vietnam_and_others_write_them() {
        for (text, value) in [
            ("180", 180.0),
            ("1.200", 1200.0),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1 200 người", 1200.0),
            ("0.125", 0.125),
            ("21,0245", 21.0245),
            ("300.000 cái/tháng", 300_000.0),
            ("-5", -5.0),
        ] {
            assert_eq!(number(text), Some(Figure::One(value)), "{text}");
        }
        assert_eq!(number("100-200"), Some(Figure::Lower(100.0)));
        assert_eq!(number("khoảng 180 lao động"), Some(Figure::Lower(180.0)));
        assert_eq!(number("từ 50"), None);
        assert_eq!(number("nhiều"), None);
        assert_eq!(number("1.2.3"), None);
    }

    #[test]
    fn reads_days_with_the_day_first() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        for (text, expected) in [
            ("31/12/2026", day(2026, 12, 31)),
            ("03/04/2026", day(2026, 4, 3)),
            ("12/31/2026", day(2026, 12, 31)),
            ("2026-12-31", day(2026, 12, 31)),
            ("2026-12-31T00:00:00", day(2026, 12, 31)),
            ("ngày 5 tháng 6 năm 2027", day(2027, 6, 5)),
            ("02/2028", day(2028, 2, 29)),
            ("31/02/2026", None),
            ("còn hạn", None),
            ("2027", None),
            ("31/12/2600", None),
        ] {
            assert_eq!(date_text(text, true), expected, "{text}");
        }
        assert!(is_far_off("31/12/2600") && !is_far_off("31/12/2026") && !is_far_off("2600"));
        assert_eq!(date(&Cell::Number(46_387.0), false), day(2026, 12, 31));
        assert_eq!(date(&Cell::Number(2027.0), false), None);
    }

    #[test]
    fn splits_lists_only_where_it_is_safe() {
        assert_eq!(
            list("- Đúc áp lực\n- Gia công CNC; mạ", false),
            ["Đúc áp lực", "Gia công CNC", "mạ"]
        );
        assert_eq!(list("ADC12, A380,SUS304", true), ["ADC12", "A380", "SUS304"]);
        assert_eq!(
            list("Vỏ nhựa (nắp, đế), khay 1,5 mm", true),
            ["Vỏ nhựa (nắp, đế)", "khay 1,5 mm"]
        );
        assert_eq!(list("Hoa Sen Precision Co., Ltd", true), ["Hoa Sen Precision Co., Ltd"]);
        assert_eq!(list("Máy ép 50T, 100T", false), ["Máy ép 50T, 100T"]);
    }

    #[test]
    fn numbers_in_text_columns_look_as_shown() {
        assert_eq!(Cell::Number(300_000.0).text(), "300000");
        assert_eq!(Cell::Number(0.1 + 0.2).text(), "0.3");
    }
}
