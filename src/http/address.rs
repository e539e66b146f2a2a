//! Where a request comes from, for limits on attempts: never logged, never kept.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::app::App;
use crate::{Error, Result};

/// The network address of a caller: an IPv4 address, or the /64 that an IPv6 customer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress(pub String);

impl FromRequest for ClientAddress {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    /// Believes `X-Forwarded-For` only where the settings say that a proxy overwrites it, and
    /// then only its last entry: the others are the caller's to invent.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let trusted =
            request.app_data::<web::Data<App>>().is_some_and(|app| app.settings.server.trust_proxy);
        let forwarded = request
            .headers()
            .get_all("x-forwarded-for")
            .last()
            .filter(|_| trusted)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.rsplit(',').next())
            .and_then(|value| value.trim().parse().ok());
        let address = forwarded.or_else(|| request.peer_addr().map(|peer| peer.ip()));
        ready(Ok(Self(address.map_or_else(|| "unknown".to_owned(), network))))
    }
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_caller() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
