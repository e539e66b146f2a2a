//! What something else is for: "transformers for TV power supplies", "inverter housing", 制御盤内配線.

use super::reading::{Hit, Reading};
use crate::{
    Language,
    taxonomy::{ConceptKind, Entry, Taxonomy},
};

/// Words before what something else is for.
const FOR: &[&str] = &[
    "for",
    "cho",
    "onto",
    "lên",
    "used in",
    "used for",
    "for our",
    "for the",
    "go into",
    "dùng cho",
    "sử dụng cho",
    "dung cho",
    "đựng",
    "để đựng",
    "chứa",
    "dung",
    "用于",
    "適用於",
];

/// Words before what is to be packed, which name no packaging in particular.
const PACKED: &[&str] = &[
    "packaging for",
    "packaging for our",
    "packaging for the",
    "packing for",
    "bao bì cho",
    "bao bì đóng gói cho",
    "bao bi cho",
];

/// Words of use, with more words before what it is used in.
const USED: &[&str] = &["used in ", "used for ", "dùng cho ", "dùng trong ", "sử dụng cho "];

/// Vietnamese words that class a thing, between "for" and its name.
const CLASSIFIERS: &[&str] = &[
    "cụm",
    "bộ",
    "máy",
    "dòng",
    "dòng máy",
    "các",
    "các loại",
    "thiết bị",
    "sản phẩm",
    "cum",
    "bo",
    "dong",
    "dong may",
    "cac",
    "thiet bi",
    "san pham",
];

/// Which hits name what something else is for: after "for" or "cho" with a part named before it in
/// the sentence, or before 用, 向け or 용 with a part named after it. Lists go on over commas.
pub(super) fn applications(
    reading: &Reading<'_>,
    hits: &[Hit],
    sentences: &[(usize, usize)],
) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(hits.len());
    // Whether the hit stands behind a word for "for", alone or in a list.
    let mut led: Vec<bool> = Vec::with_capacity(hits.len());
    for (at, hit) in hits.iter().enumerate() {
        let sentence =
            sentences.iter().find(|(start, end)| *start <= hit.first && hit.first < *end);
        let Some(&(start, end)) = sentence else {
            out.push(false);
            led.push(false);
            continue;
        };
        let place = Place { reading, hits, at, hit, start, end };
        let behind = place.behind_for();
        let further = led.last() == Some(&true) && place.goes_on();
        // "For relay coils": both words of the compound.
        let head = led.last() == Some(&true)
            && place.previous().is_some_and(|modifier| modifier.past == hit.first);
        let continues = out.last() == Some(&true) && place.continues();
        led.push(behind || further);
        out.push(
            place.trade()
                || place.made_so()
                || is_goods(hit) && place.given_up()
                || is_product(hit)
                    && (place.feature()
                        || place.whole()
                        || behind
                        || further
                        || head
                        || continues
                        || place.before_use()
                        || place.inside()
                        || place.compound()
                        || place.again()),
        );
    }
    out
}

fn is_product(hit: &Hit) -> bool {
    kind(hit).is_some_and(|kind| matches!(kind, ConceptKind::Product | ConceptKind::Industry))
}

fn is_goods(hit: &Hit) -> bool {
    kind(hit).is_some_and(|kind| {
        matches!(kind, ConceptKind::Product | ConceptKind::Process | ConceptKind::Equipment)
    })
}

fn kind(hit: &Hit) -> Option<ConceptKind> {
    match hit.entry {
        Entry::Concept(id) => Some(Taxonomy::get().concept_at(id).kind),
        _ => None,
    }
}

/// A hit in its sentence.
struct Place<'a, 't> {
    reading: &'a Reading<'t>,
    hits: &'a [Hit],
    at: usize,
    hit: &'a Hit,
    start: usize,
    end: usize,
}

impl Place<'_, '_> {
    fn previous(&self) -> Option<&Hit> {
        self.hits.get(self.at.checked_sub(1)?)
    }

    /// The words before the hit, within the sentence.
    fn before(&self, width: usize) -> &str {
        let from = self.hit.first.saturating_sub(width).max(self.start);
        self.reading.folded(from, self.hit.first)
    }

    /// The words after the hit, within the sentence.
    fn after(&self, width: usize) -> &str {
        self.reading.folded(self.hit.past, (self.hit.past + width).min(self.end))
    }

    fn part_before(&self) -> bool {
        self.hits.iter().take(self.at).any(|other| {
            is_goods(other) && other.first >= self.start && other.past <= self.hit.first
        })
    }

    fn part_after(&self) -> bool {
        self.hits
            .iter()
            .skip(self.at + 1)
            .any(|other| is_goods(other) && other.first >= self.hit.past && other.past <= self.end)
    }

