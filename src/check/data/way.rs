//! The ways on which the contact's data go: those of the graph, and what each does to the places that are looked at.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::graph::{EdgeKind, Station, Supergraph, To, each_exit};
use crate::ir::{Choice, EventPattern, NodeIx, Op, Program, SlotPlace, Target};

use super::act::{self, Act, Acts};
use super::condition;
use super::read;
use super::slot::{Columns, Slot};

/// A way between two places.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// Where it leads, as a number of the graph.
    pub to: u32,
    /// What it does to the run of the flow.
    pub kind: Kind,
    /// What it does to places, in [`Ways::changes`].
    pub changes: Range<u32>,
    /// The place whose statement or handler decides for it.
    pub decided_at: u32,
    /// What decides for it.
    pub choice: Choice,
}

/// What a way does to the run of the flow, and so to its locals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It stays in it.
    Stays,
    /// It covers a place that stays underneath.
    Covers,
    /// What covers a place ends: the contact is back there. It leads nowhere by itself.
    ComesBack,
    /// This flow begins.
    Begins(u32),
    /// This flow has come back from a visit.
    Returns(u32),
    /// The run of this flow ends.
    Ends(u32),
    /// An event is heard elsewhere: by what belongs to the same flow, or not.
    Heard { in_flow: bool },
    /// The flow is covered by a visit, and heard in its own places.
    Covered,
}

/// A change of a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    /// It has a value.
    Set(u32),
    /// It is empty.
    Clear(u32),
    /// It has a value or is empty.
    Either(u32),
    /// It may have lost its value.
    Thin(u32),
    /// It has a value if all these have.
    Copy(u32, Vec<u32>),
    /// The way is not taken where it is empty.
    Full(u32),
    /// The way is not taken where it has a value.
    Empty(u32),
    /// It has been read by what cannot do without it, and counts as set: that it may be empty is told once.
    Told(u32),
}

impl Change {
    /// The place.
    pub fn column(&self) -> u32 {
        match self {
            Change::Set(at) | Change::Clear(at) | Change::Either(at) | Change::Thin(at) => *at,
            Change::Copy(at, _) | Change::Full(at) | Change::Empty(at) | Change::Told(at) => *at,
        }
    }
}

/// All ways, by the place that they leave.
#[derive(Debug)]
pub(super) struct Ways<'g, 'p> {
    /// The graph.
    pub graph: &'g Supergraph<'p>,
    /// The places that are looked at.
    pub columns: Columns<'p>,
    /// What happens on ways.
    pub acts: Acts<'p>,
    /// What ways do, one after the other.
    pub changes: Vec<Change>,
    /// What each statement does on any way that leaves it, in [`Ways::changes`].
    pub of_statement: Vec<Range<u32>>,
    /// The statements of each flow.
    pub of_flow: Vec<Vec<NodeIx>>,
    /// For whom they are looked at.
    pub look: Look,
    /// The flow in which each place is.
    flows: Vec<Option<u32>>,
    ways: Vec<Way>,
    /// Where the ways of each place begin in `ways`, and the end.
    first: Vec<u32>,
}

/// A way, and the place that it leaves.
type From = (u32, Way);

/// For whom ways are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Everybody, whatever they did before.
    Everybody,
    /// A new contact, until it begins again. What a statement has read and cannot do without counts as set behind it.
    FirstMeeting,
    /// Whose answers are private: a place is `empty` where it holds such an answer, and `set` where it holds another, or none.
    Secrets,
}

impl<'g, 'p> Ways<'g, 'p> {
    /// The ways of a graph.
    pub fn of(graph: &'g Supergraph<'p>, columns: Columns<'p>, look: Look) -> Self {
        let program = graph.program;
        let mut ways = Ways {
            graph,
            columns,
            acts: Acts::of(program),
            changes: Vec::new(),
            of_statement: Vec::new(),
            of_flow: vec![Vec::new(); program.flows.len()],
            look,
            flows: (0..graph.count()).map(|number| flow(graph, number)).collect(),
            ways: Vec::new(),
            first: Vec::new(),
        };
        let mut found = Vec::new();
        for (at, node) in program.nodes.iter().enumerate() {
            let at = NodeIx(at as u32);
            ways.statement(at, &mut found);
            node.place.flow.into_iter().for_each(|flow| ways.of_flow[flow as usize].push(at));
        }
        for number in 0..graph.count() {
            if !matches!(graph.station(number), Station::Node(_)) {
                ways.place(number, &mut found);
            }
        }
        // Buttons lead on from where they are heard, not from where they are written.
        found.sort_by_key(|(from, _)| *from);
        let mut before = 0;
        for number in 0..=graph.count() {
            before += found[before..].iter().take_while(|(from, _)| *from < number).count();
            ways.first.push(before as u32);
        }
        ways.ways = found.into_iter().map(|(_, way)| way).collect();
        ways
    }

