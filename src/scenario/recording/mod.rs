//! What a model has answered once, so that tests hear it again without one.

mod answer;
mod asked;
mod replay;
#[cfg(test)]
mod tests;

pub use asked::{Asked, key};
pub use replay::{Ask, Replay, Tape};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use answer::Answer;

/// An answer beside its question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// The question, for people who read the file; it is found again by its key.
    pub asked: Asked,
    answer: Answer,
}

/// The recordings of one file of tests, by their keys.
pub type Recordings = BTreeMap<String, Recording>;

/// Recordings as they were written.
///
/// # Errors
/// What is not as it was written, in words.
pub fn read(text: &str) -> Result<Recordings, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Recordings as a file: sorted by their keys, the same for the same ones.
pub fn write(recordings: &Recordings) -> String {
    let text = serde_json::to_string_pretty(recordings).expect("recordings are plain data");
    format!("{text}\n")
}
