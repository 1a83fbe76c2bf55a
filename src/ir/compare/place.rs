//! Which flow and which step of the old program is which of the new one.

use std::collections::{BTreeMap, BTreeSet};

use super::facet;
use crate::ir::{Node, NodeIx, Place, Program};

/// How two places are known to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// They bear one name.
    Named,
    /// The script says so.
    Declared,
    /// They have most in common.
    Guessed,
}

/// Places of the two programs that belong together.
pub struct Places {
    /// The old flow of a new one.
    pub flows: BTreeMap<u32, (u32, How)>,
    /// The old step of a new one, each by the places of its flow and its own.
    pub steps: BTreeMap<(u32, u32), ((u32, u32), How)>,
    /// The statements of each old place.
    pub old: BTreeMap<Place, Vec<NodeIx>>,
    /// The statements of each new place.
    pub new: BTreeMap<Place, Vec<NodeIx>>,
}

/// The least that two places must have in common to be taken for one, in percent.
const ALIKE_MIN: usize = 60;

impl Places {
    /// Pairs the places of two programs.
    pub fn of(old: &Program, new: &Program) -> Self {
        let mut places =
            Places { flows: BTreeMap::new(), steps: BTreeMap::new(), old: by_place(old), new: by_place(new) };
        places.pair_flows(old, new);
        places.pair_steps(old, new);
        places
    }

    fn pair_flows(&mut self, old: &Program, new: &Program) {
        let by_name: BTreeMap<&str, u32> =
            new.flows.iter().enumerate().map(|(at, flow)| (flow.name.as_str(), at as u32)).collect();
        let mut lone = Vec::new();
        for (at, flow) in old.flows.iter().enumerate() {
            match by_name.get(flow.name.as_str()) {
                Some(same) => {
                    self.flows.insert(*same, (at as u32, How::Named));
                }
                None => lone.push(at as u32),
            }
        }
        for declared in new.moves.iter().filter(|declared| declared.step.is_none()) {
            let from = lone.iter().position(|at| old.flows[*at as usize].name == declared.flow);
            if let (Some(from), Some(to)) = (from, declared.to.filter(|to| to.step.is_none()))
                && !self.flows.contains_key(&to.flow)
            {
                self.flows.insert(to.flow, (lone.remove(from), How::Declared));
            }
        }
        let words = |program: &Program, places: &BTreeMap<Place, Vec<NodeIx>>, flow: u32| {
            let own = places
                .range(Place { flow: Some(flow), step: None }..)
                .take_while(|(it, _)| it.flow == Some(flow));
            own.flat_map(|(_, nodes)| nodes.iter().map(|at| facet::key(program, program.node(*at)))).collect()
        };
        let left: Vec<(u32, Vec<String>)> = lone.iter().map(|at| (*at, words(old, &self.old, *at))).collect();
        let free = (0..new.flows.len() as u32).filter(|at| !self.flows.contains_key(at));
        let right: Vec<(u32, Vec<String>)> = free.map(|at| (at, words(new, &self.new, at))).collect();
        for (old, new) in alike(left, right) {
            self.flows.insert(new, (old, How::Guessed));
        }
    }

    fn pair_steps(&mut self, old: &Program, new: &Program) {
        let mut paired: BTreeSet<(u32, u32)> = BTreeSet::new();
        for (to, (from, _)) in &self.flows {
            let steps = &old.flows[*from as usize].steps;
            let by_name: BTreeMap<&str, u32> =
                steps.iter().enumerate().map(|(at, step)| (step.name.as_str(), at as u32)).collect();
            for (at, step) in new.flows[*to as usize].steps.iter().enumerate() {
                if let Some(same) = by_name.get(step.name.as_str()) {
                    self.steps.insert((*to, at as u32), ((*from, *same), How::Named));
                    paired.insert((*from, *same));
                }
            }
        }
        for declared in &new.moves {
            let (Some(name), Some(to)) = (&declared.step, declared.to) else { continue };
            let flow = old.flows.iter().position(|flow| flow.name == declared.flow);
            let step = flow.and_then(|at| {
                let step = old.flows[at].steps.iter().position(|step| step.name == *name)?;
                Some((at as u32, step as u32))
            });
            let to = (to.flow, to.step.unwrap_or(0));
            if let Some(step) = step.filter(|step| !paired.contains(step) && !self.steps.contains_key(&to)) {
                self.steps.insert(to, (step, How::Declared));
                paired.insert(step);
            }
        }
        let all = |program: &Program| -> Vec<(u32, u32)> {
            let flows = program.flows.iter().enumerate();
            flows
                .flat_map(|(at, flow)| (0..flow.steps.len()).map(move |step| (at as u32, step as u32)))
                .collect()
        };
        let words = |program: &Program, places: &BTreeMap<Place, Vec<NodeIx>>, at: (u32, u32)| {
            let nodes = places.get(&Place { flow: Some(at.0), step: Some(at.1) });
            nodes.into_iter().flatten().map(|node| facet::key(program, program.node(*node))).collect()
        };
        let lone = all(old).into_iter().filter(|at| !paired.contains(at));
        let left: Vec<((u32, u32), Vec<String>)> = lone.map(|at| (at, words(old, &self.old, at))).collect();
        let free = all(new).into_iter().filter(|at| !self.steps.contains_key(at));
        let right: Vec<((u32, u32), Vec<String>)> = free.map(|at| (at, words(new, &self.new, at))).collect();
        for (old, new) in alike(left, right) {
            self.steps.insert(new, (old, How::Guessed));
        }
    }
}

fn by_place(program: &Program) -> BTreeMap<Place, Vec<NodeIx>> {
    let mut places: BTreeMap<Place, Vec<NodeIx>> = BTreeMap::new();
    for (at, Node { place, .. }) in program.nodes.iter().enumerate() {
        places.entry(*place).or_default().push(NodeIx(at as u32));
    }
    places
}

/// Pairs what has the same words, the most alike first; each side is in one pair at most.
fn alike<T: Copy + Ord>(left: Vec<(T, Vec<String>)>, right: Vec<(T, Vec<String>)>) -> Vec<(T, T)> {
    let mut bearers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, words)) in right.iter().enumerate() {
        for word in words {
            bearers.entry(word).or_default().push(at);
        }
    }
    /// Words that so many have say nothing about one.
    const BEARERS_MAX: usize = 16;
    let mut scores = Vec::new();
    for (nth, (_, words)) in left.iter().enumerate() {
        let mut own: BTreeMap<&str, usize> = BTreeMap::new();
        for word in words {
            *own.entry(word).or_default() += 1;
        }
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for (word, times) in own {
            let Some(bearers) = bearers.get(word).filter(|bearers| bearers.len() <= BEARERS_MAX) else {
                continue;
            };
            let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
            for at in bearers {
                *seen.entry(*at).or_default() += 1;
            }
            for (at, theirs) in seen {
                *common.entry(at).or_default() += times.min(theirs);
            }
        }
        for (at, count) in common {
            let score = 200 * count / (words.len() + right[at].1.len()).max(1);
            if score >= ALIKE_MIN {
                scores.push((std::cmp::Reverse(score), nth, at));
            }
        }
    }
    scores.sort_unstable();
    let (mut taken_left, mut taken_right) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, one, other) in scores {
        if !taken_left.contains(&one) && !taken_right.contains(&other) {
            taken_left.insert(one);
            taken_right.insert(other);
            pairs.push((left[one].0, right[other].0));
        }
    }
    pairs
}
