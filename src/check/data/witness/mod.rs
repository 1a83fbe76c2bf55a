//! A way on which a place is empty where it is read.
//!
//! The facts of [`super::facts`] join what different ways bring, so they may say "may be empty" where a condition on the
//! way excludes it: `add tag paid` stands beside `save`, and `if tag paid` before the text. Here a way is looked for from the
//! first meeting on, and walked again with the conditions that it meets; where two of them contradict each other they are
//! kept apart in the next search, until a way holds or none is left.

mod found;
mod index;
mod near;
mod reach;
mod step;
mod through;
mod walk;

pub(super) use index::Index;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::check::data::act::Act;
use crate::check::data::atom::{Atoms, Known};
use crate::check::data::hear::Body;
use crate::check::data::surely::SurelySet;
use crate::check::data::way::Kind;
use crate::check::graph::Station;
use crate::ir::{Choice, NodeIx, Value};

use found::{Found, Made};

/// How often everything is looked at anew with more conditions kept apart.
const SEARCHES_MAX: usize = 12;
/// How deep visits and handlers' blocks may lie on each other: as deep as the engine lets them.
const DEPTH_MAX: usize = 8;

/// A contact on its way: where it is, whether the place is empty, what else is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The whole program.
    Program,
    /// The runs of the flow whose local is looked for: nobody else knows it.
    Run,
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

/// The searches have looked at as many places as they may.
#[derive(Debug)]
pub(super) struct Spent;

