//! What the firm offers, and the figures it gives.

use rustc_hash::FxHashSet;

use super::{Declared, Offer, Passage, denied::deny, partnership::leave_open};
use crate::{
    profile::{Business, Role, field::Field},
    taxonomy::{Concept, ConceptId, ConceptKind, CueClass, Entry, Taxonomy},
    understand::{
        attribute::measured,
        clause::Axis,
        kind::is_means,
        reading::Reading,
        spot::{Spotted, Spotting, is_list, spot},
        wording::has_any,
    },
};

/// One field, read to the level of mentions.
#[derive(Debug)]
pub(crate) struct FieldSpotted<'t> {
    pub(crate) field: Field,
    pub(crate) reading: &'t Reading<'t>,
    pub(crate) spotting: Spotting,
}

impl FieldSpotted<'_> {
    /// The passage of tokens `first..past` and of the sentence around them.
    pub(crate) fn passage(&self, first: usize, past: usize) -> Passage {
        let (start, end) = self.reading.range(first, past);
        let sentence = self.spotting.sentence_of(first);
        let (from, to) = self
            .spotting
            .sentences
            .get(sentence)
            .map_or((start, end), |&(first, past)| self.reading.range(first, past));
        Passage { field: self.field, start, end, from: from.min(start), to: to.max(end) }
    }
}

/// What a form field holds.
fn expected(field: Field) -> &'static [ConceptKind] {
    match field {
        Field::Products(_) => &[ConceptKind::Product],
        Field::Processes(_) => &[ConceptKind::Process, ConceptKind::Service],
        Field::CapabilityWhat(_) => {
            &[ConceptKind::Process, ConceptKind::Product, ConceptKind::Service]
        }
        Field::Materials(_) | Field::CapabilityMaterials(_) => &[ConceptKind::Material],
        Field::Equipment(_) => &[ConceptKind::Equipment, ConceptKind::Process],
        Field::Customers(_) => &[ConceptKind::Industry, ConceptKind::Product],
        _ => &[],
    }
}

pub(crate) fn spot_all<'t>(
    readings: &'t [(Field, Reading<'t>)],
    sure: &FxHashSet<ConceptId>,
) -> Vec<FieldSpotted<'t>> {
    readings
        .iter()
        .map(|(field, reading)| {
            let mut spotting = spot(reading, expected(*field), sure);
            deny(reading, &mut spotting);
            leave_open(reading, &mut spotting);
            FieldSpotted { field: *field, reading, spotting }
        })
        .collect()
}

/// The role a mention has by its words; `None` where they say nothing.
pub(crate) fn role(class: Option<CueClass>) -> Option<Role> {
    Some(match class? {
        CueClass::Makes => Role::Makes,
        CueClass::Assembles => Role::Assembles,
        CueClass::Designs => Role::Designs,
        CueClass::Trades => Role::Trades,
        CueClass::Repairs => Role::Repairs,
        CueClass::Uses => Role::Uses,
        CueClass::Buys | CueClass::CurrentlyFrom | CueClass::Seeking => Role::Buys,
        CueClass::Outsources => Role::Outsources,
        CueClass::Plans => Role::Plans,
        CueClass::UsedTo => Role::UsedTo,
        CueClass::DoesNot => Role::DoesNot,
        CueClass::Serves => Role::Serves,
        _ => return None,
    })
}

/// The role of a field's mentions where the words say nothing.
fn usual(field: Field, business: Option<Business>, concept: &Concept) -> Role {
    if matches!(field, Field::Customers(_)) || concept.kind == ConceptKind::Industry {
        return Role::Serves;
    }
    if business == Some(Business::Trader) {
        return Role::Trades;
    }
    // A shop has machines and works materials; it sells them only where it says so.
    let sold = matches!(
        field,
        Field::Products(_) | Field::CapabilityWhat(_) | Field::Name | Field::NameEn
    );
    if is_means(concept) && !sold { Role::Uses } else { Role::Makes }
}

