//! A profile as the judge wants it: what the firm offers and in what role, its figures,
//! certificates, place and standing, each with the passage that says so.

mod certificates;
mod denied;
mod free;
mod offers;
mod partnership;
mod populated;
mod standing;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    profile::{Business, CertificationState, Profile, Role, VerificationLevel, field::Field},
    request::RequestKind,
    taxonomy::{AttributeId, ConceptId, CountryId, Entry, SchemeId},
    text::{TokenKind, normalise, tokenise},
    understand::reading::Reading,
};

/// A profile, read. Opaque outside the engine; made by [`crate::Engine::compile`].
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(crate) profile: Profile,
    pub(crate) offers: Vec<Offer>,
    pub(crate) figures: Vec<Declared>,
    pub(crate) certificates: Vec<Held>,
    pub(crate) place: Option<Located>,
    pub(crate) export_markets: Vec<(CountryId, Option<Passage>)>,
    pub(crate) languages: Vec<(u8, Option<Passage>)>,
    pub(crate) employees: Option<u32>,
    pub(crate) business: Option<Business>,
    pub(crate) trading: Option<Passage>,
    /// Kinds of partner that it says it is open to.
    pub(crate) partnerships: Vec<(RequestKind, Passage)>,
    pub(crate) verification: VerificationLevel,
    pub(crate) confirmed_on: Option<NaiveDate>,
    /// Answers and deals so far, 0–1; none without history.
    pub(crate) track_record: Option<f64>,
    /// Loose keys of every word and East Asian bigram, sorted.
    pub(crate) words: Vec<u32>,
}

impl AsRef<Self> for Compiled {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Compiled {
    /// Identifier of the supplier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.profile.id
    }

    /// The same firm with its track record: 0–1, [`crate::matching::NEUTRAL`] in the middle. It is
    /// no part of the profile, since nobody says it of himself.
    #[must_use]
    pub fn with_track_record(mut self, track_record: Option<f64>) -> Self {
        self.track_record = track_record.map(|value| value.clamp(0.0, 1.0));
        self
    }

    /// The profile it was made from.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }
}

/// Where a profile says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) field: Field,
    /// The mention: bytes of the field's text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The sentence around it.
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// One thing the firm is involved in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) concept: ConceptId,
    pub(crate) role: Role,
    /// Whether the text says the role, or it is taken from the kind of firm.
    pub(crate) explicit: bool,
    /// 0–1: less for a name or an inference.
    pub(crate) strength: f32,
    pub(crate) passage: Passage,
}

/// A figure the firm declares, in the attribute's canonical unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) attribute: AttributeId,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
    /// The process or machine it was said of.
    pub(crate) concept: Option<ConceptId>,
    pub(crate) passage: Passage,
}

/// A certificate, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Certificate {
    pub(crate) scheme: SchemeId,
    pub(crate) state: CertificationState,
    pub(crate) valid_from: Option<NaiveDate>,
    pub(crate) valid_until: Option<NaiveDate>,
}

/// A certificate the firm speaks of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) certificate: Certificate,
    pub(crate) passage: Passage,
}

/// Where the firm is.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) provinces: Vec<u8>,
    pub(crate) old_province: Option<u8>,
    pub(crate) position: Option<(f64, f64)>,
    /// How far the position may be off, in kilometres.
    pub(crate) uncertainty_km: f64,
    pub(crate) passage: Option<Passage>,
}

/// Reads a profile.
pub(crate) fn compile(profile: &Profile) -> Compiled {
    let fields = Field::all(profile);
    let readings: Vec<(Field, Reading<'_>)> = fields
        .into_iter()
        .map(|field| (field, Reading::new(field.text(profile), language(profile, field))))
        .collect();
    let sure = sure(&readings);
    let spotted = offers::spot_all(&readings, &sure);
    let (business, trading) = standing::business(profile, &spotted);
    let mut compiled = Compiled {
        profile: profile.clone(),
        offers: offers::offers(&spotted, business),
        figures: offers::figures(&spotted, &sure),
        certificates: certificates::certificates(profile, &spotted),
        place: standing::place(profile, &spotted),
        export_markets: standing::export_markets(&spotted),
        languages: standing::languages(&spotted),
        employees: profile.employees,
        business,
        trading,
        partnerships: partnership::partnerships(&spotted),
        verification: profile
            .verification
            .as_ref()
            .map_or(VerificationLevel::SelfDeclared, |verification| verification.level),
        confirmed_on: profile.confirmed_on,
        track_record: None,
        words: words(readings.iter().map(|(field, _)| field.text(profile))),
    };
    if compiled.employees.is_none() {
        compiled.employees = standing::employees(&compiled);
    }
    standing::sourcing(&mut compiled);
    populated::populated(&mut compiled);
    standing::multilayer(&mut compiled);
    standing::laboratory(&mut compiled);
    standing::made(&mut compiled);
    standing::treater(&mut compiled);
    free::stated(&mut compiled, &spotted);
    standing::free_capacity(&mut compiled);
    standing::five_axes(&mut compiled);
    compiled
}

/// What the profile speaks of for sure: in a word that means nothing else, or in two doubtful words
/// that have this one meaning in common, "tem" and "labels".
fn sure(readings: &[(Field, Reading<'_>)]) -> FxHashSet<ConceptId> {
    let mut sure = FxHashSet::default();
    let mut doubtful: FxHashMap<ConceptId, String> = FxHashMap::default();
    for (_, reading) in readings {
        for hit in &reading.vocabulary {
            let Entry::Concept(id) = hit.entry else { continue };
            if !hit.ambiguous {
                sure.insert(id);
                continue;
            }
            // A plural is no second word.
            let stem: String = reading.folded(hit.first, hit.past).chars().take(3).collect();
            if doubtful.entry(id).or_insert_with(|| stem.clone()) != &stem {
                sure.insert(id);
            }
        }
    }
    sure
}

/// Short list entries are read in any language; only running text has one of its own.
fn language(profile: &Profile, field: Field) -> Option<crate::Language> {
    match field {
        Field::DescriptionEn | Field::NameEn => Some(crate::Language::En),
        Field::Description | Field::Text => None,
        _ => profile.lang.filter(|_| field.text(profile).is_ascii()),
    }
}

/// Loose keys of words and of pairs of East Asian characters, sorted and distinct.
pub(crate) fn words<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut keys: Vec<u32> = Vec::new();
    for text in texts {
        let tokens = tokenise(&normalise(text));
        let mut previous: Option<u64> = None;
        for token in &tokens {
            match token.kind {
                TokenKind::Word | TokenKind::Digits => {
                    keys.push(fold(token.key.loose));
                    previous = None;
                }
                TokenKind::Hangul | TokenKind::Han | TokenKind::Katakana | TokenKind::Hiragana => {
                    if let Some(before) = previous {
                        keys.push(fold(before.rotate_left(17) ^ token.key.loose));
                    }
                    previous = Some(token.key.loose);
                }
                _ => previous = None,
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[expect(clippy::cast_possible_truncation, reason = "the upper half is folded in first")]
fn fold(key: u64) -> u32 {
    (key ^ (key >> 32)) as u32
}
