//! What is known of each document at a glance: eight bytes that decide for most that they need no closer
//! look, and never say less for a supplier than there is.

use rustc_hash::FxHashMap;

use crate::{compile::Certificate, matching::toll::Capacity, taxonomy::SchemeId};

/// One document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outline {
    /// How many words its profile uses, up to [`Self::LONG`].
    pub(super) length: u16,
    /// Number of its place in the segment, [`Self::NOWHERE`] or [`Self::ELSEWHERE`].
    pub(super) place: u16,
    /// The schemes that it holds certificates of, a bit each: [`Familiar`].
    pub(super) schemes: u16,
    /// What its reputation adds to a score, rounded up.
    pub(super) reputation: ReputationClass,
    /// Its capacity, rounded up: [`CapacityClass`].
    pub(super) capacity: CapacityClass,
}

impl Outline {
    /// So many words or more.
    pub(super) const LONG: u16 = u16::MAX;
    /// It says of no place.
    pub(super) const NOWHERE: u16 = u16::MAX;
    /// Its place has a greater number than finds room.
    pub(super) const ELSEWHERE: u16 = u16::MAX - 1;

    /// Number of its place, where it finds room.
    pub(super) fn place_number(place: Option<u32>) -> u16 {
        let number = |place: u32| {
            u16::try_from(place).map_or(Self::ELSEWHERE, |number| number.min(Self::ELSEWHERE))
        };
        place.map_or(Self::NOWHERE, number)
    }
}

/// The schemes that most of a segment hold certificates of: a bit each, and one for all others.
#[derive(Debug)]
pub(super) struct Familiar {
    schemes: Vec<SchemeId>,
}

impl Familiar {
    /// Bit of all others.
    const OTHERS: u16 = 1 << 15;

    pub(super) fn of(certificates: &[Certificate]) -> Self {
        let mut holders: FxHashMap<SchemeId, usize> = FxHashMap::default();
        for held in certificates {
            *holders.entry(held.scheme).or_default() += 1;
        }
        let mut schemes: Vec<(SchemeId, usize)> = holders.into_iter().collect();
        schemes.sort_unstable_by_key(|(scheme, with)| (std::cmp::Reverse(*with), scheme.0));
        schemes.truncate(Self::OTHERS.trailing_zeros() as usize);
        Self { schemes: schemes.into_iter().map(|(scheme, _)| scheme).collect() }
    }

    fn bit(&self, scheme: SchemeId) -> u16 {
        let at = self.schemes.iter().position(|known| *known == scheme);
        at.map_or(Self::OTHERS, |at| 1 << at)
    }

    /// The bits of certificates in any state.
    pub(super) fn bits(&self, certificates: &[Certificate]) -> u16 {
        certificates.iter().fold(0, |bits, held| bits | self.bit(held.scheme))
    }

    /// The bits that may stand for a scheme of which `tells` is true.
    pub(super) fn any(&self, tells: impl Fn(SchemeId) -> bool) -> u16 {
        let known = self.schemes.iter().filter(|scheme| tells(**scheme));
        known.fold(Self::OTHERS, |bits, &scheme| bits | self.bit(scheme))
    }
}

/// What a reputation adds to a score, rounded up to a part of the most in the segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReputationClass(u8);

impl ReputationClass {
    /// How many there are.
    pub(super) const COUNT: usize = 256;
    const LAST: f32 = 255.0;

    pub(super) fn of(reputation: f32, highest: f32) -> Self {
        let step = if highest > 0.0 { (reputation / highest * Self::LAST).ceil() } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        Self(step.clamp(0.0, Self::LAST) as u8)
    }

    /// The most that a reputation of each class adds.
    pub(super) fn most(highest: f32) -> [f32; Self::COUNT] {
        std::array::from_fn(|step| {
            #[expect(clippy::cast_precision_loss, reason = "up to 255")]
            let step = step as f32;
            // A little more, for what is rounded on the way.
            (step / Self::LAST + 1e-6) * highest
        })
    }

    pub(super) fn at(self) -> usize {
        usize::from(self.0)
    }
}

/// A capacity in pieces a month, rounded up to a quarter of a power of two; whether some of it is said of
/// one product only.
#[derive(Debug, Clone, Copy)]
pub(super) struct CapacityClass(u8);

impl CapacityClass {
    /// How many there are.
    pub(super) const COUNT: usize = 256;
    const OF_A_PRODUCT: u8 = 1 << 7;
    /// The greatest step: more than 2³¹ pieces a month.
    const LAST: u8 = Self::OF_A_PRODUCT - 1;

    pub(super) fn of(capacity: Capacity) -> Self {
        let Some(most) = capacity.of_all.into_iter().chain(capacity.of_a_product).reduce(f64::max)
        else {
            return Self(0);
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let step = (most.max(1.0).log2() * 4.0).ceil().clamp(0.0, f64::from(Self::LAST)) as u8;
        let step = step.max(1);
        Self(if capacity.of_a_product.is_some() { step | Self::OF_A_PRODUCT } else { step })
    }

    pub(super) fn at(self) -> usize {
        usize::from(self.0)
    }

    /// As much as somebody of the class can have, or more.
    pub(super) fn most(self) -> Capacity {
        let step = self.0 & Self::LAST;
        let most = match step {
            0 => None,
            Self::LAST => Some(f64::INFINITY),
            // A little more, for what is rounded on the way.
            _ => Some((f64::from(step) / 4.0).exp2() * 1.000_001),
        };
        // What is said of one product may say nothing of the one asked for.
        let of_a_product = self.0 & Self::OF_A_PRODUCT != 0;
        Capacity {
            of_all: most.filter(|_| !of_a_product),
            of_a_product: most.filter(|_| of_a_product),
        }
    }
}