    fn behind_for(&self) -> bool {
        let said: [&str; 5] = std::array::from_fn(|more| self.before(more + 1));
        if said.iter().any(|said| PACKED.contains(said)) {
            return true;
        }
        if !self.part_before() {
            return false;
        }
        let right = said.iter().any(|said| FOR.contains(said));
        // "Cho cụm công tắc": a classifier between.
        let classified = || {
            said.iter().any(|said| {
                let rest = FOR.iter().find_map(|word| said.strip_prefix(word)?.strip_prefix(' '));
                rest.is_some_and(|rest| CLASSIFIERS.contains(&rest))
            })
        };
        // "Used in our TV adapters".
        let further = || {
            said.iter().any(|said| {
                let rest = USED.iter().find_map(|word| said.strip_prefix(word));
                rest.is_some_and(|rest| {
                    rest.split_whitespace().count() <= 3
                        && rest.chars().all(|letter| letter.is_alphanumeric() || letter == ' ')
                })
            })
        };
        // "For EV battery modules": a word of capitals between.
        let capitals = || {
            let (for_at, word) = (self.hit.first.checked_sub(2), self.hit.first.checked_sub(1));
            for_at.zip(word).is_some_and(|(at, word)| {
                let written = self.reading.words(word, word + 1);
                at >= self.start
                    && self.reading.says(at, "for")
                    && written.len() > 1
                    && written.chars().all(|letter| letter.is_ascii_uppercase())
            })
        };
        // "Selective soldering for the bottom-side connectors": what the work right before is done on.
        let on =
            || {
                self.reading.language == Language::En
                    && (1..=5).any(|back| {
                        let at = self.hit.first.checked_sub(back).filter(|at| *at >= self.start);
                        at.is_some_and(|at| {
                            self.reading.says(at, "for")
                                && self.hits.iter().any(|work| is_goods(work) && work.past == at)
                                && self.reading.folded(at, self.hit.first).chars().all(|letter| {
                                    letter.is_alphabetic() || matches!(letter, ' ' | '-')
                                })
                        })
                    })
            };
        right || classified() || further() || capitals() || on()
    }

    /// "For machine tools, robots, vending machines and control panels": a list goes on, whatever it
    /// names.
    fn goes_on(&self) -> bool {
        self.reading.language == Language::En
            && self.previous().is_some_and(|previous| {
                let gap = self.reading.folded(previous.past.min(self.hit.first), self.hit.first);
                previous.past <= self.hit.first
                    && self.hit.first - previous.past <= 5
                    && (gap.contains(',') || gap.contains(" and") || gap.contains("and "))
                    && !gap.contains(['.', ';', '(', '\n'])
            })
    }

    fn continues(&self) -> bool {
        const LIST: &[&str] =
            &[",", "、", "，", "and", "và", "和", "及", "/", ", and", "va", "・", "·", "&"];
        self.previous().is_some_and(|previous| {
            previous.past <= self.hit.first
                && LIST.contains(&self.reading.folded(previous.past, self.hit.first).trim())
                || previous.first == self.hit.first
        })
    }

    fn before_use(&self) -> bool {
        const USE: &[&str] = &["用", "向け", "용", "用の", "向けの"];
        let after = self.after(2);
        USE.iter().any(|word| after.starts_with(word)) && self.part_after()
    }

    /// 制御盤内配線, 水泵电机项目: where the part goes, and what the project is.
    fn inside(&self) -> bool {
        const PROJECT: &[&str] = &[
            "项目",
            "プロジェクト",
            "프로젝트",
            "project",
            "の国産化",
            "の現地化",
            "국산화",
            "현지화",
            "国产化",
        ];
        let after = self.after(2);
        let within = matches!(self.reading.character(self.hit.past), Some('内' | '內'))
            && self.reading.tokens.get(self.hit.past).is_some_and(|token| !token.spaced);
        // "Battery-powered".
        let driven = after.starts_with("-powered") || after.starts_with("-operated");
        let project = self.after(5);
        within || driven || PROJECT.iter().any(|word| project.trim_start().starts_with(word))
    }

