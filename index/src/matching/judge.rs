//! One constraint against one supplier: met, failed or unknown, how well, and where it says so.

use chrono::NaiveDate;

use super::{
    Outcome,
    prepare::{Prepared, Wanted},
    reason::Reason,
    relation::{OF_ITS_MATERIAL, Relation, WantedConcept},
};
use crate::{
    compile::{Certificate, Compiled, Declared, Offer, Passage},
    config::Weights,
    profile::{Business, CertificationState, Role},
    taxonomy::{ConceptId, ConceptKind, SchemeId, Taxonomy},
    understand::{
        ConstraintKind, Importance,
        kind::{is_means, is_tooling},
    },
};

/// How a constraint came out.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) outcome: Outcome,
    /// 0–1: the fit where met, the closeness where failed, the likelihood where unknown.
    pub(crate) value: f64,
    /// Where the profile says so.
    pub(crate) passage: Option<Passage>,
    pub(crate) margin: Option<f64>,
    pub(crate) reason: Reason,
    /// It is of a lot that the supplier is not judged by.
    pub(crate) aside: bool,
}

impl Judged {
    pub(crate) fn unknown(value: f64, reason: Reason) -> Self {
        Self::new(Outcome::Unknown, value, reason)
    }

    pub(crate) fn new(outcome: Outcome, value: f64, reason: Reason) -> Self {
        Self { outcome, value, passage: None, margin: None, reason, aside: false }
    }

    pub(crate) fn at(mut self, passage: Option<Passage>) -> Self {
        self.passage = passage;
        self
    }

    /// Whether it keeps the supplier from qualifying.
    pub(crate) fn decides(&self, kind: ConstraintKind, importance: Importance) -> bool {
        self.outcome != Outcome::Met && self.counts(kind, importance)
    }

    /// Whether it counts towards the verdict.
    pub(crate) fn counts(&self, kind: ConstraintKind, importance: Importance) -> bool {
        !self.aside && binds(kind, importance, self.outcome, self.value)
    }
}

/// Whether the outcome of a constraint counts towards the verdict. What is expected does where it
/// is clearly missed, since a little can be talked about: a tenth of a dimension, a third of a lead
/// time or an order size.
pub(crate) fn binds(
    kind: ConstraintKind,
    importance: Importance,
    outcome: Outcome,
    value: f64,
) -> bool {
    match importance {
        Importance::Must | Importance::MustNot => true,
        Importance::Expect => {
            let clearly = if kind == ConstraintKind::Spec { 0.8 } else { 0.34 };
            outcome == Outcome::Failed && value <= clearly
        }
        Importance::Prefer => false,
    }
}

/// What a judgment may look at beside the constraint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) weights: &'a Weights,
    /// The day certificates must hold on: today, and the start of production.
    pub(crate) today: NaiveDate,
    pub(crate) start_of_production: Option<NaiveDate>,
    /// Those of the capabilities asked for that machines of a tonnage do.
    pub(crate) on_tonnage: &'a [ConceptId],
    /// The capabilities asked for.
    pub(crate) asked: &'a [ConceptId],
    /// Whether a trader is what is asked for.
    pub(crate) trader_wanted: bool,
}

pub(crate) fn judge(constraint: &Prepared, supplier: &Compiled, setting: Setting<'_>) -> Judged {
    let judged = match &constraint.wanted {
        Wanted::Concepts(wanted) => concepts(constraint.kind, wanted, supplier, setting),
        Wanted::Schemes(wanted) => {
            let held = supplier.certificates.iter();
            certificate(wanted, held.map(|one| (one.certificate, Some(one.passage))), setting)
        }
        Wanted::Figure { attribute, min, max, piece } => {
            super::figures::figure(*attribute, *min, *max, *piece, supplier, setting)
        }
        Wanted::Provinces { provinces, old } => {
            super::whereabouts::region(provinces, old, supplier.place.as_ref())
        }
        Wanted::Near { position, km } => {
            super::whereabouts::distance(*position, *km, supplier.place.as_ref())
        }
        Wanted::Countries(wanted) => {
            let hit = supplier.export_markets.iter().find(|(country, _)| wanted.contains(country));
            match hit {
                Some((_, passage)) => Judged::new(Outcome::Met, 1.0, Reason::Declared).at(*passage),
                None => Judged::unknown(
                    if supplier.export_markets.is_empty() { 0.4 } else { 0.2 },
                    Reason::NotStated,
                ),
            }
        }
        Wanted::Languages(wanted) => {
            match supplier.languages.iter().find(|(language, _)| wanted.contains(language)) {
                Some((_, passage)) => Judged::new(Outcome::Met, 1.0, Reason::Declared).at(*passage),
                None => Judged::unknown(
                    if supplier.languages.is_empty() { 0.4 } else { 0.15 },
                    Reason::NotStated,
                ),
            }
        }
        Wanted::Maker => maker(supplier, setting),
        Wanted::Partner(kind) => {
            match supplier.partnerships.iter().find(|(open_to, _)| open_to == kind) {
                Some((_, passage)) => {
                    Judged::new(Outcome::Met, 1.0, Reason::Declared).at(Some(*passage))
                }
                None => Judged::unknown(0.3, Reason::NotStated),
            }
        }
        Wanted::Employees(least) => employees(*least, supplier),
        Wanted::Words(words) => phrase(words, supplier),
        Wanted::Nothing => Judged::unknown(0.5, Reason::NotStated),
    };
    if constraint.importance == Importance::MustNot { inverted(judged) } else { judged }
}

