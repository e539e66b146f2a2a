//! Rights as extractors: a handler that names [`Buyer`] runs for buyers only.
//!
//! Each reads the bearer token, checks it and its session, then asks `accounts::policy`.

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;

pub use crate::accounts::Actor;
use crate::accounts::policy::{self, Action};
use crate::app::App;
use crate::http::locale;
use crate::{Error, Result};

/// Anybody, known or not. A token that is present must be good.
#[derive(Debug, Clone, Copy)]
pub struct MaybeSigned(pub Option<Actor>);

/// Anybody who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Signed(pub Actor);

macro_rules! right {
    ($name:ident, $action:expr, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub Actor);

        impl FromRequest for $name {
            type Error = Error;
            type Future = LocalBoxFuture<'static, Result<Self>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                async move {
                    let actor = known(&request).await?;
                    policy::require(&actor, $action)?;
                    Ok(Self(actor))
                }
                .boxed_local()
            }
        }
    };
}

right!(Buyer, Action::Buy, "A buyer.");
right!(SupplierSide, Action::KeepProfiles, "A supplier, an agency or an administrator.");
right!(BuyerOrAgency, Action::Broker, "A buyer, an agency or an administrator.");
right!(Agency, Action::RunDirectory, "An agency or an administrator.");
right!(Admin, Action::Administer, "An administrator.");

impl FromRequest for Signed {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move { known(&request).await.map(Self) }.boxed_local()
    }
}

impl FromRequest for MaybeSigned {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move {
            if request.headers().contains_key(AUTHORIZATION) {
                known(&request).await.map(|actor| Self(Some(actor)))
            } else {
                Ok(Self(None))
            }
        }
        .boxed_local()
    }
}

async fn known(request: &HttpRequest) -> Result<Actor> {
    let app = request
        .app_data::<web::Data<App>>()
        .ok_or_else(|| Error::internal("the app is not registered"))?;
    let header =
        request.headers().get(AUTHORIZATION).ok_or(Error::Unauthenticated("token_missing"))?;
    let token = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Error::Unauthenticated("token_invalid"))?;
    crate::accounts::authenticate(app, token, locale::of(request.headers())).await
}
