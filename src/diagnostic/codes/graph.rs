//! Codes of routers, reachability, cycles, waits.

#[allow(unused_imports, reason = "an area may have no code yet")]
use super::{Code, Severity};

codes! {}
