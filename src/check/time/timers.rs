//! Timers of one place that fight: one that never comes, two that come together, one that comes too early.

use std::collections::BTreeMap;

use super::hearing::{Hearing, Hearings};
use super::span::{first_words, of_handler};
use crate::check::graph::length;
use crate::diagnostic::codes::time::{SILENCE_AT_ONCE, TIMER_NEVER_FIRES, TIMERS_MEET};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Bot, EventPattern, Expr, Handler, NodeIx, Op, Program, Step, Value};
use crate::source::Span;

/// Looks at the timers of every step, flow and talk, and at those of the top.
pub fn check(program: &Program, sink: &mut Sink) {
    let hearings = Hearings::of(program);
    of_place(program, &program.handlers, sink);
    for (at, flow) in program.flows.iter().enumerate() {
        of_place(program, &flow.handlers, sink);
        unheard(&flow.handlers, hearings.at(at as u32, None), "flow", sink);
        for (step_at, step) in flow.steps.iter().enumerate() {
            of_place(program, &step.handlers, sink);
            let hearing = hearings.at(at as u32, Some(step_at as u32));
            unheard(&step.handlers, hearing, "step", sink);
            ended_before(program, step, hearing, sink);
            at_once(program, step, sink);
        }
    }
    for node in &program.nodes {
        if let Op::AiReply(reply) = &node.op {
            of_place(program, &reply.handlers, sink);
        }
    }
}

/// An `on silence` that nothing but silence decides.
struct Silence<'p> {
    handler: &'p Handler,
    after: i64,
    times: u32,
}

fn silences(handlers: &[Handler]) -> impl Iterator<Item = Silence<'_>> {
    handlers.iter().filter(|handler| handler.guard.is_none()).filter_map(|handler| match handler.event {
        EventPattern::Silence { after, times } => {
            Some(Silence { handler, after: after.0.max(1), times: times.max(1) })
        }
        _ => None,
    })
}

/// So many reminders of one `on silence` are looked at.
const REMINDERS_MAX: u32 = 100;

/// Timers of one place among each other.
fn of_place(program: &Program, handlers: &[Handler], sink: &mut Sink) {
    // What leads away first ends all that would come later.
    let leaving = silences(handlers).filter(|silence| leads_away(program, silence.handler));
    let end = leaving.min_by_key(|silence| silence.after);
    let mut due: BTreeMap<i64, Span> = BTreeMap::new();
    for silence in silences(handlers) {
        let place = of_handler(silence.handler);
        let ended =
            end.as_ref().filter(|end| end.after < silence.after.saturating_mul(i64::from(silence.times)));
        if let Some(end) = ended.filter(|end| end.handler.point != silence.handler.point) {
            let (first, span) = (length(end.after), of_handler(end.handler));
            if end.after < silence.after {
                let message = format!("this never comes: `on silence {first}` leads away before");
                sink.push(never(place, message).also(span, "the contact leaves here"));
                continue;
            }
            let come = end.after / silence.after;
            let message = format!(
                "only {come} of its {} times can come: `on silence {first}` leads away",
                silence.times
            );
            sink.push(Diagnostic::new(&TIMERS_MEET, place, message).also(span, "the contact leaves here"));
        }
        let mut met = None;
        for time in 1..=silence.times.min(REMINDERS_MAX) {
            let at = silence.after.saturating_mul(i64::from(time));
            if let Some(other) = due.get(&at) {
                met = met.or(Some((at, *other)));
            } else {
                due.insert(at, place);
            }
        }
        // The same length twice is told as the same event.
        if let Some((at, other)) =
            met.filter(|(at, other)| *at != silence.after || !is_same(handlers, *other, silence.after))
        {
            let message = format!(
                "this falls due together with another `on silence`, at {}: only one of them runs",
                length(at)
            );
            sink.push(
                Diagnostic::new(&TIMERS_MEET, place, message)
                    .also(other, "this one")
                    .help("let them differ, such as `1d` and `30h`"),
            );
        }
    }
}

/// Whether the handler at this place waits for the same length.
fn is_same(handlers: &[Handler], place: Span, after: i64) -> bool {
    silences(handlers).any(|silence| of_handler(silence.handler) == place && silence.after == after)
}

/// Whether a handler's body always ends with an arrow that leads away.
pub(super) fn leads_away(program: &Program, handler: &Handler) -> bool {
    let mut next = handler.body;
    for _ in 0..program.nodes.len() {
        let Some(at) = next else { return false };
        let node = program.node(at);
        match &node.op {
            Op::Jump { bound: None, .. } | Op::End(_) => return true,
            op if passes(op) => next = node.next,
            _ => return false,
        }
    }
    false
}

