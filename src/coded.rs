//! Words with a stable code: what the database, the interface and the papers call them. Each list
//! is written once; the code is its variant in snake case.

macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As stored and shown.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What a stored code means.
            ///
            /// # Errors
            /// An internal error for a code that was never stored.
            pub fn parse(code: &str) -> $crate::Result<Self> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::Error::internal(format!("unknown {} '{code}'", stringify!($name)))),
                }
            }
        }
    };
}

pub(crate) use coded;
