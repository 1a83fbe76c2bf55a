//! Codes of what parses and does not run yet.

use super::{Code, Severity};

codes! {
    /// `broadcast`
    BROADCAST_LATER = "F0901" "broadcast-not-yet" Error;
    /// `languages`
    LANGUAGES_LATER = "F0902" "languages-not-yet" Error;
    /// `visit`
    VISIT_LATER = "F0903" "visit-not-yet" Error;
    /// `for each`
    FOR_EACH_LATER = "F0904" "for-each-not-yet" Error;
    /// `hours`
    HOURS_LATER = "F0907" "hours-not-yet" Error;
    /// `moved`, `drop`
    MOVED_LATER = "F0909" "moved-not-yet" Error;
    /// `end with`
    END_WITH_LATER = "F0910" "end-with-not-yet" Error;
}
