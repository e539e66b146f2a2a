//! The set of fits between requests and suppliers: whatever is edited in whatever order, it is
//! what judging everybody anew gives.
//!
//! `KHOP_FITS_SEED` repeats a run, `KHOP_FITS_EDITS` sets how many edits it makes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use index::demand::{Cause, Demand, FitSet, Turn};
use index::matching::Verdict;
use index::profile::Profile;
use index::request::SourcingRequest;
use index::{Compiled, Engine, Language, RankOptions};
use serde_json::{Value, json};

/// Edits of a run that is not told otherwise.
const EDITS: usize = 10_000;
/// Edits between two comparisons with everything judged anew.
const BETWEEN: usize = 100;
/// Numbers that requests and suppliers are given.
const REQUESTS: usize = 40;
const SUPPLIERS: usize = 30;

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

/// Repeatable chance (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap() % limit
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn day(&mut self, around: NaiveDate) -> NaiveDate {
        around + Days::new(self.below(60) as u64) - Days::new(20)
    }
}

/// What is asked and offered, each in several languages.
const CAPABILITIES: [[&str; 3]; 6] = [
    ["đúc áp lực nhôm", "aluminium die casting", "알루미늄 다이캐스팅"],
    ["ép phun nhựa", "injection moulding", "射出成形"],
    ["gia công CNC", "CNC machining", "机加工"],
    ["dập kim loại", "metal stamping", "プレス加工"],
    ["mạ kẽm", "zinc plating", "电镀锌"],
    ["sơn tĩnh điện", "powder coating", "분체도장"],
];
const SCHEMES: [&str; 4] = ["ISO 9001", "IATF 16949", "ISO 14001", "ISO 13485"];
const TONS: [u32; 4] = [250, 350, 650, 850];
const PROVINCES: [&str; 4] = ["Bắc Ninh", "Hải Phòng", "Đồng Nai", "Hà Nội"];

fn request(dice: &mut Dice, id: &str, today: NaiveDate) -> SourcingRequest {
    let mut required = json!({ "processes": [dice.pick(&every_word())] });
    if dice.chance(20) {
        required["processes"] = json!([dice.pick(&every_word()), dice.pick(&every_word())]);
    }
    if dice.chance(45) {
        required["certifications"] = json!([dice.pick(&SCHEMES)]);
    }
    if dice.chance(30) {
        required["specs"] = json!([format!("clamping force ≥ {} t", dice.pick(&TONS))]);
    }
    if dice.chance(15) {
        required["region"] = json!([dice.pick(&PROVINCES)]);
    }
    let mut body = json!({ "id": id, "required": required });
    if dice.chance(25) {
        body["start_of_production"] = json!(dice.day(today));
    }
    if dice.chance(30) {
        body["preferred"] = json!({ "materials": ["ADC12"], "certifications": ["ISO 14001"] });
    }
    serde_json::from_value(body).unwrap()
}

fn every_word() -> Vec<&'static str> {
    CAPABILITIES.into_iter().flatten().collect()
}

fn supplier(dice: &mut Dice, id: &str, today: NaiveDate) -> Profile {
    let words = every_word();
    let certificates: Vec<Value> = SCHEMES
        .iter()
        .filter_map(|scheme| {
            dice.chance(40).then(|| {
                let mut held = json!({ "scheme": scheme });
                if dice.chance(70) {
                    held["valid_until"] = json!(dice.day(today) + Days::new(20));
                }
                if dice.chance(30) {
                    held["valid_from"] = json!(dice.day(today) - Days::new(20));
                }
                held
            })
        })
        .collect();
    let mut body = json!({
        "id": id,
        "name": format!("Công ty TNHH Thử {id}"),
        "processes": [dice.pick(&words), dice.pick(&words)],
        "certifications": certificates,
        "province": dice.pick(&PROVINCES)
    });
    if dice.chance(60) {
        body["equipment"] = json!([format!(
            "{} {}T x 3",
            dice.pick(&["die casting machine", "máy ép nhựa"]),
            dice.pick(&TONS)
        )]);
    }
    if dice.chance(25) {
        let word = dice.pick(&words);
        body["description"] = json!(match dice.below(3) {
            0 => format!("Chúng tôi không nhận {word}."),
            1 => format!("Công đoạn {word} thuê ngoài."),
            _ => format!("Chuyên {word} cho vỏ thiết bị điện tử."),
        });
    }
    serde_json::from_value(body).unwrap()
}

