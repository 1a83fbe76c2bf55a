//! Phrases and the moments they name.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::time;

/// Friday, 20 November 2026, noon in Kyiv.
const NOW: &str = "2026-11-20T10:00:00Z";

fn local(text: &str, now: &str) -> Option<DateTime> {
    let zone = TimeZone::get("Europe/Kyiv").expect("a bundled zone");
    let now: Timestamp = now.parse().expect("a timestamp");
    time(text, now, &zone).map(|at| zone.to_datetime(at))
}

fn check(now: &str, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, wanted) in cases {
        let found = local(text, now).map_or("none".to_string(), |at| at.strftime("%m-%d %H:%M").to_string());
        if found != *wanted {
            wrong.push(format!("{text:?}: wanted {wanted}, found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_phrases_name_moments() {
    check(
        NOW,
        &[
            ("in an hour", "11-20 13:00"),
            ("In 20 min", "11-20 12:20"),
            ("in half an hour", "11-20 12:30"),
            ("in a couple of hours", "11-20 14:00"),
            ("I'll do it in two hours", "11-20 14:00"),
            ("in an hour and a half", "11-20 13:30"),
            ("within 30 minutes", "11-20 12:30"),
            ("an hour from now", "11-20 13:00"),
            ("20 minutes", "11-20 12:20"),
            ("give me 15 min please", "11-20 12:15"),
            ("this evening", "11-20 19:00"),
            ("tonight", "11-20 19:00"),
            ("tonight at 9", "11-20 21:00"),
            ("in the evening", "11-20 19:00"),
            ("after work", "11-20 19:00"),
            ("today", "11-20 19:00"),
            ("later today", "11-20 19:00"),
            ("tomorrow", "11-21 10:00"),
            ("tomorow mornin", "11-21 09:00"),
            ("tommorow", "11-21 10:00"),
            ("tomorrow morning", "11-21 09:00"),
            ("tomorrow night", "11-21 22:00"),
            ("tomorrow at 5pm", "11-21 17:00"),
            ("tomorrow at 5", "11-21 17:00"),
            ("5 pm tomorrow", "11-21 17:00"),
            ("tomorrow at half past six", "11-21 18:30"),
            ("at 18:30", "11-20 18:30"),
            ("18:30", "11-20 18:30"),
            ("at 9:30", "11-21 09:30"),
            ("at 9", "11-20 21:00"),
            ("at 9 am", "11-21 09:00"),
            ("by 6 p.m.", "11-20 18:00"),
            ("at noon", "11-21 12:00"),
            ("at midnight", "11-21 00:00"),
            ("quarter to six", "11-20 17:45"),
            ("the day after tomorrow", "11-22 10:00"),
            ("on monday", "11-23 10:00"),
            ("on friday", "11-27 10:00"),
            ("friday at 18:00", "11-20 18:00"),
            ("next friday", "11-27 10:00"),
            ("next week", "11-23 10:00"),
            ("next week on wednesday at 3", "11-25 15:00"),
            ("at the weekend", "11-21 10:00"),
            ("in two days", "11-22 12:00"),
            ("in 2 days at 10", "11-22 10:00"),
            ("in a week", "11-27 12:00"),
            ("in three weeks", "12-11 12:00"),
            ("in a month", "12-20 12:00"),
            ("on Dec 4", "12-04 10:00"),
            ("December 4th at 11", "12-04 11:00"),
            ("on the 4th of December", "12-04 10:00"),
            ("on the 5th", "12-05 10:00"),
            ("2026-12-04", "12-04 10:00"),
            ("2026-12-04 11:00", "12-04 11:00"),
            ("2026-12-04T11:00:00Z", "12-04 13:00"),
            ("not today, tomorrow", "11-21 10:00"),
            ("I can't tomorrow, let's do monday", "11-23 10:00"),
            ("not before monday", "11-23 10:00"),
            ("why not tomorrow", "11-21 10:00"),
            ("at five", "11-20 17:00"),
            ("between 5 and 6", "11-20 17:00"),
            ("mon 10:00", "11-23 10:00"),
            ("in January", "01-01 10:00"),
            ("before lunch tomorrow", "11-21 09:00"),
        ],
    );
}

#[test]
fn russian_phrases_name_moments() {
    check(
        NOW,
        &[
            ("через час", "11-20 13:00"),
            ("через часик", "11-20 13:00"),
            ("через полчаса", "11-20 12:30"),
            ("через пол часа", "11-20 12:30"),
            ("через полтора часа", "11-20 13:30"),
            ("через пару часов", "11-20 14:00"),
            ("через 20 минут", "11-20 12:20"),
            ("минут через 20", "11-20 12:20"),
            ("часа через два", "11-20 14:00"),
            ("через два часа сделаю", "11-20 14:00"),
            ("в течение часа", "11-20 13:00"),
            ("20 минут", "11-20 12:20"),
            ("через 2 дня", "11-22 12:00"),
            ("через два дня в 10 утра", "11-22 10:00"),
            ("через неделю", "11-27 12:00"),
            ("через месяц", "12-20 12:00"),
            ("вечером", "11-20 19:00"),
            ("сегодня вечером", "11-20 19:00"),
            ("сегодня", "11-20 19:00"),
            ("вечерком зарегаюсь", "11-20 19:00"),
            ("после работы", "11-20 19:00"),
            ("после обеда", "11-20 15:00"),
            ("завтра", "11-21 10:00"),
            ("завтро", "11-21 10:00"),
            ("завтра утром", "11-21 09:00"),
            ("завтра с утра", "11-21 09:00"),
            ("завтра в 10", "11-21 10:00"),
            ("завтра в 5", "11-21 17:00"),
            ("завтра вечером часов в 8", "11-21 20:00"),
            ("послезавтра", "11-22 10:00"),
            ("после завтра", "11-22 10:00"),
            ("в пятницу", "11-27 10:00"),
            ("в субботу утром", "11-21 09:00"),
            ("в понедельник в 12:00", "11-23 12:00"),
            ("в понеделник", "11-23 10:00"),
            ("в следующую среду", "11-25 10:00"),
            ("на следующей неделе", "11-23 10:00"),
            ("на выходных", "11-21 10:00"),
            ("в 9 утра", "11-21 09:00"),
            ("в 7 вечера", "11-20 19:00"),
            ("в 2 дня", "11-20 14:00"),
            ("в час дня", "11-20 13:00"),
            ("в час", "11-20 13:00"),
            ("в 5", "11-20 17:00"),
            ("в пять", "11-20 17:00"),
            ("в 18-30", "11-20 18:30"),
            ("в 18.30", "11-20 18:30"),
            ("к 18:00", "11-20 18:00"),
            ("после 6", "11-20 18:00"),
            ("в 10 часов 30 минут вечера", "11-20 22:30"),
            ("в половине шестого", "11-20 17:30"),
            ("в полшестого", "11-20 17:30"),
            ("без четверти шесть", "11-20 17:45"),
            ("в полночь", "11-21 00:00"),
            ("4 декабря в 11", "12-04 11:00"),
            ("четвертого декабря", "12-04 10:00"),
            ("04.12", "12-04 10:00"),
            ("4.12.2026 в 15:00", "12-04 15:00"),
            ("5-го числа", "12-05 10:00"),
            ("в январе", "01-01 10:00"),
            ("с 10 до 12 завтра", "11-21 10:00"),
            ("завтра до обеда", "11-21 09:00"),
            ("не сегодня, завтра", "11-21 10:00"),
            ("завтра не могу, давайте в воскресенье", "11-22 10:00"),
            ("сегодня уже не успею, завтра днём", "11-21 15:00"),
        ],
    );
}

#[test]
fn what_names_no_future_time_is_none() {
    check(
        NOW,
        &[
            ("", "none"),
            ("later", "none"),
            ("soon", "none"),
            ("потом", "none"),
            ("скоро", "none"),
            ("не сейчас", "none"),
            ("when I have money", "none"),
            ("I don't know", "none"),
            ("yesterday at 5", "none"),
            ("вчера вечером", "none"),
            ("two hours ago", "none"),
            ("час назад", "none"),
            ("today at 9 am", "none"),
            ("last week", "none"),
            ("on 2020-01-01", "none"),
            ("I am 25 years old", "none"),
            ("мне 30 лет", "none"),
            ("в 2 раза дороже", "none"),
            ("за завтраком", "none"),
            ("at 5 percent", "none"),
            ("we work 24/7", "none"),
            ("я не могу завтра", "none"),
            ("in 99999999999 years", "none"),
            ("5 apps", "none"),
            ("I saw it in the second lesson", "none"),
        ],
    );
}

#[test]
fn late_in_the_day_the_next_occurrence_is_taken() {
    // Friday, 21:30 in Kyiv.
    check(
        "2026-11-20T19:30:00Z",
        &[
            ("tonight", "11-20 22:30"),
            ("вечером", "11-21 19:00"),
            ("at 18:30", "11-21 18:30"),
            ("в 9", "11-21 09:00"),
            ("today", "11-20 22:30"),
            ("in the morning", "11-21 09:00"),
            ("tonight at 2", "11-21 02:00"),
            ("tonight at 11", "11-20 23:00"),
        ],
    );
    // Three minutes to midnight.
    check(
        "2026-11-20T21:57:00Z",
        &[("today", "none"), ("через час", "11-21 00:57"), ("tomorrow", "11-21 10:00")],
    );
}

#[test]
fn clock_changes_have_an_answer() {
    let zone = TimeZone::get("Europe/Kyiv").expect("a bundled zone");
    let read = |text: &str, now: &str| {
        let now: Timestamp = now.parse().expect("a timestamp");
        time(text, now, &zone).map(|at| at.to_string())
    };
    // 28 March 2027: 03:00 becomes 04:00; what lies between is 04:00, the first instant after the gap.
    assert_eq!(read("tomorrow at 03:30", "2027-03-27T10:00:00Z").as_deref(), Some("2027-03-28T01:00:00Z"));
    // 31 October 2027: 04:00 becomes 03:00; 03:30 comes twice, the earlier counts.
    assert_eq!(read("tomorrow at 03:30", "2027-10-30T10:00:00Z").as_deref(), Some("2027-10-31T00:30:00Z"));
    // A day later is the same clock time, 24 hours later is not.
    assert_eq!(read("in a day", "2027-03-27T10:00:00Z").as_deref(), Some("2027-03-28T09:00:00Z"));
    assert_eq!(read("in 24 hours", "2027-03-27T10:00:00Z").as_deref(), Some("2027-03-28T10:00:00Z"));
}
