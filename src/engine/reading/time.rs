//! A moment of the future in a text.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Span, Timestamp, ToSpan};

use super::clock::Clock;
use super::day::Day;
use super::moment::{Moment, moment};
use super::token::tokens;
use super::vocabulary::Part;

/// The hour that stands for a day named without one (`on friday`).
const HOUR_OF_A_DAY: i8 = 10;

/// The moment that a text names, always after `now`: `in an hour`, `tonight`, `tomorrow at 5pm`, `on Dec 4`, `через
/// полчаса`, `завтра утром`, `4 декабря в 11`. None when no time is named (`later`), or only one that is over.
///
/// What the text leaves open is read as people mean it: a day without an hour is 10:00 in `zone`, the morning 9:00, lunch
/// 13:00, the afternoon 15:00, the evening 19:00, the night 22:00; an hour from 1 to 6 without more is after noon, another is
/// the next that comes; a date without a year is the next that comes; `next friday` is the Friday of the next calendar week. Of
/// several moments the first counts, and one that is denied (`not today`) does not. A local time that a clock change skips is the
/// first instant after the gap, one that it repeats is the earlier.
pub fn time(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let moment = moment(&tokens(text));
    if moment.is_empty() {
        return None;
    }
    let found = resolve(&moment, now, zone)?;
    (found > now).then_some(found)
}

fn resolve(moment: &Moment, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local = zone.to_datetime(now);
    if let Some(length) = moment.after {
        let span = length.span()?;
        if length.is_by_date() {
            let date = local.date().checked_add(span).ok()?;
            return match at_hour(moment, date, None) {
                Some(local) => instant(local, zone),
                None => instant(date.to_datetime(local.time()), zone),
            };
        }
        // The date's part by the calendar, the clock's part exactly.
        let by_date = Span::new().try_months(length.months).ok()?.try_days(length.days).ok()?;
        let base = if length.months == 0 && length.days == 0 {
            now
        } else {
            instant(local.checked_add(by_date).ok()?, zone)?
        };
        return base.checked_add(length.seconds.seconds()).ok();
    }
    if let Some(offset) = moment.offset
        && let (Some(clock), Some(Day::Date { year: Some(year), month, day })) = (moment.clock, moment.day)
    {
        let local = Date::new(year, month, day).ok()?.to_datetime(wall(clock.hour, clock.minute)?);
        return Offset::from_seconds(offset).ok()?.to_timestamp(local).ok();
    }
    candidates(moment, local).into_iter().filter_map(|local| instant(local, zone)).find(|at| *at > now)
}

/// The local times that the words may mean, the likeliest first; the first one in the future is taken.
fn candidates(moment: &Moment, local: DateTime) -> Vec<DateTime> {
    let today = local.date();
    let spoken = |date: Date| at_hour(moment, date, Some(HOUR_OF_A_DAY));
    match moment.day {
        None => match moment.clock {
            Some(clock) if moment.part.is_none() && !clock.fixed && clock.hour >= 7 && clock.minute == 0 => {
                // `at 9` said at ten: this evening.
                let evening = today.to_datetime(wall(clock.hour % 12 + 12, 0).unwrap_or(Time::midnight()));
                let evening = if clock.hour == 12 { None } else { Some(evening) };
                [spoken(today), evening, plus_days(today, 1).and_then(spoken)].into_iter().flatten().collect()
            }
            _ => [Some(today), plus_days(today, 1)].into_iter().flatten().filter_map(spoken).collect(),
        },
        Some(Day::Offset(0)) => today_at(moment, local),
        Some(Day::Offset(days)) if days < 0 => Vec::new(),
        Some(Day::Past) => Vec::new(),
        Some(day) => dates(day, today).into_iter().filter_map(spoken).collect(),
    }
}

/// Today: the hour said, or the rest of the part of the day, or the evening.
fn today_at(moment: &Moment, local: DateTime) -> Vec<DateTime> {
    let today = local.date();
    let mut found = Vec::new();
    if let Some(clock) = moment.clock {
        found.extend(at_hour(moment, today, None));
        if !clock.fixed && moment.part.is_none() && clock.hour < 12 {
            found.extend(wall(clock.hour + 12, clock.minute).map(|time| today.to_datetime(time)));
        }
        return found;
    }
    let part = moment.part.unwrap_or(Part::Evening);
    found.extend(wall(part.hours().0, 0).map(|time| today.to_datetime(time)));
    let soon =
        local.checked_add(1.hour()).ok().filter(|soon| soon.date() == today && soon.hour() < part.hours().1);
    found.extend(soon);
    found
}

