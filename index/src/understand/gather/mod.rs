//! Gathering constraints out of spotted mentions and measured figures: which are asked for, how
//! firmly, which belong together, and which are background.

use rustc_hash::FxHashSet;

use super::{
    Constraint, ConstraintKind, Importance, Mention, Span, Understanding,
    attribute::measured,
    kind::kind_of,
    locate, lot, partner,
    reading::Reading,
    request::context_mention,
    spot::{Spotted, Spotting},
    wording,
};
use crate::{
    Language,
    profile::Role,
    request::RequestKind,
    taxonomy::{Better, Concept, ConceptId, CueClass, Entry, Taxonomy},
};

mod figures;

/// Terms of the trade that name no capability: a request says "supplier" and "mass production"
/// without asking for them.
const GENERIC: &[&str] = &[
    "supplier",
    "supporting-industry",
    "localisation-rate",
    "mass-production",
    "moq",
    "lead-time",
    "subcontracting",
    "oem",
    "production-capacity",
    "defect-rate",
    "clamping-force",
    "press-tonnage",
    "machining-travel",
    "surface-roughness",
    "mould-cavity",
    "dimension-tolerance",
    "burr-flash",
    "material",
    "assembly",
    "prototype",
    "small-batch",
    "electronic-component",
    "packing-kitting",
];

/// Constraints collected so far.
#[derive(Debug)]
pub(crate) struct Gathered {
    constraints: Vec<Constraint>,
    context: Vec<Mention>,
    kind: Option<RequestKind>,
}

/// Whether two figures of one attribute ask for two things: sheets of 0.5 and of 1.2 mm, a wish
/// beyond a must. Of two machine sizes or tolerances the stricter one is kept as one.
fn apart(known: &Constraint, new: &Constraint) -> bool {
    let (Some(old), Some(fresh)) = (&known.quantity, &new.quantity) else { return false };
    if old.attribute != fresh.attribute || (old.min == fresh.min && old.max == fresh.max) {
        return false;
    }
    known.importance != new.importance
        || super::attribute::by_code(&old.attribute)
            .is_some_and(|attribute| attribute.better == Better::Range)
}

/// Whether the new figure of an attribute asks for more than the known one.
fn stricter(known: &Constraint, new: &Constraint) -> bool {
    let (Some(old), Some(fresh)) = (&known.quantity, &new.quantity) else { return false };
    match super::attribute::by_code(&fresh.attribute).map(|attribute| attribute.better) {
        Some(Better::Higher) => fresh.min.unwrap_or(0.0) > old.min.unwrap_or(0.0),
        Some(Better::Lower) => fresh.max.unwrap_or(f64::MAX) < old.max.unwrap_or(f64::MAX),
        _ => false,
    }
}

/// Whether a constraint is about what a firm does or makes.
fn is_capability(constraint: &Constraint) -> bool {
    matches!(
        constraint.kind,
        ConstraintKind::Process | ConstraintKind::Product | ConstraintKind::Service
    )
}

fn importance(firmness: Option<CueClass>) -> Option<Importance> {
    Some(match firmness? {
        CueClass::Must => Importance::Must,
        CueClass::Prefer => Importance::Prefer,
        CueClass::MustNot => Importance::MustNot,
        _ => return None,
    })
}

pub(crate) fn span(reading: &Reading<'_>, first: usize, past: usize, field: &str) -> Span {
    let (start, end) = reading.range(first, past);
    Span { field: field.to_owned(), start, end }
}

/// How firmly a certificate is asked for.
fn of_a_scheme(reading: &Reading<'_>, mention: &Spotted, code: &str) -> Importance {
    // How a plastic burns is a property of the material, which firms seldom declare.
    let usual = if code == "UL_94" { Importance::Prefer } else { Importance::Must };
    let said = importance(mention.firmness).filter(|said| *said != Importance::MustNot);
    match said.unwrap_or(usual) {
        // "Held or in preparation": whoever has not got it yet fails nothing.
        Importance::Must if wording::may_be_in_preparation(reading, mention) => Importance::Expect,
        other => other,
    }
}

