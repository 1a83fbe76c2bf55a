//! What a code is.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The program cannot run.
    Error,
    /// It runs, and does something that is probably not meant.
    Warning,
    /// Worth knowing.
    Info,
}

/// A kind of finding. Its id is never used for another kind, its name is what people write in the manifest.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `F0001`.
    pub id: &'static str,
    /// `missing-text`.
    pub name: &'static str,
    /// How bad it is unless the manifest says otherwise.
    pub severity: Severity,
    /// What `flowc explain` prints: Markdown with a wrong example and the same one right.
    pub page: &'static str,
}
