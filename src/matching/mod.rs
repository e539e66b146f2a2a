//! Matching: ranking suppliers for a request, and keeping what was shown.
//!
//! The engine judges; this room decides who may ask, drops suppliers that are published no more,
//! and keeps runs so that they read back as they were.

use chrono::{DateTime, Utc};
use index::RankOptions;
use index::matching::{Counts, Match, Ranking};
use index::request::SourcingRequest;
use index::understand::Understanding;
use uuid::Uuid;

use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::sync::Checkpoint;
use crate::{Error, Result, sourcing};

mod store;

pub use store::keep;

/// The noun of this room in `Error::NotFound`.
pub(crate) const NOUN: &str = "match_run";
/// Suppliers shown where the caller does not say.
pub const DEFAULT_TOP: usize = 20;
/// Most suppliers shown.
pub const MAX_TOP: usize = 100;

/// A ranking that was kept, with everything that produced it.
#[derive(Debug, Clone)]
pub struct Run {
    /// Identifier.
    pub id: Uuid,
    /// The sourcing request.
    pub request_id: Uuid,
    /// Its version then.
    pub request_version: i64,
    /// The request as it was then.
    pub request: SourcingRequest,
    /// What was read out of it.
    pub understood: Understanding,
    /// How the suppliers judged came out.
    pub counts: Counts,
    /// The must that most often failed, in words.
    pub commonest_gap: Option<String>,
    /// Suppliers as they were shown, best first.
    pub results: Vec<RunResult>,
    /// Version of the taxonomy.
    pub taxonomy_version: String,
    /// Version of the ranking weights.
    pub ranking_version: String,
    /// Where the index stood: `epoch:seq`.
    pub index_checkpoint: String,
    /// Language of the explanations.
    pub locale: String,
    /// When it was run.
    pub created_at: DateTime<Utc>,
    /// Suppliers of this run whose profiles have changed or gone since they were judged.
    pub changed_since: Vec<Uuid>,
}

/// One supplier in a run.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// The match as it was shown.
    pub result: Match,
    /// Version of the profile that was judged.
    pub supplier_version: i64,
}

/// A run without its results, for lists.
#[derive(Debug, Clone)]
pub struct RunSummary {
    /// Identifier.
    pub id: Uuid,
    /// Version of the request that was ranked.
    pub request_version: i64,
    /// How the suppliers judged came out.
    pub counts: Counts,
    /// Version of the taxonomy.
    pub taxonomy_version: String,
    /// Version of the ranking weights.
    pub ranking_version: String,
    /// When it was run.
    pub created_at: DateTime<Utc>,
}

/// Ranks suppliers for a request and keeps nothing.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the request; `index_unavailable`, `search_busy`.
pub async fn rank(
    app: &App,
    actor: &Actor,
    mut request: SourcingRequest,
    top: usize,
) -> Result<Ranking> {
    sourcing::validate::request(&mut request)?;
    let (mut ranking, _) = judge(app, actor, &request, top).await?;
    let versions = store::versions(&app.db, &supplier_ids(&ranking)?, i64::MAX).await?;
    keep_published(&mut ranking, &versions);
    Ok(ranking)
}

/// A ranking of a sourcing request that is not kept yet.
#[derive(Debug)]
pub struct Judged {
    sourcing: sourcing::Sourcing,
    ranking: Ranking,
    position: Checkpoint,
}

/// Ranks suppliers for a sourcing request. The buyer may do so for its own, an agency for those
/// that are open to agencies.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; `index_unavailable`, `search_busy`.
pub async fn judge_request(
    app: &App,
    actor: &Actor,
    request_id: Uuid,
    top: usize,
) -> Result<Judged> {
    let sourcing = sourcing::find_to_broker(&app.db, actor, request_id).await?;
    if actor.role == Role::Supplier {
        return Err(Error::Forbidden);
    }
    let (ranking, position) = judge(app, actor, &sourcing.request, top).await?;
    Ok(Judged { sourcing, ranking, position })
}

/// A run as it was shown, and which of its suppliers have changed since.
///
/// # Errors
/// [`Error::NotFound`] also for the run of another organisation.
pub async fn find_run(app: &App, actor: &Actor, request_id: Uuid, run_id: Uuid) -> Result<Run> {
    sourcing::find(&app.db, actor, request_id).await?;
    store::find(&app.db, actor, request_id, run_id).await
}

/// Runs of a sourcing request that the actor's organisation made, newest first, from `before` on.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list_runs(
    app: &App,
    actor: &Actor,
    request_id: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<RunSummary>> {
    sourcing::find(&app.db, actor, request_id).await?;
    store::list(&app.db, actor, request_id, before, limit).await
}

/// Ranks on the current index; also says where that index stands. Whom the actor's organisation has
/// on its own block list it is not shown.
async fn judge(
    app: &App,
    actor: &Actor,
    request: &SourcingRequest,
    top: usize,
) -> Result<(Ranking, Checkpoint)> {
    let blocked = sourcing::blocked_by(&app.db, actor.organisation).await?;
    let top = top.clamp(1, MAX_TOP);
    let options = RankOptions {
        today: app.today(),
        top: top + blocked.len(),
        locale: actor.locale,
        seed: seed(&request.id),
    };
    let request = request.clone();
    // Read before ranking: if the index moves on meanwhile, a profile counts as changed that was
    // judged in its new form, never the other way round.
    let position = app.index.position().ok_or(Error::Unavailable("index_unavailable"))?;
    let mut ranking = app.index.read(move |searcher| searcher.rank(&request, &options)).await?;
    ranking.results.retain(|one| one.supplier.parse().is_ok_and(|id| !blocked.contains(&id)));
    ranking.results.truncate(top);
    Ok((ranking, position))
}

/// The same request breaks ties the same way; another one, another way.
fn seed(id: &str) -> u64 {
    use std::hash::Hasher as _;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(id.as_bytes());
    hasher.finish()
}

fn supplier_ids(ranking: &Ranking) -> Result<Vec<Uuid>> {
    ranking
        .results
        .iter()
        .map(|result| Uuid::parse_str(&result.supplier).map_err(Error::internal))
        .collect()
}

/// The database is the truth: what was withdrawn while the index lagged is not shown.
fn keep_published(ranking: &mut Ranking, versions: &store::Versions) {
    ranking.results.retain(|result| {
        Uuid::parse_str(&result.supplier).is_ok_and(|id| versions.contains_key(&id))
    });
    for (result, rank) in ranking.results.iter_mut().zip(1..) {
        result.rank = rank;
    }
}
