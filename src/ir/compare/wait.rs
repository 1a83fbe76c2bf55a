//! Where contacts who wait in the old program go on in the new one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Kind;
use super::facet::facets;
use super::pair::Became;
use crate::ir::{NodeIx, Op, PointId, Program, Whither, words};

/// A statement of the old program at which contacts may stand.
#[derive(Debug, Clone)]
pub struct Wait {
    /// Its id, which a contact's state has.
    pub point: PointId,
    /// The statement in the old program.
    pub at: NodeIx,
    /// The flow's name; empty at the top.
    pub flow: String,
    /// The step's name; empty outside of steps.
    pub step: String,
    /// What it waits for, in the script's words.
    pub what: String,
    /// Whether contacts stand there only while a model or an action answers.
    pub brief: bool,
    /// Where they go on.
    pub fate: Fate,
    /// The statement of the new program that has come in its place, as far as that can be told.
    pub became: Option<NodeIx>,
    /// The question, where those who wait for its answer were asked another one: the old and the new.
    pub asked: Option<(String, String)>,
    /// What the new program reads there and these contacts never got; told by `check::upgrade`.
    pub lacks: Vec<String>,
}

/// Where contacts go on who stand at a statement of the old program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// At this statement of the new program, which is the same one.
    Same(NodeIx),
    /// At this one, by a declaration: its place in [`Program::moves`].
    Moved(NodeIx, usize),
    /// A declaration moves them to a step that has no such statement: they would begin it from its start.
    Restarted(u32, u32, usize),
    /// A declaration finishes them.
    Dropped(usize),
    /// Nowhere.
    Gone,
}

/// What that means for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They go on where they are.
    Same,
    /// They go on in the declared place.
    Moved,
    /// They are finished, as declared.
    Dropped,
    /// They have no place.
    Gone,
    /// They would go on without what is read there, or begin a step anew.
    Unsafe,
}

impl Wait {
    /// The declaration that decides about it, by its place in [`Program::moves`].
    pub fn declared(&self) -> Option<usize> {
        match self.fate {
            Fate::Moved(_, by) | Fate::Restarted(_, _, by) | Fate::Dropped(by) => Some(by),
            Fate::Same(_) | Fate::Gone => None,
        }
    }

    /// What the change means for contacts that stand here.
    pub fn verdict(&self) -> Verdict {
        match self.fate {
            Fate::Gone => Verdict::Gone,
            Fate::Dropped(_) => Verdict::Dropped,
            Fate::Restarted(..) => Verdict::Unsafe,
            Fate::Same(_) | Fate::Moved(..) if !self.lacks.is_empty() => Verdict::Unsafe,
            Fate::Same(_) => Verdict::Same,
            Fate::Moved(..) => Verdict::Moved,
        }
    }
}

/// The waits of the old program, in its order.
pub fn waits(old: &Program, new: &Program, became: &Became) -> Vec<Wait> {
    let points: BTreeMap<PointId, NodeIx> =
        new.nodes.iter().enumerate().map(|(at, node)| (node.point, NodeIx(at as u32))).collect();
    let mut waits = Vec::new();
    for (at, node) in old.nodes.iter().enumerate() {
        let at = NodeIx(at as u32);
        let Some(brief) = is_brief(&node.op) else { continue };
        let flow = node.place.flow.and_then(|flow| old.flows.get(flow as usize));
        let step = node.place.step.and_then(|step| flow?.steps.get(step as usize));
        let flow = flow.map_or("", |flow| flow.name.as_str());
        let step = step.map_or("", |step| step.name.as_str());
        let fate = match points.get(&node.point) {
            Some(same) => Fate::Same(*same),
            None => declared(new, &points, flow, step, node.point),
        };
        let asked = match fate {
            Fate::Same(now) | Fate::Moved(now, _) => {
                let (before, after) = (question(old, at), question(new, now));
                (before != after).then(|| Some((before?, after?))).flatten()
            }
            _ => None,
        };
        waits.push(Wait {
            point: node.point,
            at,
            flow: flow.to_owned(),
            step: step.to_owned(),
            what: words::statement(old, node),
            brief,
            fate,
            became: became.get(&at).copied(),
            asked,
            lacks: Vec::new(),
        });
    }
    waits
}

fn declared(
    new: &Program,
    points: &BTreeMap<PointId, NodeIx>,
    flow: &str,
    step: &str,
    point: PointId,
) -> Fate {
    match new.whither(flow, step, point) {
        None => Fate::Gone,
        Some((by, Whither::Finished)) => Fate::Dropped(by),
        Some((by, Whither::Step(flow, step))) => Fate::Restarted(flow, step, by),
        Some((by, Whither::Statement(now))) => {
            points.get(&now).map_or(Fate::Gone, |now| Fate::Moved(*now, by))
        }
    }
}

/// Whether contacts stand at such a statement only while something answers; `None` where none stands for a while.
fn is_brief(op: &Op) -> Option<bool> {
    match op {
        Op::Ask(_) | Op::Wait(_) | Op::Delay(_) | Op::AiReply(_) | Op::Handoff(_) | Op::Visit(_) => {
            Some(false)
        }
        Op::Call(_) | Op::Read(_) | Op::Route(_) | Op::AiSay { .. } => Some(true),
        _ => None,
    }
}

fn question(program: &Program, at: NodeIx) -> Option<String> {
    let node = program.node(at);
    let Op::Ask(_) = node.op else { return None };
    facets(program, node).into_iter().find(|part| part.kind == Kind::Message).map(|part| part.words)
}
