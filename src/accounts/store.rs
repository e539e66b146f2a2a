//! Rows of accounts, organisations and sessions. Never begins a transaction.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, EntityTrait as _,
    FromQueryResult, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
    SqlErr,
};
use uuid::Uuid;

use super::Account;
use super::registration::Applicant;
use crate::entity::{account, membership, organisation, refresh_token, session};
use crate::{Error, Result};

/// An account with its membership and organisation.
pub(super) type Member = (account::Model, membership::Model, organisation::Model);

/// What decides whether a session still stands.
#[derive(Debug, FromQueryResult)]
pub(super) struct Standing {
    pub(super) expires_at: DateTime<Utc>,
    pub(super) ended_at: Option<DateTime<Utc>>,
    pub(super) account_state: String,
    pub(super) organisation_state: String,
    pub(super) kind: String,
    pub(super) role: String,
}

/// The account of an address, with its oldest membership.
pub(super) async fn member_by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<Member>> {
    let found = account::Entity::find().filter(account::Column::Email.eq(email)).one(db).await?;
    member(db, found).await
}

/// The account of an identifier, with its membership in an organisation.
pub(super) async fn member_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Member>> {
    let found = account::Entity::find_by_id(id).one(db).await?;
    member(db, found).await
}

async fn member(
    db: &impl ConnectionTrait,
    found: Option<account::Model>,
) -> Result<Option<Member>> {
    let Some(account) = found else { return Ok(None) };
    let membership = membership::Entity::find()
        .filter(membership::Column::AccountId.eq(account.id))
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::OrganisationId)
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("an account has no membership"))?;
    let organisation = organisation::Entity::find_by_id(membership.organisation_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::internal("a membership has no organisation"))?;
    Ok(Some((account, membership, organisation)))
}

/// Registers an account, in the caller's transaction.
///
/// # Errors
/// A conflict when the address is taken.
pub async fn enter(txn: &DatabaseTransaction, applicant: Applicant) -> Result<Account> {
    let Applicant(member) = applicant;
    insert_member(txn, member.clone()).await?;
    tracing::info!(account = %member.0.id, kind = member.2.kind, "registered");
    Account::of(member)
}

/// Writes an account with its organisation. An address that is taken is a conflict.
async fn insert_member(db: &impl ConnectionTrait, member: Member) -> Result<()> {
    let (account, membership, organisation) = member;
    let inserted = account::Entity::insert(account::ActiveModel::from(account))
        .exec_without_returning(db)
        .await;
    if let Err(error) = inserted {
        let taken = matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)));
        return Err(if taken { Error::Conflict("email_taken") } else { error.into() });
    }
    organisation::Entity::insert(organisation::ActiveModel::from(organisation))
        .exec_without_returning(db)
        .await?;
    membership::Entity::insert(membership::ActiveModel::from(membership))
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// What decides whether a session of an account still stands, in one query.
pub(super) async fn standing(
    db: &impl ConnectionTrait,
    session_id: Uuid,
    account_id: Uuid,
) -> Result<Option<Standing>> {
    let row = session::Entity::find_by_id(session_id)
        .filter(session::Column::AccountId.eq(account_id))
        .select_only()
        .columns([session::Column::ExpiresAt, session::Column::EndedAt])
        .column_as(account::Column::State, "account_state")
        .column_as(organisation::Column::State, "organisation_state")
        .column_as(organisation::Column::Kind, "kind")
        .column_as(membership::Column::Role, "role")
        .join(JoinType::InnerJoin, session_account())
        .join(JoinType::InnerJoin, session_organisation())
        .join(JoinType::InnerJoin, session_membership())
        .into_model::<Standing>()
        .one(db)
        .await?;
    Ok(row)
}

fn session_account() -> RelationDef {
    session::Entity::belongs_to(account::Entity)
        .from(session::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

fn session_organisation() -> RelationDef {
    session::Entity::belongs_to(organisation::Entity)
        .from(session::Column::OrganisationId)
        .to(organisation::Column::Id)
        .into()
}

fn session_membership() -> RelationDef {
    session::Entity::belongs_to(membership::Entity)
        .from((session::Column::AccountId, session::Column::OrganisationId))
        .to((membership::Column::AccountId, membership::Column::OrganisationId))
        .into()
}

/// Writes a session.
pub(super) async fn insert_session(db: &impl ConnectionTrait, row: session::Model) -> Result<()> {
    session::Entity::insert(session::ActiveModel::from(row)).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a refresh token.
pub(super) async fn insert_refresh_token(
    db: &impl ConnectionTrait,
    hash: String,
    session_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = refresh_token::ActiveModel {
        hash: Set(hash),
        session_id: Set(session_id),
        issued_at: Set(now),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Marks a refresh token as used and says when it was first used: `None` if it is now, or if
/// there is no such token (then there is no session either).
pub(super) async fn use_refresh_token(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(refresh_token::Model, bool)>> {
    // The condition makes one of two simultaneous uses the first, on either database.
    let first = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .filter(refresh_token::Column::Hash.eq(hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(db)
        .await?
        .rows_affected
        == 1;
    let row = refresh_token::Entity::find_by_id(hash).one(db).await?;
    Ok(row.map(|row| (row, first)))
}

/// The session of an identifier.
pub(super) async fn session(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).one(db).await?)
}

/// Which sessions to end.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending {
    /// One.
    Session(Uuid),
    /// Every one of an organisation.
    Organisation(Uuid),
}

/// Ends sessions that still run.
pub(super) async fn end_sessions(
    db: &impl ConnectionTrait,
    which: Ending,
    why: &'static str,
    now: DateTime<Utc>,
) -> Result<u64> {
    let which = match which {
        Ending::Session(id) => session::Column::Id.eq(id),
        Ending::Organisation(id) => session::Column::OrganisationId.eq(id),
    };
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::EndedWhy, Expr::value(why))
        .filter(which)
        .filter(session::Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}

/// Deletes sessions that expired before a time; their refresh tokens go with them.
pub(super) async fn delete_sessions(
    db: &impl ConnectionTrait,
    before: DateTime<Utc>,
) -> Result<u64> {
    let old = session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(before));
    Ok(old.exec(db).await?.rows_affected)
}
