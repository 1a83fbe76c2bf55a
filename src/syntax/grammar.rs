//! The one file that meets pest's derive. Nothing of pest leaves [`super`].

// The derive makes a public enum with a variant per rule; the grammar's comments are its documentation.
#![allow(missing_docs)]

use pest_derive::Parser;

/// The parser of `grammar/flow.pest`.
#[derive(Parser)]
#[grammar = "grammar/flow.pest"]
pub struct Grammar;
