//! Passwords: which are good enough, and how they are kept (Argon2id).
//!
//! Hashing costs memory and time on purpose: it runs on the blocking pool, a few at once, and a
//! queue that grows too long is refused instead of served late.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization as _;
use zxcvbn::Score;

use crate::config::AccountSettings;
use crate::{Error, Fault, Result};

/// Shortest password, in characters.
const SHORTEST: usize = 10;
/// Longest password, in characters: estimating its strength costs more with every one.
const LONGEST: usize = 128;
/// Callers that may wait for a free hasher.
const LONGEST_QUEUE: usize = 50;

/// Hashes and verifies.
#[derive(Debug)]
pub(super) struct Passwords {
    params: Params,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Hash of nothing anybody knows: verified for unknown accounts, so that they take as long.
    decoy: String,
}

impl Passwords {
    pub(super) fn new(settings: &AccountSettings) -> Result<Self> {
        let params = Params::new(settings.argon2_memory_kib, settings.argon2_iterations, 1, None)
            .map_err(|error| Error::internal(error.to_string()))?;
        let decoy = hash_now(&params, &uuid::Uuid::new_v4().to_string())?;
        let permits = Arc::new(Semaphore::new(settings.password_hashes_at_once));
        Ok(Self { params, permits, waiting: AtomicUsize::new(0), decoy })
    }

    /// Argon2id of a password, in PHC form.
    pub(super) async fn hash(&self, password: &SecretString) -> Result<String> {
        let (params, password) = (self.params.clone(), normal(password));
        self.run(move || hash_now(&params, password.expose_secret())).await
    }

    /// Whether the password belongs to the hash. Without a hash it takes as long and says no.
    pub(super) async fn verify(&self, password: &SecretString, hash: Option<&str>) -> Result<bool> {
        if password.expose_secret().chars().count() > LONGEST {
            return Ok(false);
        }
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy).to_owned();
        let password = normal(password);
        let fits = self
            .run(move || {
                let hash =
                    PasswordHash::new(&hash).map_err(|error| Error::internal(error.to_string()))?;
                let argon = Argon2::default();
                Ok(argon.verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(fits && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Place::take(&self.waiting).ok_or(Error::Unavailable("busy"))?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(Error::internal)?;
        drop(place);
        // The permit goes along: a caller who hangs up does not free the hasher it still uses.
        spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

/// A place in the queue, given back even when the caller hangs up.
struct Place<'q>(&'q AtomicUsize);

impl<'q> Place<'q> {
    fn take(waiting: &'q AtomicUsize) -> Option<Self> {
        let place = Self(waiting);
        (waiting.fetch_add(1, Ordering::Relaxed) < LONGEST_QUEUE).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn hash_now(params: &Params, password: &str) -> Result<String> {
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash: PasswordHash = argon
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

/// The same password typed on two keyboards is the same password.
fn normal(password: &SecretString) -> SecretString {
    password.expose_secret().nfkc().collect::<String>().into()
}

/// What is wrong with a new password, at most one fault. `about` are words that the person would
/// think of: name, organisation.
pub(super) fn fault(password: &SecretString, email: &str, about: &[&str]) -> Option<Fault> {
    let fault = |code| Some(Fault::new("password", code));
    let password = normal(password);
    let text = password.expose_secret();
    let length = text.chars().count();
    if length < SHORTEST {
        return fault("password_too_short").map(|fault| fault.with("min", SHORTEST));
    }
    if length > LONGEST {
        return fault("password_too_long").map(|fault| fault.with("max", LONGEST));
    }
    let folded = text.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    if folded.contains(email) || (local.chars().count() >= 4 && folded.contains(local)) {
        return fault("password_contains_email");
    }
    let inputs: Vec<&str> = about.iter().copied().chain([email, local]).collect();
    if zxcvbn::zxcvbn(text, &inputs).score() < Score::Three {
        return fault("password_guessable");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        fault(&password.into(), "berta@hoang-ha.vn", &["Berta Weber"]).map(|fault| fault.code)
    }

    #[test]
    fn good_passwords_pass_in_any_script() {
        for password in ["cầu Long Biên mưa phùn", "가을하늘 공활한데 높고", "vK7#qLz9!mWt2"]
        {
            assert_eq!(code(password), None, "{password}");
        }
    }

    #[test]
    fn bad_passwords_say_why() {
        assert_eq!(code("ngắn"), Some("password_too_short"));
        assert_eq!(code(&"x".repeat(129)), Some("password_too_long"));
        assert_eq!(code("tôi là BERTA@hoang-ha.vn!"), Some("password_contains_email"));
        assert_eq!(code("Berta-2026-xyz-qrs"), Some("password_contains_email"));
        assert_eq!(code("password123"), Some("password_guessable"));
    }

    #[actix_web::test]
    async fn a_password_is_the_same_composed_and_decomposed() {
        let mut settings = crate::config::Settings::defaults().unwrap().accounts;
        settings.argon2_memory_kib = 64;
        settings.argon2_iterations = 1;
        let passwords = Passwords::new(&settings).unwrap();
        let hash = passwords.hash(&"cầu Long Biên".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        let decomposed: String = "cầu Long Biên".nfd().collect();
        assert!(passwords.verify(&decomposed.into(), Some(&hash)).await.unwrap());
        assert!(!passwords.verify(&"cau Long Bien".into(), Some(&hash)).await.unwrap());
        assert!(!passwords.verify(&"cầu Long Biên".into(), None).await.unwrap());
    }
}
