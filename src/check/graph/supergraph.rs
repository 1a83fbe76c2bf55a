//! Everything that can happen to a contact next, of a whole program: statements, and the places at which events are heard.
//!
//! [`super::exits`] says where one statement goes on by itself. Here the handlers join them: a contact that waits at a
//! statement is heard by its step, the step by its flow, the flow by whoever visits it and by the top. So there is one edge
//! for a wait and one for a handler, never one for each pair, and the graph is as large as the program.
//!
//! A body that covers a place (a handler's block, a branch of an `ai reply`) comes back to it where its chain ends. There
//! is no edge for that: what holds at a wait holds there again, but for what the body itself has changed.

use super::exit::{By, Exit, To, each_exit, handlers};
use super::returning::Returning;
use crate::ir::{Choice, NodeIx, Op, Place, Program};

/// A place of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Station {
    /// Where new contacts begin.
    Begin,
    /// Before a statement.
    Node(NodeIx),
    /// The entry of a step, by the places of its flow and its own.
    Step(u32, u32),
    /// A contact waits somewhere in the step.
    InStep(u32, u32),
    /// A contact waits somewhere in the flow.
    InFlow(u32),
    /// A contact waits, or has finished.
    Anywhere,
    /// The last flow has ended.
    Finished,
}

/// A way between two places.
#[derive(Debug, Clone, Copy)]
pub struct Edge {
    /// Where it leads, as a number: [`Supergraph::station`].
    pub to: u32,
    /// What brings it about.
    pub by: By,
    /// What it does to the place that it leaves.
    pub kind: EdgeKind,
    /// Whether it can be taken a written number of times only.
    pub bounded: bool,
    /// What decides for it.
    pub choice: Choice,
}

/// What a way does to the place that it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// It leaves it.
    Leaves,
    /// It covers it, and comes back where its chain ends: a handler's body, a button's, a branch of an `ai reply`.
    Covers,
    /// It covers it with a visit.
    Visits,
    /// It goes on behind a visit of this flow, which has come back.
    Returns(u32),
    /// Nothing happens: who waits here is heard there.
    Listens,
}

/// The graph of a program. Numbers of places are dense, from 0.
#[derive(Debug)]
pub struct Supergraph<'p> {
    /// The program.
    pub program: &'p Program,
    /// The flows that come back to who visits them.
    pub returning: Returning,
    /// Where the steps of each flow begin among all steps.
    steps_before: Vec<u32>,
    edges: Vec<Edge>,
    /// Where the edges of each place begin in `edges`, and the end.
    first: Vec<u32>,
}

impl<'p> Supergraph<'p> {
    /// The graph of a program.
    pub fn of(program: &'p Program) -> Self {
        let mut steps_before = vec![0];
        for flow in &program.flows {
            steps_before.push(steps_before.last().copied().unwrap_or(0) + flow.steps.len() as u32);
        }
        let returning = Returning::at_all(program);
        let mut graph = Supergraph { program, returning, steps_before, edges: Vec::new(), first: vec![0] };
        let visitors = visitors(program);
        for number in 0..graph.count() {
            graph.edges_of(graph.station(number), &visitors);
            graph.first.push(graph.edges.len() as u32);
        }
        graph
    }

    /// How many places there are.
    pub fn count(&self) -> u32 {
        self.number(Station::InFlow(self.program.flows.len() as u32))
    }

    /// The number of a place.
    pub fn number(&self, station: Station) -> u32 {
        let nodes = FIXED + self.program.nodes.len() as u32;
        let steps = self.steps_before.last().copied().unwrap_or(0);
        match station {
            Station::Begin => 0,
            Station::Anywhere => 1,
            Station::Finished => 2,
            Station::Node(at) => FIXED + at.0,
            Station::Step(flow, step) => nodes + self.steps_before[flow as usize] + step,
            Station::InStep(flow, step) => nodes + steps + self.steps_before[flow as usize] + step,
            Station::InFlow(flow) => nodes + 2 * steps + flow,
        }
    }

    /// The place of a number.
    pub fn station(&self, number: u32) -> Station {
        let nodes = self.program.nodes.len() as u32;
        let steps = self.steps_before.last().copied().unwrap_or(0);
        let Some(rest) = number.checked_sub(FIXED) else {
            return [Station::Begin, Station::Anywhere, Station::Finished][number as usize];
        };
        let Some(rest) = rest.checked_sub(nodes) else { return Station::Node(NodeIx(rest)) };
        let Some(rest) = rest.checked_sub(steps) else { return self.step(rest, Station::Step) };
        let Some(rest) = rest.checked_sub(steps) else { return self.step(rest, Station::InStep) };
        Station::InFlow(rest)
    }

    /// The statement of a number.
    pub fn node(&self, number: u32) -> Option<NodeIx> {
        let node = number.checked_sub(FIXED)?;
        ((node as usize) < self.program.nodes.len()).then_some(NodeIx(node))
    }

