//! Handlers of one place: one event has one taker, the first whose event and guard fit.

use std::collections::BTreeMap;

use super::cover::{Cover, cover};
use super::example;
use super::search::Search;
use super::space::{Cases, Space};
use super::told::Told;
use super::variable::Arrived;
use crate::diagnostic::codes::graph::{GUARDS_OVERLAP, HANDLER_NEVER_REACHED, SAME_EVENT_TWICE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{EventPattern, Expr, Handler, Symbols, fold, words};
use crate::source::Span;
use crate::syntax::ast;

/// The most handlers of one event that are compared with one below them.
const COMPARED_MAX: usize = 16;

/// A handler as it is written, and what it became.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a, 'p> {
    /// As it is written.
    pub ast: &'a ast::Handler,
    /// What it became.
    pub ir: &'p Handler,
}

impl<'p> Written<'_, 'p> {
    fn guard(&self) -> Option<&'p Expr> {
        self.ir.guard.as_ref()
    }

    /// The guard, else the event.
    fn guard_span(&self) -> Span {
        self.ast.guard.as_ref().map_or(self.ast.event.span, |guard| guard.span)
    }

    fn arrived(&self) -> Arrived<'p> {
        match &self.ir.event {
            EventPattern::Inbound(inbound, name) => Some((*inbound, name)),
            _ => None,
        }
    }
}

/// One above another, and what it takes of the other's event.
struct Above<'a, 'p> {
    handler: Written<'a, 'p>,
    cover: Cover,
}

/// Tells handlers of a place that others leave nothing, and guards that can both hold.
pub fn check(handlers: &[Written<'_, '_>], symbols: &Symbols, told: &Told, sink: &mut Sink) {
    let mut seen = Seen::default();
    for (at, handler) in handlers.iter().enumerate() {
        let head = handler.ast.event.span.to(handler.guard_span());
        if told.begins_in(head) {
            continue;
        }
        let above: Vec<Above<'_, '_>> = seen
            .of(&handler.ir.event)
            .into_iter()
            .filter_map(|above| {
                let cover = cover(&handlers[above].ir.event, seen.regexes.get(&above), &handler.ir.event);
                (cover != Cover::Nothing).then(|| Above { handler: handlers[above], cover })
            })
            .collect();
        let found = never_reached(handler, &above, symbols).or_else(|| overlapping(handler, &above, symbols));
        sink.extend(found);
        seen.add(at, &handler.ir.event);
    }
}

/// The handlers above, by what they may take.
#[derive(Default)]
struct Seen {
    by_event: BTreeMap<String, Vec<usize>>,
    regexes: BTreeMap<usize, Search>,
}

impl Seen {
    fn add(&mut self, at: usize, event: &EventPattern) {
        for key in keys(event) {
            let seen = self.by_event.entry(key).or_default();
            if seen.last() != Some(&at) {
                seen.push(at);
            }
        }
        if let EventPattern::MessageMatches(regex) = event
            && self.regexes.len() < COMPARED_MAX
        {
            self.regexes.insert(at, Search::new(regex.clone()));
        }
    }

