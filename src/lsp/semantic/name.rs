//! What a name is, by the words before it.

use super::{Modifier, Role, Values};
use crate::check::BUILT_IN;
use crate::syntax::{Entries, Token, TokenKind};

type Told = (Role, Option<Modifier>);

/// Reads the tokens of a script in their order.
pub struct Names<'t> {
    text: &'t str,
    values: &'t Values<'t>,
    /// Where entries begin, and where those do that are items.
    starts: Vec<u32>,
    roots: Vec<u32>,
    /// The word with which the last entry before this place begins, and whether that entry is an item.
    entry: &'t str,
    is_item: bool,
    /// The last word or sign.
    before: &'t str,
    before_kind: TokenKind,
    /// What the names of a list are while it goes on.
    list: Option<Told>,
    /// What a path leads to, while it goes on.
    path: Option<Told>,
    /// Whether a type is being written.
    types: bool,
}

impl<'t> Names<'t> {
    pub fn new(text: &'t str, entries: &Entries, values: &'t Values<'t>) -> Self {
        Names {
            text,
            values,
            starts: entries.spans().iter().map(|span| span.start).collect(),
            roots: entries.roots().map(|span| span.start).collect(),
            entry: "",
            is_item: false,
            before: "",
            before_kind: TokenKind::NewLine,
            list: None,
            path: None,
            types: false,
        }
    }

    /// What the next token is, where it is a word of the language or a name.
    pub fn next(&mut self, token: Token) -> Option<Told> {
        if token.kind.is_trivia() {
            return None;
        }
        // A sign may have taken the space behind it along.
        let word = self.text[token.range()].trim_end();
        let begins = self.starts.binary_search(&token.start).is_ok();
        if begins {
            self.entry = word;
            self.is_item = self.roots.binary_search(&token.start).is_ok();
            (self.list, self.path, self.types) = (None, None, false);
        }
        let told = match token.kind {
            TokenKind::Keyword => Some(self.keyword(word)),
            TokenKind::Name => Some(self.name(token, word, begins)),
            _ => {
                if !matches!(word, "," | ".") {
                    self.list = None;
                }
                if word != "." {
                    self.path = None;
                }
                None
            }
        };
        (self.before, self.before_kind) = (word, token.kind);
        told
    }

    fn keyword(&mut self, word: &str) -> Told {
        (self.list, self.path) = (None, None);
        let is_type = match word {
            "text" | "number" | "bool" | "time" | "date" | "duration" | "image" | "file" | "list" | "one" => {
                self.before == ":" || self.types && self.before == "of"
            }
            "of" => return (if self.types { Role::Type } else { Role::Keyword }, None),
            _ => false,
        };
        self.types = is_type;
        (if is_type { Role::Type } else { Role::Keyword }, None)
    }

    fn name(&mut self, token: Token, word: &str, begins: bool) -> Told {
        let rest = self.text[token.end as usize..].trim_start_matches([' ', '\t']);
        let goes_on = rest.starts_with('.');
        if self.before == "." {
            return match self.path {
                // The names before the last one are folders, or a value with its members.
                Some((Role::Namespace, _)) => self.value(word, rest),
                Some((Role::Flow | Role::Part | Role::Action, _)) if goes_on => (Role::Namespace, None),
                Some(told) => told,
                None => (Role::Field, None),
            };
        }
        let told = match self.list {
            Some(told) if self.before == "," => told,
            _ => self.after_word(word, rest, begins),
        };
        let is_list =
            matches!(self.before_kind, TokenKind::Keyword) || self.before == "," && self.list.is_some();
        self.list = is_list.then_some(told);
        self.path = match told {
            (Role::Value | Role::Field | Role::Event, _) => None,
            told => Some(told),
        };
        match told.0 {
            Role::Flow | Role::Part | Role::Action if goes_on => (Role::Namespace, None),
            _ => told,
        }
    }

    fn after_word(&self, word: &str, rest: &str, begins: bool) -> Told {
        use Modifier::{Declaration, Modification};
        let declared = |role| (role, self.is_item.then_some(Declaration));
        let is_first = self.before == self.entry;
        match (self.before_kind, self.before) {
            (TokenKind::Keyword, "flow") => (Role::Flow, (self.is_item && is_first).then_some(Declaration)),
            (TokenKind::Keyword, "step") => (Role::Step, is_first.then_some(Declaration)),
            (TokenKind::Keyword, "broadcast") => declared(Role::Flow),
            (TokenKind::Keyword, "tag" | "goal") if is_first => declared(Role::Word),
            (TokenKind::Keyword, "tag" | "goal" | "reach" | "channels" | "channel" | "languages") => {
                (Role::Word, None)
            }
            (TokenKind::Keyword, "field" | "tracker") if is_first => declared(Role::Field),
            (TokenKind::Keyword, "field") => (Role::Field, None),
            (TokenKind::Keyword, "postback" | "webhook") => {
                (Role::Event, (self.is_item && is_first).then_some(Declaration))
            }
            (TokenKind::Keyword, "by") => (Role::Parameter, None),
            (TokenKind::Keyword, "knowledge" | "hours" | "routes") => {
                (Role::Part, (self.is_item && is_first).then_some(Declaration))
            }
            (TokenKind::Keyword, "include" | "template") => (Role::Part, None),
            (TokenKind::Keyword, "reply") => (Role::Part, Some(Declaration)),
            (TokenKind::Keyword, "text") if self.is_item && is_first => (Role::Constant, Some(Declaration)),
            (TokenKind::Keyword, "use") => (Role::Namespace, None),
            (TokenKind::Keyword, "start" | "moved" | "drop") => (Role::Flow, None),
            (TokenKind::Keyword, "save" | "set" | "read") => (self.value(word, "").0, Some(Modification)),
            (TokenKind::Keyword, "each") => (Role::Value, Some(Declaration)),
            (TokenKind::Keyword, "to" | "from") => match self.entry {
                "moved" => (Role::Flow, None),
                "add" | "remove" => (self.value(word, "").0, Some(Modification)),
                _ => (Role::Person, None),
            },
            (TokenKind::Keyword, "notify") => (Role::Person, None),
            (TokenKind::Keyword, "do") => (Role::Action, None),
            (TokenKind::Keyword, "ab") => (Role::Router, Some(Declaration)),
            (TokenKind::Keyword, "arm") => (Role::Router, None),
            (TokenKind::Sign, "=") if self.entry == "arm" => (Role::Word, None),
            (TokenKind::Sign, "->") => (Role::Step, None),
            (TokenKind::Sign, "|") => (Role::Function, Some(Modifier::DefaultLibrary)),
            // An arm without a share begins its own line.
            (TokenKind::Number, share) if share.ends_with('%') => (Role::Word, Some(Declaration)),
            _ if begins => (Role::Word, Some(Declaration)),
            (TokenKind::Bracket | TokenKind::Sign, "(" | ",") if rest.starts_with(':') => {
                (Role::Parameter, None)
            }
            _ => self.value(word, rest),
        }
    }

    /// A name in an expression.
    fn value(&self, word: &str, rest: &str) -> Told {
        let built_in = Some(Modifier::DefaultLibrary);
        match self.values.get(word) {
            _ if rest.starts_with('(') => (Role::Function, built_in),
            Some(role) => (*role, None),
            None if BUILT_IN.contains(&word) => (Role::Value, built_in),
            None => (Role::Value, None),
        }
    }
}
