//! Messages that are meant for an hour of the night, in which the bot is quiet.

use std::collections::{BTreeSet, VecDeque};

use super::span::first_words;
use crate::check::graph::{By, EdgeKind, Station, Supergraph, is_wait};
use crate::diagnostic::codes::time::REMINDER_IN_QUIET_HOURS;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Clock, Expr, Hours, Node, NodeIx, Op, QuietHours};

/// Tells every `delay until` an hour of the quiet hours behind which the bot speaks and is not let through.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let program = graph.program;
    let Some(quiet) = program.bot.quiet else { return };
    for (at, node) in program.nodes.iter().enumerate() {
        let Op::Delay(delay) = &node.op else { continue };
        let when = match &delay.until {
            Expr::NextClock(clock) if is_quiet(quiet, *clock) => format!("at {}", shown(*clock)),
            Expr::LocalTime(time) if is_quiet(quiet, minute_of(time)) => {
                format!("at {}", shown(minute_of(time)))
            }
            Expr::NextOpen(name)
                if program.symbols.hours.get(name).is_some_and(|hours| lie_in(quiet, hours)) =>
            {
                format!("in the hours `{name}`")
            }
            _ => continue,
        };
        let Some(held) = first_held(graph, NodeIx(at as u32)) else { continue };
        let (from, to) = (shown(quiet.from), shown(quiet.to));
        let message = format!("what is said {when} is held until {to}: the quiet hours are {from} to {to}");
        sink.push(
            Diagnostic::new(&REMINDER_IN_QUIET_HOURS, first_words(node), message)
                .also(first_words(program.node(held)), "this is held")
                .help("choose an hour outside of them, or write `at any hour` behind the message"),
        );
    }
}

/// The first statement behind a delay that speaks and keeps the quiet hours; none where what speaks first does not.
fn first_held(graph: &Supergraph<'_>, delay: NodeIx) -> Option<NodeIx> {
    const LOOKED_AT_MAX: usize = 200;
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([graph.number(Station::Node(delay))]);
    while let Some(place) = open.pop_front() {
        if seen.len() > LOOKED_AT_MAX || !seen.insert(place) {
            continue;
        }
        if let Station::Node(at) = graph.station(place)
            && at != delay
        {
            let node = graph.program.node(at);
            match speaks(node) {
                Some(true) => return Some(at),
                Some(false) => continue,
                None if is_wait(&node.op) => continue,
                None => {}
            }
        }
        let is_first = place == graph.number(Station::Node(delay));
        let follows =
            |by: By| if is_first { matches!(by, By::Time(_)) } else { matches!(by, By::Itself | By::Result) };
        let edges = graph.edges(place).iter();
        let on =
            edges.filter(|edge| follows(edge.by) && matches!(edge.kind, EdgeKind::Leaves | EdgeKind::Visits));
        open.extend(on.map(|edge| edge.to));
    }
    None
}

/// Whether a statement speaks, and keeps the quiet hours.
fn speaks(node: &Node) -> Option<bool> {
    match &node.op {
        Op::Say(message) => Some(!message.any_hour),
        Op::Ask(ask) => Some(!ask.message.any_hour),
        Op::SendTemplate(template) => Some(!template.any_hour),
        Op::AiSay { any_hour, .. } => Some(!any_hour),
        _ => None,
    }
}

fn is_quiet(quiet: QuietHours, clock: Clock) -> bool {
    match quiet.from <= quiet.to {
        true => quiet.from <= clock && clock < quiet.to,
        false => quiet.from <= clock || clock < quiet.to,
    }
}

/// Whether all of these hours lie in the quiet ones.
fn lie_in(quiet: QuietHours, hours: &Hours) -> bool {
    let length = |from: Clock, to: Clock| (i32::from(to.0) - i32::from(from.0)).rem_euclid(24 * 60);
    let whole = length(quiet.from, quiet.to);
    !hours.spans.is_empty()
        && hours.spans.iter().all(|span| {
            let begins = length(quiet.from, span.from);
            let lasts = if span.from == span.to { 24 * 60 } else { length(span.from, span.to) };
            begins + lasts <= whole
        })
}

fn minute_of(time: &jiff::civil::DateTime) -> Clock {
    Clock(time.hour() as u16 * 60 + time.minute() as u16)
}

fn shown(clock: Clock) -> String {
    format!("{:02}:{:02}", clock.0 / 60, clock.0 % 60)
}
