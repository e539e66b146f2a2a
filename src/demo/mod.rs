//! The demonstration: a data folder with a fictitious directory, open requests in five languages
//! and an account per role, served to this machine only.
//!
//! Every step looks at what is there already, so that an interrupted start is taken up again and
//! a second one reuses everything.

mod accounts;
mod content;
mod deals;
mod story;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::app::App;
use crate::config::Settings;
use crate::server::{self, Bound};
use crate::sync::folder::Folder;
use crate::{Error, Result};

pub use accounts::DemoAccount;
use story::Sides;

/// A demonstration that listens and does not answer yet.
#[derive(Debug)]
pub struct Ready {
    bound: Bound,
    /// Where it answers: `http://127.0.0.1:8080`.
    pub url: String,
    /// One account per role.
    pub accounts: Vec<DemoAccount>,
}

/// Makes everything ready in `folder`. `tell` is told what takes longer than a moment.
///
/// # Errors
/// When the folder, the database, the index or the port cannot be used.
pub async fn prepare(
    mut settings: Settings,
    folder: &Path,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Ready> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Error::internal(format!("{}: {error}", folder.display())))?;
    let began = Instant::now();
    if settings.quotes.exchange_rates.as_os_str().is_empty() {
        settings.quotes.exchange_rates = rates(folder)?;
    }
    tell(&format!("preparing {} …", folder.display()));
    let mut app = App::start(settings).await?;
    // Nothing is made where it cannot be shown afterwards.
    let index = Folder::new(&app.settings.index.directory);
    drop(index.lock()?);
    drop(server::bind(app.clone())?);
    let accounts = accounts::prepare(&app, folder).await?;
    let actor = async |role| accounts::actor(&app, &accounts, role).await;
    let sides = Sides {
        buyer: actor("buyer").await?,
        supplier: actor("supplier").await?,
        agency: actor("agency").await?,
        admin: actor("admin").await?,
    };
    content::suppliers(&app, sides.agency, tell).await?;
    content::own_profile(&app, sides.supplier).await?;
    content::requests(&app, sides.buyer, tell).await?;
    app.visitor = Some(sides.buyer);
    let bound = server::bind(app.clone())?;
    let is_new = index.current().is_none();
    app.index.start(&app.db).await?;
    if is_new {
        tell("making the search index …");
    }
    app.index.catch_up(&app.db).await?;
    story::play(&app, &sides, tell).await?;
    app.index.catch_up(&app.db).await?;
    tell(&format!("ready after {:.1} s", began.elapsed().as_secs_f64()));
    let url = format!("http://{}", bound.address());
    Ok(Ready { bound, url, accounts })
}

/// A table of fictitious exchange rates in the folder; one that is there already stays.
fn rates(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("exchange-rates.toml");
    if !path.exists() {
        std::fs::write(&path, include_str!("exchange-rates.toml"))
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
    }
    Ok(path)
}

impl Ready {
    /// Answers until it is told to stop.
    ///
    /// # Errors
    /// When the server cannot run.
    pub async fn run(self) -> Result<()> {
        self.run_until(std::future::pending()).await
    }

    /// As [`Ready::run`], also until `stop`.
    ///
    /// # Errors
    /// As [`Ready::run`].
    pub async fn run_until(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        self.bound.run(stop).await
    }

    /// One line for scripts: address and accounts.
    ///
    /// # Errors
    /// Never for what is in it.
    pub fn json(&self) -> Result<String> {
        #[derive(Serialize)]
        struct Line<'r> {
            url: &'r str,
            accounts: &'r [DemoAccount],
        }
        serde_json::to_string(&Line { url: &self.url, accounts: &self.accounts })
            .map_err(Error::internal)
    }

    /// The same for people, with two commands that show a ranking.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text =
            format!("Khớp is ready at {}  (fictitious data; this machine only)\n\n", self.url);
        for account in &self.accounts {
            text.push_str(&format!(
                "  {:<9} {:<28} {}\n",
                account.role, account.email, account.password
            ));
        }
        text.push_str("\nThe API, to browse and try, signed in as the buyer: ");
        text.push_str(&self.url);
        text.push_str("/docs/\n\nTwo commands to paste:\n");
        let korean = r#"{"text":"옌퐁 공장용 ADC12 알루미늄 다이캐스팅 하우징. 형체력 650톤 이상, IATF 16949 필수, 월 30,000개"}"#;
        let vietnamese = r#"{"text":"Cần tìm đơn vị ép nhựa ABS cho vỏ máy in tại Bắc Ninh, máy từ 350 tấn, bắt buộc có ISO 9001"}"#;
        for (language, body) in [("ko", korean), ("vi", vietnamese)] {
            text.push_str(&format!("\n{}\n", self.command(language, body)));
        }
        text
    }

    /// Signs in as the buyer and ranks, in one go.
    fn command(&self, language: &str, body: &str) -> String {
        let (email, password) = self
            .accounts
            .iter()
            .find(|account| account.role == "buyer")
            .map_or(("", ""), |buyer| (&buyer.email, &buyer.password));
        let url = &self.url;
        format!(
            "curl -s '{url}/api/v1/match?top=3' -H \"Authorization: Bearer $(curl -s {url}/api/v1/auth/token \
             -H 'Content-Type: application/json' -d '{{\"email\":\"{email}\",\"password\":\"{password}\"}}' \
             | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\" -H 'Content-Type: application/json' \
             -H 'Accept-Language: {language}' -d '{body}'"
        )
    }
}
