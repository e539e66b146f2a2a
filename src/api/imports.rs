//! Imports: a directory's file in, a report that can be read again.

use std::io::Seek as _;

use actix_multipart::form::MultipartForm;
use actix_multipart::form::tempfile::TempFile;
use actix_multipart::form::text::Text;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use index::Language;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::form::{Fields, Whole};
use super::problem::{InputProblems, NotFoundProblem, SignedProblems, UploadProblems};
use crate::app::App;
use crate::http::json::{BodyDigest, NO_BODY};
use crate::http::{Agency, IdempotencyKey, Refusal, messages};
use crate::imports::{self, Import, Upload};
use crate::interchange::{Declared, Finding, Options, Severity};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(create_import).service(get_import);
}

/// A file of suppliers.
#[derive(Debug, MultipartForm)]
#[multipart(deny_unknown_fields, duplicate_field = "deny")]
struct ImportForm {
    file: TempFile,
    dry_run: Option<Text<String>>,
    encoding: Option<Text<String>>,
}

impl Fields for ImportForm {
    const NAMES: &'static [&'static str] = &["file", "dry_run", "encoding"];
}

/// The form as the document shows it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form; the form itself is read field by field")]
struct ImportIn {
    /// JSON lines, CSV or XLSX, with Vietnamese or English headings.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Check everything, keep nothing: `true` or `false`.
    dry_run: Option<bool>,
    /// Encoding of a CSV that is not UTF-8: `windows-1258`, `tcvn3`, `cp949`, `shift_jis`,
    /// `gb18030`.
    encoding: Option<String>,
}

/// An import and what it came to.
#[derive(Debug, Serialize, ToSchema)]
struct ImportOut {
    /// Identifier.
    id: Uuid,
    /// Name of the file as sent.
    file_name: String,
    /// Whether nothing was to be kept.
    dry_run: bool,
    /// `running`, `done`, `refused` (the file as a whole) or `broken` (import it again).
    status: &'static str,
    /// What became of the rows.
    counts: CountsOut,
    /// Why the file as a whole was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<RefusalOut>,
    /// What is wrong or odd, in the order of the file; at most some thousand.
    findings: Vec<FindingOut>,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<DateTime<Utc>>,
}

/// What became of the rows.
#[derive(Debug, Serialize, ToSchema)]
struct CountsOut {
    /// Rows with something in them.
    rows: u32,
    /// New profiles.
    created: u32,
    /// Known profiles that changed.
    updated: u32,
    /// Known profiles that say the same already.
    unchanged: u32,
    /// Rows that stayed out.
    refused: u32,
    /// Faults and warnings, also those that are not listed.
    findings: u32,
}

/// Why a file as a whole was refused.
#[derive(Debug, Serialize, ToSchema)]
struct RefusalOut {
    /// Stable code.
    code: String,
    /// Why, and what to do, in the caller's language.
    message: String,
}

/// A fault or warning with its place.
#[derive(Debug, Serialize, ToSchema)]
struct FindingOut {
    /// Row as the spreadsheet shows it, or line; absent for the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    /// Column letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    /// Heading of the column, or field.
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<String>,
    /// What stands there, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// `fault`: the row stayed out; `warning`: it came in.
    severity: &'static str,
    /// Stable code.
    code: String,
    /// What is wrong and what is expected.
    message: String,
}

/// Import a directory's file: good rows come in, faulty ones are reported
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless: \
            it is answered with the import that is there already.")
    ),
    request_body(content = ImportIn, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "Begun; small files are done already, larger ones are still \
            `running`: read the import again.", body = ImportOut,
            headers(("Location" = String, description = "Where the report is read."))),
        UploadProblems, SignedProblems
    )
)]
#[post("/imports")]
async fn create_import(
    app: web::Data<App>,
    Agency(actor): Agency,
    key: IdempotencyKey,
    form: MultipartForm<Whole<ImportForm>>,
) -> Result<HttpResponse, actix_web::Error> {
    let ImportForm { file, dry_run, encoding } = form.into_inner().0?;
    let limit = app.settings.server.max_import_bytes;
    if file.size > limit {
        return Err(Refusal::TooLarge { limit }.into());
    }
    let (dry_run, encoding) = options(dry_run.as_deref(), encoding.as_deref())?;
    let name = file.file_name.as_deref().unwrap_or_default();
    // A sender's path is not ours: only the last part is a name.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let options = Options { encoding };
    let mut upload = Upload { file: file.file.into_file(), file_name: name, options, dry_run };
    let digest = if key.is_given() {
        let read;
        (upload, read) = web::block(|| digest(upload)).await.map_err(Error::internal)??;
        read
    } else {
        NO_BODY
    };
    let now = app.now();
    let (id, begun) = key
        .begin(&app, &actor, "create_import", &digest, async |txn, id| {
            imports::begin(txn, &actor, id, &upload, now).await
        })
        .await?;
    let import = if begun {
        imports::run(&app, &actor, id, upload, messages::fault).await?
    } else {
        imports::find(&app, &actor, id).await?
    };
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/imports/{}", import.id)))
        .json(shown(import, actor.locale)))
}

