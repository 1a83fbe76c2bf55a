//! Tests: they name what belongs to flows without standing in one.

use std::collections::BTreeMap;

use super::symbol::{Kind, Role};
use super::value::params;
use super::walk::Walk;
use crate::check::{Names, Scope};
use crate::syntax::ast::{
    DoOutcome, Expected, Name, OperatorDoes, Test, TestItemKind, Trait, User, VerdictKind,
};

/// The most flows of which a step is looked for by its name alone: with more of them a name says nothing, and a project
/// that names all its steps alike stays small.
const MEANINGS_MAX: usize = 20;

/// What belongs to a flow, by its name alone.
#[derive(Debug, Default)]
pub struct Loose<'a> {
    /// The first flow that has a local of a name.
    locals: BTreeMap<&'a str, usize>,
    /// The flows of a folder that have a step of a name.
    steps: BTreeMap<(usize, &'a str), Vec<usize>>,
}

impl<'a> Loose<'a> {
    fn of(names: &Names<'a>) -> Self {
        let mut loose = Loose::default();
        for (at, flow) in names.flows.iter().enumerate() {
            for local in flow.locals.keys() {
                loose.locals.entry(*local).or_insert(at);
            }
            for step in flow.steps.keys() {
                loose.steps.entry((flow.space, *step)).or_default().push(at);
            }
        }
        loose
    }
}

impl<'a> Walk<'_, 'a> {
    /// A test.
    pub(super) fn test(&mut self, test: &'a Test) {
        let names = self.names;
        self.loose.get_or_insert_with(|| Loose::of(names));
        // The flow in which the contact was expected last.
        let mut flow = None;
        for item in &test.items {
            match &item.kind {
                TestItemKind::Contact(traits) => traits.iter().for_each(|of| self.of_contact(of)),
                TestItemKind::Arm { router: Some(router), arm } => self.drawn(router, arm.as_ref()),
                TestItemKind::Channel(Some(name)) => {
                    self.outside(Kind::Channel, "channels", &name.text, name.span);
                }
                TestItemKind::Start(text) => self.texts(text),
                TestItemKind::User(user) => self.user(user),
                TestItemKind::Press(text) | TestItemKind::Operator(Some(OperatorDoes::Presses(text))) => {
                    self.texts(text);
                }
                TestItemKind::Postback { name: Some(name), args }
                | TestItemKind::Webhook { name: Some(name), args } => {
                    let inbound = self.inbound(name);
                    let declared = inbound.map(|inbound| params(&inbound.params)).unwrap_or_default();
                    self.args(args.as_ref(), Kind::Brought, &declared);
                }
                TestItemKind::Expect(expected) => self.expected(expected, &mut flow),
                _ => {}
            }
        }
    }

    fn of_contact(&mut self, of: &'a Trait) {
        match of {
            Trait::Tag { tag, .. } => tag.iter().for_each(|tag| self.tag(tag, Role::Write)),
            Trait::Value { name, value, .. } => {
                match self.scope.field(&name.text) {
                    Some(_) => self.field(name, Role::Write),
                    None => self.tracker(name, Role::Write),
                }
                self.expr(value);
            }
        }
    }

    fn drawn(&mut self, router: &Name, arm: Option<&Name>) {
        let found = self.names.spaces[self.scope.space].routers.get(router.text.as_str());
        let Some(at) = found.map(|found| found.span) else { return };
        self.put(Kind::Router, at, router.span, Role::Read);
        if let Some(arm) = arm
            && let Some(named) = self.arms.get(&(at, arm.text.as_str())).copied()
        {
            self.put(Kind::Arm, named, arm.span, Role::Read);
        }
    }

    fn user(&mut self, user: &'a User) {
        self.texts(&user.text);
        for verdict in &user.verdicts {
            match &verdict.kind {
                VerdictKind::Save { name: Some(name), value }
                | VerdictKind::Read { name: Some(name), value } => {
                    self.in_scope_of(name, |walk| walk.saves(name));
                    self.expr(value);
                }
                VerdictKind::Routed(text) => self.text(text),
                VerdictKind::Until { meaning, .. } => self.texts(meaning),
                VerdictKind::Replies(text) => self.texts(text),
                _ => {}
            }
        }
    }

    /// Looks a name up where it means a local of any flow, if some flow has one.
    fn in_scope_of(&mut self, name: &Name, look: impl FnOnce(&mut Self)) {
        let flow = self.loose.as_ref().and_then(|loose| loose.locals.get(name.text.as_str()).copied());
        let scope = flow.map_or_else(|| self.scope.clone(), |flow| Scope::of_flow(self.names, flow));
        let outer = std::mem::replace(&mut self.scope, scope);
        look(self);
        self.scope = outer;
    }

    fn expected(&mut self, expected: &'a Expected, flow: &mut Option<usize>) {
        match expected {
            Expected::Say(text) => self.texts(text),
            Expected::Handoff(text) => self.texts(text),
            Expected::Do { action, args, outcome } => {
                action.iter().for_each(|action| self.action(action));
                self.values(args.as_ref());
                if let Some(DoOutcome::Returns(returned)) = outcome {
                    self.values(returned.as_ref());
                }
            }
            Expected::Flow { flow: Some(name), step } => {
                *flow = self.flow_in(self.scope.space, &name.text);
                if let Some(flow) = *flow {
                    self.flow(flow, name.span, false);
                    step.iter().for_each(|step| self.step(flow, step));
                }
            }
            Expected::Step(Some(step)) => self.any_step(step, *flow),
            Expected::Tag(Some(tag)) => self.tag(tag, Role::Read),
            Expected::Goal(Some(goal)) => self.goal(goal),
            Expected::Template { name: Some(name), args } => {
                self.outside(Kind::Template, "templates", &name.text, name.span);
                self.values(args.as_ref());
            }
            Expected::Value { path, value } => {
                if let Some(first) = path.segments.first() {
                    self.in_scope_of(first, |walk| walk.value(&path.segments, Role::Read));
                }
                self.expr(value);
            }
            _ => {}
        }
    }

    /// A step without its flow: one of the flow that was expected last, else of any, if there are not too many.
    fn any_step(&mut self, step: &Name, last: Option<usize>) {
        let key = (self.scope.space, step.text.as_str());
        let Some(flows) = self.loose.as_ref().and_then(|loose| loose.steps.get(&key)) else { return };
        match last.filter(|last| flows.binary_search(last).is_ok()) {
            Some(last) => self.step(last, step),
            None if flows.len() > MEANINGS_MAX => {}
            None => flows.clone().into_iter().for_each(|flow| self.step(flow, step)),
        }
    }
}
