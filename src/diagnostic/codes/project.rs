//! Codes of the manifest and the folder.

#[allow(unused_imports, reason = "an area may have no code yet")]
use super::{Code, Severity};

codes! {}
