//! A clock time in a text: `at 5`, `18:30`, `half past six`, `в 9 утра`, `без четверти шесть`.

use super::numeral::{ordinal_word, small};
use super::token::{Kind, Token};
use super::vocabulary::{Term, Unit};

/// A clock time as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// Morning or evening is settled: `18:30`, `6 pm`, `9 утра`, `09:00`. Else `at 5` may be either.
    pub fixed: bool,
}

impl Clock {
    fn new(hour: u32, minute: u32, fixed: bool) -> Option<Clock> {
        let hour = if hour == 24 { 0 } else { hour };
        if hour > 23 || minute > 59 {
            return None;
        }
        let settled = fixed || hour == 0 || hour > 12;
        Some(Clock { hour: i8::try_from(hour).ok()?, minute: i8::try_from(minute).ok()?, fixed: settled })
    }
}

/// What stands before an hour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    None,
    /// `about 5`: an hour only if nothing follows that could be counted.
    Weak,
    /// `by 5`
    Strong,
    /// `at 5`
    At,
}

/// The clock time that begins at `at`, and the index behind it. `alone`: the text says nothing else, so that a bare
/// number is an hour.
pub(super) fn clock(
    tokens: &[Token],
    terms: &[Option<Term>],
    at: usize,
    alone: bool,
) -> Option<(Clock, usize)> {
    let (lead, start) = lead(tokens, terms, at);
    if let Some(Some(Term::Hour(hour))) = terms.get(start) {
        return Some((Clock { hour: *hour, minute: 0, fixed: true }, start + 1));
    }
    let is_from = start > at && tokens[at].is("from");
    if let Some((clock, end)) = english_phrase(tokens, terms, start).filter(|_| !is_from) {
        return Some(marked(tokens, terms, clock, end).unwrap_or((clock, end)));
    }
    if let Some((clock, end)) = russian_phrase(tokens, terms, start) {
        return Some(marked(tokens, terms, clock, end).unwrap_or((clock, end)));
    }
    if let Some(found) = written(tokens, terms, start, lead, alone) {
        return Some(found);
    }
    let (hour, end) = hour(tokens, start, lead)?;
    let spoken_minute = spoken_minute(tokens, start, end, lead);
    let (minute, end) = spoken_minute.unwrap_or((0, end));
    let clock = Clock::new(hour, minute, false)?;
    if let Some(found) = marked(tokens, terms, clock, end) {
        return Some(found);
    }
    let (unit_end, has_unit) = match terms.get(end) {
        Some(Some(Term::Unit(Unit::Hour))) if tokens[end].text.starts_with('ч') => (end + 1, true),
        _ => (end, false),
    };
    if has_unit && lead != Lead::None {
        // `в 10 часов 30 минут`
        if let Some((minute, behind)) = small(tokens, unit_end)
            && matches!(terms.get(behind), Some(Some(Term::Unit(Unit::Minute))))
        {
            return Some((Clock::new(hour, minute, false)?, behind + 1));
        }
        return Some((clock, unit_end));
    }
    let next = tokens.get(end);
    let accepted = match lead {
        Lead::At | Lead::Strong => !counts_something(next, terms.get(end).copied().flatten()),
        Lead::Weak => is_harmless(next, terms.get(end).copied().flatten()),
        Lead::None => alone && end == tokens.len(),
    };
    accepted.then_some((clock, end))
}

fn lead(tokens: &[Token], terms: &[Option<Term>], at: usize) -> (Lead, usize) {
    let mut lead = match (terms.get(at), tokens.get(at)) {
        (_, Some(t)) if t.is_any(&["at", "в", "во", "@"]) => Lead::At,
        (Some(Some(Term::At)), _) => Lead::Strong,
        (Some(Some(Term::Nearly | Term::After)), Some(t))
            if !t.is_any(&["in", "within", "через", "течение"]) =>
        {
            Lead::Weak
        }
        (_, Some(t)) if t.is("с") => Lead::Weak,
        _ => return (Lead::None, at),
    };
    let mut start = at + 1;
    if let Some(token) = tokens.get(start)
        && token.is_any(&[
            "about",
            "around",
            "like",
            "approximately",
            "exactly",
            "районе",
            "примерно",
            "около",
            "ровно",
        ])
    {
        lead = if lead == Lead::At { Lead::At } else { Lead::Strong };
        start += 1;
    }
    // `к часам пяти`
    if tokens.get(start).is_some_and(|t| t.is_any(&["часам", "часа", "часов"]))
        && small(tokens, start + 1).is_some()
    {
        start += 1;
    }
    (lead, start)
}

