//! Twenty-two collections of requests, each judged within its own suppliers, by people who had not seen
//! what the engine answers: floors at what it reaches. A drop of more than 0.01 fails.

use std::collections::HashMap;

use index::{Engine, Language, RankOptions, matching::Verdict};

use crate::relevance::{lines, ndcg};

/// Name, suppliers, requests, judgments.
macro_rules! collection {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!(
                "../../../tests/relevance/collections/",
                $name,
                "/suppliers.jsonl"
            )),
            include_str!(concat!(
                "../../../tests/relevance/collections/",
                $name,
                "/requests.jsonl"
            )),
            include_str!(concat!(
                "../../../tests/relevance/collections/",
                $name,
                "/judgments.qrels"
            )),
        )
    };
}

const COLLECTIONS: [(&str, &str, &str, &str); 25] = [
    collection!("metal"),
    collection!("plastics"),
    collection!("electronics"),
    collection!("month"),
    collection!("chain"),
    collection!("quarter"),
    collection!("plants"),
    collection!("works"),
    collection!("mixed"),
    collection!("devices"),
    collection!("hardware"),
    collection!("survey"),
    collection!("inbox"),
    collection!("parts"),
    collection!("assemblers"),
    collection!("wearables"),
    collection!("furniture"),
    collection!("appliances"),
    collection!("sample"),
    collection!("makers"),
    collection!("power"),
    collection!("agency"),
    collection!("fair"),
    collection!("desk"),
    collection!("field"),
];

#[test]
fn rankings_of_the_collections_stay_as_good_as_they_were() {
    let engine = Engine::default();
    let (mut all, mut qualified, mut wrong) = (Vec::new(), 0, Vec::new());
    for (name, suppliers, requests, judgments) in COLLECTIONS {
        let suppliers: Vec<_> =
            lines(suppliers).iter().map(|profile| engine.compile(profile)).collect();
        let grades: HashMap<(String, String), u32> = crate::relevance::grades(judgments);
        let mut own = Vec::new();
        let before = (qualified, wrong.len());
        for request in lines::<index::request::SourcingRequest>(requests) {
            let options = RankOptions {
                today: "2026-11-24".parse().expect("a date"),
                top: suppliers.len(),
                locale: Language::En,
                seed: 1,
            };
            let ranking = engine.rank(&suppliers, &request, &options);
            let ranked: Vec<String> =
                ranking.results.iter().map(|one| one.supplier.clone()).collect();
            own.push(ndcg(&request.id, &ranked, &grades));
            for one in ranking.results.iter().filter(|one| one.verdict == Verdict::Qualified) {
                let key = (request.id.clone(), one.supplier.clone());
                qualified += 1;
                if grades.get(&key).copied().unwrap_or(0) < 2 {
                    wrong.push(key);
                }
            }
        }
        let (called, missed) = (qualified - before.0, wrong.len() - before.1);
        println!("{name} {:.4} ({called}, {missed})", crate::relevance::mean(&own));
        all.extend(own);
    }
    let mean = crate::relevance::mean(&all);
    println!("all {mean:.4}, qualified {qualified}, wrongly {wrong:?}");
    assert!(mean >= FLOOR - 0.01, "nDCG@10 fell to {mean:.4}");
    assert!(qualified >= QUALIFIED, "only {qualified} qualified");
    assert!(wrong.len() <= WRONG, "wrongly qualified: {wrong:?}");
}

const FLOOR: f64 = 0.9650;
const QUALIFIED: usize = 433;
const WRONG: usize = 34;
