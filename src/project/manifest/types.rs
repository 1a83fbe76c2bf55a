//! Types as the manifest writes them: `text`, `optional order`, `list of time`, `"one of a, b"`, shapes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::reader::{Reader, is_name, shown};
use super::tree::{Key, Kind, Node};
use crate::diagnostic::{codes::project as codes, nearest};
use crate::ir::{Param, Regex, Type};

/// The shapes of a manifest, resolved on demand.
pub(super) struct Shapes<'n> {
    nodes: BTreeMap<&'n str, (&'n Key, &'n Node)>,
    done: BTreeMap<&'n str, Type>,
    open: Vec<&'n str>,
}

const WORDS: [&str; 10] =
    ["text", "number", "bool", "time", "date", "duration", "image", "file", "one of", "list of"];

impl<'n> Shapes<'n> {
    /// The shapes of the section `shapes`; every one is read, used or not.
    pub fn read(reader: &mut Reader<'_>, section: Option<&'n Node>) -> Self {
        let mut shapes = Shapes { nodes: BTreeMap::new(), done: BTreeMap::new(), open: Vec::new() };
        let Some(node) = section else { return shapes };
        let Some(mut table) = reader.table(node, "`shapes`") else { return shapes };
        for (key, node) in table.rest() {
            if WORDS.contains(&key.text.as_str()) {
                let message = format!("`{}` is a type already", key.text);
                reader.find(&codes::NOT_A_NAME, key.span, message);
            } else if reader.name(key, "a shape") {
                shapes.nodes.insert(&key.text, (key, node));
            }
        }
        let names: Vec<&str> = shapes.nodes.keys().copied().collect();
        for name in names {
            shapes.shape(reader, name);
        }
        shapes
    }

    /// A shape by name; `None` where there is none, or where it holds itself (which is told).
    fn shape(&mut self, reader: &mut Reader<'_>, name: &str) -> Option<Type> {
        if let Some(ty) = self.done.get(name) {
            return Some(ty.clone());
        }
        let (&name, &(key, node)) = self.nodes.get_key_value(name)?;
        if self.open.contains(&name) {
            let message = format!("the shape `{name}` holds itself");
            reader.find_help(
                &codes::UNKNOWN_TYPE,
                key.span,
                message,
                "a record has an end: take the circle out",
            );
            self.done.insert(name, Type::Record(Vec::new()));
            return None;
        }
        self.open.push(name);
        let ty = self.record(reader, node, &format!("the shape `{name}`"));
        self.open.pop();
        self.done.entry(name).or_insert(ty.clone());
        Some(ty)
    }

    fn record(&mut self, reader: &mut Reader<'_>, node: &Node, what: &str) -> Type {
        let Some(mut table) = reader.table(node, what) else { return Type::Record(Vec::new()) };
        let mut fields = Vec::new();
        for (key, node) in table.rest() {
            if reader.name(key, "a field")
                && let Some(param) = self.param(reader, &key.text, node, false)
            {
                fields.push((param.name, param.ty, param.optional));
            }
        }
        Type::Record(fields)
    }

    /// `optional TYPE private` under a name; `private` only where it has a meaning.
    pub fn param(
        &mut self,
        reader: &mut Reader<'_>,
        name: &str,
        node: &Node,
        private: bool,
    ) -> Option<Param> {
        if matches!(node.kind, Kind::Map(_)) {
            let ty = self.record(reader, node, "a record");
            return Some(Param { name: name.to_owned(), ty, optional: false, private: false });
        }
        let text = reader.fixed(node, "a type")?;
        let mut words = Words { text, at: 0 };
        let optional = words.eat("optional");
        let ty = self.ty(reader, node, &mut words)?;
        let marked = words.eat("private");
        if marked && !private {
            let span = reader.inside(node, words.at - "private".len()..words.at);
            reader.find_help(
                &codes::UNKNOWN_TYPE,
                span,
                "`private` has a meaning at an action's input only",
                "it says that a private field may go there",
            );
        }
        if !words.rest().is_empty() {
            let span = reader.inside(node, words.at..text.len());
            let message = format!("`{}` is not part of a type", shown(words.rest()));
            let finding = reader.find(&codes::UNKNOWN_TYPE, span, message);
            finding.help = Some(
                "a type is written as `optional number from 0 to 10`, `list of time`, `one of a, b`".into(),
            );
            return None;
        }
        Some(Param { name: name.to_owned(), ty, optional, private: marked })
    }

