//! What is the value of this expression, for this contact, now?
//!
//! Evaluation is total: programs are checked before they run, so what does not fit is [`Value::Empty`], never an error
//! and never a panic. Nothing here reads a clock: `now` is the event's time, and time zones come from the bundled
//! database.

mod arithmetic;
pub mod clock;
mod compare;
mod expr;
mod filter;
mod fit;
mod function;
mod hours;
mod json;
mod regex;
mod relative;
mod scope;
mod show;
mod template;
mod wire;

pub use crate::ir::same_text;
pub use expr::{evaluate, holds};
pub use fit::fit;
pub use json::{read, read_answer};
pub use regex::Regexes;
pub use scope::{Arrival, Scope};
pub use show::{plain, show};
pub use template::{TEXT_CHARS_MAX, bounded, render};
pub use wire::from_wire;

#[cfg(test)]
mod tests;

#[cfg(doc)]
use crate::ir::Value;
