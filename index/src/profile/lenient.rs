//! Readers that accept what spreadsheets and hand-written files really hold: a single string
//! where a list is meant, a number where a string is meant, a grouped number (`1,200`).

use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Certification, CertificationEntry};

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Integer(i64),
    Number(f64),
    Truth(bool),
}

impl Scalar {
    fn into_string(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

pub(crate) fn string<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    Ok(Scalar::deserialize(input)?.into_string())
}

pub(crate) fn opt_string<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Scalar>::deserialize(input)?.map(Scalar::into_string))
}

pub(crate) fn strings<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    Ok(match Option::<OneOrMany<Scalar>>::deserialize(input)? {
        None => Vec::new(),
        Some(OneOrMany::Many(list)) => list.into_iter().map(Scalar::into_string).collect(),
        Some(OneOrMany::One(one)) => one
            .into_string()
            .split([';', '\n'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
    })
}

pub(crate) fn count<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u32>, D::Error> {
    let Some(scalar) = Option::<Scalar>::deserialize(input)? else { return Ok(None) };
    let text = scalar.into_string();
    let digits: String =
        text.chars().filter(|c| !matches!(c, ',' | '.' | ' ' | '\u{a0}')).collect();
    digits
        .parse()
        .map(Some)
        .map_err(|_| D::Error::custom(format!("'{text}' is not a whole number of 0 or more")))
}

pub(crate) fn certifications<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Vec<Certification>, D::Error> {
    let named =
        |scheme: &str| Certification { scheme: scheme.trim().to_owned(), ..Default::default() };
    Ok(match Option::<OneOrMany<CertificationEntry>>::deserialize(input)? {
        None => Vec::new(),
        Some(OneOrMany::Many(list)) => list
            .into_iter()
            .map(|item| match item {
                CertificationEntry::Named(scheme) => named(&scheme),
                CertificationEntry::Full(full) => full,
            })
            .collect(),
        Some(OneOrMany::One(CertificationEntry::Full(full))) => vec![full],
        Some(OneOrMany::One(CertificationEntry::Named(text))) => {
            text.split([';', '\n']).filter(|part| !part.trim().is_empty()).map(named).collect()
        }
    })
}
