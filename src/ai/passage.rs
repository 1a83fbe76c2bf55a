//! Passages of knowledge for a model: found here, before the call.

use std::sync::Arc;

use super::embedded::{Found, Index};
use crate::engine::{ModelRequest, Task};

/// A row of a knowledge table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// The most passages of one call.
const PASSAGES_MAX: usize = 8;
/// The most characters of all passages of one call.
const CHARS_MAX: usize = 6_000;

/// The passages of these tables that are nearest to what the contact wrote, best first. A small table goes whole: a model
/// finds what words alone do not.
pub fn passages(tables: &[Arc<Index>], request: &ModelRequest) -> Vec<Passage> {
    if !matches!(request.task, Task::Judge { .. } | Task::Open | Task::Write { .. }) {
        return Vec::new();
    }
    let said: Vec<&str> = request.messages.iter().map(|message| message.text.as_str()).collect();
    let mut found: Vec<Found<'_>> = Vec::new();
    for index in tables {
        found.extend(index.ranked(&said.join("\n")));
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut chars = 0;
    let fits = |found: &&Found<'_>| {
        chars += found.row.0.chars().count() + found.row.1.chars().count();
        chars <= CHARS_MAX
    };
    let passage = |found: &Found<'_>| Passage { question: found.row.0.clone(), answer: found.row.1.clone() };
    found.iter().take(PASSAGES_MAX).take_while(fits).map(passage).collect()
}
