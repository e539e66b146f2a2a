//! Details in stages: a teaser for everybody who may see a request, the rest for those who deal over
//! it, as far as they have come.
//!
//! One rule for text and files. The buyer and an administrator read everything. A supplier reads what
//! its **own** introduction over that request has reached, and an agency what the introductions that
//! go through it have: never more than the supplier, so that no agency reads a specification by
//! proposing somebody. When an introduction ends or lapses, so does the reading; one that is resumed
//! brings it back.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::coded::coded;
use crate::entity::{introduction, sourcing_request};

coded! {
    /// How far a request is open, from the least to the most.
    #[derive(Default)]
    Disclosure {
        /// What everybody reads who may see the request.
        #[default]
        Teaser = "teaser",
        /// What is read from the introduction on.
        Introduced = "introduced",
        /// What is read once buyer and supplier have agreed to confidentiality.
        Confidential = "confidential",
    }
}

mod store;

pub(crate) use store::{asks_confidentiality, hidden_among, hidden_from, is_hidden_from};
pub(super) use store::{dealings, held, introductions_of};

/// Standing of an introduction that goes on.
pub(super) const RUNNING: &str = "running";
/// Standings of an introduction that goes on, or came to its end in success.
pub(super) const GOING_ON: [&str; 2] = [RUNNING, "completed"];

/// How far an introduction opens its request to the supplier and to the agency that brokers it.
pub(crate) fn of(introduction: &introduction::Model) -> Disclosure {
    if !GOING_ON.contains(&introduction.standing.as_str()) || introduction.introduced_at.is_none() {
        return Disclosure::Teaser;
    }
    if introduction.buyer_agrees && introduction.supplier_agrees {
        return Disclosure::Confidential;
    }
    Disclosure::Introduced
}

/// What the introductions of an actor tell of some requests.
#[derive(Debug, Default)]
pub(super) struct Dealings {
    /// Over these it met the buyer, or brokers.
    knows: HashSet<Uuid>,
    /// Over these it stands for a supplier.
    supplies: HashSet<Uuid>,
    open: HashMap<Uuid, Disclosure>,
}

impl Dealings {
    /// Of these introductions, in which the actor is the supplier or the agency.
    pub(super) fn of(actor: &Actor, introductions: &[introduction::Model]) -> Self {
        let mut dealings = Self::default();
        for row in introductions {
            let brokers = row.agency_id == Some(actor.organisation);
            if brokers || row.introduced_at.is_some() {
                dealings.knows.insert(row.request_id);
            } else {
                dealings.supplies.insert(row.request_id);
            }
            let open = dealings.open.entry(row.request_id).or_default();
            *open = of(row).max(*open);
        }
        dealings
    }

    /// Whether a request is kept from saying whose it is: from suppliers, and from an agency that
    /// stands for one over it, until they are introduced. An agency that brokers may know, and so
    /// may one that could.
    pub(super) fn hide_buyer(&self, actor: &Actor, row: &sourcing_request::Model) -> bool {
        let supplies = match actor.role {
            Role::Supplier => true,
            Role::Agency => self.supplies.contains(&row.id),
            Role::Buyer | Role::Admin => false,
        };
        row.anonymous && supplies && !self.knows.contains(&row.id)
    }

    /// How far a request is open to the actor, who may see it.
    pub(super) fn disclosure(&self, actor: &Actor, row: &sourcing_request::Model) -> Disclosure {
        if actor.role == Role::Admin || row.buyer_id == actor.organisation {
            return Disclosure::Confidential;
        }
        self.open.get(&row.id).copied().unwrap_or_default()
    }
}
