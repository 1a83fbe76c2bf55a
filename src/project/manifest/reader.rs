//! Reading the tree: what each kind of value may be, told at its place; unknown keys with the nearest known one.

use std::collections::BTreeMap;

use super::tree::{Key, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, codes::project as codes, nearest};
use crate::ir::Duration;
use crate::source::Span;

/// One reading of a manifest: its text and what was found.
pub(super) struct Reader<'a> {
    /// Its text.
    pub text: &'a str,
    /// What was found.
    pub found: &'a mut Vec<Diagnostic>,
    /// What could stand in the place of [`PROBE`].
    pub offered: Vec<String>,
}

/// A word that nobody writes: what could stand in its place is noted wherever a word is refused.
pub(super) const PROBE: &str = "flowc__here";

/// The entries of a mapping that are not read yet.
pub(super) struct Table<'n> {
    what: String,
    span: Span,
    entries: Vec<&'n (Key, Node)>,
    known: Vec<&'static str>,
    written: Vec<&'n str>,
}

impl<'n> Table<'n> {
    /// The keys that nobody has written yet.
    fn open(&self) -> impl Iterator<Item = &'static str> {
        self.known.iter().copied().filter(|key| !self.written.contains(key))
    }

    /// The value of a key; `None` where it is not written, or nothing is written behind it.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        self.take_entry(key).map(|(_, node)| node)
    }

    /// The same with its key.
    pub fn take_entry(&mut self, key: &'static str) -> Option<&'n (Key, Node)> {
        self.known.push(key);
        let at = self.entries.iter().position(|(name, _)| name.text == key)?;
        let entry = self.entries.remove(at);
        (!entry.1.is_null()).then_some(entry)
    }

    /// The value of a key that somebody else takes.
    pub fn peek(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(name, _)| name.text == key).map(|(_, node)| node)
    }

    /// Everything that is left, as names of the person's own.
    pub fn rest(&mut self) -> Vec<&'n (Key, Node)> {
        std::mem::take(&mut self.entries)
    }
}

impl<'a> Reader<'a> {
    /// A reading of this text.
    pub fn new(text: &'a str, found: &'a mut Vec<Diagnostic>) -> Self {
        Reader { text, found, offered: Vec::new() }
    }

    /// Notes what could stand in the place of a word that is refused, where it is the one that is asked about.
    pub fn offer<T: Into<String>>(&mut self, refused: &str, known: impl IntoIterator<Item = T>) {
        if refused == PROBE {
            self.offered.extend(known.into_iter().map(Into::into));
        }
    }

    /// A finding at a place.
    pub fn find(&mut self, code: &'static Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(Diagnostic::new(code, span, message));
        self.found.last_mut().expect("one was pushed just now")
    }

    /// A finding with advice.
    pub fn find_help(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.find(code, span, message).help = Some(help.into());
    }

    /// A value of the wrong kind.
    pub fn wrong(&mut self, node: &Node, what: &str, wants: &str) {
        let message = match &node.kind {
            Kind::Scalar { text, .. } if !node.is_null() => {
                format!("{what} is {wants}, not `{}`", shown(text))
            }
            _ => format!("{what} is {wants}, not {}", node.what()),
        };
        self.find(&codes::WRONG_VALUE, self.first_line(node.span), message);
    }

