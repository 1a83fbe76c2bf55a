//! The conversations of docs/transcripts.md, driven from outside and through crashes.
#![allow(clippy::disallowed_methods)] // tests look at files

mod binary;
mod crash;
mod script;
