//! Logs: text for people, JSON for machines.