/// The search for ways on which one place is empty.
pub(super) struct Search<'s, 'g, 'p> {
    set: &'s SurelySet<'g, 'p>,
    index: &'s Index,
    column: u32,
    /// The flow whose local it is.
    flow: Option<u32>,
    atoms: Atoms<'p>,
    through: BTreeMap<(Option<u32>, u32, bool, Known), BTreeSet<End>>,
    /// By where contacts are heard: the bodies that matter, as far as was asked.
    bodies: HashMap<u32, Vec<u32>>,
    depth: usize,
    /// What was found without regard to conditions, and with more and more of them: the same for all who read the place.
    stages: Vec<(Atoms<'p>, Found)>,
    left: usize,
    /// What [`Search::by_way`] works with.
    scratch: Vec<(bool, Known)>,
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
            bodies: HashMap::new(),
            depth: 0,
            stages: Vec::new(),
            left,
            scratch: Vec::new(),
        }
    }

    /// How many more places may be looked at.
    pub fn left(&self) -> usize {
        self.left
    }

    fn spend(&mut self, places: usize) -> Result<(), Spent> {
        self.left = self.left.checked_sub(places).ok_or(Spent)?;
        Ok(())
    }

    /// A way from the first meeting to a statement at which the place is empty; `None` where none was found.
    ///
    /// # Errors
    /// [`Spent`] where looking for it would take too long. One way may use half of what is left.
    pub fn way_to(&mut self, at: NodeIx) -> Result<Option<Vec<Stretch>>, Spent> {
        let others = self.left / 2;
        self.left -= others;
        let way = self.nearest(self.set.ways.graph.number(Station::Node(at)));
        self.left += others;
        way
    }

    fn nearest(&mut self, goal: u32) -> Result<Option<Vec<Stretch>>, Spent> {
        if let Some(way) = self.near_way(goal) {
            return Ok(Some(way));
        }
        for stage in 0..SEARCHES_MAX {
            let Some(way) = self.way_of_stage(stage, goal)? else { return Ok(None) };
            self.spend(way.len())?;
            let kept = self.stages[stage].0.clone();
            let mut all = kept.clone();
            // Where there are more than can be kept apart, those next to the reader matter.
            for (from, made, _) in way.iter().rev() {
                if all.is_full() {
                    break;
                }
                self.conditions(from, *made, &mut |condition, flow| _ = all.add(condition, flow));
            }
            self.visited_conditions(&way, &mut |condition, flow| _ = all.add(condition, flow));
            let everything = all.clone();
            let Some(at) = self.walk(&way, all)? else {
                return Ok(Some(way.iter().map(|(from, made, to)| stretch(from, *made, to)).collect()));
            };
            if stage + 1 < self.stages.len() {
                continue;
            }
            let (from, made, _) = &way[at];
            let mut atoms = kept.clone();
            let mut is_new = false;
            self.conditions(from, *made, &mut |condition, flow| is_new |= atoms.add(condition, flow));
            if !is_new {
                // What contradicts it lies inside a visit.
                atoms = everything;
            }
            if atoms.count() == kept.count() {
                return Ok(None);
            }
            self.search_on(atoms)?;
        }
        Ok(None)
    }

    /// The way to a place with the conditions of a stage kept apart.
    fn way_of_stage(&mut self, stage: usize, goal: u32) -> Result<Option<Vec<Made>>, Spent> {
        if self.stages.is_empty() {
            self.search_on(Atoms::default())?;
        }
        let (atoms, found) = &self.stages[stage];
        let Some((start, own)) = found.way_to_empty(goal) else { return Ok(None) };
        let Some(flow) = self.flow.filter(|_| atoms.is_empty()) else { return Ok(Some(own)) };
        let ways = &self.set.ways;
        let Some((from, nth)) = self.index.beginnings(ways, flow).get(&start.at).copied() else {
            return Ok(None);
        };
        let mut way = self.index.reach(ways).way(from);
        let before = Traveller { at: from, empty: true, known: Known::default() };
        way.push((before, Move::Way(nth), start));
        way.extend(own);
        Ok(Some(way))
    }

    /// Looks at everything with these conditions kept apart.
    fn search_on(&mut self, atoms: Atoms<'p>) -> Result<(), Spent> {
        self.atoms = atoms;
        self.begin_anew();
        let found = match self.flow {
            // Before its flow begins a local is nowhere. Its flow alone is looked at as long as no condition matters.
            Some(flow) if self.atoms.is_empty() => {
                let places = self.index.beginnings(&self.set.ways, flow);
                self.search(places.into_keys().map(|at| self.begun(at, flow)).collect(), Within::Run)?
            }
            _ => self.search(vec![self.at_the_beginning()], Within::Program)?,
        };
        self.stages.push((std::mem::take(&mut self.atoms), found));
        Ok(())
    }

    /// Forgets what was found with other conditions.
    fn begin_anew(&mut self) {
        self.through.clear();
        self.bodies.clear();
        self.depth = 0;
    }

    /// Whether a body changes the place or what is known.
    fn concerns(&self, body: u32) -> bool {
        let own = self.index.changes[body as usize].as_ref();
        own.is_none_or(|columns| columns.contains(&self.column))
            || !self.atoms.is_empty() && self.tells(&self.set.hearing.bodies[body as usize])
    }

    /// Whether a body changes what is known.
    fn tells(&self, body: &Body) -> bool {
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

    /// Somebody who enters the flow whose local it is.
    fn begun(&self, at: u32, flow: u32) -> Traveller {
        let ways = &self.set.ways;
        let is_param = ways.columns.is_param(self.column, flow, ways.graph.program);
        Traveller { at, empty: !is_param, known: Known::default() }
    }

    /// All ways of travellers, nearest first.
    fn search(&mut self, starts: Vec<Traveller>, within: Within) -> Result<Found, Spent> {
        let set = self.set;
        let mut found = Found::from(starts);
        let mut behind = Vec::new();
        let mut nth = 0;
        while let Some(from) = found.nth(nth) {
            self.spend(1)?;
            for (way_nth, way) in set.ways.from(from.at).iter().enumerate() {
                self.by_way(&from, way, within, &mut behind)?;
                let ends = match (within, way.kind) {
                    (Within::Flow(flow), Kind::Ends(other)) => flow == other,
                    (Within::Body, Kind::ComesBack) => true,
                    _ => false,
                };
                for to in behind.drain(..) {
                    if ends {
                        found.ends.extend(self.given(from.at, &to));
                    } else {
                        found.arrive(to, nth, Move::Way(way_nth as u32));
                    }
                }
            }
            for (body, to) in self.by_bodies(&from)? {
                found.arrive(to, nth, Move::Body(body));
            }
            nth += 1;
        }
        Ok(found)
    }
}

fn stretch(from: &Traveller, made: Move, to: &Traveller) -> Stretch {
    let way = match made {
        Move::Way(nth) => Some(nth),
        Move::Body(_) => None,
    };
    Stretch { from: from.at, to: to.at, empty: to.empty, way }
}
