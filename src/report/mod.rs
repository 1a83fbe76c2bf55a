//! What became of the contacts? One document, which the terminal shows, the server answers with, and editors read beside
//! the scripts.
//!
//! It is made of counts, of a look at where every contact stands, and of the program in service ([`Report::of`]). What it
//! says of chance holds however often one looks: an interval for each rate ([`rate::interval`]) and a test of each router's
//! shares ([`shares::look`]).

mod document;
mod gamma;
mod make;
mod people;
pub mod rate;
pub mod shares;

pub use document::{
    Arm, BYTES_MAX, Count, FILE, Flow, GoalRate, Passage, Report, Router, Step, Talk, VERSION,
};
pub use people::{People, SILENT};
