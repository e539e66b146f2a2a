//! The schema of a body, as the OpenAPI document shows it, made strict and compiled.
//!
//! Strict means that an object which lists its properties has no others. Faults come with the
//! path of the field and, for a field nobody knows, the nearest one that somebody does.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::paths::LocationSegment;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::http::strict_value::{MOST_WHOLE, field};
use crate::{Error, Fault};

/// Most faults that are told at once.
const MOST_FAULTS: usize = 100;

/// A compiled schema.
#[derive(Debug)]
pub(super) struct Schema {
    source: Value,
    validator: Validator,
}

impl Schema {
    /// The schema of `T`, with everything it refers to.
    pub(super) fn of<T: ToSchema>() -> Result<Self, Error> {
        let mut schemas = Vec::new();
        T::schemas(&mut schemas);
        schemas.push((T::name().into_owned(), T::schema()));
        let mut named = Map::new();
        for (name, schema) in schemas {
            named.insert(name, serde_json::to_value(schema).map_err(Error::internal)?);
        }
        let root = format!("#/components/schemas/{}", T::name());
        let mut source = json!({ "$ref": root, "components": { "schemas": named } });
        harden(&mut source);
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&source)
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self { source, validator })
    }

    /// Everything that is wrong with a value.
    pub(super) fn faults(&self, value: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        for error in self.validator.iter_errors(value).take(MOST_FAULTS) {
            self.tell(&error, &mut faults);
        }
        // Of a value that is no option, the options say more than its type.
        let listed: Vec<String> =
            faults.iter().filter(|f| f.code == "not_one_of").map(|f| f.path.clone()).collect();
        faults.retain(|fault| fault.code != "wrong_type" || !listed.contains(&fault.path));
        faults.truncate(MOST_FAULTS);
        faults
    }

    fn tell(&self, error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
        let path = path_of(error);
        let fault = |code| Fault::new(path.clone(), code);
        faults.push(match error.kind() {
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                let known = self.properties_beside(error);
                faults.extend(unexpected.iter().map(|name| unknown(&path, name, &known)));
                return;
            }
            Kind::AnyOf { context }
            | Kind::OneOfNotValid { context }
            | Kind::OneOfMultipleValid { context } => {
                return self.tell_nearest(error, context, faults);
            }
            Kind::Required { property } => {
                Fault::new(field(&path, property.as_str().unwrap_or_default()), "required")
            }
            Kind::Type { kind } => fault("wrong_type").with("expected", expected(kind)),
            Kind::Enum { options } => fault("not_one_of").with("allowed", allowed(options)),
            Kind::Constant { expected_value } => {
                fault("not_one_of").with("allowed", plain(expected_value))
            }
            Kind::MinLength { limit } => fault("too_short").with("min", limit),
            Kind::MaxLength { limit } => fault("too_long").with("max", limit),
            Kind::MinItems { limit } | Kind::MinProperties { limit } => {
                fault("too_few").with("min", limit)
            }
            Kind::MaxItems { limit } | Kind::MaxProperties { limit } => {
                fault("too_many").with("max", limit)
            }
            Kind::Minimum { limit } => fault("below_minimum").with("min", plain(limit)),
            Kind::Maximum { limit } => fault("above_maximum").with("max", plain(limit)),
            Kind::ExclusiveMinimum { limit } => fault("not_above").with("min", plain(limit)),
            Kind::ExclusiveMaximum { limit } => fault("not_below").with("max", plain(limit)),
            Kind::Format { format } => fault("wrong_format").with("format", form(format)),
            Kind::Pattern { pattern } => fault("wrong_pattern").with("pattern", pattern),
            Kind::UniqueItems => fault("not_unique"),
            _ => fault("invalid_value").with("reason", error.masked()),
        });
    }

    /// Of several variants, tells the faults of the one that was meant: the one whose type fits.
    fn tell_nearest(
        &self,
        error: &ValidationError<'_>,
        variants: &[Vec<ValidationError<'static>>],
        faults: &mut Vec<Fault>,
    ) {
        let here = error.instance_path().as_str();
        let wrong_type = |error: &ValidationError<'_>| {
            error.instance_path().as_str() == here
                && matches!(error.kind(), Kind::Type { .. } | Kind::Constant { .. })
        };
        let meant = variants
            .iter()
            .filter(|errors| !errors.is_empty() && !errors.iter().any(wrong_type))
            .min_by_key(|errors| errors.len());
        if let Some(errors) = meant {
            errors.iter().for_each(|error| self.tell(error, faults));
            return;
        }
        let mut types: Vec<String> = variants
            .iter()
            .flatten()
            .filter_map(|error| match error.kind() {
                Kind::Type { kind } => Some(expected(kind)),
                _ => None,
            })
            .filter(|name| name != "null")
            .collect();
        types.dedup();
        let fault = |code| Fault::new(path_of(error), code);
        faults.push(if types.is_empty() {
            fault("invalid_value").with("reason", error.masked())
        } else {
            fault("wrong_type").with("expected", types.join(" | "))
        });
    }

    /// The properties that the object with an unknown one does have.
    fn properties_beside(&self, error: &ValidationError<'_>) -> Vec<&str> {
        let mut node = Some(&self.source);
        for segment in error.schema_path().iter() {
            let Some(here) = node else { break };
            node = match segment {
                LocationSegment::Index(index) => here.get(index),
                LocationSegment::Property(name) => match name.as_ref() {
                    "$ref" => Some(self.resolved(here)),
                    "additionalProperties" | "unevaluatedProperties" => {
                        return self.names(self.resolved(here));
                    }
                    name => here.get(name).or_else(|| self.resolved(here).get(name)),
                },
            };
        }
        Vec::new()
    }

    fn names<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        let own = schema.get("properties").and_then(Value::as_object);
        let parts = schema.get("allOf").and_then(Value::as_array);
        own.into_iter()
            .flat_map(|properties| properties.keys().map(String::as_str))
            .chain(parts.into_iter().flatten().flat_map(|part| self.names(self.resolved(part))))
            .collect()
    }

    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let target = schema.get("$ref").and_then(Value::as_str);
        target
            .and_then(|target| target.strip_prefix('#'))
            .and_then(|pointer| self.source.pointer(pointer))
            .unwrap_or(schema)
    }
}

