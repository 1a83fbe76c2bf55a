//! Passages of knowledge for a model: found here, before the call.

use super::embedded::{Row, ranked};
use crate::engine::{Machine, ModelRequest, Task};

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

/// The rows of the tables that a request names.
pub fn tables<'a>(machine: &'a Machine, request: &ModelRequest) -> Vec<&'a [Row]> {
    let known = &machine.program().symbols.knowledge;
    request.knowledge.iter().filter_map(|name| known.get(name)).map(|table| table.rows.as_slice()).collect()
}

/// The passages that are nearest to what the contact wrote, best first. A small table goes whole: a model finds what
/// words alone do not.
pub fn passages(machine: &Machine, request: &ModelRequest) -> Vec<Passage> {
    if !matches!(request.task, Task::Judge { .. } | Task::Open | Task::Write { .. }) {
        return Vec::new();
    }
    let said: Vec<&str> = request.messages.iter().map(|message| message.text.as_str()).collect();
    let mut found: Vec<(&Row, f64)> = Vec::new();
    for rows in tables(machine, request) {
        found.extend(ranked(rows, &said.join("\n")));
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut chars = 0;
    let fits = |row: &&(&Row, f64)| {
        chars += row.0.0.chars().count() + row.0.1.chars().count();
        chars <= CHARS_MAX
    };
    let passage = |(row, _): &(&Row, f64)| Passage { question: row.0.clone(), answer: row.1.clone() };
    found.iter().take(PASSAGES_MAX).take_while(fits).map(passage).collect()
}
