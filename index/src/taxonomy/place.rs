//! Places of Vietnam, countries, spoken languages.

use serde::Deserialize;

use super::data;
use crate::Language;

/// Number of a place within this build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub(crate) u16);

/// Number of a country within this build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CountryId(pub(crate) u8);

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// Several provinces: the north, the Red River Delta.
    Area,
    /// One of the 34 provincial units since 2025-07-01.
    Province,
    /// One of the 63 units before.
    OldProvince,
    /// A district or town that people still name.
    District,
    /// An industrial zone.
    Zone,
}

/// A place of Vietnam.
#[derive(Debug)]
pub struct Place {
    /// Number within this build.
    pub id: PlaceId,
    /// Stable code: `province:24`, `old:27`, `zone:que-vo-1`, `district:yen-phong`, `area:north`.
    pub code: String,
    /// What it is.
    pub kind: PlaceKind,
    names: [String; 5],
    /// Other ways to write it.
    pub aliases: Vec<String>,
    /// Current provinces it lies in or covers, by code.
    pub provinces: Vec<u8>,
    /// Older province it lies in or is, by code.
    pub old_province: Option<u8>,
    /// Latitude and longitude in degrees, WGS 84; centre, good to some kilometres.
    pub position: Option<(f64, f64)>,
}

/// One of five names, in the order of [`Language::ALL`].
fn named([en, vi, ko, ja, zh]: &[String; 5], language: Language) -> &str {
    match language {
        Language::En => en,
        Language::Vi => vi,
        Language::Ko => ko,
        Language::Ja => ja,
        Language::Zh => zh,
    }
}

impl Place {
    /// Name in `language`; Vietnamese where there is none.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        let name = named(&self.names, language);
        if name.is_empty() { named(&self.names, Language::Vi) } else { name }
    }

    pub(crate) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.aliases).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// A country as export market or origin.
#[derive(Debug)]
pub struct Country {
    /// Number within this build.
    pub id: CountryId,
    /// ISO 3166-1 alpha-2, or `EU`, `ASEAN`.
    pub code: String,
    names: [String; 5],
    pub(crate) aliases: Vec<String>,
}

impl Country {
    /// Name in `language`.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        named(&self.names, language)
    }

    pub(crate) fn spellings(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(&self.aliases).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// A language spoken with customers.
#[derive(Debug)]
pub struct SpokenLanguage {
    /// ISO 639-1.
    pub code: String,
    pub(crate) labels: Vec<String>,
    names: [String; 5],
}

impl SpokenLanguage {
    /// Its name in `language`.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        named(&self.names, language)
    }
}

#[derive(Debug)]
pub(crate) struct Places(Vec<Place>);

#[derive(Deserialize)]
struct ProvinceRow {
    code: String,
    name_vi: String,
    name_en: String,
    full_name_vi: String,
    seat_lat: Option<f64>,
    seat_lon: Option<f64>,
    aliases: String,
    ko: String,
    ja: String,
    zh_hans: String,
}

#[derive(Deserialize)]
struct OldProvinceRow {
    old_code: String,
    name_vi: String,
    name_en: String,
    full_name_vi: String,
    new_code: u8,
    seat_lat: Option<f64>,
    seat_lon: Option<f64>,
    aliases: String,
    ko: String,
    ja: String,
    zh_hans: String,
}

#[derive(Deserialize)]
struct DistrictRow {
    name_vi: String,
    aliases: String,
    new_province_code: u8,
    old_province_code: Option<u8>,
    lat: Option<f64>,
    lon: Option<f64>,
}

#[derive(Deserialize)]
struct ZoneRow {
    id: String,
    name_vi: String,
    name_en: String,
    aliases: String,
    old_province_code: Option<u8>,
    new_province_code: u8,
    lat: Option<f64>,
    lon: Option<f64>,
}

#[derive(Deserialize)]
struct AreaRow {
    code: String,
    en: String,
    vi: String,
    ko: String,
    ja: String,
    zh: String,
    aliases: String,
    provinces: String,
}

struct Draft {
    code: String,
    kind: PlaceKind,
    names: [String; 5],
    aliases: Vec<String>,
    provinces: Vec<u8>,
    old_province: Option<u8>,
    position: Option<(f64, f64)>,
}

fn aliases(cell: &str, more: &[&str]) -> Vec<String> {
    data::list(cell).chain(more.iter().copied()).map(str::to_owned).collect()
}

