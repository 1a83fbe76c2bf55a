//! A way on which a place is empty where it is read.
//!
//! The facts of [`super::facts`] join what different ways bring, so they may say "may be empty" where a condition on the
//! way excludes it: `add tag paid` stands beside `save`, and `if tag paid` before the text. Here a way is looked for from the
//! first meeting on, and walked again with the conditions that it meets; where two of them contradict each other they are
//! kept apart in the next search, until a way holds or none is left.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::check::graph::Station;
use crate::ir::{Choice, Expr, NodeIx, Op, Value};

use super::act::Act;
use super::atom::{Atoms, Known, Sought};
use super::facts::{BATCH, Facts};
use super::hear::{Body, stands};
use super::surely::SurelySet;
use super::way::{Change, Kind, Way};

/// How often a search is begun anew with more conditions kept apart.
const SEARCHES_MAX: usize = 12;
/// How many places are looked at for a short way.
const NEAR: usize = 64;
/// How deep visits and handlers' blocks may lie on each other: as deep as the engine lets them.
const DEPTH_MAX: usize = 8;

/// A contact on its way: where it is, whether the place is empty, what else is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Traveller {
    at: u32,
    empty: bool,
    known: Known,
}

/// A move of a traveller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// By the way of this place among those from where it was.
    Way(u32),
    /// What covered the place has come back, by its place among the bodies.
    Body(u32),
}

/// A stretch of a way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Where it begins, as a number of the graph.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Whether the place is empty behind it.
    pub empty: bool,
    /// The way; `None` where something that covered the place has come back.
    pub way: Option<u32>,
}

/// How far a search may go.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    /// The whole program.
    Program,
    /// A run of a flow.
    Flow(u32),
    /// A body that covers something.
    Body,
}

/// What the end of a flow gives to its visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gives {
    /// Nothing.
    Nothing,
    /// Something.
    Something,
    /// True or false.
    Bool(bool),
    /// The value as this statement has it.
    Written(NodeIx),
}

/// How a flow or a body was left: whether the place is empty, what else is known, what is given.
type End = (bool, Known, Gives);

/// What a search has found.
#[derive(Default)]
struct Found {
    /// Where the goal was met first.
    goal: Option<Traveller>,
    /// From where and how each traveller came.
    came: BTreeMap<Traveller, Option<(Traveller, Move)>>,
    /// How the flow or body was left.
    ends: BTreeSet<End>,
}

/// What all searches of a program look up.
#[derive(Default)]
pub(super) struct Index {
    /// The bodies that change a place.
    of_column: BTreeMap<u32, Vec<u32>>,
    /// The bodies that visit a flow.
    visiting: Vec<u32>,
    /// The ways to each place: where they begin, and which of the ways from there they are.
    to: Vec<Vec<(u32, u32)>>,
}

impl Index {
    /// Of a program.
    pub fn of(set: &SurelySet<'_, '_>) -> Self {
        let ways = &set.ways;
        let mut index = Index { to: vec![Vec::new(); ways.graph.count() as usize], ..Index::default() };
        for number in 0..ways.graph.count() {
            for (nth, way) in ways.from(number).iter().enumerate().filter(|(_, way)| way.kind == Kind::Stays)
            {
                index.to[way.to as usize].push((number, nth as u32));
            }
        }
        for (nth, body) in set.hearing.bodies.iter().enumerate() {
            let mut columns = BTreeSet::new();
            let begins = ways.changes(&body.begins).iter();
            columns.extend(begins.filter(|change| matches!(change, Change::Set(_))).map(Change::column));
            let mut visits = false;
            for at in &body.statements {
                columns.extend(ways.changes(&ways.of_statement[at.0 as usize]).iter().map(Change::column));
                visits |= matches!(ways.graph.program.node(*at).op, Op::Visit(_));
            }
            for column in columns {
                index.of_column.entry(column).or_default().push(nth as u32);
            }
            index.visiting.extend(visits.then_some(nth as u32));
        }
        index
    }
}

