//! A day in a text: `tomorrow`, `on friday`, `next week`, `4 декабря`, `2026-12-04`.

use super::numeral::{ordinal, ordinal_word};
use super::token::{Kind, Token};
use super::vocabulary::{Term, Unit};

/// A day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Days from today.
    Offset(i64),
    /// Monday is 0; `next`: that of the next calendar week.
    Weekday {
        weekday: i8,
        next: bool,
    },
    NextWeek,
    NextMonth,
    /// The next Saturday.
    Weekend,
    Date {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// `on the 5th`
    OfMonth(i8),
    /// `in January`: its first day.
    Month(i8),
    /// `last week`: a day that is over and can't be reckoned.
    Past,
}

/// The day that begins at `at`, and the index behind it.
pub(super) fn day(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Day, usize)> {
    let token = tokens.get(at)?;
    let term = |i: usize| terms.get(i).copied().flatten();
    if token.is("day")
        && tokens.get(at + 1).is_some_and(|t| t.is("after"))
        && term(at + 2) == Some(Term::Day(1))
    {
        return Some((Day::Offset(2), at + 3));
    }
    if token.is_any(&["after", "после"]) && term(at + 1) == Some(Term::Day(1)) {
        return Some((Day::Offset(2), at + 2));
    }
    if token.is("this") && matches!(term(at + 1), Some(Term::Part(_))) {
        return Some((Day::Offset(0), at + 1));
    }
    match term(at) {
        Some(Term::Day(days)) => return Some((Day::Offset(days), at + 1)),
        Some(Term::Weekend) => return Some((Day::Weekend, at + 1)),
        Some(Term::Weekday(weekday, short)) if !short || is_led(tokens, at) => {
            return Some((Day::Weekday { weekday, next: false }, at + 1));
        }
        Some(Term::Next) => {
            let said = match term(at + 1) {
                Some(Term::Weekday(weekday, _)) => Day::Weekday { weekday, next: true },
                Some(Term::Unit(Unit::Week)) => Day::NextWeek,
                Some(Term::Unit(Unit::Month)) => Day::NextMonth,
                Some(Term::Unit(Unit::Day)) => Day::Offset(1),
                Some(Term::Weekend) => Day::Weekend,
                _ => return None,
            };
            return Some((said, at + 2));
        }
        Some(Term::Last) => {
            let over = matches!(
                term(at + 1),
                Some(Term::Weekday(..) | Term::Unit(_) | Term::Weekend | Term::Month(_))
            );
            let night = tokens.get(at + 1).is_some_and(|t| t.is("night"));
            return (over || night).then_some((Day::Past, at + 2));
        }
        _ => {}
    }
    iso(tokens, at)
        .or_else(|| numeric(tokens, at))
        .or_else(|| with_month(tokens, terms, at))
        .or_else(|| of_month(tokens, terms, at))
}

/// `sun` and `sat` are days behind `on` and its like, or in a short answer.
fn is_led(tokens: &[Token], at: usize) -> bool {
    let lead = ["on", "this", "next", "by", "until", "till", "every", "or", "-"];
    tokens.len() <= 3 || (at == 0 && tokens.len() <= 5) || (at > 0 && tokens[at - 1].is_any(&lead))
}

fn digits(tokens: &[Token], at: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let token = tokens.get(at).filter(|t| t.kind == Kind::Digits && lengths.contains(&t.text.len()))?;
    token.small()
}

fn date(year: Option<u32>, month: u32, day: u32) -> Option<Day> {
    let year = match year {
        Some(year) => Some(i16::try_from(year).ok().filter(|y| (1_000..=9_000).contains(y))?),
        None => None,
    };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    // A leap year decides about 29 February later.
    jiff::civil::Date::new(year.unwrap_or(2_024), month, day).ok()?;
    Some(Day::Date { year, month, day })
}

/// `2026-12-04`, also right before a `T`.
fn iso(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    let year = digits(tokens, at, 4..=4)?;
    let sign = tokens.get(at + 1).filter(|t| t.glued && t.is_any(&["-", "/", "."]))?;
    let month = digits(tokens, at + 2, 1..=2)?;
    tokens.get(at + 3).filter(|t| t.text == sign.text)?;
    let day = digits(tokens, at + 4, 1..=2)?;
    let end = if tokens.get(at + 5).is_some_and(|t| t.glued && t.is("t")) { at + 6 } else { at + 5 };
    Some((date(Some(year), month, day)?, end))
}

