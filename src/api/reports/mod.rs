//! Reports for agencies: indicators over a period, and what stands behind each number.

use actix_web::http::header::{ACCEPT, CONTENT_DISPOSITION, VARY};
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::problem::{InputProblems, SignedProblems};
use crate::app::App;
use crate::coded::coded;
use crate::http::{Agency, Page, PagedQuery, Paging, StrictQuery};
use crate::reports::ask::{Asking, one_of};
use crate::reports::case::Case;
use crate::reports::group::GroupBy;
use crate::reports::period::Period;
use crate::reports::{cases, report};
use crate::suppliers::text::Cleaner;
use crate::{Error, Result};

mod shapes;
mod sheet;

use shapes::{IndicatorCaseOut, IndicatorReportOut};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_indicators).service(list_indicator_cases);
}

coded! {
    /// What a report comes as.
    ReportFormat {
        /// JSON.
        Json = "json",
        /// CSV that spreadsheet programs open as it is meant.
        Csv = "csv",
    }
}

/// Which days, and how the rows are grouped.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct ReportOptions {
    /// First day, in Vietnam.
    #[param(required = true, nullable = false, format = Date, example = "2026-01-01")]
    from: Option<String>,
    /// Last day, in Vietnam. At most 3,660 days in all.
    #[param(required = true, nullable = false, format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// What rows are grouped by; nothing where absent.
    #[param(nullable = false, value_type = Option<GroupBy>, inline, example = "month")]
    by: Option<String>,
    /// ISO 4217. Amounts are then added up in it too, each at the rate of its day.
    #[param(nullable = false, example = "USD")]
    currency: Option<String>,
    /// What it comes as; what `Accept` says where absent.
    #[param(nullable = false, value_type = Option<ReportFormat>, inline, example = "json")]
    format: Option<String>,
}

/// Which days, and which row.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
struct CaseOptions {
    /// First day, in Vietnam.
    #[param(required = true, nullable = false, format = Date, example = "2026-01-01")]
    from: Option<String>,
    /// Last day, in Vietnam.
    #[param(required = true, nullable = false, format = Date, example = "2026-12-31")]
    to: Option<String>,
    /// `group` of a row of the report; everything where absent.
    #[param(nullable = false, example = "province:24")]
    group: Option<String>,
    /// What it comes as; what `Accept` says where absent.
    #[param(nullable = false, value_type = Option<ReportFormat>, inline, example = "csv")]
    format: Option<String>,
}

/// Indicators over a period
///
/// An agency counts its own brokering, an administrator everything; the answer says which. Every
/// indicator comes with its exact definition and the number of cases that it rests on.
#[utoipa::path(
    tag = "reports",
    security(("bearer" = [])),
    params(ReportOptions),
    responses(
        (status = 200, description = "The report.", content(
            (IndicatorReportOut = "application/json"),
            (String = "text/csv")
        )),
        InputProblems, SignedProblems
    )
)]
#[get("/reports/indicators")]
async fn list_indicators(
    app: web::Data<App>,
    Agency(actor): Agency,
    request: HttpRequest,
    StrictQuery(options): StrictQuery<ReportOptions>,
) -> Result<HttpResponse> {
    let mut cleaner = Cleaner::default();
    let format = format_of(&mut cleaner, options.format.as_deref(), &request);
    let ReportOptions { from, to, by, currency, .. } = options;
    let query = Asking { from, to, by, currency, ..Asking::default() }.report(cleaner)?;
    let report = report(&app, &actor, query).await?;
    if format == ReportFormat::Json {
        let mut answer = HttpResponse::Ok();
        return Ok(answer.insert_header((VARY, VARIES)).json(IndicatorReportOut::from(report)));
    }
    let table = sheet::csv(&report).map_err(Error::internal)?;
    Ok(file("khop-indicators", query.period, table))
}

/// What stands behind one number of a report, newest first
///
/// As many cases as the number rests on. Without `group`, those of the whole period. As CSV all of
/// them come at once, whatever `limit` and `cursor` say.
#[utoipa::path(
    tag = "reports",
    security(("bearer" = [])),
    params(
        ("code" = String, Path, description = "Code of an indicator.",
            example = "introductions_proposed"),
        CaseOptions, Paging
    ),
    responses(
        (status = 200, description = "A page of cases.", content(
            (Page<IndicatorCaseOut> = "application/json"),
            (String = "text/csv")
        )),
        InputProblems, SignedProblems
    )
)]
#[get("/reports/indicators/{code}/cases")]
async fn list_indicator_cases(
    app: web::Data<App>,
    Agency(actor): Agency,
    code: web::Path<String>,
    request: HttpRequest,
    PagedQuery { filter: options, paging }: PagedQuery<CaseOptions>,
) -> Result<HttpResponse> {
    let mut cleaner = Cleaner::default();
    let format = format_of(&mut cleaner, options.format.as_deref(), &request);
    let CaseOptions { from, to, group, .. } = options;
    let asking = Asking { from, to, group, code: Some(code.into_inner()), ..Asking::default() };
    let query = asking.cases(cleaner)?;
    let after = paging.after()?;
    if format == ReportFormat::Csv {
        let found = cases(&app, &actor, &query, None, u64::MAX).await?;
        let name = format!("khop-{}", query.indicator.code().replace('_', "-"));
        return Ok(file(
            &name,
            query.period,
            sheet::cases(&query, found).map_err(Error::internal)?,
        ));
    }
    let limit = paging.limit();
    let found = cases(&app, &actor, &query, after, limit + 1).await?;
    let page = Page::of(found, limit, Case::position);
    Ok(HttpResponse::Ok().insert_header((VARY, VARIES)).json(page.map(IndicatorCaseOut::from)))
}

/// What an answer depends on beside its address.
const VARIES: &str = "accept, accept-language";

/// A table to save, named after what it holds and its days.
fn file(what: &str, period: Period, table: Vec<u8>) -> HttpResponse {
    let name = format!("{what}-{}-{}.csv", period.from, period.to);
    HttpResponse::Ok()
        .insert_header((VARY, VARIES))
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(table)
}

/// What the caller wants: the parameter decides before the header.
fn format_of(cleaner: &mut Cleaner, said: Option<&str>, request: &HttpRequest) -> ReportFormat {
    let said = one_of(cleaner, "format", said, ReportFormat::ALL, ReportFormat::code);
    said.unwrap_or_else(|| accepted(request))
}

/// CSV for those who name it and prefer nothing else.
fn accepted(request: &HttpRequest) -> ReportFormat {
    let header = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let quality = |wanted: &str| {
        let ranges = header.unwrap_or("*/*").split(',').take(20);
        let matching = ranges.filter_map(|range| {
            let mut pieces = range.split(';').map(str::trim);
            let named = pieces.next()?.eq_ignore_ascii_case(wanted);
            let quality = pieces.find_map(|piece| piece.strip_prefix("q="));
            named.then(|| quality.map_or(Some(1.0), |text| text.parse().ok()).unwrap_or(0.0))
        });
        matching.fold(0.0, f32::max)
    };
    let csv = quality("text/csv");
    let json = quality("application/json");
    if csv > 0.0 && csv > json { ReportFormat::Csv } else { ReportFormat::Json }
}
