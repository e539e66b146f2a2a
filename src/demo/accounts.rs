//! One account per role. Passwords are made here, once, and kept beside the data in a file that
//! only its owner can read.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use rand::RngExt as _;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::accounts::registration::create_approved;
use crate::accounts::{Actor, NewAccount, NewOrganisation, OrganisationKind, offline};
use crate::app::App;
use crate::entity::account;
use crate::{Error, Result};

/// File in the data folder.
const FILE: &str = "demo-accounts.json";

/// An account of the demonstration.
#[derive(Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    /// `buyer`, `supplier`, `agency` or `admin`.
    pub role: String,
    /// Address to sign in with.
    pub email: String,
    /// Password, made at the first start.
    pub password: String,
}

/// Passwords do not reach a log by way of a debug print.
impl std::fmt::Debug for DemoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DemoAccount({})", self.role)
    }
}

/// Role, person, organisation, kind.
const CAST: [(&str, &str, &str, OrganisationKind); 4] = [
    ("buyer", "Demo Buyer", "Demo Electronics Vietnam (fictitious)", OrganisationKind::Buyer),
    ("supplier", "Demo Supplier", "Công ty TNHH Cơ khí Mẫu (giả định)", OrganisationKind::Supplier),
    ("agency", "Demo Agency", "Trung tâm Xúc tiến Mẫu (giả định)", OrganisationKind::Agency),
    ("admin", "Demo Admin", "Khớp Demo", OrganisationKind::Operator),
];

/// Accounts as kept in the folder, made where they are missing.
pub(super) async fn prepare(app: &App, folder: &Path) -> Result<Vec<DemoAccount>> {
    let path = folder.join(FILE);
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", path.display()));
    let accounts: Vec<DemoAccount> = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let accounts = invented();
            // Before the accounts: a start that breaks off in between can be taken up again.
            write(&path, &accounts).map_err(failed)?;
            accounts
        }
        Err(error) => return Err(failed(error)),
    };
    for account in &accounts {
        let known = account::Entity::find()
            .filter(account::Column::Email.eq(&account.email))
            .one(&app.db)
            .await?;
        if known.is_none() {
            create(app, account).await?;
        }
    }
    Ok(accounts)
}

fn invented() -> Vec<DemoAccount> {
    CAST.iter()
        .map(|(role, ..)| DemoAccount {
            role: (*role).to_owned(),
            email: format!("{role}@demo.khop.example"),
            password: password(),
        })
        .collect()
}

/// Four groups of five letters and digits that cannot be mistaken for each other: about 98 bits.
fn password() -> String {
    const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let mut group = || -> String {
        (0..5).map(|_| char::from(SIGNS[random.random_range(0..SIGNS.len())])).collect()
    };
    [group(), group(), group(), group()].join("-")
}

fn write(path: &Path, accounts: &[DemoAccount]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(serde_json::to_string_pretty(accounts)?.as_bytes())?;
    file.sync_all()
}

async fn create(app: &App, account: &DemoAccount) -> Result<()> {
    let Some((_, person, firm, kind)) = CAST.iter().find(|(role, ..)| *role == account.role) else {
        return Err(Error::internal(format!("{FILE} names an unknown role '{}'", account.role)));
    };
    let organisation = NewOrganisation { name: (*firm).to_owned(), kind: *kind, tax_code: None };
    let new = NewAccount {
        email: account.email.clone(),
        password: account.password.clone().into(),
        name: (*person).to_owned(),
        organisation,
    };
    create_approved(app, new).await.map(|_| ())
}

/// A firm beside the cast, under a password that nobody is told: it only claims a profile.
pub(super) async fn claimant(app: &App, firm: &str) -> Result<Actor> {
    let email = "claimant@demo.khop.example";
    if let Some(known) = offline::acting(app, Some(email), index::Language::Vi).await? {
        return Ok(known);
    }
    let kind = OrganisationKind::Supplier;
    let organisation = NewOrganisation { name: firm.to_owned(), kind, tax_code: None };
    let new = NewAccount {
        email: email.to_owned(),
        password: password().into(),
        name: "Demo Claimant".to_owned(),
        organisation,
    };
    create_approved(app, new).await?;
    let made = offline::acting(app, Some(email), index::Language::Vi).await?;
    made.ok_or_else(|| Error::internal("the claimant of the demonstration is missing"))
}

/// The account of a role as somebody who acts.
pub(super) async fn actor(app: &App, accounts: &[DemoAccount], role: &str) -> Result<Actor> {
    let missing = || Error::internal(format!("{FILE} has no account for '{role}'"));
    let account = accounts.iter().find(|account| account.role == role).ok_or_else(missing)?;
    let actor = offline::acting(app, Some(&account.email), index::Language::En).await?;
    actor.ok_or_else(missing)
}
