//! How long until, or since; names of days and months. English and Russian.

use jiff::civil::Weekday;

use super::show::Tongue;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A unit with its words: English one and many; Russian one, few, many.
struct Unit {
    ms: u64,
    english: [&'static str; 2],
    russian: [&'static str; 3],
}

const MINUTE: Unit =
    Unit {
        ms: MINUTE_MS, english: ["a minute", "minutes"], russian: ["минуту", "минуты", "минут"]
    };
const HOUR: Unit =
    Unit { ms: HOUR_MS, english: ["an hour", "hours"], russian: ["час", "часа", "часов"] };
const DAY: Unit =
    Unit { ms: DAY_MS, english: ["a day", "days"], russian: ["день", "дня", "дней"] };
const WEEK: Unit =
    Unit {
        ms: 7 * DAY_MS, english: ["a week", "weeks"], russian: ["неделю", "недели", "недель"]
    };
const MONTH: Unit =
    Unit {
        ms: 30 * DAY_MS, english: ["a month", "months"], russian: ["месяц", "месяца", "месяцев"]
    };

/// `in 2 hours`, `2 hours ago`, `через 2 часа`, `2 часа назад`; within half a minute `now`. Rounded to whole units.
pub(super) fn words(ms: i64, tongue: Tongue) -> String {
    let length = ms.unsigned_abs();
    let rounded = |unit: &Unit| length.saturating_add(unit.ms / 2) / unit.ms;
    if rounded(&MINUTE) == 0 {
        return match tongue {
            Tongue::English => "now".to_owned(),
            Tongue::Russian => "сейчас".to_owned(),
        };
    }
    let unit = match () {
        () if rounded(&MINUTE) < 60 => MINUTE,
        () if rounded(&HOUR) < 24 => HOUR,
        () if rounded(&DAY) < 14 => DAY,
        () if rounded(&DAY) < 60 => WEEK,
        () => MONTH,
    };
    let count = rounded(&unit);
    match tongue {
        Tongue::English => {
            let span = match count {
                1 => unit.english[0].to_owned(),
                count => format!("{count} {}", unit.english[1]),
            };
            if ms > 0 { format!("in {span}") } else { format!("{span} ago") }
        }
        Tongue::Russian => {
            let span = match count {
                1 => unit.russian[0].to_owned(),
                count => format!("{count} {}", unit.russian[plural(count)]),
            };
            if ms > 0 { format!("через {span}") } else { format!("{span} назад") }
        }
    }
}

/// The Russian form of a number: 0 one (21), 1 few, 2 many.
fn plural(count: u64) -> usize {
    match (count % 10, count % 100) {
        (1, last) if last != 11 => 0,
        (2..=4, last) if !(12..=14).contains(&last) => 1,
        _ => 2,
    }
}

/// The name of a month and its short form; the Russian one as it stands behind a day.
pub(super) fn month(month: i8, tongue: Tongue) -> (&'static str, &'static str) {
    const NAMES: [[(&str, &str); 2]; 12] = [
        [("January", "Jan"), ("января", "янв")],
        [("February", "Feb"), ("февраля", "фев")],
        [("March", "Mar"), ("марта", "мар")],
        [("April", "Apr"), ("апреля", "апр")],
        [("May", "May"), ("мая", "мая")],
        [("June", "Jun"), ("июня", "июн")],
        [("July", "Jul"), ("июля", "июл")],
        [("August", "Aug"), ("августа", "авг")],
        [("September", "Sep"), ("сентября", "сен")],
        [("October", "Oct"), ("октября", "окт")],
        [("November", "Nov"), ("ноября", "ноя")],
        [("December", "Dec"), ("декабря", "дек")],
    ];
    let names = NAMES[usize::from(month.clamp(1, 12).unsigned_abs()) - 1];
    names[column(tongue)]
}

/// The name of a day of the week and its short form.
pub(super) fn weekday(day: Weekday, tongue: Tongue) -> (&'static str, &'static str) {
    let names = match day {
        Weekday::Monday => [("Monday", "Mon"), ("понедельник", "пн")],
        Weekday::Tuesday => [("Tuesday", "Tue"), ("вторник", "вт")],
        Weekday::Wednesday => [("Wednesday", "Wed"), ("среда", "ср")],
        Weekday::Thursday => [("Thursday", "Thu"), ("четверг", "чт")],
        Weekday::Friday => [("Friday", "Fri"), ("пятница", "пт")],
        Weekday::Saturday => [("Saturday", "Sat"), ("суббота", "сб")],
        Weekday::Sunday => [("Sunday", "Sun"), ("воскресенье", "вс")],
    };
    names[column(tongue)]
}

fn column(tongue: Tongue) -> usize {
    match tongue {
        Tongue::English => 0,
        Tongue::Russian => 1,
    }
}
