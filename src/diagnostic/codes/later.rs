//! Codes of what parses and does not run yet. F0909 is retired.

use super::{Code, Severity};

codes! {
    /// `broadcast`
    BROADCAST_LATER = "F0901" "broadcast-not-yet" Error;
    /// `languages`
    LANGUAGES_LATER = "F0902" "languages-not-yet" Error;
}
