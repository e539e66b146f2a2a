//! Where a webhook may lead: to the public internet, never into the network that this runs in.
//!
//! The name is resolved here, every address that it has is checked, and the connection is made to
//! those very addresses: a name that resolves to something else a moment later gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::Url;

/// How long a name may take to resolve.
const RESOLVE: Duration = Duration::from_secs(5);

/// Why nothing is sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The name has no address, or nobody says which.
    Unresolved,
    /// It leads where it must not.
    Forbidden,
}

/// What is wrong with an address as its owner wrote it, as the code of a fault.
pub(super) fn fault_of(url: &str, allow_loopback: bool) -> Option<&'static str> {
    let Ok(url) = Url::parse(url) else { return Some("webhook_url_form") };
    let plain = url.scheme() == "http" && allow_loopback;
    if url.scheme() != "https" && !plain {
        return Some("webhook_url_scheme");
    }
    let secretive = !url.username().is_empty() || url.password().is_some();
    if secretive || url.fragment().is_some() || url.host_str().is_none() {
        return Some("webhook_url_form");
    }
    match literal(&url) {
        Some(address) if !allowed(address, allow_loopback) => Some("webhook_url_address"),
        _ => None,
    }
}

/// The addresses of a webhook, all of them allowed.
///
/// # Errors
/// [`Refused`] when there is none, or any that is not allowed.
pub(super) async fn resolve(url: &Url, allow_loopback: bool) -> Result<Vec<SocketAddr>, Refused> {
    let host = url.host_str().ok_or(Refused::Unresolved)?;
    let port = url.port_or_known_default().ok_or(Refused::Unresolved)?;
    let addresses: Vec<SocketAddr> = match literal(url) {
        Some(address) => vec![SocketAddr::new(address, port)],
        None => tokio::time::timeout(RESOLVE, tokio::net::lookup_host((host, port)))
            .await
            .map_err(|_| Refused::Unresolved)?
            .map_err(|_| Refused::Unresolved)?
            .collect(),
    };
    if addresses.is_empty() {
        return Err(Refused::Unresolved);
    }
    if addresses.iter().all(|address| allowed(address.ip(), allow_loopback)) {
        Ok(addresses)
    } else {
        Err(Refused::Forbidden)
    }
}

/// An address that is written as numbers. The parser has already made one form of the many that
/// there are (`0x7f.1`, `2130706433`).
fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether something may be sent to an address.
fn allowed(address: IpAddr, allow_loopback: bool) -> bool {
    let address = address.to_canonical();
    (allow_loopback && address.is_loopback())
        || match address {
            IpAddr::V4(address) => is_public_v4(address),
            IpAddr::V6(address) => is_public_v6(address),
        }
}

/// Not one of the special-purpose blocks of RFC 6890 and its successors.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmarking = a == 198 && (18..20).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    !(a == 0
        || a >= 224
        || shared
        || benchmarking
        || protocols
        || relay
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation())
}

/// Global unicast (2000::/3), without the blocks in it that lead elsewhere: those that hold an IPv4
/// address (6to4, Teredo), protocol assignments and documentation.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let protocols = first == 0x2001 && second < 0x0200;
    let documentation = (first == 0x2001 && second == 0x0db8) || first & 0xfff0 == 0x3ff0;
    let six_to_four = first == 0x2002;
    global && !protocols && !documentation && !six_to_four
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(text: &str) -> bool {
        allowed(text.parse().unwrap(), false)
    }

    #[test]
    fn only_public_addresses_are_allowed() {
        for public in ["8.8.8.8", "103.1.208.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_allowed(public), "{public}");
        }
        for inner in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fec0::1",
            "100::1",
        ] {
            assert!(!is_allowed(inner), "{inner}");
        }
        assert!(allowed("127.0.0.1".parse().unwrap(), true));
        assert!(allowed("::ffff:127.0.0.1".parse().unwrap(), true));
        assert!(!allowed("10.0.0.1".parse().unwrap(), true));
        assert!(!allowed("169.254.169.254".parse().unwrap(), true));
    }

    #[test]
    fn an_address_is_checked_in_whatever_form_it_is_written() {
        let strict = |url| fault_of(url, false);
        assert_eq!(strict("https://hooks.example.com/khop?v=1"), None);
        for url in ["hooks.example.com", "https://", "https://a@b.example/", "https://b.example/#x"]
        {
            assert_eq!(strict(url), Some("webhook_url_form"), "{url}");
        }
        for url in ["http://b.example/", "ftp://b.example/", "file:///etc/passwd"] {
            assert_eq!(strict(url), Some("webhook_url_scheme"), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "https://0x7f.1/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/",
            "https://１２７.0.0.1/",
        ] {
            assert_eq!(strict(url), Some("webhook_url_address"), "{url}");
        }
        assert_eq!(fault_of("http://127.0.0.1:9000/", true), None);
        assert_eq!(fault_of("http://192.168.0.1/", true), Some("webhook_url_address"));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused() {
        let url = Url::parse("https://localhost:8443/").unwrap();
        assert_eq!(resolve(&url, false).await, Err(Refused::Forbidden));
        assert!(resolve(&url, true).await.unwrap().iter().all(|at| at.ip().is_loopback()));
    }
}
