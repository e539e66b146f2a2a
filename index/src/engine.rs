//! The engine: one vocabulary, one set of weights.

use std::sync::Arc;

use crate::{
    Compiled, Language, RankOptions, RankingConfig, compile,
    matching::{Ranking, rank},
    profile::Profile,
    request::SourcingRequest,
    understand::{self, Understanding},
};

/// Understands, compiles and ranks. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    config: Arc<RankingConfig>,
}

impl Engine {
    /// An engine with these weights.
    #[must_use]
    pub fn new(config: RankingConfig) -> Self {
        Self { config: Arc::new(config) }
    }

    /// The weights.
    #[must_use]
    pub fn config(&self) -> &RankingConfig {
        &self.config
    }

    /// What is read out of a request.
    #[must_use]
    pub fn understand_request(&self, request: &SourcingRequest) -> Understanding {
        understand::request::understand(request)
    }

    /// What is read out of a bare text; its language is detected where it is not given.
    #[must_use]
    pub fn understand_text(&self, text: &str, language: Option<Language>) -> Understanding {
        understand::request::understand_text(text, language)
    }

    /// Reads a profile, once, so that it can be judged many times.
    #[must_use]
    pub fn compile(&self, profile: &Profile) -> Compiled {
        compile::compile(profile)
    }

    /// Judges every supplier at hand and ranks those that offer what is asked.
    #[must_use]
    pub fn rank(
        &self,
        suppliers: &[Compiled],
        request: &SourcingRequest,
        options: &RankOptions,
    ) -> Ranking {
        self.rank_understood(suppliers, request, self.understand_request(request), options)
    }

    /// Ranks for what was understood of the request, or for a part of it.
    #[must_use]
    pub fn rank_understood(
        &self,
        suppliers: &[Compiled],
        request: &SourcingRequest,
        understood: Understanding,
        options: &RankOptions,
    ) -> Ranking {
        rank::rank(suppliers, request, understood, &self.config, *options)
    }
}
