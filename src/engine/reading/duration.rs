//! A length of time in a text.

use jiff::{SignedDuration, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::numeral::numeral;
use super::token::{Kind, Token, tokens};
use super::vocabulary::{Term, Unit, terms};

/// The length of time that a text holds: `20 min`, `an hour and a half`, `1h30m`, `полтора часа`, `пару дней`.
///
/// A day is 24 hours, a week seven days, a month thirty, a year 365; `a couple` is two, `a few` three. Several different
/// lengths are none; parts side by side (`2 hours 30 minutes`) are one length.
pub fn duration(text: &str) -> Option<SignedDuration> {
    let tokens = tokens(text);
    let terms = terms(&tokens);
    let mut found: Option<SignedDuration> = None;
    let mut at = 0;
    while at < tokens.len() {
        let Some((length, end)) = length(&tokens, &terms, at) else {
            at += 1;
            continue;
        };
        let seconds = length.seconds_in_all()?;
        let value = SignedDuration::from_secs(seconds);
        match found {
            Some(first) if first != value => return None,
            _ => found = Some(value),
        }
        at = end;
    }
    found
}

/// A length in the parts that a calendar keeps apart: a day later is the same clock time, 24 hours later need not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Length {
    pub months: i64,
    pub days: i64,
    pub seconds: i64,
}

impl Length {
    fn of(amount: Decimal, unit: Unit) -> Option<Length> {
        const DAY: i64 = 86_400;
        let scaled = |by: i64| amount.checked_mul(Decimal::from(by))?.round().to_i64();
        let whole = |scale: i64, part: i64| -> Option<(i64, i64)> {
            let units = amount.trunc().to_i64()?;
            let rest = (amount.fract() * Decimal::from(part)).round().to_i64()?;
            Some((units.checked_mul(scale)?, rest))
        };
        Some(match unit {
            Unit::Second => Length { seconds: scaled(1)?, ..Length::default() },
            Unit::Minute => Length { seconds: scaled(60)?, ..Length::default() },
            Unit::Hour => Length { seconds: scaled(3_600)?, ..Length::default() },
            Unit::Day => {
                let (days, seconds) = whole(1, DAY)?;
                Length { days, seconds, months: 0 }
            }
            Unit::Week => {
                let (days, seconds) = whole(7, 7 * DAY)?;
                Length { days: days + seconds / DAY, seconds: seconds % DAY, months: 0 }
            }
            Unit::Month => {
                let (months, days) = whole(1, 30)?;
                Length { months, days, seconds: 0 }
            }
            Unit::Year => {
                let (months, more) = whole(12, 12)?;
                Length { months: months + more, days: 0, seconds: 0 }
            }
        })
    }

    /// One of a unit.
    pub fn one(unit: Unit) -> Option<Length> {
        Length::of(Decimal::ONE, unit)
    }

    fn plus(self, other: Length) -> Option<Length> {
        Some(Length {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            seconds: self.seconds.checked_add(other.seconds)?,
        })
    }

    /// Whole days and more only, so that a clock time may be said beside it (`in two days at 10`).
    pub fn is_by_date(self) -> bool {
        self.seconds == 0 && (self.days > 0 || self.months > 0)
    }

    /// The same as a calendar's span; none when no calendar reaches so far.
    pub fn span(self) -> Option<Span> {
        Span::new().try_months(self.months).ok()?.try_days(self.days).ok()?.try_seconds(self.seconds).ok()
    }

    fn seconds_in_all(self) -> Option<i64> {
        // Twelve months are a year of 365 days, not of 360.
        let days = (self.months / 12)
            .checked_mul(365)?
            .checked_add((self.months % 12) * 30)?
            .checked_add(self.days)?;
        days.checked_mul(86_400)?.checked_add(self.seconds)
    }
}

