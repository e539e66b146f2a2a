//! Supplier profiles: the faceted list, and keeping a profile.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put, web};
use index::profile::VerificationLevel;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, InputProblems, NotFoundProblem, PreconditionProblems,
    SignInProblem, SignedProblems,
};
use super::shape::{MergePatch, Replacement, WriteOptions};
use crate::app::App;
use crate::http::{
    Agency, Cursor, IdempotencyKey, IfMatch, MaybeSigned, PagedQuery, Paging, RuledJson, Stored,
    StrictJson, StrictQuery, SupplierSide, etag, locale,
};
use crate::outcomes::track_record;
use crate::suppliers::search::{self, Search};
use crate::suppliers::{self, Supplier};
use crate::{Error, Fault, Result};

mod claims;
mod shapes;

pub(super) use shapes::ContactShape;
use shapes::{FacetOut, SupplierIn, SupplierOut, SupplierSummaryOut, VerificationIn};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_suppliers)
        .service(create_supplier)
        .service(get_supplier)
        .service(replace_supplier)
        .service(update_supplier)
        .service(withdraw_supplier)
        .service(confirm_supplier)
        .service(verify_supplier)
        .configure(claims::routes);
}

/// What to list. Codes may also be names in any of the five languages.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct SupplierFilter {
    /// Words in any of the five languages.
    #[param(max_length = 300, example = "đúc áp lực nhôm")]
    q: Option<String>,
    /// A process or service: `die-casting`.
    process: Option<String>,
    /// A product.
    product: Option<String>,
    /// A material.
    material: Option<String>,
    /// A certification scheme: `IATF 16949`.
    certification: Option<String>,
    /// A province, by its name since 2025-07-01 or before.
    #[param(example = "Bắc Ninh")]
    province: Option<String>,
    /// Lowest verification level.
    verification: Option<VerificationLevel>,
    /// `true`: the profiles that the caller's organisation holds, drafts included, newest first;
    /// with `q` those that hold every one of its words. Goes with no other filter.
    mine: Option<bool>,
}

/// A page of suppliers.
#[derive(Debug, Serialize, ToSchema)]
struct SupplierListOut {
    /// Suppliers, best first.
    items: Vec<SupplierSummaryOut>,
    /// Pass it as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Suppliers that pass the filters; absent with `mine`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// By `process`, `product`, `material`, `certification`, `province`: how many suppliers of
    /// the whole list have what.
    facets: BTreeMap<&'static str, Vec<FacetOut>>,
}

/// List published suppliers, with facets
///
/// Needs no account. Never holds contact persons. A list that is read page by page misses and repeats
/// nothing that stays as it is, while up to forty suppliers come or go between two pages; one that
/// changes meanwhile moves, and may come again. It ends after a thousand.
#[utoipa::path(
    tag = "suppliers",
    params(SupplierFilter, Paging),
    responses(
        (status = 200, description = "A page of suppliers.", body = SupplierListOut),
        InputProblems, SignInProblem
    )
)]
#[get("/suppliers")]
async fn list_suppliers(
    app: web::Data<App>,
    MaybeSigned(actor): MaybeSigned,
    PagedQuery { filter, paging }: PagedQuery<SupplierFilter>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let limit = paging.limit();
    if filter.mine == Some(true) {
        let actor = actor.ok_or(Error::Unauthenticated("token_missing"))?;
        let q = filter.beside_mine()?;
        let (rows, next) = suppliers::mine(&app.db, &actor, q, paging.after()?, limit).await?;
        return Ok(HttpResponse::Ok().json(SupplierListOut {
            items: rows.into_iter().map(|row| SupplierSummaryOut::of(row, None)).collect(),
            next_cursor: next.as_ref().map(Cursor::encode),
            total: None,
            facets: BTreeMap::new(),
        }));
    }
    let locale = locale::of(request.headers());
    let from = paging.after()?;
    let limit = usize::try_from(limit).map_err(Error::internal)?;
    let found = search::search(&app, filter.into(), locale, from, limit).await?;
    let facets = found.facets.into_iter().map(|(name, counts)| {
        (name, counts.into_iter().map(|count| FacetOut::of(count, locale)).collect())
    });
    Ok(HttpResponse::Ok().json(SupplierListOut {
        items: found
            .suppliers
            .into_iter()
            .map(|(row, score)| SupplierSummaryOut::of(row, Some(score)))
            .collect(),
        next_cursor: found.next.as_ref().map(Cursor::encode),
        total: Some(found.total),
        facets: facets.collect(),
    }))
}

