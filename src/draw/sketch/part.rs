//! What must happen on a way.

use std::fmt;

use super::taken;
use crate::check::graph::{By, Exit, Label};
use crate::ir::{Arm, Duration, EventPattern, Expr, Handler, Limit, Node, Op, Pattern, Tail, When, words};

/// One thing that must happen on a way.
#[derive(Debug, Clone, Copy)]
pub enum Part<'p> {
    /// A condition holds.
    If(&'p Expr),
    /// None of the other branches was taken.
    Else,
    /// The contact has drawn this arm.
    Arm(&'p Arm),
    /// A message was understood so.
    When(&'p When),
    /// A button was pressed.
    Button(&'p str),
    /// An event was taken.
    On(&'p Handler),
    /// What was waited for came.
    Event(&'p EventPattern),
    /// So many tries were in vain.
    Tries(u32),
    /// So much time went by.
    After(Duration),
    /// A moment came.
    At(&'p Expr),
    /// Another word of the language.
    Word(&'static str),
}

impl<'p> Part<'p> {
    /// What must happen for the `nth` way on from a statement; `None` where it simply follows.
    pub fn of(node: &'p Node, nth: usize, exit: &Exit<'p>) -> Option<Self> {
        match &node.op {
            Op::Branch { condition, .. } => Some(if nth == 0 { Part::If(condition) } else { Part::Else }),
            Op::Ab { arms, .. } => arms.get(nth).map(Part::Arm),
            Op::Route(route) => {
                let first = usize::from(route.otherwise.is_none());
                let when = nth.checked_sub(first).and_then(|nth| route.whens.get(nth));
                Some(when.map_or(Part::Else, Part::When))
            }
            Op::AiReply(reply) => {
                let mut whens = reply.untils.iter().chain(&reply.whens);
                Some(match (whens.nth(nth), exit.label) {
                    (Some(when), _) => Part::When(when),
                    (None, Label::Handler(handler)) => Part::On(handler),
                    (None, _) => Part::Word("unanswered"),
                })
            }
            Op::Delay(delay) => match (exit.label, &delay.until) {
                (Label::Handler(handler), _) => Some(Part::On(handler)),
                (_, until) => match exit.by {
                    By::Time(Some(length)) => Some(Part::After(Duration(length))),
                    _ => Some(Part::At(until)),
                },
            },
            Op::Handoff(handoff) => match exit.label {
                Label::Words(text) if (1..=handoff.buttons.len()).contains(&nth) => Some(Part::Button(text)),
                _ if nth == 0 => Some(Part::Word("handed back")),
                _ => waited(&handoff.tail, exit),
            },
            Op::Say(_) if nth > 0 => button(exit),
            Op::Ask(ask) => {
                if exit.covers {
                    button(exit)
                } else {
                    waited(&ask.tail, exit)
                }
            }
            Op::Wait(wait) => waited(&wait.tail, exit),
            Op::Read(read) => waited(&read.tail, exit),
            Op::Call(call) => waited(&call.tail, exit),
            // The arrow of a visit is dashed, which says it.
            Op::Visit(_) if exit.covers => None,
            Op::Visit(visit) => waited(&visit.tail, exit),
            Op::ForEach { .. } if nth > 0 => Some(Part::Word("each")),
            _ => match exit.label {
                Label::After(times) => Some(Part::Tries(times)),
                _ => None,
            },
        }
    }

    /// Whether its words say little without those of what is around it.
    pub fn needs_more(&self) -> bool {
        matches!(self, Part::Else | Part::Arm(_) | Part::Tries(_) | Part::After(_) | Part::Word(_))
    }
}

fn button<'p>(exit: &Exit<'p>) -> Option<Part<'p>> {
    match exit.label {
        Label::Words(text) => Some(Part::Button(text)),
        _ => None,
    }
}

/// What must happen behind a statement with a tail.
fn waited<'p>(tail: &'p Tail, exit: &Exit<'p>) -> Option<Part<'p>> {
    match (exit.label, exit.by) {
        (Label::Handler(handler), _) => Some(Part::On(handler)),
        (Label::Event(event), _) => Some(Part::Event(event)),
        (Label::After(times), _) => Some(Part::Tries(times)),
        (Label::Words(""), _) => None,
        (_, By::Time(Some(length))) => Some(Part::After(Duration(length))),
        (Label::Words("within"), _) => tail.within.map(|Limit { bound, .. }| Part::After(bound)),
        (Label::Words("at most"), _) => tail.times.map(|Limit { bound, .. }| Part::Tries(bound)),
        (Label::Words(_), _) => Some(Part::Else),
    }
}

impl fmt::Display for Part<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::If(condition) => out.write_str(&words::expr(condition)),
            Part::Else => out.write_str("else"),
            // An arm without a name bears its number, which says nothing.
            Part::Arm(arm) if arm.name.bytes().all(|digit| digit.is_ascii_digit()) => {
                out.write_str(&words::share(arm.tickets))
            }
            Part::Arm(arm) => write!(out, "{} {}", words::share(arm.tickets), arm.name),
            Part::When(when) => match when.patterns.iter().find(|it| matches!(it, Pattern::Meaning(_))) {
                Some(_) => write!(out, "“{}”", when.label()),
                None => match when.patterns.first() {
                    Some(Pattern::Matches(regex)) => write!(out, "/{}/", regex.pattern),
                    _ => write!(out, "[{}]", when.label()),
                },
            },
            Part::Button(text) => write!(out, "[{text}]"),
            Part::On(handler) => out.write_str(&taken(handler)),
            Part::Event(event) => out.write_str(&words::event(event)),
            Part::Tries(times) => write!(out, "after {times} times"),
            Part::After(length) => write!(out, "after {}", words::length(*length)),
            Part::At(moment) => write!(out, "at {}", words::expr(moment)),
            Part::Word(word) => out.write_str(word),
        }
    }
}
