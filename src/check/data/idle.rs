//! What only one half of is written: fields that nothing sets or nothing reads, tags that nothing adds, goals that nothing
//! reaches.
//!
//! What a used folder declares is for whoever uses it, and is not told.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::graph::{Station, each_exit};
use crate::check::names::{Names, Value};
use crate::diagnostic::codes::data::{GOAL_NEVER_REACHED, NEVER_SET, SET_NEVER_READ, TAG_NEVER_ADDED};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{EventPattern, Expr, Handler, NodeIx, Op, Program};
use crate::source::Span;

use super::act::{self, Act, Acts};
use super::condition;
use super::read::{self, How};
use super::slot::Slot;
use super::uses::Uses;

/// What a program does with what is declared, by name, with the first place that does it.
#[derive(Debug, Default)]
struct Done<'p> {
    read: BTreeMap<&'p str, Span>,
    set: BTreeMap<&'p str, Span>,
    tested: BTreeMap<&'p str, Span>,
    added: BTreeSet<&'p str>,
    reached: BTreeSet<&'p str>,
}

/// Tells what is one-sided. The fields of the project that nothing sets.
pub fn check(names: &Names<'_>, program: &Program, uses: &Uses, sink: &mut Sink) -> BTreeSet<String> {
    let done = done(program, uses);
    let mut never_set = BTreeSet::new();
    let Some(own) = names.spaces.first() else { return never_set };
    for (name, value) in &own.values {
        let Value::Field(field, at) = value else { continue };
        match (done.set.get(name), done.read.get(name)) {
            (None, Some(read)) if field.default.is_none() => {
                never_set.insert((*name).to_owned());
                sink.push(
                    Diagnostic::new(&NEVER_SET, at.span, format!("nothing sets `{name}`, and it is read"))
                        .also(*read, "it is read here")
                        .help(format!(
                            "save an answer in it, `ask … save {name}`, set it, `set {name} = …`, or give it a default, `= …`"
                        )),
                );
            }
            (Some(set), None) => sink.push(
                Diagnostic::new(&SET_NEVER_READ, at.span, format!("nothing in the scripts reads `{name}`"))
                    .also(*set, "it is set here")
                    .help("leave it where the team reads it in the inbox, else take it out"),
            ),
            _ => {}
        }
    }
    for (name, span) in &own.tags {
        let (Some(tested), false) = (done.tested.get(name), done.added.contains(name)) else { continue };
        let message = format!("nothing adds the tag `{name}`");
        sink.push(
            Diagnostic::new(&TAG_NEVER_ADDED, *span, message)
                .also(*tested, "no contact has it here")
                .help(format!("add it where it is earned, `add tag {name}`")),
        );
    }
    for (name, span) in own.goals.iter().filter(|(name, _)| !done.reached.contains(**name)) {
        let message = format!("nothing reaches the goal `{name}`");
        sink.push(
            Diagnostic::new(&GOAL_NEVER_REACHED, *span, message)
                .help(format!("mark it where it is reached, `reach {name}`, or take it out")),
        );
    }
    never_set
}

fn done<'p>(program: &'p Program, uses: &Uses) -> Done<'p> {
    let acts = Acts::of(program);
    let mut done = Done::default();
    for (at, node) in program.nodes.iter().enumerate() {
        let at = NodeIx(at as u32);
        read::each_value(&node.op, program, &mut |value, _| {
            let name = condition::slot(value).map_or("", Slot::name);
            done.value(value, uses.first(at, name).unwrap_or(node.span));
        });
        each_exit(node, &mut |exit| {
            acts.of_statement(at, exit.choice, &mut |act| {
                if let Act::Set(Slot::Field(name))
                | Act::Either(Slot::Field(name))
                | Act::Copy(Slot::Field(name), _) = act
                {
                    done.set.entry(name).or_insert(node.span);
                }
            });
        });
        match &node.op {
            Op::AddTag(tag) => _ = done.added.insert(tag),
            Op::RemoveTag(tag) => _ = done.tested.entry(tag).or_insert(node.span),
            Op::Reach(goal) => _ = done.reached.insert(goal),
            _ => {}
        }
        act::own_handlers(&node.op).iter().for_each(|handler| done.handler(handler, &acts));
    }
    let texts = [&program.bot.persona, &program.bot.guardrails, &program.bot.tone];
    for text in texts.into_iter().flatten() {
        read::of_text(text, How::Inserted, &mut |value, _| done.value(value, Span::default()));
    }
    let steps = program.flows.iter().flat_map(|flow| &flow.steps).flat_map(|step| &step.handlers);
    let flows = program.flows.iter().flat_map(|flow| &flow.handlers);
    for handler in act::handlers(program, Station::Anywhere).iter().chain(flows).chain(steps) {
        read::of_guards(std::slice::from_ref(handler), &mut |value, _| done.value(value, handler.span));
        done.handler(handler, &acts);
    }
    done
}

impl<'p> Done<'p> {
    fn value(&mut self, value: &'p Expr, span: Span) {
        match value {
            Expr::Field(name) => _ = self.read.entry(name).or_insert(span),
            Expr::Tag(name) => _ = self.tested.entry(name).or_insert(span),
            _ => {}
        }
    }

    fn handler(&mut self, handler: &'p Handler, acts: &Acts<'p>) {
        match &handler.event {
            EventPattern::TagAdded(tag) | EventPattern::TagRemoved(tag) => {
                self.tested.entry(tag).or_insert(handler.span);
            }
            EventPattern::FieldChanged(field) => _ = self.read.entry(field).or_insert(handler.span),
            _ => {}
        }
        acts.heard(handler.point, &mut |act| {
            if let Act::Set(Slot::Field(name)) = act {
                self.set.entry(name).or_insert(handler.span);
            }
        });
    }
}
