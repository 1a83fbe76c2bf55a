//! What is surely set where a contact stands, and what may be.

use std::collections::BTreeSet;

use crate::check::graph::{Station, Supergraph, To, each_exit};
use crate::ir::NodeIx;

use super::act::{Act, Acts};
use super::facts::{BATCH, Facts, Solved, solve};
use super::hear::Hearing;
use super::read;
use super::slot::{Columns, Slot};
use super::way::{Look, Ways};

/// Fields, locals and the answer, at every statement of a program: which are set on every way to it, and which on some.
///
/// It is made of the program alone, so it can be asked about a program that was deployed long ago: what did contacts that
/// wait at this statement get, and what can they not have? Its counterpart is [`super::Needed`], which tells what is read
/// from a statement on.
#[derive(Debug)]
pub struct SurelySet<'g, 'p> {
    pub(super) ways: Ways<'g, 'p>,
    pub(super) hearing: Hearing,
    pub(super) solved: Vec<Solved>,
}

impl<'g, 'p> SurelySet<'g, 'p> {
    /// Of everything that a program reads or sets.
    pub fn of(graph: &'g Supergraph<'p>) -> Self {
        SurelySet::of_places(graph, everything(graph), Look::Everybody)
    }

    /// Of some places alone, a local with its flow.
    pub(super) fn of_places(
        graph: &'g Supergraph<'p>,
        wanted: BTreeSet<(Option<u32>, Slot<'p>)>,
        look: Look,
    ) -> Self {
        let mut ways = Ways::of(graph, Columns::of(wanted), look);
        let hearing = Hearing::of(&mut ways);
        let firsts = (0..ways.columns.count()).step_by(BATCH as usize);
        let solved = firsts.map(|first| solve(&ways, &hearing, first)).collect();
        SurelySet { ways, hearing, solved }
    }

    /// What is set on every way to a statement, and still is whatever happened while the contact stood there. Nothing
    /// where no way leads.
    pub fn surely(&self, at: NodeIx) -> Vec<Slot<'p>> {
        self.places(at, |facts, bit| facts.full & bit != 0 && facts.empty & bit == 0)
    }

    /// What is set on some way to a statement, or may have been set while the contact stood there.
    pub fn possibly(&self, at: NodeIx) -> Vec<Slot<'p>> {
        self.places(at, |facts, bit| facts.full & bit != 0)
    }

    fn places(&self, at: NodeIx, holds: impl Fn(Facts, u64) -> bool) -> Vec<Slot<'p>> {
        let number = self.ways.graph.number(Station::Node(at)) as usize;
        let flow = self.ways.graph.program.node(at).place.flow;
        let holds = |column: &u32| {
            let (batch, bit) = (column / BATCH, 1 << (column % BATCH));
            holds(self.solved[batch as usize].standing[number], bit)
        };
        let columns = (0..self.ways.columns.count()).filter(holds);
        let mut slots: Vec<Slot<'p>> =
            columns.filter_map(|column| self.ways.columns.slot(column, flow)).collect();
        slots.sort();
        slots
    }

    /// What is known of a place of the program's as a statement is entered, and while a contact stands there.
    pub(super) fn facts(&self, at: NodeIx, column: u32) -> (Facts, Facts, u64) {
        let number = self.ways.graph.number(Station::Node(at)) as usize;
        let solved = &self.solved[(column / BATCH) as usize];
        (solved.entering[number], solved.standing[number], 1 << (column % BATCH))
    }
}

/// Every place that a program reads or sets.
fn everything<'p>(graph: &Supergraph<'p>) -> BTreeSet<(Option<u32>, Slot<'p>)> {
    let program = graph.program;
    let acts = Acts::of(program);
    let fields = program.symbols.fields.keys();
    let mut wanted: BTreeSet<(Option<u32>, Slot<'p>)> =
        fields.map(|name| (None, Slot::Field(name.as_str()))).collect();
    wanted.extend([(None, Slot::Answer), (None, Slot::AnswerImage)]);
    for (at, node) in program.nodes.iter().enumerate() {
        let mut want = |slot| {
            if let Slot::Local(_) = slot {
                wanted.insert((node.place.flow, slot));
            }
        };
        each_exit(node, &mut |exit| {
            if let To::Next(_) | To::End = exit.to {
                acts.of_statement(NodeIx(at as u32), exit.choice, &mut |act| match act {
                    Act::Set(slot) | Act::Clear(slot) | Act::Either(slot) | Act::Thin(slot) => want(slot),
                    Act::Copy(slot, _) => want(slot),
                    Act::Full(_) | Act::Holds(..) | Act::Tag(..) => {}
                });
            }
        });
        read::each(&node.op, program, &mut |read| want(read.slot));
    }
    wanted
}
