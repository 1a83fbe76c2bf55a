//! The editor's face: the language server.
//!
//! One loop owns the open documents and takes the editor's messages in their order. It reads a changed project again,
//! says at once what is wrong with text, names and types in the files that were typed in, and lets a thread of its own look
//! at everything; what that has found before moves along with the text.
//! Requests are answered by other threads, each from a snapshot, one file per method in `request`. An edit makes the
//! answers to what was asked before it void; a panic costs one answer.
//!
//! The server reads files and speaks to its editor, and to nobody else. Who starts it says what time it is.

mod action;
mod beside;
mod brackets;
mod capabilities;
mod completion;
mod cursor;
mod document;
mod edits;
mod findings;
mod held;
mod hello;
mod here;
mod hint;
mod hover;
mod named;
mod overlay;
mod parent;
mod pool;
mod position;
mod projects;
mod pull;
mod refactor;
mod rename;
mod render;
mod request;
mod semantic;
mod server;
mod slow;
mod snapshot;
mod symbols;
mod told;
mod uri;

pub use server::{Goodbye, serve};
