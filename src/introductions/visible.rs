//! Which introductions an actor may see, as conditions on their rows: three that mean the same, for one
//! row, for those over a request and for all. In none of them does the database walk through what others
//! do: what an answer takes would tell of it.

use sea_orm::sea_query::{
    CommonTableExpression, Expr, Query, SelectStatement, SimpleExpr, UnionType, WithClause,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, ExprTrait as _, IntoSimpleExpr as _, Order,
};
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::entity::introduction::{Column, Entity};
use crate::entity::supplier;
use crate::{Result, sourcing, suppliers};

/// Of one row. An introduction that any agency may broker is not there for an agency that stands for
/// another supplier over the same request and may not know its buyer.
pub(super) fn one(actor: &Actor) -> Condition {
    match actor.role {
        Role::Admin => Condition::all(),
        Role::Buyer => Condition::all().add(Column::BuyerId.eq(actor.organisation)),
        Role::Supplier => Condition::all().add(own(actor)),
        Role::Agency => {
            let open = Column::RequestId.not_in_subquery(sourcing::hidden_from(actor));
            of_agency(actor).add(waiting().add(open))
        }
    }
}

/// Of those over a request: each side by itself, so that none is looked for among all who are invited.
pub(super) async fn of_request(
    db: &impl ConnectionTrait,
    actor: &Actor,
    request: Uuid,
) -> Result<Condition> {
    let of = Column::RequestId.eq(request);
    if actor.role != Role::Agency {
        return Ok(one(actor).add(of));
    }
    let over = |side: SimpleExpr| Condition::all().add(of.clone()).add(side);
    let sides =
        Condition::any().add(over(own(actor))).add(over(Column::AgencyId.eq(actor.organisation)));
    if sourcing::is_hidden_from(db, actor, request).await? {
        return Ok(sides);
    }
    Ok(sides.add(waiting().add(of)))
}

/// Of all. What waits for an agency is found by its request: those over one that is hidden are not
/// looked at, however many they are.
pub(super) fn of_all(actor: &Actor) -> Condition {
    if actor.role != Role::Agency {
        return one(actor);
    }
    of_agency(actor).add(waiting().add(Column::RequestId.in_subquery(requests_that_wait(actor))))
}

/// Of an agency, but for what waits for any.
fn of_agency(actor: &Actor) -> Condition {
    Condition::any().add(Column::AgencyId.eq(actor.organisation)).add(own(actor))
}

fn own(actor: &Actor) -> SimpleExpr {
    let held = Query::select()
        .column(supplier::Column::Id)
        .from(supplier::Entity)
        .cond_where(suppliers::held(actor.organisation))
        .to_owned();
    Column::SupplierId.in_subquery(held)
}

/// To be brokered, by whichever agency takes it: in the words of `introduction_waiting_index`.
fn waiting() -> Condition {
    Condition::all().add(Column::Brokered.into_simple_expr()).add(Column::AgencyId.is_null())
}

/// Requests over which something waits for an agency, but those that are hidden. Each is found from the
/// one before by a step of its own, whatever their introductions are: neither database does that for a
/// `DISTINCT`.
fn requests_that_wait(actor: &Actor) -> SelectStatement {
    const WAITING: &str = "waiting";
    const REQUEST: &str = "request_id";
    let next = |after: Option<SimpleExpr>| {
        let mut next = Query::select()
            .column(Column::RequestId)
            .from(Entity)
            .cond_where(waiting())
            .order_by(Column::RequestId, Order::Asc)
            .limit(1)
            .to_owned();
        if let Some(after) = after {
            next.and_where(Expr::col((Entity, Column::RequestId)).gt(after));
        }
        SimpleExpr::from(next)
    };
    let last = || Expr::col((WAITING, REQUEST));
    let following = Query::select()
        .expr(next(Some(last())))
        .from(WAITING)
        .and_where(last().is_not_null())
        .to_owned();
    let chain = Query::select().expr(next(None)).union(UnionType::All, following).to_owned();
    let waiting =
        CommonTableExpression::new().table_name(WAITING).column(REQUEST).query(chain).to_owned();
    Query::select()
        .column(REQUEST)
        .from(WAITING)
        .and_where(last().is_not_null())
        .and_where(last().not_in_subquery(sourcing::hidden_from(actor)))
        .with_cte(WithClause::new().recursive(true).cte(waiting).to_owned())
        .to_owned()
}
