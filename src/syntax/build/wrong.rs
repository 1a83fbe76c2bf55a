//! What people write instead of the right form: each with its own sentence and fix.

use super::{Builder, Node};
use crate::diagnostic::{Code, Diagnostic, codes::syntax as codes, nearest};
use crate::source::Span;
use crate::syntax::grammar::Rule;

const TYPES: [&str; 10] =
    ["text", "number", "bool", "time", "date", "duration", "image", "file", "one of", "list of"];

/// Types of other languages.
const FOREIGN_TYPES: [(&str, &str); 12] = [
    ("string", "text"),
    ("str", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("boolean", "bool"),
    ("datetime", "time"),
    ("timestamp", "time"),
    ("picture", "image"),
    ("photo", "image"),
    ("enum", "one of"),
];

impl<'i> Builder<'i> {
    pub(super) fn wrong(&mut self, node: Node<'i>) {
        let span = self.span(&node);
        let text = self.slice(span);
        match node.as_rule() {
            Rule::wrong_equals => self.told_equals(span),
            Rule::wrong_and => self.instead(&codes::WRONG_OPERATOR, span, "and"),
            Rule::wrong_or => self.instead(&codes::WRONG_OPERATOR, span, "or"),
            Rule::wrong_not => self.instead(&codes::WRONG_OPERATOR, span, "not "),
            Rule::wrong_compare => {
                let own = match text {
                    "<>" | "!==" => "!=",
                    "=<" => "<=",
                    "=>" => ">=",
                    _ => "==",
                };
                self.instead(&codes::WRONG_OPERATOR, span, own);
            }
            Rule::extra_brace => {
                self.report(Diagnostic::new(&codes::STRAY_BRACE, span, "one `{` opens a block").fix(
                    "remove the second `{`",
                    span,
                    "",
                ))
            }
            Rule::extra_comma => self.report(
                Diagnostic::new(&codes::NEEDLESS_SIGN, span, "one `,` stands between two items").fix(
                    "remove the second `,`",
                    span,
                    "",
                ),
            ),
            Rule::wrong_else_if => self.instead(&codes::WRONG_SIGN, span, "else if"),
            Rule::wrong_word => self.told_unknown(span),
            Rule::needless_flow => self.report(
                Diagnostic::new(&codes::NEEDLESS_SIGN, span, "`flow` is not needed here")
                    .help("`start` is followed by the flow's name")
                    .fix("remove `flow`", Span { end: self.after_space(span.end), ..span }, ""),
            ),
            Rule::wrong_regex => self.told_regex(span),
            Rule::wrong_arrow => self.instead(&codes::WRONG_SIGN, span, "->"),
            Rule::wrong_colon => self.instead(&codes::WRONG_SIGN, span, ":"),
            Rule::wrong_eq => self.instead(&codes::WRONG_SIGN, span, "="),
            Rule::wrong_dash => self.instead(&codes::WRONG_SIGN, span, " to "),
            Rule::wrong_times => self.instead(&codes::WRONG_SIGN, span, "times"),
            Rule::wrong_messages => self.instead(&codes::WRONG_SIGN, span, "messages"),
            Rule::wrong_percent => self.told_percent(span),
            Rule::wrong_step => self.told_wrong_step(span),
            Rule::wrong_member => self.told_wrong_member(span),
            Rule::semicolon => self.report(
                Diagnostic::new(&codes::NEEDLESS_SIGN, span, "`;` is not needed")
                    .help("statements need nothing between them")
                    .fix("remove the `;`", span, ""),
            ),
            Rule::trailing_comma => {
                self.report(
                    Diagnostic::new(&codes::NEEDLESS_SIGN, span, "nothing follows this `,`")
                        .help("a list has no comma at its end")
                        .fix("remove the `,`", span, ""),
                );
                // What is missing behind the list is seen once the list is whole.
                self.hole_told_at = Some(span.end);
            }
            Rule::wrong_comment => {
                let sign = Span { end: span.start + 2, ..span };
                let mut diagnostic =
                    Diagnostic::new(&codes::WRONG_COMMENT, sign, "a comment begins with `#`");
                if text.starts_with("//") {
                    diagnostic = diagnostic.fix("write `#`", sign, "#");
                }
                self.report(diagnostic);
                self.mute_line(span.start);
            }
            Rule::wrong_quotes => self.told_quotes(span),
            Rule::wrong_escape => {
                self.report(
                    Diagnostic::new(&codes::BAD_ESCAPE, span, format!("`{text}` means nothing in a text"))
                        .help("a text knows `\\\"`, `\\\\`, `\\n`, `\\{` and `\\}`"),
                );
            }
            Rule::wrong_name => {
                self.holes += 1;
                self.report(
                    Diagnostic::new(&codes::RESERVED, span, format!("`{text}` cannot be a name"))
                        .help(reserved_help(text)),
                );
                self.hole_told_at = Some(span.end);
            }
            Rule::wrong_type => self.told_type(span),
            Rule::wrong_kind => self.told_kind(span),
            Rule::wrong_day => {
                self.holes += 1;
                let day: String = text.chars().take(3).collect::<String>().to_lowercase();
                let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                let mut diagnostic = Diagnostic::new(&codes::BAD_TIME, span, format!("`{text}` is no day"))
                    .help("days are `mon tue wed thu fri sat sun`");
                if let Some(own) = days.iter().find(|own| **own == day) {
                    diagnostic = diagnostic.fix(format!("write `{own}`"), span, *own);
                }
                self.report(diagnostic);
            }
            Rule::wrong_clock => self.told_clock(span),
            Rule::wrong_duration | Rule::spaced_duration => self.told_duration(span),
            Rule::wrong_number | Rule::wrong_numeric => {
                self.holes += 1;
                self.bad_number(span, "a number is digits, with a dot before its decimals");
            }
            // Words and signs of the grammar that say nothing of their own.
            _ => {}
        }
    }

    /// `x` is written `y`.
    fn instead(&mut self, code: &'static Code, span: Span, own: &str) {
        let text = self.slice(span);
        let shown = own.trim();
        self.report(Diagnostic::new(code, span, format!("`{text}` is written `{shown}` here")).fix(
            format!("write `{shown}`"),
            span,
            own,
        ));
    }

    fn told_equals(&mut self, span: Span) {
        self.report(
            Diagnostic::new(&codes::SINGLE_EQUALS, span, "`=` compares nothing here: write `==`")
                .help("`=` gives a value, `==` compares two")
                .fix("write `==`", span, "=="),
        );
    }

    fn told_percent(&mut self, span: Span) {
        let number: String = self.slice(span).chars().filter(|c| !c.is_whitespace() && *c != '%').collect();
        self.report(
            Diagnostic::new(&codes::BAD_NUMBER, span, format!("a weight is written `{number}%`")).fix(
                format!("write `{number}%`"),
                span,
                format!("{number}%"),
            ),
        );
    }

    fn told_wrong_step(&mut self, span: Span) {
        let word = Span { end: span.start + "step".len() as u32, ..span };
        let name = self.slice(span).trim_start_matches("step").trim();
        self.report(
            Diagnostic::new(
                &codes::WRONG_TARGET,
                word,
                format!("a step of this flow is written `-> {name}`"),
            )
            .fix("remove `step`", span, name.to_owned()),
        );
    }

    fn told_wrong_member(&mut self, span: Span) {
        let before = self.word_before(span.start);
        let flow = before.map_or("", |before| self.slice(before));
        let step = self.slice(span).trim_start_matches('.');
        let own = format!("flow {flow} step {step}");
        let mut diagnostic = Diagnostic::new(
            &codes::WRONG_TARGET,
            span,
            format!("a step of another flow is written `-> {own}`"),
        );
        if let Some(before) = before {
            diagnostic = diagnostic.fix(format!("write `{own}`"), before.to(span), own);
        }
        self.report(diagnostic);
    }

    fn told_quotes(&mut self, span: Span) {
        let text = self.slice(span);
        let inner = text.trim_matches(['“', '”', '„', '«', '»', '\'', '‘', '’', '"']);
        self.report(
            Diagnostic::new(&codes::WRONG_QUOTES, span, "a text stands in straight quotes")
                .help("word processors and chats replace `\"` by other quotes")
                .fix("write `\"`", span, format!("\"{}\"", inner.replace('{', "\\{"))),
        );
    }

    fn told_type(&mut self, span: Span) {
        self.holes += 1;
        let text = self.slice(span);
        let foreign =
            FOREIGN_TYPES.iter().find(|(foreign, _)| *foreign == text.to_lowercase()).map(|(_, own)| *own);
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_TYPE, span, format!("`{text}` is no type"));
        diagnostic = match foreign.or_else(|| nearest(text, TYPES)) {
            Some(own) => {
                diagnostic.help(format!("did you mean `{own}`?")).guess(format!("write `{own}`"), span, own)
            }
            None => diagnostic
                .help("types are `text number bool time date duration image file`, `one of …`, `list of …`"),
        };
        self.report(diagnostic);
    }

    fn told_kind(&mut self, span: Span) {
        const KINDS: [&str; 11] = [
            "text", "number", "phone", "email", "time", "date", "image", "voice", "video", "file", "location",
        ];
        let text = self.slice(span);
        let foreign =
            FOREIGN_TYPES.iter().find(|(foreign, _)| *foreign == text.to_lowercase()).map(|(_, own)| *own);
        let mut diagnostic =
            Diagnostic::new(&codes::UNKNOWN_TYPE, span, format!("`{text}` is no kind of answer"));
        diagnostic = match foreign.or_else(|| nearest(text, KINDS)) {
            Some(own) => {
                diagnostic.help(format!("did you mean `{own}`?")).guess(format!("write `{own}`"), span, own)
            }
            None => diagnostic
                .help("kinds are `text number phone email time date image voice video file location`"),
        };
        self.report(diagnostic);
    }

    fn told_clock(&mut self, span: Span) {
        self.holes += 1;
        let text = self.slice(span);
        let mut diagnostic = Diagnostic::new(&codes::BAD_TIME, span, format!("`{text}` is no time of a day"))
            .help("two digits, a colon, two digits: `09:00`");
        if let Some((hour, minute)) = clock_of(text) {
            let own = format!("{hour:02}:{minute:02}");
            diagnostic = diagnostic.fix(format!("write `{own}`"), span, own);
        }
        self.report(diagnostic);
        self.mute_junk(span.end);
    }

    fn told_duration(&mut self, span: Span) {
        self.holes += 1;
        let text = self.slice(span);
        let mut diagnostic = Diagnostic::new(&codes::BAD_DURATION, span, format!("`{text}` is no duration"))
            .help("a duration is whole numbers with `w`, `d`, `h`, `m`, `s`, without spaces: `1h30m`");
        if let Some(own) = duration_of(text) {
            diagnostic = diagnostic.fix(format!("write `{own}`"), span, own);
        }
        self.report(diagnostic);
        self.mute_junk(span.end);
    }

    fn told_regex(&mut self, span: Span) {
        self.holes += 1;
        let inner = self.slice(span).trim_matches('"').replace('/', "\\/");
        self.report(Diagnostic::new(&codes::BAD_REGEX, span, "a pattern stands between slashes").fix(
            "write slashes",
            span,
            format!("/{inner}/"),
        ));
    }

    /// The first byte behind the spaces that begin here.
    fn after_space(&self, offset: u32) -> u32 {
        let rest = &self.text[offset as usize..];
        offset + (rest.len() - rest.trim_start_matches(' ').len()) as u32
    }

    /// `goto x`, `flow x`
    pub(super) fn told_goto(&mut self, node: &Node<'i>) {
        let span = self.span(node);
        let target = node
            .into_inner()
            .find(|part| matches!(part.as_rule(), Rule::kw_flow | Rule::kw_step | Rule::name | Rule::path));
        let word = self.first_word(node);
        match target {
            Some(target) => {
                let step = target.as_rule() == Rule::kw_step;
                let rest = Span { start: target.start(), ..span };
                let rest = self.slice(rest);
                let own = if step { rest.trim_start_matches("step").trim_start() } else { rest };
                let text = self.slice(span);
                self.report(
                    Diagnostic::new(&codes::GOTO, word, format!("`{text}` is written `-> {own}`")).fix(
                        "write `->`",
                        span,
                        format!("-> {own}"),
                    ),
                );
            }
            None => {
                let text = self.slice(word);
                self.report(
                    Diagnostic::new(&codes::GOTO, word, format!("`{text}` is written `->`")).help(
                        "`-> talk` goes to a step of this flow, `-> flow registration` to another flow",
                    ),
                );
                self.hole_told_at = Some(span.end);
            }
        }
        self.mute_junk(span.end);
    }

    /// `wait 1d`
    pub(super) fn told_wrong_wait(&mut self, node: &Node<'i>) {
        let word = self.first_word(node);
        let text = self.slice(self.span(node));
        let rest = text.trim_start_matches("wait").trim_start();
        self.report(
            Diagnostic::new(&codes::WRONG_WAIT, word, format!("`{text}` is written `delay {rest}`"))
                .help("`delay` lets time pass, `wait for` waits for an event")
                .fix("write `delay`", word, "delay"),
        );
    }

    /// A text that begins the line below its word.
    pub(super) fn told_text_below(&mut self, text: &Node<'i>) {
        let start = text.start();
        let word = self.place_before(start);
        let span = self.span(text);
        let line = Span { end: self.line_end(span.start).min(span.end), ..span };
        let between = Span { start: word.start, end: start, ..word };
        let before = self.word_before(start).map_or("", |word| self.slice(word));
        let mut diagnostic = Diagnostic::new(
            &codes::TEXT_BELOW,
            line,
            format!("this text stands below `{before}`, not behind it"),
        )
        .help("a text stands on the line of its word; one over several lines is written `\"\"\"`");
        if self.slice(between).trim().is_empty() {
            diagnostic = diagnostic.fix("put it behind the word", between, " ");
        }
        self.report(diagnostic);
    }
}

