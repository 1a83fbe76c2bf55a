//! Which places may be empty and which may be set, at every place of the graph.
//!
//! Both are what some way brings about, so they only grow: the worklist goes round for 63 places at once, until nothing
//! changes.

use std::collections::VecDeque;

use crate::check::graph::Station;

use super::hear::{Hearing, stands};
use super::way::{Change, Kind, Look, Way, Ways};

/// How many places are looked at together.
pub(super) const BATCH: u32 = 63;
/// The bit of a place that is always empty: where it is not, no way leads.
const REACHED: u64 = 1 << BATCH;

/// What is known of [`BATCH`] places, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts {
    /// On some way it is empty.
    pub empty: u64,
    /// On some way it is set.
    pub full: u64,
}

impl Facts {
    fn or(self, other: Facts) -> Facts {
        Facts { empty: self.empty | other.empty, full: self.full | other.full }
    }

    fn masked(self, mask: u64) -> Facts {
        Facts { empty: self.empty & mask, full: self.full & mask }
    }

    fn is_none(self) -> bool {
        self.empty | self.full == 0
    }
}

/// The facts of up to [`BATCH`] places.
#[derive(Debug)]
pub(super) struct Solved {
    /// By the number of the place in the graph, as it is entered.
    pub entering: Vec<Facts>,
    /// The same, with what may have changed while the contact stood there.
    pub standing: Vec<Facts>,
    /// Where the run of a flow ends.
    pub ends: Vec<Facts>,
    /// How often the worklist looked at a place.
    pub rounds: usize,
}

/// [`BATCH`] places from a number on.
struct Batch<'w, 'g, 'p> {
    ways: &'w Ways<'g, 'p>,
    first: u32,
    all: u64,
    locals: u64,
    /// What may happen at each unit.
    heard: Vec<Facts>,
}

/// The facts of the places from `first` on.
pub(super) fn solve(ways: &Ways<'_, '_>, hearing: &Hearing, first: u32) -> Solved {
    let count = (ways.columns.count() - first).min(BATCH);
    let all = REACHED | ((1 << count) - 1);
    let locals = (0..count).filter(|at| ways.columns.is_local(first + at)).fold(0, |mask, at| mask | 1 << at);
    let mut batch = Batch { ways, first, all, locals, heard: Vec::new() };
    batch.heard = batch.heard(hearing);
    batch.run()
}

