//! The walk over a project's texts, with what is known of the contact on the way.
//!
//! What a condition has decided is known until something may change it: a statement that changes it, or a wait of any
//! kind, in which handlers may change everything.

use super::arrival::Arrivals;
use super::chain::{Chain, Here};
use super::index::Index;
use super::known::Known;
use super::offer::Offer;
use super::pattern::AsWritten;
use super::router::{Branch, Way};
use super::told::Told;
use super::variable::Arrived;
use super::{branch, gap, likeness, pattern, place, router, sample};
use crate::check::Names;
use crate::check::walk::{self, Part};
use crate::diagnostic::Sink;
use crate::ir::{EventPattern, Expr, Op, Program};
use crate::source::Span;
use crate::syntax::ast::{Body, Handler, If, Item, RouteItem, Statement};

/// The walk.
pub struct Walk<'w, 'a, 'p> {
    /// The lowered project.
    pub program: &'p Program,
    /// Where its parts are written.
    pub index: &'w Index<'p>,
    /// What has been told.
    pub told: &'w Told,
    /// What is found.
    pub sink: &'w mut Sink,
    /// The handlers of postbacks and webhooks.
    pub arrivals: Arrivals<'a, 'p>,
    /// The event whose handler is walked.
    pub arrived: Arrived<'p>,
    /// Everything that is declared.
    pub names: &'w Names<'a>,
    /// The folder that is walked.
    pub space: usize,
    /// The buttons of the project, once a router asks for them.
    pub offer: Option<Offer>,
}