/// The length that begins at `at`, with all its parts, and the index behind it.
pub(super) fn length(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Length, usize)> {
    let (mut whole, unit, mut end) = part(tokens, terms, at)?;
    let mut last = unit;
    loop {
        let mut next = end;
        if tokens.get(next).is_some_and(|t| t.is_any(&["and", "и", ","])) {
            next += 1;
        }
        match part(tokens, terms, next) {
            // Largest unit first, and each part with a number: `an hour and a minute` is one, `an hour a day` is not.
            Some((more, unit, behind))
                if unit_rank(unit) < unit_rank(last) && has_amount(tokens, terms, next) =>
            {
                whole = whole.plus(more)?;
                last = unit;
                end = behind;
            }
            _ => return Some((whole, end)),
        }
    }
}

fn unit_rank(unit: Unit) -> u8 {
    unit as u8
}

fn has_amount(tokens: &[Token], terms: &[Option<Term>], at: usize) -> bool {
    numeral(tokens, at).is_some()
        || terms.get(at) == Some(&Some(Term::Half))
        || tokens[at].is_any(&["a", "an"])
}

/// One amount and its unit.
fn part(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Length, Unit, usize)> {
    let token = tokens.get(at)?;
    let is_unit = |i: usize| match terms.get(i) {
        Some(Some(Term::Unit(unit))) if !is_lone_letter(tokens, i) => Some(*unit),
        _ => None,
    };
    // `полчаса`, `полдня`, `полгода`, `полминуты`, and `пол часа`.
    if let Some(rest) = token.text.strip_prefix("пол").filter(|_| token.is_word()) {
        let half = match rest {
            "часа" | "часика" | "часик" | "час" => Some(Unit::Hour),
            "дня" => Some(Unit::Day),
            "минуты" => Some(Unit::Minute),
            "месяца" => Some(Unit::Month),
            "года" => Some(Unit::Year),
            _ => None,
        };
        if let Some(unit) = half {
            return Some((Length::of(Decimal::new(5, 1), unit)?, unit, at + 1));
        }
    }
    if terms[at] == Some(Term::Half) {
        let next = if tokens.get(at + 1).is_some_and(|t| t.is_any(&["a", "an"])) { at + 2 } else { at + 1 };
        let unit = is_unit(next)?;
        return Some((Length::of(Decimal::new(5, 1), unit)?, unit, next + 1));
    }
    if token.is_any(&["quarter", "четверть"]) {
        let mut next = at + 1;
        while tokens.get(next).is_some_and(|t| t.is_any(&["of", "a", "an"])) {
            next += 1;
        }
        let unit = is_unit(next)?;
        return Some((Length::of(Decimal::new(25, 2), unit)?, unit, next + 1));
    }
    // `two hours`, `30m`, `a couple of days`, `пару часов`, `an hour`.
    if let Some((amount, mut next)) = amount(tokens, at) {
        if tokens.get(next).is_some_and(|t| t.is_any(&["more", "full", "whole", "целых", "полных"]))
        {
            next += 1;
        }
        let unit = match terms.get(next) {
            Some(Some(Term::Unit(unit))) => *unit,
            _ => return None,
        };
        let (amount, end) = with_half(tokens, amount, next + 1);
        return Some((Length::of(amount, unit)?, unit, end));
    }
    // `минут 20`, `часа два`; and `час`, `a week` said bare, which is one.
    let unit = is_unit(at)?;
    if !token.is_any(&["day", "days", "hours", "minutes"])
        && let Some((amount, end)) = numeral(tokens, at + 1)
        && token.text.chars().all(|c| matches!(c, 'а'..='я'))
        && !matches!(terms.get(end), Some(Some(Term::Unit(_))))
        && is_many(&token.text)
    {
        return Some((Length::of(amount, unit)?, unit, end));
    }
    const ONE: &[&str] = &[
        "час",
        "часик",
        "часок",
        "минуту",
        "минутку",
        "минуточку",
        "секунду",
        "день",
        "денек",
        "сутки",
        "неделю",
        "недельку",
        "месяц",
        "год",
        "hour",
        "minute",
        "week",
        "month",
        "year",
    ];
    if token.is_any(ONE) {
        let (amount, end) = with_half(tokens, Decimal::ONE, at + 1);
        return Some((Length::of(amount, unit)?, unit, end));
    }
    None
}