impl Batch<'_, '_, '_> {
    /// The bit of a place.
    fn bit(&self, column: u32) -> u64 {
        column.checked_sub(self.first).filter(|at| *at < BATCH).map_or(0, |at| 1 << at)
    }

    /// What may happen at each unit, with what happens where it is heard.
    fn heard(&self, hearing: &Hearing) -> Vec<Facts> {
        let mut heard = vec![Facts::default(); hearing.count as usize];
        let mut open = VecDeque::new();
        for (unit, changes) in &hearing.own {
            let mut done = Facts::default();
            for change in self.ways.changes(changes) {
                let bit = self.bit(change.column());
                match change {
                    Change::Set(_) => done.full |= bit,
                    Change::Clear(_) | Change::Thin(_) => done.empty |= bit,
                    Change::Either(_) => done = done.or(Facts { empty: bit, full: bit }),
                    // Whether what is copied may be empty is not known here.
                    Change::Copy(..) => done.full |= bit,
                    Change::Full(_) | Change::Empty(_) | Change::Told(_) => {}
                }
            }
            let own = &mut heard[*unit as usize];
            if own.or(done) != *own {
                *own = own.or(done);
                open.push_back(*unit);
            }
        }
        let mut into: Vec<(u32, u32, bool)> =
            hearing.includes.iter().map(|(into, from, crosses)| (*from, *into, *crosses)).collect();
        into.sort_unstable();
        while let Some(unit) = open.pop_front() {
            let done = heard[unit as usize];
            let start = into.partition_point(|(from, ..)| *from < unit);
            for (_, to, crosses) in into[start..].iter().take_while(|(from, ..)| *from == unit) {
                let done = done.masked(if *crosses { !self.locals } else { u64::MAX });
                let own = &mut heard[*to as usize];
                if own.or(done) != *own {
                    *own = own.or(done);
                    open.push_back(*to);
                }
            }
        }
        heard
    }

    fn run(&self) -> Solved {
        let graph = self.ways.graph;
        let program = graph.program;
        let mut solved = Solved {
            entering: vec![Facts::default(); graph.count() as usize],
            standing: vec![Facts::default(); graph.count() as usize],
            ends: vec![Facts::default(); program.flows.len()],
            rounds: 0,
        };
        let mut visits: Vec<Vec<u32>> = vec![Vec::new(); program.flows.len()];
        for (at, node) in program.nodes.iter().enumerate() {
            if let crate::ir::Op::Visit(visit) = &node.op {
                visits[visit.flow as usize].push(graph.number(Station::Node(crate::ir::NodeIx(at as u32))));
            }
        }
        let begin = graph.number(Station::Begin);
        solved.entering[begin as usize] = self.at_the_beginning();
        let mut open = VecDeque::from([begin]);
        let mut is_open = vec![false; graph.count() as usize];
        while let Some(number) = open.pop_front() {
            is_open[number as usize] = false;
            solved.rounds += 1;
            let standing = self.standing(number, solved.entering[number as usize]);
            solved.standing[number as usize] = standing;
            for way in self.ways.from(number) {
                let behind = self.behind(way, standing, &solved);
                if behind.is_none() {
                    continue;
                }
                let mut push = |number: u32| {
                    if !std::mem::replace(&mut is_open[number as usize], true) {
                        open.push_back(number);
                    }
                };
                if let Kind::Ends(flow) = way.kind {
                    let ends = &mut solved.ends[flow as usize];
                    if ends.or(behind) != *ends {
                        *ends = ends.or(behind);
                        visits[flow as usize].iter().copied().for_each(&mut push);
                    }
                }
                let to = &mut solved.entering[way.to as usize];
                if to.or(behind) != *to {
                    *to = to.or(behind);
                    push(way.to);
                }
            }
        }
        solved
    }

    /// What a new contact has: the defaults of its fields.
    fn at_the_beginning(&self) -> Facts {
        if self.ways.look == Look::Secrets {
            return Facts { empty: REACHED, full: self.all & !REACHED };
        }
        let fields = &self.ways.graph.program.symbols.fields;
        let mut facts = Facts { empty: self.all, full: 0 };
        for column in self.first..(self.first + BATCH).min(self.ways.columns.count()) {
            if let Some(super::Slot::Field(name)) = self.ways.columns.slot(column, None)
                && fields.get(name).is_some_and(|field| !field.default.is_empty())
            {
                facts.empty &= !self.bit(column);
                facts.full |= self.bit(column);
            }
        }
        facts
    }

    /// The facts at a place where a contact may stand for a while.
    fn standing(&self, number: u32, entering: Facts) -> Facts {
        let graph = self.ways.graph;
        let heard = match graph.station(number) {
            Station::Node(at) => {
                let op = &graph.program.node(at).op;
                if !stands(op) {
                    return entering;
                }
                // While a flow is visited, what it does to fields is what its run does.
                let visits = matches!(op, crate::ir::Op::Visit(_));
                self.heard[number as usize].masked(if visits { self.locals } else { u64::MAX })
            }
            // A postback that was kept is given before the first statement.
            Station::Step(flow, step) => {
                let heard = self.heard[graph.number(Station::InStep(flow, step)) as usize];
                Facts { empty: 0, full: heard.full }
            }
            _ => return entering,
        };
        let reached = entering.empty | entering.full;
        entering.or(heard.masked(reached))
    }

    /// The facts behind a way.
    fn behind(&self, way: &Way, standing: Facts, solved: &Solved) -> Facts {
        let mut facts = match way.kind {
            Kind::ComesBack => return Facts::default(),
            Kind::Stays | Kind::Covers | Kind::Begins(_) | Kind::Ends(_) => standing,
            Kind::Heard { in_flow: true } => standing,
            Kind::Heard { in_flow: false } => standing.masked(!self.locals),
            Kind::Covered => standing.masked(self.locals),
            Kind::Returns(flow) => {
                let ends = solved.ends[flow as usize];
                if ends.is_none() {
                    return Facts::default();
                }
                let done = self.heard[(self.ways.graph.count() + flow) as usize];
                let through = standing.or(done);
                let fields = Facts { empty: ends.empty & through.empty, full: ends.full & through.full };
                fields.masked(!self.locals).or(standing.masked(self.locals))
            }
        };
        for change in self.ways.changes(&way.changes) {
            self.change(change, &mut facts);
        }
        match way.kind {
            Kind::Begins(flow) if !facts.is_none() => self.begun(flow, facts),
            Kind::Ends(_) => facts.masked(!self.locals),
            _ => facts,
        }
    }

    fn change(&self, change: &Change, facts: &mut Facts) {
        let bit = self.bit(change.column()) & (facts.empty | facts.full);
        match change {
            Change::Set(_) | Change::Told(_) => {
                facts.empty &= !bit;
                facts.full |= bit;
            }
            Change::Clear(_) => {
                facts.empty |= bit;
                facts.full &= !bit;
            }
            Change::Either(_) => *facts = facts.or(Facts { empty: bit, full: bit }),
            Change::Thin(_) => facts.empty |= bit,
            Change::Copy(_, of) => {
                // What lies in another batch is taken as set.
                let some_empty = of.iter().any(|of| facts.empty & self.bit(*of) != 0);
                let all_full = of.iter().all(|of| self.bit(*of) == 0 || facts.full & self.bit(*of) != 0);
                facts.empty = facts.empty & !bit | if some_empty { bit } else { 0 };
                facts.full = facts.full & !bit | if all_full { bit } else { 0 };
            }
            Change::Full(_) => facts.empty &= !bit,
            Change::Empty(_) => facts.full &= !bit,
        }
    }

    /// A flow begins: its locals are empty, its parameters given.
    fn begun(&self, flow: u32, facts: Facts) -> Facts {
        let program = self.ways.graph.program;
        let mut begun = facts.masked(!self.locals);
        for column in (self.first..self.first + BATCH).filter(|column| self.bit(*column) & self.locals != 0) {
            let bit = self.bit(column);
            if self.ways.columns.is_param(column, flow, program) {
                begun.full |= bit;
            } else {
                begun.empty |= bit;
            }
        }
        begun
    }
}
