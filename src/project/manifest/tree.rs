//! YAML as a tree with spans. Events come from the parser below serde_yaml; serde itself would stop at the first
//! mistake and lose the place of keys.

use std::collections::HashMap;

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle};

use crate::diagnostic::{Diagnostic, codes::project as codes, codes::syntax::TOO_LARGE};
use crate::source::{FileId, Span};

/// The deepest nesting that is read.
const DEPTH_MAX: usize = 32;
/// The most nodes, those that aliases repeat included: what bounds a manifest that unfolds itself.
const NODES_MAX: usize = 20_000;

/// A value of the manifest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands; a quoted text with its quotes.
    pub span: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// `key: value` in the order of the text, each key once.
    Map(Vec<(Key, Node)>),
    /// Several.
    List(Vec<Node>),
    /// One text.
    Scalar {
        /// After YAML's own escapes.
        text: String,
        /// Whether it was written without quotes.
        plain: bool,
    },
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// Whether nothing was written: `key:`, `~`, `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    /// What it is, in a person's words.
    pub fn what(&self) -> &'static str {
        match self.kind {
            Kind::Map(_) => "a mapping",
            Kind::List(_) => "a list",
            Kind::Scalar { .. } if self.is_null() => "nothing",
            Kind::Scalar { .. } => "a text",
        }
    }
}

/// The tree of a manifest; `None` where the text is not YAML or not within bounds, which has been told.
pub(super) fn parse(file: FileId, text: &str, sink: &mut Vec<Diagnostic>) -> Option<Node> {
    let mut builder = Builder {
        file,
        length: text.len(),
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        nodes: 0,
        sink,
    };
    match builder.document() {
        Ok(node) => node,
        Err(diagnostic) => {
            builder.sink.push(*diagnostic);
            None
        }
    }
}

struct Builder<'a, 'i> {
    file: FileId,
    length: usize,
    parser: Parser<'i, serde_yaml::granit_parser::StrInput<'i>>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    sink: &'a mut Vec<Diagnostic>,
}

type Step<T> = Result<T, Box<Diagnostic>>;

impl<'i> Builder<'_, 'i> {
    fn document(&mut self) -> Step<Option<Node>> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd | Event::DocumentEnd => return Ok(None),
                event => {
                    let node = self.node(event, span, 0)?;
                    self.end_of_stream()?;
                    return Ok(Some(node));
                }
            }
        }
    }

    fn end_of_stream(&mut self) -> Step<()> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(()),
                (Event::DocumentEnd, _) => {}
                (_, span) => {
                    let message = "the manifest is one document, a second one begins here";
                    return Err(Box::new(
                        Diagnostic::new(&codes::NOT_YAML, span, message)
                            .help("remove `---` and what follows it"),
                    ));
                }
            }
        }
    }

    fn next(&mut self) -> Step<(Event<'i>, Span)> {
        loop {
            match self.parser.next_event() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok((event, span))) => {
                    let offset = |at: Option<usize>| at.unwrap_or(self.length).min(self.length);
                    let start = offset(span.start.byte_offset());
                    let end = offset(span.end.byte_offset()).max(start);
                    return Ok((event, Span::new(self.file, start, end)));
                }
                Some(Err(error)) => {
                    let at = error.marker().byte_offset().unwrap_or(self.length).min(self.length);
                    let message = format!("this is not YAML: {}", sentence(&error.info()));
                    return Err(Box::new(Diagnostic::new(
                        &codes::NOT_YAML,
                        Span::new(self.file, at, at),
                        message,
                    )));
                }
                None => return Ok((Event::StreamEnd, Span::new(self.file, self.length, self.length))),
            }
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Step<()> {
        self.nodes += nodes;
        if self.nodes > NODES_MAX {
            let message = format!("the manifest has more than {NODES_MAX} values");
            return Err(Box::new(
                Diagnostic::new(&TOO_LARGE, span, message).help("an alias repeats all that its anchor holds"),
            ));
        }
        Ok(())
    }

    fn node(&mut self, event: Event<'i>, span: Span, depth: usize) -> Step<Node> {
        if depth > DEPTH_MAX {
            let message = format!("the manifest is nested deeper than {DEPTH_MAX}");
            return Err(Box::new(Diagnostic::new(&TOO_LARGE, span, message)));
        }
        self.count(1, span)?;
        let (node, anchor, tagged) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                // An empty plain scalar has no place of its own; a quoted one keeps its quotes.
                (Node { kind: Kind::Scalar { text: text.into_owned(), plain }, span }, anchor, tag.is_some())
            }
            Event::SequenceStart(_, anchor, tag) => {
                let mut items = Vec::new();
                let end = loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => break end,
                        (event, span) => items.push(self.node(event, span, depth + 1)?),
                    }
                };
                let span = whole(span, items.last().map(|item| item.span), end);
                (Node { kind: Kind::List(items), span }, anchor, tag.is_some())
            }
            Event::MappingStart(_, anchor, tag) => {
                let (entries, end) = self.entries(depth)?;
                let span = whole(span, entries.last().map(|(_, node)| node.span), end);
                (Node { kind: Kind::Map(entries), span }, anchor, tag.is_some())
            }
            Event::Alias(anchor) => {
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    let message = "this alias stands inside its own anchor";
                    return Err(Box::new(Diagnostic::new(&codes::NOT_YAML, span, message)));
                };
                self.count(size(&node), span)?;
                return Ok(node);
            }
            _ => {
                let message = "this is not YAML: a value was expected here";
                return Err(Box::new(Diagnostic::new(&codes::NOT_YAML, span, message)));
            }
        };
        if tagged {
            let message = "YAML tags have no meaning in the manifest";
            self.sink.push(
                Diagnostic::new(&codes::WRONG_VALUE, span, message)
                    .help("remove the `!…` in front of the value"),
            );
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn entries(&mut self, depth: usize) -> Step<(Vec<(Key, Node)>, Span)> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok((entries, span));
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let Kind::Scalar { text, .. } = key.kind else {
                let message = "a key is a name, not a list or a mapping";
                let help = "a text that begins with `{` or `[` needs quotes";
                self.sink.push(Diagnostic::new(&codes::WRONG_VALUE, key.span, message).help(help));
                continue;
            };
            let key = Key { text, span: key.span };
            match entries.iter().find(|(other, _)| other.text == key.text) {
                Some((first, _)) => {
                    let message = format!("the key `{}` stands here twice", key.text);
                    self.sink.push(
                        Diagnostic::new(&codes::DOUBLED_KEY, key.span, message)
                            .label("again here")
                            .also(first.span, "first here"),
                    );
                }
                None => entries.push((key, value)),
            }
        }
    }
}

/// A block collection ends where its last value ends; a flow collection at its bracket.
fn whole(start: Span, last: Option<Span>, end: Span) -> Span {
    let end = if end.is_empty() { last.unwrap_or(start) } else { end };
    Span { end: end.end.max(start.start), ..start }
}

fn size(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar { .. } => 1,
        Kind::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Kind::Map(entries) => 1 + entries.iter().map(|(_, node)| 1 + size(node)).sum::<usize>(),
    }
}

/// The parser's words as part of our sentence.
fn sentence(words: &str) -> String {
    words.trim_end_matches('.').to_owned()
}