    /// The ways on from a place.
    pub fn from(&self, number: u32) -> &[Way] {
        &self.ways[self.first[number as usize] as usize..self.first[number as usize + 1] as usize]
    }

    /// What a way does to places.
    pub fn changes(&self, range: &Range<u32>) -> &[Change] {
        &self.changes[range.start as usize..range.end as usize]
    }

    /// The flow in which a place is.
    pub fn flow(&self, number: u32) -> Option<u32> {
        self.flows[number as usize]
    }

    fn statement(&mut self, at: NodeIx, found: &mut Vec<From>) {
        let graph = self.graph;
        let node = graph.program.node(at);
        let number = graph.number(Station::Node(at));
        let flow = node.place.flow;
        let begins = matches!(node.op, Op::Jump { target: Target::Flow { .. }, .. });
        let before = self.changes.len() as u32;
        // What the last statement of a block does has no edge: it comes back to what the block covers.
        each_exit(node, &mut |exit| {
            if let (false, To::Next(None)) = (exit.covers, exit.to) {
                let changes = self.decided(number, exit.choice);
                let way = Way {
                    to: number,
                    kind: Kind::ComesBack,
                    changes,
                    decided_at: number,
                    choice: exit.choice,
                };
                self.way(number, way, found);
            }
        });
        let mut covering = Vec::new();
        for edge in graph.edges(number) {
            let kind = match (edge.kind, graph.station(edge.to)) {
                (EdgeKind::Covers, _) => {
                    covering.push(edge);
                    continue;
                }
                (EdgeKind::Listens, _) => Kind::Heard { in_flow: true },
                (EdgeKind::Visits, Station::Step(flow, _)) => Kind::Begins(flow),
                (EdgeKind::Returns(flow), _) => Kind::Returns(flow),
                (_, Station::Step(flow, _)) if begins => Kind::Begins(flow),
                (_, Station::Finished) if flow.is_some() => Kind::Ends(flow.unwrap_or_default()),
                _ => Kind::Stays,
            };
            let changes = match edge.kind {
                EdgeKind::Listens => 0..0,
                _ => self.decided(number, edge.choice),
            };
            let way = Way { to: edge.to, kind, changes, decided_at: number, choice: edge.choice };
            self.way(number, way, found);
        }
        self.of_statement.push(before..self.changes.len() as u32);
        for edge in covering {
            // A button lives as long as its step is on the stack: it is pressed at some wait of it.
            let from = match edge.choice {
                Choice::Button(_) => graph.heard_at(node.place),
                _ => number,
            };
            let changes = self.decided(number, edge.choice);
            let way =
                Way { to: edge.to, kind: Kind::Covers, changes, decided_at: number, choice: edge.choice };
            self.way(from, way, found);
        }
        if let Op::Visit(_) = node.op {
            let to = graph.heard_at(node.place);
            let way =
                Way { to, kind: Kind::Covered, changes: 0..0, decided_at: number, choice: Choice::Visit };
            self.way(number, way, found);
        }
    }

    fn place(&mut self, number: u32, found: &mut Vec<From>) {
        let graph = self.graph;
        let station = graph.station(number);
        let own = self.flow(number);
        for edge in graph.edges(number) {
            // Who begins again brings everything along.
            let restarts = station == Station::Anywhere && edge.kind == EdgeKind::Leaves;
            if restarts && self.look == Look::FirstMeeting {
                continue;
            }
            let kind = match (edge.kind, graph.station(edge.to)) {
                (EdgeKind::Listens, _) => Kind::Heard { in_flow: own.is_some() && own == self.flow(edge.to) },
                (_, Station::Step(flow, _)) => Kind::Begins(flow),
                (EdgeKind::Covers, _) => Kind::Covers,
                _ => Kind::Stays,
            };
            let changes = self.decided(number, edge.choice);
            let way = Way { to: edge.to, kind, changes, decided_at: number, choice: edge.choice };
            self.way(number, way, found);
        }
        if let Station::Step(flow, step) = station {
            self.kept(number, Station::InStep(flow, step), Kind::Stays, found);
        }
    }

    fn way(&mut self, from: u32, way: Way, found: &mut Vec<From>) {
        let flow = match way.kind {
            Kind::Begins(flow) => Some(flow),
            _ => None,
        };
        found.push((from, way));
        if let Some(flow) = flow {
            self.kept(from, Station::InFlow(flow), Kind::Begins(flow), found);
        }
    }

