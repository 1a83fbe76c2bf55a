//! What happens to the contact's data: which values are there where they are read.
//!
//! [`SurelySet`] tells what is set at a statement, [`Needed`] what is read from it on; both are made of the graph of a
//! program alone.

mod act;
mod atom;
mod condition;
mod facts;
mod hear;
mod idle;
mod needed;
mod private;
mod read;
mod route;
mod leaving;
mod slot;
mod surely;
#[cfg(test)]
mod surely_test;
mod unset;
mod uses;
mod way;
mod witness;

pub use needed::Needed;
pub use read::{How, Read};
pub use slot::Slot;
pub use surely::SurelySet;
pub use uses::{Notes, Uses};

use crate::check::graph::Supergraph;
use crate::check::names::Names;
use crate::diagnostic::Sink;

/// Looks at the data of a project whose names are known.
pub fn check(names: &Names<'_>, graph: &Supergraph<'_>, uses: &Uses, sink: &mut Sink) {
    let never_set = idle::check(names, graph.program, uses, sink);
    unset::check(graph, uses, &never_set, sink);
    private::check(graph, uses, sink);
}