fn judged<T: serde::de::DeserializeOwned>(lines: &str) -> Vec<T> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The edited world, from which everything can be judged anew.
struct World {
    engine: Engine,
    today: NaiveDate,
    requests: BTreeMap<String, (SourcingRequest, Option<NaiveDate>)>,
    suppliers: BTreeMap<String, Profile>,
    /// The same, read once, for rows that are compared after every edit.
    compiled: BTreeMap<String, Compiled>,
}

type Pairs = BTreeSet<(String, String)>;

impl World {
    fn options(&self) -> RankOptions {
        RankOptions { today: self.today, top: usize::MAX, locale: Language::En, seed: 0 }
    }

    /// Requests that are open, read anew.
    fn demand(&self, among: impl Fn(&str) -> bool) -> Demand {
        let mut demand = Demand::new(&self.engine);
        for (id, (request, until)) in &self.requests {
            if among(id) && until.is_none_or(|until| self.today <= until) {
                demand.upsert(request);
            }
        }
        demand
    }

    /// Fits of a request with everybody, judged anew.
    fn row_of_request(&self, request: &str) -> Pairs {
        let demand = self.demand(|id| id == request);
        let fitting = self.compiled.iter().filter(|(_, firm)| {
            let verdicts = demand.opportunities(firm, self.options(), |_| true);
            verdicts.iter().any(|one| one.matched.verdict == Verdict::Qualified)
        });
        fitting.map(|(id, _)| (request.to_owned(), id.clone())).collect()
    }

    /// Fits of a supplier with every request, judged anew.
    fn row_of_supplier(&self, supplier: &str) -> Pairs {
        let Some(firm) = self.compiled.get(supplier) else { return Pairs::new() };
        let demand = self.demand(|_| true);
        let found = demand.qualified(firm, self.today).into_iter();
        found.map(|id| (id.to_owned(), supplier.to_owned())).collect()
    }

    /// All fits, everything read and judged anew.
    fn fits(&self) -> Pairs {
        let demand = self.demand(|_| true);
        let mut pairs = Pairs::new();
        for (id, profile) in &self.suppliers {
            let firm = self.engine.compile(profile);
            let found = demand.opportunities(&firm, self.options(), |_| true).into_iter();
            let qualified = found.filter(|one| one.matched.verdict == Verdict::Qualified);
            pairs.extend(qualified.map(|one| (one.request, id.clone())));
        }
        pairs
    }
}

/// Every pair of the set, read from the side of the suppliers and from that of the requests.
fn both_sides(set: &FitSet) -> (Pairs, Pairs) {
    let suppliers = (0..SUPPLIERS).map(|number| format!("s-{number}"));
    let requests = (0..REQUESTS).map(|number| format!("r-{number}"));
    let of_suppliers = suppliers.flat_map(|supplier| {
        let of = set.requests_of(&supplier).map(|id| (id.to_owned(), supplier.clone()));
        of.collect::<Vec<_>>()
    });
    let of_requests = requests.flat_map(|request| {
        let of = set.suppliers_of(&request).map(|id| (request.clone(), id.to_owned()));
        of.collect::<Vec<_>>()
    });
    (of_suppliers.collect(), of_requests.collect())
}

/// Applies what a change said to what was known before.
fn follow(pairs: &mut Pairs, turns: &[Turn]) {
    for turn in turns {
        let pair = (turn.request.to_string(), turn.supplier.to_string());
        let moved = if turn.fits { pairs.insert(pair) } else { pairs.remove(&pair) };
        assert!(moved, "{turn:?} turns what was so already");
    }
}

