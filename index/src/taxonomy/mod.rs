//! The vocabulary: concepts in five languages, certificates, places, segments, units.
