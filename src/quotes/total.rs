//! What an offer comes to at the volume that is asked for: need by need, and together.
//!
//! A month's volume is taken for one order. Where a request states none, where an offer leaves a need
//! out, prices something else or begins above the volume, there is no total of that need, and what was
//! left out is said. Sums of different needs do not compare, so that there is a second one, over the
//! needs that every offer which still stands has a total of.

use std::collections::BTreeSet;

use index::Engine;
use rust_decimal::Decimal;

use super::compare::Offer;
use super::volume::{Measure, Volume};
use super::{Line, Need, PriceBreak};
use crate::coded::coded;
use crate::introductions::Standing;

coded! {
    /// Why a need has no total.
    Untold {
        /// The request states no volume of this need.
        NoVolume = "no_volume",
        /// The request states several volumes of this need.
        SeveralVolumes = "several_volumes",
        /// The offer names no price for this need.
        NoPrice = "no_price",
        /// The offer prices another unit than the volume is in.
        UnitsDiffer = "units_differ",
        /// The smallest quantity that the offer prices is above the volume.
        VolumeBelowBreaks = "volume_below_breaks",
    }
}

coded! {
    /// What a reader of totals should know.
    Caveat {
        /// Needs that not every standing offer has a total of are not compared.
        NeedsLeftOut = "needs_left_out",
        /// Offers are for different Incoterms or places, or do not say.
        IncotermsDiffer = "incoterms_differ",
        /// An offer names no unit: that of the volume is assumed.
        UnitAssumed = "unit_assumed",
        /// The smallest order of an offer is above the volume of a month.
        MoqAboveVolume = "moq_above_volume",
        /// An offer cannot be converted.
        RateUnknown = "rate_unknown",
        /// Volumes of the request count in no offer.
        NothingCompares = "nothing_compares",
    }
}

/// A line at the volume that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtVolume {
    /// The need.
    pub need: u16,
    /// Units of the offer a month; none without a volume in its measure.
    pub quantity: Option<Decimal>,
    /// The break whose price applies.
    pub applies: Option<PriceBreak>,
    /// What a month's volume costs, in the currency of the offer.
    pub total: Option<Decimal>,
    /// Why there is no total.
    pub untold: Option<Untold>,
    /// Whether the unit of the volume was assumed.
    pub unit_assumed: bool,
    /// Whether the smallest order is above the volume; none where either is not known.
    pub moq_above_volume: Option<bool>,
    /// Whether the volume reaches the largest break; none without a volume or a price.
    pub largest_break_reached: Option<bool>,
}

/// What some needs of an offer come to, in its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The needs.
    pub needs: Vec<u16>,
    /// What a month's volume of them costs.
    pub value: Decimal,
    /// What their tooling costs once; none where the offer names none.
    pub tooling: Option<Decimal>,
}

/// What an offer comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Need by need.
    pub lines: Vec<AtVolume>,
    /// Over every need with a total; none where there is no such need.
    pub all: Option<Sum>,
    /// Over the needs that compare; none where the offer lacks one of them.
    pub compared: Option<Sum>,
}

/// A figure of every need of an offer.
pub(super) fn lines(engine: &Engine, needs: &[Need], lines: &[Line]) -> Vec<AtVolume> {
    let at = |need: &Need| {
        let line = lines.iter().find(|line| line.need == need.number);
        at_volume(engine, need, line)
    };
    needs.iter().map(at).collect()
}

fn at_volume(engine: &Engine, need: &Need, line: Option<&Line>) -> AtVolume {
    let mut at = AtVolume {
        need: need.number,
        quantity: None,
        applies: None,
        total: None,
        untold: None,
        unit_assumed: false,
        moq_above_volume: None,
        largest_break_reached: None,
    };
    let asked = match &need.volume {
        Volume::Unstated => return AtVolume { untold: Some(Untold::NoVolume), ..at },
        Volume::Several => return AtVolume { untold: Some(Untold::SeveralVolumes), ..at },
        Volume::Stated(asked) => asked,
    };
    let Some(line) = line.filter(|line| !line.price_breaks.is_empty()) else {
        return AtVolume { untold: Some(Untold::NoPrice), ..at };
    };
    let quantity = match asked.measured(engine, line.unit.as_deref()) {
        Measure::Units(quantity) => quantity,
        Measure::Assumed(quantity) => {
            at.unit_assumed = true;
            quantity
        }
        Measure::Differs => return AtVolume { untold: Some(Untold::UnitsDiffer), ..at },
    };
    at.quantity = Some(quantity);
    at.moq_above_volume = line.moq.map(|moq| Decimal::from(moq) > quantity);
    let reached = |step: &&PriceBreak| Decimal::from(step.quantity) <= quantity;
    at.largest_break_reached = line.price_breaks.last().map(|last| reached(&last));
    at.applies = line.price_breaks.iter().rfind(reached).cloned();
    let total = at.applies.as_ref().and_then(|step| step.unit_price.checked_mul(quantity));
    at.total = total.map(|total| total.normalize());
    at.untold = at.total.is_none().then_some(Untold::VolumeBelowBreaks);
    at
}

