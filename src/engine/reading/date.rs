//! A calendar day in a text.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::day::Day;
use super::moment::moment;
use super::time::dates;
use super::token::tokens;

/// The day that a text names in `zone`: today or later, except where the text itself is about the past (`yesterday`, a date
/// with its year, such as a date of birth). `in three days` counts too; None when no day is named.
pub fn date(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let today = zone.to_datetime(now).date();
    let moment = moment(&tokens(text));
    if let Some(length) = moment.after {
        return zone.to_datetime(now).checked_add(length.span()?).ok().map(|local| local.date());
    }
    match moment.day {
        Some(Day::Past) | None => None,
        Some(day) => dates(day, today).into_iter().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_languages() {
        // A Friday.
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().expect("a timestamp");
        let cases = [
            ("today", Some("2026-11-20")),
            ("tomorrow evening", Some("2026-11-21")),
            ("yesterday", Some("2026-11-19")),
            ("on friday", Some("2026-11-20")),
            ("on monday", Some("2026-11-23")),
            ("Dec 4", Some("2026-12-04")),
            ("March 3rd", Some("2027-03-03")),
            ("12.05.1990", Some("1990-05-12")),
            ("12 мая 1990 года", Some("1990-05-12")),
            ("послезавтра", Some("2026-11-22")),
            ("через 3 дня", Some("2026-11-23")),
            ("4 декабря", Some("2026-12-04")),
            ("5-го числа", Some("2026-12-05")),
            ("2027-01-31", Some("2027-01-31")),
            ("29 февраля", Some("2028-02-29")),
            ("31.02.2027", None),
            ("at five", None),
            ("later", None),
        ];
        for (text, wanted) in cases {
            let wanted: Option<Date> = wanted.map(|w| w.parse().expect("a date"));
            assert_eq!(date(text, now, &TimeZone::UTC), wanted, "{text}");
        }
    }
}
