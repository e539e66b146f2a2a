//! What everything shares: built the same way by the server, the command line and the tests.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SubsecRound as _, Utc};
use sea_orm::DatabaseConnection;

use crate::accounts::{Accounts, Actor};
use crate::attachments::Attachments;
use crate::config::Settings;
use crate::introductions::Calendar;
use crate::notifications::Notifications;
use crate::opportunities::{Alerts, OpenDemand};
use crate::quotes::rates::Rates;
use crate::suppliers::today;
use crate::sync::IndexHandle;
use crate::{Result, db};

/// The running service without its doors. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    /// The database: the only truth.
    pub db: DatabaseConnection,
    /// Settings as loaded at start.
    pub settings: Arc<Settings>,
    /// The search index of this process.
    pub index: Arc<IndexHandle>,
    /// What day and time it is.
    pub clock: Clock,
    /// Password hashing, signing keys and attempt counters.
    pub accounts: Arc<Accounts>,
    /// Open requests, understood once.
    pub demand: Arc<OpenDemand>,
    /// Which suppliers fit which requests, to be told when that turns.
    pub alerts: Arc<Alerts>,
    /// Whom the browsable document signs in as. Only a demonstration has one.
    pub visitor: Option<Actor>,
    /// Which days are working days, for everything that is due.
    pub calendar: Arc<Calendar>,
    /// Exchange rates as loaded at start.
    pub rates: Arc<Rates>,
    /// How notices leave the service, and who listens to a stream of them.
    pub notifications: Arc<Notifications>,
    /// Where files of requests are kept, and who scans them.
    pub attachments: Arc<Attachments>,
}

impl App {
    /// Connects, migrates where the settings say so, and opens the index.
    ///
    /// # Errors
    /// Fails when the database or the index folder cannot be used.
    pub async fn start(settings: Settings) -> Result<Self> {
        Self::start_at(settings, Clock::system()).await
    }

    /// As [`App::start`], with a clock of the caller's.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn start_at(settings: Settings, clock: Clock) -> Result<Self> {
        let settings = Arc::new(settings);
        let db = db::connect(&settings.database).await?;
        if settings.database.migrate_on_start {
            db::migrate(&db).await?;
        }
        let index = Arc::new(IndexHandle::new(&settings)?);
        let accounts = Arc::new(Accounts::new(&settings)?);
        let demand = Arc::new(OpenDemand::new(index.engine()));
        let rates = Arc::new(Rates::load(&settings.quotes.exchange_rates)?);
        let calendar = Arc::new(Calendar::new(&settings.introductions.holidays));
        let notifications = Arc::new(Notifications::new(&settings)?);
        let attachments = Arc::new(Attachments::new(&settings));
        Ok(Self {
            db,
            settings,
            index,
            clock,
            accounts,
            demand,
            alerts: Arc::default(),
            calendar,
            rates,
            notifications,
            attachments,
            visitor: None,
        })
    }

    /// Now, to the microsecond: the precision that both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The day it is in Vietnam, where deadlines and certificates are judged.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        today(self.now())
    }
}

/// Tells the time; tests tell their own.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The clock of the machine.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Utc::now)
    }

    /// A clock that asks `now`.
    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now, to the microsecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)().trunc_subsecs(6)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
