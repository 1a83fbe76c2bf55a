//! Longest ways through a graph that goes round: a way that may be taken a written number of times is counted so often,
//! any other circle that costs something has no bound.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

/// What a way costs: messages, milliseconds, calls.
pub type Cost = u64;

/// More than any number.
pub const ENDLESS: Cost = Cost::MAX;

/// A way between two places.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// Where it leads.
    pub to: u32,
    /// What it costs.
    pub cost: Cost,
    /// How often it may be taken; `None`: as often as one comes to it.
    pub times: Option<u32>,
}

/// The ways of a graph whose places are dense numbers.
#[derive(Debug, Default)]
pub struct Ways {
    ways: Vec<Way>,
    /// Where the ways of each place begin, and the end.
    first: Vec<u32>,
}

impl Ways {
    /// Each place's ways, place by place.
    pub fn of(count: u32, mut each: impl FnMut(u32, &mut Vec<Way>)) -> Self {
        let mut all = Ways { ways: Vec::new(), first: vec![0] };
        for place in 0..count {
            each(place, &mut all.ways);
            all.first.push(all.ways.len() as u32);
        }
        all
    }

    /// How many places there are.
    pub fn count(&self) -> usize {
        self.first.len() - 1
    }

    /// The ways on from a place.
    pub fn from(&self, place: u32) -> &[Way] {
        &self.ways[self.first[place as usize] as usize..self.first[place as usize + 1] as usize]
    }

    fn each(&self) -> impl Iterator<Item = (u32, &Way)> {
        (0..self.count() as u32).flat_map(|from| self.from(from).iter().map(move |way| (from, way)))
    }

    /// The parts of places that lead to each other, those that lead on to nothing first, over ways that are wanted.
    fn parts(&self, wanted: impl Fn(&Way) -> bool) -> Parts {
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(self.count(), self.ways.len());
        (0..self.count()).for_each(|_| _ = graph.add_node(()));
        for (from, way) in self.each().filter(|(_, way)| wanted(way)) {
            graph.add_edge(from.into(), way.to.into(), ());
        }
        // Kosaraju's way keeps its own stack: a long script is no deep recursion.
        let members: Vec<Vec<u32>> = kosaraju_scc(&graph)
            .into_iter()
            .map(|part| part.into_iter().map(|place| place.index() as u32).collect())
            .collect();
        let mut of = vec![0; self.count()];
        for (number, part) in members.iter().enumerate() {
            part.iter().for_each(|place| of[*place as usize] = number as u32);
        }
        Parts { members, of }
    }
}

struct Parts {
    members: Vec<Vec<u32>>,
    of: Vec<u32>,
}

/// How ways are measured where no bound is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endless {
    /// What lies behind a place without a bound has none either.
    Spreads,
    /// Nothing is measured behind such a place, which is noted.
    Stops,
}

/// The longest ways to all places.
#[derive(Debug)]
pub struct Longest {
    /// The cost of each place's longest way; `None` where none leads.
    pub cost: Vec<Option<Cost>>,
    /// The place before on that way, and what the last piece costs. Repetitions are not part of it.
    pub before: Vec<Option<(u32, Cost)>>,
    /// The places at which no bound is known, by their number.
    pub endless: Vec<u32>,
}

impl Longest {
    /// The places on the way to one, itself last, each with what the piece to it costs.
    pub fn way_to(&self, place: u32) -> Vec<(u32, Cost)> {
        let mut way = Vec::new();
        let mut at = place;
        while let Some((before, cost)) = self.before[at as usize] {
            way.push((at, cost));
            at = before;
        }
        way.push((at, 0));
        way.reverse();
        way
    }
}

