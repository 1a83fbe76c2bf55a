//! The contact's local time: zones, clock times, quiet hours.
//!
//! A local time that does not exist that day is the first instant after the gap; one that exists twice is the earlier.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::engine::{Contact, Machine};
use crate::ir::{Clock, QuietHours, Time};

/// Contacts of one zone leave their quiet hours within this many milliseconds, not all at once.
const SPREAD_MS: u64 = 30 * 60 * 1000;

/// The contact's time zone, else the bot's, else UTC. A name that nobody knows counts as none.
pub fn zone(contact: &Contact, machine: &Machine) -> TimeZone {
    let own = named(&contact.person.timezone);
    let bot = || machine.program().bot.timezone.as_deref().and_then(named);
    own.or_else(bot).unwrap_or(TimeZone::UTC)
}

/// The zone of an IANA name.
pub fn named(name: &str) -> Option<TimeZone> {
    if name.is_empty() { None } else { TimeZone::get(name).ok() }
}

/// The instant of a local time.
pub fn instant(local: DateTime, zone: &TimeZone) -> Time {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let resolved = match ambiguous.offset() {
        // Read by the offset after the gap, the time lies before it; the next change of the zone is the gap's end.
        AmbiguousOffset::Gap { .. } => ambiguous
            .earlier()
            .map(|before| zone.following(before).next().map_or(before, |transition| transition.timestamp())),
        _ => ambiguous.compatible(),
    };
    // Only days at the very ends of the calendar cannot be told as instants.
    resolved.map(Time::from_timestamp).unwrap_or_else(|_| {
        Time(if local.year() < 1970 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX }.as_millisecond())
    })
}

/// The contact's local time at an instant.
pub fn local(at: Time, zone: &TimeZone) -> DateTime {
    zone.to_datetime(at.timestamp())
}

/// The first instant of a day.
pub fn start_of_day(day: Date, zone: &TimeZone) -> Time {
    instant(day.at(0, 0, 0, 0), zone)
}

/// The next occurrence of a clock time, strictly after `now`.
pub fn next(now: Time, clock: Clock, zone: &TimeZone) -> Time {
    let today = local(now, zone).date();
    let mut candidates = days_from(today).map(|day| instant(at(day, clock), zone));
    candidates.find(|candidate| *candidate > now).unwrap_or(now)
}

/// Whether the instant lies in the quiet hours: their start does, their end does not. Equal ends are no hours at all.
pub fn is_quiet(now: Time, quiet: QuietHours, zone: &TimeZone) -> bool {
    let time = local(now, zone).time();
    let minute = time.hour() as u16 * 60 + time.minute() as u16;
    let (from, to) = (quiet.from.0, quiet.to.0);
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

/// When a contact that is held by quiet hours goes on: their end, spread by a hash of the contact. For a `now` in the
/// quiet hours.
pub fn end_of_quiet(now: Time, quiet: QuietHours, zone: &TimeZone, contact: &str) -> Time {
    let today = local(now, zone).date();
    // When the clocks are set back the end can come twice, and `now` can lie between.
    let ends = days_from(today).flat_map(|day| {
        let end = at(day, quiet.to);
        let later = zone.to_ambiguous_timestamp(end).later().map(Time::from_timestamp);
        [instant(end, zone), later.unwrap_or_else(|_| instant(end, zone))]
    });
    let mut ends = ends.filter(|end| *end > now && !is_quiet(*end, quiet, zone));
    let spread = crate::engine::draw::hash(&[contact.as_bytes()]) % SPREAD_MS;
    Time(ends.next().unwrap_or(now).0.saturating_add(spread as i64))
}

/// The day and the ones after it; a zone may skip a whole day, so more than two.
fn days_from(day: Date) -> impl Iterator<Item = Date> {
    (0..4).map(move |days: i64| day.saturating_add(days.days()))
}

/// A clock time of a day.
pub fn at(day: Date, clock: Clock) -> DateTime {
    let minutes = clock.0.min(1439);
    day.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
}
