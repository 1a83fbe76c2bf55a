//! How a command ends.

use std::process::{ExitCode, Termination};

/// How a command ends, as the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it did what it was asked to.
    Done = 0,
    /// 1: the project has errors, or a test failed; an editor left without a goodbye.
    Findings = 1,
    /// 2: it was asked wrongly, or the machine does not let it: no such folder, a port that is taken, a missing variable.
    Usage = 2,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
