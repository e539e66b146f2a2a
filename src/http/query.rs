//! Strict query strings: every parameter that nobody reads, comes twice or cannot be read is a fault
//! that names it, all of them at once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::paging::Paging;
use super::schema::{form, unknown};
use crate::{Error, Fault, Result};

/// Parameters of the query of type `T`, which should `deny_unknown_fields`, of an operation that
/// does not page.
#[derive(Debug, Clone)]
pub struct StrictQuery<T>(pub T);

/// The same of an operation that pages: `limit` and `cursor` beside them.
#[derive(Debug, Clone)]
pub struct PagedQuery<T> {
    /// Parameters of its own.
    pub filter: T,
    /// Which page.
    pub paging: Paging,
}

impl<T: DeserializeOwned + IntoParams> FromRequest for StrictQuery<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string(), None).map(Self))
    }
}

impl<T: DeserializeOwned + IntoParams> FromRequest for PagedQuery<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut paging = Paging::default();
        let filter = read(request.query_string(), Some(&mut paging));
        ready(filter.map(|filter| Self { filter, paging }))
    }
}

/// One part of a query: where it stands, its name, and how it is written.
type Part<'q> = (usize, String, &'q str);

/// Reads a query. What belongs to paging is read too, where the operation pages.
fn read<T: DeserializeOwned + IntoParams>(
    query: &str,
    mut paging: Option<&mut Paging>,
) -> Result<T> {
    // With the place of what is at fault: faults are told in the order of the query.
    let mut faults: Vec<(usize, Fault)> = Vec::new();
    let (mut seen, mut own) = (Vec::new(), Vec::<Part<'_>>::new());
    for (at, raw) in query.split('&').filter(|raw| !raw.is_empty()).enumerate() {
        let Some((name, value)) = pair(raw) else { continue };
        if seen.contains(&name) {
            faults.push((at, Fault::new(name, "duplicate_field")));
            continue;
        }
        match paging.as_deref_mut() {
            Some(paging) if Paging::NAMES.contains(&name.as_str()) => {
                faults.extend(paging.take(&name, value).map(|fault| (at, fault)));
            }
            _ => own.push((at, name.clone(), raw)),
        }
        seen.push(name);
    }
    let parts: Vec<&str> = own.iter().map(|(_, _, raw)| *raw).collect();
    match parsed::<T>(&parts.join("&")) {
        Ok(value) if faults.is_empty() => return Ok(value),
        Ok(_) => {}
        Err(_) => faults.extend(wrong::<T>(&own, paging.is_some())),
    }
    faults.sort_by_key(|(at, _)| *at);
    Err(Error::Invalid(faults.into_iter().map(|(_, fault)| fault).collect()))
}

/// Everything that is wrong with parameters that cannot be read: each by itself, and those that are
/// missing behind all others.
fn wrong<T: DeserializeOwned + IntoParams>(own: &[Part<'_>], pages: bool) -> Vec<(usize, Fault)> {
    let parameters = parameters::<T>();
    let mut known: Vec<&str> = parameters.iter().filter_map(name_of).collect();
    if pages {
        known.extend(Paging::NAMES);
    }
    let mut faults = Vec::new();
    for (at, name, raw) in own {
        let Some(parameter) = parameters.iter().find(|one| name_of(one) == Some(name)) else {
            faults.push((*at, unknown("", name, &known)));
            continue;
        };
        if let Err(reason) = parsed::<T>(raw)
            && !is_missing(&reason)
        {
            faults.push((*at, unreadable(name, parameter, &reason)));
        }
    }
    let required = parameters.iter().filter(|one| one["required"] == true).filter_map(name_of);
    let absent = required.filter(|name| !own.iter().any(|(_, own, _)| own == name));
    faults.extend(absent.map(|name| (usize::MAX, Fault::new(name, "required"))));
    if faults.is_empty() {
        // Each can be read and all together cannot: nobody is to be refused without a word.
        faults.push((usize::MAX, Fault::new("query", "unreadable")));
    }
    faults
}

/// The parameters of `T` as the API document shows them.
fn parameters<T: IntoParams>() -> Vec<Value> {
    let parameters = T::into_params(|| Some(ParameterIn::Query));
    parameters.iter().filter_map(|one| serde_json::to_value(one).ok()).collect()
}

fn name_of(parameter: &Value) -> Option<&str> {
    parameter["name"].as_str()
}

/// Name and value of one part of a query.
fn pair(raw: &str) -> Option<(String, String)> {
    web::Query::<Vec<(String, String)>>::from_query(raw).ok()?.into_inner().into_iter().next()
}

/// Reads some parts of a query, or says why not.
fn parsed<T: DeserializeOwned>(query: &str) -> Result<T, String> {
    let query = web::Query::<T>::from_query(query).map_err(|error| error.to_string())?;
    Ok(query.into_inner())
}

/// Whether all that is there could be read, and something else is missing.
fn is_missing(reason: &str) -> bool {
    reason.contains("missing field `")
}

/// What is wrong with the value of a parameter that has a name, as its schema and the reader say.
fn unreadable(name: &str, parameter: &Value, reason: &str) -> Fault {
    let schema = &parameter["schema"];
    let fault = |code| Fault::new(name, code);
    let options = reason.split_once(", expected ").map(|(_, options)| options);
    let options: Vec<&str> =
        options.into_iter().flat_map(|text| text.split('`').skip(1).step_by(2)).collect();
    if !options.is_empty() {
        return fault("not_one_of").with("allowed", options.join(", "));
    }
    if schema["type"].to_string().contains("boolean") {
        return fault("not_one_of").with("allowed", "true, false");
    }
    match (&schema["minimum"], &schema["maximum"], schema["format"].as_str()) {
        (Value::Number(min), Value::Number(max), _) => {
            fault("out_of_range").with("min", min).with("max", max)
        }
        (_, _, Some(format @ ("uuid" | "date" | "date-time"))) => {
            fault("wrong_format").with("format", form(format))
        }
        _ => fault("unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use utoipa::ToSchema;

    use super::*;

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(rename_all = "snake_case")]
    enum Order {
        Oldest,
        Newest,
    }

    #[derive(Debug, Deserialize, IntoParams)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Asked {
        order: Option<Order>,
        unread: Option<bool>,
        request: Option<uuid::Uuid>,
        #[param(minimum = 1, maximum = 9)]
        top: Option<u8>,
        depth: Option<u64>,
        currency: String,
        to: String,
    }

    fn faults(query: &str, pages: bool) -> Vec<(String, &'static str)> {
        let mut paging = Paging::default();
        match read::<Asked>(query, pages.then_some(&mut paging)) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.path, fault.code)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn told(faults: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        faults.iter().map(|(path, code)| ((*path).to_owned(), *code)).collect()
    }

    #[test]
    fn every_parameter_is_named_at_once() {
        let query = "order=sideways&unread=maybe&request=7&top=many&depth=-1&curency=USD&to=1&to=2";
        assert_eq!(
            faults(query, false),
            told(&[
                ("order", "not_one_of"),
                ("unread", "not_one_of"),
                ("request", "wrong_format"),
                ("top", "out_of_range"),
                ("depth", "unreadable"),
                ("curency", "misspelt_field"),
                ("to", "duplicate_field"),
                ("currency", "required"),
            ])
        );
        assert_eq!(faults("currency=USD&to=%C4%91&order=newest&top=3", false), []);
        assert_eq!(faults("", false), told(&[("currency", "required"), ("to", "required")]));
    }

    #[test]
    fn paging_is_read_where_there_are_pages_only() {
        let query = "currency=USD&to=1&limit=3&cursor=x";
        assert_eq!(faults(query, true), []);
        assert_eq!(
            faults(query, false),
            told(&[("limit", "unknown_field"), ("cursor", "unknown_field")])
        );
        assert_eq!(
            faults("to=1&limit=0&x=1", true),
            told(&[("limit", "out_of_range"), ("x", "unknown_field"), ("currency", "required")])
        );
    }
}
