//! Explanations for people: why each supplier stands where it stands, constraint by constraint.

use std::io::{self, Write};

use index::matching::{ConstraintResult, Match, Outcome, Ranking};
use index::request::SourcingRequest;
use index::understand::Importance;

use super::table;

/// Writes the request and every result of one ranking in full.
pub(super) fn write(
    out: &mut impl Write,
    request: &SourcingRequest,
    ranking: &Ranking,
) -> io::Result<()> {
    writeln!(out, "{}", ranking.request)?;
    for text in [&request.title, &request.text].into_iter().flatten() {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "> {line}")?;
        }
    }
    if let Some(gap) = &ranking.commonest_gap {
        writeln!(out, "({gap})")?;
    }
    for result in &ranking.results {
        supplier(out, result)?;
    }
    writeln!(out)
}

fn supplier(out: &mut impl Write, result: &Match) -> io::Result<()> {
    let verdict = table::verdict(result.verdict);
    let name = result.name.as_deref().unwrap_or_default();
    writeln!(
        out,
        "{}. {} {name}: {verdict}, {:.1}. {}",
        result.rank, result.supplier, result.score, result.summary
    )?;
    for constraint in &result.constraints {
        line(out, constraint)?;
    }
    for signal in &result.signals {
        writeln!(out, "     {}", signal.text)?;
    }
    Ok(())
}

/// `+ ! asked: declared (+12 %) "passage" [field]`, and what would close the gap below it.
fn line(out: &mut impl Write, constraint: &ConstraintResult) -> io::Result<()> {
    let outcome = match constraint.result {
        Outcome::Met => '+',
        Outcome::Failed => '-',
        Outcome::Unknown => '?',
    };
    let asked = match constraint.importance {
        Importance::Must => '!',
        Importance::Expect => '=',
        Importance::Prefer => '~',
        Importance::MustNot => '×',
    };
    write!(out, "   {outcome} {asked} {}", constraint.required)?;
    if let Some(declared) = &constraint.declared {
        write!(out, ": {declared}")?;
    }
    // Nothing to say of less than half a per cent.
    if let Some(margin) = constraint.margin.filter(|margin| margin.abs() >= 0.005) {
        if margin < 2.0 {
            write!(out, " ({:+.0} %)", margin * 100.0)?;
        } else {
            write!(out, " ({:.0} ×)", 1.0 + margin)?;
        }
    }
    for evidence in &constraint.evidence {
        write!(out, " «{}» [{}]", evidence.text, evidence.field)?;
    }
    writeln!(out)?;
    if let Some(gap) = &constraint.gap {
        writeln!(out, "       → {gap}")?;
    }
    Ok(())
}
