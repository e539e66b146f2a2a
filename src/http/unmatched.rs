//! What no route takes: a path that does not exist, or a method that its path does not have.
//!
//! The OpenAPI document knows which paths have which methods.

use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use super::Refusal;

/// Answers 404 or 405.
///
/// # Errors
/// Always: that is what it is for.
pub fn answer(request: &HttpRequest, document: &OpenApi) -> Result<HttpResponse, Refusal> {
    let path = request.path();
    let methods: Vec<&str> = document
        .paths
        .paths
        .iter()
        .filter(|(template, _)| fits(template, path))
        .flat_map(|(_, item)| methods_of(item))
        .collect();
    if methods.is_empty() || methods.contains(&request.method().as_str()) {
        Err(Refusal::NoSuchPath)
    } else {
        Err(Refusal::MethodNotAllowed { allow: methods.join(", ") })
    }
}

fn fits(template: &str, path: &str) -> bool {
    template.split('/').count() == path.split('/').count()
        && template
            .split('/')
            .zip(path.split('/'))
            .all(|(part, given)| part == given || (part.starts_with('{') && !given.is_empty()))
}

fn methods_of(item: &PathItem) -> impl Iterator<Item = &'static str> {
    [
        ("GET", item.get.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ]
    .into_iter()
    .filter_map(|(method, has)| has.then_some(method))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn placeholders_take_one_segment() {
        assert!(fits("/api/v1/suppliers/{id}", "/api/v1/suppliers/7"));
        assert!(!fits("/api/v1/suppliers/{id}", "/api/v1/suppliers/"));
        assert!(!fits("/api/v1/suppliers/{id}", "/api/v1/suppliers/7/claim"));
    }
}
