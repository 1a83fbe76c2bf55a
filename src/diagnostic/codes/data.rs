//! Codes of a contact's data: what is read before it is set, what is never set, what is offered to nobody.

use super::{Code, Severity};

codes! {
    /// A route for a button that no message has.
    BUTTON_NEVER_SHOWN = "F0650" "button-never-shown" Info;
}