/// Closes every object that lists its properties. Parts of an `allOf` stay open: the whole is
/// closed instead.
fn harden(schema: &mut Value) {
    harden_at(schema, true);
}

fn harden_at(schema: &mut Value, close: bool) {
    match schema {
        Value::Object(map) => {
            let has_parts = map.contains_key("allOf");
            let open = !map.contains_key("additionalProperties");
            bound_integers(map);
            if close && has_parts {
                map.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
            } else if close && open && map.get("properties").is_some_and(Value::is_object) {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            for (key, value) in map.iter_mut() {
                match (key.as_str(), value) {
                    ("allOf", Value::Array(parts)) => {
                        parts.iter_mut().for_each(|part| harden_at(part, false));
                    }
                    // Property names are not keywords: `properties` may hold one called `allOf`.
                    ("properties" | "schemas", Value::Object(fields)) => {
                        fields.values_mut().for_each(|field| harden_at(field, true));
                    }
                    ("example" | "examples" | "default" | "enum" | "const", _) => {}
                    (_, value) => harden_at(value, true),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| harden_at(item, true)),
        _ => {}
    }
}

/// What is larger than any field holds is told with the largest that it does.
fn bound_integers(map: &mut Map<String, Value>) {
    let is_integer = match map.get("type") {
        Some(Value::String(name)) => name == "integer",
        Some(Value::Array(names)) => names.iter().any(|name| name == "integer"),
        _ => false,
    };
    if !is_integer {
        return;
    }
    let small = map.get("format").is_some_and(|format| format == "int32");
    let most: i64 = if small { i32::MAX.into() } else { MOST_WHOLE };
    map.entry("maximum").or_insert_with(|| most.into());
    map.entry("minimum").or_insert_with(|| (-most).into());
}

fn path_of(error: &ValidationError<'_>) -> String {
    error.instance_path().iter().fold(String::new(), |path, segment| match segment {
        LocationSegment::Property(name) => field(&path, &name),
        LocationSegment::Index(index) => format!("{path}[{index}]"),
    })
}

/// An unknown field, with the known one that it may have been meant to be.
pub(crate) fn unknown(path: &str, name: &str, known: &[&str]) -> Fault {
    let fault = |code| Fault::new(field(path, name), code);
    // The lengths alone tell of most that they are too far: comparing costs as much as both are long.
    let length = name.chars().count();
    let near = |candidate: &&&str| {
        let own = candidate.chars().count();
        length.abs_diff(own) <= 1 + own / 4
    };
    let nearest = known
        .iter()
        .filter(near)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 4)
        .min();
    match nearest {
        Some((_, nearest)) => fault("misspelt_field").with("nearest", nearest),
        None => fault("unknown_field"),
    }
}

/// How a format of the schemas is written, for people: most of them know no names of formats.
pub(super) fn form(format: &str) -> &str {
    match format {
        "date" => "YYYY-MM-DD",
        "date-time" => "YYYY-MM-DDThh:mm:ss+07:00",
        "uuid" => "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx (UUID)",
        other => other,
    }
}

fn expected(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => {
            let names: Vec<_> = several.iter().map(|one| one.to_string()).collect();
            names.into_iter().filter(|name| name != "null").collect::<Vec<_>>().join(" | ")
        }
    }
}

fn allowed(options: &Value) -> String {
    let names = options.as_array().into_iter().flatten().filter(|option| !option.is_null());
    names.map(plain).collect::<Vec<_>>().join(", ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use index::profile::Profile;
    use serde_json::json;

    use super::*;

    fn faults(value: &Value) -> Vec<(String, &'static str, Option<String>)> {
        let faults = Schema::of::<Profile>().unwrap().faults(value);
        let mut told: Vec<_> = faults
            .into_iter()
            .map(|fault| {
                let nearest = fault.param("nearest").map(str::to_owned);
                (fault.path, fault.code, nearest)
            })
            .collect();
        told.sort();
        told
    }

    #[test]
    fn nested_faults_have_their_path_and_the_nearest_field() {
        let value = json!({
            "name": "Công ty TNHH Cơ khí Hoàng Hà",
            "certifications": [
                { "scheme": "IATF 16949", "valid_until": "31/03/2027" },
                { "scheme": "ISO 9001", "valid_untill": "2027-03-31", "state": "held" }
            ],
            "verification": { "level": 7 },
            "lng": 105.8
        });
        let fault = |path: &str, code, nearest: Option<&str>| {
            (path.to_owned(), code, nearest.map(str::to_owned))
        };
        assert_eq!(
            faults(&value),
            [
                fault("certifications[0].valid_until", "wrong_format", None),
                fault("certifications[1].state", "not_one_of", None),
                fault("certifications[1].valid_untill", "misspelt_field", Some("valid_until")),
                fault("lng", "misspelt_field", Some("lang")),
                fault("verification.level", "not_one_of", None),
            ]
        );
    }

    #[test]
    fn what_may_be_absent_may_be_null() {
        assert_eq!(faults(&json!({ "name": null, "verification": null, "lang": null })), []);
    }
}
