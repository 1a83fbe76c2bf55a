//! The rules of the execution model, one test each.

mod asking;
mod chat;
mod script;
mod takers;
