//! The time since the contact's last message, at every place of a program.
//!
//! Two things are measured. What is **sure**: timers of the script, one after another, while the contact is silent; each
//! such way happens to every contact who does not write. What is **possible**: beside them a postback, a webhook or a
//! moment, before which any time may have passed. What a person has talked about meanwhile is not known: the contact
//! most likely wrote, so nothing is held against it.

use super::channel::said;
use super::clock;
use super::hearing::Hearings;
use super::longest::{Cost, ENDLESS, Endless, Longest, Way, Ways, longest};
use crate::check::graph::{By, Edge, EdgeKind, Station, Supergraph, reached};
use crate::ir::{EventPattern, Handler, NodeIx, Op, Target};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// What timers of the script make sure.
    Sure,
    /// What may be.
    Possible,
}

/// What is known of the program for both measures.
pub(super) struct Since<'g, 'p> {
    graph: &'g Supergraph<'p>,
    hearings: Hearings,
    reached: Vec<bool>,
    /// The only visit of each flow that nothing else leads to.
    visit_of: Vec<Option<NodeIx>>,
}

impl<'g, 'p> Since<'g, 'p> {
    /// What both measures have in common.
    pub fn of(graph: &'g Supergraph<'p>) -> Self {
        Since {
            graph,
            hearings: Hearings::of(graph.program),
            reached: reached(graph),
            visit_of: only_visits(graph),
        }
    }

    /// The longest time since the last message of a contact of this channel, in milliseconds, at each place.
    pub fn measured(&self, measure: Measure, channel: &str) -> Longest {
        let mut sources = Vec::new();
        let ways = Ways::of(self.graph.count(), |from, ways| {
            if self.reached[from as usize] {
                self.ways(from, measure, channel, ways, &mut sources);
            }
        });
        longest(&ways, &sources, Endless::Spreads)
    }

    fn ways(
        &self,
        from: u32,
        measure: Measure,
        channel: &str,
        ways: &mut Vec<Way>,
        sources: &mut Vec<(u32, Cost)>,
    ) {
        let graph = self.graph;
        let station = graph.station(from);
        for edge in graph.edges(from) {
            let cost = match edge.by {
                By::Itself | By::Result | By::Change => 0,
                By::Contact | By::Person => {
                    sources.push((edge.to, 0));
                    continue;
                }
                By::Inbound => {
                    sources.push((edge.to, if measure == Measure::Sure { 0 } else { ENDLESS }));
                    continue;
                }
                // Silences are measured below.
                By::Time(_) if self.is_silence(station, edge) => continue,
                By::Time(Some(length)) => length.max(0) as Cost,
                By::Time(None) => match (measure, station) {
                    (Measure::Possible, Station::Node(at)) => match &graph.program.node(at).op {
                        Op::Delay(delay) => clock::longest_until(graph.program, &delay.until),
                        _ => 0,
                    },
                    _ => 0,
                },
            };
            if let Station::Node(at) = station
                && self.is_shut(at, edge, channel)
            {
                continue;
            }
            let Some(to) = self.behind(edge) else { continue };
            ways.push(Way { to, cost, times: self.times(station, edge) });
        }
        self.silences(station, measure, channel, ways, sources);
        self.end_of_visit(station, ways);
    }

    fn is_silence(&self, from: Station, edge: &Edge) -> bool {
        match from {
            Station::Node(at) => {
                edge.kind == EdgeKind::Covers && matches!(self.graph.program.node(at).op, Op::AiReply(_))
            }
            _ => true,
        }
    }

    /// Whether a condition shuts a way for contacts of the channel.
    fn is_shut(&self, at: NodeIx, edge: &Edge, channel: &str) -> bool {
        let Op::Branch { condition, then, otherwise } = &self.graph.program.node(at).op else { return false };
        let shut = match said(condition, channel) {
            None => return false,
            Some(true) => otherwise,
            Some(false) => then,
        };
        then != otherwise && shut.is_some_and(|shut| self.graph.number(Station::Node(shut)) == edge.to)
    }

    /// What is behind a way. Behind a visit it is known only where the flow neither asks nor is visited elsewhere.
    fn behind(&self, edge: &Edge) -> Option<u32> {
        let EdgeKind::Returns(flow) = edge.kind else { return Some(edge.to) };
        let asks = self.hearings.at(flow, None).waits > 0;
        (!asks && self.visit_of[flow as usize].is_none()).then_some(edge.to)
    }