    /// The entries of a mapping, to be taken one by one and closed with [`Reader::close`].
    pub fn table<'n>(&mut self, node: &'n Node, what: impl Into<String>) -> Option<Table<'n>> {
        let what = what.into();
        match &node.kind {
            Kind::Map(entries) => Some(Table {
                what,
                span: node.span,
                entries: entries.iter().collect(),
                known: Vec::new(),
                written: entries.iter().map(|(key, _)| key.text.as_str()).collect(),
            }),
            _ => {
                self.wrong(node, &what, "a mapping of keys and values");
                None
            }
        }
    }

    /// Tells of the keys that nothing has taken.
    pub fn close(&mut self, table: Table<'_>) {
        for (key, _) in &table.entries {
            self.offer(&key.text, table.open());
            let message = format!("{} has no key `{}`", table.what, shown(&key.text));
            let near = nearest(&key.text, table.known.iter().copied());
            let list = table.known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let finding = self.find(&codes::UNKNOWN_KEY, key.span, message);
            match near {
                Some(near) => {
                    *finding = finding.clone().help(format!("did you mean `{near}`?")).guess(
                        format!("write `{near}`"),
                        key.span,
                        near,
                    );
                }
                None => finding.help = Some(format!("it may have {list}")),
            }
        }
    }

    /// What a library has under a name, as the pattern of a project's own.
    pub fn like<T: Clone>(&mut self, node: &Node, what: &str, known: &BTreeMap<String, T>) -> Option<T> {
        let name = self.fixed(node, "`like`")?;
        if let Some(pattern) = known.get(name) {
            return Some(pattern.clone());
        }
        self.offer(name, known.keys());
        let near = nearest(name, known.keys().map(String::as_str)).map(str::to_owned);
        let message = format!("no used library has a {what} `{}`", shown(name));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "a script names the library first, such as `use std.kommo`".to_owned(),
        };
        self.find_help(&codes::UNKNOWN_REFERENCE, node.span, message, help);
        None
    }

    /// The value of a key that must be there.
    pub fn require<'n>(&mut self, table: &mut Table<'n>, key: &'static str, help: &str) -> Option<&'n Node> {
        let node = table.take(key);
        if node.is_none() {
            if table.written.contains(&PROBE) {
                self.offer(PROBE, [key]);
            }
            let message = format!("{} needs the key `{key}`", table.what);
            self.find_help(&codes::MISSING_KEY, self.first_line(table.span), message, help);
        }
        node
    }

    /// One text.
    pub fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        match &node.kind {
            Kind::Scalar { text, .. } if !node.is_null() => Some(text),
            _ => {
                self.wrong(node, what, "a text");
                None
            }
        }
    }

    /// One of these words.
    pub fn word(&mut self, node: &Node, what: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.fixed(node, what)?;
        if let Some(word) = words.iter().find(|word| **word == text) {
            return Some(word);
        }
        self.offer(text, words.iter().copied());
        let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        self.wrong(node, what, &format!("one of {list}"));
        if let Some(near) = nearest(text, words.iter().copied())
            && let Some(finding) = self.found.last_mut()
        {
            *finding = finding.clone().help(format!("did you mean `{near}`?")).guess(
                format!("write `{near}`"),
                node.span,
                near,
            );
        }
        None
    }

    /// A whole number within bounds.
    pub fn count(&mut self, node: &Node, what: &str, from: u32, to: u32) -> Option<u32> {
        let text = self.fixed(node, what)?;
        match text.parse::<u32>() {
            Ok(number) if (from..=to).contains(&number) => Some(number),
            _ => {
                self.wrong(node, what, &format!("a whole number from {from} to {to}"));
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node, what: &str) -> Option<bool> {
        match self.fixed(node, what)? {
            "true" => Some(true),
            "false" => Some(false),
            text => {
                self.offer(text, ["true", "false"]);
                self.wrong(node, what, "`true` or `false`");
                None
            }
        }
    }

    /// A length of time such as `30s`, at most `most`.
    pub fn duration(&mut self, node: &Node, what: &str, most: Duration) -> Option<Duration> {
        let text = self.fixed(node, what)?;
        match super::duration::parse(text) {
            Some(duration) if duration.0 > 0 && duration <= most => Some(duration),
            Some(_) => {
                self.wrong(node, what, &format!("more than nothing and at most {}s", most.0 / 1000));
                None
            }
            None => {
                self.wrong(node, what, "a length of time such as `30s` or `1m30s`");
                None
            }
        }
    }

    /// The items of a list.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.kind {
            Kind::List(items) => items,
            _ => {
                self.wrong(node, what, "a list such as `[a, b]`");
                &[]
            }
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node, what: &str, each: &str) -> Vec<String> {
        let items = self.list(node, what);
        items.iter().filter_map(|item| self.fixed(item, each).map(str::to_owned)).collect()
    }

    /// A text that the environment has no part in.
    pub fn fixed<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = self.text(node, what)?;
        if text.contains("${") {
            let message = format!("{what} cannot come from the environment");
            let help =
                "`${NAME}` may stand in URLs, headers, keys, tokens, secrets, names of models and chats";
            self.find_help(&codes::MISPLACED_VARIABLE, node.span, message, help);
            return None;
        }
        Some(text)
    }

    /// Whether a text can be a name of a script; told where it cannot.
    pub fn name(&mut self, key: &Key, what: &str) -> bool {
        let fits = is_name(&key.text);
        if !fits {
            let message = format!("`{}` cannot be the name of {what}", shown(&key.text));
            let help =
                "scripts use it, so it must be a name: letters, digits and `_`, not beginning with a digit";
            self.find_help(&codes::NOT_A_NAME, key.span, message, help);
        }
        fits
    }

    /// The part of a span that stands on its first line.
    pub fn first_line(&self, span: Span) -> Span {
        let text = self.text.get(span.range()).unwrap_or("");
        let length = text.find(['\n', '\r']).unwrap_or(text.len());
        Span { end: span.start + length as u32, ..span }
    }

    /// The place of a part of a text, where the text stands in the file as it is; else the whole value's.
    pub fn inside(&self, node: &Node, part: std::ops::Range<usize>) -> Span {
        let Kind::Scalar { text, .. } = &node.kind else { return node.span };
        let written = self.text.get(node.span.range()).unwrap_or("");
        match written.find(text.as_str()) {
            Some(at) => Span {
                start: node.span.start + (at + part.start) as u32,
                end: node.span.start + (at + part.end) as u32,
                ..node.span
            },
            None => node.span,
        }
    }
}

/// Whether a text is a name as scripts write them: reserved words are not.
pub(super) fn is_name(text: &str) -> bool {
    const RESERVED: [&str; 10] =
        ["and", "or", "not", "is", "in", "contains", "matches", "true", "false", "empty"];
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first));
    first
        && chars.all(unicode_ident::is_xid_continue)
        && !RESERVED.contains(&text)
        && text != "tag"
        && text != "else"
}

/// A text short enough for a message.
pub(super) fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    match text.char_indices().nth(CHARS_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