    /// Eリング溝, "O-ring groove", "rãnh phe cài": a feature of the part, cut for what it names.
    fn feature(&self) -> bool {
        const AFTER: &[&str] = &[
            "溝", "穴", "槽", "座", "홈", "구멍", "groove", "hole", "seat", "slot", "pocket",
            "recess",
        ];
        const BEFORE: &[&str] = &["rãnh", "lỗ", "hốc", "ran", "rãnh lắp", "lỗ lắp", "lỗ bắt"];
        /// Words for a part and for a quantity: "điện trở 10^6 Ω".
        const QUANTITIES: &[&str] =
            &["điện trở", "저항", "抵抗", "电阻", "電阻", "resistor", "resistance"];
        let after = self.after(2);
        let after = after.trim_start_matches([' ', '-', ':']);
        let of_a_surface = ["bề mặt", "be mat", "表面", "표면", "surface"];
        if (after.starts_with(|next: char| next.is_ascii_digit())
            || of_a_surface.iter().any(|word| after.starts_with(word)))
            && QUANTITIES.contains(&self.reading.folded(self.hit.first, self.hit.past))
        {
            return true;
        }
        AFTER.iter().any(|word| after.starts_with(word))
            || (1..=2).any(|width| BEFORE.contains(&self.before(width)))
    }

    /// "Chuyển từ carton sang thùng Danpla", "from cartons to …": what is used no longer.
    fn given_up(&self) -> bool {
        const TO: &[&str] = &["sang ", "qua ", "to ", "로 ", "으로 ", "から", "에서"];
        let after = self.after(3);
        let after = after.trim_start();
        let from = ["từ", "tu", "from", "thay", "replacing"]
            .iter()
            .any(|word| (1..=2).any(|width| self.before(width).split(' ').next() == Some(word)));
        let turned = || {
            let rest = self.after(14);
            ["전환", "대체", "切り替え", "切替", "置き換え"].iter().any(|word| rest.contains(word))
        };
        let joined = ["から", "에서"].iter().any(|word| after.starts_with(word));
        self.part_after() && from && TO.iter().any(|word| after.starts_with(word))
            || joined && turned()
    }

    /// "Drill gearbox: planet gears and sun gear", "gearbox parts": what the parts make up.
    fn whole(&self) -> bool {
        let after = self.after(2);
        let after = after.trim_start();
        let other = || self.hits.iter().any(|hit| is_goods(hit) && hit.entry != self.hit.entry);
        self.reading.language == Language::En
            && (after.starts_with(':') && self.part_after() && self.at_head()
                || (after.starts_with("parts") || after.starts_with("components")) && other())
    }

    /// Whether nothing of the trade stands before it in its sentence.
    fn at_head(&self) -> bool {
        !self.part_before()
    }

    /// "Cho nguồn TV, nguồn LED": the head word again after a comma.
    fn again(&self) -> bool {
        let head = self.reading.folded(self.hit.first, self.hit.first + 1);
        (self.start.max(self.hit.first.saturating_sub(6))..self.hit.first).any(|at| {
            ["for", "cho"].iter().any(|word| self.reading.says(at, word))
                && self.reading.says(at + 1, head)
        }) && self.part_before()
    }

    /// 成形工場向け: who it is for, by its trade.
    fn trade(&self) -> bool {
        const TRADES: &[&str] = &["工場向け", "メーカー向け", "业者用", "업체용", "공장용"];
        let after = self.after(6);
        TRADES.iter().any(|word| after.starts_with(word)) && self.part_after()
    }

    /// "Zinc-nickel plating for stamped brackets": how what comes was made.
    fn made_so(&self) -> bool {
        const MADE: &[&str] = &[
            "stamped", "machined", "turned", "moulded", "molded", "welded", "forged", "cast",
            "die-cast", "die cast", "extruded", "sintered",
        ];
        let said = self.reading.folded(self.hit.first, self.hit.past);
        kind(self.hit) == Some(ConceptKind::Process)
            && MADE.contains(&said)
            && ["for", "of", "on"].contains(&self.before(1))
            && self.hits.iter().take(self.at).any(|work| {
                kind(work) == Some(ConceptKind::Process)
                    && work.first >= self.start
                    && work.past + 1 == self.hit.first
            })
    }

    /// Whether the hit is the thing that a part beside it belongs to: "inverter housing",
    /// インバータ筐体 and, the other way round, "vỏ biến tần".
    fn compound(&self) -> bool {
        /// Vietnamese words for parts, too common to be labels of their own.
        const PARTS: &[&str] = &["vỏ", "nắp", "thân", "khung", "ốp", "đế"];
        if self.reading.language == Language::Vi {
            // "Vỏ biến tần", "vỏ quạt két nước".
            let word = |back: usize| {
                let at = self.hit.first.checked_sub(back).filter(|at| *at >= self.start);
                at.map(|at| self.reading.folded(at, at + 1)).unwrap_or_default()
            };
            return PARTS.contains(&word(1))
                || PARTS.contains(&word(2)) && word(1).chars().all(char::is_alphabetic);
        }
        self.hits.get(self.at + 1).is_some_and(|next| {
            next.first == self.hit.past && is_product(next) && next.entry != self.hit.entry
        })
    }
}
