//! The binary `khop`.

fn main() {}