impl Places {
    pub(crate) fn load() -> Self {
        let areas = data::rows::<AreaRow>(data::AREAS).into_iter().map(|row| Draft {
            code: format!("area:{}", row.code),
            kind: PlaceKind::Area,
            aliases: aliases(&row.aliases, &[]),
            provinces: data::list(&row.provinces).filter_map(|code| code.parse().ok()).collect(),
            names: [row.en, row.vi, row.ko, row.ja, row.zh],
            old_province: None,
            position: None,
        });
        let provinces = data::rows::<ProvinceRow>(data::PROVINCES).into_iter().map(|row| Draft {
            code: format!("province:{}", row.code),
            kind: PlaceKind::Province,
            aliases: aliases(&row.aliases, &[&row.full_name_vi]),
            provinces: row.code.parse().into_iter().collect(),
            names: [row.name_en, row.name_vi, row.ko, row.ja, row.zh_hans],
            old_province: None,
            position: row.seat_lat.zip(row.seat_lon),
        });
        let old =
            data::rows::<OldProvinceRow>(data::PROVINCES_BEFORE_2025).into_iter().map(|row| {
                Draft {
                    code: format!("old:{}", row.old_code),
                    kind: PlaceKind::OldProvince,
                    aliases: aliases(&row.aliases, &[&row.full_name_vi]),
                    provinces: vec![row.new_code],
                    names: [row.name_en, row.name_vi, row.ko, row.ja, row.zh_hans],
                    old_province: row.old_code.parse().ok(),
                    position: row.seat_lat.zip(row.seat_lon),
                }
            });
        let districts = data::rows::<DistrictRow>(data::DISTRICTS).into_iter().map(|row| Draft {
            code: format!("district:{}", row.name_vi),
            kind: PlaceKind::District,
            aliases: aliases(&row.aliases, &[]),
            provinces: vec![row.new_province_code],
            names: [
                const { String::new() },
                row.name_vi,
                const { String::new() },
                const { String::new() },
                const { String::new() },
            ],
            old_province: row.old_province_code,
            position: row.lat.zip(row.lon),
        });
        let zones = data::rows::<ZoneRow>(data::ZONES).into_iter().map(|row| Draft {
            code: format!("zone:{}", row.id),
            kind: PlaceKind::Zone,
            aliases: aliases(&row.aliases, &[]),
            provinces: vec![row.new_province_code],
            names: [row.name_en, row.name_vi, String::new(), String::new(), String::new()],
            old_province: row.old_province_code,
            position: row.lat.zip(row.lon),
        });
        Self(
            areas
                .chain(provinces)
                .chain(old)
                .chain(districts)
                .chain(zones)
                .zip(0_u16..)
                .map(|(draft, number)| Place {
                    id: PlaceId(number),
                    code: draft.code,
                    kind: draft.kind,
                    names: draft.names,
                    aliases: draft.aliases,
                    provinces: draft.provinces,
                    old_province: draft.old_province,
                    position: draft.position,
                })
                .collect(),
        )
    }

    pub(crate) fn all(&self) -> &[Place] {
        &self.0
    }

    pub(crate) fn by_code(&self, code: &str) -> Option<&Place> {
        self.0.iter().find(|place| place.code == code)
    }

    #[expect(clippy::indexing_slicing, reason = "ids are made from the rows of this very table")]
    pub(crate) fn at(&self, id: PlaceId) -> &Place {
        &self.0[usize::from(id.0)]
    }
}

#[derive(Deserialize)]
struct NameRow {
    code: String,
    en: String,
    vi: String,
    ko: String,
    ja: String,
    zh: String,
    #[serde(default)]
    aliases: String,
}

pub(crate) fn load_countries() -> Vec<Country> {
    data::rows::<NameRow>(data::COUNTRIES)
        .into_iter()
        .zip(0_u8..)
        .map(|(row, number)| Country {
            id: CountryId(number),
            aliases: aliases(&row.aliases, &[]),
            code: row.code,
            names: [row.en, row.vi, row.ko, row.ja, row.zh],
        })
        .collect()
}

pub(crate) fn load_spoken_languages() -> Vec<SpokenLanguage> {
    data::rows::<NameRow>(data::SPOKEN_LANGUAGES)
        .into_iter()
        .map(|row| SpokenLanguage {
            labels: [&row.en, &row.vi, &row.ko, &row.ja, &row.zh]
                .into_iter()
                .flat_map(|cell| data::list(cell))
                .map(str::to_owned)
                .collect(),
            names: [&row.en, &row.vi, &row.ko, &row.ja, &row.zh]
                .map(|cell| data::list(cell).next().unwrap_or_default().to_owned()),
            code: row.code,
        })
        .collect()
}
