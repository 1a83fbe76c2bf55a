//! Values that are read where they may be empty, and it hurts.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::graph::Supergraph;
use crate::diagnostic::codes::data::{MAY_BE_EMPTY, READ_BEFORE_SET};
use crate::diagnostic::{Diagnostic, Label, Sink};
use crate::ir::{Choice, NodeIx, Op, Program};
use crate::source::Span;

use super::act::{Act, Acts};
use super::condition;
use super::read::{self, How};
use super::route::Route;
use super::slot::Slot;
use super::surely::SurelySet;
use super::uses::Uses;
use super::way::{Change, Look};
use super::witness::{Index, Search, Spent};

/// How many places of the graph the searches for ways may look at, for each that there is.
const SEARCHED_PER_PLACE: usize = 24;
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
    if suspects.is_empty() {
        return;
    }
    let index = Index::of(&set);
    let setters = setters(&set);
    let mut left = SEARCHED_AT_LEAST + SEARCHED_PER_PLACE * graph.count() as usize;
    let mut places = BTreeSet::new();
    let mut all = Vec::new();
    let mut unsought = Vec::new();
    for ((column, flow), reads) in suspects {
        let mut search = Search::new(&set, &index, column, flow, left);
        let setter = setters.get(&(column, flow)).copied();
        for (read, never) in reads {
            match search.way_to(read.at) {
                Ok(Some(way)) => {
                    let route = Route::of(&set, column, &way);
                    let found = finding(program, uses, &read, never, setter, &route);
                    // A set of routes that is included twice stands in the text once.
                    if places.insert((found.code.id, found.span)) {
                        all.push(found);
                    }
                }
                Ok(None) => {}
                Err(Spent) => unsought.push(place(program, uses, &read)),
            }
        }
        left = search.left();
    }
    if let Some(first) = unsought.iter().min() {
        let words = match unsought.len() {
            1 => "this read was not looked at, there are too many: mend the others first".to_owned(),
            reads => format!("{reads} reads, from this on, were not looked at: mend the others first"),
        };
        if let Some(last) = all.last_mut() {
            last.related.push(Label { span: *first, text: words });
        }
    }
    all.into_iter().for_each(|found| sink.push(found));
}

/// Where a statement names what it reads.
fn place(program: &Program, uses: &Uses, read: &Hurting<'_>) -> Span {
    uses.place(read.at, read.slot.name(), read.time).unwrap_or(program.node(read.at).span)
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
    program: &Program,
    uses: &Uses,
    read: &Hurting<'_>,
    never: bool,
    setter: Option<NodeIx>,
    route: &Route,
) -> Diagnostic {
    let name = read.slot.name();
    let span = place(program, uses, read);
    let (code, message) = match never {
        true => (&READ_BEFORE_SET, format!("`{name}` is read before anything sets it")),
        false => (&MAY_BE_EMPTY, format!("`{name}` may be empty here")),
    };
    let mut found = Diagnostic::new(code, span, message).label(route.words(name));
    for (span, words) in &route.marks {
        found = found.also(*span, words.clone());
    }
    if let (false, Some(setter)) = (never, setter) {
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

/// The first statement that sets each place: by its number, and the flow if it is looked for in one alone.
fn setters(set: &SurelySet<'_, '_>) -> BTreeMap<(u32, Option<u32>), NodeIx> {
    let program = set.ways.graph.program;
    let mut first: BTreeMap<(u32, Option<u32>), NodeIx> = BTreeMap::new();
    for (at, node) in program.nodes.iter().enumerate() {
        let at = NodeIx(at as u32);
        let changes = set.ways.changes(&set.ways.of_statement[at.0 as usize]).iter();
        for change in changes.filter(|change| matches!(change, Change::Set(_) | Change::Copy(..))) {
            for flow in [None, node.place.flow] {
                let first = first.entry((change.column(), flow)).or_insert(at);
                if node.span < program.node(*first).span {
                    *first = at;
                }
            }
        }
    }
    first
}
