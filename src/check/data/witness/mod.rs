//! A way on which a place is empty where it is read.
//!
//! The facts of [`super::facts`] join what different ways bring, so they may say "may be empty" where a condition on the
//! way excludes it: `add tag paid` stands beside `save`, and `if tag paid` before the text. Here a way is looked for from the
//! first meeting on, and walked again with the conditions that it meets; where two of them contradict each other they are
//! kept apart in the next search, until a way holds or none is left.

mod index;
mod near;
mod step;
mod through;
mod walk;

pub(super) use index::Index;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::check::data::act::Act;
use crate::check::data::atom::{Atoms, Known};
use crate::check::data::hear::Body;
use crate::check::data::surely::SurelySet;
use crate::check::data::way::Kind;
use crate::check::graph::Station;
use crate::ir::{Choice, NodeIx, Value};

/// How often a search is begun anew with more conditions kept apart.
const SEARCHES_MAX: usize = 12;
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
            Some(crate::check::data::Slot::Field(name)) => default(name).is_empty(),
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
