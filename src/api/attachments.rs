//! Attachments: the files of a sourcing request.

use std::io;

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_multipart::form::text::Text;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::form::{FIELD_BYTES, Fields, Whole};
use super::problem::{
    ConflictProblem, GoneProblem, NotFoundProblem, SignedProblems, UploadProblems,
};
use crate::app::App;
use crate::attachments::{self, Attachment, Readable, Received, Scan, Sent};
use crate::http::head::is_head;
use crate::http::{Buyer, IdempotencyKey, Refusal, Signed, Stored, disposition, security};
use crate::sourcing::Disclosure;
use crate::{Error, Result};

/// Bytes of a file read at a time.
const STEP: usize = 64 << 10;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_attachments)
        .service(create_attachment)
        .service(get_attachment)
        .service(delete_attachment);
}

/// A file of a request.
#[derive(Debug, MultipartForm)]
#[multipart(deny_unknown_fields, duplicate_field = "deny")]
struct AttachmentForm {
    file: TempFile,
    stage: Option<Text<String>>,
}

impl Fields for AttachmentForm {
    const NAMES: &'static [&'static str] = &["file", "stage"];
}

/// The form as the document shows it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; the form itself is read field by field")]
struct AttachmentIn {
    /// PDF, PNG, JPEG, STEP, IGES, DXF, DWG, XLSX, DOCX, or CSV and plain text in UTF-8: what it is
    /// by its content, with an ending that says the same. 10 MB at most, 100 MB a request, where the
    /// settings say no other.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// From when on it is shown; `introduced` where absent. What is `teaser` is read by everybody who
    /// may see the request: it should not say whose an anonymous one is.
    stage: Option<Disclosure>,
}

/// A file as the document shows it.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes the answer; the file itself is streamed")]
struct FileOut(Vec<u8>);

/// A file of a request.
#[derive(Debug, Serialize, ToSchema)]
struct AttachmentOut {
    /// Identifier.
    id: Uuid,
    /// Name.
    #[schema(example = "Bản vẽ A-1024.pdf")]
    name: String,
    /// What it is, by its content.
    #[schema(example = "application/pdf")]
    media_type: &'static str,
    /// Size.
    bytes: u64,
    /// SHA-256, hexadecimal; the `ETag` of the file.
    sha256: String,
    /// From when on it is shown.
    stage: Disclosure,
    /// What the virus scanner says of it. Where one is configured, others get `clean` files only.
    scan: Scan,
    /// When it came.
    uploaded_at: DateTime<Utc>,
    /// How often others fetched it; the buyer, and an administrator.
    #[serde(skip_serializing_if = "Option::is_none")]
    downloads: Option<DownloadsOut>,
}

/// How often other organisations fetched a file.
#[derive(Debug, Serialize, ToSchema)]
struct DownloadsOut {
    /// How often.
    count: u64,
    /// When last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_at: Option<DateTime<Utc>>,
}

/// Files of a request.
#[derive(Debug, Serialize, ToSchema)]
struct AttachmentsOut {
    /// The files, in the order in which they came.
    items: Vec<AttachmentOut>,
}

/// The files of a sourcing request that are open to the caller
///
/// The buyer and an administrator see all of them. Everybody else who may see the request sees what
/// is `teaser`; a supplier the rest as far as its own introduction has come and until that ends, and
/// an agency as its supplier does.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The request.")),
    responses(
        (status = 200, description = "The files.", body = AttachmentsOut),
        SignedProblems, NotFoundProblem
    )
)]
#[get("/sourcing-requests/{id}/attachments")]
async fn list_attachments(
    app: web::Data<App>,
    Signed(actor): Signed,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let files = attachments::list(&app, &actor, *id).await?;
    let items = files.into_iter().map(AttachmentOut::from).collect();
    Ok(HttpResponse::Ok().json(AttachmentsOut { items }))
}

