//! Examples that stand in two routes, or in one while a pattern of another takes them.

use std::collections::BTreeMap;

use super::pattern::AsWritten;
use super::router::Branch;
use crate::diagnostic::codes::graph::SAME_EXAMPLE_TWICE;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::fold;
use crate::source::Span;

/// Tells the examples of a router that could lead two ways.
pub fn check(branches: &[Branch<'_>], as_written: &AsWritten, sink: &mut Sink) {
    let mut seen: BTreeMap<String, (usize, Span)> = BTreeMap::new();
    for (at, branch) in branches.iter().enumerate() {
        for example in branch.like {
            let Some(words) = example.literal() else { continue };
            let (first, first_at) = *seen.entry(fold(words)).or_insert((at, example.span));
            if first != at {
                // Told at the one that the author can change.
                let (span, other, is_own) = match (branch.is_own, branches[first].is_own) {
                    (false, true) => (first_at, example.span, true),
                    (is_own, _) => (example.span, first_at, is_own),
                };
                if is_own && !branch.is_of_one_set(&branches[first]) {
                    let message = format!("the example `{words}` stands in two routes");
                    sink.push(
                        Diagnostic::new(&SAME_EXAMPLE_TWICE, span, message)
                            .also(other, "it stands here too")
                            .help("an example belongs to one meaning: take one of them out"),
                    );
                }
                continue;
            }
            if let Some((taker, pattern)) = as_written.taker(branches, words)
                && taker != at
                && branch.is_own
                && !branch.is_of_one_set(&branches[taker])
            {
                let message = format!("the example `{words}` is taken by another route's pattern");
                sink.push(
                    Diagnostic::new(&SAME_EXAMPLE_TWICE, example.span, message)
                        .also(pattern, "buttons and patterns are tried first, and this one fits")
                        .help("take the example out, or make the pattern stricter"),
                );
            }
        }
    }
}
