//! The web inbox of the team.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ir::Duration;

/// Who may log in to the inbox, and how long links to conversations live.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inbox {
    /// Passwords by the names of people, as `${NAME}`; without people there is no inbox.
    pub people: BTreeMap<String, String>,
    /// How long a link to a conversation lives, where it is said.
    pub link_life: Option<Duration>,
}
