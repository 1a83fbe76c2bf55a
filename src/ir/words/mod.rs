//! A program's parts in the words of the language: for pictures, comparisons and whoever must name a place to a person.
//! What comes out reads like the script; it is not promised to be the script.

mod event;
mod expr;
mod statement;
mod text;
mod ty;
#[cfg(test)]
mod tests;

pub use event::{event, media};
pub use expr::{clock, expr, literal};
pub use statement::{asked, declaration, statement};
pub use text::{escaped, plain, quoted, template};
pub use ty::ty;

use super::Duration;

/// A length of time: `1h30m`.
pub fn length(length: Duration) -> String {
    let mut rest = length.0.max(0) / 1000;
    let mut words = String::new();
    for (unit, seconds) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= seconds {
            words.push_str(&format!("{}{unit}", rest / seconds));
            rest %= seconds;
        }
    }
    if words.is_empty() { "0s".to_owned() } else { words }
}

/// A share of 10,000 tickets: `33.3%`.
pub fn share(tickets: u32) -> String {
    let (whole, part) = (tickets / 100, tickets % 100);
    match part {
        0 => format!("{whole}%"),
        part if part % 10 == 0 => format!("{whole}.{}%", part / 10),
        part => format!("{whole}.{part:02}%"),
    }
}
