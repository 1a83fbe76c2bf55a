//! Which value does this text hold? Typed values read from what a contact wrote, in English and Russian.
//!
//! A typed `ask` and the offline provider's `save` both ask here. Each reader is a pure function of the text (and, for times, of
//! the moment and the zone): it answers with one value, or with none when the text holds none or several different ones. Readers
//! look at the first [`CHARS_READ_MAX`] characters, know the digits of every script, and never fail on any text.

mod choice;
mod clock;
mod date;
mod day;
mod duration;
mod email;
mod matches;
mod moment;
mod number;
mod numeral;
mod phone;
mod time;
mod token;
mod value;
mod vocabulary;
mod yes_no;

pub use choice::choice;
pub use date::date;
pub use duration::duration;
pub use email::email;
pub use matches::{PAGE_CHARS_MAX, all_matches, matches};
pub use number::number;
pub use phone::phone;
pub use time::time;
pub use token::CHARS_READ_MAX;
pub use value::value;
pub use yes_no::yes_no;

#[cfg(test)]
mod property_test;
