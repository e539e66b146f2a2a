//! Registering, signing in and out, and the keys that verify access tokens.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::problem::{
    BodyProblems, ConflictProblem, SignInProblem, SignedProblems, ThrottleProblem,
};
use crate::accounts::keys::{self, JwkSet};
use crate::accounts::{
    self, Account, NewAccount, NewOrganisation, Organisation, OrganisationKind, OrganisationState,
    Role, TokenPair, registration, sessions,
};
use crate::app::App;
use crate::http::idempotency::STRANGER;
use crate::http::{ClientAddress, IdempotencyKey, RuledJson, Rules, Signed, Stored, StrictJson};
use crate::{Error, Fault, Result};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(register)
        .service(create_token)
        .service(refresh_token)
        .service(logout)
        .service(get_me)
        .service(get_jwks);
}

/// Who wants to register.
#[derive(Debug, Deserialize, ToSchema)]
struct RegisterIn {
    /// E-mail address; upper and lower case are the same.
    #[schema(example = "berta@example.com", max_length = 254)]
    email: String,
    /// 10 to 128 characters that are hard to guess; must not contain the e-mail address.
    #[schema(value_type = String, format = Password, example = "cau Long Bien 1902 mua phun")]
    password: SecretString,
    /// Name of the person.
    #[schema(example = "Berta Weber")]
    name: String,
    /// Organisation of the person.
    organisation: OrganisationIn,
}

/// The organisation that registers.
#[derive(Debug, Deserialize, ToSchema)]
struct OrganisationIn {
    /// Name as registered.
    #[schema(example = "Công ty TNHH Điện tử Berta")]
    name: String,
    /// What it is. Agencies wait for an administrator's approval.
    kind: RegisterKind,
    /// Vietnamese tax code (MST): 10 digits with a check digit, or 10-3 for a branch.
    #[schema(example = "0100047516")]
    tax_code: Option<String>,
}

/// What may register.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RegisterKind {
    /// Looks for suppliers.
    Buyer,
    /// Wants to be found.
    Supplier,
    /// Brings both together.
    Agency,
}

/// Address and password.
#[derive(Debug, Deserialize, ToSchema)]
struct CredentialsIn {
    /// E-mail address.
    #[schema(example = "berta@example.com")]
    email: String,
    /// Password.
    #[schema(value_type = String, format = Password, example = "cau Long Bien 1902 mua phun")]
    password: SecretString,
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
struct RefreshIn {
    /// As the last answer gave it; good once.
    #[schema(value_type = String)]
    refresh_token: SecretString,
}

/// What a sign-in gives.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TokenOut {
    /// For the header `Authorization: Bearer …`.
    access_token: String,
    /// For `POST /auth/refresh`; good once.
    refresh_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds that the access token is good for.
    #[schema(example = 600)]
    expires_in: u32,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
struct AccountOut {
    /// Identifier.
    id: Uuid,
    /// E-mail address, normalised.
    email: String,
    /// Name of the person.
    name: String,
    /// What it may do.
    role: Role,
    /// When it registered.
    created_at: DateTime<Utc>,
    /// Its organisation.
    organisation: OrganisationOut,
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrganisationOut {
    /// Identifier.
    id: Uuid,
    /// What it is.
    kind: OrganisationKind,
    /// Name as registered.
    name: String,
    /// Vietnamese tax code, normalised.
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_code: Option<String>,
    /// Whether it may act.
    state: OrganisationState,
    /// When it registered.
    created_at: DateTime<Utc>,
}

/// Register an account and its organisation
///
/// Buyers and suppliers may sign in at once. An agency waits until an administrator approves it.
#[utoipa::path(
    tag = "accounts",
    request_body = RegisterIn,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repetition harmless.")
    ),
    responses(
        (status = 201, description = "Registered.", body = AccountOut),
        BodyProblems, ConflictProblem, ThrottleProblem
    )
)]
#[post("/auth/register")]
async fn register(
    app: web::Data<App>,
    address: ClientAddress,
    key: IdempotencyKey,
    body: RuledJson<RegisterIn>,
) -> Result<HttpResponse> {
    let new = NewAccount::from(body.value);
    let digest = registration::digest(&new);
    let applicant = registration::apply(&app, new, &address.0).await?;
    key.once_for(&app, STRANGER, "register", &digest, async |txn| {
        let account = accounts::enter(txn, applicant.clone()).await?;
        let answer = Stored::json(StatusCode::CREATED, &AccountOut::from(account))?;
        Ok(answer.with_header(LOCATION.as_str(), "/api/v1/me"))
    })
    .await
}