/// "Must not": what is met without the negation is failed with it.
fn inverted(judged: Judged) -> Judged {
    match judged.outcome {
        Outcome::Met => {
            Judged { outcome: Outcome::Failed, value: 0.0, reason: Reason::Excluded, ..judged }
        }
        Outcome::Failed => {
            Judged { outcome: Outcome::Met, value: 1.0, reason: Reason::Declared, ..judged }
        }
        Outcome::Unknown => Judged {
            outcome: Outcome::Met,
            value: 0.9,
            reason: Reason::NothingAgainst,
            passage: None,
            margin: None,
            ..judged
        },
    }
}

/// What a role is worth where a maker is wanted; `None` where it speaks against.
fn role_worth(role: Role, kind: ConstraintKind, wanted: ConceptId) -> Option<f64> {
    let service = kind == ConstraintKind::Service;
    // Machines and materials asked for as goods: to have them is not to sell them.
    let goods = kind == ConstraintKind::Product && is_means(Taxonomy::get().concept_at(wanted));
    if goods {
        return match role {
            Role::Makes | Role::Assembles => Some(1.0),
            Role::Trades => Some(0.95),
            Role::Repairs => Some(0.3),
            Role::Uses | Role::Designs | Role::Serves => Some(0.0),
            _ => None,
        };
    }
    Some(match role {
        Role::Makes | Role::Assembles => 1.0,
        Role::Designs if service => 1.0,
        Role::Repairs if service => 1.0,
        Role::Designs => 0.5,
        Role::Repairs => 0.2,
        Role::Serves if kind == ConstraintKind::Industry => 1.0,
        Role::Serves => 0.0,
        // A tool to be made in-house is not bought.
        Role::Buys if is_tooling(Taxonomy::get().concept_at(wanted)) => return None,
        Role::Uses | Role::Buys
            if matches!(kind, ConstraintKind::Material | ConstraintKind::Equipment) =>
        {
            1.0
        }
        Role::Trades if kind == ConstraintKind::Industry => 0.5,
        Role::Trades if Taxonomy::get().concept_at(wanted).code == "sourcing-trading" => 1.0,
        Role::Trades
        | Role::Outsources
        | Role::Uses
        | Role::Buys
        | Role::Plans
        | Role::UsedTo
        | Role::DoesNot => return None,
    })
}

/// How near a role that speaks against still is.
fn against(role: Role) -> f64 {
    match role {
        Role::Outsources | Role::Trades => 0.5,
        Role::Plans => 0.4,
        Role::UsedTo => 0.3,
        _ => 0.0,
    }
}

/// An offer that speaks against what is wanted.
#[derive(Clone, Copy)]
struct Denial<'a> {
    near: f64,
    /// Only a kind of the wanted thing is denied: no zinc die casting says nothing of aluminium.
    part: bool,
    offer: &'a Offer,
}

