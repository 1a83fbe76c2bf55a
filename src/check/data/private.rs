//! Private values that leave by a detour: the answer to a question whose answer is private, and copies of the link to the
//! conversation. What is named itself is told where it is named, beside the types.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::graph::Supergraph;
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{ContactValue, Expr, NodeIx, Op, Target};

use super::condition;
use super::leaving::{self, Whom};
use super::slot::Slot;
use super::surely::SurelySet;
use super::uses::Uses;
use super::way::{self, Look};

/// Tells what leaves.
pub fn check(graph: &Supergraph<'_>, uses: &Uses, sink: &mut Sink) {
    answers(graph, uses, sink);
    links(graph, uses, sink);
}

/// Tells answers that go into a private field and, as `answer`, elsewhere.
fn answers(graph: &Supergraph<'_>, uses: &Uses, sink: &mut Sink) {
    let program = graph.program;
    let questions: Vec<NodeIx> = (0..program.nodes.len())
        .filter(|at| way::is_private(program, &program.nodes[*at].op))
        .map(|at| NodeIx(at as u32))
        .collect();
    if questions.is_empty() {
        return;
    }
    let wanted = BTreeSet::from([(None, Slot::Answer), (None, Slot::AnswerImage)]);
    let set = SurelySet::of_places(graph, wanted, Look::Secrets);
    let mut told = BTreeSet::new();
    for (at, node) in program.nodes.iter().enumerate() {
        let at = NodeIx(at as u32);
        leaving::each(&node.op, program, &mut |value, whom| {
            let Some(slot @ (Slot::Answer | Slot::AnswerImage)) = condition::slot(value) else { return };
            let column = set.ways.columns.number(slot, None).unwrap_or_default();
            let (entering, _, bit) = set.facts(at, column);
            if entering.empty & bit == 0 || !told.insert((at, slot)) {
                return;
            }
            let span = uses.first(at, slot.name()).unwrap_or(node.span);
            let same_flow = |question: &&NodeIx| program.node(**question).place.flow == node.place.flow;
            let question = questions.iter().find(same_flow).or(questions.first());
            let mut found = Diagnostic::new(&PRIVATE_LEAK, span, format!("a private answer {}", would(whom)))
                .help("an answer that goes into a private field is private: leave it out, or ask something else first");
            if let Some(question) = question {
                found = found.also(
                    program.node(*question).span,
                    "the answer to this may be the last one, and it is private",
                );
            }
            sink.push(found);
        });
    }
}

/// What would become of a value.
fn would(whom: Whom<'_>) -> String {
    match whom {
        Whom::Model => "would reach the model".to_owned(),
        Whom::Team => "would reach the team".to_owned(),
        Whom::Address => "would stand in an address that others read".to_owned(),
        Whom::Input(name) => format!("would leave for `{name}`, which is not marked `private`"),
        Whom::Place(name) => format!("would get into `{name}`, which is not private"),
        Whom::Parameter(name) => format!("would get into the parameter `{name}`, which is not private"),
    }
}

/// A place of a flow, or of the contact.
type Held<'p> = (Option<u32>, Slot<'p>);