/// `04.12`, `4.12.2026`, `4/12/26`. The day stands first, unless only the other order is a date.
fn numeric(tokens: &[Token], at: usize) -> Option<(Day, usize)> {
    if tokens[at].glued && at > 0 && tokens[at - 1].kind != Kind::Word && !tokens[at - 1].is("(") {
        return None;
    }
    let first = digits(tokens, at, 1..=2)?;
    let sign = tokens.get(at + 1).filter(|t| t.glued && t.is_any(&[".", "/"]))?;
    let second_token = tokens.get(at + 2).filter(|t| t.glued)?;
    let second = digits(tokens, at + 2, 1..=2)?;
    let year = tokens
        .get(at + 3)
        .filter(|t| t.glued && t.text == sign.text)
        .and_then(|_| tokens.get(at + 4).filter(|t| t.glued))
        .and_then(|t| match t.text.len() {
            4 => t.small(),
            2 => t.small().map(|y| 2_000 + y),
            _ => None,
        });
    let end = if year.is_some() { at + 5 } else { at + 3 };
    if year.is_none() {
        let led =
            at > 0 && tokens[at - 1].is_any(&["on", "by", "until", "till", "до", "к", "с", "from", "на"]);
        let whole = at == 0 && end >= tokens.len();
        // `1.5`, `24/7` and `1/2` are no dates; `04.12` is.
        let plain = sign.is(".") && second_token.text.len() == 2;
        if !(plain || led || whole) || (first == 24 && second == 7) {
            return None;
        }
    }
    let said =
        if second > 12 && sign.is("/") { date(year, first, second)? } else { date(year, second, first)? };
    Some((said, end))
}

/// `4 декабря`, `Dec 4`, `4th of December 2026`, `четвертого декабря`.
fn with_month(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Day, usize)> {
    let month_at = |i: usize| match terms.get(i) {
        Some(Some(Term::Month(month))) if !tokens.get(i + 1).is_some_and(|t| t.is("be")) => {
            u32::try_from(*month).ok()
        }
        _ => None,
    };
    let number = |i: usize| ordinal(tokens, i).or_else(|| digits(tokens, i, 1..=2).map(|v| (v, i + 1)));
    if let Some(month) = month_at(at) {
        let start = if tokens.get(at + 1).is_some_and(|t| t.is_any(&["the", "."])) { at + 2 } else { at + 1 };
        let (day, end) = number(start)?;
        // `dec 4:30` has no day in it.
        if tokens.get(end).is_some_and(|t| t.glued && t.is(":")) {
            return None;
        }
        let (year, end) = year(tokens, end);
        return Some((date(year, month, day)?, end));
    }
    if tokens[at].glued && at > 0 && tokens[at - 1].is_any(&[":", "."]) {
        return None;
    }
    if tokens[at].is_any(&["in", "в", "с", "from"])
        && let Some(month) = month_at(at + 1).filter(|_| number(at + 2).is_none())
    {
        return Some((Day::Month(i8::try_from(month).ok()?), at + 2));
    }
    let (day, mut next) = number(at)?;
    if tokens.get(next).is_some_and(|t| t.is("of")) {
        next += 1;
    }
    let month = month_at(next)?;
    let (year, end) = year(tokens, next + 1);
    Some((date(year, month, day)?, end))
}

fn year(tokens: &[Token], at: usize) -> (Option<u32>, usize) {
    let start = if tokens.get(at).is_some_and(|t| t.is(",")) { at + 1 } else { at };
    match digits(tokens, start, 4..=4).filter(|y| (1_900..2_200).contains(y)) {
        Some(year) => (Some(year), start + 1),
        None => (None, at),
    }
}

/// `on the 5th`, `5-го`, `5 числа`, `пятого числа`.
fn of_month(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Day, usize)> {
    let is_day_word = |i: usize| tokens.get(i).is_some_and(|t| t.is_any(&["числа", "число"]));
    let of = |day: u32, end: usize| {
        (1..=31).contains(&day).then(|| Some((Day::OfMonth(i8::try_from(day).ok()?), end)))?
    };
    if let Some((day, end)) = ordinal(tokens, at) {
        if is_day_word(end) {
            return of(day, end + 1);
        }
        if ordinal_word(&tokens[at].text).is_some() {
            return None;
        }
        let ends = tokens.get(end).is_none_or(|t| t.kind == Kind::Sign)
            || terms.get(end).copied().flatten().is_some();
        return if ends { of(day, end) } else { None };
    }
    let day = digits(tokens, at, 1..=2)?;
    if is_day_word(at + 1) { of(day, at + 2) } else { None }
}
