//! Rankings for people: columns that stay aligned with wide East Asian characters.

use std::io::{self, Write};

use index::matching::{Outcome, Ranking, Verdict};
use index::request::SourcingRequest;
use index::understand::Importance;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns for names, in character cells.
const NAME: usize = 38;
/// Columns for the summary.
const SUMMARY: usize = 96;

/// A verdict in words.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Qualified => "qualified",
        Verdict::NearMiss => "near miss",
        Verdict::Possible => "possible",
    }
}

/// Writes one ranking.
pub(super) fn write(
    out: &mut impl Write,
    request: &SourcingRequest,
    ranking: &Ranking,
) -> io::Result<()> {
    let about = request.title.as_deref().or(request.text.as_deref()).unwrap_or_default();
    let language = ranking.understood.lang.map_or("?", |language| language.code());
    writeln!(out, "{} [{language}]  {}", ranking.request, fit(about, 100).trim_end())?;
    let counts = ranking.counts;
    writeln!(
        out,
        "  {} judged: {} qualified, {} near misses, {} possible",
        counts.judged, counts.qualified, counts.near_miss, counts.possible
    )?;
    if let Some(gap) = &ranking.commonest_gap {
        writeln!(out, "  most often missing: {gap}")?;
    }
    for constraint in &ranking.understood.constraints {
        let mark = match constraint.importance {
            Importance::Must => "must    ",
            Importance::Expect => "expect  ",
            Importance::Prefer => "prefer  ",
            Importance::MustNot => "must not",
        };
        writeln!(out, "  {mark}  {}", fit(&constraint.text, 80).trim_end())?;
    }
    writeln!(out)?;
    let ids = ranking
        .results
        .iter()
        .map(|result| result.supplier.width())
        .max()
        .unwrap_or(8)
        .clamp(8, 36);
    writeln!(
        out,
        "  {:>4}  {:>6}  {:<9}  {:<7}  {}  {}  summary",
        "rank",
        "score",
        "verdict",
        "m/f/?",
        fit("supplier", ids),
        fit("name", NAME)
    )?;
    for result in &ranking.results {
        let verdict = verdict(result.verdict);
        let count = |outcome| result.constraints.iter().filter(|c| c.result == outcome).count();
        let results = format!(
            "{}/{}/{}",
            count(Outcome::Met),
            count(Outcome::Failed),
            count(Outcome::Unknown)
        );
        writeln!(
            out,
            "  {:>4}  {:>6.2}  {verdict:<9}  {results:<7}  {}  {}  {}",
            result.rank,
            result.score,
            fit(&result.supplier, ids),
            fit(result.name.as_deref().unwrap_or("-"), NAME),
            fit(&result.summary, SUMMARY).trim_end(),
        )?;
    }
    writeln!(out)
}

/// One line of exactly so many character cells: cut with `…` or filled with blanks.
pub(super) fn fit(text: &str, cells: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let whole = line.width();
    let mut fitted = String::with_capacity(cells);
    if whole <= cells {
        fitted.push_str(&line);
        fitted.extend(std::iter::repeat_n(' ', cells - whole));
        return fitted;
    }
    let mut used = 0;
    for c in line.chars() {
        let width = c.width().unwrap_or(0);
        if used + width + 1 > cells {
            break;
        }
        fitted.push(c);
        used += width;
    }
    fitted.push('…');
    fitted.extend(std::iter::repeat_n(' ', cells.saturating_sub(used + 1)));
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_whatever_the_script() {
        for text in [
            "Công ty TNHH Cơ khí Hoàng Hà",
            "정밀금형제조업체 한국 주식회사",
            "精密金型メーカー株式会社",
            "",
            "a\nb",
            "Co\u{302}ng ty dài quá mức cho cột",
        ] {
            assert_eq!(fit(text, 16).width(), 16, "{text}");
        }
        assert_eq!(fit("金型メーカー", 7), "金型メ…");
    }
}
