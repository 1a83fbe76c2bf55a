//! Opening hours: is it open, and when is it open next?
//!
//! A span lies between two instants: those of its local start and end on the day on which it begins. So a start in the
//! gap of a change of clocks is the gap's end, an end that comes twice is the earlier one, and a span that lies whole
//! in a gap is none that week.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::clock;
use crate::ir::{Hours, OpenSpan, Time};

/// Days that are looked at for the next opening. A span that falls into a gap is there again a week later.
const DAYS_AHEAD: i64 = 15;

/// Whether the instant lies in the hours.
pub fn is_open(now: Time, hours: &Hours, zone: &TimeZone) -> bool {
    // One that began the day before may still run.
    openings(now, hours, zone, -1..=0).any(|(from, to)| from <= now && now < to)
}

/// The next instant in the hours: `now` where it lies in them, none where they have no span.
pub fn next_open(now: Time, hours: &Hours, zone: &TimeZone) -> Option<Time> {
    if is_open(now, hours, zone) {
        return Some(now);
    }
    openings(now, hours, zone, 0..=DAYS_AHEAD).map(|(from, _)| from).filter(|from| *from > now).min()
}

/// The spans that begin on these days, counted from today, as instants.
fn openings(
    now: Time,
    hours: &Hours,
    zone: &TimeZone,
    days: std::ops::RangeInclusive<i64>,
) -> impl Iterator<Item = (Time, Time)> {
    let today = clock::local(now, zone).date();
    days.map(move |offset| today.saturating_add(offset.days()))
        .flat_map(move |day| {
            let on_day = move |span: &&OpenSpan| span.day == weekday(day);
            hours.spans.iter().filter(on_day).map(move |span| opening(day, span, zone))
        })
        .filter(|(from, to)| from < to)
}

fn opening(day: Date, span: &OpenSpan, zone: &TimeZone) -> (Time, Time) {
    let last = if span.is_over_midnight() { day.saturating_add(1.day()) } else { day };
    (clock::instant(clock::at(day, span.from), zone), clock::instant(clock::at(last, span.to), zone))
}

/// 0 is Monday.
fn weekday(day: Date) -> u8 {
    day.weekday().to_monday_zero_offset() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Clock;

    fn kyiv() -> TimeZone {
        TimeZone::get("Europe/Kyiv").expect("it is in the bundled database")
    }

    fn at(text: &str) -> Time {
        let zoned: jiff::Zoned = format!("{text}[Europe/Kyiv]").parse().expect("a moment");
        Time::from_timestamp(zoned.timestamp())
    }

    fn hours(spans: &[(u8, u16, u16)]) -> Hours {
        let span =
            |(day, from, to): &(u8, u16, u16)| OpenSpan { day: *day, from: Clock(*from), to: Clock(*to) };
        Hours { spans: spans.iter().map(span).collect() }
    }

    fn next(now: &str, hours: &Hours) -> Option<Time> {
        next_open(at(now), hours, &kyiv())
    }

    fn open(now: &str, hours: &Hours) -> bool {
        is_open(at(now), hours, &kyiv())
    }

    #[test]
    fn the_start_is_open_and_the_end_is_not() {
        let office = hours(&[(0, 540, 1080), (4, 540, 1080)]);
        assert!(open("2026-11-23T09:00", &office));
        assert!(open("2026-11-23T17:59:59.999", &office));
        assert!(!open("2026-11-23T18:00", &office));
        assert!(!open("2026-11-23T08:59:59.999", &office));
        assert!(!open("2026-11-24T12:00", &office));
    }

    #[test]
    fn inside_it_is_open_at_once_else_at_the_next_start() {
        let office = hours(&[(0, 540, 1080), (4, 540, 1080)]);
        assert_eq!(next("2026-11-23T12:34", &office), Some(at("2026-11-23T12:34")));
        assert_eq!(next("2026-11-23T18:00", &office), Some(at("2026-11-27T09:00")));
        assert_eq!(next("2026-11-27T20:00", &office), Some(at("2026-11-30T09:00")));
        assert_eq!(next("2026-11-23T12:00", &Hours::default()), None);
    }

    #[test]
    fn a_span_over_midnight_runs_into_the_next_day() {
        // Sunday 22:00 to 02:00, and Wednesday from midnight to midnight.
        let bar = hours(&[(6, 1320, 120), (2, 0, 0)]);
        assert!(open("2026-11-23T01:59", &bar), "it is Monday night");
        assert!(!open("2026-11-23T02:00", &bar));
        assert!(open("2026-11-25T00:00", &bar));
        assert!(open("2026-11-25T23:59", &bar));
        assert!(!open("2026-11-26T00:00", &bar));
    }

    #[test]
    fn a_start_that_the_clocks_leave_out_is_the_first_instant_after_the_gap() {
        // In Kyiv 03:00 became 04:00 on Sunday 2026-03-29.
        let early = hours(&[(6, 200, 600)]);
        assert_eq!(next("2026-03-29T02:00", &early), Some(at("2026-03-29T04:00")));
        // A span that lies in the gap is none; a week later it is there.
        let gone = hours(&[(6, 190, 230)]);
        assert!(!open("2026-03-29T04:00", &gone));
        assert_eq!(next("2026-03-29T02:00", &gone), Some(at("2026-04-05T03:10")));
    }

    #[test]
    fn an_end_that_comes_twice_is_the_earlier_one() {
        // In Kyiv 04:00 became 03:00 on Sunday 2026-10-25.
        let night = hours(&[(6, 60, 210)]);
        assert!(open("2026-10-25T03:29+03:00", &night));
        assert!(!open("2026-10-25T03:29+02:00", &night));
    }
}