/// Silences of a place in which no statement lets silence pass.
fn unheard(handlers: &[Handler], hearing: Hearing, place: &str, sink: &mut Sink) {
    if hearing.waits > 0 {
        return;
    }
    let silences = handlers.iter().filter(|handler| matches!(handler.event, EventPattern::Silence { .. }));
    for handler in silences {
        let message = format!("this never comes: nothing in the {place} waits for the contact");
        let help = match hearing.delays {
            true => "a `delay` is a silence that is meant: put what follows behind it",
            false => "silence passes at an `ask`, a `wait for` or an `ai reply`",
        };
        sink.push(never(of_handler(handler), message).help(help));
    }
}

/// Silences of a step whose only wait is over before.
fn ended_before(program: &Program, step: &Step, hearing: Hearing, sink: &mut Sink) {
    let Some(stays) = hearing.stays() else { return };
    for silence in silences(&step.handlers) {
        let place = of_handler(silence.handler);
        let within = length(stays);
        if silence.after > stays.saturating_add(longest_hold(&program.bot)) {
            let message = format!("this never comes: the question waits `within {within}` only");
            sink.push(
                never(place, message)
                    .help("let the silence be shorter than the `within`, or put its body there"),
            );
            continue;
        }
        let come = (stays / silence.after).min(i64::from(silence.times));
        let message = if come < i64::from(silence.times) {
            format!(
                "only {come} of its {} times can come: the question waits `within {within}`",
                silence.times
            )
        } else if stays % silence.after == 0 && stays / silence.after <= i64::from(silence.times) {
            format!("this and the end of `within {within}` fall due together")
        } else {
            continue;
        };
        sink.push(
            Diagnostic::new(&TIMERS_MEET, place, message)
                .help("let the last reminder be earlier than the `within`"),
        );
    }
}

/// How long the quiet hours and the cap may hold a question back, during which its step's silence counts already.
fn longest_hold(bot: &Bot) -> i64 {
    const MINUTE_MS: i64 = 60_000;
    const SPREAD_MINUTES: i64 = 30;
    let quiet = bot.quiet.map_or(0, |quiet| {
        let minutes = (i64::from(quiet.to.0) - i64::from(quiet.from.0)).rem_euclid(24 * 60);
        (minutes + SPREAD_MINUTES) * MINUTE_MS
    });
    quiet.saturating_add(bot.cap.map_or(0, |cap| cap.per.0))
}

/// Silences that are over when the first question of the step is put: a delay before it is one, too.
fn at_once(program: &Program, step: &Step, sink: &mut Sink) {
    let Some((passed, delay)) = delay_before_question(program, step.entry) else { return };
    for silence in silences(&step.handlers).filter(|silence| silence.after <= passed) {
        let message = format!(
            "this comes as soon as the question is put: {} have passed in the step before it",
            length(passed)
        );
        sink.push(
            Diagnostic::new(&SILENCE_AT_ONCE, of_handler(silence.handler), message)
                .also(first_words(program.node(delay)), "silence counts from before this")
                .help("put the question into a step of its own: a step's silence counts from its entry"),
        );
    }
}

/// Whether a statement waits for nothing and always goes on to the one below it.
fn passes(op: &Op) -> bool {
    matches!(
        op,
        Op::Say(_)
            | Op::SendTemplate(_)
            | Op::Set { .. }
            | Op::AddTag(_)
            | Op::RemoveTag(_)
            | Op::Notify { .. }
            | Op::Reach(_)
    )
}

/// How long a step always delays before its first question, and its first delay; `None` where that is not always so.
fn delay_before_question(program: &Program, entry: Option<NodeIx>) -> Option<(i64, NodeIx)> {
    let mut next = entry;
    let mut passed = 0;
    let mut first = None;
    for _ in 0..program.nodes.len() {
        let at = next?;
        let node = program.node(at);
        match &node.op {
            Op::Ask(_) | Op::Wait(_) => return first.map(|first| (passed, first)),
            Op::Delay(delay) => {
                if let Expr::Literal(Value::Duration(length)) = &delay.until {
                    passed += length.0;
                    first = first.or(Some(at));
                }
                next = node.next;
            }
            op if passes(op) => next = node.next,
            _ => return None,
        }
    }
    None
}

fn never(place: Span, message: String) -> Diagnostic {
    Diagnostic::new(&TIMER_NEVER_FIRES, place, message)
}
