//! All that a text says about a moment, before it is reckoned.

use super::clock::{Clock, clock};
use super::day::{Day, day};
use super::duration::{Length, length};
use super::token::Token;
use super::vocabulary::{Part, Term, terms};

/// The first of each kind that a text names and does not deny (`not today, tomorrow`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// `in two hours`
    pub after: Option<Length>,
    pub day: Option<Day>,
    pub part: Option<Part>,
    pub clock: Option<Clock>,
    /// A UTC offset in seconds, where one was written behind a clock time (`T11:00:00+02:00`, `Z`).
    pub offset: Option<i32>,
}

impl Moment {
    pub fn is_empty(&self) -> bool {
        *self == Moment::default()
    }
}

/// Reads a moment from tokens.
pub(super) fn moment(tokens: &[Token]) -> Moment {
    let terms = terms(tokens);
    let mut moment = Moment::default();
    let mut at = 0;
    while at < tokens.len() {
        let Some((piece, end)) = piece(tokens, &terms, at, &moment) else {
            at += 1;
            continue;
        };
        if !is_denied(tokens, at, end) {
            moment.take(piece);
        }
        if matches!(piece, Piece::Clock(_)) {
            moment.offset = moment.offset.or_else(|| utc_offset(tokens, end));
        }
        at = end.max(at + 1);
    }
    moment
}

#[derive(Debug, Clone, Copy)]
enum Piece {
    After(Length),
    Day(Day),
    Part(Part),
    Tonight,
    Clock(Clock),
    /// Read and of no use: `two hours ago`.
    Nothing,
}

impl Moment {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::After(length) => {
                self.after.get_or_insert(length);
            }
            Piece::Day(day) => self.take_day(day),
            Piece::Part(part) => {
                self.part.get_or_insert(part);
            }
            Piece::Clock(clock) => {
                self.clock.get_or_insert(clock);
            }
            Piece::Tonight => {
                self.take_day(Day::Offset(0));
                self.part.get_or_insert(Part::Evening);
            }
            Piece::Nothing => {}
        }
    }

    fn take_day(&mut self, day: Day) {
        self.day = Some(match (self.day, day) {
            (None, day) => day,
            // `next week on friday`, `в пятницу на следующей неделе`
            (Some(Day::NextWeek), Day::Weekday { weekday, .. })
            | (Some(Day::Weekday { weekday, .. }), Day::NextWeek) => Day::Weekday { weekday, next: true },
            // `on friday, the 4th of december`: the date is the surer one.
            (Some(Day::Weekday { .. }), date @ Day::Date { .. }) => date,
            (Some(first), _) => first,
        });
    }
}