/// `18:30`, `18.30`, `в 18-30`, `at 1830`.
fn written(
    tokens: &[Token],
    terms: &[Option<Term>],
    at: usize,
    lead: Lead,
    alone: bool,
) -> Option<(Clock, usize)> {
    let token = tokens.get(at).filter(|t| t.kind == Kind::Digits)?;
    if token.text.len() == 4 && lead == Lead::At && token.glued == (at > 0 && tokens[at - 1].is("@")) {
        let value = token.small()?;
        let is_year = (1900..2100).contains(&value) && !tokens[at - 1].is("at");
        return if is_year { None } else { Some((Clock::new(value / 100, value % 100, true)?, at + 1)) };
    }
    if token.text.len() > 2 {
        return None;
    }
    let sign = tokens.get(at + 1).filter(|t| t.glued && t.kind == Kind::Sign)?;
    let minute_token =
        tokens.get(at + 2).filter(|t| t.glued && t.kind == Kind::Digits && t.text.len() == 2)?;
    let (hour, minute) = (token.small()?, minute_token.small()?);
    let clock = Clock::new(hour, minute, token.text.starts_with('0'))?;
    let mut end = at + 3;
    let is_colon = sign.is(":");
    if is_colon
        && tokens.get(end).is_some_and(|t| t.glued && t.is(":"))
        && tokens.get(end + 1).is_some_and(|t| t.kind == Kind::Digits)
    {
        end += 2;
    }
    if let Some(found) = marked(tokens, terms, clock, end).filter(|_| is_colon || sign.is(".")) {
        return Some(found);
    }
    let more = tokens.get(end).is_some_and(|t| t.glued && t.is_any(&[".", "-", "/"]))
        && tokens.get(end + 1).is_some_and(|t| t.glued && t.kind == Kind::Digits);
    let accepted = match sign.text.as_str() {
        ":" => true,
        "." if more => false,
        "." => {
            lead == Lead::At
                || (minute > 12 && (lead != Lead::None || alone))
                || (alone && hour > 12 && minute == 0)
        }
        "-" => lead != Lead::None && !more && [0, 30, 45].contains(&minute),
        _ => false,
    };
    accepted.then_some((clock, end))
}

fn hour(tokens: &[Token], at: usize, lead: Lead) -> Option<(u32, usize)> {
    let token = tokens.get(at)?;
    if token.is("час") && lead != Lead::None && small(tokens, at + 1).is_none() {
        return Some((1, at + 1));
    }
    if token.kind == Kind::Digits && token.text.len() > 2 {
        return None;
    }
    // `k5`, `1,5`, `2.0`, `5-7-9` are no hours.
    let is_part = |i: usize| tokens.get(i).is_some_and(|t| t.glued && t.is_any(&[".", ",", ":", "/"]));
    if token.glued && at > 0 && (tokens[at - 1].is_word() || is_part(at - 1)) {
        return None;
    }
    let (value, end) = small(tokens, at)?;
    if is_part(end) && tokens.get(end + 1).is_some_and(|t| t.glued && t.kind == Kind::Digits) {
        return None;
    }
    (value <= 24).then_some((value, end))
}

/// `at six thirty`, `в десять пятнадцать`: words only.
fn spoken_minute(tokens: &[Token], start: usize, end: usize, lead: Lead) -> Option<(u32, usize)> {
    if lead == Lead::None || !tokens.get(start)?.is_word() || !tokens.get(end)?.is_word() {
        return None;
    }
    small(tokens, end).filter(|(minute, _)| (10..60).contains(minute))
}

/// A clock time with its half of the day behind it: `pm`, `p.m.`, `o'clock`, `утра`, `часов вечера`.
fn marked(tokens: &[Token], terms: &[Option<Term>], clock: Clock, end: usize) -> Option<(Clock, usize)> {
    let mut at = end;
    // `5-6 вечера`: the first of both.
    if tokens.get(at).is_some_and(|t| t.is("-")) && small(tokens, at + 1).is_some_and(|(v, _)| v <= 24) {
        at = small(tokens, at + 1)?.1;
    }
    if matches!(terms.get(at), Some(Some(Term::Unit(Unit::Hour)))) && tokens[at].text.starts_with('ч') {
        at += 1;
    }
    let token = tokens.get(at)?;
    let dotted = |letter: &str| {
        token.is(letter)
            && tokens.get(at + 1).is_some_and(|t| t.is("."))
            && tokens.get(at + 2).is_some_and(|t| t.is("m") && t.glued)
    };
    let to_pm = |hour: i8| if hour < 12 { hour + 12 } else { hour };
    let to_am = |hour: i8| if hour == 12 { 0 } else { hour };
    let (hour, behind) = match token.text.as_str() {
        "am" => (to_am(clock.hour), at + 1),
        "pm" => (to_pm(clock.hour), at + 1),
        _ if dotted("a") => (to_am(clock.hour), at + 3),
        _ if dotted("p") => (to_pm(clock.hour), at + 3),
        "o'clock" | "oclock" => return Some((clock, at + 1)),
        "утра" => (to_am(clock.hour), at + 1),
        "дня" | "вечера" => (to_pm(clock.hour), at + 1),
        "ночи" if clock.hour >= 8 && clock.hour < 12 => (clock.hour + 12, at + 1),
        "ночи" => (to_am(clock.hour), at + 1),
        _ => return None,
    };
    // `2 дня` is two days, unless something says that a clock is meant: the caller has tried lengths first.
    Some((Clock { hour, minute: clock.minute, fixed: true }, behind))
}