fn concepts(
    kind: ConstraintKind,
    wanted: &[WantedConcept],
    supplier: &Compiled,
    setting: Setting<'_>,
) -> Judged {
    let taxonomy = Taxonomy::get();
    let weights = setting.weights;
    let mut best: Option<(f64, &Offer)> = None;
    let mut denied: Option<Denial<'_>> = None;
    for offer in &supplier.offers {
        for &want in wanted {
            let relation = want.relation(offer.concept);
            if relation == Relation::None {
                continue;
            }
            // Die casting by a firm that works aluminium is aluminium die casting.
            let near = if relation == Relation::Wider && works_its_material(want, supplier) {
                OF_ITS_MATERIAL
            } else {
                relation.near(weights)
            };
            let worth = if setting.trader_wanted && offer.role == Role::Trades {
                Some(1.0)
            } else {
                role_worth(offer.role, kind, want.id)
            };
            match worth {
                Some(worth) => {
                    let value = near
                        * worth
                        * f64::from(offer.strength)
                        * if offer.explicit { 1.0 } else { 0.98 };
                    if best.is_none_or(|(known, _)| value > known) {
                        best = Some((value, offer));
                    }
                }
                None => {
                    // A denial speaks of the wanted thing or of everything of its kind.
                    let covers = offer.concept == want.id
                        || matches!(relation, Relation::Wider | Relation::WiderStill)
                        || near >= 1.0 && wanted.len() == 1;
                    let part = relation == Relation::Same && offer.concept != want.id;
                    let weight =
                        |denial: &Denial<'_>| (denial.offer.explicit, !denial.part, denial.near);
                    let denial = Denial { near, part, offer };
                    if covers && denied.is_none_or(|known| weight(&denial) > weight(&known)) {
                        denied = Some(denial);
                    }
                }
            }
        }
    }
    if let Some(Denial { near, part, offer }) = denied {
        let said_otherwise = best.is_some_and(|(value, positive)| {
            part && value >= weights.relation.met && positive.concept != offer.concept
                || value >= weights.relation.met
                    && (positive.explicit || !offer.explicit || positive.concept != offer.concept)
                    && taxonomy.concept_at(positive.concept).lineage.contains(&offer.concept)
                || value >= 0.9 && positive.explicit && near < 1.0
        });
        if !said_otherwise {
            // Who denies it but does something near stands before who has nothing to do with it.
            let beside = best.map_or(0.0, |(value, _)| 0.9 * value.min(weights.relation.related));
            let value = against(offer.role).max(beside);
            return Judged::new(Outcome::Failed, value, Reason::Role(offer.role))
                .at(Some(offer.passage));
        }
    }
    match best {
        Some((value, offer)) if value >= weights.relation.met => {
            Judged::new(Outcome::Met, value, Reason::Declared).at(Some(offer.passage))
        }
        Some((value, offer)) => {
            Judged::unknown(value, Reason::OnlyNear(offer.concept)).at(Some(offer.passage))
        }
        None => Judged::unknown(0.0, Reason::NotStated),
    }
}

/// Whether the firm works a material that the wanted process or product is of.
fn works_its_material(wanted: WantedConcept, supplier: &Compiled) -> bool {
    let taxonomy = Taxonomy::get();
    let materials = wanted.materials();
    !materials.is_empty()
        && supplier.offers.iter().any(|offer| {
            let offered = taxonomy.concept_at(offer.concept);
            offered.kind == ConceptKind::Material
                && materials.iter().any(|id| offered.lineage.contains(id))
        })
}

/// The best of the certificates that a firm speaks of, each with where it does.
pub(crate) fn certificate(
    wanted: &[SchemeId],
    held: impl Iterator<Item = (Certificate, Option<Passage>)>,
    setting: Setting<'_>,
) -> Judged {
    let mut best: Option<Judged> = None;
    let mut none = true;
    for (held, passage) in held {
        none = false;
        if !tells_of(wanted, held.scheme) {
            continue;
        }
        let judged = if is_succeeded(wanted, held.scheme) {
            Judged::new(Outcome::Failed, 0.4, Reason::Superseded(held.scheme))
        } else {
            one_certificate(held, setting)
        };
        let judged = judged.at(passage);
        let order = |judged: &Judged| {
            (
                match judged.outcome {
                    Outcome::Met => 2,
                    Outcome::Unknown => 1,
                    Outcome::Failed => 0,
                },
                judged.value,
            )
        };
        if best.as_ref().is_none_or(|known| order(&judged) > order(known)) {
            best = Some(judged);
        }
    }
    best.unwrap_or_else(|| no_certificate(!none))
}

/// Whether a certificate says anything of those wanted: it satisfies one, or did until another took its
/// place.
pub(crate) fn tells_of(wanted: &[SchemeId], held: SchemeId) -> bool {
    let satisfies = &Taxonomy::get().schemes.at(held).satisfies;
    wanted.iter().any(|want| satisfies.contains(want)) || is_succeeded(wanted, held)
}

fn is_succeeded(wanted: &[SchemeId], held: SchemeId) -> bool {
    Taxonomy::get().schemes.at(held).superseded_by.is_some_and(|next| wanted.contains(&next))
}

/// How certificates come out that nobody speaks of: those of a firm that speaks of others are less likely.
pub(crate) fn no_certificate(speaks_of_others: bool) -> Judged {
    Judged::unknown(if speaks_of_others { 0.25 } else { 0.35 }, Reason::NotStated)
}