/// Only the counted forms are turned around: `минут 20`, never `минуту 20`.
fn is_many(word: &str) -> bool {
    [
        "минут",
        "минуток",
        "часов",
        "часа",
        "часика",
        "часиков",
        "дней",
        "дня",
        "недель",
        "недели",
        "месяцев",
        "месяца",
        "секунд",
    ]
    .contains(&word)
}

/// A single letter is a unit only right behind its number.
fn is_lone_letter(tokens: &[Token], at: usize) -> bool {
    tokens[at].text.chars().count() == 1
}

fn amount(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let token = tokens.get(at)?;
    let behind_of = |next: usize| if tokens.get(next).is_some_and(|t| t.is("of")) { next + 1 } else { next };
    let couple = |next: usize| match tokens.get(next)?.text.as_str() {
        "couple" | "pair" | "пару" | "пара" | "парочку" | "пары" => {
            Some((Decimal::TWO, behind_of(next + 1)))
        }
        "few" | "several" | "несколько" => Some((Decimal::from(3), next + 1)),
        _ => None,
    };
    if let Some(found) = couple(at) {
        return Some(found);
    }
    if token.is_any(&["a", "an", "one"]) {
        if let Some(found) = couple(at + 1) {
            return Some(found);
        }
        if !token.is("one") && numeral(tokens, at).is_none() {
            return Some((Decimal::ONE, at + 1));
        }
    }
    if token.kind == Kind::Sign {
        return None;
    }
    let (value, end) = numeral(tokens, at)?;
    // `5-6 минут`: the first.
    if tokens.get(end).is_some_and(|t| t.is("-"))
        && let Some((_, behind)) = numeral(tokens, end + 1)
    {
        return Some((value, behind));
    }
    Some((value, end))
}

/// `an hour and a half`, `час с половиной`.
fn with_half(tokens: &[Token], amount: Decimal, end: usize) -> (Decimal, usize) {
    let follows =
        |words: &[&str]| words.iter().enumerate().all(|(i, w)| tokens.get(end + i).is_some_and(|t| t.is(w)));
    let half = Decimal::new(5, 1);
    if follows(&["and", "a", "half"]) {
        (amount.checked_add(half).unwrap_or(amount), end + 3)
    } else if follows(&["с", "половиной"]) || follows(&["и", "половина"]) {
        (amount.checked_add(half).unwrap_or(amount), end + 2)
    } else {
        (amount, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_both_languages() {
        let cases = [
            ("20 min", 1_200),
            ("an hour", 3_600),
            ("half an hour", 1_800),
            ("half hour", 1_800),
            ("an hour and a half", 5_400),
            ("1h30m", 5_400),
            ("2 hours and 30 minutes", 9_000),
            ("1.5 hours", 5_400),
            ("a couple of days", 172_800),
            ("a few minutes", 180),
            ("two weeks", 1_209_600),
            ("quarter of an hour", 900),
            ("полчаса", 1_800),
            ("пол часа", 1_800),
            ("час", 3_600),
            ("полтора часа", 5_400),
            ("час с половиной", 5_400),
            ("минут 20", 1_200),
            ("часа два", 7_200),
            ("пару часов", 7_200),
            ("2 часа 15 минут", 8_100),
            ("1ч 30м", 5_400),
            ("три дня", 259_200),
            ("неделю", 604_800),
            ("год", 31_536_000),
            ("5-6 минут", 300),
            ("20 mintues", 1_200),
        ];
        for (text, seconds) in cases {
            assert_eq!(duration(text), Some(SignedDuration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn no_length_or_several_are_none() {
        for text in ["", "later", "потом", "5", "1 hour or 2 hours", "час или два часа"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert_eq!(duration("9999999999999999999999999999 years"), None);
    }
}
