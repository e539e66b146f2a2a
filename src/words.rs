//! Words for people in five languages: a TOML file each, all with the same keys.

use index::Language;
use serde::de::DeserializeOwned;

/// A file for each language.
pub(crate) type Sources = [(Language, &'static str); 5];

/// The words of every language, of one shape.
pub(crate) struct Words<T>(Vec<(Language, T)>);

impl<T: DeserializeOwned + Default> Words<T> {
    /// Reads them. A file that does not parse is empty here: a test of whoever has it reads it.
    pub(crate) fn read(sources: Sources) -> Self {
        let read = |source| toml::from_str(source).unwrap_or_default();
        Self(sources.into_iter().map(|(language, source)| (language, read(source))).collect())
    }

    /// Those of a language.
    pub(crate) fn of(&self, language: Language) -> Option<&T> {
        self.0.iter().find(|(known, _)| *known == language).map(|(_, words)| words)
    }
}
