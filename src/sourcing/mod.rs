//! Sourcing requests.
