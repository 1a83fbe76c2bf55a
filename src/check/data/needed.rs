//! What a contact must have from a statement on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::check::graph::{Station, Supergraph};
use crate::ir::{NodeIx, Op};

use super::facts::BATCH;
use super::read;
use super::slot::Slot;
use super::surely::SurelySet;
use super::way::{Change, Kind, Way};

/// Fields, locals and the answer, at every statement: which are read on some way from it, where it would hurt to find
/// nothing there, before anything sets them.
///
/// A contact that stands at a statement without one of them is not safe there. What contacts have is told by
/// [`SurelySet`], of this program or of the one in which they came to stand.
#[derive(Debug)]
pub struct Needed<'g, 'p> {
    set: SurelySet<'g, 'p>,
    /// By batch, then by the number of the place in the graph: what is needed behind the statement.
    behind: Vec<Vec<u64>>,
}

impl<'g, 'p> Needed<'g, 'p> {
    /// Of everything that a program reads.
    pub fn of(graph: &'g Supergraph<'p>) -> Self {
        let set = SurelySet::of(graph);
        let behind = (0..set.solved.len()).map(|batch| Backwards::new(&set, batch).run()).collect();
        Needed { set, behind }
    }

    /// What a contact needs that stands at a statement: what the ways on from it read.
    pub fn at(&self, at: NodeIx) -> Vec<Slot<'p>> {
        let ways = &self.set.ways;
        let number = ways.graph.number(Station::Node(at)) as usize;
        let flow = ways.graph.program.node(at).place.flow;
        let needs =
            |column: &u32| self.behind[(column / BATCH) as usize][number] & 1 << (column % BATCH) != 0;
        let columns = (0..ways.columns.count()).filter(needs);
        let mut slots: Vec<Slot<'p>> = columns.filter_map(|column| ways.columns.slot(column, flow)).collect();
        slots.sort();
        slots
    }

    /// What is surely set, of the same program.
    pub fn set(&self) -> &SurelySet<'g, 'p> {
        &self.set
    }
}

/// The worklist of a batch.
struct Backwards<'s, 'g, 'p> {
    set: &'s SurelySet<'g, 'p>,
    first: u32,
    locals: u64,
    /// What each statement itself needs.
    reads: Vec<u64>,
    /// Fields that a flow sets whenever it ends.
    sets: Vec<u64>,
}

impl<'s, 'g, 'p> Backwards<'s, 'g, 'p> {
    fn new(set: &'s SurelySet<'g, 'p>, batch: usize) -> Self {
        let ways = &set.ways;
        let program = ways.graph.program;
        let first = batch as u32 * BATCH;
        let columns = first..(first + BATCH).min(ways.columns.count());
        let bits = |column: u32| 1u64 << (column - first);
        let locals = columns.clone().filter(|at| ways.columns.is_local(*at)).map(bits).sum();
        let mut reads = vec![0; ways.graph.count() as usize];
        for (at, node) in program.nodes.iter().enumerate() {
            let number = ways.graph.number(Station::Node(NodeIx(at as u32))) as usize;
            read::each(&node.op, program, &mut |read| {
                let column = ways.columns.number(read.slot, node.place.flow);
                if let Some(column) = column.filter(|at| read.how.hurts() && columns.contains(at)) {
                    reads[number] |= bits(column);
                }
            });
        }
        let solved = &set.solved[batch];
        let sets = program.flows.iter().enumerate().map(|(flow, written)| {
            if written.steps.is_empty() {
                return 0;
            }
            let entry = solved.entering[ways.graph.number(Station::Step(flow as u32, 0)) as usize];
            entry.empty & solved.ends[flow].full & !solved.ends[flow].empty
        });
        Backwards { set, first, locals, reads, sets: sets.collect() }
    }

    fn run(&self) -> Vec<u64> {
        let ways = &self.set.ways;
        let count = ways.graph.count();
        let mut leads: Vec<(u32, u32)> = Vec::new();
        let mut ends: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for number in 0..count {
            for way in ways.from(number) {
                leads.push((way.to, number));
                if let Kind::Ends(flow) = way.kind {
                    ends.entry(flow).or_default().push(number);
                }
            }
        }
        leads.sort_unstable();
        leads.dedup();
        let mut behind = vec![0u64; count as usize];
        // What is needed behind visits of a flow is needed at its ends.
        let mut afterwards = vec![0u64; ways.graph.program.flows.len()];
        let mut open: VecDeque<u32> = (0..count).rev().collect();
        let mut is_open = vec![true; count as usize];
        while let Some(number) = open.pop_front() {
            is_open[number as usize] = false;
            let before = self.entering(number, &behind);
            let mut needs = 0;
            let mut changed: BTreeSet<u32> = BTreeSet::new();
            for way in ways.from(number) {
                let there = self.entering(way.to, &behind);
                needs |= self.before(way, there, &afterwards);
                if let Kind::Returns(flow) = way.kind {
                    let needed = self.undone(way, there) & !self.locals;
                    if afterwards[flow as usize] | needed != afterwards[flow as usize] {
                        afterwards[flow as usize] |= needed;
                        changed.extend(ends.get(&flow).into_iter().flatten());
                    }
                }
            }
            behind[number as usize] |= needs;
            if self.entering(number, &behind) != before {
                let from = leads.partition_point(|(to, _)| *to < number);
                changed
                    .extend(leads[from..].iter().take_while(|(to, _)| *to == number).map(|(_, from)| *from));
            }
            for number in changed {
                if !std::mem::replace(&mut is_open[number as usize], true) {
                    open.push_back(number);
                }
            }
        }
        // An `ai reply` is worded anew with every message.
        for (number, behind) in (0..count).zip(&mut behind) {
            if let Station::Node(at) = ways.graph.station(number)
                && let Op::AiReply(_) = ways.graph.program.node(at).op
            {
                *behind |= self.reads[number as usize];
            }
        }
        behind
    }

    /// What is needed as a place is entered.
    fn entering(&self, number: u32, behind: &[u64]) -> u64 {
        behind[number as usize] | self.reads[number as usize]
    }

    fn before(&self, way: &Way, there: u64, afterwards: &[u64]) -> u64 {
        let needed = self.undone(way, there);
        match way.kind {
            Kind::Stays | Kind::Covers | Kind::Heard { in_flow: true } => needed,
            // What it covered has its own place on the contact's stack.
            Kind::ComesBack => 0,
            Kind::Begins(_) | Kind::Heard { in_flow: false } => needed & !self.locals,
            Kind::Covered => needed & self.locals,
            Kind::Returns(flow) => needed & !self.sets[flow as usize],
            Kind::Ends(flow) => (needed | afterwards[flow as usize]) & !self.locals,
        }
    }

    /// What is needed before the changes of a way.
    fn undone(&self, way: &Way, mut needed: u64) -> u64 {
        let bit = |column: u32| match column.checked_sub(self.first).filter(|at| *at < BATCH) {
            Some(at) => 1u64 << at,
            None => 0,
        };
        for change in self.set.ways.changes(&way.changes).iter().rev() {
            match change {
                Change::Set(at) | Change::Clear(at) | Change::Either(at) | Change::Full(at) => {
                    needed &= !bit(*at)
                }
                Change::Copy(at, of) => {
                    let is_needed = needed & bit(*at) != 0;
                    needed &= !bit(*at);
                    if is_needed {
                        needed |= of.iter().map(|of| bit(*of)).fold(0, |all, bit| all | bit);
                    }
                }
                Change::Thin(_) | Change::Empty(_) | Change::Told(_) => {}
            }
        }
        needed
    }
}
