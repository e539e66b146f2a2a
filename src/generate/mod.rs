//! Generated suppliers and requests.
