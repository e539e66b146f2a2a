//! What the engine reads out of a text, for a look before matching.

use actix_web::{HttpResponse, post, web};
use index::Language;
use index::understand::Understanding;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::problem::{BodyProblems, SignedProblems};
use crate::app::App;
use crate::http::{RuledJson, Rules, Signed};
use crate::suppliers::text::{Cleaner, TEXT};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(understand_text);
}

/// A text.
#[derive(Debug, Deserialize, ToSchema)]
struct UnderstandIn {
    /// At most 20,000 characters.
    #[schema(example = "Cần tìm nhà cung cấp đúc áp lực nhôm ADC12, máy từ 650 tấn, IATF 16949")]
    text: String,
    /// Language of the text; detected where absent.
    #[serde(default)]
    lang: Option<Language>,
}

impl UnderstandIn {
    fn check(&self) -> Result<()> {
        let mut cleaner = Cleaner::default();
        let mut checked = self.text.clone();
        cleaner.required("text", &mut checked, TEXT);
        if checked.is_empty() {
            cleaner.fault(Fault::new("text", "blank"));
        }
        cleaner.finish()
    }
}

impl Rules for UnderstandIn {
    fn broken(self, _: &App) -> Vec<Fault> {
        Error::faults_of(self.check())
    }

    fn stand_in(path: &str) -> Option<Value> {
        (path == "text").then(|| json!(""))
    }
}

/// Read what a text asks for
///
/// The spans of the answer count bytes of the text as sent, in UTF-8.
#[utoipa::path(
    tag = "matching",
    security(("bearer" = [])),
    request_body = UnderstandIn,
    responses(
        (status = 200, description = "What was read.", body = Understanding),
        BodyProblems, SignedProblems
    )
)]
#[post("/understand")]
async fn understand_text(
    app: web::Data<App>,
    Signed(_actor): Signed,
    body: RuledJson<UnderstandIn>,
) -> Result<HttpResponse> {
    body.value.check()?;
    let UnderstandIn { text, lang } = body.value;
    // The text itself is read, not its cleaned copy: spans have to fit what the caller has.
    let understood = app.index.think(move |engine| engine.understand_text(&text, lang)).await?;
    Ok(HttpResponse::Ok().json(understood))
}
