//! What would happen? Conversations with a program in virtual time: for `flowc test`, `flowc chat`, and our own tests.
//!
//! Nothing here reads a clock, a file or the network; models are answered by a test's verdicts or by the offline
//! provider, actions by the test.

mod answers;
#[cfg(test)]
mod chaos_test;
pub mod command;
mod conversation;
pub mod coverage;
#[cfg(test)]
mod example_test;
mod expectation;
pub mod explore;
mod failure;
mod judge;
pub mod offline;
mod reading;
#[cfg(test)]
mod reading_test;
pub mod recording;
mod run;
mod script;
mod suite;
#[cfg(test)]
mod tests;
mod transcript;
mod typed;
mod unanswered;
mod why;

pub use answers::{Answers, Missing};
pub use conversation::{Conversation, Heard, Refused, plain};
pub use failure::Failure;
pub use reading::{read, read_all};
pub use run::{Mode, Report, run};
pub use script::{
    Expected, Item, ItemKind, Mistake, Operator, Outcome, Script, Trait, User, Verdict, VerdictKind,
};
pub use suite::{Suite, suite};
pub use transcript::{Line, Transcript, Who};
pub use unanswered::Unanswered;
pub use why::sentence;
