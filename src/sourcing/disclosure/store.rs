//! Rows that say who deals over a request, and how far it is open to them.

use std::collections::HashSet;

use sea_orm::sea_query::{Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, JoinType,
    QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{Dealings, Disclosure};
use crate::accounts::{Actor, OrganisationKind, Role};
use crate::entity::{attachment, introduction, organisation, sourcing_request as table, supplier};
use crate::sourcing::{NOUN, by_ids};
use crate::{Error, Result, suppliers};

/// Introductions in which the actor is the supplier or the agency.
pub(in crate::sourcing) fn introductions_of(actor: &Actor) -> SelectStatement {
    Query::select().from(introduction::Entity).cond_where(takes_part(actor)).to_owned()
}

/// Profiles that the actor's organisation holds.
pub(in crate::sourcing) fn held(actor: &Actor) -> SelectStatement {
    Query::select()
        .column(supplier::Column::Id)
        .from(supplier::Entity)
        .cond_where(suppliers::held(actor.organisation))
        .to_owned()
}

fn takes_part(actor: &Actor) -> Condition {
    sides(actor).into_iter().fold(Condition::any(), Condition::add)
}

/// The sides that an actor can take but the buyer's.
fn sides(actor: &Actor) -> Vec<SimpleExpr> {
    let supplies = introduction::Column::SupplierId.in_subquery(held(actor));
    match actor.role {
        // A supplier brokers nothing. Asked for that too, the database would look through those of
        // everybody who is invited.
        Role::Supplier => vec![supplies],
        _ => vec![supplies, introduction::Column::AgencyId.eq(actor.organisation)],
    }
}

/// Whether [`hidden_from`] has a request.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn is_hidden_from(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request: Uuid,
) -> Result<bool> {
    let hidden = hidden_from(actor);
    let found = table::Entity::find_by_id(request)
        .select_only()
        .column(table::Column::Id)
        .filter(table::Column::Id.in_subquery(hidden))
        .into_tuple::<Uuid>();
    Ok(found.one(db).await?.is_some())
}

/// Anonymous requests over which an agency stands for a supplier that has not met the buyer, and
/// brokers nothing.
pub(crate) fn hidden_from(actor: &Actor) -> SelectStatement {
    use introduction::Column;
    let anonymous = Query::select()
        .column(table::Column::Id)
        .from(table::Entity)
        .and_where(table::Column::Anonymous.eq(true))
        .to_owned();
    let knows = Condition::any()
        .add(Column::AgencyId.eq(actor.organisation))
        .add(Column::IntroducedAt.is_not_null());
    let known = introductions_of(actor).column(Column::RequestId).cond_where(knows).to_owned();
    Query::select()
        .column(Column::RequestId)
        .from(introduction::Entity)
        .and_where(Column::SupplierId.in_subquery(held(actor)))
        .and_where(Column::RequestId.in_subquery(anonymous))
        .and_where(Column::RequestId.not_in_subquery(known))
        .to_owned()
}

/// Organisations from which a request is hidden so.
///
/// # Errors
/// An internal error when the database fails.
pub(crate) async fn hidden_among(
    db: &impl ConnectionTrait,
    request: Uuid,
) -> Result<HashSet<Uuid>> {
    if !by_ids(db, &[request]).await?.iter().any(|row| row.anonymous) {
        return Ok(HashSet::new());
    }
    let brokers: Vec<Uuid> = introduction::Entity::find()
        .select_only()
        .column(introduction::Column::AgencyId)
        .distinct()
        .filter(introduction::Column::RequestId.eq(request))
        .filter(introduction::Column::AgencyId.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut knows: HashSet<Uuid> = brokers.into_iter().collect();
    let mut hidden = HashSet::new();
    for (holder, introduced) in holding_agencies(db, request).await? {
        let of = if introduced { &mut knows } else { &mut hidden };
        of.insert(holder);
    }
    hidden.retain(|holder| !knows.contains(holder));
    Ok(hidden)
}

/// Agencies that hold a profile that is invited, and whether it has met the buyer. Looked up among all
/// who are invited: not for the call of one of them, whose answer would take longer for the others.
async fn holding_agencies(db: &impl ConnectionTrait, request: Uuid) -> Result<Vec<(Uuid, bool)>> {
    let agencies = Query::select()
        .column(organisation::Column::Id)
        .from(organisation::Entity)
        .and_where(organisation::Column::Kind.eq(OrganisationKind::Agency.as_str()))
        .to_owned();
    let profile = introduction::Entity::belongs_to(supplier::Entity)
        .from(introduction::Column::SupplierId)
        .to(supplier::Column::Id)
        .into();
    let holder =
        supplier::Column::OwnerId.into_expr().if_null(supplier::Column::CreatedById.into_expr());
    let rows = introduction::Entity::find()
        .select_only()
        .expr_as(holder.clone(), "holder")
        .expr_as(introduction::Column::IntroducedAt.is_not_null(), "introduced")
        .distinct()
        .join(JoinType::InnerJoin, profile)
        .filter(introduction::Column::RequestId.eq(request))
        .filter(holder.in_subquery(agencies));
    Ok(rows.into_tuple().all(db).await?)
}

/// What the introductions of an actor tell of some requests. Only suppliers and agencies have any.
pub(in crate::sourcing) async fn dealings(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: Vec<Uuid>,
) -> Result<Dealings> {
    if !matches!(actor.role, Role::Supplier | Role::Agency) || ids.is_empty() {
        return Ok(Dealings::default());
    }
    // Of each side by itself, so that neither is looked for among all who are invited.
    let over = |side: SimpleExpr| {
        Condition::all().add(side).add(introduction::Column::RequestId.is_in(ids.iter().copied()))
    };
    let sides = sides(actor).into_iter().map(over).fold(Condition::any(), Condition::add);
    let rows = introduction::Entity::find().filter(sides).all(db).await?;
    Ok(Dealings::of(actor, &rows))
}

/// Whether a request holds anything, text or file, that is shown only once confidentiality was
/// agreed: an introduction over it has to ask for that, or nobody would ever read it.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn asks_confidentiality(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let confidential = Disclosure::Confidential.code();
    let row = table::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound(NOUN))?;
    if row.details.is_some() && row.details_from.as_deref() == Some(confidential) {
        return Ok(true);
    }
    let files = attachment::Entity::find()
        .filter(attachment::Column::RequestId.eq(id))
        .filter(attachment::Column::Stage.eq(confidential));
    Ok(files.one(db).await?.is_some())
}
