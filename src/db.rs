//! The database: connecting, migrating, and the one way to begin a transaction.
//!
//! SQLite and PostgreSQL alike. A plain `begin` on SQLite is deferred and fails under contention
//! when it turns from reading to writing, so everything that writes goes through [`write_tx`].

use std::path::Path;
use std::time::Duration;

use migration::MigratorTrait as _;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use secrecy::ExposeSecret as _;

use crate::config::DatabaseSettings;
use crate::{Error, Result};

/// What rooms pass on without asking what it is: a connection to read from, a transaction to write
/// in. Only their stores know more.
pub use sea_orm::{ConnectionTrait as Connection, DatabaseTransaction as Transaction};

/// Any number: the same for every process, so that only one of them migrates at a time.
const MIGRATION_LOCK: i64 = 0x6b68_6f70;

/// Connects to SQLite or PostgreSQL, as the URL says. Creates a SQLite file that is missing.
///
/// # Errors
/// Fails when the database cannot be reached; the error does not name the URL.
pub async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection> {
    let url = settings.url.expose_secret().to_owned();
    create_parent_of_sqlite_file(&url)?;
    let mut options = ConnectOptions::new(url);
    let statement_timeout = settings.statement_timeout_seconds;
    options
        .max_connections(settings.max_connections)
        .acquire_timeout(Duration::from_secs(settings.acquire_timeout_seconds))
        .map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
        })
        .map_sqlx_postgres_opts(move |options| {
            options.options([
                ("statement_timeout", format!("{statement_timeout}s")),
                ("idle_in_transaction_session_timeout", "30s".to_owned()),
                ("lock_timeout", format!("{statement_timeout}s")),
            ])
        });
    if let (Ok(normal), Ok(slow)) = ("debug".parse(), "warn".parse()) {
        options.sqlx_logging_level(normal);
        options.sqlx_slow_statements_logging_settings(slow, Duration::from_millis(500));
    }
    Database::connect(options).await.map_err(|error| Error::internal(without_url(&error)))
}

/// Brings the schema up to date, all of it or nothing. Safe to run from several processes at once.
///
/// # Errors
/// Fails when a migration fails.
pub async fn migrate(db: &DatabaseConnection) -> Result<()> {
    write_tx(db, async |txn| {
        if txn.get_database_backend() == DbBackend::Postgres {
            txn.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
                .await?;
            txn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                .await?;
        }
        Ok(migration::Migrator::up(txn, None).await?)
    })
    .await
}

/// Runs `work` in a transaction and commits if it succeeds, else rolls back.
///
/// SQLite begins `IMMEDIATE`, so that writers queue instead of failing. `work` must not wait for
/// anything but the database.
///
/// # Errors
/// What `work` fails with, or an internal error when the database fails.
#[expect(clippy::disallowed_methods, reason = "this is the one place that begins a transaction")]
pub async fn write_tx<T>(
    db: &DatabaseConnection,
    work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T>,
) -> Result<T> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let txn = db.begin_with_options(options).await?;
    match work(&txn).await {
        Ok(value) => {
            txn.commit().await?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one that matters; a rollback that fails is a closed connection.
            if let Err(rollback) = txn.rollback().await {
                tracing::warn!(error = %rollback, "rollback failed");
            }
            Err(error)
        }
    }
}

/// Brings what a SQLite database has written into its one file, so that a copy of that file alone is
/// whole. For an orderly end; where somebody else still reads, their end does it.
pub async fn settle(db: &DatabaseConnection) {
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    if let Err(error) = db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await {
        tracing::warn!(%error, "the write-ahead log of the database stays beside it");
    }
}

/// Whether the database answers.
///
/// # Errors
/// Fails when it does not.
pub async fn ping(db: &DatabaseConnection) -> Result<()> {
    db.ping().await.map_err(|_| Error::Unavailable("database_unavailable"))
}

/// The file of a SQLite database.
pub(crate) fn sqlite_file(url: &str) -> Option<&Path> {
    url.strip_prefix("sqlite://").and_then(|rest| rest.split('?').next()).map(Path::new)
}

fn create_parent_of_sqlite_file(url: &str) -> Result<()> {
    let Some(path) = sqlite_file(url) else { return Ok(()) };
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(Error::internal)
        }
        _ => Ok(()),
    }
}

/// Connection errors of the driver quote the URL, which holds the password.
fn without_url(error: &sea_orm::DbErr) -> String {
    let text = error.to_string();
    let words = text.split_whitespace().map(|word| if word.contains("://") { "…" } else { word });
    format!("cannot connect to the database: {}", words.collect::<Vec<_>>().join(" "))
}
