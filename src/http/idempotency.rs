//! Repeated requests: the first answer to an `Idempotency-Key` is kept for 24 hours, in the same
//! transaction as what the request did, and given again to the same request.
//!
//! Another request under the same key is refused; a failed one keeps nothing.

use std::collections::{BTreeMap, HashSet};
use std::future::{Ready, ready};
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait as _};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::accounts::Actor;
use crate::app::App;
use crate::entity::idempotency_key as table;
use crate::http::json::BodyDigest;
use crate::{Error, Fault, Result, db};

/// Hours a first answer is kept.
const KEPT_HOURS: i64 = 24;
/// Longest key, in bytes.
const LONGEST_KEY: usize = 128;

/// Stands for the account of somebody who has none yet.
pub const STRANGER: Uuid = Uuid::nil();

/// The `Idempotency-Key` of a request, if it has one: 1 to 128 visible ASCII characters.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    key: Option<String>,
    target: String,
}

/// An answer that can be kept.
#[derive(Debug, Clone)]
pub struct Stored {
    status: StatusCode,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Stored {
    /// An answer with a JSON body.
    ///
    /// # Errors
    /// Fails when the body cannot be serialised.
    pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_string(body).map_err(Error::internal)?;
        Ok(Self { status, headers: BTreeMap::new(), body })
    }

    /// `201 Created` with its `Location` and the `ETag` of its version.
    ///
    /// # Errors
    /// Fails when the body cannot be serialised.
    pub fn created(location: String, version: i64, body: &impl Serialize) -> Result<Self> {
        let mut stored = Self::json(StatusCode::CREATED, body)?;
        stored.headers.insert("location".to_owned(), location);
        stored.headers.insert("etag".to_owned(), format!("\"{version}\""));
        Ok(stored)
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }

    fn into_response(self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status);
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        response.content_type("application/json").body(self.body)
    }
}

impl IdempotencyKey {
    /// Runs `work` in a transaction, at most once per key: a repeated request gets the first
    /// answer. Without a key it simply runs. `digest` is that of the body, `NO_BODY` without one.
    ///
    /// # Errors
    /// What `work` fails with (nothing is kept then); a conflict while the first is running; a
    /// fault for another request under the same key.
    pub async fn once(
        &self,
        app: &App,
        actor: &Actor,
        operation: &'static str,
        digest: &BodyDigest,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<Stored>,
    ) -> Result<HttpResponse> {
        self.once_for(app, actor.account, operation, digest, work).await
    }

    /// As [`IdempotencyKey::once`], for an account, or for [`STRANGER`].
    ///
    /// # Errors
    /// As [`IdempotencyKey::once`].
    pub async fn once_for(
        &self,
        app: &App,
        account: Uuid,
        operation: &'static str,
        digest: &BodyDigest,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<Stored>,
    ) -> Result<HttpResponse> {
        // On the heap: what `work` holds may be large.
        let stored = Box::pin(self.once_stored(app, account, operation, digest, work));
        stored.await.map(Stored::into_response)
    }

    async fn once_stored(
        &self,
        app: &App,
        account: Uuid,
        operation: &'static str,
        digest: &BodyDigest,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<Stored>,
    ) -> Result<Stored> {
        let Some(key) = self.key.clone() else {
            return db::write_tx(&app.db, work).await;
        };
        let id = (account, operation.to_owned(), key);
        let _running = Running::begin(id.clone())?;
        let request_hash = self.hash(digest);
        let now = app.now();
        db::write_tx(&app.db, async |txn| {
            if let Some(row) = table::Entity::find_by_id(id.clone()).one(txn).await? {
                if row.created_at + chrono::TimeDelta::hours(KEPT_HOURS) > now {
                    return replay(row, &request_hash);
                }
                table::Entity::delete_by_id(id.clone()).exec(txn).await?;
            }
            let claim = row(&id, &request_hash, now, None)?;
            // Another replica may hold the key: this waits for it, then finds its answer.
            let inserted = table::Entity::insert(claim)
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(txn)
                .await?;
            if inserted == 0 {
                let first = table::Entity::find_by_id(id.clone()).one(txn).await?;
                return replay(first.ok_or(Error::Conflict("request_in_flight"))?, &request_hash);
            }
            let stored = work(txn).await?;
            table::Entity::update(row(&id, &request_hash, now, Some(&stored))?).exec(txn).await?;
            Ok(stored)
        })
        .await
    }