impl<'a, 'p> Walk<'_, 'a, 'p> {
    /// Everything that runs.
    pub fn project(&mut self) {
        let names = self.names;
        for (space, folder) in names.input.folders.iter().enumerate() {
            self.space = space;
            let items = || folder.files.iter().flat_map(|file| &file.items);
            let handlers = items().filter_map(|item| match item {
                Item::Handler(handler) => Some(handler),
                _ => None,
            });
            self.place(handlers);
            for item in items() {
                let Item::Routes(routes) = item else { continue };
                self.router(&router::of_items(names, space, &routes.items));
                for item in &routes.items {
                    if let RouteItem::When(when) = item {
                        self.body(&when.body, Known::default());
                    }
                }
            }
        }
        for flow in &names.flows {
            self.space = flow.space;
            self.place(&flow.ast.handlers);
            for step in &flow.ast.steps {
                self.place(&step.handlers);
                self.statements(&step.statements, Known::default());
            }
        }
    }

    /// The branches of one router.
    fn router(&mut self, branches: &[Branch<'a>]) {
        let as_written = AsWritten::of(branches);
        pattern::check(branches, &as_written, self.sink);
        sample::check(branches, &as_written, self.sink);
        likeness::check(branches, self.sink);
        let is_button = |way: &Way<'_>| matches!(way, Way::Button(..));
        if !self.told.has_errors && branches.iter().any(|branch| branch.ways.iter().any(is_button)) {
            let program = self.program;
            self.offer.get_or_insert_with(|| Offer::of(program)).check(branches, self.sink);
        }
    }

    /// The handlers of one place.
    fn place(&mut self, handlers: impl IntoIterator<Item = &'a Handler>) {
        let written = handlers.into_iter();
        let found: Vec<place::Written<'a, 'p>> = written
            .filter_map(|ast| Some(place::Written { ast, ir: self.index.handler(ast.span)? }))
            .collect();
        if found.is_empty() {
            return;
        }
        place::check(&found, &self.program.symbols, self.told, self.sink);
        self.arrivals.place(&found);
        for handler in &found {
            let around = self.arrived;
            if let EventPattern::Inbound(inbound, name) = &handler.ir.event {
                self.arrived = Some((*inbound, name));
            }
            let known = match (&handler.ir.guard, &handler.ast.guard) {
                (Some(guard), Some(written)) if !self.told.begins_in(written.span) => {
                    Known::default().with(guard, true, written.span)
                }
                _ => Known::default(),
            };
            self.body(&handler.ast.body, known);
            self.arrived = around;
        }
    }

    fn statements(&mut self, statements: &'a [Statement], mut known: Known<'p>) -> Option<Known<'p>> {
        for statement in statements {
            known = self.statement(statement, known)?;
        }
        Some(known)
    }

    /// What is known behind a body; `None` where it leads elsewhere.
    fn body(&mut self, body: &'a Body, known: Known<'p>) -> Option<Known<'p>> {
        match body {
            Body::Arrow(_) => None,
            Body::Block(block) => self.statements(&block.statements, known),
            Body::Missing(_) => Some(known),
        }
    }

    fn statement(&mut self, statement: &'a Statement, known: Known<'p>) -> Option<Known<'p>> {
        match statement {
            Statement::If(chain) => self.chain(chain, known),
            Statement::Ab(ab) => {
                let ways = ab.arms.iter().filter_map(|arm| self.body(&arm.body, known.clone()));
                Known::on_all(ways.collect())
            }
            Statement::Set(_) | Statement::Add(_) | Statement::Remove(_) => {
                Some(self.changed(statement.span(), known))
            }
            Statement::Notify(_) | Statement::Reach(_) => Some(known),
            Statement::Jump(jump) => self.body(&jump.bound.as_ref()?.else_body, known),
            Statement::End(_) => None,
            Statement::Say(_) | Statement::Send(_) => {
                self.inside(statement);
                Some(if self.may_be_held() { Known::default() } else { known })
            }
            Statement::AiReply(reply) => {
                self.router(&router::of_reply(self.names, self.space, reply));
                self.inside(statement);
                None
            }
            Statement::Route(route) => {
                self.router(&router::of_items(self.names, self.space, &route.items));
                self.inside(statement);
                Some(Known::default())
            }
            _ => {
                self.inside(statement);
                Some(Known::default())
            }
        }
    }

    /// What stands in a statement that waits: nothing is known there.
    fn inside(&mut self, statement: &'a Statement) {
        let mut handlers = Vec::new();
        walk::inside(statement, &mut |part| match part {
            Part::Body(body) => {
                self.body(body, Known::default());
            }
            Part::Handler(handler) => handlers.push(handler),
            Part::Block(block) => {
                self.statements(&block.statements, Known::default());
            }
        });
        self.place(handlers);
    }

    /// Whether a message may wait for the morning, or for room under the cap.
    fn may_be_held(&self) -> bool {
        self.program.bot.quiet.is_some() || self.program.bot.cap.is_some()
    }

    fn changed(&self, at: Span, mut known: Known<'p>) -> Known<'p> {
        let op = self.index.statement(at).filter(|_| !self.told.begins_in(at));
        match op {
            Some(Op::AddTag(tag)) => known.tagged(tag, true, at),
            Some(Op::RemoveTag(tag)) => known.tagged(tag, false, at),
            Some(Op::Set { slot, value }) => known.set(slot, value, at),
            Some(Op::AddTo { slot, .. } | Op::RemoveFrom { slot, .. }) => {
                known.changed(&slot.place);
                known
            }
            _ => Known::default(),
        }
    }

    /// Tells what is wrong with a chain, and gives the places of its branches that are never taken.
    fn found_in(&mut self, written: &If, conditions: &[Option<&'p Expr>], known: &Known<'p>) -> Vec<usize> {
        let symbols = &self.program.symbols;
        let here = Here { symbols, arrived: self.arrived, written, conditions, known };
        let Some(chain) = Chain::of(&here) else { return Vec::new() };
        gap::check(&chain, self.sink);
        branch::check(&chain, self.sink)
    }

    fn chain(&mut self, chain: &'a If, known: Known<'p>) -> Option<Known<'p>> {
        let conditions: Vec<Option<&'p Expr>> = (0..chain.branches.len())
            .map(|nth| {
                let branch = &chain.branches[nth];
                let at = if nth == 0 { chain.span } else { branch.span };
                match self.index.statement(at).filter(|_| !self.told.begins_in(branch.condition.span)) {
                    Some(Op::Branch { condition, .. }) => Some(condition),
                    _ => None,
                }
            })
            .collect();
        let dead = self.found_in(chain, &conditions, &known);

        let mut ways = Vec::new();
        let mut rest = known;
        for (nth, branch) in chain.branches.iter().enumerate() {
            let at = branch.condition.span;
            let inside = match conditions[nth] {
                Some(condition) => rest.clone().with(condition, true, at),
                None => rest.clone(),
            };
            if !dead.contains(&nth) {
                ways.extend(self.body(&branch.body, inside));
            }
            if let Some(condition) = conditions[nth] {
                rest = rest.with(condition, false, at);
            }
        }
        match &chain.else_body {
            Some(_) if dead.contains(&chain.branches.len()) => {}
            Some(otherwise) => ways.extend(self.body(otherwise, rest)),
            None => ways.push(rest),
        }
        Known::on_all(ways)
    }
}
