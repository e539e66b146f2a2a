//! The state machine as a Mermaid diagram, drawn from its table: `stages.mmd`.

use std::fmt::Write as _;

use super::stage::{ASIDE, EventKind, REASONS, STEPS, Side, Skip, Stage, State};

/// Draws the diagram.
#[must_use]
pub fn draw() -> String {
    let mut lines = vec![
        "%% Drawn from src/introductions/stage.rs; a test keeps both the same.".to_owned(),
        "stateDiagram-v2".to_owned(),
        "    [*] --> running".to_owned(),
        "    state running {".to_owned(),
    ];
    for step in STEPS {
        let mut about =
            format!("{} owes the next step in {} working days", step.owner.code(), step.due);
        if step.outcome {
            about.push_str(", both sides confirm");
        }
        match step.skip {
            Skip::Never => {}
            Skip::Freely => about.push_str(", may be skipped"),
            Skip::UnlessAsked => about.push_str(", skipped unless asked for"),
        }
        lines.push(format!("        {0} : {0} ({about})", step.stage.code()));
    }
    lines.push(format!("        [*] --> proposed : propose ({})", sides(STEPS[0].by)));
    for from in STEPS {
        for to in STEPS {
            if let Some(condition) = leads(from.stage, to.stage) {
                let (event, by) = (to.event.code(), sides(to.by));
                lines.push(format!(
                    "        {} --> {} : {event} ({by}){condition}",
                    from.stage.code(),
                    to.stage.code()
                ));
            }
        }
        for (event, by, _) in ASIDE.iter().filter(|(_, _, stages)| stages.contains(&from.stage)) {
            let stage = from.stage.code();
            lines.push(format!("        {stage} --> {stage} : {} ({})", event.code(), sides(by)));
        }
    }
    lines.push("    }".to_owned());
    let mut reasons = String::new();
    for (at, (reason, by, _)) in REASONS.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        let _ = write!(reasons, "{comma}{} ({})", reason.code(), sides(by));
    }
    lines.push(format!("    running --> ended : end, with a reason of {reasons}"));
    lines.push("    running --> lapsed : lapse (service), overdue and silent".to_owned());
    lines.push("    running --> completed : repeat_year, or close (service)".to_owned());
    lines.push("    ended --> running : resume, if it was paused".to_owned());
    lines.push("    lapsed --> running : resume".to_owned());
    lines.push("    completed --> [*]".to_owned());
    lines.push(String::new());
    lines.join("\n")
}

/// Whether a stage leads to another at once, and on what condition.
fn leads(from: Stage, to: Stage) -> Option<&'static str> {
    match (from, to) {
        (Stage::Proposed, Stage::Introduced) => return Some(", by all who are asked"),
        (Stage::Introduced, Stage::Confidential) => return Some(", by both, if asked for"),
        _ => {}
    }
    let at = |asked| State { stage: from, ..State::proposed(Side::Buyer, false, asked) };
    let step = STEPS.iter().find(|step| step.stage == to && step.event != EventKind::Propose)?;
    // Of two stages with one event, the nearer is meant.
    let meant = |asked: bool| {
        let first = STEPS.iter().find(|s| s.event == step.event && at(asked).reaches(s.stage));
        first.is_some_and(|first| first.stage == to)
    };
    match (meant(false), meant(true)) {
        (false, false) => None,
        (true, false) => Some(", if no confidentiality is asked for"),
        _ => Some(""),
    }
}

fn sides(sides: &[Side]) -> String {
    sides.iter().map(|side| side.code()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `INSTA_UPDATE=always` draws it anew, like any other snapshot.
    #[test]
    fn the_diagram_shows_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/introductions/stages.mmd");
        if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
            std::fs::write(path, draw()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), draw());
    }
}
