//! Which single step would open most of the demand, and what a profile should say.

use std::collections::{BTreeSet, HashMap, HashSet};

use index::demand::{Hindrance, Opening};
use index::taxonomy::{Better, Taxonomy};
use index::understand::ConstraintKind;
use uuid::Uuid;

use super::{Setting, options};
use crate::accounts::Actor;
use crate::app::App;
use crate::{Error, Result, sourcing};

/// Buyers among whom requests that the actor may not see are counted.
pub const CROWD: usize = 3;
/// Steps told.
const MOST: usize = 20;
/// Figures told of one step.
const MOST_FIGURES: usize = 10;
/// Requests looked up at a time.
const BATCH: usize = 500;

/// One step, and the demand behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct NextStep {
    /// What kind of thing it is.
    pub kind: ConstraintKind,
    /// Taxonomy code, or attribute of a figure.
    pub code: String,
    /// Its name in the reader's language.
    pub label: String,
    /// Open requests that ask for it while the profile is silent. Above 0, stating it is the step.
    pub asked_by: usize,
    /// Open requests that hang on this alone.
    pub opens: usize,
    /// How far a figure opens how much, nearest first.
    pub reach: Vec<Reach>,
    /// Pieces asked for in a year by those it opens, where they say.
    pub pieces_per_year: Option<f64>,
    /// Those of them that the actor may see.
    pub requests: Vec<Uuid>,
    /// The step in one sentence, in the reader's language.
    pub message: String,
}

/// A figure and what it opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The figure.
    pub figure: f64,
    /// Its unit.
    pub unit: String,
    /// Open requests that it is enough for.
    pub opens: usize,
}

/// Steps for a supplier that the actor may speak for: those that open most requests come first, then
/// those with most pieces a year, then those that most ask for.
///
/// # Errors
/// As [`list`](super::list).
pub async fn next_steps(app: &App, actor: &Actor, supplier: Uuid) -> Result<Vec<NextStep>> {
    let Setting { demand, visible, compiled } = Setting::of(app, actor, supplier).await?;
    let options = options(app, actor, usize::MAX);
    let found = app.index.think(move |_| demand.hindrances(&compiled, options)).await?;
    let mut hidden = BTreeSet::new();
    for id in found.iter().flat_map(requests_of) {
        // An identifier that the engine was given by us.
        let id: Uuid = id.parse().map_err(Error::internal)?;
        if !visible.contains(&id) {
            hidden.insert(id);
        }
    }
    let hidden: Vec<Uuid> = hidden.into_iter().collect();
    let mut buyers = HashMap::new();
    for ids in hidden.chunks(BATCH) {
        buyers.extend(sourcing::buyers(&app.db, ids).await?);
    }
    let view = View { visible, buyers };
    let mut steps: Vec<NextStep> = found
        .iter()
        .map(|one| view.step(one, actor))
        .filter(|step| step.asked_by + step.opens > 0)
        .collect();
    let volume = |step: &NextStep| step.pieces_per_year.unwrap_or_default();
    steps.sort_by(|a, b| {
        let by_volume = volume(b).total_cmp(&volume(a));
        b.opens.cmp(&a.opens).then(by_volume).then(b.asked_by.cmp(&a.asked_by))
    });
    steps.truncate(MOST);
    Ok(steps)
}

fn requests_of(one: &Hindrance) -> impl Iterator<Item = &str> {
    let opens = one.opens.iter().map(|opening| opening.request.as_str());
    one.silent.iter().map(String::as_str).chain(opens)
}

/// What may be counted.
struct View {
    visible: HashSet<Uuid>,
    buyers: HashMap<Uuid, Uuid>,
}

impl View {
    /// Those of `ids` that may be counted: the visible ones, and the hidden ones in a crowd.
    fn countable(&self, ids: impl Iterator<Item = Uuid>) -> BTreeSet<Uuid> {
        let (seen, hidden): (Vec<Uuid>, Vec<Uuid>) = ids.partition(|id| self.visible.contains(id));
        let buyers: HashSet<&Uuid> = hidden.iter().filter_map(|id| self.buyers.get(id)).collect();
        let crowd = buyers.len() >= CROWD;
        seen.into_iter().chain(hidden.into_iter().filter(|_| crowd)).collect()
    }

    fn step(&self, one: &Hindrance, actor: &Actor) -> NextStep {
        let id = |id: &String| id.parse().unwrap_or_default();
        let asked_by = self.countable(one.silent.iter().map(id)).len();
        let opens = self.countable(one.opens.iter().map(|opening| id(&opening.request)));
        let counted: Vec<&Opening> =
            one.opens.iter().filter(|opening| opens.contains(&id(&opening.request))).collect();
        let pieces: f64 = counted.iter().filter_map(|opening| opening.pieces_per_year).sum();
        NextStep {
            kind: one.kind,
            code: one.code.clone(),
            label: one.label.clone(),
            asked_by,
            opens: opens.len(),
            reach: reach(one, &counted),
            pieces_per_year: (pieces > 0.0).then_some(pieces),
            message: one.sentence(asked_by, opens.len(), actor.locale),
            requests: opens.into_iter().filter(|id| self.visible.contains(id)).collect(),
        }
    }
}

/// What each figure asked for would open: all requests that ask no more than it.
fn reach(one: &Hindrance, counted: &[&Opening]) -> Vec<Reach> {
    let attributes = Taxonomy::get().attributes();
    let Some(attribute) = attributes.iter().find(|known| known.code == one.code) else {
        return Vec::new();
    };
    let mut figures: Vec<f64> = counted.iter().filter_map(|opening| opening.reach).collect();
    figures.sort_by(f64::total_cmp);
    if attribute.better == Better::Lower {
        figures.reverse();
    }
    let enough = |figure: f64, asked: f64| match attribute.better {
        Better::Higher => asked <= figure,
        Better::Lower => asked >= figure,
        Better::Range => (asked - figure).abs() < f64::EPSILON,
    };
    let mut distinct = figures.clone();
    distinct.dedup();
    distinct
        .into_iter()
        .take(MOST_FIGURES)
        .map(|figure| Reach {
            figure,
            unit: attribute.canonical_unit.clone(),
            opens: figures.iter().filter(|asked| enough(figure, **asked)).count(),
        })
        .collect()
}
