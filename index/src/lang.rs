//! The five languages Khớp reads and answers in.

use serde::{Deserialize, Serialize};

/// A language of requests, profiles and explanations.
///
/// Traditional and Simplified Chinese are one language here: text is folded to Simplified before
/// it is compared, and quoted as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Vietnamese, with or without diacritics.
    Vi,
    /// Korean.
    Ko,
    /// Japanese.
    Ja,
    /// Chinese, Simplified or Traditional.
    #[serde(alias = "zh-hans", alias = "zh-hant", alias = "zh-cn", alias = "zh-tw")]
    Zh,
}

impl Language {
    /// Every language, in the order reports list them.
    pub const ALL: [Self; 5] = [Self::En, Self::Vi, Self::Ko, Self::Ja, Self::Zh];

    /// The ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
            Self::Ko => "ko",
            Self::Ja => "ja",
            Self::Zh => "zh",
        }
    }

    /// Reads a BCP 47 tag by its primary subtag: `ko`, `ko-KR`, `zh-Hant-TW`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == primary)
    }
}
