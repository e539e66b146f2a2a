//! Where results and remarks go: results through one locked, buffered writer, remarks to standard
//! error.

use std::io::{self, BufWriter, StdoutLock, Write};

/// Standard output, locked and buffered. Flush it when done: a failure shows only then.
pub(super) fn results() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// One line to standard error. That it cannot be written is nothing anybody could be told.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
