//! What did the person write? Text to a tree with holes; parsing never fails.

pub mod ast;
