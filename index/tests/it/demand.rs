//! The other direction: open requests for one supplier.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use index::demand::Demand;
use index::matching::Verdict;
use index::profile::Profile;
use index::request::SourcingRequest;
use index::{Compiled, Engine, Language, RankOptions};
use proptest::prelude::*;

fn options() -> RankOptions {
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    RankOptions { today, top: 1_000, locale: Language::En, seed: 0 }
}

fn judged_set() -> (Vec<Compiled>, Vec<SourcingRequest>) {
    let engine = Engine::default();
    let suppliers = include_str!("../../../tests/relevance/suppliers.jsonl").lines();
    let suppliers: Vec<Profile> =
        suppliers.map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests = include_str!("../../../tests/relevance/requests.jsonl").lines();
    let requests = requests.map(|line| serde_json::from_str(line).unwrap()).collect();
    (suppliers.iter().map(|profile| engine.compile(profile)).collect(), requests)
}

fn demand(requests: &[SourcingRequest]) -> Demand {
    let mut demand = Demand::new(&Engine::default());
    requests.iter().for_each(|request| demand.upsert(request));
    demand
}

/// The verdict on every request that a supplier offers something for.
fn verdicts(demand: &Demand, supplier: &Compiled) -> BTreeMap<String, Verdict> {
    let found = demand.opportunities(supplier, options(), |_| true);
    found.into_iter().map(|one| (one.request, one.matched.verdict)).collect()
}

fn supplier(description: &str) -> Compiled {
    let profile = Profile {
        id: "s".to_owned(),
        name: Some("Công ty TNHH Đúc Hoàng Hà".to_owned()),
        description: Some(description.to_owned()),
        ..Profile::default()
    };
    Engine::default().compile(&profile)
}

fn request(id: &str, text: &str) -> SourcingRequest {
    SourcingRequest { id: id.to_owned(), text: Some(text.to_owned()), ..SourcingRequest::default() }
}

