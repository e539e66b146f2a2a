//! What kind of constraint a concept makes when it is asked for.

use super::ConstraintKind;
use crate::taxonomy::{Concept, ConceptKind};

/// The constraint kind of a concept; `None` for terms that are none.
pub(crate) fn kind_of(concept: &Concept) -> Option<ConstraintKind> {
    // Moulds, dies and jigs are machines to their user, but goods to whoever asks for them.
    if is_tooling(concept) {
        return Some(ConstraintKind::Product);
    }
    Some(match concept.kind {
        ConceptKind::Process => ConstraintKind::Process,
        ConceptKind::Product => ConstraintKind::Product,
        ConceptKind::Material => ConstraintKind::Material,
        ConceptKind::Equipment => ConstraintKind::Equipment,
        ConceptKind::Service => ConstraintKind::Service,
        ConceptKind::Industry => ConstraintKind::Industry,
        ConceptKind::Other => return None,
    })
}

/// Whether a concept is a machine or a material: what a shop has and works, and sells only where it
/// says so.
pub(crate) fn is_means(concept: &Concept) -> bool {
    matches!(concept.kind, ConceptKind::Equipment | ConceptKind::Material) && !is_tooling(concept)
}

/// Whether a concept is a mould, die, jig or gauge.
pub(crate) fn is_tooling(concept: &Concept) -> bool {
    const TOOLS: &[&str] =
        &["mould", "jig", "stamping-die", "die-casting-die", "inspection-jig", "plastic-mould"];
    concept.kind == ConceptKind::Equipment && concept.is_one_of(TOOLS)
}
