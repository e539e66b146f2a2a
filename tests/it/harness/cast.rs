//! The people of the stories. Berta buys and Boris buys elsewhere; Sami supplies and Suri
//! supplies elsewhere; Agnes is an agency; Ada is an administrator; Egon is a stranger.

use khop::accounts::{NewAccount, NewOrganisation, OrganisationKind, registration, sessions};
use secrecy::ExposeSecret as _;
use uuid::Uuid;

use super::{Client, TestApp};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "cầu Long Biên mưa phùn";

/// Everybody, signed in (but Egon).
#[derive(Clone)]
pub(crate) struct Cast {
    pub(crate) berta: Client,
    pub(crate) boris: Client,
    pub(crate) sami: Client,
    pub(crate) suri: Client,
    pub(crate) agnes: Client,
    pub(crate) ada: Client,
    pub(crate) egon: Client,
}

impl Cast {
    /// Registers everybody and signs them in.
    pub(crate) async fn of(app: &TestApp) -> Self {
        let mut clients = Vec::new();
        for (name, firm, kind) in [
            ("berta", "Berta Điện tử", OrganisationKind::Buyer),
            ("boris", "보리스 전자", OrganisationKind::Buyer),
            ("sami", "Công ty TNHH Cơ khí Sami", OrganisationKind::Supplier),
            ("suri", "スリ精密", OrganisationKind::Supplier),
            ("agnes", "Trung tâm Xúc tiến Agnes", OrganisationKind::Agency),
            ("ada", "Khớp", OrganisationKind::Operator),
        ] {
            app.account(name, firm, kind).await;
            clients.push(app.signed_in(name).await);
        }
        let [berta, boris, sami, suri, agnes, ada] = clients.try_into().ok().unwrap();
        Self { berta, boris, sami, suri, agnes, ada, egon: app.stranger() }
    }

    /// The columns of the access matrix.
    pub(crate) fn columns(&self) -> [(&'static str, &Client); 7] {
        [
            ("stranger", &self.egon),
            ("supplier", &self.sami),
            ("other supplier", &self.suri),
            ("buyer", &self.berta),
            ("other buyer", &self.boris),
            ("agency", &self.agnes),
            ("admin", &self.ada),
        ]
    }
}

impl TestApp {
    /// Makes an account that may act at once; returns its organisation.
    pub(crate) async fn account(&self, name: &str, firm: &str, kind: OrganisationKind) -> Uuid {
        let new = NewAccount {
            email: format!("{name}@example.com"),
            password: PASSWORD.into(),
            name: name.to_owned(),
            organisation: NewOrganisation { name: firm.to_owned(), kind, tax_code: None },
        };
        registration::create_approved(&self.app, new).await.unwrap().organisation.id
    }

    /// A new sign-in of an account.
    pub(crate) async fn signed_in(&self, name: &str) -> Client {
        let email = format!("{name}@example.com");
        let pair = sessions::sign_in(&self.app, &email, &PASSWORD.into(), "192.0.2.1").await;
        self.stranger().bearing(pair.unwrap().access_token.expose_secret())
    }
}
