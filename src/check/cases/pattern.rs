//! Patterns of a router that a branch above always takes.

use super::router::{Branch, Way};
use super::search::Search;
use crate::check::regex;
use crate::diagnostic::codes::graph::BRANCH_NEVER_TAKEN;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::fold;
use crate::source::Span;
use crate::syntax::ast::Text;

/// The patterns of a router that need no model, each with its branch, in the order in which they are tried.
#[derive(Debug, Default)]
pub struct AsWritten {
    patterns: Vec<(usize, Span, Written)>,
}

#[derive(Debug)]
enum Written {
    Button { text: String, folded: String },
    Regex(Search),
}

impl AsWritten {
    /// Those of a router.
    pub fn of(branches: &[Branch<'_>]) -> Self {
        let mut found = AsWritten::default();
        for (at, branch) in branches.iter().enumerate() {
            for way in &branch.ways {
                found.patterns.extend(written(*way).map(|(span, pattern)| (at, span, pattern)));
            }
        }
        found
    }

    /// The branch that a text leads to without a model, and its pattern. `None` as well where that depends on what is
    /// found in the message.
    pub fn taker(&self, branches: &[Branch<'_>], text: &str) -> Option<(usize, Span)> {
        let folded = fold(text);
        let fits = |(_, _, pattern): &&(usize, Span, Written)| match pattern {
            Written::Button { folded: own, .. } => *own == folded,
            Written::Regex(search) => search.finds(text),
        };
        let (at, span, _) = self.patterns.iter().find(fits)?;
        (!branches[*at].saves).then_some((*at, *span))
    }
}

fn written(way: Way<'_>) -> Option<(Span, Written)> {
    Some(match way {
        Way::Meaning(_) => return None,
        Way::Button(text, span) => {
            let text = text.literal()?;
            (span, Written::Button { text: text.to_owned(), folded: fold(text) })
        }
        Way::Matches(pattern, span) => (span, Written::Regex(Search::new(regex(pattern)))),
    })
}

/// Tells buttons, regexes and meanings that an earlier branch takes.
pub fn check(branches: &[Branch<'_>], as_written: &AsWritten, sink: &mut Sink) {
    let mut rest = as_written.patterns.iter().peekable();
    for (at, branch) in branches.iter().enumerate() {
        while let Some((_, span, pattern)) = rest.next_if(|(own, _, _)| *own == at) {
            let above = as_written.patterns.iter().take_while(|(other, _, _)| *other < at);
            let taker = above
                .filter(|(other, _, _)| !branches[*other].saves)
                .find(|(_, _, above)| takes(above, pattern));
            if let Some((other, first, _)) = taker
                && is_told(&branches[*other], branch)
            {
                sink.push(never(*span, "this pattern is never taken", *first));
            }
        }
        for way in &branch.ways {
            if let Way::Meaning(text) = way
                && let Some((other, first)) = same_meaning(&branches[..at], text)
                && is_told(other, branch)
            {
                let words = text.literal().unwrap_or_default();
                sink.push(never(text.span, &format!("the meaning `{words}` stands twice"), first));
            }
        }
    }
}

fn never(at: Span, message: &str, first: Span) -> Diagnostic {
    Diagnostic::new(&BRANCH_NEVER_TAKEN, at, message)
        .also(first, "this one is taken first")
        .help("take one of them out, or put both bodies into one")
}

/// Whether everything that the second pattern takes is taken by the first.
fn takes(first: &Written, second: &Written) -> bool {
    match (first, second) {
        (Written::Button { folded: a, .. }, Written::Button { folded: b, .. }) => a == b,
        (Written::Regex(a), Written::Regex(b)) => a.regex == b.regex,
        (Written::Regex(search), Written::Button { text, .. }) => search.finds_in_any_case(text),
        (Written::Button { .. }, Written::Regex(_)) => false,
    }
}

/// The branch above with the same meaning.
fn same_meaning<'b, 'a>(above: &'b [Branch<'a>], text: &Text) -> Option<(&'b Branch<'a>, Span)> {
    let words = fold(text.literal()?);
    let same = |way: &Way<'_>| match way {
        Way::Meaning(other) if other.literal().is_some_and(|other| fold(other) == words) => Some(other.span),
        _ => None,
    };
    let above = above.iter().filter(|branch| !branch.saves);
    above.into_iter().find_map(|branch| Some((branch, branch.ways.iter().find_map(same)?)))
}

/// Whether the author can do something about it: one set is told where it is declared, and what a used folder offers may be
/// replaced by an own branch above it.
pub fn is_told(first: &Branch<'_>, second: &Branch<'_>) -> bool {
    !first.is_of_one_set(second) && second.is_own
}