/// `half past six`, `quarter to six`, `ten past five`, `10 minutes to 6`.
fn english_phrase(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Clock, usize)> {
    let token = tokens.get(at)?;
    let (minutes, mut next) = if token.is("half") {
        (30, at + 1)
    } else if token.is("quarter") {
        (15, at + 1)
    } else if token.is("a") && tokens.get(at + 1).is_some_and(|t| t.is("quarter")) {
        (15, at + 2)
    } else {
        small(tokens, at).filter(|(v, _)| *v <= 30 && v % 5 == 0 && *v > 0)?
    };
    if matches!(terms.get(next), Some(Some(Term::Unit(Unit::Minute)))) {
        next += 1;
    }
    let direction = tokens.get(next)?;
    let (hour, end) = small(tokens, next + 1).filter(|(hour, _)| (1..=24).contains(hour))?;
    if direction.is("past") {
        Some((Clock::new(hour, minutes, false)?, end))
    } else if direction.is("to") && minutes < 30 {
        Some((Clock::new(hour - 1 + if hour == 1 { 12 } else { 0 }, 60 - minutes, false)?, end))
    } else {
        None
    }
}

/// `полшестого`, `в половине шестого`, `без пяти шесть`, `четверть шестого`, `десять минут шестого`.
fn russian_phrase(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Clock, usize)> {
    let token = tokens.get(at).filter(|t| t.kind != Kind::Sign)?;
    let before = |hour: u32| if hour == 1 { 12 } else { hour - 1 };
    let hour_word =
        |i: usize| tokens.get(i).and_then(|t| ordinal_word(&t.text)).filter(|h| (1..=12).contains(h));
    if let Some(hour) = token.text.strip_prefix("пол").and_then(ordinal_word).filter(|h| (1..=12).contains(h))
    {
        return Some((Clock::new(before(hour), 30, false)?, at + 1));
    }
    if token.is_any(&["половине", "половину", "половина", "пол"])
        && let Some(hour) = hour_word(at + 1)
    {
        return Some((Clock::new(before(hour), 30, false)?, at + 2));
    }
    if token.is("четверть")
        && let Some(hour) = hour_word(at + 1)
    {
        return Some((Clock::new(before(hour), 15, false)?, at + 2));
    }
    if token.is("без") {
        let (minutes, mut next) = if tokens.get(at + 1).is_some_and(|t| t.is("четверти")) {
            (15, at + 2)
        } else {
            small(tokens, at + 1).filter(|(v, _)| (1..30).contains(v))?
        };
        if matches!(terms.get(next), Some(Some(Term::Unit(Unit::Minute)))) {
            next += 1;
        }
        let (hour, end) = match tokens.get(next) {
            Some(t) if t.is("час") => (1, next + 1),
            _ => small(tokens, next).filter(|(h, _)| (1..=24).contains(h))?,
        };
        return Some((Clock::new(before(hour), 60 - minutes, false)?, end));
    }
    let (minutes, next) = small(tokens, at).filter(|(v, _)| (1..30).contains(v))?;
    if matches!(terms.get(next), Some(Some(Term::Unit(Unit::Minute)))) {
        let hour = hour_word(next + 1)?;
        return Some((Clock::new(before(hour), minutes, false)?, next + 2));
    }
    None
}

/// What follows says that the number counts things: `at 5 percent`, `в 2 раза`.
fn counts_something(next: Option<&Token>, term: Option<Term>) -> bool {
    let Some(token) = next else { return false };
    const COUNTED: &[&str] = &[
        "раз",
        "банк",
        "прилож",
        "процент",
        "рубл",
        "долл",
        "евро",
        "гривен",
        "грн",
        "тенге",
        "человек",
        "штук",
        "мест",
        "этаж",
        "класс",
        "подъезд",
        "тысяч",
        "тыс",
        "млн",
        "percent",
        "dollar",
        "euro",
        "buck",
        "app",
        "bank",
        "place",
        "time",
        "people",
        "friend",
        "shop",
        "account",
        "step",
        "star",
        "сайт",
        "аккаунт",
        "шаг",
        "звезд",
    ];
    match term {
        Some(Term::Unit(Unit::Hour)) => false,
        Some(Term::Unit(_) | Term::Month(_)) => true,
        Some(_) => false,
        None => {
            token.is_any(&["%", "$", "€", "₽", "₴", "£"])
                || (token.glued && token.is_word())
                || (token.is_word() && COUNTED.iter().any(|stem| token.text.starts_with(stem)))
        }
    }
}

fn is_harmless(next: Option<&Token>, term: Option<Term>) -> bool {
    match (next, term) {
        (None, _) | (_, Some(Term::Day(_) | Term::Weekday(..) | Term::Part(_) | Term::At | Term::Nearly)) => {
            true
        }
        (Some(token), None) => token.is_any(&[
            ",", ".", "!", "?", ";", ")", "i", "ok", "я", "ок", "to", "till", "and", "до", "и", "on", "в",
            "буду",
        ]),
        _ => false,
    }
}
