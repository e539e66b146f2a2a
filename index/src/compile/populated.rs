//! "SMT, DIP bo mạch", エアコン基板 of an assembler, "PCBs up to 1.2 m" of his line: boards that are
//! populated, not made. The trade calls both by one word.

use super::{Compiled, Offer};
use crate::{
    profile::Role,
    taxonomy::{ConceptKind, Taxonomy},
};

/// The board of whoever populates boards, and shows no sign of making bare ones, is an assembled one.
pub(super) fn populated(compiled: &mut Compiled) {
    let taxonomy = Taxonomy::get();
    let (Some(bare), Some(assembled)) = (taxonomy.concept("pcb"), taxonomy.concept("pcba")) else {
        return;
    };
    let of = |offer: &Offer| taxonomy.concept_at(offer.concept);
    let made = |offer: &&Offer| offer.role == Role::Makes;
    let populates = compiled
        .offers
        .iter()
        .filter(made)
        .any(|offer| of(offer).is_one_of(&["smt", "dip-assembly"]));
    let fabricates = compiled.offers.iter().filter(made).any(|offer| {
        of(offer).is_in("c-pcb") && (of(offer).kind == ConceptKind::Process || offer.explicit)
    });
    if !populates || fabricates {
        return;
    }
    let mut known = compiled.offers.iter().filter(made).any(|offer| offer.concept == assembled.id);
    compiled.offers.retain_mut(|offer| {
        if offer.role != Role::Makes || offer.concept != bare.id {
            return true;
        }
        offer.concept = assembled.id;
        !std::mem::replace(&mut known, true)
    });
}