/// What stands behind a bracket: "press and sinter (FC-0208) or MIM".
fn without_brackets(between: &str) -> &str {
    match between.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((inside, rest)) if inside.len() < 40 => rest,
        _ => between,
    }
}

impl Gathered {
    pub(crate) fn new(kind: Option<RequestKind>) -> Self {
        Self { constraints: Vec::new(), context: Vec::new(), kind }
    }

    /// Adds a constraint, joining it with an equal one: the firmer wins.
    pub(crate) fn push(&mut self, constraint: Constraint) {
        // A form's list of places says what the text says of them.
        if constraint.kind == ConstraintKind::Region
            && constraint.span.as_ref().is_some_and(|span| span.field.contains('.'))
        {
            self.constraints.retain(|known| {
                known.kind != ConstraintKind::Region
                    || known.span.as_ref().is_some_and(|span| span.field.contains('.'))
            });
        }
        let structured = constraint.span.as_ref().is_none_or(|span| span.field.contains('.'));
        let same = self.constraints.iter_mut().find(|known| {
            known.kind == constraint.kind
                && (structured || !apart(known, &constraint))
                && known.need == constraint.need
                && known.codes == constraint.codes
                && known.quantity.as_ref().map(|quantity| &quantity.attribute)
                    == constraint.quantity.as_ref().map(|quantity| &quantity.attribute)
                && (!constraint.codes.is_empty()
                    || constraint.quantity.is_some()
                    || known.text == constraint.text)
        });
        match same {
            Some(known) => {
                if structured
                    || known.importance.is_wish() && constraint.importance == Importance::Must
                    || known.importance == constraint.importance && stricter(known, &constraint)
                {
                    known.importance = constraint.importance;
                    if constraint.quantity.is_some() {
                        known.quantity = constraint.quantity;
                    }
                }
            }
            None => self.constraints.push(constraint),
        }
    }

    /// Everything a free text asks for.
    pub(crate) fn text(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        context: &FxHashSet<ConceptId>,
        field: &str,
    ) {
        let lots = lot::lots(reading, spotting);
        let mut previous: Option<(Spotted, usize)> = None;
        for mention in &spotting.mentions {
            let need = lots.get(mention.sentence).copied().unwrap_or(0);
            self.mention(reading, spotting, mention, need, field, &mut previous);
        }
        for constraint in locate::places(reading, spotting, &lots, field) {
            self.push(constraint);
        }
        if let Some(constraint) = partner::business(reading, spotting, field) {
            self.push(constraint);
        }
        self.standards(reading, spotting, &lots, field);
        let mut found = measured(reading, None, context);
        found.extend(figures::part_weights(reading, &found));
        self.figures(reading, spotting, &found, &lots, field, None);
    }