/// The longest ways from places that one comes to at a cost.
pub fn longest(ways: &Ways, sources: &[(u32, Cost)], endless: Endless) -> Longest {
    let parts = ways.parts(|way| way.times.is_none());
    let is_bounded = ways.ways.iter().any(|way| way.times.is_some());
    let whole = if is_bounded { ways.parts(|_| true) } else { Parts { members: Vec::new(), of: Vec::new() } };
    let count = ways.count();
    let (grows, measured) = (vec![false; parts.members.len()], vec![false; parts.members.len()]);
    let mut solver = Solver {
        ways,
        parts,
        grows,
        endless,
        measured,
        found: Longest { cost: vec![None; count], before: vec![None; count], endless: Vec::new() },
    };
    for (place, cost) in sources {
        solver.arrive(*place, *cost, None);
    }
    match is_bounded {
        false => {
            for part in (0..solver.parts.members.len() as u32).rev() {
                solver.inside(part);
                solver.lead_on(part, |_| true);
            }
        }
        true => {
            for cluster in whole.members.iter().rev() {
                solver.cluster(cluster, &whole.of);
            }
        }
    }
    solver.found.endless.sort_unstable();
    solver.found.endless.dedup();
    solver.found
}

struct Solver<'w> {
    ways: &'w Ways,
    /// Parts over ways without a bound.
    parts: Parts,
    /// Which of them go round at a cost.
    grows: Vec<bool>,
    endless: Endless,
    /// The parts that a pass over their cluster has come to: the way there is found. Later passes may make it dearer by what
    /// comes round again, which is no part of the way.
    measured: Vec<bool>,
    found: Longest,
}

