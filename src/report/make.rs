//! The document out of counts, contacts and the program.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Arm, Count, Flow, GoalRate, Passage, Report, Router, Step, Talk, VERSION};
use super::people::People;
use super::rate;
use super::shares::{self, Drawn};
use crate::ir::{Op, Program, Time};

/// All contacts, in tickets.
const TICKETS: f64 = 10_000.0;

/// The counts, sorted by what they are about.
#[derive(Default)]
struct Sorted<'c> {
    /// How often each flow began.
    begun: BTreeMap<&'c str, u64>,
    steps: BTreeMap<(&'c str, &'c str), Counted<'c>>,
    routers: BTreeMap<&'c str, Drawing<'c>>,
    talks: BTreeMap<&'c str, Vec<Count>>,
}

#[derive(Default)]
struct Counted<'c> {
    entered: u64,
    ended: u64,
    opted_out: u64,
    ways: Vec<(&'c str, u64)>,
}

#[derive(Default)]
struct Drawing<'c> {
    /// How many drew each arm, by the weights of that time.
    eras: BTreeMap<&'c str, BTreeMap<&'c str, u64>>,
    /// How many of an arm reached a goal.
    reached: BTreeMap<(&'c str, &'c str), u64>,
}

impl Report {
    /// The report of a program whose hash this is: what was counted, each thing by its kind and names, and where the
    /// contacts are.
    pub fn of<'c>(
        program: &Program,
        hash: &str,
        counts: impl Iterator<Item = (&'c [String], u64)>,
        people: &People,
        now: Time,
    ) -> Self {
        let mut report = Report {
            version: VERSION,
            project: program.project.clone(),
            program: hash.to_owned(),
            at: now.timestamp(),
            contacts: people.statuses.clone(),
            flows: Vec::new(),
            routers: Vec::new(),
            goals: BTreeMap::new(),
            talks: Vec::new(),
            handlers: BTreeMap::new(),
            untaken: BTreeMap::new(),
            limits: BTreeMap::new(),
        };
        let mut sorted = Sorted::default();
        for (key, count) in counts {
            sorted.take(key, count, &mut report);
        }
        report.flows = flows(program, &sorted, people);
        report.routers = routers(program, &sorted.routers, people);
        // The arms of A/B routers were taken as branches, too.
        let talks = sorted.talks.into_iter().filter(|(name, _)| !sorted.routers.contains_key(name));
        report.talks = talks.map(|(name, branches)| Talk { name: name.to_owned(), branches }).collect();
        report
    }
}

impl<'c> Sorted<'c> {
    fn take(&mut self, key: &'c [String], count: u64, report: &mut Report) {
        let names: Vec<&'c str> = key.iter().map(String::as_str).collect();
        let mut add = |counts: fn(&mut Report) -> &mut BTreeMap<String, u64>, name: &str| {
            *counts(report).entry(name.to_owned()).or_default() += count;
        };
        match names[..] {
            ["flow", flow] => *self.begun.entry(flow).or_default() += count,
            ["step", flow, step] => self.steps.entry((flow, step)).or_default().entered = count,
            ["ended", flow, step] => self.steps.entry((flow, step)).or_default().ended = count,
            ["opted out", flow, step] => self.steps.entry((flow, step)).or_default().opted_out = count,
            ["way", flow, step, way] => {
                self.steps.entry((flow, step)).or_default().ways.push((way, count));
            }
            ["drawn", router, weights, arm] => {
                let eras = &mut self.routers.entry(router).or_default().eras;
                eras.entry(weights).or_default().insert(arm, count);
            }
            ["reached", router, arm, goal] => {
                self.routers.entry(router).or_default().reached.insert((arm, goal), count);
            }
            // The ways of routes are told of by their steps.
            ["branch", "route", _] => {}
            ["branch", talk, branch] => {
                self.talks.entry(talk).or_default().push(Count { name: branch.to_owned(), count });
            }
            ["goal", goal] => add(|report| &mut report.goals, goal),
            ["handler", event] => add(|report| &mut report.handlers, event),
            ["untaken", event] => add(|report| &mut report.untaken, event),
            ["limit" | "dropped", what] => add(|report| &mut report.limits, what),
            _ => {}
        }
    }
}

