//! What did the person write? Text to a tree with holes; parsing never fails.
//!
//! [`parse`] takes any text and gives the whole tree, every token, and everything there is to say about the text in one
//! run. What is missing is a hole of the tree (see [`ast`]) with exactly one diagnostic; later phases are silent about
//! holes. The grammar is `grammar/flow.pest`; pest is known to this module alone.

pub mod ast;
mod build;
pub mod cursor;
mod entries;
mod expected;
mod format;
mod grammar;
mod limits;
mod nesting;
mod node;
mod token;

pub use entries::Entries;
pub use format::{format, format_parsed, is_space};
pub use limits::{FILE_BYTES_MAX, LINE_BYTES_MAX, NESTING_MAX};
pub use token::{Token, TokenKind, TokenList};

use pest::Parser;

use crate::diagnostic::{Diagnostic, Sink, codes::syntax as codes};
use crate::source::{FileId, Span};
use build::Builder;
use grammar::{Grammar, Rule};
use node::Nodes;

/// What came of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree, with holes.
    pub tree: ast::File,
    /// Every token, layout and comments included: joined, they are the text.
    pub tokens: TokenList,
    /// What there is to say, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// How many parts of the tree are missing. Where it is not 0 there is a diagnostic.
    pub holes: usize,
}

/// Parses a text. Never fails; a text beyond the limits gives an empty tree and one diagnostic.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let depth = match limits::depth(file, text) {
        Ok(depth) => depth,
        Err(diagnostic) => return unparsed(file, text, *diagnostic),
    };
    on_enough_stack(depth, || {
        let pairs = match Grammar::parse(Rule::file, text) {
            Ok(pairs) => pairs,
            // The rule is total: this is reached by a mistake of the grammar alone, and must still be an answer.
            Err(error) => {
                let at = match error.location {
                    pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
                };
                let span = Span::new(file, at, at);
                return unparsed(
                    file,
                    text,
                    Diagnostic::new(&codes::UNEXPECTED, span, "this cannot be read"),
                );
            }
        };
        let nodes = Nodes::new(text, pairs);
        let tokens = TokenList::new(text, &nodes);
        let builder = Builder::new(file, text, &tokens);
        let built = nodes.whole().map(|file| builder.build(file)).unwrap_or_default();
        let mut sink = Sink::default();
        sink.extend(built.diagnostics);
        Parsed { tree: built.tree, tokens, diagnostics: sink.finish(), holes: built.holes }
    })
}

/// Parses bytes. What is no UTF-8 is told, and read as `U+FFFD`; spans are those of the text so made, which is given
/// back.
pub fn parse_bytes(file: FileId, bytes: &[u8]) -> (String, Parsed) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut parsed = parse(file, &text);
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to();
        let span = Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
        let mut sink = Sink::default();
        sink.push(
            Diagnostic::new(&codes::NOT_UTF8, span, "this file is not UTF-8")
                .help("save it as UTF-8 in your editor"),
        );
        sink.extend(std::mem::take(&mut parsed.diagnostics));
        parsed.diagnostics = sink.finish();
    }
    (text, parsed)
}

/// What the grammar alone makes of a text, as a number of pairs: what benches measure everything else by.
#[doc(hidden)]
pub fn bare_parse(text: &str) -> usize {
    Grammar::parse(Rule::file, text).map_or(0, |pairs| pairs.len())
}

/// Whether the grammar reads a text within so many attempts: tests count work with it, not seconds. The bound is the
/// process's own while this runs, so nothing else may be parsed meanwhile.
#[doc(hidden)]
pub fn parses_within(text: &str, attempts: usize) -> bool {
    let Ok(depth) = limits::depth(FileId(0), text) else { return true };
    on_enough_stack(depth, || {
        pest::set_call_limit(std::num::NonZeroUsize::new(attempts));
        let parsed = Grammar::parse(Rule::file, text).is_ok();
        pest::set_call_limit(None);
        parsed
    })
}

fn unparsed(file: FileId, text: &str, diagnostic: Diagnostic) -> Parsed {
    let tree = ast::File { span: Span::new(file, 0, text.len()), ..ast::File::default() };
    Parsed { tree, tokens: TokenList::unparsed(text), diagnostics: vec![diagnostic], holes: 1 }
}

/// Nesting that fits the stack of any thread.
#[cfg(not(target_arch = "wasm32"))]
const SHALLOW: usize = 24;

/// Bytes of stack for the deepest nesting that the limits allow, in a build without optimisation.
#[cfg(not(target_arch = "wasm32"))]
const DEEP_STACK_BYTES: usize = 256 << 20;

/// Runs work on a text on a stack that its nesting, as deep as this, fits on: the grammar recurses, and a test's thread has 2 MiB.
#[cfg(not(target_arch = "wasm32"))]
fn on_enough_stack<T: Send>(depth: usize, work: impl FnOnce() -> T + Send) -> T {
    if depth <= SHALLOW {
        return work();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(DEEP_STACK_BYTES).spawn_scoped(scope, work);
        // A thread that cannot be started or that panics is no state to go on from.
        thread.expect("a thread for the parser").join().expect("parsing never panics")
    })
}

#[cfg(target_arch = "wasm32")]
fn on_enough_stack<T>(_depth: usize, work: impl FnOnce() -> T) -> T {
    work()
}