/// The dates that a day may mean, earliest first.
pub(super) fn dates(day: Day, today: Date) -> Vec<Date> {
    let monday_based = today.weekday().to_monday_zero_offset();
    let next_monday = plus_days(today, i64::from(7 - monday_based));
    let found = match day {
        Day::Offset(days) => vec![plus_days(today, days)],
        Day::Weekday { weekday, next: true } => {
            vec![next_monday.and_then(|m| plus_days(m, i64::from(weekday)))]
        }
        Day::Weekday { weekday, next: false } => {
            let ahead = i64::from((weekday - monday_based).rem_euclid(7));
            vec![plus_days(today, ahead), plus_days(today, ahead + 7)]
        }
        Day::Weekend => {
            let ahead = i64::from((5 - monday_based).rem_euclid(7));
            vec![plus_days(today, ahead), plus_days(today, ahead + 7)]
        }
        Day::NextWeek => vec![next_monday],
        Day::NextMonth => vec![today.first_of_month().checked_add(1.month()).ok()],
        Day::Date { year: Some(year), month, day } => vec![Date::new(year, month, day).ok()],
        // 29 February may be eight years away.
        Day::Date { year: None, month, day } => {
            (0..=8).map(|ahead| Date::new(today.year().checked_add(ahead)?, month, day).ok()).collect()
        }
        Day::OfMonth(day) => (0..=2)
            .map(|ahead| {
                let month = today.first_of_month().checked_add(Span::new().months(ahead)).ok()?;
                Date::new(month.year(), month.month(), day).ok()
            })
            .collect(),
        // This month's first day is over.
        Day::Month(month) if month == today.month() => Vec::new(),
        Day::Month(month) => {
            (0..=1).map(|ahead| Date::new(today.year().checked_add(ahead)?, month, 1).ok()).collect()
        }
        Day::Past => Vec::new(),
    };
    found
        .into_iter()
        .flatten()
        .filter(|date| *date >= today || matches!(day, Day::Offset(_) | Day::Date { year: Some(_), .. }))
        .collect()
}

/// The hour said, on this date; without one the part of the day, else the `default` hour.
fn at_hour(moment: &Moment, date: Date, default: Option<i8>) -> Option<DateTime> {
    let Some(clock) = moment.clock else {
        let hour = moment.part.map(|part| part.hours().0).or(default)?;
        return Some(date.to_datetime(wall(hour, 0)?));
    };
    let (hour, days) = settled_hour(clock, moment.part);
    Some(plus_days(date, days)?.to_datetime(wall(hour, clock.minute)?))
}

/// The hour on the 24-hour clock, and the days that it lies behind the day said (`at night at 2` is tomorrow's 2:00).
fn settled_hour(clock: Clock, part: Option<Part>) -> (i8, i64) {
    let hour = clock.hour;
    if clock.fixed {
        return (hour, 0);
    }
    match part {
        Some(Part::Morning) => (if hour == 12 { 0 } else { hour }, 0),
        Some(Part::Night | Part::Evening) if hour == 12 => (0, 1),
        Some(Part::Night) if hour < 6 => (hour, 1),
        Some(Part::Evening) if hour < 4 => (hour, 1),
        Some(_) if hour < 12 => (hour + 12, 0),
        None if hour < 7 => (hour + 12, 0),
        _ => (hour, 0),
    }
}

fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

fn wall(hour: i8, minute: i8) -> Option<Time> {
    Time::new(hour, minute, 0, 0).ok()
}

/// A local time as an instant: the first one after a gap, the earlier one of a fold.
fn instant(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Gap { after, .. } => {
            // Reckoned with the offset behind the gap, the local time lies before the change.
            let before_change = after.to_timestamp(local).ok()?;
            zone.following(before_change).next().map(|change| change.timestamp())
        }
        _ => ambiguous.earlier().ok(),
    }
}

#[cfg(test)]
#[path = "time_test.rs"]
mod tests;
