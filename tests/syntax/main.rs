//! The syntax layer from outside: valid programs, chapters of broken ones, and what holds of any text.

mod format;
mod half_typed;
mod limits;
mod pages;
mod programs;
mod properties;
mod recovery;
mod recursion;