/// The needs whose totals compare: those that every offer has which still stands and has any.
pub(super) fn common(offers: &[Offer]) -> Vec<u16> {
    let sets = standing(offers).map(|offer| told(&offer.totals.lines).collect::<BTreeSet<u16>>());
    let common = sets.reduce(|common, of| common.intersection(&of).copied().collect());
    common.unwrap_or_default().into_iter().collect()
}

/// Offers that still stand and have a total.
fn standing(offers: &[Offer]) -> impl Iterator<Item = &Offer> {
    offers.iter().filter(|offer| {
        matches!(offer.standing, Standing::Running | Standing::Completed)
            && !offer.expired
            && told(&offer.totals.lines).next().is_some()
    })
}

fn told(lines: &[AtVolume]) -> impl Iterator<Item = u16> {
    lines.iter().filter(|line| line.total.is_some()).map(|line| line.need)
}

/// Adds up an offer: all that it tells, and what compares.
pub(super) fn add_up(offer: &mut Offer, common: &[u16]) {
    let all: Vec<u16> = told(&offer.totals.lines).collect();
    offer.totals.all = sum(offer, &all);
    let covers = common.iter().all(|need| all.contains(need));
    offer.totals.compared = covers.then(|| sum(offer, common)).flatten();
}

fn sum(offer: &Offer, needs: &[u16]) -> Option<Sum> {
    if needs.is_empty() {
        return None;
    }
    let of = |need: u16| needs.contains(&need);
    let lines = offer.totals.lines.iter().filter(|line| of(line.need));
    let value = added(lines.filter_map(|line| line.total))?;
    let tooling: Vec<Decimal> = offer
        .quote
        .terms
        .lines
        .iter()
        .filter(|line| of(line.need))
        .filter_map(|line| line.tooling)
        .collect();
    let tooling = if tooling.is_empty() { None } else { added(tooling.into_iter()) };
    Some(Sum { needs: needs.to_vec(), value, tooling })
}

fn added(mut values: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    values.try_fold(Decimal::ZERO, Decimal::checked_add).map(|sum| sum.normalize())
}

/// What a reader should know of the totals of these offers, in the order of [`Caveat`].
pub(super) fn caveats(needs: &[Need], offers: &[Offer], common: &[u16]) -> Vec<Caveat> {
    if offers.is_empty() {
        return Vec::new();
    }
    let standing: Vec<&Offer> = standing(offers).collect();
    let lines = || offers.iter().flat_map(|offer| &offer.totals.lines);
    let terms = |offer: &&Offer| {
        let terms = &offer.quote.terms;
        terms.incoterm.map(|incoterm| (format!("{incoterm:?}"), terms.place.clone()))
    };
    let mut places = standing.iter().map(terms);
    let first = places.next();
    let differ = first.is_some_and(|first| places.any(|other| other != first || other.is_none()));
    let holds = |caveat: Caveat| match caveat {
        Caveat::NeedsLeftOut => !common.is_empty() && common.len() < needs.len(),
        Caveat::IncotermsDiffer => differ,
        Caveat::UnitAssumed => lines().any(|line| line.unit_assumed),
        Caveat::MoqAboveVolume => lines().any(|line| line.moq_above_volume == Some(true)),
        Caveat::RateUnknown => {
            offers.iter().any(|offer| offer.totals.all.is_some() && offer.rate.is_none())
        }
        Caveat::NothingCompares => common.is_empty(),
    };
    Caveat::ALL.iter().copied().filter(|caveat| holds(*caveat)).collect()
}
