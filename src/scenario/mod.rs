//! What would happen? Conversations with a program in virtual time: for `flowc test`, `flowc chat`, and our own tests.
//!
//! Nothing here reads a clock, a file or the network; models are answered by a test's verdicts or by the offline
//! provider, actions by the test.

mod answers;
mod conversation;
mod transcript;
mod why;

pub use answers::Answers;
pub use conversation::{Conversation, Heard, Refused};
pub use transcript::{Line, Transcript, Who};
pub use why::sentence;
