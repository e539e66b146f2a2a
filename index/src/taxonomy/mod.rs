//! The vocabulary: concepts in five languages, certificates, places, countries, units, attributes,
//! cues and value-chain segments.
//!
//! It is data (`index/taxonomy/*.csv`, described in the README there), embedded at compile time
//! and parsed once. Its version is a hash of those files: it is stored with every match run, and
//! an index built with another version is rebuilt.

mod certificate;
mod comparison;
mod concept;
mod cue;
mod data;
mod lexicon;
mod measure;
mod place;
mod segment;

use std::sync::LazyLock;

pub use certificate::{Scheme, SchemeId};
pub use concept::{Concept, ConceptId, ConceptKind, Label};
pub use cue::CueClass;
pub use measure::{Attribute, AttributeId, Better};
pub use place::{Country, CountryId, Place, PlaceId, PlaceKind, SpokenLanguage};
pub use segment::Segment;

pub(crate) use comparison::{Bound, Comparison, Position};
pub(crate) use cue::{Cue, Scope};
pub(crate) use lexicon::{Entry, Fit, Form, Lexicon};
pub(crate) use measure::{Multiplier, Unit};

use crate::Language;

/// The whole vocabulary.
#[derive(Debug)]
pub struct Taxonomy {
    version: String,
    pub(crate) concepts: concept::Concepts,
    pub(crate) schemes: certificate::Schemes,
    pub(crate) places: place::Places,
    pub(crate) countries: Vec<Country>,
    pub(crate) spoken: Vec<SpokenLanguage>,
    pub(crate) units: Vec<Unit>,
    pub(crate) multipliers: Vec<Multiplier>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) cues: Vec<Cue>,
    pub(crate) comparisons: Vec<Comparison>,
    segments: Vec<Segment>,
    pub(crate) lexicon: Lexicon,
}

impl Taxonomy {
    /// The one vocabulary of this build.
    #[must_use]
    pub fn get() -> &'static Self {
        static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(Taxonomy::load);
        &TAXONOMY
    }

    fn load() -> Self {
        let mut taxonomy = Self {
            version: data::version(),
            concepts: concept::Concepts::load(),
            schemes: certificate::Schemes::load(),
            places: place::Places::load(),
            countries: place::load_countries(),
            spoken: place::load_spoken_languages(),
            units: measure::load_units(),
            multipliers: measure::load_multipliers(),
            attributes: measure::load_attributes(),
            cues: cue::load(),
            comparisons: comparison::load(),
            segments: segment::load(),
            lexicon: Lexicon::default(),
        };
        taxonomy.lexicon = Lexicon::build(&taxonomy);
        taxonomy
    }

    /// Hash of the vocabulary's files, 16 hexadecimal digits.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every concept, in the order of the file.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        self.concepts.all()
    }

    /// A concept by its code.
    #[must_use]
    pub fn concept(&self, code: &str) -> Option<&Concept> {
        self.concepts.by_code(code)
    }

    /// A concept by its number.
    #[must_use]
    pub fn concept_at(&self, id: ConceptId) -> &Concept {
        self.concepts.at(id)
    }

    /// Every certification scheme.
    #[must_use]
    pub fn schemes(&self) -> &[Scheme] {
        self.schemes.all()
    }

    /// A scheme by its code (`IATF_16949`).
    #[must_use]
    pub fn scheme(&self, code: &str) -> Option<&Scheme> {
        self.schemes.all().iter().find(|scheme| scheme.code == code)
    }

    /// Every place: areas, provinces, older provinces, districts, zones.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        self.places.all()
    }

    /// The value-chain segments.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The countries known as markets or origins.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// What figures can be about.
    #[must_use]
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The languages that firms speak with customers.
    #[must_use]
    pub fn spoken_languages(&self) -> &[SpokenLanguage] {
        &self.spoken
    }

    /// How many rows of each file were taken in, by file name without its ending; places are
    /// counted together. A row that does not parse is not counted.
    #[must_use]
    pub fn row_counts(&self) -> [(&'static str, usize); 11] {
        [
            ("concepts", self.concepts.all().len()),
            ("certificates", self.schemes.all().len()),
            ("places", self.places.all().len()),
            ("countries", self.countries.len()),
            ("spoken_languages", self.spoken.len()),
            ("segments", self.segments.len()),
            ("units", self.units.len()),
            ("multipliers", self.multipliers.len()),
            ("attributes", self.attributes.len()),
            ("cues", self.cues.len()),
            ("comparisons", self.comparisons.len()),
        ]
    }

    /// Name of whatever `code` stands for, in `language`; the code itself where nobody knows it.
    #[must_use]
    pub fn name(&self, code: &str, language: Language) -> String {
        if let Some(concept) = self.concept(code) {
            return concept.label(language).to_owned();
        }
        if let Some(scheme) = self.scheme(code) {
            return scheme.name.clone();
        }
        if let Some(place) = self.places.by_code(code) {
            return place.name(language).to_owned();
        }
        if let Some(country) = self.countries.iter().find(|country| country.code == code) {
            return country.name(language).to_owned();
        }
        if let Some(spoken) = self.spoken.iter().find(|spoken| spoken.code == code) {
            return spoken.name(language).to_owned();
        }
        code.to_owned()
    }
}
