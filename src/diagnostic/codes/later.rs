//! Codes of what parses and does not run yet.

#[allow(unused_imports, reason = "an area may have no code yet")]
use super::{Code, Severity};

codes! {}
