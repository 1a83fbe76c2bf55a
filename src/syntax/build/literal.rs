//! Numbers, times and regexes, and what is wrong with the ones that are not.

use rust_decimal::Decimal;

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{Clock, Count, Date, Day, Duration, Number, Percent, Regex, Required};
use crate::syntax::grammar::Rule;

/// Seconds of the units of a duration, the largest first.
const UNITS: [(char, u64); 5] = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// The longest duration that is read: a hundred years.
const SECONDS_MAX: u64 = 100 * 366 * 86_400;

/// Digits of a number, as many as a decimal surely holds.
const DIGITS_MAX: usize = 28;

impl<'i> Builder<'i> {
    /// A number without a sign.
    pub(super) fn decimal(&mut self, node: &Node<'i>) -> Required<Decimal> {
        let text = node.as_str();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits <= DIGITS_MAX
            && let Ok(value) = text.parse()
        {
            return Some(value);
        }
        self.bad_number(self.span(node), &format!("a number has at most {DIGITS_MAX} digits"));
        None
    }

    pub(super) fn number(&mut self, node: &Node<'i>) -> Required<Number> {
        let value = self.decimal(node)?;
        Some(Number { value, span: self.span(node) })
    }

    /// `[-] NUMBER`
    pub(super) fn signed(&mut self, node: Node<'i>) -> Required<Number> {
        let span = self.span(&node);
        let mut negative = false;
        let mut value = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::op_negate => negative = true,
                Rule::number => value = self.decimal(&part),
                _ => self.rest(part),
            }
        }
        value.map(|value| Number { value: if negative { -value } else { value }, span })
    }

    /// A number that counts: whole, and not large.
    pub(super) fn count(&mut self, node: &Node<'i>) -> Required<Count> {
        let span = self.span(node);
        if let Ok(value) = node.as_str().parse() {
            return Some(Count { value, span });
        }
        self.bad_number(span, "a whole number is needed here");
        None
    }

    /// `33.3%`, in hundredths.
    pub(super) fn percent(&mut self, node: &Node<'i>) -> Required<Percent> {
        let span = self.span(node);
        let text = node.as_str().trim_end_matches(|c: char| c == '%' || c.is_whitespace());
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let hundredths = match (whole.parse::<u32>(), part.len()) {
            (Ok(whole), 0) => whole.checked_mul(100),
            (Ok(whole), 1) => {
                whole.checked_mul(100).zip(part.parse().ok()).map(|(w, p): (u32, u32)| w + p * 10)
            }
            (Ok(whole), 2) => whole.checked_mul(100).zip(part.parse().ok()).map(|(w, p): (u32, u32)| w + p),
            _ => None,
        };
        if hundredths.is_none() {
            self.bad_number(span, "a percentage has at most two decimals");
        }
        hundredths.map(|hundredths| Percent { hundredths, span })
    }

    /// `1h30m`
    pub(super) fn duration(&mut self, node: &Node<'i>) -> Required<Duration> {
        let span = self.span(node);
        let mut seconds = 0u64;
        let mut rest = node.as_str();
        let mut units = UNITS.iter();
        while let Some(at) = rest.find(|c: char| !c.is_ascii_digit()) {
            let unit = rest[at..].chars().next().unwrap_or('s');
            // Each unit once, the largest first: the search goes on behind the last one found.
            let Some((_, length)) = units.find(|(name, _)| *name == unit) else {
                self.bad_duration(
                    span,
                    "its parts go from the largest unit to the smallest, each once: `1h30m`",
                );
                return None;
            };
            let number: u64 = rest[..at].parse().unwrap_or(u64::MAX);
            seconds = seconds.saturating_add(number.saturating_mul(*length));
            rest = &rest[at + 1..];
        }
        if seconds > SECONDS_MAX {
            self.bad_duration(span, "it is longer than a hundred years");
            return None;
        }
        Some(Duration { seconds, span })
    }

    /// `09:00`
    pub(super) fn clock(&mut self, node: &Node<'i>) -> Required<Clock> {
        self.clock_of(node.as_str(), self.span(node))
    }

    fn clock_of(&mut self, text: &str, span: Span) -> Required<Clock> {
        let parts = text.split_once(':').map(|(hour, minute)| (hour.parse::<u8>(), minute.parse::<u8>()));
        if let Some((Ok(hour @ 0..24), Ok(minute @ 0..60))) = parts {
            return Some(Clock { hour, minute, span });
        }
        self.report(
            Diagnostic::new(&codes::BAD_TIME, span, format!("`{text}` is no time of a day"))
                .help("a day goes from `00:00` to `23:59`"),
        );
        None
    }

    /// `2026-12-04`, `2026-12-04 11:00`
    pub(super) fn date(&mut self, node: &Node<'i>) -> Required<Date> {
        let span = self.span(node);
        let text = node.as_str();
        let (day, clock) = match text.split_once(' ') {
            Some((day, clock)) => (day, Some(clock.trim_start())),
            None => (text, None),
        };
        let mut numbers = day.split('-').map(|number| number.parse::<i16>().unwrap_or(0));
        let (year, month, of_month) = (
            numbers.next().unwrap_or(0),
            numbers.next().unwrap_or(0) as i8,
            numbers.next().unwrap_or(0) as i8,
        );
        if jiff::civil::Date::new(year, month, of_month).is_err() {
            self.report(
                Diagnostic::new(&codes::BAD_TIME, span, format!("`{day}` is no day of the calendar"))
                    .help("a date is year, month, day: `2026-12-04`"),
            );
            return None;
        }
        let clock = match clock {
            Some(clock) => Some(self.clock_of(clock, Span { start: span.end - clock.len() as u32, ..span })?),
            None => None,
        };
        Some(Date { year, month: month as u8, day: of_month as u8, clock, span })
    }

    pub(super) fn day(&self, node: &Node<'i>) -> Day {
        match node.as_str() {
            "mon" => Day::Monday,
            "tue" => Day::Tuesday,
            "wed" => Day::Wednesday,
            "thu" => Day::Thursday,
            "fri" => Day::Friday,
            "sat" => Day::Saturday,
            _ => Day::Sunday,
        }
    }

    /// `/…/i`
    pub(super) fn regex(&mut self, node: &Node<'i>) -> Required<Regex> {
        let span = self.span(node);
        let written = node.as_str();
        let inner = &written[1..];
        let mut escaped = false;
        let close = inner.find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(close) = close else {
            self.report(
                Diagnostic::new(&codes::BAD_REGEX, span, "`/` is missing: this pattern is never closed")
                    .help("write `/…/`; a slash inside is `\\/`"),
            );
            self.mute_line(span.end);
            return None;
        };
        let (pattern, flags) = (&inner[..close], &inner[close + 1..]);
        let ignore_case = flags == "i";
        if !flags.is_empty() && !ignore_case {
            let place = Span { start: span.end - flags.len() as u32, ..span };
            self.report(
                Diagnostic::new(&codes::BAD_REGEX, place, format!("`{flags}` is no flag of a pattern"))
                    .help("the only flag is `i`: upper and lower case are the same"),
            );
        }
        Some(Regex { pattern: pattern.replace("\\/", "/"), ignore_case, span })
    }

    pub(super) fn bad_number(&mut self, span: Span, why: &str) {
        let text = self.slice(span);
        self.report(Diagnostic::new(&codes::BAD_NUMBER, span, format!("`{text}` does not fit here: {why}")));
        self.mute_line(span.end);
    }

    pub(super) fn bad_duration(&mut self, span: Span, why: &str) {
        let text = self.slice(span);
        self.report(
            Diagnostic::new(&codes::BAD_DURATION, span, format!("`{text}` is no duration: {why}"))
                .help("a duration is whole numbers with `w`, `d`, `h`, `m`, `s`, without spaces: `1h30m`"),
        );
        self.mute_line(span.end);
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::ast::{DelayUntil, Item, Statement, TypeKind};
    use crate::syntax::{Parsed, parse};

    fn seconds(written: &str) -> Option<u64> {
        let parsed = parse(FileId(0), &format!("flow f {{ step s {{ delay {written} }} }}"));
        let [Item::Flow(flow)] = parsed.tree.items.as_slice() else { panic!("{written}") };
        match flow.steps[0].statements.as_slice() {
            [Statement::Delay(delay)] => match &delay.until {
                DelayUntil::Duration(duration) => duration.map(|duration| duration.seconds),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn durations_are_seconds_and_have_an_order() {
        assert_eq!(seconds("1w2d3h4m5s"), Some(604_800 + 2 * 86_400 + 3 * 3_600 + 4 * 60 + 5));
        assert_eq!(seconds("90m"), Some(5_400));
        assert_eq!(seconds("1m1h"), None);
        assert_eq!(seconds("1h1h"), None);
        assert_eq!(seconds("99999999999999999999w"), None);
    }

    fn field(ty: &str) -> (Option<TypeKind>, Parsed) {
        let parsed = parse(FileId(0), &format!("field x: {ty}\n"));
        let kind = match parsed.tree.items.as_slice() {
            [Item::Field(field)] => Some(field.ty.kind.clone()),
            _ => None,
        };
        (kind, parsed)
    }

    #[test]
    fn a_pattern_ends_at_its_first_bare_slash() {
        let (Some(TypeKind::Text { matches: Some(regex) }), _) = field(r"text matches /a\/[b\/]\\/i") else {
            panic!()
        };
        assert_eq!((regex.pattern.as_str(), regex.ignore_case), (r"a/[b/]\\", true));
    }

    #[test]
    fn a_range_keeps_its_signs() {
        let (Some(TypeKind::Number { from: Some(from), to: Some(to) }), _) = field("number from -1.5 to 10")
        else {
            panic!()
        };
        assert_eq!((from.value.to_string(), to.value.to_string()), ("-1.5".to_owned(), "10".to_owned()));
    }

    #[test]
    fn a_number_beyond_28_digits_is_told() {
        let (_, parsed) = field("number = 12345678901234567890123456789");
        assert_eq!(parsed.diagnostics[0].code.name, "bad-number");
    }
}
