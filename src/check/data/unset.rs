//! Values that are read where they may be empty, and it hurts.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::graph::Supergraph;
use crate::diagnostic::codes::data::{MAY_BE_EMPTY, READ_BEFORE_SET};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Choice, NodeIx, Op};

use super::act::{Act, Acts};
use super::condition;
use super::read::{self, How};
use super::route::Route;
use super::slot::Slot;
use super::surely::SurelySet;
use super::uses::Uses;
use super::way::{Change, Look};
use super::witness::{Index, Search};

/// How many places of the graph the searches for ways may look at, for each that there is.
const SEARCHED_PER_PLACE: usize = 32;
/// How many they may look at in a small program.
const SEARCHED_AT_LEAST: usize = 20_000;

/// A place that a statement reads and cannot do without.
#[derive(Debug, Clone, Copy)]
struct Hurting<'p> {
    at: NodeIx,
    slot: Slot<'p>,
    how: How<'p>,
    /// Which of the statement's names of the place it is.
    time: usize,
}

/// Reads that may find nothing, by the number of their place and the flow whose local it is; whether nothing can have set it.
type Suspects<'p> = BTreeMap<(u32, Option<u32>), Vec<(Hurting<'p>, bool)>>;

/// Tells reads that may find nothing, each with a way on which they do. A field that nothing sets at all is told where it
/// is declared.
pub fn check(graph: &Supergraph<'_>, uses: &Uses, never_set: &BTreeSet<String>, sink: &mut Sink) {
    let program = graph.program;
    let mut reads = hurting(graph);
    reads.retain(|read| !matches!(read.slot, Slot::Field(name) if never_set.contains(name)));
    if reads.is_empty() {
        return;
    }
    let set = SurelySet::of_places(graph, looked_at(graph, &reads), Look::FirstMeeting);
    let mut suspects: Suspects<'_> = BTreeMap::new();
    let mut told = BTreeSet::new();
    for read in reads {
        let flow = program.node(read.at).place.flow;
        let Some(column) = set.ways.columns.number(read.slot, flow) else { continue };
        let (entering, standing, bit) = set.facts(read.at, column);
        if entering.empty & bit == 0 || !told.insert((read.at, column)) {
            continue;
        }
        let is_local = set.ways.columns.is_local(column);
        let never = standing.full & bit == 0;
        suspects.entry((column, flow.filter(|_| is_local))).or_default().push((read, never));
    }
    let index = Index::of(&set);
    let mut left = SEARCHED_AT_LEAST + SEARCHED_PER_PLACE * graph.count() as usize;
    let mut places = BTreeSet::new();
    for ((column, flow), reads) in suspects {
        let mut search = Search::new(&set, &index, column, flow, left);
        for (read, never) in reads {
            let Some(way) = search.way_to(read.at) else { continue };
            let route = Route::of(&set, column, &way);
            let found = finding(&set, uses, (column, flow), &read, never, &route);
            // A set of routes that is included twice stands in the text once.
            if places.insert((found.code.id, found.span)) {
                sink.push(found);
            }
        }
        left = search.left();
    }
}

/// Everything that is read where it must not be empty.
fn hurting<'p>(graph: &Supergraph<'p>) -> Vec<Hurting<'p>> {
    let program = graph.program;
    let mut found = Vec::new();
    for (at, node) in program.nodes.iter().enumerate() {
        let mut times: BTreeMap<Slot<'p>, usize> = BTreeMap::new();
        read::each(&node.op, program, &mut |read| {
            if read.how == How::WithDefault {
                return;
            }
            let time = times.entry(read.slot).or_default();
            if read.how.hurts() {
                let at = NodeIx(at as u32);
                found.push(Hurting { at, slot: read.slot, how: read.how, time: *time });
            }
            *time += 1;
        });
    }
    found
}

/// What is read, and what that may be a copy of.
fn looked_at<'p>(graph: &Supergraph<'p>, reads: &[Hurting<'p>]) -> BTreeSet<(Option<u32>, Slot<'p>)> {
    let program = graph.program;
    let own = |slot: Slot<'p>, flow: Option<u32>| match slot {
        Slot::Local(_) => (flow, slot),
        other => (None, other),
    };
    let mut wanted: BTreeSet<_> =
        reads.iter().map(|read| own(read.slot, program.node(read.at).place.flow)).collect();
    let acts = Acts::of(program);
    let mut copies: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (at, node) in program.nodes.iter().enumerate().filter(|(_, node)| matches!(node.op, Op::Set { .. })) {
        acts.of_statement(NodeIx(at as u32), Choice::Next, &mut |act| {
            if let Act::Copy(slot, value) = act {
                let of = copies.entry(own(slot, node.place.flow)).or_default();
                condition::each_needed(value, &mut |slot| of.push(own(slot, node.place.flow)));
            }
        });
    }
    // A copy of a copy is one of the first.
    let mut open: Vec<_> = wanted.iter().copied().collect();
    while let Some(copy) = open.pop() {
        let of = copies.get(&copy).into_iter().flatten();
        open.extend(of.filter(|of| wanted.insert(**of)));
    }
    wanted
}

fn finding(
    set: &SurelySet<'_, '_>,
    uses: &Uses,
    (column, flow): (u32, Option<u32>),
    read: &Hurting<'_>,
    never: bool,
    route: &Route,
) -> Diagnostic {
    let program = set.ways.graph.program;
    let name = read.slot.name();
    let span = uses.place(read.at, name, read.time).unwrap_or(program.node(read.at).span);
    let (code, message) = match never {
        true => (&READ_BEFORE_SET, format!("`{name}` is read before anything sets it")),
        false => (&MAY_BE_EMPTY, format!("`{name}` may be empty here")),
    };
    let mut found = Diagnostic::new(code, span, message).label(route.words(name));
    for (span, words) in &route.marks {
        found = found.also(*span, words.clone());
    }
    if let (false, Some(setter)) = (never, setter(set, column, flow)) {
        found = found.also(program.node(setter).span, format!("here `{name}` is set"));
    }
    let what = match read.how {
        How::Until => "the delay would be over at once",
        How::Sent => "nothing would be sent",
        How::Offered => "the question would have no choices",
        How::Given(input) => {
            return found
                .help(format!("`{input}` must be given: test the value first, `if {name} is empty -> …`"));
        }
        How::Computed => "the result would be empty",
        How::Inserted | How::Freely | How::WithDefault => {
            return found.help(format!(
                "say what stands there instead, `{{{name} | default \"…\"}}`, or test it first, `if {name} is empty -> …`"
            ));
        }
    };
    found.help(format!("{what}: test it first, `if {name} is empty -> …`"))
}

/// The first statement that sets a place, in the same flow if there is one.
fn setter(set: &SurelySet<'_, '_>, column: u32, flow: Option<u32>) -> Option<NodeIx> {
    let program = set.ways.graph.program;
    let sets = |at: &usize| {
        let changes = set.ways.changes(&set.ways.of_statement[*at]).iter();
        let mut sets = changes.filter(|change| matches!(change, Change::Set(_) | Change::Copy(..)));
        (flow.is_none() || program.nodes[*at].place.flow == flow) && sets.any(|it| it.column() == column)
    };
    let first = (0..program.nodes.len()).filter(sets).min_by_key(|at| program.nodes[*at].span);
    first.map(|at| NodeIx(at as u32))
}