fn piece(tokens: &[Token], terms: &[Option<Term>], at: usize, known: &Moment) -> Option<(Piece, usize)> {
    if let Some((day, end)) = day(tokens, terms, at) {
        return Some((Piece::Day(day), end));
    }
    if let Some(found) = after(tokens, terms, at) {
        return Some(found);
    }
    let alone = is_alone(tokens, at);
    if terms[at] != Some(Term::After) || tokens[at].is("after") {
        // `2 дня` is a length, `в 2 дня` a clock time.
        let counted = length(tokens, terms, at);
        if let Some((length, end)) = counted {
            if tokens.get(end).is_some_and(|t| t.is_any(&["ago", "назад"])) {
                return Some((Piece::Nothing, end + 1));
            }
            if is_later(tokens, end) {
                return Some((Piece::After(length), end + 1));
            }
            // `for two hours`, `за час`, `на день` say how long, not when.
            let how_long = at > 0
                && tokens[at - 1].is_any(&[
                    "for",
                    "за",
                    "на",
                    "every",
                    "каждый",
                    "каждые",
                    "per",
                    "took",
                    "lasts",
                ]);
            if !how_long
                && length.months < 12
                && is_whole_answer(tokens, at, end)
                && !clock(tokens, terms, at, false).is_some_and(|(c, _)| c.fixed)
            {
                return Some((Piece::After(length), end));
            }
        }
        if let Some((clock, end)) = clock(tokens, terms, at, alone) {
            let is_length =
                counted.is_some() && tokens.get(end.saturating_sub(1)).is_some_and(|t| t.is("дня"));
            if !is_length {
                return Some((Piece::Clock(clock), end));
            }
        }
        if let Some((_, end)) = counted {
            return Some((Piece::Nothing, end));
        }
    }
    match terms[at] {
        Some(Term::Part(_)) if tokens[at].is_any(&["tonight", "tonite"]) && known.day.is_none() => {
            Some((Piece::Tonight, at + 1))
        }
        Some(Term::Part(part)) => Some((Piece::Part(part), at + 1)),
        // `after work`, `before bed`
        Some(Term::After | Term::Nearly) => {
            let next = tokens.get(at + 1)?;
            if next.is_any(&["work", "работы", "school", "школы", "учебы", "дел"]) {
                Some((Piece::Part(Part::Evening), at + 2))
            } else if next.is_any(&["bed", "bedtime", "сна"]) {
                Some((Piece::Part(Part::Night), at + 2))
            } else if next.is_any(&["lunch", "обеда"]) && tokens[at].is_any(&["after", "после"]) {
                Some((Piece::Part(Part::Afternoon), at + 2))
            } else if next.is_any(&["lunch", "обеда"]) {
                Some((Piece::Part(Part::Morning), at + 2))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// `in two hours`, `через час`, `минут через 20`, `часа через два`.
fn after(tokens: &[Token], terms: &[Option<Term>], at: usize) -> Option<(Piece, usize)> {
    if terms[at] == Some(Term::After) {
        let mut start = at + 1;
        const SMALL: &[&str] = &[
            "about",
            "around",
            "some",
            "another",
            "maybe",
            "the",
            "next",
            "где-то",
            "примерно",
            "еще",
            "буквально",
        ];
        while tokens.get(start).is_some_and(|t| t.is_any(SMALL)) {
            start += 1;
        }
        // `в течение часа`: the bare genitive is one.
        let one = match terms.get(start) {
            Some(Some(Term::Unit(unit))) if tokens[at].text.starts_with("течени") => {
                Length::one(*unit).map(|one| (one, start + 1))
            }
            _ => None,
        };
        let (length, end) = length(tokens, terms, start).or(one)?;
        return Some((Piece::After(length), end));
    }
    let unit = matches!(terms[at], Some(Term::Unit(_))) && tokens[at].text.chars().count() > 1;
    if unit && tokens.get(at + 1).is_some_and(|t| t.is("через")) {
        // Turned around: read as if the unit stood behind its number.
        let mut turned = vec![tokens[at].clone()];
        turned.extend(tokens[at + 2..].iter().take(4).cloned());
        let turned_terms = super::vocabulary::terms(&turned);
        let (length, end) = length(&turned, &turned_terms, 0).filter(|(_, end)| *end > 1)?;
        return Some((Piece::After(length), at + 1 + end));
    }
    None
}

/// `two hours later`, `an hour from now`.
fn is_later(tokens: &[Token], end: usize) -> bool {
    tokens.get(end).is_some_and(|t| t.is_any(&["later", "спустя"]))
        || (tokens.get(end).is_some_and(|t| t.is("from")) && tokens.get(end + 1).is_some_and(|t| t.is("now")))
}

/// Nothing but small words stands around: `about 20 minutes, ok?` answers "when".
fn is_whole_answer(tokens: &[Token], start: usize, end: usize) -> bool {
    const SMALL: &[&str] = &[
        "about",
        "maybe",
        "approximately",
        "around",
        "roughly",
        "probably",
        "i",
        "i'll",
        "need",
        "give",
        "me",
        "just",
        "please",
        "ok",
        "okay",
        "thanks",
        "most",
        "at",
        "be",
        "ready",
        "done",
        "more",
        "another",
        "так",
        "где",
        "то",
        "примерно",
        "наверное",
        "ну",
        "ок",
        "давай",
        "давайте",
        "может",
        "хорошо",
        "думаю",
        "еще",
        "дай",
        "дайте",
        "мне",
        "надо",
        "нужно",
        "буду",
        "готов",
        "готова",
        "спасибо",
        "я",
        "это",
        "максимум",
        "минимум",
        "буквально",
        "подожди",
        "подождите",
        "wait",
        "it",
        "takes",
    ];
    let small = |token: &Token| token.kind == super::token::Kind::Sign || token.is_any(SMALL);
    tokens[..start].iter().all(small) && tokens[end..].iter().all(small)
}

/// The text is this number alone, with marks around it at most.
fn is_alone(tokens: &[Token], at: usize) -> bool {
    tokens[..at].iter().all(|t| t.kind == super::token::Kind::Sign) && tokens.len() <= at + 4
}

/// `not today`, `завтра не могу`, `I can't on friday`; but `not before friday` and `why not tomorrow` name a day.
fn is_denied(tokens: &[Token], start: usize, end: usize) -> bool {
    const NOT: &[&str] = &["not", "не", "no", "нет", "except", "кроме", "never"];
    const CANNOT: &[&str] = &[
        "can't",
        "cannot",
        "won't",
        "couldn't",
        "don't",
        "didn't",
        "cant",
        "wont",
        "dont",
        "didnt",
        "unable",
        "busy",
        "занят",
        "занята",
    ];
    const CAN: &[&str] =
        &["могу", "смогу", "успею", "буду", "получится", "выйдет", "хочу", "будет", "получилось"];
    const BOUND: &[&str] =
        &["раньше", "ранее", "позже", "позднее", "before", "until", "till", "earlier", "later", "than"];
    const BREAK: &[&str] = &[
        ",",
        ".",
        ";",
        "!",
        "?",
        "but",
        "но",
        "а",
        "then",
        "только",
        "only",
        "maybe",
        "может",
        "лучше",
        "rather",
    ];
    let is_modal_not = |i: usize| {
        tokens[i].is_any(CANNOT)
            || (tokens[i].is_any(&["не", "not"]) && tokens.get(i + 1).is_some_and(|t| t.is_any(CAN)))
            || (tokens[i].is_any(&["will", "can", "do", "could"])
                && tokens.get(i + 1).is_some_and(|t| t.is("not")))
    };
    let mut i = start;
    for back in 1..=4 {
        let Some(place) = start.checked_sub(back) else { break };
        let token = &tokens[place];
        if token.is_any(BREAK) || token.is_any(BOUND) {
            break;
        }
        let adjacent =
            back == 1 || (back == 2 && tokens[i].is_any(&["on", "at", "в", "во", "this", "на", "for"]));
        if adjacent && token.is_any(NOT) {
            return !(place > 0 && tokens[place - 1].is_any(&["why", "почему"]));
        }
        if is_modal_not(place) {
            return true;
        }
        i = place;
    }
    for place in end..end + 3 {
        let Some(token) = tokens.get(place) else { return false };
        if token.is_any(BREAK) {
            return false;
        }
        let is_not = token.is("is") && tokens.get(place + 1).is_some_and(|t| t.is("not"));
        if is_modal_not(place) || token.is("никак") || is_not {
            return true;
        }
        if !token.is_any(&["i", "я", "мы", "we", "точно", "уже", "am", "i'm"]) {
            return false;
        }
    }
    false
}

/// `Z`, `+02:00`, `+0200` right behind a clock time.
fn utc_offset(tokens: &[Token], at: usize) -> Option<i32> {
    let sign = tokens.get(at).filter(|t| t.glued)?;
    if sign.is("z") {
        return Some(0);
    }
    let factor = match sign.text.as_str() {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let digits = tokens.get(at + 1).filter(|t| t.glued)?;
    let value = i32::try_from(digits.small()?).ok()?;
    let (hours, minutes) = match digits.text.len() {
        2 => match tokens.get(at + 2).filter(|t| t.is(":")).and_then(|_| tokens.get(at + 3)?.small()) {
            Some(minutes) => (value, i32::try_from(minutes).ok()?),
            None => (value, 0),
        },
        4 => (value / 100, value % 100),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then_some(factor * (hours * 3_600 + minutes * 60))
}