/// The flows with their steps: those of the program in its order, then what was counted and is there no more.
fn flows(program: &Program, sorted: &Sorted<'_>, people: &People) -> Vec<Flow> {
    let mut order: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    let written = program
        .flows
        .iter()
        .flat_map(|flow| flow.steps.iter().map(|step| (flow.name.as_str(), step.name.as_str())));
    let counted = sorted.steps.keys().copied();
    let standing = people.places.keys().map(|(flow, step)| (flow.as_str(), step.as_str()));
    for (flow, step) in written.chain(counted).chain(standing).collect::<Vec<_>>() {
        // What stands in no step belongs to no flow's way.
        if !flow.is_empty() && !step.is_empty() && known.insert((flow, step)) {
            let at = *places.entry(flow).or_insert(order.len());
            if at == order.len() {
                order.push((flow, Vec::new()));
            }
            order[at].1.push(step);
        }
    }
    let flows = order.into_iter().map(|(name, steps)| {
        let steps: Vec<Step> = steps.into_iter().map(|step| step_of(name, step, sorted, people)).collect();
        let mut passage =
            Passage { entered: sorted.begun.get(name).copied().unwrap_or(0), ..Passage::default() };
        for step in &steps {
            passage.ended += step.passage.ended;
            passage.opted_out += step.passage.opted_out;
            passage.waiting += step.passage.waiting;
            passage.silent += step.passage.silent;
        }
        passage.leave();
        Flow { name: name.to_owned(), passage, steps }
    });
    flows.collect()
}

fn step_of(flow: &str, step: &str, sorted: &Sorted<'_>, people: &People) -> Step {
    let place = (flow.to_owned(), step.to_owned());
    let here = people.places.get(&place).copied().unwrap_or_default();
    let mut passage = Passage { waiting: here.waiting, silent: here.silent, ..Passage::default() };
    let mut ways = Vec::new();
    if let Some(counted) = sorted.steps.get(&(flow, step)) {
        passage.entered = counted.entered;
        passage.ended = counted.ended;
        passage.opted_out = counted.opted_out;
        let of = counted.ways.iter().map(|(way, count)| Count { name: (*way).to_owned(), count: *count });
        ways.extend(of);
    }
    passage.leave();
    Step { name: step.to_owned(), passage, ways }
}

impl Passage {
    /// Who is nowhere else has left.
    fn leave(&mut self) {
        self.left = self.entered.saturating_sub(self.ended + self.opted_out + self.waiting + self.silent);
    }
}

fn routers(program: &Program, counted: &BTreeMap<&str, Drawing<'_>>, people: &People) -> Vec<Router> {
    let mut written: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for node in &program.nodes {
        if let Op::Ab { router, arms } = &node.op {
            let arms = arms.iter().map(|arm| (arm.name.as_str(), arm.tickets));
            written.insert(router, arms.collect());
        }
    }
    let nothing = Drawing::default();
    let no_arms = BTreeMap::new();
    let names: BTreeSet<&str> = written.keys().chain(counted.keys()).copied().collect();
    let routers = names.into_iter().map(|name| {
        let drawing = counted.get(name).unwrap_or(&nothing);
        let weights = written.get(name).unwrap_or(&no_arms);
        let drawn = drawing.eras.values().flat_map(BTreeMap::keys);
        let arms: BTreeSet<&str> = weights.keys().chain(drawn).copied().collect();
        let goals: BTreeSet<&str> = drawing.reached.keys().map(|(_, goal)| *goal).collect();
        let arms = arms.into_iter().map(|arm| {
            let waiting = people.arms.get(&(name.to_owned(), arm.to_owned())).copied().unwrap_or(0);
            arm_of(arm, drawing, &goals, weights.get(arm).copied(), waiting)
        });
        let eras: Vec<Vec<Drawn>> =
            drawing.eras.iter().filter_map(|(weights, drawn)| era(weights, drawn)).collect();
        let shares = shares::look(eras.iter().map(Vec::as_slice));
        Router { name: name.to_owned(), arms: arms.collect(), shares }
    });
    routers.collect()
}

/// An arm with each goal that any arm of its router has led to.
fn arm_of(
    name: &str,
    drawing: &Drawing<'_>,
    goals: &BTreeSet<&str>,
    tickets: Option<u32>,
    waiting: u64,
) -> Arm {
    let shown = drawing.eras.values().filter_map(|era| era.get(name)).sum();
    let goals = goals.iter().map(|goal| {
        let reached = drawing.reached.get(&(name, *goal)).copied().unwrap_or(0);
        let (low, high) = rate::interval(reached, shown);
        let rate = if shown == 0 { 0.0 } else { reached as f64 / shown as f64 };
        let [rate, low, high] = [rate, low, high].map(short);
        GoalRate { goal: (*goal).to_owned(), reached, rate, low, high }
    });
    let weight = tickets.map(|tickets| f64::from(tickets) / TICKETS);
    Arm { name: name.to_owned(), weight, shown, waiting, goals: goals.collect() }
}

