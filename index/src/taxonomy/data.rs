//! The embedded files and the one way to read them.

use serde::de::DeserializeOwned;

macro_rules! files {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub(crate) const $name: &str = include_str!(concat!("../../taxonomy/", $file));)*
        const ALL: &[&str] = &[$($name),*];
    };
}

files! {
    CONCEPTS = "concepts.csv",
    CERTIFICATES = "certificates.csv",
    PROVINCES = "provinces.csv",
    PROVINCES_BEFORE_2025 = "provinces_before_2025.csv",
    DISTRICTS = "districts.csv",
    ZONES = "zones.csv",
    AREAS = "areas.csv",
    COUNTRIES = "countries.csv",
    SPOKEN_LANGUAGES = "spoken_languages.csv",
    SEGMENTS = "segments.csv",
    UNITS = "units.csv",
    MULTIPLIERS = "multipliers.csv",
    ATTRIBUTES = "attributes.csv",
    CUES = "cues.csv",
    COMPARISONS = "comparisons.csv",
}

/// Every row of an embedded file. A row that does not parse is left out here and reported by the
/// test over the data, so that a slip in a data file cannot stop the service.
pub(crate) fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    csv::Reader::from_reader(file.as_bytes()).into_deserialize().filter_map(Result::ok).collect()
}

/// Splits a `;` list.
pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// FNV-1a over all files, as 16 hexadecimal digits.
pub(crate) fn version() -> String {
    let hash =
        ALL.iter().flat_map(|file| file.bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_row_of_every_file_has_the_columns_of_its_heading() {
        for file in super::ALL {
            let mut reader = csv::Reader::from_reader(file.as_bytes());
            for record in reader.records() {
                record.expect("a well-formed row");
            }
        }
    }
}