fn one_certificate(held: Certificate, setting: Setting<'_>) -> Judged {
    match held.state {
        CertificationState::InProgress => {
            return Judged::new(Outcome::Failed, 0.5, Reason::InProgress);
        }
        CertificationState::Expired => {
            return Judged::new(Outcome::Failed, 0.4, Reason::Expired(held.valid_until));
        }
        CertificationState::Withdrawn => {
            return Judged::new(Outcome::Failed, 0.2, Reason::Withdrawn);
        }
        CertificationState::Claimed | CertificationState::Verified => {}
    }
    if held.valid_from.is_some_and(|from| from > setting.today) {
        return Judged::new(Outcome::Failed, 0.5, Reason::InProgress);
    }
    match (held.valid_until, setting.start_of_production) {
        (Some(until), _) if until < setting.today => {
            Judged::new(Outcome::Failed, 0.4, Reason::Expired(Some(until)))
        }
        (Some(until), Some(start)) if until < start => {
            Judged::new(Outcome::Failed, 0.85, Reason::EndsBefore { until, start })
        }
        // Declarations and workmanship standards have no last day that a firm could state.
        (None, Some(start)) if start > setting.today && runs_out(held.scheme) => {
            Judged::unknown(0.75, Reason::NoDate(start))
        }
        _ => Judged::new(
            Outcome::Met,
            if held.state == CertificationState::Verified { 1.0 } else { 0.95 },
            Reason::Declared,
        ),
    }
}

fn runs_out(scheme: SchemeId) -> bool {
    Taxonomy::get().schemes.at(scheme).typical_validity_years.is_some()
}

fn maker(supplier: &Compiled, setting: Setting<'_>) -> Judged {
    if supplier.business == Some(Business::Trader) {
        return Judged::new(Outcome::Failed, 0.0, Reason::Role(Role::Trades)).at(supplier.trading);
    }
    let makes = supplier.offers.iter().find(|offer| offer.role == Role::Makes && offer.explicit);
    // Who renders a service need not make anything: it is only not to be passed on.
    let first = setting.asked.first();
    let service =
        first.is_some_and(|&id| Taxonomy::get().concept_at(id).kind == ConceptKind::Service);
    match makes {
        Some(offer) => Judged::new(Outcome::Met, 1.0, Reason::Declared).at(Some(offer.passage)),
        None if service => Judged::new(Outcome::Met, 1.0, Reason::Declared),
        None if supplier.business == Some(Business::Manufacturer) || runs_a_shop(supplier) => {
            Judged::new(Outcome::Met, 0.95, Reason::Declared)
        }
        None => Judged::unknown(0.8, Reason::NotStated),
    }
}

/// Machines, a capacity or processes of its own: what a trader does not list.
fn runs_a_shop(supplier: &Compiled) -> bool {
    /// Figures of machines and lines.
    const OF_A_SHOP: &[&str] =
        &["clamping_force", "press_force", "smt_lines", "placement_cph", "volume", "volume_mass"];
    let profile = &supplier.profile;
    let attributes = Taxonomy::get().attributes();
    let of_a_shop = |figure: &Declared| {
        let attribute = attributes.get(usize::from(figure.attribute.0));
        attribute.is_some_and(|attribute| OF_A_SHOP.contains(&attribute.code.as_str()))
    };
    !profile.equipment.is_empty()
        || profile.capacity.is_some()
        || supplier.trading.is_none()
            && (!profile.processes.is_empty() || supplier.figures.iter().any(of_a_shop))
}

fn employees(least: f64, supplier: &Compiled) -> Judged {
    let Some(have) = supplier.employees.map(f64::from) else {
        return Judged::unknown(0.45, Reason::NotStated);
    };
    let margin = have / least.max(1.0) - 1.0;
    let outcome = if margin >= 0.0 { Outcome::Met } else { Outcome::Failed };
    let value = if margin >= 0.0 { 1.0 } else { (1.0 + margin).clamp(0.0, 0.9) };
    Judged { margin: Some(margin), ..Judged::new(outcome, value, Reason::Figure(have)) }
}

fn phrase(words: &[u32], supplier: &Compiled) -> Judged {
    if words.is_empty() {
        return Judged::unknown(0.4, Reason::NotStated);
    }
    let found = words.iter().filter(|word| supplier.words.binary_search(word).is_ok()).count();
    if found == words.len() {
        return Judged::new(Outcome::Met, 0.9, Reason::Words);
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let share = found as f64 / words.len() as f64;
    Judged::unknown(share * 0.6, Reason::NotStated)
}
