//! The set of fits between requests and suppliers: whatever is edited in whatever order, it is
//! what judging everybody anew gives.
//!
//! `KHOP_FITS_SEED` repeats a run, `KHOP_FITS_EDITS` sets how many edits it makes.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, RandomState};

use chrono::{Days, NaiveDate};
use index::demand::{Cause, Demand, FitSet, Turn};
use index::matching::Verdict;
use index::profile::Profile;
use index::request::SourcingRequest;
use index::{Compiled, Engine, Language, RankOptions};
use serde_json::json;

/// Edits of a run that is not told otherwise.
const EDITS: usize = 10_000;
/// Edits between two comparisons with everything judged anew.
const BETWEEN: usize = 100;
/// Numbers that requests and suppliers are given.
const REQUESTS: usize = 40;
const SUPPLIERS: usize = 30;

pub(super) fn first_day() -> NaiveDate {
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
    let mut certificates = Vec::new();
    for scheme in SCHEMES.iter().filter(|_| dice.chance(40)).collect::<Vec<_>>() {
        let mut held = json!({ "scheme": scheme });
        if dice.chance(70) {
            held["valid_until"] = json!(dice.day(today) + Days::new(20));
        }
        if dice.chance(30) {
            held["valid_from"] = json!(dice.day(today) - Days::new(20));
        }
        certificates.push(held);
    }
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

/// A set that is kept up to date beside the world that it is of.
struct Followed {
    dice: Dice,
    world: World,
    demand: Demand,
    set: FitSet,
    pairs: Pairs,
    real_requests: Vec<SourcingRequest>,
    real_suppliers: Vec<Profile>,
}

/// The request and the supplier whose rows an edit touched.
type Rows = (Option<String>, Option<String>);

impl Followed {
    fn new(seed: u64) -> Self {
        let engine = Engine::default();
        Self {
            dice: Dice(seed | 1),
            demand: Demand::new(&engine),
            set: FitSet::new(&engine, first_day()),
            pairs: Pairs::new(),
            world: World {
                engine,
                today: first_day(),
                requests: BTreeMap::new(),
                suppliers: BTreeMap::new(),
                compiled: BTreeMap::new(),
            },
            real_requests: judged(include_str!("../../../tests/relevance/requests.jsonl")),
            real_suppliers: judged(include_str!("../../../tests/relevance/suppliers.jsonl")),
        }
    }

    /// One edit, drawn by chance.
    fn edit(&mut self) -> (Vec<Turn>, Rows) {
        let Self { dice, world, demand, set, .. } = self;
        let id = format!("r-{}", dice.below(REQUESTS));
        let firm = format!("s-{}", dice.below(SUPPLIERS));
        match dice.below(100) {
            0..40 => {
                let mut request = request(dice, &id, world.today);
                if dice.chance(20) {
                    request = dice.pick(&self.real_requests).clone();
                    request.id.clone_from(&id);
                }
                let until = dice.chance(35).then(|| dice.day(world.today));
                demand.upsert(&request);
                world.requests.insert(id.clone(), (request, until));
                (set.put_request(&id, demand, until), (Some(id), None))
            }
            40..50 => {
                demand.remove(&id);
                world.requests.remove(&id);
                (set.drop_request(&id), (Some(id), None))
            }
            50..84 => {
                let mut profile = supplier(dice, &firm, world.today);
                if dice.chance(20) {
                    profile = dice.pick(&self.real_suppliers).clone();
                    profile.id.clone_from(&firm);
                }
                let compiled = world.engine.compile(&profile);
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
        }
    }

    /// The rows that an edit touched, as followed and as judged anew.
    fn rows(&self, (request, supplier): &Rows) -> (Pairs, Pairs) {
        let touched = |(one, other): &&(String, String)| {
            request.as_ref() == Some(one) || supplier.as_ref() == Some(other)
        };
        let followed = self.pairs.iter().filter(touched).cloned().collect();
        let of_request = request.iter().flat_map(|id| self.world.row_of_request(id));
        let of_supplier = supplier.iter().flat_map(|id| self.world.row_of_supplier(id));
        (followed, of_request.chain(of_supplier).collect())
    }
}

/// Publishes, changes, closes; lets profiles come, change and go; lets days pass (and sometimes a
/// clock be set back). After each edit the rows that it touched are compared with judging them
/// anew, and now and then everything is.
#[test]
fn increments_equal_recomputing_over_ten_thousand_edits() {
    let drawn = RandomState::new().hash_one(0_u8);
    let seed = number_of("KHOP_FITS_SEED").unwrap_or(drawn);
    let edits = number_of("KHOP_FITS_EDITS").map_or(EDITS, |n| usize::try_from(n).unwrap());
    println!("{edits} edits, KHOP_FITS_SEED={seed}");
    let mut run = Followed::new(seed);
    let mut by_cause: BTreeMap<String, usize> = BTreeMap::new();
    for edit in 1..=edits {
        let (turns, rows) = run.edit();
        for turn in &turns {
            let cause = format!("{:?} {}", turn.cause, turn.fits);
            *by_cause.entry(cause).or_default() += 1;
        }
        follow(&mut run.pairs, &turns);
        let (followed, anew) = run.rows(&rows);
        assert_eq!(followed, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
        if edit % BETWEEN == 0 || edit == edits {
            let anew = run.world.fits();
            let (of_suppliers, of_requests) = both_sides(&run.set);
            for kept in [&run.pairs, &of_suppliers, &of_requests] {
                assert_eq!(*kept, anew, "edit {edit}, KHOP_FITS_SEED={seed}");
            }
        }
    }
    println!("{} fits at the end; turns by cause: {by_cause:?}", run.pairs.len());
    for cause in [Cause::Request, Cause::Supplier, Cause::Day] {
        for fits in [true, false] {
            let turned = by_cause.get(&format!("{cause:?} {fits}")).copied().unwrap_or_default();
            assert!(turned * 1_000 >= edits, "too few turns show anything: {by_cause:?}");
        }
    }
}
