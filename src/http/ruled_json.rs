//! Bodies with rules that no schema can say: a certificate that ends before it starts, a password
//! that is easily guessed. A body that breaks the schema is judged by its rules too, as far as it
//! can be read, so that its sender learns of everything at once.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use super::json::{self, BodyDigest};
use crate::app::App;
use crate::{Error, Fault};

/// What a schema cannot say of a body.
pub trait Rules: DeserializeOwned + ToSchema + 'static {
    /// Every rule that it breaks, as far as that is told by the body alone, the day and the settings.
    fn broken(self, app: &App) -> Vec<Fault>;

    /// What stands for a required field that is missing or of the wrong type, so that the rest
    /// can be judged; none where it may simply be absent.
    #[must_use]
    fn stand_in(path: &str) -> Option<Value> {
        let _ = path;
        None
    }
}

/// A body of type `T`, as [`StrictJson`](super::StrictJson). Its room still judges the rules: only
/// the room knows what they are for.
#[derive(Debug, Clone)]
pub struct RuledJson<T> {
    /// What the body says.
    pub value: T,
    /// SHA-256 of its bytes, for `IdempotencyKey::once`.
    pub digest: BodyDigest,
}

impl<T: Rules> FromRequest for RuledJson<T> {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let app = request.app_data::<web::Data<App>>();
            let app = app.ok_or_else(|| Error::internal("the app is not registered"))?;
            let (bytes, digest) = json::body(&request, payload).await?;
            Ok(Self { value: read(&bytes, app)?, digest })
        }
        .boxed_local()
    }
}

/// Reads `T` from the bytes of a JSON text, strictly.
///
/// # Errors
/// As [`json::read`]; the faults include those of the rules.
pub fn read<T: Rules>(bytes: &[u8], app: &App) -> Result<T, actix_web::Error> {
    read_beside(bytes, Vec::new(), app)
}

/// As [`read`], beside faults that are known already.
///
/// # Errors
/// As [`read`].
pub fn read_beside<T: Rules>(
    bytes: &[u8],
    mut faults: Vec<Fault>,
    app: &App,
) -> Result<T, actix_web::Error> {
    let (value, mut broken) = json::checked::<T>(bytes)?;
    faults.append(&mut broken);
    if faults.is_empty() {
        return json::typed(value).map_err(Into::into);
    }
    let mut rest = Rest::of(value, &faults, T::stand_in);
    if let Ok(body) = json::typed::<T>(std::mem::take(&mut rest.value)) {
        let told = |path: &str| faults.iter().any(|fault| covers(&fault.path, path));
        let more: Vec<Fault> = body
            .broken(app)
            .into_iter()
            .map(|fault| Fault { path: rest.original(fault.path), ..fault })
            .filter(|fault| !fault.path.is_empty() && !told(&fault.path))
            .collect();
        faults.extend(more);
    }
    Err(Error::Invalid(faults).into())
}

/// Whether a fault at `outer` speaks of what is at `inner`.
fn covers(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// What is left of a body without what is at fault.
struct Rest {
    value: Value,
    /// Entries taken out of lists: the list's path and the entry's place, from the front.
    taken: Vec<(String, usize)>,
}

impl Rest {
    fn of(value: Value, faults: &[Fault], stand_in: fn(&str) -> Option<Value>) -> Self {
        let mut rest = Self { value, taken: Vec::new() };
        // From the back, so that the places of what comes before stay.
        let mut paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        paths.sort_unstable_by_key(|path| std::cmp::Reverse(Steps(path).collect::<Vec<_>>()));
        paths.dedup();
        for path in paths {
            rest.take_out(path, stand_in(path));
        }
        rest.taken.sort();
        rest
    }

    fn take_out(&mut self, path: &str, stand_in: Option<Value>) {
        let mut steps: Vec<Step<'_>> = Steps(path).collect();
        let Some(last) = steps.pop() else { return };
        let mut node = &mut self.value;
        for step in steps {
            let next = match step {
                Step::Field(name) => node.get_mut(name),
                Step::Entry(at) => node.get_mut(at),
            };
            let Some(next) = next else { return };
            node = next;
        }
        match (last, node) {
            (Step::Field(name), Value::Object(fields)) => match stand_in {
                Some(value) => drop(fields.insert(name.to_owned(), value)),
                None => drop(fields.remove(name)),
            },
            (Step::Entry(at), Value::Array(entries)) if at < entries.len() => {
                entries.remove(at);
                let list = path.rfind('[').and_then(|end| path.get(..end)).unwrap_or_default();
                self.taken.push((list.to_owned(), at));
            }
            _ => {}
        }
    }

    /// The path in the body as sent of something found in the rest.
    fn original(&self, path: String) -> String {
        self.taken.iter().fold(path, |path, (list, at)| {
            let moved = path.strip_prefix(list.as_str()).and_then(|rest| {
                let (place, rest) = rest.strip_prefix('[')?.split_once(']')?;
                let place: usize = place.parse().ok()?;
                (place >= *at).then(|| format!("{list}[{}]{rest}", place + 1))
            });
            moved.unwrap_or(path)
        })
    }
}

/// A step of a path like `certifications[0].scheme`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'p> {
    Field(&'p str),
    Entry(usize),
}

/// The steps of a path.
struct Steps<'p>(&'p str);

impl<'p> Iterator for Steps<'p> {
    type Item = Step<'p>;

    fn next(&mut self) -> Option<Step<'p>> {
        let path = self.0.strip_prefix('.').unwrap_or(self.0);
        if path.is_empty() {
            return None;
        }
        if let Some((place, rest)) = path.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            self.0 = rest;
            return place.parse().ok().map(Step::Entry);
        }
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (name, rest) = path.split_at(end);
        self.0 = rest;
        Some(Step::Field(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rest(value: Value, paths: &[&str]) -> Rest {
        let faults: Vec<_> = paths.iter().map(|path| Fault::new(*path, "wrong_type")).collect();
        Rest::of(value, &faults, |path| (path == "name").then(|| json!("")))
    }

    #[test]
    fn what_is_at_fault_is_taken_out_and_the_rest_keeps_its_paths() {
        let body = json!({
            "name": 7,
            "products": ["vỏ", 1, "nắp", 2, "khay"],
            "certifications": [{ "scheme": "ISO 9001", "state": 5 }]
        });
        let rest = rest(body, &["name", "products[1]", "products[3]", "certifications[0].state"]);
        let left = json!({
            "name": "",
            "products": ["vỏ", "nắp", "khay"],
            "certifications": [{ "scheme": "ISO 9001" }]
        });
        assert_eq!(rest.value, left);
        for (found, original) in [
            ("products[0]", "products[0]"),
            ("products[1]", "products[2]"),
            ("products[2]", "products[4]"),
            ("certifications[0].scheme", "certifications[0].scheme"),
        ] {
            assert_eq!(rest.original(found.to_owned()), original);
        }
    }

    #[test]
    fn a_path_covers_what_is_inside_it_only() {
        assert!(covers("needs", "needs[0].name") && covers("a.b", "a.b") && covers("a", "a.b"));
        assert!(!covers("name", "name_en") && !covers("a.b", "a"));
    }
}
