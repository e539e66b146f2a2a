//! Which statements a call runs, as the database driver reports them: deterministic, where a time is not.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Mutex, OnceLock};

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use tracing::field::{Field, Visit};
use tracing::{Event, Instrument as _, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// A statement, and how many rows it gave back and changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) rows: u64,
    pub(crate) changed: u64,
}

/// What ends a count.
const LAST: &str = "SELECT 'counted'";

/// Runs `work` and says which statements it ran, in order. The database must have one connection: the
/// driver of SQLite tells of a statement after its answer, but before the next one.
pub(crate) async fn statements<T>(
    db: &DatabaseConnection,
    work: impl Future<Output = T>,
) -> (T, Vec<Statement>) {
    listen();
    let span = tracing::info_span!(target: "counted", "counted");
    let id = span.id().unwrap().into_u64();
    let whole = async {
        let value = work.await;
        db.execute_unprepared(LAST).await.unwrap();
        value
    };
    let value = whole.instrument(span).await;
    let ran = SEEN.get().unwrap().lock().unwrap().remove(&id).unwrap_or_default();
    (value, ran.into_iter().filter(|one| one.sql != LAST).collect())
}

static SEEN: OnceLock<Mutex<HashMap<u64, Vec<Statement>>>> = OnceLock::new();

/// Listens in every thread: SQLite runs its statements in threads of their own.
fn listen() {
    SEEN.get_or_init(|| {
        let subscriber = tracing_subscriber::registry().with(Counter);
        tracing::subscriber::set_global_default(subscriber).unwrap();
        Mutex::default()
    });
}

struct Counter;

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" || *event.metadata().level() > Level::DEBUG {
            return;
        }
        let Some(scope) = context.event_scope(event) else { return };
        let counted = scope.into_iter().find(|span| span.metadata().target() == "counted");
        let Some(counted) = counted else { return };
        let reader = Reader::default();
        let mut visitor = &reader;
        event.record(&mut visitor);
        let mut seen = SEEN.get().unwrap().lock().unwrap();
        seen.entry(counted.id().into_u64()).or_default().push(reader.0.into_inner());
    }
}

/// Reads the fields of the driver.
#[derive(Default)]
struct Reader(RefCell<Statement>);

impl Visit for &Reader {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "rows_returned" => self.0.borrow_mut().rows = value,
            "rows_affected" => self.0.borrow_mut().changed = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        // The whole statement where it is long, else its summary.
        let mut statement = self.0.borrow_mut();
        let whole = field.name() == "db.statement" && !value.trim().is_empty();
        if whole || field.name() == "summary" && statement.sql.is_empty() {
            statement.sql = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, format!("{value:?}").trim_matches('"'));
    }
}
