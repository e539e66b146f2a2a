//! Shapes that several nouns share: an interchange type with further fields beside its own, a
//! merge patch, and the options of a write.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ObjectBuilder, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::app::App;
use crate::http::{Rules, ruled_json};
use crate::matching::{DEFAULT_TOP, MAX_TOP};
use crate::sync::{self, WAIT_FOR_INDEXED};
use crate::{Error, Fault, Result};

/// The object schema that has the properties of both. A flat object can be
/// checked strictly, which `allOf` of closed objects cannot.
pub(super) fn flat<Base: PartialSchema, Own: PartialSchema>() -> RefOr<Schema> {
    let (RefOr::T(Schema::Object(mut base)), RefOr::T(Schema::Object(own))) =
        (Base::schema(), Own::schema())
    else {
        return RefOr::T(Schema::Object(ObjectBuilder::new().build()));
    };
    base.properties.extend(own.properties);
    base.required.extend(own.required);
    base.description = own.description;
    RefOr::T(Schema::Object(base))
}

/// Sets what the document shows as an example.
pub(super) fn example(schema: &mut RefOr<Schema>, example: Value) {
    if let RefOr::T(Schema::Object(object)) = schema {
        object.example = Some(example);
    }
}

/// A JSON merge patch (RFC 7396): fields named replace, `null` removes, the rest stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(super) struct MergePatch(Map<String, Value>);

/// What a body may repeat of an answer, so that what was read can be sent back.
#[derive(Debug)]
pub(super) struct Repeats {
    /// What a reader is shown now.
    pub(super) shown: Map<String, Value>,
    /// Fields that the service sets: they may be repeated, and nothing else said of them.
    pub(super) read_only: &'static [&'static str],
    /// Fields that change by themselves, without a new version: what a body says of them is of the
    /// past, and is passed over.
    pub(super) moving: &'static [&'static str],
    /// Fields with a door of their own: what they say is judged by their room, but `null` in a
    /// patch, which removes, is refused.
    pub(super) set_elsewhere: &'static [&'static str],
    /// Further fields that may be repeated.
    pub(super) further: Vec<String>,
}

impl Repeats {
    /// Of an answer without fields that have a door of their own.
    pub(super) const fn of(
        shown: Map<String, Value>,
        read_only: &'static [&'static str],
        moving: &'static [&'static str],
    ) -> Self {
        Self { shown, read_only, moving, set_elsewhere: &[], further: Vec::new() }
    }

    /// Takes what only repeats out of a body. What says something else of a field that is not the
    /// caller's is a fault.
    fn take(&self, body: &mut Map<String, Value>, removes: bool) -> Vec<Fault> {
        let further = self.further.iter().map(String::as_str);
        for name in further.chain(self.set_elsewhere.iter().copied()) {
            if body.get(name).is_some_and(|given| Some(given) == self.shown.get(name)) {
                body.remove(name);
            }
        }
        for &name in self.moving {
            body.remove(name);
        }
        let mut faults = Vec::new();
        for &name in self.read_only {
            let Some(given) = body.remove(name) else { continue };
            if &given != self.shown.get(name).unwrap_or(&Value::Null) {
                faults.push(Fault::new(name, "read_only"));
            }
        }
        for &name in self.set_elsewhere {
            if removes && self.shown.contains_key(name) && body.get(name) == Some(&Value::Null) {
                body.remove(name);
                faults.push(Fault::new(name, "read_only"));
            }
        }
        faults
    }
}

impl MergePatch {
    /// Applies the patch and reads the outcome as strictly as a whole body.
    pub(super) fn onto<T: Rules>(
        mut self,
        mut document: Value,
        repeats: &Repeats,
        app: &App,
    ) -> Result<T, actix_web::Error> {
        let faults = repeats.take(&mut self.0, true);
        merge(&mut document, Value::Object(self.0));
        ruled_json::read_beside(document.to_string().as_bytes(), faults, app)
    }
}

/// A whole body that replaces what was read: the same fields, and it may repeat the rest.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(super) struct Replacement(Map<String, Value>);