    fn step(&self, among_all: u32, station: fn(u32, u32) -> Station) -> Station {
        let flow = self.steps_before.partition_point(|before| *before <= among_all) - 1;
        station(flow as u32, among_all - self.steps_before[flow])
    }

    /// The ways on from a place, in the order of the text.
    pub fn edges(&self, number: u32) -> &[Edge] {
        &self.edges[self.first[number as usize] as usize..self.first[number as usize + 1] as usize]
    }

    /// Where contacts that wait at a statement written here are heard.
    pub fn heard_at(&self, place: Place) -> u32 {
        self.number(match (place.flow, place.step) {
            (Some(flow), Some(step)) => Station::InStep(flow, step),
            (Some(flow), None) => Station::InFlow(flow),
            (None, _) => Station::Anywhere,
        })
    }

    fn edges_of(&mut self, station: Station, visitors: &[Vec<NodeIx>]) {
        let program = self.program;
        match station {
            Station::Begin => self.start(),
            Station::Finished => self.listen(Station::Anywhere),
            Station::Anywhere => {
                handlers(&program.handlers, &mut |exit| self.exit(exit));
                // `/start` begins anew from everywhere.
                self.start();
            }
            Station::Step(flow, step) => {
                let entry = program.flows[flow as usize].steps[step as usize].entry;
                self.edge(entry.map(Station::Node), By::Itself, EdgeKind::Leaves);
            }
            Station::InStep(flow, step) => {
                let step = &program.flows[flow as usize].steps[step as usize];
                handlers(&step.handlers, &mut |exit| self.exit(exit));
                self.listen(Station::InFlow(flow));
            }
            Station::InFlow(flow) => {
                handlers(&program.flows[flow as usize].handlers, &mut |exit| self.exit(exit));
                for visit in &visitors[flow as usize] {
                    let to = self.heard_at(program.node(*visit).place);
                    self.listen(self.station(to));
                }
                self.listen(Station::Anywhere);
            }
            Station::Node(at) => {
                let node = program.node(at);
                each_exit(node, &mut |exit| {
                    if self.returning.leads_on(&exit) {
                        self.exit(exit);
                    }
                });
                if is_wait(&node.op) {
                    let to = self.heard_at(node.place);
                    self.listen(self.station(to));
                }
            }
        }
    }

    fn start(&mut self) {
        let program = self.program;
        let start =
            program.flows.iter().position(|flow| flow.name == program.bot.start && !flow.steps.is_empty());
        self.edge(start.map(|flow| Station::Step(flow as u32, 0)), By::Contact, EdgeKind::Leaves);
    }

    fn has_step(&self, flow: u32, step: u32) -> bool {
        self.program.flows.get(flow as usize).is_some_and(|flow| (step as usize) < flow.steps.len())
    }

    fn exit(&mut self, exit: Exit<'_>) {
        let to = match exit.to {
            To::Next(next) => next.map(Station::Node),
            To::Step(flow, step) if self.has_step(flow, step) => Some(Station::Step(flow, step)),
            // A flow without steps ends where it begins.
            To::Step(..) | To::End => Some(Station::Finished),
        };
        let kind = match (exit.covers, exit.visited, exit.to) {
            (true, _, To::Step(..)) => EdgeKind::Visits,
            (true, ..) => EdgeKind::Covers,
            (false, Some(flow), _) => EdgeKind::Returns(flow),
            (false, None, _) => EdgeKind::Leaves,
        };
        let before = self.edges.len();
        self.edge(to, exit.by, kind);
        for edge in &mut self.edges[before..] {
            edge.bounded = exit.bounded;
            edge.choice = exit.choice;
        }
    }

    fn listen(&mut self, to: Station) {
        self.edge(Some(to), By::Itself, EdgeKind::Listens);
    }

    fn edge(&mut self, to: Option<Station>, by: By, kind: EdgeKind) {
        if let Some(to) = to {
            self.edges.push(Edge { to: self.number(to), by, kind, bounded: false, choice: Choice::Next });
        }
    }
}

/// The places that every program has.
const FIXED: u32 = 3;

/// Whether a contact stays at a statement until an event comes that handlers may take.
pub fn is_wait(op: &Op) -> bool {
    matches!(op, Op::Ask(_) | Op::Wait(_) | Op::AiReply(_) | Op::Delay(_) | Op::Handoff(_))
}

/// The visits of each flow.
fn visitors(program: &Program) -> Vec<Vec<NodeIx>> {
    let mut visitors = vec![Vec::new(); program.flows.len()];
    for (at, node) in program.nodes.iter().enumerate() {
        if let Op::Visit(visit) = &node.op {
            visitors[visit.flow as usize].push(NodeIx(at as u32));
        }
    }
    visitors
}
