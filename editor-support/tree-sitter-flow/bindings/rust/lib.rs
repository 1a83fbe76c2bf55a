//! The flow language for [tree-sitter](https://tree-sitter.github.io): what editors colour and fold by.
//! What a script means is asked of `flowc` itself.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_flow() -> *const ();
}

/// The language, for `tree_sitter::Parser::set_language`.
// SAFETY: the function is the one that tree-sitter generated in `src/parser.c`.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_flow) };

/// What each part is coloured as.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// What folds.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");