impl Solver<'_> {
    fn arrive(&mut self, place: u32, cost: Cost, before: Option<(u32, Cost)>) -> bool {
        let known = &mut self.found.cost[place as usize];
        if known.is_some_and(|known| known >= cost) {
            return false;
        }
        *known = Some(cost);
        if !self.measured[self.parts.of[place as usize] as usize] {
            self.found.before[place as usize] = before;
        }
        true
    }

    /// All places of a part are reached from each other: they share what the longest way into it costs.
    fn inside(&mut self, part: u32) {
        let members = &self.parts.members[part as usize];
        let is_inside = |way: &&Way| way.times.is_none() && self.parts.of[way.to as usize] == part;
        let mut round =
            members.iter().flat_map(|place| self.ways.from(*place).iter().filter(is_inside)).peekable();
        if round.peek().is_none() {
            return;
        }
        let grows = round.any(|way| way.cost > 0);
        let dearest = |place: &u32| {
            let inside = self.ways.from(*place).iter().filter(is_inside);
            (inside.map(|way| way.cost).max(), std::cmp::Reverse(*place))
        };
        let place = members.iter().copied().max_by_key(dearest);
        let reached = members.iter().filter_map(|place| Some((self.found.cost[*place as usize]?, *place)));
        let Some((cost, first)) = reached.max_by_key(|(cost, place)| (*cost, std::cmp::Reverse(*place)))
        else {
            return;
        };
        let members = members.clone();
        let spreads = grows && self.endless == Endless::Spreads;
        if grows {
            self.grows[part as usize] = true;
            self.found.endless.extend(place);
        }
        let mut open = VecDeque::from([first]);
        let mut seen = BTreeSet::from([first]);
        while let Some(at) = open.pop_front() {
            for way in self.ways.from(at) {
                if way.times.is_none() && self.parts.of[way.to as usize] == part && seen.insert(way.to) {
                    self.found.cost[way.to as usize] = Some(cost);
                    if !self.measured[part as usize] {
                        self.found.before[way.to as usize] = Some((at, way.cost));
                    }
                    open.push_back(way.to);
                }
            }
        }
        if spreads {
            members.iter().for_each(|place| self.found.cost[*place as usize] = Some(ENDLESS));
        }
    }

    /// Whether the places of a part are left by no measured way.
    fn stops(&self, part: u32) -> bool {
        self.endless == Endless::Stops && self.grows[part as usize]
    }

    /// Takes the ways out of a part.
    fn lead_on(&mut self, part: u32, wanted: impl Fn(&Way) -> bool) -> bool {
        if self.stops(part) {
            return false;
        }
        let mut news = false;
        for at in 0..self.parts.members[part as usize].len() {
            let place = self.parts.members[part as usize][at];
            let Some(cost) = self.found.cost[place as usize] else { continue };
            let ways = self.ways;
            for way in ways.from(place) {
                let is_inside = way.times.is_none() && self.parts.of[way.to as usize] == part;
                if is_inside || !wanted(way) {
                    continue;
                }
                if way.cost == ENDLESS {
                    self.found.endless.push(place);
                    if self.endless == Endless::Stops {
                        continue;
                    }
                }
                news |= self.arrive(way.to, cost.saturating_add(way.cost), Some((place, way.cost)));
            }
        }
        news
    }

    /// Places that lead to each other by ways with a bound: a longest way without repetitions, then these.
    fn cluster(&mut self, cluster: &[u32], of: &[u32]) {
        let Some(number) = cluster.first().map(|place| of[*place as usize]) else { return };
        let is_here = |way: &Way| of[way.to as usize] == number;
        let mut parts: Vec<u32> = cluster.iter().map(|place| self.parts.of[*place as usize]).collect();
        parts.sort_unstable_by(|a, b| b.cmp(a));
        parts.dedup();
        if parts.len() == 1
            && !cluster
                .iter()
                .any(|at| self.ways.from(*at).iter().any(|way| is_here(way) && way.times.is_some()))
        {
            self.inside(parts[0]);
            self.lead_on(parts[0], |_| true);
            return;
        }
        // What only a bounded way leads to is found in a further pass.
        for _ in 0..PASSES_MAX {
            for part in &parts {
                self.inside(*part);
                self.lead_on(*part, |way| is_here(way) && way.times.is_none());
            }
            for part in &parts {
                let mut members = self.parts.members[*part as usize].iter();
                self.measured[*part as usize] |= members.any(|at| self.found.cost[*at as usize].is_some());
            }
            let mut news = false;
            for place in cluster {
                let Some(cost) =
                    self.found.cost[*place as usize].filter(|_| !self.stops(self.parts.of[*place as usize]))
                else {
                    continue;
                };
                let ways = self.ways;
                for way in ways
                    .from(*place)
                    .iter()
                    .filter(|way| is_here(way) && way.times.is_some_and(|times| times > 0))
                {
                    if self.found.cost[way.to as usize].is_none() {
                        news |= self.arrive(way.to, cost.saturating_add(way.cost), Some((*place, way.cost)));
                    }
                }
            }
            if !news {
                break;
            }
        }
        let again = self.repetitions(cluster, &parts, &is_here);
        if again > 0 {
            for place in cluster {
                if let Some(cost) = &mut self.found.cost[*place as usize] {
                    *cost = cost.saturating_add(again);
                }
            }
        }
        for part in parts {
            self.lead_on(part, |way| !is_here(way));
        }
    }

    /// What all repetitions in a cluster cost at most: each bounded way so often, with the longest way back to it.
    fn repetitions(&self, cluster: &[u32], parts: &[u32], is_here: &impl Fn(&Way) -> bool) -> Cost {
        let bounded = || {
            cluster.iter().flat_map(|from| {
                self.ways
                    .from(*from)
                    .iter()
                    .filter(|way| is_here(way))
                    .filter_map(|way| Some((*from, way, way.times?)))
            })
        };
        let exactly = bounded().count().saturating_mul(cluster.len()) <= WORK_MAX;
        // Where there are too many of them, the longest way through the whole cluster is as long as any.
        let longest = if exactly { 0 } else { self.way_back(None, None, parts) };
        bounded().fold(0, |sum: Cost, (from, way, times)| {
            let back = if exactly { self.way_back(Some(way.to), Some(from), parts) } else { longest };
            sum.saturating_add(way.cost.saturating_add(back).saturating_mul(Cost::from(times)))
        })
    }

    /// The longest way between two places of a cluster over ways without a bound; 0 where there is none. Without places
    /// the longest one of all.
    fn way_back(&self, from: Option<u32>, to: Option<u32>, parts: &[u32]) -> Cost {
        let part_of = |place: u32| self.parts.of[place as usize];
        let mut cost: BTreeMap<u32, Cost> = BTreeMap::new();
        match from {
            Some(from) => _ = cost.insert(part_of(from), 0),
            None => cost.extend(parts.iter().map(|part| (*part, 0))),
        }
        let mut most = 0;
        for part in parts {
            let Some(here) = cost.get(part).copied() else { continue };
            if to.is_none() {
                most = most.max(here);
            } else if to.map(part_of) == Some(*part) {
                return here;
            }
            for place in &self.parts.members[*part as usize] {
                for way in self.ways.from(*place).iter().filter(|way| way.times.is_none()) {
                    let next = part_of(way.to);
                    if next != *part
                        && way.cost != ENDLESS
                        && parts.binary_search_by(|other| next.cmp(other)).is_ok()
                    {
                        let known = cost.entry(next).or_insert(0);
                        *known = (*known).max(here.saturating_add(way.cost));
                    }
                }
            }
        }
        most
    }
}