    /// Begins something that goes on after the answer, at most once per key: `begin` keeps its
    /// row under the identifier it is given. Returns the identifier, and whether it began now.
    ///
    /// # Errors
    /// As [`IdempotencyKey::once`].
    pub async fn begin(
        &self,
        app: &App,
        actor: &Actor,
        operation: &'static str,
        digest: &BodyDigest,
        begin: impl AsyncFnOnce(&DatabaseTransaction, Uuid) -> Result<()>,
    ) -> Result<(Uuid, bool)> {
        let new = Uuid::now_v7();
        let stored = self
            .once_stored(app, actor.account, operation, digest, async |txn| {
                begin(txn, new).await?;
                Stored::json(StatusCode::CREATED, &new)
            })
            .await?;
        let id: Uuid = serde_json::from_str(&stored.body).map_err(Error::internal)?;
        Ok((id, id == new))
    }

    /// Whether the request has a key.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.key.is_some()
    }

    fn hash(&self, digest: &BodyDigest) -> String {
        let mut hash = Sha256::new();
        hash.update(self.target.as_bytes());
        hash.update(digest);
        format!("{:x}", hash.finalize())
    }
}

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let target = format!("{} {}\n", request.method(), request.uri());
        let Some(header) = request.headers().get("idempotency-key") else {
            return ready(Ok(Self { key: None, target }));
        };
        let key = header.to_str().unwrap_or_default().trim();
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > LONGEST_KEY || !visible {
            let fault = Fault::new("Idempotency-Key", "invalid_idempotency_key");
            return ready(Err(Error::fault(fault)));
        }
        ready(Ok(Self { key: Some(key.to_owned()), target }))
    }
}

/// Forgets answers that are older than 24 hours.
///
/// # Errors
/// Fails when the database does.
pub async fn forget_old(app: &App) -> Result<u64> {
    use sea_orm::{ColumnTrait as _, QueryFilter as _};
    let before = app.now() - chrono::TimeDelta::hours(KEPT_HOURS);
    let old = table::Entity::delete_many().filter(table::Column::CreatedAt.lt(before));
    Ok(old.exec(&app.db).await?.rows_affected)
}

type Id = (Uuid, String, String);

fn row(
    id: &Id,
    request_hash: &str,
    now: chrono::DateTime<chrono::Utc>,
    stored: Option<&Stored>,
) -> Result<table::ActiveModel> {
    let headers = stored.map(|stored| serde_json::to_string(&stored.headers)).transpose();
    Ok(table::ActiveModel {
        account_id: Set(id.0),
        operation: Set(id.1.clone()),
        key: Set(id.2.clone()),
        request_hash: Set(request_hash.to_owned()),
        status: Set(stored.map_or(0, |stored| i32::from(stored.status.as_u16()))),
        headers: Set(headers.map_err(Error::internal)?.unwrap_or_default()),
        body: Set(stored.map(|stored| stored.body.clone()).unwrap_or_default()),
        created_at: Set(now),
    })
}

fn replay(row: table::Model, request_hash: &str) -> Result<Stored> {
    if row.request_hash != request_hash {
        return Err(Error::fault(Fault::new("Idempotency-Key", "idempotency_key_reused")));
    }
    let status =
        u16::try_from(row.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    Ok(Stored {
        status: status.ok_or_else(|| Error::internal("a kept answer has no status"))?,
        headers: serde_json::from_str(&row.headers).map_err(Error::internal)?,
        body: row.body,
    })
}

/// Requests of this process that run under a key.
static RUNNING: LazyLock<Mutex<HashSet<Id>>> = LazyLock::new(Mutex::default);

struct Running(Id);

impl Running {
    fn begin(id: Id) -> Result<Self> {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if running.insert(id.clone()) {
            Ok(Self(id))
        } else {
            Err(Error::Conflict("request_in_flight"))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}
