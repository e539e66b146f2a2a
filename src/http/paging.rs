//! Lists by keyset: an opaque cursor that says after which row to go on, and a bounded length.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use crate::{Error, Fault, Result};

/// Rows of a page where the caller does not say.
pub const DEFAULT_LIMIT: u64 = 20;
/// Most rows of a page.
pub const MAX_LIMIT: u64 = 100;

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page out of `limit + 1` rows asked for: the one too many tells that there are more.
    pub fn of<K: Serialize>(mut rows: Vec<T>, limit: u64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| Cursor::encode(&key(row)));
        Self { items: rows, next_cursor }
    }

    /// The same page with other items.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(convert).collect(), next_cursor: self.next_cursor }
    }
}

/// No parameters but those of paging: for [`PagedQuery`](super::PagedQuery).
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OnlyPaging {}

impl IntoParams for OnlyPaging {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}

/// `limit` and `cursor` of a list, read by [`PagedQuery`](super::PagedQuery).
#[derive(Debug, Clone, Default, IntoParams, Deserialize)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Paging {
    /// Rows of the page, 1 to 100; 20 where absent.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[param(max_length = 512)]
    cursor: Option<String>,
}

impl Paging {
    /// Names of its parameters.
    pub(super) const NAMES: [&str; 2] = ["limit", "cursor"];

    /// Takes the value of one of its parameters, or says what is wrong with it.
    pub(super) fn take(&mut self, name: &str, value: String) -> Option<Fault> {
        if name == "cursor" {
            self.cursor = Some(value);
            return None;
        }
        let limit = value.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        self.limit = limit;
        let fault = Fault::new("limit", "out_of_range").with("min", 1).with("max", MAX_LIMIT);
        limit.is_none().then_some(fault)
    }

    /// Rows of the page, 1 to 100.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }

    /// The key of the last row seen.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a cursor that this list did not give out.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        self.cursor.as_deref().map(Cursor::decode).transpose()
    }
}

/// Opaque positions: base64url of the JSON of a key. Never trusted, only compared.
#[derive(Debug)]
pub struct Cursor;

impl Cursor {
    /// Packs a key.
    pub fn encode<K: Serialize>(key: &K) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
    }

    /// Unpacks a key.
    ///
    /// # Errors
    /// [`Error::Invalid`] for anything that `encode` did not make.
    pub fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K> {
        let fault = || Error::fault(Fault::new("cursor", "invalid_cursor"));
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| fault())?;
        serde_json::from_slice(&bytes).map_err(|_| fault())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_too_many_becomes_a_cursor() {
        let page = Page::of(vec!["Hà Nội", "Huế", "Đà Nẵng"], 2, |row| (*row).to_owned());
        assert_eq!(page.items, ["Hà Nội", "Huế"]);
        assert_eq!(Cursor::decode::<String>(&page.next_cursor.unwrap()).unwrap(), "Huế");
        assert!(Page::of(vec!["Huế"], 2, |row| (*row).to_owned()).next_cursor.is_none());
    }

    #[test]
    fn a_forged_cursor_is_a_fault() {
        for forged in ["", "??", "bm90IGpzb24", "e30"] {
            let error = Cursor::decode::<(String, u8)>(forged).unwrap_err();
            assert!(matches!(error, Error::Invalid(faults) if faults[0].path == "cursor"));
        }
    }
}