/// Tells copies of the link to the conversation that reach a model.
fn links(graph: &Supergraph<'_>, uses: &Uses, sink: &mut Sink) {
    let program = graph.program;
    let copies = copies(graph);
    // By the place that holds the link, the statement that put it there and the place from which it came.
    let mut holders: BTreeMap<Held<'_>, (NodeIx, Option<Held<'_>>)> = BTreeMap::new();
    let mut open = Vec::new();
    for (at, place, value) in &copies {
        if matches!(value, Copied::Link) && !holders.contains_key(place) {
            holders.insert(*place, (*at, None));
            open.push(*place);
        }
    }
    let mut from: BTreeMap<Held<'_>, Vec<(NodeIx, Held<'_>)>> = BTreeMap::new();
    for (at, place, value) in &copies {
        if let Copied::Place(of) = value {
            from.entry(*of).or_default().push((*at, *place));
        }
    }
    while let Some(of) = open.pop() {
        for (at, place) in from.get(&of).into_iter().flatten() {
            if !holders.contains_key(place) {
                holders.insert(*place, (*at, Some(of)));
                open.push(*place);
            }
        }
    }
    if holders.is_empty() {
        return;
    }
    for (at, node) in program.nodes.iter().enumerate() {
        let at = NodeIx(at as u32);
        let mut told = BTreeSet::new();
        leaving::each(&node.op, program, &mut |value, whom| {
            let Some(slot) = condition::slot(value).filter(|_| whom == Whom::Model) else { return };
            let mut place = Some(held(slot, node.place.flow));
            if !place.is_some_and(|place| holders.contains_key(&place)) || !told.insert(slot) {
                return;
            }
            let span = uses.first(at, slot.name()).unwrap_or(node.span);
            let message =
                format!("`{}` holds the link to the conversation, and it would reach the model", slot.name());
            let mut found = Diagnostic::new(&PRIVATE_LEAK, span, message).help(
                "whoever has the link reads the conversation: say it to people, in a `say` or a `notify`",
            );
            while let Some((put, of)) = place.and_then(|place| holders.get(&place)) {
                let name = place.map_or("", |(_, slot)| slot.name());
                found = found.also(program.node(*put).span, format!("here it gets into `{name}`"));
                place = *of;
            }
            sink.push(found);
        });
    }
}

/// What is copied.
enum Copied<'p> {
    /// The link itself.
    Link,
    /// What a place holds.
    Place(Held<'p>),
}

/// Every copy: the statement, the place that gets it, and what it is.
fn copies<'p>(graph: &Supergraph<'p>) -> Vec<(NodeIx, Held<'p>, Copied<'p>)> {
    let program = graph.program;
    let mut copies = Vec::new();
    let mut given: BTreeMap<u32, Vec<(Option<u32>, &'p Expr)>> = BTreeMap::new();
    let mut copy = |at: usize, place: Held<'p>, flow: Option<u32>, value: &'p Expr| {
        leaving::each_told(value, &mut |value| {
            let copied = match value {
                Expr::Contact(ContactValue::Link) => Some(Copied::Link),
                other => condition::slot(other).map(|slot| Copied::Place(held(slot, flow))),
            };
            copies.extend(copied.map(|copied| (NodeIx(at as u32), place, copied)));
        });
    };
    for node in &program.nodes {
        if let (Op::End(Some(value)), Some(flow)) = (&node.op, node.place.flow) {
            given.entry(flow).or_default().push((node.place.flow, value));
        }
    }
    for (at, node) in program.nodes.iter().enumerate() {
        let flow = node.place.flow;
        match &node.op {
            Op::Set { slot, value } | Op::AddTo { slot, value } => {
                if let Some(slot) = Slot::of(&slot.place) {
                    copy(at, held(slot, flow), flow, value);
                }
            }
            Op::Visit(visit) => {
                for (name, value) in &visit.args {
                    copy(at, (Some(visit.flow), Slot::Local(name)), flow, value);
                }
                let save = visit.tail.save.as_ref().and_then(|slot| Slot::of(&slot.place));
                for (of, value) in given.get(&visit.flow).into_iter().flatten() {
                    save.into_iter().for_each(|slot| copy(at, held(slot, flow), *of, value));
                }
            }
            Op::Jump { target: Target::Flow { flow: to, args, .. }, .. } => {
                for (name, value) in args {
                    copy(at, (Some(*to), Slot::Local(name)), flow, value);
                }
            }
            _ => {}
        }
    }
    copies
}

/// A place as it is known everywhere.
fn held(slot: Slot<'_>, flow: Option<u32>) -> Held<'_> {
    match slot {
        Slot::Local(_) => (flow, slot),
        other => (None, other),
    }
}
