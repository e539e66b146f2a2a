//! Signatures of the Standard Webhooks scheme (specification 1.0): HMAC-SHA256 over
//! `id.timestamp.body` under the bytes of a `whsec_…` secret, as `v1,` and base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use rand::TryRng as _;
use sha2::Sha256;

use crate::{Error, Result};

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A new secret: 256 random bits.
///
/// # Errors
/// Fails when the system has no random numbers.
pub(super) fn new_secret() -> Result<String> {
    let mut bytes = [0_u8; 32];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// The signature of a message under one secret. `timestamp` is in seconds since 1970.
///
/// # Errors
/// Fails for what is no secret.
pub(super) fn sign(secret: &str, id: &str, timestamp: i64, body: &str) -> Result<String> {
    let encoded = secret.strip_prefix(PREFIX).ok_or_else(|| Error::internal("no secret"))?;
    let key = STANDARD.decode(encoded).map_err(Error::internal)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::internal)?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_signs_as_the_example_of_the_specification_does() {
        let body = r#"{"test": 2432232314}"#;
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signature = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secrets_differ_and_sign() {
        let (one, two) = (new_secret().unwrap(), new_secret().unwrap());
        assert_ne!(one, two);
        assert_ne!(sign(&one, "a", 1, "{}").unwrap(), sign(&two, "a", 1, "{}").unwrap());
    }
}
