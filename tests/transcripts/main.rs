//! The conversations of docs/transcripts.md, driven from outside and through crashes.

mod binary;
mod crash;
mod script;
