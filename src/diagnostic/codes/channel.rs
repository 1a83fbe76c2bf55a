//! Codes of what is outside: channels and actions.

use super::{Code, Severity};

codes! {
    /// A text that is longer than any message.
    TEXT_TOO_LONG = "F0801" "text-too-long" Warning;
    /// Words under a picture that a channel sends as a message of their own.
    CAPTION_TOO_LONG = "F0802" "caption-too-long" Info;
    /// More buttons than a message shows.
    TOO_MANY_BUTTONS = "F0803" "too-many-buttons" Warning;
    /// Media that a channel cannot carry.
    MEDIA_OUT_OF_REACH = "F0804" "media-out-of-reach" Warning;
    /// An action may fail, and nothing is said for that.
    MISSING_ERROR_BRANCH = "F0805" "missing-error-branch" Warning;
}
