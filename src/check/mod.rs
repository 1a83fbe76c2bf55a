//! Is it meant, and is it safe? Names, types, routers, waits, and what the graph of the steps says.
//!
//! [`check`] looks at the trees and fills the sink; it is silent about holes, which the parser has reported, and about
//! what follows from a mistake that it has told.

mod input;

pub use input::{CheckInput, Folder};
