//! The rules of the execution model, one test each.

mod asking;
mod chat;
mod gather;
mod handoff;
mod hearing;
mod moving;
mod property;
mod script;
mod takers;
mod talking;
mod timing;
mod visiting;
