//! From checked trees to the graph IR.

mod build;

pub use build::{Build, build, input};

use crate::check::CheckInput;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Program;

/// Checks and lowers a project. `found` is what its reading and parsing have found; the result has all findings in
/// their final order, and the program where none of them is an error.
pub fn compile(_input: &CheckInput, found: Vec<Diagnostic>) -> (Option<Program>, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    sink.extend(found);
    (None, sink.finish())
}
