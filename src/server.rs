//! The server: middleware order, doors, graceful stop.