    /// One mention: a constraint, an alternative of the one before, or background.
    fn mention(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        mention: &Spotted,
        need: u16,
        field: &str,
        previous: &mut Option<(Spotted, usize)>,
    ) {
        if mention.firmness == Some(CueClass::NotNeeded) {
            return;
        }
        let taxonomy = Taxonomy::get();
        match mention.entry {
            Entry::Concept(id) => {
                let concept = taxonomy.concept_at(id);
                if GENERIC.contains(&concept.code.as_str()) {
                    return;
                }
                self.concept(reading, spotting, mention, concept, need, field, previous);
            }
            Entry::Scheme(id) => {
                let code = taxonomy.schemes.at(id).code.clone();
                if mention.role == Some(CueClass::BuyerSelf)
                    || code == "UL" && reading.is_digits(mention.past)
                {
                    return;
                }
                let importance = of_a_scheme(reading, mention, &code);
                self.alternative_or_new(
                    reading,
                    mention,
                    ConstraintKind::Certification,
                    code,
                    importance,
                    need,
                    field,
                    previous,
                );
            }
            Entry::Country(id) => {
                if let Some(country) = taxonomy.countries.get(usize::from(id.0))
                    && wording::is_export(reading, spotting, mention)
                {
                    let importance = importance(mention.firmness).unwrap_or(Importance::Prefer);
                    self.alternative_or_new(
                        reading,
                        mention,
                        ConstraintKind::ExportMarket,
                        country.code.clone(),
                        importance,
                        0,
                        field,
                        previous,
                    );
                }
            }
            Entry::Spoken(number) => {
                if let Some(spoken) = taxonomy.spoken.get(usize::from(number))
                    && wording::is_spoken(reading, spotting, mention)
                {
                    let importance = importance(mention.firmness).unwrap_or(Importance::Prefer);
                    self.alternative_or_new(
                        reading,
                        mention,
                        ConstraintKind::Language,
                        spoken.code.clone(),
                        importance,
                        0,
                        field,
                        previous,
                    );
                }
            }
            Entry::Place(_)
            | Entry::Cue(_)
            | Entry::Unit(_)
            | Entry::Multiplier(_)
            | Entry::Attribute(_)
            | Entry::Comparison(_) => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one mention with all that is known of it")]
    fn concept(
        &mut self,
        reading: &Reading<'_>,
        spotting: &Spotting,
        mention: &Spotted,
        concept: &Concept,
        need: u16,
        field: &str,
        previous: &mut Option<(Spotted, usize)>,
    ) {
        let Some(kind) = kind_of(concept) else { return };
        let background = match mention.role {
            Some(CueClass::BuyerSelf) => Some(Role::Makes),
            _ if wording::is_of_the_buyer(reading, spotting, mention) => Some(Role::Makes),
            Some(CueClass::Serves)
                if kind == ConstraintKind::Industry || super::tidy::is_end_product(concept) =>
            {
                Some(Role::Serves)
            }
            // What is bought elsewhere today is still what is sought.
            Some(CueClass::CurrentlyFrom) => None,
            _ if mention.application => Some(Role::Serves),
            _ if wording::is_denied(reading, mention) => Some(Role::DoesNot),
            // "Made with UL wires": what goes into the part is not what is sought.
            Some(CueClass::Uses) if kind == ConstraintKind::Product => Some(Role::Uses),
            Some(CueClass::DoesNot) if mention.firmness.is_none() => Some(Role::DoesNot),
            Some(CueClass::UsedTo) if mention.firmness.is_none() => Some(Role::UsedTo),
            _ => None,
        };
        if let Some(role) = background {
            self.context.push(context_mention(
                &concept.code,
                role,
                reading,
                mention.first,
                mention.past,
                field,
            ));
            return;
        }
        let usual = match kind {
            ConstraintKind::Industry | ConstraintKind::Equipment => Importance::Prefer,
            _ => Importance::Must,
        };
        let mut importance = importance(mention.firmness).unwrap_or(usual);
        // "Plating must not be outsourced" asks for plating.
        if importance == Importance::MustNot
            && kind == ConstraintKind::Process
            && (mention.role == Some(CueClass::Outsources)
                || wording::is_outsourcing(reading, spotting, mention))
        {
            importance = Importance::Must;
        }
        // "No calibration-only firms" rules out nobody who does more.
        let trader = concept.code == "sourcing-trading";
        if importance == Importance::MustNot && (trader || wording::is_only(reading, mention)) {
            return;
        }
        // "Traders are welcome too" does not ask for one, but lets them in.
        if trader && wording::is_allowed(reading, mention) {
            importance = Importance::Prefer;
        }
        // "Dies made in-house" is asked of the maker of the parts beside them.
        let kind = if importance == Importance::Must
            && mention.firmness == Some(CueClass::Must)
            && super::kind::is_tooling(concept)
            && wording::is_in_house(reading, spotting, mention)
        {
            ConstraintKind::Equipment
        } else {
            kind
        };
        self.alternative_or_new(
            reading,
            mention,
            kind,
            concept.code.clone(),
            importance,
            need,
            field,
            previous,
        );
    }

    /// Joins `A or B` into one constraint that either satisfies.
    #[expect(clippy::too_many_arguments, reason = "one mention with all that is known of it")]
    fn alternative_or_new(
        &mut self,
        reading: &Reading<'_>,
        mention: &Spotted,
        kind: ConstraintKind,
        code: String,
        importance: Importance,
        need: u16,
        field: &str,
        previous: &mut Option<(Spotted, usize)>,
    ) {
        if let Some((before, index)) = *previous
            && before.past <= mention.first
            && (wording::is_or(without_brackets(reading.folded(before.past, mention.first)))
                || matches!(kind, ConstraintKind::Certification | ConstraintKind::Material)
                    && wording::will_do_too(reading, mention))
            && let Some(joined) = self.constraints.get_mut(index)
            && joined.kind == kind
        {
            if !joined.codes.contains(&code) {
                joined.codes.push(code);
            }
            *previous = Some((*mention, index));
            return;
        }
        let made = |kind| matches!(kind, ConstraintKind::Process | ConstraintKind::Product);
        if let Some((before, index)) = *previous
            && made(kind)
            && wording::either_will_do(reading, &before, mention)
            && let Some(joined) = self.constraints.get_mut(index)
            && made(joined.kind)
        {
            if !joined.codes.contains(&code) {
                joined.codes.push(code);
            }
            *previous = Some((*mention, index));
            return;
        }
        // Two readings of one span are alternatives too.
        if let Some((before, index)) = *previous
            && before.first == mention.first
            && let Some(joined) = self.constraints.get_mut(index)
            && joined.kind == kind
        {
            if !joined.codes.contains(&code) {
                joined.codes.push(code);
            }
            return;
        }
        let known = self.constraints.len();
        self.push(Constraint {
            kind,
            importance,
            need,
            codes: vec![code.clone()],
            quantity: None,
            text: reading.words(mention.first, mention.past).to_owned(),
            span: Some(span(reading, mention.first, mention.past, field)),
        });
        let index = if self.constraints.len() > known {
            known
        } else {
            self.constraints
                .iter()
                .position(|constraint| constraint.kind == kind && constraint.codes.contains(&code))
                .unwrap_or(0)
        };
        *previous = Some((*mention, index));
    }

    /// Whether anything that a firm does or makes is asked for, or a machine for it.
    pub(crate) fn asks_for_capability(&self) -> bool {
        self.constraints.iter().any(|constraint| {
            is_capability(constraint) || constraint.kind == ConstraintKind::Equipment
        })
    }

    /// Where nothing that a firm does or makes is asked for, the first machine named is what is
    /// sought.
    fn machine_sought(&mut self) {
        // "Automatic screwdriving machines, 6": what runs on the machine in the title is its own.
        let titled = self
            .constraints
            .iter()
            .any(|one| one.kind == ConstraintKind::Equipment && one.is_in("title"));
        let other = self
            .constraints
            .iter()
            .any(|one| is_capability(one) && !(titled && one.kind == ConstraintKind::Service));
        let machine = self.constraints.iter_mut().find(|constraint| {
            constraint.kind == ConstraintKind::Equipment
                && constraint.importance == Importance::Prefer
        });
        if let Some(machine) = machine.filter(|_| !other) {
            machine.importance = Importance::Must;
        }
        // A lot that names nothing else is of the machine: "② automatic screw-driving machines, 2".
        let lots = self.constraints.iter().map(|one| one.need).max().unwrap_or(0);
        for lot in 1..=lots {
            if self.constraints.iter().any(|one| one.need == lot && is_capability(one)) {
                continue;
            }
            let machine = self.constraints.iter_mut().find(|one| {
                one.need == lot
                    && one.kind == ConstraintKind::Equipment
                    && one.importance != Importance::MustNot
            });
            if let Some(machine) = machine {
                machine.kind = ConstraintKind::Product;
                machine.importance = Importance::Must;
            }
        }
    }

    /// Everything gathered, tidied.
    pub(crate) fn finish(mut self, lang: Option<Language>) -> Understanding {
        self.machine_sought();
        super::tidy::tidy(&mut self.constraints, &mut self.context, self.kind);
        Understanding {
            lang,
            kind: self.kind,
            constraints: self.constraints,
            context: self.context,
            ..Understanding::default()
        }
    }
}