/// Sign in
#[utoipa::path(
    tag = "accounts",
    request_body = CredentialsIn,
    responses(
        (status = 200, description = "Signed in.", body = TokenOut),
        BodyProblems, SignInProblem, ThrottleProblem
    )
)]
#[post("/auth/token")]
async fn create_token(
    app: web::Data<App>,
    address: ClientAddress,
    body: StrictJson<CredentialsIn>,
) -> Result<HttpResponse> {
    let CredentialsIn { email, password } = body.value;
    let pair = sessions::sign_in(&app, &email, &password, &address.0).await?;
    Ok(HttpResponse::Ok().json(TokenOut::from(pair)))
}

/// Stay signed in: a new pair for a refresh token
///
/// A refresh token is good once. One that comes back later than a few seconds after its use ends
/// the whole sign-in.
#[utoipa::path(
    tag = "accounts",
    request_body = RefreshIn,
    responses(
        (status = 200, description = "Still signed in.", body = TokenOut),
        BodyProblems, SignInProblem
    )
)]
#[post("/auth/refresh")]
async fn refresh_token(app: web::Data<App>, body: StrictJson<RefreshIn>) -> Result<HttpResponse> {
    let pair = sessions::refresh(&app, &body.value.refresh_token).await?;
    Ok(HttpResponse::Ok().json(TokenOut::from(pair)))
}

/// Sign out: the access and refresh tokens of this sign-in are no longer good
#[utoipa::path(
    tag = "accounts",
    security(("bearer" = [])),
    responses((status = 204, description = "Signed out."), SignedProblems)
)]
#[post("/auth/logout")]
async fn logout(app: web::Data<App>, Signed(actor): Signed) -> Result<HttpResponse> {
    sessions::sign_out(&app, &actor).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The account that is signed in
#[utoipa::path(
    tag = "accounts",
    security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = AccountOut), SignedProblems)
)]
#[get("/me")]
async fn get_me(app: web::Data<App>, Signed(actor): Signed) -> Result<HttpResponse> {
    let account = sessions::account_of(&app, &actor).await?;
    Ok(HttpResponse::Ok().json(AccountOut::from(account)))
}

/// Public keys that verify access tokens
///
/// Also at `/.well-known/jwks.json`.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "The keys.", body = JwkSet))
)]
#[get("/.well-known/jwks.json")]
async fn get_jwks(app: web::Data<App>) -> Result<HttpResponse> {
    jwks(app).await
}

/// The same at the root, where libraries look for it.
pub(crate) async fn jwks(app: web::Data<App>) -> Result<HttpResponse> {
    let keys = keys::public(&app).await?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=60")).json(keys))
}

impl Rules for RegisterIn {
    fn broken(self, _: &App) -> Vec<Fault> {
        Error::faults_of(registration::check(&self.into()))
    }

    fn stand_in(path: &str) -> Option<Value> {
        match path {
            "email" | "password" | "name" | "organisation.name" => Some(json!("")),
            "organisation.kind" => Some(json!("buyer")),
            "organisation" => Some(json!({ "name": "", "kind": "buyer" })),
            _ => None,
        }
    }
}

impl From<RegisterIn> for NewAccount {
    fn from(body: RegisterIn) -> Self {
        let kind = match body.organisation.kind {
            RegisterKind::Buyer => OrganisationKind::Buyer,
            RegisterKind::Supplier => OrganisationKind::Supplier,
            RegisterKind::Agency => OrganisationKind::Agency,
        };
        let OrganisationIn { name, tax_code, .. } = body.organisation;
        let organisation = NewOrganisation { name, kind, tax_code };
        Self { email: body.email, password: body.password, name: body.name, organisation }
    }
}

impl From<TokenPair> for TokenOut {
    fn from(pair: TokenPair) -> Self {
        Self {
            access_token: pair.access_token.expose_secret().to_owned(),
            refresh_token: pair.refresh_token.expose_secret().to_owned(),
            token_type: "Bearer",
            expires_in: pair.expires_in,
        }
    }
}

impl From<Account> for AccountOut {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            email: account.email,
            name: account.name,
            role: account.role,
            created_at: account.created_at,
            organisation: account.organisation.into(),
        }
    }
}

impl From<Organisation> for OrganisationOut {
    fn from(organisation: Organisation) -> Self {
        Self {
            id: organisation.id,
            kind: organisation.kind,
            name: organisation.name,
            tax_code: organisation.tax_code,
            state: organisation.state,
            created_at: organisation.created_at,
        }
    }
}