    fn ty(&mut self, reader: &mut Reader<'_>, node: &Node, words: &mut Words<'_>) -> Option<Type> {
        words.rest();
        let start = words.at;
        let word = words.word();
        Some(match word {
            "text" if words.eat("matches") => {
                let from = words.at;
                match words.regex() {
                    Some(regex) => Type::Text(Some(regex)),
                    None => {
                        let span = reader.inside(node, from..words.text.len());
                        let help = "write it as `text matches /[0-9]{6}/`; the only flag is `i`";
                        reader.find_help(
                            &codes::UNKNOWN_TYPE,
                            span,
                            "this is not a regular expression",
                            help,
                        );
                        return None;
                    }
                }
            }
            "text" => Type::Text(None),
            "number" => {
                let from = if words.eat("from") { Some(number(reader, node, words)?) } else { None };
                let to = if words.eat("to") { Some(number(reader, node, words)?) } else { None };
                Type::Number { from, to }
            }
            "bool" => Type::Bool,
            "time" => Type::Time,
            "date" => Type::Date,
            "duration" => Type::Duration,
            "image" => Type::Image,
            "file" => Type::File,
            "one" if words.eat("of") => Type::OneOf(one_of(reader, node, words)?),
            "list" if words.eat("of") => Type::List(Box::new(self.ty(reader, node, words)?)),
            "" => {
                reader.find(&codes::UNKNOWN_TYPE, node.span, "a type is missing here");
                return None;
            }
            name => {
                if let Some(ty) = self.shape(reader, name) {
                    return Some(ty);
                }
                if self.nodes.contains_key(name) {
                    return None;
                }
                let span = reader.inside(node, start..words.at);
                let known = self.nodes.keys().copied().chain(WORDS);
                reader.offer(name, self.nodes.keys().copied().chain(WORDS));
                if start == 0 {
                    reader.offer(name, ["optional"]);
                }
                let near = foreign(name).or_else(|| nearest(name, known)).map(str::to_owned);
                let finding =
                    reader.find(&codes::UNKNOWN_TYPE, span, format!("there is no type `{}`", shown(name)));
                finding.help = Some(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "records are declared under `shapes`".to_owned(),
                });
                return None;
            }
        })
    }
}

/// Our word for another language's type.
fn foreign(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "string" | "str" | "varchar" | "uuid" => "text",
        "int" | "integer" | "float" | "double" | "decimal" => "number",
        "boolean" => "bool",
        "datetime" | "timestamp" | "instant" => "time",
        "array" => "list of",
        "enum" => "one of",
        _ => return None,
    })
}

fn number(reader: &mut Reader<'_>, node: &Node, words: &mut Words<'_>) -> Option<Decimal> {
    words.rest();
    let start = words.at;
    let word = words.word();
    match word.parse() {
        Ok(number) => Some(number),
        Err(_) => {
            let span = reader.inside(node, start..words.at);
            reader.find(
                &codes::UNKNOWN_TYPE,
                span,
                format!("a number was expected here, not `{}`", shown(word)),
            );
            None
        }
    }
}

/// What stands after `one of`: texts between commas, with or without quotes.
fn one_of(reader: &mut Reader<'_>, node: &Node, words: &mut Words<'_>) -> Option<Vec<String>> {
    let rest = words.rest();
    let (list, end) = match rest.strip_suffix(" private") {
        Some(list) => (list, words.text.len() - " private".len()),
        None => (rest, words.text.len()),
    };
    words.at = end;
    let texts: Vec<String> = list.split(',').map(|text| text.trim().trim_matches('"').to_owned()).collect();
    if texts.iter().any(String::is_empty) {
        let message = "`one of` names texts with commas between them";
        reader.find_help(
            &codes::UNKNOWN_TYPE,
            node.span,
            message,
            "write it as `\"one of unpaid, paid\"`, in quotes inside `{ }`",
        );
        return None;
    }
    Some(texts)
}

struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn rest(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].trim_end()
    }

    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn eat(&mut self, word: &str) -> bool {
        let at = self.at;
        let found = self.word() == word;
        if !found {
            self.at = at;
        }
        found
    }

    fn regex(&mut self) -> Option<Regex> {
        let rest = self.rest();
        let body = rest.strip_prefix('/')?;
        let mut escaped = false;
        let end = body.char_indices().find_map(|(at, c)| {
            let closes = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            closes.then_some(at)
        })?;
        let pattern = body[..end].replace("\\/", "/");
        let after = &body[end + 1..];
        let ignore_case = after.starts_with('i');
        self.at += 1 + end + 1 + usize::from(ignore_case);
        let regex = Regex { pattern, ignore_case };
        regex::Regex::new(&regex.pattern).is_ok().then_some(regex)
    }
}

/// Whether a text is a dotted name such as `crm.create_lead`.
pub(super) fn is_dotted(text: &str) -> bool {
    text.split('.').all(is_name)
}
