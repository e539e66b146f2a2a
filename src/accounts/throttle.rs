//! Attempt counters: how often one address may try to sign in or register.
//!
//! Keys are hashed into a fixed number of buckets with a seed of this process: memory is bounded
//! whatever comes, and nobody can choose whose bucket to fill. Each process counts for itself.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::ThrottleSettings;
use crate::{Error, Result};

/// Buckets per counter.
const BUCKETS: u64 = 65_536;

/// All counters.
pub(super) struct Throttle {
    seed: RandomState,
    sign_ins: DefaultKeyedRateLimiter<u64>,
    sign_ins_of_address: DefaultKeyedRateLimiter<u64>,
    registrations: DefaultKeyedRateLimiter<u64>,
}

impl Throttle {
    pub(super) fn new(settings: &ThrottleSettings) -> Self {
        let some = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            seed: RandomState::new(),
            sign_ins: RateLimiter::keyed(Quota::per_minute(some(settings.sign_ins_per_minute))),
            sign_ins_of_address: RateLimiter::keyed(Quota::per_minute(some(
                settings.sign_ins_per_address_per_minute,
            ))),
            registrations: RateLimiter::keyed(Quota::per_hour(some(
                settings.registrations_per_hour,
            ))),
        }
    }

    /// Counts an attempt to sign in.
    pub(super) fn sign_in(&self, email: &str, address: &str) -> Result<()> {
        self.count(&self.sign_ins_of_address, address)?;
        self.count(&self.sign_ins, (email, address))
    }

    /// Counts a registration.
    pub(super) fn registration(&self, address: &str) -> Result<()> {
        self.count(&self.registrations, address)
    }

    fn count(&self, limit: &DefaultKeyedRateLimiter<u64>, key: impl std::hash::Hash) -> Result<()> {
        let bucket = self.seed.hash_one(key) % BUCKETS;
        limit.check_key(&bucket).map_err(|refused| Error::TooMany {
            retry_after: refused.wait_time_from(DefaultClock::default().now()),
        })
    }
}

impl fmt::Debug for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Throttle")
    }
}
