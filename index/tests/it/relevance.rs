//! The judged set: floors at what the engine reaches. A drop of more than 0.01 fails.

use std::collections::{BTreeMap, HashMap};

use index::{
    Compiled, Engine, Language, RankOptions, baseline, matching::Verdict, profile::Profile,
    request::SourcingRequest,
};

const SUPPLIERS: &str = include_str!("../../../tests/relevance/suppliers.jsonl");
const REQUESTS: &str = include_str!("../../../tests/relevance/requests.jsonl");
const JUDGMENTS: &str = include_str!("../../../tests/relevance/judgments.qrels");

type Grades = HashMap<(String, String), u32>;

pub(crate) fn lines<T: serde::de::DeserializeOwned>(file: &str) -> Vec<T> {
    file.lines().map(|line| serde_json::from_str(line).expect("a well-formed line")).collect()
}

pub(crate) fn grades(judgments: &str) -> Grades {
    judgments
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line.split_whitespace().collect();
            ((parts[0].to_owned(), parts[2].to_owned()), parts[3].parse().expect("a grade"))
        })
        .collect()
}

/// nDCG@10 with gain 2^grade − 1.
pub(crate) fn ndcg(request: &str, ranked: &[String], grades: &Grades) -> f64 {
    let gain = |grade: u32| f64::from(2_u32.pow(grade) - 1);
    let discounted = |list: Vec<u32>| -> f64 {
        list.into_iter()
            .take(10)
            .zip(2_u32..)
            .map(|(grade, at)| gain(grade) / f64::from(at).log2())
            .sum()
    };
    let mut ideal: Vec<u32> =
        grades.iter().filter(|((of, _), _)| of == request).map(|(_, grade)| *grade).collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted(ideal);
    let found = ranked
        .iter()
        .map(|id| grades.get(&(request.to_owned(), id.clone())).copied().unwrap_or(0))
        .collect();
    if best > 0.0 { discounted(found) / best } else { 1.0 }
}

fn options() -> RankOptions {
    RankOptions {
        today: "2026-11-24".parse().expect("a date"),
        top: 20,
        locale: Language::En,
        seed: 1,
    }
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).expect("few"))
}

#[test]
fn rankings_of_the_judged_requests_stay_as_good_as_they_were() {
    let engine = Engine::default();
    let suppliers: Vec<Compiled> =
        lines::<Profile>(SUPPLIERS).iter().map(|profile| engine.compile(profile)).collect();
    let requests: Vec<SourcingRequest> = lines(REQUESTS);
    let grades = grades(JUDGMENTS);
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    let mut by_language: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut shared: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for request in &requests {
        let ranking = engine.rank(&suppliers, request, &options());
        let ranked: Vec<String> = ranking.results.iter().map(|one| one.supplier.clone()).collect();
        let score = ndcg(&request.id, &ranked, &grades);
        ours.push(score);
        let words: Vec<String> =
            baseline::bm25(&suppliers, request).into_iter().map(|(id, _)| id).collect();
        plain.push(ndcg(&request.id, &words, &grades));
        let language = request.lang.expect("a language").code();
        by_language.entry(language).or_default().push(score);
        if request.id.ends_with(&format!("-{language}")) {
            shared.entry(language).or_default().push(score);
        }
    }
    let (ours, plain) = (mean(&ours), mean(&plain));
    let parity: Vec<f64> = shared.values().map(|scores| mean(scores)).collect();
    let parity = parity.iter().copied().fold(f64::MAX, f64::min)
        / parity.iter().copied().fold(0.0, f64::max);
    println!("nDCG@10 {ours:.4}, BM25 {plain:.4}, parity {parity:.4}");
    for (language, scores) in &by_language {
        println!("{language} {:.4} ({})", mean(scores), scores.len());
    }
    assert!(ours >= FLOOR - 0.01, "nDCG@10 fell to {ours:.4}");
    assert!(ours - plain >= GAIN - 0.01, "gain over BM25 fell to {:.4}", ours - plain);
    assert!(parity >= PARITY - 0.01, "parity of languages fell to {parity:.4}");
}

const FLOOR: f64 = 0.9728;
const GAIN: f64 = 0.2501;
const PARITY: f64 = 0.9878;

#[test]
fn nobody_qualifies_with_a_must_that_is_failed_or_unknown() {
    let engine = Engine::default();
    let suppliers: Vec<Compiled> =
        lines::<Profile>(SUPPLIERS).iter().map(|profile| engine.compile(profile)).collect();
    let grades = grades(JUDGMENTS);
    let mut qualified = 0;
    for request in lines::<SourcingRequest>(REQUESTS) {
        let ranking = engine.rank(&suppliers, &request, &options());
        let mut last = (true, f64::MAX);
        for (one, rank) in ranking.results.iter().zip(1..) {
            assert_eq!(one.rank, rank);
            let here = (one.verdict == Verdict::Qualified, one.score);
            assert!(
                last.0 || !here.0,
                "{}: a qualified supplier below one that is not",
                request.id
            );
            assert!(here.1 <= last.1, "{}: the score rises at rank {rank}", request.id);
            last = here;
            if one.verdict != Verdict::Qualified {
                continue;
            }
            qualified += 1;
            // Grade 1 fails a must or leaves most of them open; whoever is not listed is not what is sought.
            let pair = (request.id.clone(), one.supplier.clone());
            let grade = grades.get(&pair).copied().unwrap_or(0);
            assert!(grade >= 2, "{} {} is judged {grade}", request.id, one.supplier);
            for constraint in &one.constraints {
                let of_another_lot = constraint.need > 0 && Some(constraint.need) != one.lot;
                assert!(
                    of_another_lot
                        || constraint.importance.is_wish()
                        || constraint.result == index::matching::Outcome::Met,
                    "{} {}: {constraint:?}",
                    request.id,
                    one.supplier
                );
            }
        }
    }
    assert!(qualified > 50, "only {qualified} qualified over all requests");
}