/// How often places of a cluster are gone through for what only bounded ways lead to.
const PASSES_MAX: usize = 32;

/// So much work is done for the repetitions of one cluster: bounded ways times places.
const WORK_MAX: usize = 1 << 22;

#[cfg(test)]
mod tests {
    use super::*;

    /// The graph of `from, to, cost, times`.
    fn graph(count: u32, all: &[(u32, u32, Cost, Option<u32>)]) -> Ways {
        Ways::of(count, |place, ways| {
            let own = all.iter().filter(|way| way.0 == place);
            ways.extend(own.map(|(_, to, cost, times)| Way { to: *to, cost: *cost, times: *times }));
        })
    }

    #[test]
    fn the_longest_way_is_found_with_the_places_on_it() {
        let ways = graph(4, &[(0, 1, 1, None), (0, 2, 5, None), (1, 3, 1, None), (2, 3, 0, None)]);
        let found = longest(&ways, &[(0, 0)], Endless::Spreads);
        assert_eq!(found.cost, [Some(0), Some(1), Some(5), Some(5)]);
        assert_eq!(found.way_to(3), [(0, 0), (2, 5), (3, 0)]);
        assert!(found.endless.is_empty());
    }

    #[test]
    fn a_way_with_a_bound_is_counted_so_often() {
        let ways = graph(4, &[(0, 1, 1, None), (1, 2, 2, None), (2, 1, 0, Some(3)), (2, 3, 10, None)]);
        let found = longest(&ways, &[(0, 0)], Endless::Spreads);
        assert_eq!(found.cost, [Some(0), Some(7), Some(9), Some(19)]);
    }

    #[test]
    fn what_only_a_way_with_a_bound_leads_to_is_reached() {
        let ways = graph(3, &[(0, 1, 1, Some(2)), (1, 2, 1, Some(1)), (2, 0, 0, Some(1))]);
        assert!(longest(&ways, &[(0, 0)], Endless::Stops).cost.iter().all(Option::is_some));
    }

    #[test]
    fn no_way_runs_through_a_place_twice() {
        // 3 is reached by a way with a bound alone, and leads back to 1 at a higher cost.
        let ways = graph(4, &[(0, 1, 0, None), (1, 2, 1, None), (2, 3, 1, Some(1)), (3, 1, 10, None)]);
        let found = longest(&ways, &[(0, 0)], Endless::Stops);
        assert_eq!(found.way_to(2), [(0, 0), (1, 0), (2, 1)]);
        assert_eq!(found.way_to(3), [(0, 0), (1, 0), (2, 1), (3, 1)]);
    }

    #[test]
    fn a_circle_that_costs_nothing_has_a_bound_and_another_has_none() {
        let free = graph(3, &[(0, 1, 1, None), (1, 0, 0, None), (1, 2, 1, None)]);
        assert_eq!(longest(&free, &[(1, 0)], Endless::Spreads).cost[2], Some(ENDLESS));
        let free = graph(3, &[(0, 1, 0, None), (1, 0, 0, None), (1, 2, 1, None)]);
        let found = longest(&free, &[(0, 4)], Endless::Spreads);
        assert_eq!(found.cost, [Some(4), Some(4), Some(5)]);
        assert!(found.endless.is_empty());
    }

    #[test]
    fn nothing_is_measured_behind_what_has_no_bound_if_it_stops_there() {
        let ways = graph(4, &[(0, 1, 2, None), (1, 1, 1, None), (1, 2, 1, None), (0, 3, ENDLESS, None)]);
        let found = longest(&ways, &[(0, 0)], Endless::Stops);
        assert_eq!((found.cost, found.endless), (vec![Some(0), Some(2), None, None], vec![0, 1]));
    }
}