    /// Those that may take an event, from top to bottom.
    fn of(&self, event: &EventPattern) -> Vec<usize> {
        let mut keys = keys(event);
        if matches!(event, EventPattern::Media(_)) {
            keys.push(words::event(&EventPattern::Message));
        }
        let same = keys.iter().filter_map(|key| self.by_event.get(key));
        let mut found: Vec<usize> = same.flat_map(|seen| seen.iter().take(COMPARED_MAX)).copied().collect();
        if matches!(event, EventPattern::MessageText(_) | EventPattern::Button(_)) {
            found.extend(self.regexes.keys());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Words by which equal events are found.
fn keys(event: &EventPattern) -> Vec<String> {
    let text = |text: &String| format!("\"{}\"", fold(text));
    match event {
        EventPattern::MessageText(texts) => texts.iter().map(text).collect(),
        EventPattern::Button(own) => vec![text(own)],
        EventPattern::Silence { after, .. } => vec![words::length(*after)],
        other => vec![words::event(other)],
    }
}

/// The finding of a handler for which nothing is left.
fn never_reached(
    handler: &Written<'_, '_>,
    above: &[Above<'_, '_>],
    symbols: &Symbols,
) -> Option<Diagnostic> {
    let event = handler.ast.event.span;
    let whole = || above.iter().filter(|above| above.cover == Cover::Whole).map(|above| above.handler);
    if let Some(first) = whole().find(|above| above.guard().is_none()) {
        return Some(
            Diagnostic::new(&SAME_EVENT_TWICE, event, "this handler is never reached")
                .also(first.ast.event.span, "this one takes the event first")
                .help("give the first one a guard, `on … if …`, or put both bodies into one"),
        );
    }
    if let EventPattern::MessageText(texts) = &handler.ir.event {
        let taken = |text: &String| above.iter().find(|above| above.takes(text));
        let takers: Option<Vec<&Above<'_, '_>>> = texts.iter().map(taken).collect();
        if let Some(takers) = takers.filter(|takers| !takers.is_empty()) {
            let mut found = Diagnostic::new(&HANDLER_NEVER_REACHED, event, "this handler is never reached");
            for taker in takers {
                found = found.also(taker.handler.ast.event.span, "this one takes some of its texts first");
            }
            return Some(found.help("take it out, or give the ones above a guard, `on … if …`"));
        }
    }
    let mut space = Space::new(symbols, handler.arrived());
    handler.guard().into_iter().chain(whole().filter_map(|above| above.guard())).for_each(|it| space.add(it));
    let cases = space.cases()?;
    let own = handler.guard().map_or_else(|| cases.all(), |guard| cases.of(guard));
    if own.is_empty() {
        return Some(
            Diagnostic::new(&HANDLER_NEVER_REACHED, handler.guard_span(), "this handler is never reached")
                .label("no contact can meet this guard")
                .help("its parts exclude each other, or the type does: mend it, or take the handler out"),
        );
    }
    let mut left = own;
    let mut found = Diagnostic::new(&HANDLER_NEVER_REACHED, event, "this handler is never reached");
    for above in whole() {
        let taken = cases.of(above.guard()?);
        if !left.clone().and(&taken).is_empty() {
            found = found.also(above.guard_span(), "this one takes the event first");
        }
        left = left.without(&taken);
    }
    left.is_empty()
        .then(|| found.help("the guards above leave nothing for it: mend one of them, or take it out"))
}

impl Above<'_, '_> {
    /// Whether it takes every message with this text.
    fn takes(&self, text: &str) -> bool {
        self.handler.guard().is_none()
            && match &self.cover {
                Cover::Whole => true,
                Cover::Texts(texts) => texts.contains(&fold(text)),
                Cover::Nothing => false,
            }
    }
}

/// The finding of a handler that shares some contacts with those above it. One without a guard takes what is left, and
/// that is how it is meant.
fn overlapping(handler: &Written<'_, '_>, above: &[Above<'_, '_>], symbols: &Symbols) -> Option<Diagnostic> {
    let mut sharing =
        above.iter().filter_map(|above| Some((above.handler, shared(handler, above, symbols)?)));
    let (first, message) = sharing.next()?;
    let found = Diagnostic::new(&GUARDS_OVERLAP, handler.guard_span(), message)
        .also(first.guard_span(), "this one takes it first")
        .help("one event has one taker, the first that fits: write the guards so that only one can hold");
    Some(
        sharing.fold(found, |found, (other, _)| {
            found.also(other.guard_span(), "it shares some with this one too")
        }),
    )
}

/// What two handlers share, as the message of the finding.
fn shared(handler: &Written<'_, '_>, above: &Above<'_, '_>, symbols: &Symbols) -> Option<String> {
    let Some(first) = above.handler.guard() else {
        let Cover::Texts(texts) = &above.cover else { return None };
        let texts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
        return Some(format!("the message {} is taken by a handler above", texts.join(", ")));
    };
    let second = handler.guard()?;
    let mut space = Space::new(symbols, handler.arrived());
    space.add(first);
    space.add(second);
    let cases = space.cases()?;
    let example = example::contact(&cases, both(&cases, first, second)?);
    Some(format!("two handlers take the same event of a contact like `{example}`"))
}

/// A contact that meets both guards. A special case above a general one is no mistake: then the second takes what is left.
fn both(cases: &Cases<'_>, first: &Expr, second: &Expr) -> Option<usize> {
    let (first, second) = (cases.of(first), cases.of(second));
    if !cases.are_real() || first.clone().without(&second).is_empty() {
        return None;
    }
    first.and(&second).iter().next()
}
