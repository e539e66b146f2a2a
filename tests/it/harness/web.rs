//! A caller over a real port.

use std::time::Duration;

/// A client that gives up after half a minute.
pub(crate) fn web_client() -> reqwest::Client {
    // Without TLS features of its own choosing the library asks the process; once is enough.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap()
}
