//! Messages that a channel does not take any more: so long after the contact's last message it wants approved templates.

use super::channel::{Windowed, windowed};
use super::longest::{Cost, ENDLESS, Longest};
use super::since::{Measure, Since};
use super::span::{first_words, place_of};
use crate::check::graph::{Station, Supergraph, length};
use crate::diagnostic::codes::time::{OUTSIDE_WINDOW, PERHAPS_OUTSIDE_WINDOW};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Node, NodeIx, Op};

/// Tells every message of the bot's own words that is, or may be, sent outside the window of a channel.
pub fn check(graph: &Supergraph<'_>, sink: &mut Sink) {
    let channels = windowed(graph.program);
    if channels.is_empty() {
        return;
    }
    let since = Since::of(graph);
    let mut told = vec![false; graph.program.nodes.len()];
    for channel in &channels {
        for measure in [Measure::Sure, Measure::Possible] {
            let measured = since.measured(measure, channel.name);
            for at in late(graph, &measured, channel) {
                if !std::mem::replace(&mut told[at.0 as usize], true) {
                    sink.push(finding(graph, &measured, channel, at, measure));
                }
            }
        }
    }
}

/// The messages that are outside the window; of several in one breath the first.
fn late(graph: &Supergraph<'_>, measured: &Longest, channel: &Windowed<'_>) -> Vec<NodeIx> {
    let is_late = |place: u32| {
        let Station::Node(at) = graph.station(place) else { return false };
        speaks(graph.program.node(at)) && measured.cost[place as usize] >= Some(channel.window as Cost)
    };
    // Whether something was said too late in the same breath before a place: looked at once for each.
    let mut behind: Vec<Option<bool>> = vec![None; graph.count() as usize];
    let mut found = Vec::new();
    for place in (0..graph.count()).filter(|place| is_late(*place)) {
        let mut passed = Vec::new();
        let mut at = place;
        let told = loop {
            if let Some(known) = behind[at as usize] {
                break known;
            }
            passed.push(at);
            match measured.before[at as usize] {
                Some((before, 0)) if passed.len() <= measured.before.len() => {
                    if is_late(before) {
                        break true;
                    }
                    at = before;
                }
                _ => break false,
            }
        };
        passed.into_iter().for_each(|at| behind[at as usize] = Some(told));
        if let (false, Station::Node(at)) = (told, graph.station(place)) {
            found.push(at);
        }
    }
    found
}

/// Whether a statement sends words of the bot's own to the contact.
pub(super) fn speaks(node: &Node) -> bool {
    match &node.op {
        Op::Say(_) | Op::Ask(_) | Op::AiSay { .. } => true,
        Op::AiReply(reply) => !reply.waits,
        _ => false,
    }
}

fn finding(
    graph: &Supergraph<'_>,
    measured: &Longest,
    channel: &Windowed<'_>,
    at: NodeIx,
    measure: Measure,
) -> Diagnostic {
    let node = graph.program.node(at);
    let place = graph.number(Station::Node(at));
    let way = measured.way_to(place);
    let total = measured.cost[place as usize].unwrap_or(ENDLESS);
    let timed: Vec<(u32, Cost)> = way
        .windows(2)
        .filter_map(|pair| match pair {
            [(from, _), (_, cost)] if *cost > 0 => Some((*from, *cost)),
            _ => None,
        })
        .collect();
    let window = hours(channel.window);
    let name = channel.name;
    let help = "send what the channel has approved, `send template NAME`, or speak earlier: a little less than the window, such as `20h`";
    let span = first_words(node);
    let mut found = match measure {
        Measure::Sure => {
            let message = format!(
                "this comes {} after the contact's last message, and `{name}` takes it for {window} only",
                sum(&timed, total)
            );
            Diagnostic::new(&OUTSIDE_WINDOW, span, message).help(help)
        }
        Measure::Possible => {
            let message = format!(
                "nobody knows how long ago the contact wrote, and `{name}` takes this for {window} only"
            );
            Diagnostic::new(&PERHAPS_OUTSIDE_WINDOW, span, message)
                .label("after a postback, a webhook or a moment")
                .help("send what the channel has approved, `send template NAME`, where it may come later")
        }
    };
    for (from, cost) in timed.into_iter().filter(|(_, cost)| *cost != ENDLESS).take(LABELS_MAX) {
        if let Some(place) = place_of(graph, from, cost) {
            found = found.also(place, format!("{} pass here", length(cost as i64)));
        }
    }
    found
}

/// So many waits are shown.
const LABELS_MAX: usize = 4;

/// The times on a way: `1d + 3h`.
fn sum(timed: &[(u32, Cost)], total: Cost) -> String {
    let parts: Vec<String> = timed.iter().map(|(_, cost)| length(*cost as i64)).collect();
    let whole = timed.iter().fold(0, |sum: Cost, (_, cost)| sum.saturating_add(*cost));
    match total {
        ENDLESS => "again and again, later each time,".to_owned(),
        total if total == whole && parts.len() > 1 => parts.join(" + "),
        total => length(total as i64),
    }
}

/// A window as people call it: `24h`.
fn hours(window: i64) -> String {
    const HOUR_MS: i64 = 3_600_000;
    if window % HOUR_MS == 0 { format!("{}h", window / HOUR_MS) } else { length(window) }
}
