//! The ways out of one place. What is said of a way is what all paths to its arrow have in common: behind an `if` whose
//! branches join, the condition says nothing any more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Goal, Kind, Part, Sketch, Spot, Way, story};
use crate::check::graph::{Exit, To, exits};
use crate::ir::{Handler, Node, NodeIx, Op, Program};

/// Adds a place with its ways.
pub fn spot<'p>(sketch: &mut Sketch<'p>, kind: Kind<'p>) {
    let program = sketch.program;
    let (span, first, handlers): (_, _, &[Handler]) = match kind {
        Kind::Step(flow, step) => {
            let step = &program.flows[flow as usize].steps[step as usize];
            (step.span, step.entry, &step.handlers)
        }
        Kind::Handler(_, handler) => (handler.span, handler.body, &[]),
    };
    let bodies = handlers.iter().filter_map(|handler| Some((handler.body?, Some(Part::On(handler)))));
    let roots: Vec<(NodeIx, Option<Part<'p>>)> =
        first.map(|first| (first, None)).into_iter().chain(bodies).collect();
    let order = in_order(program, roots.iter().map(|(at, _)| *at));
    ways(sketch, &roots, &order);
    sketch.spots.push(Spot { kind, story: story::of(program, first, handlers, &order), span });
}

/// The statements of a place, each behind those that lead to it, but for the way back of a loop.
fn in_order(program: &Program, roots: impl DoubleEndedIterator<Item = NodeIx>) -> Vec<NodeIx> {
    let onwards = |at: NodeIx| {
        let nexts = exits(program.node(at)).into_iter().filter_map(|exit| match exit.to {
            To::Next(next) => next,
            To::Step(..) | To::End => None,
        });
        nexts.collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    let mut done = Vec::new();
    for root in roots.rev().collect::<Vec<_>>() {
        if !seen.insert(root) {
            continue;
        }
        let mut open = vec![(root, onwards(root))];
        while let Some((at, nexts)) = open.last_mut() {
            match nexts.pop() {
                None => {
                    done.push(*at);
                    open.pop();
                }
                Some(next) if seen.insert(next) => open.push((next, onwards(next))),
                Some(_) => {}
            }
        }
    }
    done.reverse();
    done
}

fn ways<'p>(sketch: &mut Sketch<'p>, roots: &[(NodeIx, Option<Part<'p>>)], order: &[NodeIx]) {
    let program = sketch.program;
    let from = sketch.spots.len();
    let place: BTreeMap<NodeIx, usize> = order.iter().enumerate().map(|(nth, at)| (*at, nth)).collect();
    let mut chains = Chains(vec![Chain { outer: 0, length: 0, last: None }]);
    // What all paths so far have in common, by place; `None` where no path has come yet.
    let mut common: Vec<Option<u32>> = vec![None; order.len()];
    for (at, part) in roots {
        let chain = chains.longer(0, *part);
        meet(&chains, &mut common[place[at]], chain);
    }
    let mut told: BTreeSet<(Goal, bool, u32)> = BTreeSet::new();
    for (nth, at) in order.iter().enumerate() {
        let chain = common[nth].unwrap_or(0);
        let node = program.node(*at);
        let exits = exits(node);
        let mut taken: Vec<u32> = Vec::with_capacity(exits.len());
        for (which, exit) in exits.iter().enumerate() {
            let chain = match shared(node, &exits, which) {
                Some(other) if other < which => taken[other],
                Some(_) => chains.longer(chain, Some(Part::Else)),
                None => chains.longer(chain, Part::of(node, which, exit)),
            };
            taken.push(chain);
            let to = match exit.to {
                To::Next(Some(next)) => {
                    // The way back of a loop comes to what has been told already.
                    if place[&next] > nth {
                        meet(&chains, &mut common[place[&next]], chain);
                    }
                    continue;
                }
                To::Next(None) => continue,
                To::Step(flow, step) => Goal::Step(flow, step),
                To::End => Goal::End,
            };
            let visits = matches!(node.op, Op::Visit(_));
            if told.insert((to, visits, chain)) {
                sketch.ways.push(Way { from, to, parts: chains.parts(chain), visits, span: node.span });
            }
        }
    }
}

/// The first of a statement's other ways that leads to the same statement as this one, such as the last of its times and
/// the end of its time. What such ways have in common is `else`.
fn shared(node: &Node, exits: &[Exit<'_>], which: usize) -> Option<usize> {
    let says_little = |at: usize| Part::of(node, at, &exits[at]).is_some_and(|part| part.needs_more());
    if !matches!(exits[which].to, To::Next(Some(_))) || !says_little(which) {
        return None;
    }
    (0..exits.len())
        .find(|other| *other != which && exits[*other].to == exits[which].to && says_little(*other))
}

fn meet(chains: &Chains<'_>, common: &mut Option<u32>, chain: u32) {
    *common = Some(common.map_or(chain, |known| chains.common(known, chain)));
}

/// Lists of parts that share their beginnings. The first is the empty one.
struct Chains<'p>(Vec<Chain<'p>>);

/// A list: the one that it goes on from, how long it is, and its last part.
struct Chain<'p> {
    outer: u32,
    length: u32,
    last: Option<Part<'p>>,
}

impl<'p> Chains<'p> {
    /// A longer list begins anew: a picture shows the last words of one.
    const PARTS_MAX: u32 = 12;

    fn longer(&mut self, outer: u32, part: Option<Part<'p>>) -> u32 {
        let Some(part) = part else { return outer };
        let outer = if self.0[outer as usize].length >= Self::PARTS_MAX { 0 } else { outer };
        let length = self.0[outer as usize].length + 1;
        self.0.push(Chain { outer, length, last: Some(part) });
        self.0.len() as u32 - 1
    }

    /// The longest list with which both begin.
    fn common(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            if self.0[one as usize].length >= self.0[other as usize].length {
                one = self.0[one as usize].outer;
            } else {
                other = self.0[other as usize].outer;
            }
        }
        one
    }

    fn parts(&self, mut at: u32) -> Vec<Part<'p>> {
        let mut parts = Vec::new();
        while let Some(part) = self.0[at as usize].last {
            parts.push(part);
            at = self.0[at as usize].outer;
        }
        parts.reverse();
        parts
    }
}