/// The search for ways on which one place is empty.
pub(super) struct Search<'s, 'g, 'p> {
    set: &'s SurelySet<'g, 'p>,
    index: &'s Index,
    column: u32,
    /// The flow whose local it is.
    flow: Option<u32>,
    atoms: Atoms<'p>,
    through: BTreeMap<(Option<u32>, u32, bool, Known), BTreeSet<End>>,
    bodies: Vec<u32>,
    hears: BTreeMap<u32, BTreeSet<u32>>,
    depth: usize,
    /// What is found without regard to conditions: the same for all who read the place.
    plain: Option<Found>,
    left: usize,
}

impl<'s, 'g, 'p> Search<'s, 'g, 'p> {
    /// A search for a place; it looks at no more than so many places of the graph.
    pub fn new(
        set: &'s SurelySet<'g, 'p>,
        index: &'s Index,
        column: u32,
        flow: Option<u32>,
        left: usize,
    ) -> Self {
        let flow = flow.filter(|_| set.ways.columns.is_local(column));
        Search {
            set,
            index,
            column,
            flow,
            atoms: Atoms::default(),
            through: BTreeMap::new(),
            bodies: Vec::new(),
            hears: BTreeMap::new(),
            depth: 0,
            plain: None,
            left,
        }
    }

    /// How many more places may be looked at.
    pub fn left(&self) -> usize {
        self.left
    }

    /// A way from the first meeting to a statement at which the place is empty; `None` where there is none, or where
    /// looking for it took too long.
    pub fn way_to(&mut self, at: NodeIx) -> Option<Vec<Stretch>> {
        self.atoms = Atoms::default();
        let goal = self.set.ways.graph.number(Station::Node(at));
        if let Some(way) = self.near_way(goal) {
            return Some(way);
        }
        let mut way = self.plain_way(goal)?;
        for _ in 0..SEARCHES_MAX {
            let mut all = self.atoms.clone();
            for (from, made, _) in &way {
                self.conditions(from, *made, &mut |condition, flow| _ = all.add(condition, flow));
            }
            self.visited_conditions(&way, &mut |condition, flow| _ = all.add(condition, flow));
            let everything = all.clone();
            let Some(at) = self.walk(&way, all)? else {
                return Some(way.iter().map(|(from, made, to)| stretch(from, *made, to)).collect());
            };
            let (from, made, _) = &way[at];
            let mut atoms = self.atoms.clone();
            let mut is_new = false;
            self.conditions(from, *made, &mut |condition, flow| is_new |= atoms.add(condition, flow));
            if is_new {
                self.atoms = atoms;
            } else if self.atoms.count() < everything.count() {
                // What contradicts it lies inside a visit.
                self.atoms = everything;
            } else {
                return None;
            }
            self.begin_anew()?;
            let start = self.at_the_beginning();
            let found = self.search(&[start], &Within::Program, Some(goal))?;
            way = self::way(&found, found.goal?);
        }
        None
    }

