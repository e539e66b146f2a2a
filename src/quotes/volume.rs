//! How much of a need a request asks for, and in what a quote prices it. Both are read by the engine,
//! which read the request when suppliers were sought for it; nothing is guessed where it reads nothing.

use index::Engine;
use index::request::{Criteria, SourcingRequest};
use index::understand::{Constraint, ConstraintKind, Importance, Quantity};
use rust_decimal::Decimal;

use crate::suppliers::text::fold;

/// Digits behind the point of a volume: the engine reads binary fractions.
const DIGITS: u32 = 6;
/// What volumes of pieces are measured by.
const PIECES: &str = "volume";
/// Words for several pieces at once: a price for a set is none for a piece, though both are counted.
const TOGETHER: [&[&str]; 3] = [
    &["set", "sets", "kit", "kits", "bộ", "세트", "셋트", "セット", "組", "套", "组"],
    &["pair", "pairs", "cặp", "đôi", "켤레", "쌍", "ペア", "对"],
    &["roll", "rolls", "cuộn", "롤", "巻", "ロール", "卷"],
];

/// What a request asks for of a need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Volume {
    /// Nothing that was read.
    #[default]
    Unstated,
    /// More than one figure: several parts, or steps of a ramp-up.
    Several,
    /// One figure.
    Stated(Asked),
}

/// A volume a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// How much a month: of a range its lower end, of a yearly volume the twelfth.
    pub quantity: Decimal,
    /// Unit: `pcs`, `kg`, `m2`, `mm`.
    pub unit: String,
    /// The words it was read from.
    pub text: String,
    attribute: String,
}

/// What a quote prices, against what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// As many units of the quote.
    Units(Decimal),
    /// The quote names no unit: taken for that of the volume.
    Assumed(Decimal),
    /// Another measure.
    Differs,
}

/// The volume of a need. What is said of a request of several needs as a whole is said of none.
pub(super) fn of(constraints: &[Constraint], need: u16) -> Volume {
    let said = constraints.iter().filter(|one| {
        one.need == need
            && one.kind == ConstraintKind::Capacity
            && one.importance != Importance::MustNot
    });
    let mut found: Vec<Asked> = said.filter_map(asked).collect();
    found.dedup_by(|a, b| (a.quantity, &a.unit) == (b.quantity, &b.unit));
    match (found.pop(), found.is_empty()) {
        (None, _) => Volume::Unstated,
        (Some(one), true) => Volume::Stated(one),
        (Some(_), false) => Volume::Several,
    }
}

fn asked(constraint: &Constraint) -> Option<Asked> {
    let Quantity { attribute, min, max, unit } = constraint.quantity.as_ref()?;
    let quantity = decimal(min.or(*max)?)?;
    let (attribute, unit, text) = (attribute.clone(), unit.clone(), constraint.text.clone());
    (quantity > Decimal::ZERO).then_some(Asked { quantity, unit, text, attribute })
}

fn decimal(value: f64) -> Option<Decimal> {
    Some(Decimal::try_from(value).ok()?.round_dp(DIGITS).normalize())
}

impl Asked {
    /// The volume in the units of a quote.
    pub(super) fn measured(&self, engine: &Engine, unit: Option<&str>) -> Measure {
        let Some(unit) = unit else { return Measure::Assumed(self.quantity) };
        let quantity = self.in_units(engine, unit);
        quantity.map_or(Measure::Differs, Measure::Units)
    }

    fn in_units(&self, engine: &Engine, unit: &str) -> Option<Decimal> {
        // Read by the code that read the request: "1 cái/month", "1000 pcs/month".
        let counted = unit.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let one = if counted { format!("{unit}/month") } else { format!("1 {unit}/month") };
        let required = Criteria { volume: Some(one), ..Criteria::default() };
        let request = SourcingRequest { required, ..SourcingRequest::default() };
        let read = engine.understand_request(&request).constraints;
        let [Constraint { quantity: Some(read), .. }] = read.as_slice() else { return None };
        let alike = read.attribute == self.attribute
            && read.unit == self.unit
            && (self.attribute != PIECES || together(unit) == together(&self.text));
        let factor = decimal(read.min.or(read.max)?).filter(|_| alike)?;
        Some(self.quantity.checked_div(factor)?.round_dp(DIGITS).normalize())
    }
}

/// Which of [`TOGETHER`] some words name.
fn together(words: &str) -> Option<usize> {
    let folded = fold(words);
    let names = |word: &&&str| {
        let word = fold(word);
        if word.is_ascii() {
            folded.split(|c: char| !c.is_alphanumeric()).any(|one| one == word)
        } else {
            folded.contains(&word)
        }
    };
    TOGETHER.iter().position(|group| group.iter().any(|word| names(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine() -> Engine {
        Engine::new(index::RankingConfig::default())
    }

    fn volume(engine: &Engine, text: &str, need: u16) -> Volume {
        let request = SourcingRequest { text: Some(text.to_owned()), ..SourcingRequest::default() };
        of(&engine.understand_request(&request).constraints, need)
    }

    fn stated(engine: &Engine, text: &str) -> Asked {
        match volume(engine, text, 0) {
            Volume::Stated(asked) => asked,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_volume_is_read_a_month_and_never_guessed() {
        let engine = engine();
        for (text, quantity, unit) in [
            ("Aluminium die casting, 30,000 pcs/month", "30000", "pcs"),
            ("CNC machining, annual volume 120,000 pcs", "10000", "pcs"),
            ("Mạ kẽm 20 tấn/tháng", "20000", "kg"),
        ] {
            let asked = stated(&engine, text);
            assert_eq!(
                (asked.quantity.to_string().as_str(), asked.unit.as_str()),
                (quantity, unit)
            );
        }
        assert_eq!(volume(&engine, "Aluminium die casting, quantity 500 pcs", 0), Volume::Unstated);
    }

    #[test]
    fn a_price_for_something_else_is_not_multiplied() {
        let engine = engine();
        let pieces = stated(&engine, "Aluminium die casting, 30,000 pcs/month");
        let units = |asked: &Asked, unit| match asked.measured(&engine, unit) {
            Measure::Units(quantity) => quantity.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(units(&pieces, Some("cái")), "30000");
        assert_eq!(units(&pieces, Some("1000 pcs")), "30");
        for other in ["set", "kg", "bộ", "giờ", "lô"] {
            assert_eq!(units(&pieces, Some(other)), "Differs", "{other}");
        }
        assert_eq!(units(&pieces, None), "Assumed(30000)");
        let sets = stated(&engine, "wire harness assembly, 2,000 sets/month");
        assert_eq!(
            (units(&sets, Some("set")).as_str(), units(&sets, Some("pcs")).as_str()),
            ("2000", "Differs")
        );
        let mass = stated(&engine, "Zinc plating 20 tonnes per month");
        assert_eq!(units(&mass, Some("kg")), "20000");
    }
}
