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

impl MergePatch {
    /// Applies the patch and reads the outcome as strictly as a whole body.
    pub(super) fn onto<T: Rules>(
        self,
        mut document: Value,
        app: &App,
    ) -> Result<T, actix_web::Error> {
        merge(&mut document, Value::Object(self.0));
        ruled_json::read(document.to_string().as_bytes(), app)
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
}
