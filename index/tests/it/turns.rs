//! What turned a pair from no fit to a fit or back, in words to the supplier.

use index::demand::{Demand, FitSet, Turn};
use index::request::SourcingRequest;
use index::{Compiled, Engine, Language};
use serde_json::{Value, json};

use crate::fits::first_day;

fn firm(body: Value) -> Compiled {
    Engine::default().compile(&serde_json::from_value(body).unwrap())
}

fn put(set: &mut FitSet, demand: &mut Demand, body: Value) -> Vec<Turn> {
    let request: SourcingRequest = serde_json::from_value(body).unwrap();
    demand.upsert(&request);
    set.put_request(&request.id, demand, None)
}

/// The sentence to a supplier about the only pair that turned.
#[track_caller]
fn told(set: &FitSet, turns: &[Turn], to: Language) -> (bool, String) {
    let [turn] = turns else { unreachable!("{} turns", turns.len()) };
    (turn.fits, set.why(&turn.request, &turn.supplier, Some(turn), to))
}

#[test]
fn what_turned_a_pair_is_told_in_the_readers_language() {
    let mut demand = Demand::new(&Engine::default());
    let mut set = FitSet::new(&Engine::default(), first_day());
    let profile = |equipment: &[&str]| {
        firm(json!({
            "id": "s", "name": "Công ty TNHH Đúc Thử", "processes": ["đúc áp lực nhôm"],
            "equipment": equipment,
            "certifications": [{ "scheme": "ISO 9001", "valid_until": "2026-12-31" }]
        }))
    };
    set.put_supplier(profile(&[]));
    let asking = |specs: &str| {
        json!({ "id": "r", "required": {
            "processes": ["die casting"], "specs": [specs], "certifications": ["ISO 9001"] } })
    };
    assert_eq!(put(&mut set, &mut demand, asking("clamping force ≥ 650 t")).len(), 0);

    let shown = set.put_supplier(profile(&["die casting machine 650T x 2"]));
    let (fits, why) = told(&set, &shown, Language::En);
    assert!(fits && why.contains("clamping force ≥ 650 tf") && why.contains("650"), "{why}");
    assert!(!why.contains("ISO 9001"), "what was met before turned nothing: {why}");
    let (_, korean) = told(&set, &shown, Language::Ko);
    assert!(korean.contains("형체력") && korean.contains("귀사"), "{korean}");

    let raised = put(&mut set, &mut demand, asking("clamping force ≥ 800 t"));
    let (fits, why) = told(&set, &raised, Language::En);
    assert!(!fits && why.contains("≥ 800 tf") && why.contains("650"), "{why}");
    let eased = put(&mut set, &mut demand, asking("clamping force ≥ 350 t"));
    let (fits, why) = told(&set, &eased, Language::Vi);
    assert!(fits && why.contains("không còn đòi hỏi") && why.contains("800"), "{why}");

    assert_eq!(set.turn_to("2026-12-31".parse().unwrap()).len(), 0, "its last day is a day");
    let lapsed = set.turn_to("2027-01-01".parse().unwrap());
    let (fits, why) = told(&set, &lapsed, Language::En);
    assert!(!fits && why.contains("ISO 9001") && why.contains("2026-12-31"), "{why}");

    let silent = set.put_supplier(firm(json!({ "id": "s", "processes": ["đúc áp lực nhôm"] })));
    assert_eq!(silent.len(), 0);
    assert_eq!(
        set.why("r", "s", None, Language::En),
        "It asks for ISO 9001:2015, which your profile does not show. \
         It asks for clamping force ≥ 350 tf, which your profile does not show."
    );
}

#[test]
fn what_is_only_expected_is_counted_among_no_must_haves() {
    let mut demand = Demand::new(&Engine::default());
    let mut set = FitSet::new(&Engine::default(), first_day());
    put(&mut set, &mut demand, json!({ "id": "r", "text": "Die casting, lead time 30 days" }));
    let fresh = set.put_supplier(firm(json!({ "id": "s", "processes": ["đúc áp lực nhôm"] })));
    let (fits, why) = told(&set, &fresh, Language::En);
    assert!(fits && why.contains("every must-have (1)"), "{why}");
}