/// What someone meant by `9`, `9:00`, `9.30pm`.
fn clock_of(text: &str) -> Option<(u8, u8)> {
    let lower = text.to_lowercase();
    let digits = lower.trim_end_matches(['a', 'p', 'm']).trim_end();
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "0"));
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match (lower.ends_with("am"), lower.ends_with("pm"), hour) {
        (true, _, 12) => 0,
        (_, true, 1..=11) => hour + 12,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

fn reserved_help(word: &str) -> String {
    if word == "flow" || word == "end" {
        return "steps cannot be called `flow` or `end`: arrows lead there".to_owned();
    }
    "reserved are `and or not is in contains matches true false empty tag else`".to_owned()
}

/// What someone meant by `1 day`, `2 hours`, `1h 30m`.
fn duration_of(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut own = String::new();
    let mut rest = compact.as_str();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[digits..].chars().next()?;
        let length = rest[digits..].find(|c: char| c.is_ascii_digit()).map_or(rest.len(), |at| digits + at);
        if digits == 0 || !matches!(unit, 'w' | 'd' | 'h' | 'm' | 's') {
            return None;
        }
        own.push_str(&rest[..digits]);
        own.push(unit);
        rest = &rest[length..];
    }
    (!own.is_empty()).then_some(own)
}