/// Enter a supplier profile
///
/// A supplier enters its own, one per organisation; an agency enters profiles that their firms
/// may claim later.
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(
        WriteOptions,
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body = SupplierIn,
    responses(
        (status = 201, description = "Entered.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, ConflictProblem
    )
)]
#[post("/suppliers")]
async fn create_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    StrictQuery(options): StrictQuery<WriteOptions>,
    key: IdempotencyKey,
    body: RuledJson<SupplierIn>,
) -> Result<HttpResponse> {
    let now = app.now();
    let digest = body.digest;
    let draft = body.value.into();
    let response = key
        .once(&app, &actor, "create_supplier", &digest, async |txn| {
            let supplier = suppliers::create(txn, &actor, draft, now).await?;
            let location = format!("/api/v1/suppliers/{}", supplier.id);
            Stored::created(location, supplier.version, &SupplierOut::from(supplier))
        })
        .await?;
    options.answer(&app, response).await
}

/// A supplier profile
///
/// Published ones need no account. Contact persons are shown to holders and administrators only;
/// how it answers and deals, to whoever holds it, agencies, administrators and buyers.
#[utoipa::path(
    tag = "suppliers",
    params(("id" = Uuid, Path, description = "The supplier.")),
    responses(
        (status = 200, description = "The profile.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        SignInProblem, NotFoundProblem
    )
)]
#[get("/suppliers/{id}")]
async fn get_supplier(
    app: web::Data<App>,
    MaybeSigned(actor): MaybeSigned,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let supplier = suppliers::find(&app.db, actor.as_ref(), *id).await?;
    let record = track_record::find(&app.db, actor.as_ref(), *id).await?;
    let tag = etag(supplier.version);
    let body = SupplierOut::from(supplier).with_track_record(record);
    Ok(HttpResponse::Ok().insert_header(tag).json(body))
}

/// Replace a supplier profile
///
/// Contact persons and status stay as they are where the body is silent. What was read can be sent
/// back: `id`, `version`, `claimed`, `reference`, `created_at` and `updated_at` may be repeated as they
/// are, anything else in them is refused as `read_only`; `track_record` is passed over.
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The supplier."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is replaced."),
        WriteOptions
    ),
    request_body = SupplierIn,
    responses(
        (status = 200, description = "Replaced.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[put("/suppliers/{id}")]
async fn replace_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    StrictQuery(options): StrictQuery<WriteOptions>,
    body: StrictJson<Replacement>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let before = suppliers::editable(&app.db, &actor, *id).await?;
    let body: SupplierIn = body.value.read(&shapes::repeats(&before)?, &app)?;
    let check = |version| if_match.check(version);
    let supplier = suppliers::replace(&app, &actor, *id, check, body.into()).await?;
    Ok(options.answer(&app, answer(supplier)).await?)
}

/// Change parts of a supplier profile: a JSON merge patch
///
/// What has a door of its own (`verification`, `confirmed_on`) cannot be removed here, and what the
/// service sets can only be repeated: both are refused as `read_only`.
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The supplier."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is changed."),
        WriteOptions
    ),
    request_body(
        content = MergePatch,
        content_type = "application/merge-patch+json",
        description = "Fields of `SupplierIn`; `null` removes."
    ),
    responses(
        (status = 200, description = "Changed.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem, ConflictProblem, PreconditionProblems
    )
)]
#[patch("/suppliers/{id}")]
async fn update_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    StrictQuery(options): StrictQuery<WriteOptions>,
    body: StrictJson<MergePatch>,
) -> std::result::Result<HttpResponse, actix_web::Error> {
    let before = suppliers::editable(&app.db, &actor, *id).await?;
    if_match.check(before.version)?;
    let repeats = shapes::repeats(&before)?;
    let patched: SupplierIn = body.value.onto(shapes::as_body(&before)?, &repeats, &app)?;
    // What was read above is what is replaced, even where `If-Match` is `*`.
    let unchanged = |current| {
        if current == before.version { Ok(()) } else { Err(Error::StaleVersion { current }) }
    };
    let supplier =
        suppliers::replace(&app, &actor, *id, unchanged, patched.patched().into()).await?;
    Ok(options.answer(&app, answer(supplier)).await?)
}