    /// A short way to a place from where a statement leaves the place empty, if no condition stands on it.
    fn near_way(&self, goal: u32) -> Option<Vec<Stretch>> {
        let ways = &self.set.ways;
        let mut came: BTreeMap<u32, Option<Stretch>> = BTreeMap::from([(goal, None)]);
        let mut open = VecDeque::from([goal]);
        while let Some(to) = open.pop_front().filter(|_| came.len() < NEAR) {
            for (from, nth) in &self.index.to[to as usize] {
                let way = &ways.from(*from)[*nth as usize];
                let mut is_free = true;
                self.acts(way.decided_at, way.choice, &mut |act| is_free &= !matches!(act, Act::Holds(..)));
                let mut own = ways.changes(&way.changes).iter().filter(|it| it.column() == self.column);
                let stretch = Stretch { from: *from, to, empty: true, way: Some(*nth) };
                match own.next_back() {
                    Some(Change::Clear(_)) if is_free && self.is_reached(*from) => {
                        let mut found = vec![stretch];
                        let mut at = to;
                        while let Some(Some(next)) = came.get(&at) {
                            found.push(*next);
                            at = next.to;
                        }
                        return Some(found);
                    }
                    None if is_free && !came.contains_key(from) => {
                        came.insert(*from, Some(stretch));
                        open.push_back(*from);
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// Whether any way leads to a place.
    fn is_reached(&self, number: u32) -> bool {
        let facts = self.set.solved[(self.column / BATCH) as usize].entering[number as usize];
        facts != Facts::default()
    }

    /// A way to a place without regard to conditions.
    fn plain_way(&mut self, goal: u32) -> Option<Vec<(Traveller, Move, Traveller)>> {
        if self.plain.is_none() {
            self.begin_anew()?;
            let start = self.at_the_beginning();
            self.plain = Some(self.search(&[start], &Within::Program, None)?);
        }
        let goal = Traveller { at: goal, empty: true, known: Known::default() };
        let found = self.plain.as_ref()?;
        found.came.contains_key(&goal).then(|| way(found, goal))
    }

    /// Forgets what was found with other conditions.
    fn begin_anew(&mut self) -> Option<()> {
        self.through.clear();
        self.depth = 0;
        let own = self.index.of_column.get(&self.column).into_iter().flatten();
        let mut concerned: BTreeSet<u32> = own.chain(&self.index.visiting).copied().collect();
        if !self.atoms.is_empty() {
            for (nth, body) in self.set.hearing.bodies.iter().enumerate() {
                self.left = self.left.checked_sub(1 + body.statements.len() / 8)?;
                if self.concerns(body) {
                    concerned.insert(nth as u32);
                }
            }
        }
        self.bodies = concerned.into_iter().collect();
        Some(())
    }

    /// Whether a body changes what is known.
    fn concerns(&self, body: &Body) -> bool {
        let ways = &self.set.ways;
        let mut concerned = false;
        self.acts(body.decided_at, body.choice, &mut |act| concerned |= self.atoms.concerns(act, None));
        for at in &body.statements {
            let flow = ways.graph.program.node(*at).place.flow;
            for way in ways.from(ways.graph.number(Station::Node(*at))) {
                let mut on = |act| concerned |= self.atoms.concerns(act, flow);
                ways.acts.of_statement(*at, way.choice, &mut on);
            }
        }
        concerned
    }

    fn acts(&self, decided_at: u32, choice: Choice, on: &mut impl FnMut(Act<'p>)) {
        let ways = &self.set.ways;
        match (ways.graph.station(decided_at), choice) {
            (Station::Node(at), choice) => ways.acts.of_statement(at, choice, on),
            (_, Choice::Handler(point)) => ways.acts.heard(point, on),
            _ => {}
        }
    }

    fn at_the_beginning(&self) -> Traveller {
        let ways = &self.set.ways;
        let fields = &ways.graph.program.symbols.fields;
        let default = |name: &str| fields.get(name).map_or(&Value::Empty, |field| &field.default);
        let empty = match ways.columns.slot(self.column, None) {
            Some(super::Slot::Field(name)) => default(name).is_empty(),
            _ => true,
        };
        let at = ways.graph.number(Station::Begin);
        Traveller { at, empty, known: self.atoms.at_the_beginning(default) }
    }

    /// All ways of travellers, nearest first; `None` where it took too long.
    fn search(&mut self, starts: &[Traveller], within: &Within, goal: Option<u32>) -> Option<Found> {
        let mut found = Found::default();
        let mut open: VecDeque<Traveller> = starts.iter().copied().collect();
        found.came.extend(starts.iter().map(|start| (*start, None)));
        while let Some(from) = open.pop_front() {
            self.left = self.left.checked_sub(1)?;
            let set = self.set;
            for (nth, way) in set.ways.from(from.at).iter().enumerate() {
                let made = Move::Way(nth as u32);
                for to in self.by_way(&from, way, within)? {
                    let ends = match (within, way.kind) {
                        (Within::Flow(flow), Kind::Ends(other)) => *flow == other,
                        (Within::Body, Kind::ComesBack) => true,
                        _ => false,
                    };
                    if ends {
                        found.ends.extend(self.given(from.at, &to));
                    } else if let std::collections::btree_map::Entry::Vacant(place) = found.came.entry(to) {
                        place.insert(Some((from, made)));
                        if goal == Some(to.at) && to.empty {
                            found.goal = Some(to);
                            return Some(found);
                        }
                        open.push_back(to);
                    }
                }
            }
            for (body, to) in self.by_bodies(&from)? {
                if let std::collections::btree_map::Entry::Vacant(place) = found.came.entry(to) {
                    place.insert(Some((from, Move::Body(body))));
                    open.push_back(to);
                }
            }
        }
        Some(found)
    }

    /// Where a traveller may be behind a way.
    fn by_way(&mut self, from: &Traveller, way: &Way, within: &Within) -> Option<Vec<Traveller>> {
        let ways = &self.set.ways;
        let goes = match (within, way.kind) {
            (_, Kind::Stays | Kind::Returns(_)) => true,
            (Within::Program, Kind::ComesBack) => false,
            (Within::Program, Kind::Covered) => self.flow.is_some(),
            // A local is known to its own flow alone.
            (Within::Program, Kind::Heard { in_flow: false }) => {
                self.flow.is_none() || ways.flow(way.to) != self.flow
            }
            (Within::Program, _) => true,
            (Within::Flow(_), Kind::Covers | Kind::Ends(_) | Kind::Heard { in_flow: true }) => true,
            (Within::Body, Kind::ComesBack) => true,
            _ => false,
        };
        if !goes || *within == Within::Body && !matches!(ways.graph.station(way.to), Station::Node(_)) {
            return Some(Vec::new());
        }
        let mut travellers = BTreeSet::new();
        if let Kind::Returns(flow) = way.kind {
            for (empty, known, gives) in self.through_visit(from, way, flow)? {
                let behind = self.changed((empty, known), from.at, way);
                travellers.extend(behind.into_iter().map(|it| self.taken(from.at, it, gives)));
            }
        } else {
            travellers = self.changed((from.empty, from.known), from.at, way);
        }
        let (kind, to, leaves) = (way.kind, way.to, way.choice != Choice::Visit);
        Some(travellers.into_iter().map(|it| self.arrived(from.at, it, kind, to, leaves)).collect())
    }

    /// What becomes of a traveller by what a way does.
    fn changed(&self, traveller: (bool, Known), at: u32, way: &Way) -> BTreeSet<(bool, Known)> {
        let ways = &self.set.ways;
        let mut travellers = BTreeSet::from([traveller]);
        // Where an event is heard elsewhere the statement itself still waits.
        if !self.atoms.is_empty() && !matches!(way.kind, Kind::Heard { .. }) {
            let flow = ways.flow(way.decided_at);
            self.acts(way.decided_at, way.choice, &mut |act| {
                let before = std::mem::take(&mut travellers);
                travellers = before.into_iter().filter_map(|it| self.knows(act, flow, it)).collect();
            });
        }
        for change in ways.changes(&way.changes).iter().filter(|change| change.column() == self.column) {
            let before = std::mem::take(&mut travellers);
            for (empty, known) in before {
                let (may_be_empty, may_be_full) = match change {
                    Change::Set(_) | Change::Told(_) => (false, true),
                    Change::Clear(_) => (true, false),
                    Change::Either(_) => (true, true),
                    Change::Thin(_) => (true, !empty),
                    Change::Full(_) => (false, !empty),
                    Change::Empty(_) => (empty, false),
                    Change::Copy(_, of) => self.copied(of, at, empty),
                };
                travellers.extend(may_be_empty.then_some((true, known)));
                travellers.extend(may_be_full.then_some((false, known)));
            }
        }
        travellers
    }

    /// Whether a copy of these may be empty, and whether it may be set.
    fn copied(&self, of: &[u32], at: u32, empty: bool) -> (bool, bool) {
        let ways = &self.set.ways;
        let Station::Node(at) = ways.graph.station(at) else { return (false, true) };
        let facts = |column: &u32| match *column == self.column {
            true => (empty, !empty),
            false => {
                let (_, facts, bit) = self.set.facts(at, *column);
                (facts.empty & bit != 0, facts.full & bit != 0)
            }
        };
        (of.iter().any(|column| facts(column).0), of.iter().all(|column| facts(column).1))
    }

    /// What is known behind something that happens; `None` where it cannot happen.
    fn knows(&self, act: Act<'p>, flow: Option<u32>, (empty, known): (bool, Known)) -> Option<(bool, Known)> {
        let known = match act {
            Act::Holds(condition, holds) => {
                self.atoms.assume(condition, flow, holds, known, &self.sought(empty)?)?
            }
            act => self.atoms.behind(act, flow, known),
        };
        Some((empty, known))
    }

    fn sought(&self, empty: bool) -> Option<Sought<'p>> {
        let slot = self.set.ways.columns.slot(self.column, self.flow)?;
        Some(Sought { slot, flow: self.flow, empty })
    }

    /// A traveller at the end of a way.
    fn arrived(
        &self,
        from: u32,
        (empty, known): (bool, Known),
        kind: Kind,
        to: u32,
        leaves: bool,
    ) -> Traveller {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let name = |flow: u32| program.flows.get(flow as usize).map_or("", |flow| flow.name.as_str());
        let mut arrived = Traveller { at: to, empty, known };
        match kind {
            Kind::Begins(flow) => {
                arrived.known = self.atoms.begun(flow, name(flow), leaves, known);
                if self.flow == Some(flow) {
                    arrived.empty = !ways.columns.is_param(self.column, flow, program);
                }
            }
            Kind::Heard { .. } => {
                let waits = match ways.graph.station(from) {
                    Station::Node(_) => Some(ways.flow(from).map_or("", name)),
                    Station::Finished => Some(""),
                    _ => None,
                };
                let hears = match ways.graph.station(from) {
                    Station::InFlow(flow) => Some(name(flow)),
                    _ => None,
                };
                arrived.known = self.atoms.heard(waits, hears, known);
            }
            _ => {}
        }
        arrived
    }

    /// What a flow gives that ends at a statement. A condition is given as true, or as false.
    fn given(&self, at: u32, traveller: &Traveller) -> Vec<End> {
        let ways = &self.set.ways;
        let Station::Node(at) = ways.graph.station(at) else { return Vec::new() };
        let node = ways.graph.program.node(at);
        let as_it_is = |gives| vec![(traveller.empty, traveller.known, gives)];
        let condition = match &node.op {
            Op::End(Some(Expr::Literal(Value::Bool(given)))) => return as_it_is(Gives::Bool(*given)),
            Op::End(Some(Expr::Literal(_))) => return as_it_is(Gives::Written(at)),
            Op::End(Some(value)) if is_condition(value) => value,
            Op::End(Some(_)) => return as_it_is(Gives::Something),
            _ => return as_it_is(Gives::Nothing),
        };
        let given = |holds| {
            let act = Act::Holds(condition, holds);
            let (empty, known) = self.knows(act, node.place.flow, (traveller.empty, traveller.known))?;
            Some((empty, known, Gives::Bool(holds)))
        };
        [true, false].into_iter().filter_map(given).collect()
    }

    /// A traveller behind a visit that takes what was given.
    fn taken(&self, at: u32, (empty, known): (bool, Known), gives: Gives) -> (bool, Known) {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let Station::Node(at) = ways.graph.station(at) else { return (empty, known) };
        let node = program.node(at);
        let Op::Visit(visit) = &node.op else { return (empty, known) };
        let Some(slot) = visit.tail.save.as_ref().and_then(|slot| super::Slot::of(&slot.place)) else {
            return (empty, known);
        };
        let value = match gives {
            Gives::Nothing => Some(&Value::Empty),
            Gives::Something => None,
            Gives::Bool(given) => Some(if given { &Value::Bool(true) } else { &Value::Bool(false) }),
            Gives::Written(at) => match &program.node(at).op {
                Op::End(Some(Expr::Literal(value))) => Some(value),
                _ => None,
            },
        };
        let is_it = ways.columns.number(slot, node.place.flow) == Some(self.column);
        let known = value.map_or(known, |value| self.atoms.saved(slot, node.place.flow, value, known));
        (if is_it { gives == Gives::Nothing } else { empty }, known)
    }

    /// How a visit may come back.
    fn through_visit(&mut self, from: &Traveller, way: &Way, flow: u32) -> Option<BTreeSet<End>> {
        let ways = &self.set.ways;
        let name = ways.graph.program.flows[flow as usize].name.as_str();
        let begun = self.atoms.begun(flow, name, false, from.known);
        let own = ways.flow(way.decided_at);
        let key = (None, flow, from.empty, begun);
        if !self.through.contains_key(&key) {
            // A flow that visits itself has been told, and a stack has an end.
            self.through.insert(key, BTreeSet::new());
            if self.depth == DEPTH_MAX {
                return Some(BTreeSet::new());
            }
            let start =
                Traveller { at: ways.graph.number(Station::Step(flow, 0)), empty: from.empty, known: begun };
            self.depth += 1;
            let found = self.search(&[start], &Within::Flow(flow), None)?;
            self.depth -= 1;
            self.through.insert(key, found.ends);
        }
        let ends = self.through.get(&key).into_iter().flatten();
        let local = self.flow.is_some();
        Some(
            ends.map(|(empty, known, gives)| {
                let empty = if local { from.empty } else { *empty };
                (empty, self.atoms.returned(own, from.known, *known), *gives)
            })
            .collect(),
        )
    }

    /// Where what covers the place of a traveller may bring it, back at the place.
    fn by_bodies(&mut self, from: &Traveller) -> Option<Vec<(u32, Traveller)>> {
        let set = self.set;
        let ways = &set.ways;
        let Station::Node(at) = ways.graph.station(from.at) else { return Some(Vec::new()) };
        let node = ways.graph.program.node(at);
        if self.bodies.is_empty() || !stands(&node.op) {
            return Some(Vec::new());
        }
        let heard_at = ways.graph.heard_at(node.place);
        let hears = self.hears.entry(heard_at).or_insert_with(|| hearing(set, heard_at));
        let heard: Vec<u32> = self
            .bodies
            .iter()
            .copied()
            .filter(|body| {
                let place = set.hearing.bodies[*body as usize].heard_at;
                place == from.at || hears.contains(&place)
            })
            .collect();
        let mut arrived = Vec::new();
        for body in heard {
            for (empty, known, _) in self.through_body(from, body)? {
                arrived.push((body, Traveller { at: from.at, empty, known }));
            }
        }
        Some(arrived)
    }

    fn through_body(&mut self, from: &Traveller, body: u32) -> Option<BTreeSet<End>> {
        let set = self.set;
        let key = (Some(body), 0, from.empty, from.known);
        if let Some(ends) = self.through.get(&key) {
            return Some(ends.clone());
        }
        self.through.insert(key, BTreeSet::new());
        if self.depth == DEPTH_MAX {
            return Some(BTreeSet::new());
        }
        let written = &set.hearing.bodies[body as usize];
        let flow = set.ways.flow(written.decided_at);
        let mut begun = Some((from.empty, from.known));
        self.acts(written.decided_at, written.choice, &mut |act| {
            begun = begun.and_then(|it| self.knows(act, flow, it));
            if let (Act::Set(slot), Some((empty, _))) = (act, &mut begun)
                && set.ways.columns.number(slot, flow) == Some(self.column)
            {
                *empty = false;
            }
        });
        let ends = match (begun, written.entry) {
            (None, _) => BTreeSet::new(),
            (Some((empty, known)), None) => BTreeSet::from([(empty, known, Gives::Nothing)]),
            (Some((empty, known)), Some(entry)) => {
                let at = set.ways.graph.number(Station::Node(entry));
                self.depth += 1;
                let found = self.search(&[Traveller { at, empty, known }], &Within::Body, None)?;
                self.depth -= 1;
                found.ends
            }
        };
        self.through.insert(key, ends.clone());
        Some(ends)
    }

    /// The conditions that a move meets, with the flow whose locals they know.
    fn conditions(&self, from: &Traveller, made: Move, on: &mut impl FnMut(&'p Expr, Option<u32>)) {
        let ways = &self.set.ways;
        let (decided_at, choice) = match made {
            Move::Way(nth) => {
                let way = &ways.from(from.at)[nth as usize];
                if let Kind::Heard { .. } = way.kind {
                    return;
                }
                (way.decided_at, way.choice)
            }
            Move::Body(body) => {
                let body = &self.set.hearing.bodies[body as usize];
                (body.decided_at, body.choice)
            }
        };
        let flow = ways.flow(decided_at);
        self.acts(decided_at, choice, &mut |act| {
            if let Act::Holds(condition, _) = act {
                on(condition, flow);
            }
        });
    }

    /// The conditions inside the flows that a way visits, and in those that they visit.
    fn visited_conditions(
        &self,
        way: &[(Traveller, Move, Traveller)],
        on: &mut impl FnMut(&'p Expr, Option<u32>),
    ) {
        let ways = &self.set.ways;
        let program = ways.graph.program;
        let visited = |(from, made, _): &(Traveller, Move, Traveller)| match made {
            Move::Way(nth) => match ways.from(from.at)[*nth as usize].kind {
                Kind::Returns(flow) => Some(flow),
                _ => None,
            },
            Move::Body(_) => None,
        };
        let mut open: Vec<u32> = way.iter().filter_map(visited).collect();
        let mut seen = BTreeSet::new();
        while let Some(flow) = open.pop() {
            if !seen.insert(flow) || seen.len() > DEPTH_MAX {
                continue;
            }
            for at in &ways.of_flow[flow as usize] {
                match &program.node(*at).op {
                    Op::Branch { condition, .. } => on(condition, Some(flow)),
                    Op::Visit(visit) => open.push(visit.flow),
                    _ => {}
                }
            }
        }
    }

    /// Walks a way with all its conditions kept apart: the place of the move that cannot be made, if there is one.
    /// `None` where it took too long.
    fn walk(&mut self, way: &[(Traveller, Move, Traveller)], atoms: Atoms<'p>) -> Option<Option<usize>> {
        if atoms.is_empty() {
            return Some(None);
        }
        self.left = self.left.checked_sub(way.len())?;
        let before = std::mem::replace(&mut self.atoms, atoms);
        self.begin_anew()?;
        let start = self.at_the_beginning();
        let mut here = BTreeSet::from([(start.empty, start.known)]);
        let mut stuck = None;
        for (at, (from, made, to)) in way.iter().enumerate() {
            let mut there = BTreeSet::new();
            for (empty, known) in &here {
                let from = Traveller { at: from.at, empty: *empty, known: *known };
                let arrived = match made {
                    Move::Way(nth) => {
                        let set = self.set;
                        self.by_way(&from, &set.ways.from(from.at)[*nth as usize], &Within::Program)?
                    }
                    Move::Body(body) => {
                        let ends = self.through_body(&from, *body)?;
                        ends.into_iter().map(|(empty, known, _)| Traveller { empty, known, ..from }).collect()
                    }
                };
                there.extend(
                    arrived.into_iter().filter(|it| it.empty == to.empty).map(|it| (it.empty, it.known)),
                );
            }
            if there.is_empty() {
                stuck = Some(at);
                break;
            }
            here = there;
        }
        self.atoms = before;
        Some(stuck)
    }
}

/// Whether an expression is true or false.
fn is_condition(value: &Expr) -> bool {
    matches!(
        value,
        Expr::Not(_)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Compare(..)
            | Expr::In(..)
            | Expr::Contains(..)
            | Expr::Matches(..)
            | Expr::IsEmpty(_)
            | Expr::Tag(_)
            | Expr::InHours(_)
            | Expr::InFlow(_)
    )
}

/// The places at which a contact is heard that waits where this place hears.
fn hearing(set: &SurelySet<'_, '_>, heard_at: u32) -> BTreeSet<u32> {
    let mut hears = BTreeSet::new();
    let mut open = vec![heard_at];
    while let Some(at) = open.pop() {
        if hears.insert(at) {
            let ways = set.ways.from(at).iter();
            open.extend(ways.filter(|way| matches!(way.kind, Kind::Heard { .. })).map(|way| way.to));
        }
    }
    hears
}

/// The moves from the beginning to a traveller.
fn way(found: &Found, goal: Traveller) -> Vec<(Traveller, Move, Traveller)> {
    let mut moves = Vec::new();
    let mut to = goal;
    while let Some(Some((from, made))) = found.came.get(&to) {
        moves.push((*from, *made, to));
        to = *from;
    }
    moves.reverse();
    moves
}

fn stretch(from: &Traveller, made: Move, to: &Traveller) -> Stretch {
    let way = match made {
        Move::Way(nth) => Some(nth),
        Move::Body(_) => None,
    };
    Stretch { from: from.at, to: to.at, empty: to.empty, way }
}
