//! Two programs, point by point: what a changed script does to contacts that wait.

use std::collections::BTreeMap;

use super::{Node, Op, PointId, Program};

/// What became of the statements of an old program in a new one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// In both: a contact that stands there goes on.
    pub same: Vec<PointId>,
    /// In the old one alone, in its order: a contact that stands there is lost.
    pub gone: Vec<Point>,
    /// In the new one alone, in its order.
    pub added: Vec<Point>,
}

/// A statement by its place and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its id.
    pub id: PointId,
    /// The flow's name; empty at the top.
    pub flow: String,
    /// The step's name; empty outside of steps.
    pub step: String,
    /// What it does, such as `ask`, `delay`, `ai reply talk`.
    pub what: String,
}

/// Compares two programs.
pub fn compare(old: &Program, new: &Program) -> Changes {
    let ids = |program: &Program| -> BTreeMap<PointId, ()> {
        program.nodes.iter().map(|node| (node.point, ())).collect()
    };
    let (before, after) = (ids(old), ids(new));
    let only = |program: &Program, others: &BTreeMap<PointId, ()>| {
        let nodes = program.nodes.iter().filter(|node| !others.contains_key(&node.point));
        nodes.map(|node| point(program, node)).collect()
    };
    Changes {
        same: before.keys().filter(|id| after.contains_key(id)).copied().collect(),
        gone: only(old, &after),
        added: only(new, &before),
    }
}

fn point(program: &Program, node: &Node) -> Point {
    let flow = node.place.flow.and_then(|flow| program.flows.get(flow as usize));
    let step = node.place.step.and_then(|step| flow?.steps.get(step as usize));
    Point {
        id: node.point,
        flow: flow.map(|flow| flow.name.clone()).unwrap_or_default(),
        step: step.map(|step| step.name.clone()).unwrap_or_default(),
        what: what(program, &node.op),
    }
}

fn what(program: &Program, op: &Op) -> String {
    match op {
        Op::Say(_) => "say",
        Op::SendTemplate(sent) => return format!("send template {}", sent.template),
        Op::Ask(_) => "ask",
        Op::AskAgain => "ask again",
        Op::Wait(_) => "wait for",
        Op::AiSay { .. } => "ai say",
        Op::AiReply(reply) => return format!("ai reply {}", reply.name),
        Op::Route(_) => "route",
        Op::Read(_) => "read",
        Op::Branch { .. } => "if",
        Op::Ab { router, .. } => return format!("ab {router}"),
        Op::Set { .. } => "set",
        Op::AddTag(_) | Op::AddTo { .. } => "add",
        Op::RemoveTag(_) | Op::RemoveFrom { .. } => "remove",
        Op::Delay(_) => "delay",
        Op::Call(call) => return format!("do {}", call.action),
        Op::Handoff(_) => "handoff",
        Op::Notify { .. } => "notify",
        Op::Reach(_) => "reach",
        Op::Jump { .. } => "->",
        Op::End(_) => "end",
        Op::Visit(visit) => {
            let flow = program.flows.get(visit.flow as usize).map_or("", |flow| flow.name.as_str());
            return format!("visit {flow}");
        }
        Op::ForEach { .. } => "for each",
    }
    .to_owned()
}
