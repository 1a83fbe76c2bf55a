//! The offline provider: no model, no files, no network, and the same answer to the same question.
//!
//! It judges routes by the words of meanings and examples ([`Judge`]), answers from knowledge tables ([`Index`]), reads
//! values of known shapes, and sends the author's own words where a message would have to be worded. docs/ai.md says what it
//! cannot do, and how well it does the rest.

mod classifier;
mod concept;
mod feature;
mod judge;
mod knowledge;
mod meaning;
mod provider;
mod value;

pub use judge::{EXAMPLES_MAX, Judge, Pattern, THRESHOLD};
pub use knowledge::{ANSWER_THRESHOLD, Alphabet, Found, Index, Row};
pub use provider::{Embedded, Sources};

#[cfg(test)]
mod accuracy_test;