    /// A postback that was kept is given to the flow and the step that are entered, before anything of them runs.
    fn kept(&mut self, from: u32, place: Station, kind: Kind, found: &mut Vec<From>) {
        let number = self.graph.number(place);
        let graph = self.graph;
        for handler in act::handlers(graph.program, place) {
            let (EventPattern::Inbound(..), Some(body)) = (&handler.event, handler.body) else { continue };
            let choice = Choice::Handler(handler.point);
            let changes = self.decided(number, choice);
            let to = graph.number(Station::Node(body));
            found.push((from, Way { to, kind, changes, decided_at: number, choice }));
        }
    }

    fn is_private(&self, number: u32, choice: Choice) -> bool {
        let program = self.graph.program;
        let Station::Node(at) = self.graph.station(number) else { return false };
        choice == Choice::Next && is_private(program, &program.node(at).op)
    }

    /// What happens to places where this decides.
    pub fn decided(&mut self, number: u32, choice: Choice) -> Range<u32> {
        let before = self.changes.len() as u32;
        let flow = self.flow(number);
        let is_private = self.look == Look::Secrets && self.is_private(number, choice);
        let (columns, changes) = (&self.columns, &mut self.changes);
        if let (Look::FirstMeeting, Station::Node(at)) = (self.look, self.graph.station(number)) {
            let program = self.graph.program;
            read::each(&program.node(at).op, program, &mut |read| {
                if read.how.hurts() {
                    changes.extend(columns.number(read.slot, flow).map(Change::Told));
                }
            });
        }
        let look = self.look;
        let mut on = |act| match look {
            Look::Secrets => secret(columns, flow, act, is_private, changes),
            Look::Everybody | Look::FirstMeeting => change(columns, flow, act, changes),
        };
        match (self.graph.station(number), choice) {
            (Station::Node(at), choice) => self.acts.of_statement(at, choice, &mut on),
            (_, Choice::Handler(point)) => self.acts.heard(point, &mut on),
            _ => {}
        }
        before..self.changes.len() as u32
    }
}

fn flow(graph: &Supergraph<'_>, number: u32) -> Option<u32> {
    match graph.station(number) {
        Station::Node(at) => graph.program.node(at).place.flow,
        Station::Step(flow, _) | Station::InStep(flow, _) | Station::InFlow(flow) => Some(flow),
        Station::Begin | Station::Anywhere | Station::Finished => None,
    }
}

/// Whether the answer to a statement goes into a private field.
pub(super) fn is_private(program: &Program, op: &Op) -> bool {
    let save = match op {
        Op::Ask(ask) => ask.tail.save.as_ref(),
        Op::Wait(wait) => wait.tail.save.as_ref(),
        _ => None,
    };
    let Some(SlotPlace::Field(name)) = save.map(|slot| &slot.place) else { return false };
    program.symbols.fields.get(name).is_some_and(|field| field.private)
}

/// Puts down whether an answer is private.
fn secret<'p>(
    columns: &Columns<'p>,
    flow: Option<u32>,
    act: Act<'p>,
    is_private: bool,
    changes: &mut Vec<Change>,
) {
    if let Act::Set(slot) | Act::Clear(slot) | Act::Either(slot) = act {
        let change = if is_private { Change::Clear } else { Change::Set };
        changes.extend(columns.number(slot, flow).map(change));
    }
}

/// Puts down what an act does to the places that are looked at.
fn change<'p>(columns: &Columns<'p>, flow: Option<u32>, act: Act<'p>, changes: &mut Vec<Change>) {
    let number = |slot: Slot<'p>| columns.number(slot, flow);
    match act {
        Act::Set(slot) => changes.extend(number(slot).map(Change::Set)),
        Act::Clear(slot) => changes.extend(number(slot).map(Change::Clear)),
        Act::Either(slot) => changes.extend(number(slot).map(Change::Either)),
        Act::Thin(slot) => changes.extend(number(slot).map(Change::Thin)),
        Act::Full(slot) => changes.extend(number(slot).map(Change::Full)),
        Act::Copy(slot, value) => {
            let Some(at) = number(slot) else { return };
            let mut of = BTreeSet::new();
            condition::each_needed(value, &mut |slot| of.extend(number(slot)));
            let copy = Change::Copy(at, of.into_iter().collect());
            changes.push(copy);
        }
        Act::Holds(condition, holds) => {
            let known = condition::implied(condition, holds);
            changes.extend(known.full.into_iter().filter_map(number).map(Change::Full));
            changes.extend(known.empty.into_iter().filter_map(number).map(Change::Empty));
        }
        Act::Tag(..) => {}
    }
}