/// What a ranking says of each pair, for those that offer what is asked.
#[test]
fn a_supplier_meets_the_verdict_that_the_buyer_sees() {
    let (suppliers, requests) = judged_set();
    let demand = demand(&requests);
    let engine = Engine::default();
    let met: BTreeMap<&str, BTreeMap<String, Verdict>> =
        suppliers.iter().map(|supplier| (supplier.id(), verdicts(&demand, supplier))).collect();
    let (mut pairs, mut found, mut missed) = (0, 0, Vec::new());
    for request in &requests {
        let options = RankOptions { top: 15, ..options() };
        for matched in engine.rank(&suppliers, request, &options).results {
            pairs += 1;
            match met[matched.supplier.as_str()].get(&request.id) {
                Some(verdict) => {
                    assert_eq!(*verdict, matched.verdict, "{} {}", request.id, matched.supplier);
                    found += 1;
                }
                // Found by its words alone, or below what counts as offering.
                None if matched.verdict == Verdict::Qualified => {
                    missed.push((request.id.clone(), matched.supplier));
                }
                None => {}
            }
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
    assert!(found * 10 > pairs * 6, "{found} of {pairs}");
}

#[test]
fn opportunities_are_ordered_and_explained_in_the_readers_language() {
    let requests = [
        request("r-1", "Cần tìm đơn vị đúc áp lực nhôm, máy từ 650 tấn, bắt buộc IATF 16949"),
        request("r-2", "알루미늄 다이캐스팅 하우징. 형체력 350톤 이상 필수"),
        request("r-3", "Looking for PCB assembly, SMT with 3D AOI"),
    ];
    let firm = supplier("Chuyên đúc áp lực nhôm ADC12, máy đúc 500 tấn. Đã có ISO 9001:2015.");
    let options = RankOptions { locale: Language::Vi, ..options() };
    let found = demand(&requests).opportunities(&firm, options, |_| true);
    let ids: Vec<_> = found.iter().map(|one| one.request.as_str()).collect();
    assert_eq!(ids, ["r-2", "r-1"]);
    assert_eq!(found[0].matched.verdict, Verdict::Qualified);
    assert_eq!(found[1].matched.verdict, Verdict::NearMiss);
    let gaps: Vec<_> = found[1].matched.constraints.iter().filter_map(|c| c.gap.as_ref()).collect();
    assert!(gaps.iter().any(|gap| gap.contains("thiếu 23 %")), "{gaps:?}");
    let visible = demand(&requests).opportunities(&firm, options, |id| id == "r-1");
    assert_eq!(visible.len(), 1);
}

#[test]
fn one_step_is_told_with_what_it_opens() {
    let requests = [
        request("r-1", "Đúc áp lực nhôm, lực kẹp từ 650 tấn, sản lượng 30.000 cái/tháng"),
        request("r-2", "Aluminium die casting, clamping force at least 800 t, 10,000 pcs/month"),
        request("r-3", "アルミダイカスト。IATF 16949必須"),
        request("r-4", "铝压铸件，必须通过IATF 16949认证，锁模力800吨以上"),
    ];
    let demand = demand(&requests);
    let silent = supplier("Chuyên đúc áp lực nhôm. Công suất 100.000 sản phẩm/tháng.");
    let found = demand.hindrances(&silent, options());
    let by_code: BTreeMap<_, _> = found.iter().map(|one| (one.code.as_str(), one)).collect();
    let force = by_code["clamping_force"];
    assert_eq!(force.silent, ["r-1", "r-2", "r-4"]);
    let opens: Vec<_> =
        force.opens.iter().map(|one| (one.request.as_str(), one.reach, one.silent)).collect();
    assert_eq!(opens, [("r-1", Some(650.0), true), ("r-2", Some(800.0), true)]);
    assert_eq!(force.opens[0].pieces_per_year, Some(360_000.0));
    assert_eq!(
        force.sentence(3, 2, Language::En),
        "State clamping force. Open requests that ask for it: 3; that hang on it alone: 2."
    );
    let iatf = by_code["IATF_16949"];
    assert_eq!(iatf.opens.iter().map(|one| one.request.as_str()).collect::<Vec<_>>(), ["r-3"]);
}

fn texts() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "đúc áp lực nhôm, máy 650 tấn, IATF 16949",
        "CNC machining of SUS304, tolerance ±0.01 mm, ISO 9001",
        "사출 성형 ABS 하우징, 350톤 이상, ISO 14001 필수",
        "基板実装 SMT、0402部品、IPC-A-610",
        "冲压件 SECC 0.8 mm，月产 50,000 件",
        "không nhận mạ; gia công sơn tĩnh điện tại Bắc Ninh",
        "software and MES integration service",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What random edits leave behind is what reading everything anew gives.
    #[test]
    fn increments_equal_recomputing(
        edits in prop::collection::vec((0_u8..12, prop::option::of(texts())), 1..40),
        profiles in prop::collection::vec(texts(), 1..4),
    ) {
        let mut followed = Demand::new(&Engine::default());
        let mut open: BTreeMap<String, SourcingRequest> = BTreeMap::new();
        for (number, text) in edits {
            let id = format!("r-{number}");
            match text {
                Some(text) => {
                    let request = request(&id, &text);
                    followed.upsert(&request);
                    open.insert(id, request);
                }
                None => {
                    followed.remove(&id);
                    open.remove(&id);
                }
            }
        }
        let anew = demand(&open.into_values().collect::<Vec<_>>());
        for text in profiles {
            let firm = supplier(&text);
            prop_assert_eq!(
                followed.opportunities(&firm, options(), |_| true),
                anew.opportunities(&firm, options(), |_| true)
            );
            // One request alone fits as it does among others.
            for id in (0..12).map(|number| format!("r-{number}")) {
                let alone = followed.opportunities(&firm, options(), |one| one == id);
                let verdict = alone.first().map(|one| one.matched.verdict);
                prop_assert_eq!(verdict, verdicts(&followed, &firm).remove(&id));
            }
        }
    }
}