/// Add a file to a sourcing request
///
/// Its type is decided by its content, and name and declared type must agree with it. Where a virus
/// scanner is configured the answer says `pending`; others get the file once it is `clean`.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The request."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    request_body(content = AttachmentIn, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Added.", body = AttachmentOut,
            headers(("Location" = String, description = "Where the file is read."))),
        UploadProblems, SignedProblems, NotFoundProblem, ConflictProblem
    )
)]
#[post("/sourcing-requests/{id}/attachments")]
async fn create_attachment(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    // Nothing is read of somebody who may not send it, nor of what says that it is too much.
    attachments::may_attach(&app, &actor, *id).await?;
    let limit = app.settings.attachments.max_file_bytes;
    if announced(&request).is_some_and(|bytes| bytes > limit + FIELD_BYTES) {
        return Err(Refusal::TooLarge { limit }.into());
    }
    let mut body = body.into_inner();
    let form = MultipartForm::<Whole<AttachmentForm>>::from_request(&request, &mut body);
    let AttachmentForm { file, stage } = form.await?.into_inner().0?;
    if file.size > limit {
        return Err(Refusal::TooLarge { limit }.into());
    }
    let sent = Sent {
        bytes: file.size as u64,
        name: file.file_name.unwrap_or_default(),
        media_type: file.content_type.map(|it| it.essence_str().to_owned()),
        stage: stage.map(Text::into_inner),
        file: file.file.into_file(),
    };
    let folder = app.attachments.folder.clone();
    let received = web::block(move || attachments::receive(&folder, sent));
    let received = received.await.map_err(Error::internal)??;
    let now = app.now();
    let mut attached = false;
    let answer = key
        .once(&app, &actor, "create_attachment", &digest(&received), async |txn| {
            let attachment = attachments::attach(&app, txn, &actor, *id, &received, now).await?;
            attached = true;
            let location = format!("/api/v1/sourcing-requests/{id}/attachments/{}", attachment.id);
            let stored = Stored::json(StatusCode::CREATED, &AttachmentOut::from(attachment))?;
            Ok(stored.with_header("location", location))
        })
        .await;
    // A repetition is answered with what is there. Whether a commit that failed was made after all is
    // not known here: what it left is swept later.
    if !attached {
        attachments::discard(&app, received.id).await;
    }
    app.attachments.wake();
    Ok(answer?)
}

/// Fetch a file of a sourcing request
///
/// What is fetched by another organisation is recorded, and the buyer sees which one it was.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The request."),
        ("attachment" = Uuid, Path, description = "The file."),
        ("If-None-Match" = Option<String>, Header, description = "`ETag` of what the caller has.")
    ),
    responses(
        (status = 200, description = "The file, to be saved under its name.",
            content_type = "application/octet-stream", body = inline(FileOut),
            headers(
                ("ETag" = String, description = "Its SHA-256."),
                ("Content-Disposition" = String, description = "Its name (RFC 6266).")
            )),
        (status = 304, description = "The caller has it."),
        SignedProblems, NotFoundProblem, ConflictProblem, GoneProblem
    )
)]
#[get("/sourcing-requests/{id}/attachments/{attachment}")]
async fn get_attachment(
    app: web::Data<App>,
    Signed(actor): Signed,
    path: web::Path<(Uuid, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (id, attachment) = *path;
    let Readable { attachment: file, file: opened, recorded } =
        attachments::find(&app, &actor, id, attachment).await?;
    let tag = format!("\"{}\"", file.sha256);
    if has_it(&request, &tag) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish());
    }
    if recorded && !is_head(&request) {
        attachments::record_download(&app, &actor, &file).await?;
    }
    Ok(HttpResponse::Ok()
        .content_type(file.kind.media_type())
        .insert_header(disposition::attachment(&file.name))
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, security::CSP_DOWNLOAD))
        // The tag is that of these very bytes: they are sent as they are.
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(file.bytes, bytes_of(opened))))
}

/// Remove a file from a sourcing request
///
/// A file never changes, so there is no version to name. Who fetched it before stays recorded.
#[utoipa::path(
    tag = "sourcing",
    security(("bearer" = [])),
    params(
        ("id" = Uuid, Path, description = "The request."),
        ("attachment" = Uuid, Path, description = "The file.")
    ),
    responses(
        (status = 204, description = "Removed."),
        SignedProblems, NotFoundProblem
    )
)]
#[delete("/sourcing-requests/{id}/attachments/{attachment}")]
async fn delete_attachment(
    app: web::Data<App>,
    Buyer(actor): Buyer,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse> {
    let (id, attachment) = *path;
    attachments::remove(&app, &actor, id, attachment).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Bytes that a request says its body has.
fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the caller has the file with this tag.
fn has_it(request: &HttpRequest, tag: &str) -> bool {
    let given = request.headers().get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    given.is_some_and(|given| {
        given.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
    })
}

/// SHA-256 of a file and of what is said of it.
fn digest(received: &Received) -> [u8; 32] {
    let Received { name, sha256, stage, .. } = received;
    Sha256::digest(format!("{sha256}\n{}\n{name}", stage.code())).into()
}

/// A file, read piece by piece as the caller takes it.
fn bytes_of(file: File) -> impl Stream<Item = io::Result<web::Bytes>> {
    stream::try_unfold(file, async |mut file| {
        let mut piece = Vec::with_capacity(STEP);
        let read = (&mut file).take(STEP as u64).read_to_end(&mut piece).await?;
        Ok((read > 0).then(|| (web::Bytes::from(piece), file)))
    })
}

impl From<Attachment> for AttachmentOut {
    fn from(file: Attachment) -> Self {
        Self {
            id: file.id,
            name: file.name,
            media_type: file.kind.media_type(),
            bytes: file.bytes,
            sha256: file.sha256,
            stage: file.stage,
            scan: file.scan,
            uploaded_at: file.uploaded_at,
            downloads: file.downloads.map(|downloads| DownloadsOut {
                count: downloads.count,
                last_at: downloads.last_at,
            }),
        }
    }
}