impl Replacement {
    /// Reads it strictly, without what it only repeats.
    pub(super) fn read<T: Rules>(
        mut self,
        repeats: &Repeats,
        app: &App,
    ) -> Result<T, actix_web::Error> {
        let faults = repeats.take(&mut self.0, false);
        let body = Value::Object(self.0);
        ruled_json::read_beside(body.to_string().as_bytes(), faults, app)
    }
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else {
            merge(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// How much of a ranking to show.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TopOptions {
    /// How many to show, 1 to 100; 20 where absent.
    #[param(minimum = 1, maximum = 100, default = 20)]
    top: Option<usize>,
}

impl TopOptions {
    pub(super) fn top(&self) -> Result<usize> {
        match self.top.unwrap_or(DEFAULT_TOP) {
            top if (1..=MAX_TOP).contains(&top) => Ok(top),
            _ => {
                let fault = Fault::new("top", "out_of_range").with("min", 1).with("max", MAX_TOP);
                Err(Error::fault(fault))
            }
        }
    }
}

/// What a write is to wait for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WaitFor {
    /// Until searches and rankings see it.
    Indexed,
}

/// Options of a write that the index follows.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WriteOptions {
    /// `indexed`: answer when searches see the change, after 5 seconds at the latest. The header
    /// `khop-indexed` says whether they do.
    #[param(inline)]
    wait_for: Option<WaitFor>,
}

impl WriteOptions {
    /// Waits where asked to, and says so in the answer. The write is kept either way.
    pub(super) async fn answer(
        self,
        app: &App,
        mut response: HttpResponse,
    ) -> Result<HttpResponse> {
        app.index.wake();
        if let Some(WaitFor::Indexed) = self.wait_for {
            let head = sync::log::head(&app.db).await?;
            let seen = app.index.wait_for(head.seq, WAIT_FOR_INDEXED).await;
            let value = HeaderValue::from_static(if seen { "true" } else { "false" });
            response.headers_mut().insert(HeaderName::from_static("khop-indexed"), value);
        }
        Ok(response)
    }
}

/// JSON of a value that always has one.
pub(super) fn value_of(value: &impl serde::Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(value).map_err(Error::internal)? {
        Value::Object(map) => Ok(map),
        _ => Err(Error::internal("not an object")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_replaces_removes_and_leaves() {
        let mut document = json!({"name":"Hoàng Hà","moq":"1.000 cái","a":{"b":1,"c":[1,2]}});
        merge(&mut document, json!({"moq":null,"name":"Hoàng Hà 2","a":{"c":[3]},"d":{"e":null}}));
        assert_eq!(document, json!({"name":"Hoàng Hà 2","a":{"b":1,"c":[3]},"d":{}}));
    }

    #[test]
    fn what_only_repeats_goes_and_what_differs_is_told() {
        let Value::Object(shown) = json!({"version":3,"verification":{"level":"x"},"note":"a"})
        else {
            unreachable!()
        };
        let repeats = Repeats {
            shown,
            read_only: &["version", "updated_at"],
            moving: &["failures"],
            set_elsewhere: &["verification"],
            further: vec!["note".to_owned()],
        };
        let left = |body: Value, removes| {
            let Value::Object(mut body) = body else { unreachable!() };
            let faults = repeats.take(&mut body, removes);
            let paths: Vec<_> = faults.into_iter().map(|fault| fault.path).collect();
            (Value::Object(body), paths)
        };
        let same = json!({"version":3,"updated_at":null,"verification":{"level":"x"},"note":"a","failures":2});
        assert_eq!(left(same, true), (json!({}), Vec::new()));
        let other = json!({"version":2,"updated_at":"x","note":"b","verification":null});
        let kept = json!({"note":"b","verification":null});
        let told = ["version", "updated_at"].map(str::to_owned).to_vec();
        assert_eq!(left(other.clone(), false), (kept, told.clone()));
        let told = [told, vec!["verification".to_owned()]].concat();
        assert_eq!(left(other, true), (json!({"note":"b"}), told));
    }
}