    /// How often a way may be taken.
    fn times(&self, from: Station, edge: &Edge) -> Option<u32> {
        let Station::Node(at) = from else { return None };
        match &self.graph.program.node(at).op {
            Op::Jump { bound: Some((times, _)), .. } if edge.bounded => Some(*times),
            Op::ForEach { most, .. } if edge.bounded => Some(*most),
            _ => None,
        }
    }

    /// `on silence`: it counts from the entry of its place or the last message, whichever is later.
    fn silences(
        &self,
        station: Station,
        measure: Measure,
        channel: &str,
        ways: &mut Vec<Way>,
        sources: &mut Vec<(u32, Cost)>,
    ) {
        let graph = self.graph;
        let program = graph.program;
        let each = |handlers: &[Handler], stays: Option<i64>, on: &mut dyn FnMut(u32, Cost, u32)| {
            for handler in handlers {
                let EventPattern::Silence { after, times } = handler.event else { continue };
                let shut = handler.guard.as_ref().is_some_and(|guard| said(guard, channel) == Some(false));
                let fits = stays.map_or(i64::MAX, |stays| stays / after.0.max(1));
                let times = i64::from(times.max(1)).min(fits) as u32;
                if let Some(body) = handler.body.filter(|_| times > 0 && !shut) {
                    on(graph.number(Station::Node(body)), after.0.max(0) as Cost, times);
                }
            }
        };
        match station {
            Station::Node(at) => {
                if let Op::AiReply(reply) = &program.node(at).op {
                    each(&reply.handlers, None, &mut |to, after, times| {
                        ways.push(Way { to, cost: after.saturating_mul(Cost::from(times)), times: None });
                    });
                }
            }
            // A step that is entered, and in which something waits.
            Station::Step(flow, step) if self.reached[graph.number(Station::InStep(flow, step)) as usize] => {
                let handlers = &program.flows[flow as usize].steps[step as usize].handlers;
                let stays = self.hearings.at(flow, Some(step)).stays();
                each(handlers, stays, &mut |to, after, times| {
                    ways.push(Way { to, cost: after.saturating_mul(Cost::from(times)), times: None });
                });
            }
            Station::InFlow(_) | Station::Anywhere => {
                let handlers = match station {
                    Station::InFlow(flow) => &program.flows[flow as usize].handlers,
                    _ => &program.handlers,
                };
                // How long one may stay in the flow is not known: the first time is sure.
                each(handlers, None, &mut |to, after, times| {
                    let times = if measure == Measure::Sure { 1 } else { times };
                    sources.push((to, after.saturating_mul(Cost::from(times))));
                });
            }
            _ => {}
        }
    }

    /// A flow that is visited from one place only comes back there.
    fn end_of_visit(&self, station: Station, ways: &mut Vec<Way>) {
        let Station::Node(at) = station else { return };
        let node = self.graph.program.node(at);
        let is_end = matches!(node.op, Op::End(_) | Op::Jump { target: Target::End, .. });
        let visit = node.place.flow.and_then(|flow| self.visit_of[flow as usize]).filter(|_| is_end);
        if let Some(next) = visit.and_then(|visit| self.graph.program.node(visit).next) {
            ways.push(Way { to: self.graph.number(Station::Node(next)), cost: 0, times: None });
        }
    }
}

/// For each flow the visit that leads to it, where nothing else does.
fn only_visits(graph: &Supergraph<'_>) -> Vec<Option<NodeIx>> {
    let program = graph.program;
    let mut visits = vec![(0, None); program.flows.len()];
    for (at, node) in program.nodes.iter().enumerate() {
        match &node.op {
            Op::Visit(visit) => {
                let (count, only) = &mut visits[visit.flow as usize];
                *count += 1;
                *only = Some(NodeIx(at as u32));
            }
            Op::Jump { target: Target::Flow { flow, .. }, .. } => visits[*flow as usize].0 += 2,
            _ => {}
        }
    }
    let begins = |flow: usize| program.flows[flow].name == program.bot.start;
    let only = visits.into_iter().enumerate();
    only.map(|(flow, (count, only))| only.filter(|_| count == 1 && !begins(flow))).collect()
}