pub(crate) fn offers(spotted: &[FieldSpotted<'_>], business: Option<Business>) -> Vec<Offer> {
    let taxonomy = Taxonomy::get();
    let mut out: Vec<Offer> = Vec::new();
    for part in spotted {
        if matches!(
            part.field,
            Field::Certifications(_)
                | Field::Province
                | Field::IndustrialZone
                | Field::Address
                | Field::Languages(_)
                | Field::ExportMarkets(_)
        ) {
            continue;
        }
        for mention in &part.spotting.mentions {
            let Entry::Concept(id) = mention.entry else { continue };
            let offer = offer(part, mention, id, business);
            // A machine of one's own is evidence of its process.
            if taxonomy.concept_at(id).kind == ConceptKind::Equipment
                && matches!(offer.role, Role::Makes | Role::Uses)
            {
                let calibrated = is_calibrated(part, mention);
                for &process in &taxonomy.concept_at(id).related {
                    let known = taxonomy.concept_at(process);
                    // An instrument for one's own goods makes no laboratory for those of others, nor does one
                    // that is brought to be calibrated.
                    let of_a_laboratory = business == Some(Business::Service) && !calibrated;
                    let done = of_a_laboratory || !known.is_in("v-lab");
                    if known.kind == ConceptKind::Process && done {
                        add(
                            &mut out,
                            Offer {
                                concept: process,
                                role: Role::Makes,
                                strength: offer.strength * 0.9,
                                explicit: false,
                                ..offer
                            },
                        );
                    }
                }
            }
            // Whoever turns on Swiss lathes has them, though he names the work alone.
            if let Some(machine) = only_machine(id).filter(|_| offer.role == Role::Makes) {
                let strength = offer.strength * 0.9;
                let had = Offer {
                    concept: machine,
                    role: Role::Uses,
                    strength,
                    explicit: false,
                    ..offer
                };
                add(&mut out, had);
            }
            add(&mut out, offer);
        }
    }
    out
}

/// Whether an instrument stands in the list behind "calibration of", and not behind what it is done with.
fn is_calibrated(part: &FieldSpotted<'_>, instrument: &Spotted) -> bool {
    part.spotting.mentions.iter().any(|mention| {
        let Entry::Concept(id) = mention.entry else { return false };
        let between = part.reading.folded(mention.past, instrument.first);
        mention.sentence == instrument.sentence
            && mention.first < instrument.first
            && !has_any(between, &[":", "(", "：", "（", " có ", "bằng", "with", "using"])
            && Taxonomy::get().concept_at(id).is_one_of(&["calibration"])
    })
}

/// The machine of a process that is done on no other machine, and that does no other process.
fn only_machine(process: ConceptId) -> Option<ConceptId> {
    let taxonomy = Taxonomy::get();
    let only = |of: ConceptId, kind: ConceptKind| {
        let mut related = taxonomy
            .concept_at(of)
            .related
            .iter()
            .copied()
            .filter(|&id| taxonomy.concept_at(id).kind == kind);
        related.next().filter(|_| related.next().is_none())
    };
    if taxonomy.concept_at(process).kind != ConceptKind::Process {
        return None;
    }
    let machine = only(process, ConceptKind::Equipment)?;
    (only(machine, ConceptKind::Process) == Some(process)).then_some(machine)
}

fn offer(
    part: &FieldSpotted<'_>,
    mention: &Spotted,
    id: ConceptId,
    business: Option<Business>,
) -> Offer {
    let kind = Taxonomy::get().concept_at(id).kind;
    let said = if mention.application {
        Some(Role::Serves)
    } else if is_procured(part, mention) {
        Some(Role::Buys)
    } else {
        role(mention.role)
    };
    // In a list of machines or materials, "uses" and "buys" speak of normal operation.
    let said = match (said, kind) {
        (Some(Role::Uses | Role::Buys), ConceptKind::Equipment | ConceptKind::Material)
        // "Purchasing of components" is a service rendered.
        | (Some(Role::Buys), ConceptKind::Service) => None,
        (
            Some(Role::Serves),
            ConceptKind::Process | ConceptKind::Equipment | ConceptKind::Material,
        ) => None,
        (said, _) => said,
    };
    let strength = match part.field {
        Field::Name | Field::NameEn => 0.5,
        Field::Customers(_) => 0.3,
        _ => 1.0,
    };
    Offer {
        concept: id,
        role: said.unwrap_or_else(|| usual(part.field, business, Taxonomy::get().concept_at(id))),
        explicit: said.is_some(),
        strength,
        passage: part.passage(mention.first, mention.past),
    }
}

/// Whether goods are what the firm procures for its customers: "PCB and component procurement".
fn is_procured(part: &FieldSpotted<'_>, mention: &Spotted) -> bool {
    const PROCUREMENT: &[&str] = &[
        "procurement",
        "purchasing",
        "sourcing",
        "구매 대행",
        "구매대행",
        "구매도",
        "조달",
        "の調達",
        "調達",
        "の購買",
        "代采",
        "代採",
        "代购",
        "代購",
        "采购",
        "採購",
    ];
    /// Words that stand before what is procured.
    const PROCURED: &[&str] = &["thu mua", "mua sắm", "nhận mua", "mua hộ", "mua giúp"];
    let Entry::Concept(id) = mention.entry else { return false };
    let reading = part.reading;
    let after = reading.folded(mention.past, (mention.past + 4).min(reading.tokens.len()));
    let before = reading.folded(mention.first.saturating_sub(4), mention.first);
    Taxonomy::get().concept_at(id).kind == ConceptKind::Product
        && (PROCUREMENT.iter().any(|word| after.trim_start().starts_with(word))
            || PROCURED.iter().any(|word| before.trim_end().ends_with(word))
            || part.spotting.mentions.iter().any(|next| {
                next.first > mention.past
                    && is_list(reading.folded(mention.past, next.first))
                    && is_procured(part, next)
            }))
}

/// Keeps one offer per concept and role: the strongest, the explicit one before others.
fn add(out: &mut Vec<Offer>, offer: Offer) {
    let rank = |offer: &Offer| (offer.explicit, offer.strength);
    match out.iter_mut().find(|known| known.concept == offer.concept && known.role == offer.role) {
        Some(known) if rank(&offer) > rank(known) => *known = offer,
        Some(_) => {}
        None => out.push(offer),
    }
}

/// Figures, left out where the sentence says that the firm does not have them (yet, any more).
pub(crate) fn figures(
    spotted: &[FieldSpotted<'_>],
    context: &FxHashSet<ConceptId>,
) -> Vec<Declared> {
    let taxonomy = Taxonomy::get();
    let mut out = Vec::new();
    for part in spotted {
        let expected = match part.field {
            Field::Capacity | Field::CapabilityCapacity(_) => Some("volume"),
            Field::Moq | Field::CapabilityMoq(_) => Some("moq"),
            Field::LeadTime | Field::CapabilityLeadTime(_) => Some("lead_time"),
            Field::Certifications(_) | Field::Name | Field::NameEn | Field::Address => continue,
            _ => None,
        };
        for figure in measured(part.reading, expected, context) {
            let absent = part
                .spotting
                .reaches
                .iter()
                .filter(|reach| reach.axis == Axis::Role && reach.covers(figure.first, figure.past))
                .min_by_key(|reach| reach.distance(figure.first, figure.past))
                .is_some_and(|reach| {
                    matches!(
                        reach.class,
                        CueClass::Plans
                            | CueClass::UsedTo
                            | CueClass::DoesNot
                            | CueClass::Outsources
                            | CueClass::Buys
                    )
                });
            if absent {
                continue;
            }
            let sentence = part.spotting.sentence_of(figure.first);
            let concept = part
                .spotting
                .mentions
                .iter()
                .filter(|mention| mention.sentence == sentence)
                .filter_map(|mention| match mention.entry {
                    Entry::Concept(id)
                        if matches!(
                            taxonomy.concept_at(id).kind,
                            ConceptKind::Process | ConceptKind::Equipment | ConceptKind::Product
                        ) =>
                    {
                        Some((
                            mention.first.abs_diff(figure.first)
                                + usize::from(mention.first > figure.first) * 3,
                            id,
                        ))
                    }
                    _ => None,
                })
                .min_by_key(|(distance, _)| *distance)
                .map(|(_, id)| id);
            out.push(Declared {
                attribute: figure.attribute,
                min: figure.min,
                max: figure.max,
                concept,
                passage: part.passage(figure.first, figure.past),
            });
        }
    }
    out
}