fn number_of(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

/// Publishes, changes, closes; lets profiles come, change and go; lets days pass (and sometimes a
/// clock be set back). After each edit the rows that it touched are compared with judging them
/// anew, and now and then everything is.
#[test]
fn increments_equal_recomputing_over_ten_thousand_edits() {
    let drawn = std::collections::hash_map::RandomState::new();
    let drawn = std::hash::BuildHasher::hash_one(&drawn, 0_u8);
    let seed = number_of("KHOP_FITS_SEED").unwrap_or(drawn);
    let edits = number_of("KHOP_FITS_EDITS").map_or(EDITS, |n| usize::try_from(n).unwrap());
    println!("{edits} edits, KHOP_FITS_SEED={seed}");
    let mut dice = Dice(seed | 1);
    let real_requests: Vec<SourcingRequest> =
        judged(include_str!("../../../tests/relevance/requests.jsonl"));
    let real_suppliers: Vec<Profile> =
        judged(include_str!("../../../tests/relevance/suppliers.jsonl"));

    let engine = Engine::default();
    let mut world = World {
        engine: engine.clone(),
        today: first_day(),
        requests: BTreeMap::new(),
        suppliers: BTreeMap::new(),
        compiled: BTreeMap::new(),
    };
    let mut demand = Demand::new(&engine);
    let mut set = FitSet::new(&engine, world.today);
    let mut followed = Pairs::new();
    let mut by_cause: BTreeMap<String, usize> = BTreeMap::new();

    for edit in 1..=edits {
        let id = format!("r-{}", dice.below(REQUESTS));
        let firm = format!("s-{}", dice.below(SUPPLIERS));
        let (turns, row) = match dice.below(100) {
            0..40 => {
                let mut request = request(&mut dice, &id, world.today);
                if dice.chance(20) {
                    request = dice.pick(&real_requests).clone();
                    request.id.clone_from(&id);
                }
                let until = dice.chance(35).then(|| dice.day(world.today));
                demand.upsert(&request);
                world.requests.insert(id.clone(), (request, until));
                (set.put_request(&id, &demand, until), (Some(id), None))
            }
            40..50 => {
                demand.remove(&id);
                world.requests.remove(&id);
                (set.drop_request(&id), (Some(id), None))
            }
            50..84 => {
                let mut profile = supplier(&mut dice, &firm, world.today);
                if dice.chance(20) {
                    profile = dice.pick(&real_suppliers).clone();
                    profile.id.clone_from(&firm);
                }
                let compiled = engine.compile(&profile);
                world.suppliers.insert(firm.clone(), profile);
                world.compiled.insert(firm.clone(), compiled.clone());
                (set.put_supplier(compiled), (None, Some(firm)))
            }
            84..92 => {
                world.suppliers.remove(&firm);
                world.compiled.remove(&firm);
                (set.drop_supplier(&firm), (None, Some(firm)))
            }
            more => {
                let days = Days::new(1 + dice.below(4) as u64);
                world.today = if more == 99 { world.today - days } else { world.today + days };
                (set.turn_to(world.today), (Some(id), Some(firm)))
            }
        };
        for turn in &turns {
            let cause = format!("{:?} {}", turn.cause, turn.fits);
            *by_cause.entry(cause).or_default() += 1;
        }
        follow(&mut followed, &turns);
        let touched = |(request, supplier): &(String, String)| {
            row.0.as_ref().is_some_and(|id| id == request)
                || row.1.as_ref().is_some_and(|id| id == supplier)
        };
        let kept: Pairs = followed.iter().filter(|pair| touched(pair)).cloned().collect();
        let mut anew = Pairs::new();
        if let Some(id) = &row.0 {
            anew.extend(world.row_of_request(id));
        }
        if let Some(firm) = &row.1 {
            anew.extend(world.row_of_supplier(firm));
        }
        assert_eq!(kept, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
        if edit % BETWEEN == 0 || edit == edits {
            let anew = world.fits();
            let (of_suppliers, of_requests) = both_sides(&set);
            assert_eq!(of_suppliers, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
            assert_eq!(of_requests, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
            assert_eq!(followed, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
        }
    }
    println!("{} fits at the end; turns by cause: {by_cause:?}", followed.len());
    for cause in [Cause::Request, Cause::Supplier, Cause::Day] {
        for fits in [true, false] {
            let turned = by_cause.get(&format!("{cause:?} {fits}")).copied().unwrap_or_default();
            assert!(turned * 1_000 >= edits, "too few turns show anything: {by_cause:?}");
        }
    }
}

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
    let [turn] = turns else { panic!("{} turns", turns.len()) };
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
