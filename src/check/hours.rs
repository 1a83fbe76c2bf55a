//! Opening hours: spans that are never open, and spans that overlap.

use super::expr::minutes;
use crate::diagnostic::codes::types::{EMPTY_HOURS, OVERLAPPING_HOURS};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{self, Clock};
use crate::source::Span;
use crate::syntax::ast::{Day, Hours, OpenSpan};

const DAY: u32 = 24 * 60;
const WEEK: u32 = 7 * DAY;

/// Tells spans in which it is never open, and those that share a minute of the week.
pub fn check(hours: &Hours, sink: &mut Sink) {
    let mut taken: Vec<(Span, Vec<(u32, u32)>)> = Vec::new();
    for open in &hours.open {
        if let (Some(from), Some(to)) = (open.from, open.to)
            && is_empty(minutes(from), minutes(to))
        {
            sink.push(
                Diagnostic::new(&EMPTY_HOURS, open.span, "this begins and ends in the same minute")
                    .help("the end does not belong to it; the whole day is `00:00 to 00:00`"),
            );
            continue;
        }
        let spans: Vec<(u32, u32)> = of_week(open).map(week_minutes).collect();
        let meets = |others: &[(u32, u32)]| spans.iter().any(|a| others.iter().any(|b| overlap(*a, *b)));
        if let Some((first, _)) = taken.iter().find(|(_, others)| meets(others)) {
            sink.push(
                Diagnostic::new(
                    &OVERLAPPING_HOURS,
                    open.span,
                    "this overlaps with another span of the same hours",
                )
                .also(*first, "this one")
                .help("hours are all their spans together: a later one replaces nothing"),
            );
        }
        taken.push((open.span, spans));
    }
}

/// What the declaration becomes.
pub fn lowered(hours: &Hours) -> ir::Hours {
    ir::Hours { spans: hours.open.iter().flat_map(of_week).collect() }
}

/// Midnight to midnight is the whole day.
fn is_empty(from: Clock, to: Clock) -> bool {
    from == to && from != Clock(0)
}

/// A written span, day by day; `fri to mon` runs over the week's end. A hole has none.
fn of_week(open: &OpenSpan) -> impl Iterator<Item = ir::OpenSpan> {
    let parts = open.from_day.zip(open.from).zip(open.to);
    let last = open.to_day;
    parts.into_iter().flat_map(move |((first, from), to)| {
        let first = number(first);
        let days = (number_or(last, first) + 7 - first) % 7;
        let (from, to) = (minutes(from), minutes(to));
        (0..=days).map(move |offset| ir::OpenSpan { day: (first + offset) % 7, from, to })
    })
}

fn number_or(day: Option<Day>, otherwise: u8) -> u8 {
    day.map_or(otherwise, number)
}

/// 0 is Monday.
fn number(day: Day) -> u8 {
    match day {
        Day::Monday => 0,
        Day::Tuesday => 1,
        Day::Wednesday => 2,
        Day::Thursday => 3,
        Day::Friday => 4,
        Day::Saturday => 5,
        Day::Sunday => 6,
    }
}

/// A span in minutes of the week. One that runs over the week's end ends behind it.
fn week_minutes(open: ir::OpenSpan) -> (u32, u32) {
    let midnight = u32::from(open.day) * DAY;
    let over = if open.is_over_midnight() { DAY } else { 0 };
    (midnight + u32::from(open.from.0), midnight + over + u32::from(open.to.0))
}

/// Whether they share a minute, this week or over its end.
fn overlap(a: (u32, u32), b: (u32, u32)) -> bool {
    let shifted = [(b.0, b.1), (b.0 + WEEK, b.1 + WEEK)];
    let back = (a.0 + WEEK, a.1 + WEEK);
    shifted.into_iter().any(|b| a.0 < b.1 && b.0 < a.1) || (back.0 < b.1 && b.0 < back.1)
}
