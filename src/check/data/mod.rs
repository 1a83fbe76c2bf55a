//! What happens to the contact's data: which values are there where they are read.
//!
//! [`SurelySet`] tells what is set at a statement, [`Needed`] what is read from it on; both are made of the graph of a
//! program alone.

mod act;
mod condition;
mod facts;
mod hear;
mod needed;
mod read;
mod slot;
mod surely;
#[cfg(test)]
mod surely_test;
mod way;

pub use needed::Needed;
pub use read::{How, Read};
pub use slot::Slot;
pub use surely::SurelySet;