/// Read what an import came to
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The import.")),
    responses(
        (status = 200, description = "The import and its report.", body = ImportOut),
        SignedProblems, NotFoundProblem, InputProblems
    )
)]
#[get("/imports/{id}")]
async fn get_import(
    app: web::Data<App>,
    Agency(actor): Agency,
    id: web::Path<Uuid>,
) -> Result<HttpResponse> {
    let import = imports::find(&app, &actor, *id).await?;
    Ok(HttpResponse::Ok().json(shown(import, actor.locale)))
}

/// SHA-256 of a file and of what is to be done with it. Gives the file back, from its start.
fn digest(mut upload: Upload) -> Result<(Upload, BodyDigest)> {
    let mut hash = Sha256::new();
    std::io::copy(&mut upload.file, &mut hash).map_err(Error::internal)?;
    upload.file.rewind().map_err(Error::internal)?;
    hash.update(format!("{}\n{}\n{:?}", upload.file_name, upload.dry_run, upload.options));
    Ok((upload, hash.finalize().into()))
}

fn options(
    dry_run: Option<&String>,
    encoding: Option<&String>,
) -> Result<(bool, Option<Declared>)> {
    let mut faults = Vec::new();
    let dry_run = match dry_run.map(|text| text.trim()) {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => {
            faults.push(Fault::new("dry_run", "not_one_of").with("allowed", "true, false"));
            false
        }
    };
    let encoding = match encoding.map(|text| text.trim()).filter(|text| !text.is_empty()) {
        None => None,
        Some(label) => {
            let known = Declared::parse(label);
            if known.is_none() {
                let allowed = "utf-8, windows-1258, tcvn3, cp949, shift_jis, gb18030";
                faults.push(Fault::new("encoding", "not_one_of").with("allowed", allowed));
            }
            known
        }
    };
    if faults.is_empty() { Ok((dry_run, encoding)) } else { Err(Error::Invalid(faults)) }
}

fn shown(import: Import, locale: Language) -> ImportOut {
    let counts = import.report.counts;
    let mut findings: Vec<FindingOut> =
        import.report.findings.iter().map(|finding| finding_out(finding, locale)).collect();
    findings.extend(import.report.faults.into_iter().map(|fault| FindingOut {
        row: Some(fault.row),
        column: fault.column,
        heading: fault.heading.or_else(|| Some(fault.path).filter(|path| !path.is_empty())),
        value: fault.value,
        severity: "fault",
        code: fault.code,
        message: fault.message,
    }));
    findings.sort_by_key(|finding| finding.row);
    ImportOut {
        id: import.id,
        file_name: import.file_name,
        dry_run: import.dry_run,
        status: import.status.code(),
        counts: CountsOut {
            rows: counts.rows,
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            refused: counts.refused,
            findings: counts.findings,
        },
        refusal: import
            .report
            .refusal
            .map(|fault| RefusalOut { code: fault.code(), message: fault.message(locale) }),
        findings,
        created_at: import.created_at,
        finished_at: import.finished_at,
    }
}

fn finding_out(finding: &Finding, locale: Language) -> FindingOut {
    FindingOut {
        row: finding.row,
        column: finding.column.clone(),
        heading: finding.heading.clone(),
        value: finding.value.clone(),
        severity: match finding.severity() {
            Severity::Fault => "fault",
            Severity::Warning => "warning",
        },
        code: finding.problem.code(),
        message: finding.problem.message(locale),
    }
}
