//! Table `match_run`: one ranking, with everything that produced it.

use sea_orm::entity::prelude::*;

/// A match run as stored. Documents are JSON text, kept byte for byte.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "match_run")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sourcing request.
    pub request_id: Uuid,
    /// Its version when it was ranked.
    pub request_version: i64,
    /// The request as it was then.
    #[sea_orm(column_type = "Text")]
    pub request: String,
    /// What was read out of it.
    #[sea_orm(column_type = "Text")]
    pub understood: String,
    /// How many suppliers were judged, and how they came out.
    #[sea_orm(column_type = "Text")]
    pub counts: String,
    /// The must that most often failed, in words.
    #[sea_orm(column_type = "Text", nullable)]
    pub commonest_gap: Option<String>,
    /// Version of the taxonomy.
    pub taxonomy_version: String,
    /// Version of the ranking weights.
    pub ranking_version: String,
    /// `epoch:seq` of the index that answered.
    pub index_checkpoint: String,
    /// Language of the explanations.
    pub locale: String,
    /// Organisation that ran it.
    pub organisation_id: Uuid,
    /// Account that ran it.
    pub created_by_id: Uuid,
    /// When.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
