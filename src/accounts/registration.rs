//! Registering an account with its organisation, and making administrators.

use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Account, OrganisationKind, OrganisationState, Role, email, password, store, tax_code};
use crate::app::App;
use crate::entity::{account, membership, organisation};
use crate::{Error, Fault, Result, db};

/// Longest name of a person or an organisation, in characters.
const LONGEST_NAME: usize = 200;

/// Who wants to register.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// E-mail address, as typed.
    pub email: String,
    /// Password, as typed.
    pub password: SecretString,
    /// Name of the person.
    pub name: String,
    /// Organisation of the person.
    pub organisation: NewOrganisation,
}

/// The organisation that registers.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Name as registered.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Vietnamese tax code, if it has one.
    pub tax_code: Option<String>,
}

/// Somebody whose registration has no fault, and whose password is hashed.
#[derive(Debug, Clone)]
pub struct Applicant(pub(super) store::Member);

/// Checks who wants to register, from a network address. Buyers and suppliers may act at once; an
/// agency waits for approval, because it will see what others may not.
///
/// # Errors
/// Every fault of the input at once; too many attempts from `address`.
pub async fn apply(app: &App, new: NewAccount, address: &str) -> Result<Applicant> {
    app.accounts.throttle.registration(address)?;
    let role = match new.organisation.kind {
        OrganisationKind::Buyer => Role::Buyer,
        OrganisationKind::Supplier => Role::Supplier,
        OrganisationKind::Agency => Role::Agency,
        OrganisationKind::Operator => return Err(Error::Forbidden),
    };
    let state = match role {
        Role::Agency => OrganisationState::Pending,
        _ => OrganisationState::Active,
    };
    applicant(app, new, role, state).await
}

/// SHA-256 that tells one registration from another. The password is left out: a quick hash of it
/// must not be kept.
#[must_use]
pub fn digest(new: &NewAccount) -> [u8; 32] {
    let firm = &new.organisation;
    let mut hash = Sha256::new();
    for part in [
        new.email.as_str(),
        &new.name,
        &firm.name,
        firm.kind.as_str(),
        firm.tax_code.as_deref().unwrap_or_default(),
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Everything that is wrong with a registration, the address being free or not.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn check(new: &NewAccount) -> Result<()> {
    Checked::of(&new.email, &new.password, &new.name, &new.organisation).map(drop)
}

/// Makes an administrator, with an operator organisation of its own.
///
/// # Errors
/// As [`apply`] and [`enter`](super::enter), without limits on attempts.
pub async fn create_admin(
    app: &App,
    email: &str,
    password: SecretString,
    name: &str,
) -> Result<Account> {
    let organisation = NewOrganisation {
        name: "Khớp".to_owned(),
        kind: OrganisationKind::Operator,
        tax_code: None,
    };
    let new = NewAccount { email: email.to_owned(), password, name: name.to_owned(), organisation };
    create(app, new, Role::Admin, OrganisationState::Active).await
}

/// Registers an account that may act at once, whatever it is: for demonstrations and tests.
///
/// # Errors
/// As [`apply`] and [`enter`](super::enter), without limits on attempts.
pub async fn create_approved(app: &App, new: NewAccount) -> Result<Account> {
    let role = match new.organisation.kind {
        OrganisationKind::Buyer => Role::Buyer,
        OrganisationKind::Supplier => Role::Supplier,
        OrganisationKind::Agency => Role::Agency,
        OrganisationKind::Operator => Role::Admin,
    };
    create(app, new, role, OrganisationState::Active).await
}

async fn create(
    app: &App,
    new: NewAccount,
    role: Role,
    state: OrganisationState,
) -> Result<Account> {
    let applicant = applicant(app, new, role, state).await?;
    db::write_tx(&app.db, async |txn| store::enter(txn, applicant.clone()).await).await
}

async fn applicant(
    app: &App,
    new: NewAccount,
    role: Role,
    state: OrganisationState,
) -> Result<Applicant> {
    let NewAccount { email, password, name, organisation: firm } = new;
    let checked = Checked::of(&email, &password, &name, &firm)?;
    let password_hash = app.accounts.passwords.hash(&password).await?;
    let now = app.now();
    let organisation = organisation::Model {
        id: Uuid::now_v7(),
        kind: firm.kind.as_str().to_owned(),
        name: checked.organisation_name,
        tax_code: checked.tax_code,
        state: state.as_str().to_owned(),
        created_at: now,
        version: 1,
    };
    let account = account::Model {
        id: Uuid::now_v7(),
        email: checked.email,
        password_hash,
        name: checked.name,
        state: "active".to_owned(),
        created_at: now,
    };
    let membership = membership::Model {
        account_id: account.id,
        organisation_id: organisation.id,
        role: role.as_str().to_owned(),
        created_at: now,
    };
    Ok(Applicant((account, membership, organisation)))
}

/// The input after every check.
struct Checked {
    email: String,
    name: String,
    organisation_name: String,
    tax_code: Option<String>,
}

impl Checked {
    fn of(
        email: &str,
        password: &SecretString,
        name: &str,
        firm: &NewOrganisation,
    ) -> Result<Self> {
        let mut faults = Vec::new();
        let address = email::normalise(email);
        if address.is_none() {
            faults.push(Fault::new("email", "email_form"));
        }
        let known = address.clone().unwrap_or_else(|| email.to_lowercase());
        faults.extend(password::fault(password, &known, &[name, &firm.name]));
        let name = name_or_fault("name", name, &mut faults);
        let organisation_name = name_or_fault("organisation.name", &firm.name, &mut faults);
        let tax_code = firm.tax_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let tax_code = tax_code.map(tax_code::parse).transpose().unwrap_or_else(|fault| {
            faults.push(Fault::new("organisation.tax_code", fault.code()));
            None
        });
        match address {
            Some(email) if faults.is_empty() => {
                Ok(Self { email, name, organisation_name, tax_code })
            }
            _ => Err(Error::Invalid(faults)),
        }
    }
}

fn name_or_fault(path: &str, text: &str, faults: &mut Vec<Fault>) -> String {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        faults.push(Fault::new(path, "blank"));
    } else if name.chars().count() > LONGEST_NAME {
        faults.push(Fault::new(path, "too_long").with("max", LONGEST_NAME));
    } else if name.chars().any(char::is_control) {
        faults.push(Fault::new(path, "control_character"));
    }
    name
}

impl Account {
    pub(super) fn of(member: store::Member) -> Result<Self> {
        let (account, membership, organisation) = member;
        Ok(Self {
            id: account.id,
            email: account.email,
            name: account.name,
            role: Role::stored(&membership.role)?,
            created_at: account.created_at,
            organisation: super::Organisation::of(organisation)?,
        })
    }
}
