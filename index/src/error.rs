//! What can go wrong in the engine.

/// An engine error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Ranking weights that do not read.
    #[error("ranking weights: {0}")]
    Config(String),
    /// Another process writes to the index folder.
    #[error("another process is using the index folder")]
    Busy,
    /// The index folder holds another schema or vocabulary version, or none.
    #[error("the index folder has another schema")]
    OtherSchema,
    /// The index folder is damaged.
    #[error("the index folder is damaged: {0}")]
    Damaged(String),
    /// The search library failed.
    #[error("search: {0}")]
    Search(#[from] tantivy::TantivyError),
    /// The file system failed.
    #[error("index folder: {0}")]
    Io(#[from] std::io::Error),
}
