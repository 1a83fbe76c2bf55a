//! Codes of the contact's data: what is read, set, added, reached and offered.

use super::{Code, Severity};

codes! {
    /// A value is read where nothing can have set it yet.
    READ_BEFORE_SET = "F0600" "read-before-set" Warning;
    /// A value is read that is not set on every way to it.
    MAY_BE_EMPTY = "F0601" "may-be-empty" Warning;
    /// A field is read, and nothing in the project sets it.
    NEVER_SET = "F0602" "never-set" Warning;
    /// A field is set, and nothing in the project reads it.
    SET_NEVER_READ = "F0603" "set-never-read" Info;
    /// A tag is tested or removed, and nothing adds it.
    TAG_NEVER_ADDED = "F0604" "tag-never-added" Warning;
    /// A goal is declared, and nothing reaches it.
    GOAL_NEVER_REACHED = "F0605" "goal-never-reached" Warning;
    /// A route for a button that no message has.
    BUTTON_NEVER_SHOWN = "F0650" "button-never-shown" Info;
}