/// The arms of `long=5000 short=5000` with how many drew each.
fn era(weights: &str, drawn: &BTreeMap<&str, u64>) -> Option<Vec<Drawn>> {
    let arms = weights.split(' ').map(|arm| {
        let (name, tickets) = arm.rsplit_once('=')?;
        Some((tickets.parse().ok()?, drawn.get(name).copied().unwrap_or(0)))
    });
    arms.collect()
}

/// A rate with as many digits as anybody reads.
fn short(rate: f64) -> f64 {
    (rate * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Contact, Event, EventKind, Machine, Status, step};
    use crate::ir::Duration;
    use crate::lower;
    use crate::project::Memory;
    use crate::report::SILENT;

    const SCRIPT: &str = "bot \"b\" { start outer }
field well: text
flow outer {
  step first { visit flow inner  -> last }
  step last { say \"bye\"  end }
}
flow inner { step asked { ask \"Well?\" save well  end } }
";

    fn program() -> Program {
        let built = lower::build(&Memory::new([("b.flow", SCRIPT)]), "b.flow").unwrap();
        built.program.unwrap_or_else(|| panic!("{:?}", built.findings))
    }

    fn report(counts: &[(&str, u64)], people: &People) -> Report {
        let counts: Vec<(Vec<String>, u64)> = counts
            .iter()
            .map(|(key, count)| (key.split(", ").map(str::to_owned).collect(), *count))
            .collect();
        let counts = counts.iter().map(|(key, count)| (key.as_slice(), *count));
        Report::of(&program(), "hash", counts, people, Time(0))
    }

    fn numbers(passage: Passage) -> [u64; 6] {
        let Passage { entered, left, ended, opted_out, waiting, silent } = passage;
        [entered, left, ended, opted_out, waiting, silent]
    }

    #[test]
    fn a_contact_is_in_each_flow_that_it_runs_until_it_was_silent_for_long() {
        let mut contact = Contact::new("c");
        let kind = EventKind::Start { payload: None, known: Default::default(), trackers: BTreeMap::new() };
        let start = Event { id: "e".into(), at: Time(0), kind };
        step(&Machine::new(program()), &mut contact, &start);
        assert_eq!(contact.status(), Status::Waiting);
        let counts =
            [("flow, outer", 1), ("step, outer, first", 1), ("flow, inner", 1), ("step, inner, asked", 1)];
        for (now, here) in [(Duration(SILENT.0 - 1), [1, 0]), (SILENT, [0, 1])] {
            let mut people = People::default();
            people.add(contact.status(), &contact, Time(0) + now);
            let report = report(&counts, &people);
            let passages = report.flows.iter().flat_map(|flow| {
                std::iter::once(flow.passage).chain(flow.steps.iter().map(|step| step.passage))
            });
            let of = [1, 0, 0, 0, here[0], here[1]];
            assert_eq!(passages.map(numbers).collect::<Vec<_>>(), [of, of, [0; 6], of, of]);
        }
    }

    #[test]
    fn what_the_program_has_no_more_stands_behind_what_it_has() {
        let counts =
            [("step, gone, x", 3), ("ended, gone, x", 1), ("step, outer, was", 2), ("flow, gone", 2)];
        let report = report(&counts, &People::default());
        let names = report.flows.iter().map(|flow| {
            (flow.name.as_str(), flow.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>())
        });
        let names: Vec<_> = names.collect();
        assert_eq!(
            names,
            [("outer", vec!["first", "last", "was"]), ("inner", vec!["asked"]), ("gone", vec!["x"])]
        );
        assert_eq!(numbers(report.flows[2].passage), [2, 1, 1, 0, 0, 0]);
        assert_eq!(numbers(report.flows[2].steps[0].passage), [3, 2, 1, 0, 0, 0]);
    }

    #[test]
    fn arms_are_counted_over_all_weights_that_they_had() {
        let counts = [
            ("drawn, test, a=9000 b=1000, a", 900),
            ("drawn, test, a=9000 b=1000, b", 100),
            ("drawn, test, a=5000 b=5000, a", 500),
            ("drawn, test, a=5000 b=5000, b", 500),
            ("reached, test, a, paid", 140),
        ];
        let report = report(&counts, &People::default());
        let router = &report.routers[0];
        assert!(!router.shares.alarm);
        let [a, b] = router.arms.as_slice() else { panic!("{router:?}") };
        assert_eq!((a.shown, b.shown, a.weight), (1400, 600, None));
        assert_eq!((a.goals[0].reached, a.goals[0].rate), (140, 0.1));
        assert!(a.goals[0].low > 0.07 && a.goals[0].high < 0.14);
        assert_eq!((b.goals[0].reached, b.goals[0].low), (0, 0.0), "the other arm's goal is this one's too");
    }
}
