//! Opening hours.

use serde::{Deserialize, Serialize};

use super::Clock;

/// `hours`: when something is open, in the contact's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hours {
    /// The spans of a week, one per day on which one begins, in the order of the text.
    pub spans: Vec<OpenSpan>,
}

/// A span of one day. Its start belongs to it, its end does not. One that ends no later than it starts runs over
/// midnight, so from midnight to midnight is the whole day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSpan {
    /// The day on which it begins: 0 is Monday, 6 is Sunday.
    pub day: u8,
    /// The first minute.
    pub from: Clock,
    /// The minute after the last.
    pub to: Clock,
}

impl OpenSpan {
    /// Whether it ends on the day after the one on which it begins.
    pub fn is_over_midnight(&self) -> bool {
        self.to <= self.from
    }
}
