//! Invented suppliers and requests from a seed, for load and tests: varied like real ones, the
//! same on every machine, and marked fictitious.
//!
//! Item n of a seed does not depend on how many are asked for, so a million can be streamed.

mod buyer;
mod dice;
mod figures;
mod filler;
mod firm;
mod history;
mod prose;
mod vocabulary;

use std::io::{self, Write};

use chrono::NaiveDate;
use index::Language;
use index::profile::{Business, Ownership, Profile, Verification, VerificationLevel};
use index::request::SourcingRequest;
use unicode_normalization::UnicodeNormalization as _;

use dice::{Dice, dotted, grouped};
pub use history::{Taste, history};

use firm::{Firm, unaccented};
use vocabulary::label;

/// Words of a profile's text: fewest, most.
const WORDS: (usize, usize) = (80, 250);

/// Invented suppliers, from number 0 on.
pub fn suppliers(seed: u64) -> impl Iterator<Item = Profile> {
    (0_u64..).map(move |number| supplier(seed, number))
}

/// Invented requests, from number 0 on: the five languages in turn.
pub fn requests(seed: u64) -> impl Iterator<Item = SourcingRequest> {
    (0_u64..).map(move |number| buyer::draw(seed, number))
}

/// Writes values as JSON lines.
///
/// # Errors
/// Where the output fails.
pub fn write_lines<T: serde::Serialize>(
    values: impl Iterator<Item = T>,
    out: &mut impl Write,
) -> io::Result<()> {
    for value in values {
        serde_json::to_writer(&mut *out, &value)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// In which language or languages a profile is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Vietnamese,
    Mixed,
    English,
}

/// The invented supplier of a number.
#[must_use]
pub fn supplier(seed: u64, number: u64) -> Profile {
    let mut dice = Dice::of(seed, number);
    let firm = firm::draw(number, &mut dice);
    let written = match dice.between(0, 99) {
        0..55 => Written::Vietnamese,
        55..75 => Written::Mixed,
        _ => Written::English,
    };
    let mut profile = structured(&firm, written, &mut dice);
    profile.id = format!("s-{number:07}");
    match written {
        Written::Vietnamese => {
            let text = compose(&firm, Language::Vi, WORDS, &mut dice);
            // Some type without diacritics; some files come decomposed.
            profile.description = Some(match dice.between(0, 99) {
                0..12 => unaccented(&text),
                12..16 => text.nfd().collect(),
                _ => text,
            });
        }
        Written::English => {
            profile.description = Some(compose(&firm, Language::En, WORDS, &mut dice))
        }
        Written::Mixed => {
            let half = (WORDS.0 / 2, WORDS.1 / 2);
            profile.description = Some(compose(&firm, Language::Vi, half, &mut dice));
            profile.description_en = Some(compose(&firm, Language::En, half, &mut dice));
        }
    }
    profile
}

/// Sentences about the firm, filled up with what every firm says.
fn compose(firm: &Firm, language: Language, words: (usize, usize), dice: &mut Dice) -> String {
    let count = |text: &str| text.split_whitespace().count();
    let (fewest, most) = words;
    let goal = dice.between(fewest as u32 + 15, most as u32 - 60) as usize;
    let mut text = String::new();
    let mut total = 0;
    let mut add = |sentence: &str| {
        let more = count(sentence);
        if total + more <= most {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(sentence);
            total += more;
        }
        total
    };
    let mut reached = 0;
    for sentence in prose::sentences(firm, language, dice) {
        reached = add(&sentence);
    }
    let filler = filler::sentences(language);
    for sentence in dice.some(filler, filler.len()) {
        if reached >= goal {
            break;
        }
        reached = add(sentence);
    }
    text
}

fn structured(firm: &Firm, written: Written, dice: &mut Dice) -> Profile {
    let language = if written == Written::English { Language::En } else { Language::Vi };
    let english = language == Language::En;
    let number = |value: u32| if english { grouped(value, ',') } else { dotted(value) };
    // A third of the directory has nothing but its text.
    let lists = dice.chance(65);
    let mut profile = Profile {
        name: Some(firm.name.clone()),
        name_en: (written != Written::Vietnamese || dice.chance(30)).then(|| firm.name_en.clone()),
        lang: dice.chance(70).then_some(language),
        certifications: if lists || dice.chance(50) {
            firm.certificates.clone()
        } else {
            Vec::new()
        },
        province: Some(firm.place.name(language).to_owned()),
        industrial_zone: firm.zone.map(|zone| zone.name(language).to_owned()),
        employees: dice.chance(85).then_some(firm.employees),
        year_founded: dice.chance(80).then_some(firm.founded),
        ownership: dice.chance(60).then_some(Ownership::Private),
        export_markets: firm.markets.iter().map(|&market| market.to_owned()).collect(),
        verification: verification(dice),
        confirmed_on: dice.chance(70).then(|| {
            let first = NaiveDate::from_ymd_opt(2024, 6, 1).unwrap_or_default();
            dice.day(first, 880)
        }),
        fictitious: true,
        ..Profile::default()
    };
    if dice.chance(40) {
        profile.business = Some(match (firm.trader, firm.trade.is_service()) {
            (true, _) => Business::Trader,
            (false, true) => Business::Service,
            (false, false) => Business::Manufacturer,
        });
    }
    if !lists {
        return profile;
    }
    let words = |concepts: &[&'static index::taxonomy::Concept], dice: &mut Dice| -> Vec<String> {
        concepts.iter().map(|concept| label(concept, language, dice).to_owned()).collect()
    };
    profile.products = words(&firm.products, dice);
    if !firm.trader {
        profile.processes = words(&firm.processes, dice);
        profile.materials = words(&firm.materials, dice);
        profile.equipment =
            firm.machines.iter().map(|machine| firm::machine_line(machine, language)).collect();
        let spec = |(vi, en): &(String, String)| if english { en.clone() } else { vi.clone() };
        profile.specs = firm.specs.iter().map(spec).collect();
        let unit = if english { "pcs/month" } else { "cái/tháng" };
        profile.capacity = dice.chance(70).then(|| format!("{} {unit}", number(firm.capacity)));
    }
    let piece = if english { "pcs" } else { "cái" };
    let days = if english { "days" } else { "ngày" };
    profile.moq = dice.chance(50).then(|| format!("{} {piece}", number(firm.moq)));
    profile.lead_time = dice.chance(50).then(|| format!("{} {days}", firm.lead_days));
    profile.customers = firm
        .customers
        .iter()
        .map(|&vi| if english { firm::customer_en(vi) } else { vi }.to_owned())
        .collect();
    profile
}

fn verification(dice: &mut Dice) -> Option<Verification> {
    let level = match dice.between(0, 99) {
        0..55 => return None,
        55..70 => VerificationLevel::SelfDeclared,
        70..90 => VerificationLevel::DocumentsChecked,
        _ => VerificationLevel::SiteAudited,
    };
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    let on = (level != VerificationLevel::SelfDeclared).then(|| dice.day(first, 660));
    Some(Verification { level, on, by: None })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_firms() {
        let first: Vec<_> = suppliers(7).take(50).collect();
        assert_eq!(first, suppliers(7).take(50).collect::<Vec<_>>());
        assert_eq!(first[49], supplier(7, 49));
        assert_ne!(first[0], supplier(8, 0));
        assert_eq!(
            requests(7).take(9).collect::<Vec<_>>(),
            requests(7).take(9).collect::<Vec<_>>()
        );
    }

    #[test]
    fn firms_are_spread_and_texts_as_long_as_real_ones() {
        let firms: Vec<_> = suppliers(1).take(1_500).collect();
        let provinces: HashSet<_> = firms.iter().filter_map(|firm| firm.province.clone()).collect();
        assert!(provinces.len() > 50, "{}", provinces.len());
        assert!(vocabulary::trades().len() > 50, "{}", vocabulary::trades().len());
        let texts: HashSet<_> = firms.iter().filter_map(|firm| firm.description.clone()).collect();
        assert!(texts.len() > 1_490);
        for firm in &firms {
            assert!(firm.fictitious);
            let text = [&firm.description, &firm.description_en]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
            let words = text.split_whitespace().count();
            assert!((WORDS.0..=WORDS.1).contains(&words), "{words} words: {text}");
        }
        let vietnamese = firms
            .iter()
            .filter(|f| f.description_en.is_none())
            .filter(|f| {
                f.description.as_deref().is_some_and(|d| {
                    d.contains("Cong ty")
                        || d.contains("Công ty")
                        || d.nfc().collect::<String>().contains("Công ty")
                })
            })
            .count();
        assert!((700..950).contains(&vietnamese), "{vietnamese}");
    }

    #[test]
    fn requests_come_in_five_languages() {
        let asked: Vec<_> = requests(3).take(100).collect();
        assert!(
            asked.iter().all(|request| request
                .text
                .as_deref()
                .is_some_and(|text| text.chars().count() > 40))
        );
        let hangul = |c: char| ('가'..='힣').contains(&c);
        let kana = |c: char| ('ぁ'..='ヿ').contains(&c);
        let count = |has: &dyn Fn(char) -> bool| {
            asked.iter().filter(|r| r.text.as_deref().is_some_and(|t| t.contains(has))).count()
        };
        assert_eq!(count(&hangul), 20);
        assert_eq!(count(&kana), 20);
    }
}
