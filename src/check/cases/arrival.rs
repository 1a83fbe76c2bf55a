//! Postbacks and webhooks that some contact's handlers leave to nobody.

use std::collections::BTreeMap;

use super::atom::Key;
use super::domain::{Cell, Kind};
use super::example;
use super::place::Written;
use super::space::{Space, Variable};
use super::told::Told;
use crate::diagnostic::codes::graph::CASE_NOT_COVERED;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::ir::{EventPattern, Expr, Inbound, Op, Program};

/// The most guards of one event that are looked at together.
const GUARDS_MAX: usize = 16;

/// The handlers of each postback and webhook.
#[derive(Default)]
pub struct Arrivals<'a, 'p> {
    by_event: BTreeMap<(Inbound, &'p str), Takers<'a, 'p>>,
}

/// The handlers of one event.
#[derive(Default)]
struct Takers<'a, 'p> {
    /// Every guard of it in the project.
    guards: Vec<&'p Expr>,
    /// Whether something takes it without a guard.
    anyhow: bool,
    /// The first place that has several.
    together: Vec<Written<'a, 'p>>,
}

impl<'a, 'p> Arrivals<'a, 'p> {
    /// Takes in the handlers of one place.
    pub fn place(&mut self, handlers: &[Written<'a, 'p>]) {
        let mut here: BTreeMap<(Inbound, &'p str), Vec<Written<'a, 'p>>> = BTreeMap::new();
        for handler in handlers {
            if let EventPattern::Inbound(inbound, name) = &handler.ir.event {
                here.entry((*inbound, name)).or_default().push(*handler);
            }
        }
        for (event, handlers) in here {
            let takers = self.by_event.entry(event).or_default();
            for handler in &handlers {
                takers.guard(handler.ir.guard.as_ref());
            }
            if handlers.len() > 1 && takers.together.is_empty() {
                takers.together = handlers;
            }
        }
    }

    /// Tells the contacts for whom an event is taken by nobody, where it has several guarded handlers in one place: then
    /// they were meant to be all.
    pub fn check(mut self, program: &'p Program, told: &Told, sink: &mut Sink) {
        if told.has_errors {
            return;
        }
        for node in &program.nodes {
            if let Op::Wait(wait) = &node.op
                && let EventPattern::Inbound(inbound, name) = &wait.event
                && let Some(takers) = self.by_event.get_mut(&(*inbound, name.as_str()))
            {
                takers.guard(wait.tail.guard.as_ref());
            }
        }
        for ((inbound, name), takers) in self.by_event {
            sink.extend(takers.forgotten(program, inbound, name));
        }
    }
}

impl<'p> Takers<'_, 'p> {
    fn guard(&mut self, guard: Option<&'p Expr>) {
        match guard {
            Some(guard) => self.guards.push(guard),
            None => self.anyhow = true,
        }
    }

    fn forgotten(&self, program: &Program, inbound: Inbound, name: &str) -> Option<Diagnostic> {
        let (first, others) = self.together.split_first()?;
        if self.anyhow || self.guards.len() > GUARDS_MAX {
            return None;
        }
        let mut space = Space::new(&program.symbols, Some((inbound, name)));
        self.guards.iter().for_each(|guard| space.add(guard));
        let cases = space.cases()?;
        if !cases.are_real() || !cases.variables.iter().all(is_closed) {
            return None;
        }
        // They part the contacts by something that all of them look at.
        let parts = |at: usize| self.guards.iter().all(|guard| cases.depends(guard, at));
        if !(0..cases.variables.len()).any(parts) {
            return None;
        }
        let left = self.guards.iter().fold(cases.all(), |left, guard| left.without(&cases.of(guard)));
        // A parameter that did not come is nobody's mistake here.
        let is_whole = |case: &usize| {
            (0..cases.variables.len()).all(|variable| cases.cell(*case, variable) != Cell::Empty)
        };
        let case = left.iter().find(is_whole)?;
        let example = example::contact(&cases, case);
        let message = format!("no handler takes `{name}` of a contact like `{example}`");
        let mut found = Diagnostic::new(&CASE_NOT_COVERED, first.ast.event.span, message)
            .help("it is kept for whoever takes it later; a last handler without a guard takes what is left");
        found.severity = Severity::Info;
        for other in others {
            found = found.also(other.ast.event.span, "this one does not take it either");
        }
        Some(found)
    }
}

/// Whether all values of a variable are known: any text may be a mistake, or nobody's business.
fn is_closed(variable: &Variable<'_>) -> bool {
    match variable.kind {
        Kind::Flag => matches!(variable.key, Key::Value(Expr::Tag(_))),
        Kind::Bool | Kind::OneOf(_) | Kind::Ordered(_) => true,
        Kind::Presence | Kind::Text | Kind::Order | Kind::Mixed => false,
    }
}
