//! What an introduction opens of its request, as shown.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::introductions::Material;
use crate::sourcing::Disclosure;

/// What an introduction opens of its request, and where that is read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MaterialOut {
    /// How far the supplier, and the agency that brokers, read by now.
    open: Disclosure,
    /// From when on the request shows its details; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    details_from: Option<Disclosure>,
    /// Where the request is read, with the details that are open.
    #[schema(example = "/api/v1/sourcing-requests/0199a8f0-0000-7000-8000-000000000000")]
    request: String,
    /// Where its files are listed that are open.
    #[schema(
        example = "/api/v1/sourcing-requests/0199a8f0-0000-7000-8000-000000000000/attachments"
    )]
    attachments: String,
}

impl MaterialOut {
    pub(super) fn of(material: Material, request: Uuid) -> Self {
        let request = format!("/api/v1/sourcing-requests/{request}");
        Self {
            open: material.open,
            details_from: material.details_from,
            attachments: format!("{request}/attachments"),
            request,
        }
    }
}