/// Take a supplier profile back: it is found no more
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The supplier."),
        ("If-Match" = String, Header, description = "`ETag` of the version that is withdrawn."),
        WriteOptions
    ),
    responses(
        (status = 204, description = "Withdrawn."),
        InputProblems, SignedProblems, NotFoundProblem, PreconditionProblems
    )
)]
#[delete("/suppliers/{id}")]
async fn withdraw_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    if_match: IfMatch,
    StrictQuery(options): StrictQuery<WriteOptions>,
) -> Result<HttpResponse> {
    let check = |version| if_match.check(version);
    let supplier = suppliers::withdraw(&app, &actor, *id, check).await?;
    let gone = HttpResponse::NoContent().insert_header(etag(supplier.version)).finish();
    options.answer(&app, gone).await
}

/// Say that a profile holds as of today
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier."), WriteOptions),
    responses(
        (status = 200, description = "Confirmed.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        InputProblems, SignedProblems, NotFoundProblem
    )
)]
#[post("/suppliers/{id}/confirm")]
async fn confirm_supplier(
    app: web::Data<App>,
    SupplierSide(actor): SupplierSide,
    id: web::Path<Uuid>,
    StrictQuery(options): StrictQuery<WriteOptions>,
) -> Result<HttpResponse> {
    let supplier = suppliers::confirm(&app, &actor, *id).await?;
    options.answer(&app, answer(supplier)).await
}

/// Record how far a profile has been checked
#[utoipa::path(
    tag = "suppliers",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The supplier."), WriteOptions),
    request_body = VerificationIn,
    responses(
        (status = 200, description = "Recorded.", body = SupplierOut,
            headers(("ETag" = String, description = "Its version."))),
        BodyProblems, SignedProblems, NotFoundProblem
    )
)]
#[post("/suppliers/{id}/verification")]
async fn verify_supplier(
    app: web::Data<App>,
    Agency(actor): Agency,
    id: web::Path<Uuid>,
    StrictQuery(options): StrictQuery<WriteOptions>,
    body: RuledJson<VerificationIn>,
) -> Result<HttpResponse> {
    let supplier = suppliers::verify(&app, &actor, *id, body.value.into()).await?;
    options.answer(&app, answer(supplier)).await
}

fn answer(supplier: Supplier) -> HttpResponse {
    let tag = etag(supplier.version);
    HttpResponse::Ok().insert_header(tag).json(SupplierOut::from(supplier))
}

impl SupplierFilter {
    /// The words beside `mine`. The other filters are the index's, which has no drafts.
    fn beside_mine(self) -> Result<Option<String>> {
        let Search { q, process, product, material, certification, province, verification } =
            self.into();
        let others = [
            ("process", process.is_some()),
            ("product", product.is_some()),
            ("material", material.is_some()),
            ("certification", certification.is_some()),
            ("province", province.is_some()),
            ("verification", verification.is_some()),
        ];
        let given = others.into_iter().filter(|(_, is_given)| *is_given);
        let faults: Vec<_> =
            given.map(|(name, _)| Fault::new(name, "not_together").with("other", "mine")).collect();
        if faults.is_empty() { Ok(q) } else { Err(Error::Invalid(faults)) }
    }
}

impl From<SupplierFilter> for Search {
    fn from(filter: SupplierFilter) -> Self {
        Self {
            q: filter.q,
            process: filter.process,
            product: filter.product,
            material: filter.material,
            certification: filter.certification,
            province: filter.province,
            verification: filter.verification,
        }
    }
}
