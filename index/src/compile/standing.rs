//! What kind of firm it is, where it stands, whom it speaks with and sells to.

use super::{Compiled, Declared, Located, Offer, Passage, offers::FieldSpotted};
use crate::{
    profile::{Business, Profile, Role, field::Field},
    taxonomy::{AttributeId, ConceptKind, CountryId, CueClass, Entry, PlaceKind, Taxonomy},
    understand::{
        attribute::by_code,
        locate::precision,
        wording::{is_export, is_spoken},
    },
};

/// Maker or trader. A firm that trades and neither makes nor owns machines is a trader, whatever
/// it lists as its products.
pub(crate) fn business(
    profile: &Profile,
    spotted: &[FieldSpotted<'_>],
) -> (Option<Business>, Option<Passage>) {
    let cue = |class: CueClass| {
        spotted.iter().find_map(|part| {
            let running = matches!(
                part.field,
                Field::Description
                    | Field::DescriptionEn
                    | Field::Text
                    | Field::Processes(_)
                    | Field::Products(_)
                    | Field::CapabilityWhat(_)
            );
            if !running {
                return None;
            }
            part.spotting
                .reaches
                .iter()
                // "Bearings (trading)" says nothing of what else it offers.
                .find(|reach| {
                    reach.class == class && !(reach.in_brackets && class == CueClass::Trades)
                })
                .map(|reach| part.passage(reach.first, reach.past))
        })
    };
    let trading = cue(CueClass::Trades);
    if let Some(business) = profile.business {
        return (Some(business), trading.filter(|_| business == Business::Trader));
    }
    let makes = cue(CueClass::Makes).or_else(|| cue(CueClass::Assembles));
    let machines = !profile.equipment.is_empty();
    match (trading, makes) {
        (Some(passage), None) if !machines => (Some(Business::Trader), Some(passage)),
        _ => (None, None),
    }
}

/// Whoever trades is sought by those who want a trader, by whatever name it goes.
pub(crate) fn sourcing(compiled: &mut Compiled) {
    let Some(sourcing) = Taxonomy::get().concept("sourcing-trading") else { return };
    if compiled.business != Some(Business::Trader)
        || compiled.offers.iter().any(|offer| {
            offer.concept == sourcing.id && matches!(offer.role, Role::Makes | Role::Trades)
        })
    {
        return;
    }
    let name = compiled.profile.name.as_deref().unwrap_or_default();
    let end = u32::try_from(name.len()).unwrap_or(0);
    let passage =
        compiled.trading.unwrap_or(Passage { field: Field::Name, start: 0, end, from: 0, to: end });
    compiled.offers.push(Offer {
        concept: sourcing.id,
        role: Role::Trades,
        explicit: false,
        strength: 1.0,
        passage,
    });
}

/// Whoever makes boards of three layers and more makes multilayer boards.
pub(crate) fn multilayer(compiled: &mut Compiled) {
    let taxonomy = Taxonomy::get();
    let (Some(layers), Some(board), Some(multilayer)) =
        (by_code("layers"), taxonomy.concept("pcb"), taxonomy.concept("multilayer-pcb"))
    else {
        return;
    };
    let many = compiled.figures.iter().any(|figure| {
        figure.attribute == layers.id && figure.max.or(figure.min).is_some_and(|most| most >= 3.0)
    });
    let made = compiled.offers.iter().find(|offer| {
        offer.role == Role::Makes
            && (offer.concept == board.id
                || taxonomy.concept_at(offer.concept).code == "pcb-fabrication")
    });
    let Some(&made) = made.filter(|_| many) else { return };
    if !compiled.offers.iter().any(|offer| offer.concept == multilayer.id) {
        compiled.offers.push(Offer { concept: multilayer.id, explicit: false, ..made });
    }
}

/// The most precise place named in the fields for it, else in the running text.
pub(crate) fn place(profile: &Profile, spotted: &[FieldSpotted<'_>]) -> Option<Located> {
    let taxonomy = Taxonomy::get();
    let mut best: Option<(u8, Located)> = None;
    let fields = |field: Field| match field {
        Field::IndustrialZone | Field::Province => 2_u8,
        Field::Address => 2,
        Field::Name | Field::NameEn | Field::Description | Field::DescriptionEn | Field::Text => 1,
        _ => 0,
    };
    let structured = spotted.iter().any(|part| {
        fields(part.field) == 2
            && part.spotting.mentions.iter().any(|mention| matches!(mention.entry, Entry::Place(_)))
    });
    for part in spotted {
        let rank = fields(part.field);
        if rank == 0 || structured && rank < 2 {
            continue;
        }
        for mention in &part.spotting.mentions {
            let Entry::Place(id) = mention.entry else { continue };
            let place = taxonomy.places.at(id);
            if place.kind == PlaceKind::Area
                || matches!(mention.role, Some(CueClass::Serves | CueClass::Buys))
            {
                continue;
            }
            let better = best.as_ref().is_none_or(|(known, located)| {
                let agrees =
                    located.provinces.iter().any(|province| place.provinces.contains(province));
                precision(place.kind) > *known && agrees
            });
            if better {
                let uncertainty_km = match place.kind {
                    PlaceKind::Zone => 4.0,
                    PlaceKind::District => 8.0,
                    PlaceKind::OldProvince => 20.0,
                    PlaceKind::Province | PlaceKind::Area => 30.0,
                };
                best = Some((
                    precision(place.kind),
                    Located {
                        provinces: place.provinces.clone(),
                        old_province: place.old_province,
                        position: place.position,
                        uncertainty_km,
                        passage: Some(part.passage(mention.first, mention.past)),
                    },
                ));
            }
        }
    }
    let mut located = best.map(|(_, located)| located);
    if let Some(position) = profile.latitude.zip(profile.longitude) {
        let known = located.get_or_insert(Located {
            provinces: Vec::new(),
            old_province: None,
            position: None,
            uncertainty_km: 0.0,
            passage: None,
        });
        known.position = Some(position);
        known.uncertainty_km = 1.0;
    }
    located
}

pub(crate) fn export_markets(spotted: &[FieldSpotted<'_>]) -> Vec<(CountryId, Option<Passage>)> {
    let mut out: Vec<(CountryId, Option<Passage>)> = Vec::new();
    for part in spotted {
        for mention in &part.spotting.mentions {
            let Entry::Country(id) = mention.entry else { continue };
            let told = matches!(part.field, Field::ExportMarkets(_))
                || matches!(part.field, Field::Description | Field::DescriptionEn | Field::Text)
                    && is_export(part.reading, &part.spotting, mention);
            if told && !out.iter().any(|(known, _)| *known == id) {
                out.push((id, Some(part.passage(mention.first, mention.past))));
            }
        }
        // Codes in a list: "JP", "KR".
        if matches!(part.field, Field::ExportMarkets(_)) {
            let taxonomy = Taxonomy::get();
            for code in part.reading.raw.split([',', ';', '/', ' ']).map(str::trim) {
                let known = taxonomy
                    .countries
                    .iter()
                    .find(|country| country.code.eq_ignore_ascii_case(code));
                if let Some(country) = known
                    && !out.iter().any(|(id, _)| *id == country.id)
                {
                    out.push((country.id, Some(part.passage(0, part.reading.tokens.len()))));
                }
            }
        }
    }
    out
}

pub(crate) fn languages(spotted: &[FieldSpotted<'_>]) -> Vec<(u8, Option<Passage>)> {
    let taxonomy = Taxonomy::get();
    let mut out: Vec<(u8, Option<Passage>)> = Vec::new();
    for part in spotted {
        let form = matches!(part.field, Field::Languages(_));
        for mention in &part.spotting.mentions {
            let Entry::Spoken(number) = mention.entry else { continue };
            let told = form
                || matches!(part.field, Field::Description | Field::DescriptionEn | Field::Text)
                    && is_spoken(part.reading, &part.spotting, mention);
            if told && !out.iter().any(|(known, _)| *known == number) {
                out.push((number, Some(part.passage(mention.first, mention.past))));
            }
        }
        if form {
            for (spoken, number) in taxonomy.spoken.iter().zip(0_u8..) {
                let named = part
                    .reading
                    .raw
                    .split([',', ';', '/', ' '])
                    .any(|code| code.trim().eq_ignore_ascii_case(&spoken.code));
                if named && !out.iter().any(|(known, _)| *known == number) {
                    out.push((number, Some(part.passage(0, part.reading.tokens.len()))));
                }
            }
        }
    }
    out
}

/// Head count out of the running text, where no field gives it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded by the check before"
)]
pub(crate) fn employees(compiled: &Compiled) -> Option<u32> {
    let headcount = crate::understand::attribute::by_code("headcount")?.id;
    compiled
        .figures
        .iter()
        .filter(|figure| figure.attribute == headcount)
        .filter_map(|figure| figure.max.or(figure.min))
        .filter(|people| (1.0..1e6).contains(people))
        .fold(None, |most: Option<f64>, people| Some(most.map_or(people, |most| most.max(people))))
        .map(|people| people as u32)
}

fn is_name(field: Field) -> bool {
    matches!(field, Field::Name | Field::NameEn)
}

/// Works that make one thing only: whoever cuts gears makes gears, though he names the work alone.
/// Not the other way round, for a gear may be moulded or sintered.
const MAKES: &[(&str, &str)] = &[
    ("gear-cutting", "gear"),
    ("spring-making", "spring"),
    ("cable-extrusion", "electric-wire"),
    ("battery-pack-assembly", "battery-pack"),
    ("camera-module-assembly", "camera-module"),
    ("motor-assembly", "motor"),
];

/// Adds what the works of a firm make, where it does not speak of it itself.
pub(super) fn made(compiled: &mut Compiled) {
    let taxonomy = Taxonomy::get();
    for (work, product) in MAKES {
        let (Some(work), Some(product)) = (taxonomy.concept(work), taxonomy.concept(product))
        else {
            continue;
        };
        let is_of = |offer: &Offer, id| taxonomy.concept_at(offer.concept).lineage.contains(&id);
        // A name is no word on it: the strongest offer counts.
        let said = |offer: &Offer| is_of(offer, product.id) && !is_name(offer.passage.field);
        if compiled.offers.iter().any(said) {
            continue;
        }
        let works = |offer: &&Offer| offer.role == Role::Makes && is_of(offer, work.id);
        if let Some(offer) = compiled.offers.iter().find(works).copied() {
            let strength = offer.strength * 0.9;
            compiled.offers.push(Offer { concept: product.id, strength, explicit: false, ..offer });
        }
    }
}

/// Whoever tests for others is a laboratory, whatever it calls itself.
pub(super) fn laboratory(compiled: &mut Compiled) {
    let taxonomy = Taxonomy::get();
    let Some(testing) = taxonomy.concept("testing-service") else { return };
    let tests = |offer: &Offer| {
        let test = taxonomy.concept_at(offer.concept);
        offer.role == Role::Makes && test.kind == ConceptKind::Process && test.is_in("v-lab")
    };
    if compiled.business != Some(Business::Service)
        || compiled.offers.iter().any(|offer| offer.concept == testing.id)
    {
        return;
    }
    if let Some(offer) = compiled.offers.iter().copied().find(tests) {
        let strength = offer.strength * 0.9;
        compiled.offers.push(Offer { concept: testing.id, strength, explicit: false, ..offer });
    }
}

/// Whoever is called a hardening or plating shop and does nothing else makes none of what passes
/// through: gears, shafts, bolts. What a list of products names stays.
pub(super) fn treater(compiled: &mut Compiled) {
    const TREATMENTS: &[&str] = &["surface-treatment", "heat-treatment", "industrial-cleaning"];
    let taxonomy = Taxonomy::get();
    let concept = |offer: &Offer| taxonomy.concept_at(offer.concept);
    let works = || {
        let made = compiled.offers.iter().filter(|offer| offer.role == Role::Makes);
        made.filter(|offer| concept(offer).kind == ConceptKind::Process)
            .filter(|offer| !concept(offer).is_in("v-lab"))
    };
    let called = works().any(|offer| is_name(offer.passage.field));
    if called && works().all(|offer| concept(offer).is_one_of(TREATMENTS)) {
        let listed = |offer: &Offer| matches!(offer.passage.field, Field::Products(_));
        for offer in &mut compiled.offers {
            let goods = offer.role == Role::Makes && concept(offer).kind == ConceptKind::Product;
            if goods && !listed(offer) {
                offer.role = Role::Serves;
            }
        }
    }
}

/// What a firm can still take on, where it says how much of its capacity is free: a plant that is
/// booked to 95 % is asked about the other 5. A capability without a share speaks for itself, so
/// the shares count only where every capability with a capacity gives one.
pub(super) fn free_capacity(compiled: &mut Compiled) {
    let shares: Option<Vec<u8>> = compiled
        .profile
        .capabilities
        .iter()
        .filter(|capability| capability.capacity.is_some())
        .map(|capability| capability.free_capacity_percent)
        .collect();
    let Some(largest) = shares.and_then(|shares| shares.into_iter().max()) else { return };
    let share = f64::from(largest.min(100)) / 100.0;
    let volume = |attribute: AttributeId| {
        let known = Taxonomy::get().attributes.get(usize::from(attribute.0));
        known.is_some_and(|known| known.code.starts_with("volume"))
    };
    for figure in compiled.figures.iter_mut().filter(|figure| volume(figure.attribute)) {
        let own = match figure.passage.field {
            Field::CapabilityCapacity(at) => compiled.profile.capabilities.get(usize::from(at)),
            _ => None,
        };
        let own = own.and_then(|capability| capability.free_capacity_percent);
        let share = own.map_or(share, |own| f64::from(own.min(100)) / 100.0);
        figure.min = figure.min.map(|min| min * share);
        figure.max = figure.max.map(|max| max * share);
    }
}

/// A machine or a process of five axes says its number of axes.
pub(super) fn five_axes(compiled: &mut Compiled) {
    let taxonomy = Taxonomy::get();
    let Some(axes) = by_code("axes") else { return };
    let five = compiled.offers.iter().find(|offer| {
        let code = taxonomy.concept_at(offer.concept).code.as_str();
        offer.role != Role::DoesNot && matches!(code, "five-axis" | "five-axis-machine")
    });
    if let Some(offer) = five {
        compiled.figures.push(Declared {
            attribute: axes.id,
            min: None,
            max: Some(5.0),
            concept: Some(offer.concept),
            passage: offer.passage,
        });
    }
}
