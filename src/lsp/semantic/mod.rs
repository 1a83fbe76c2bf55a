//! What the words of a script are, for colours: as far as the text itself and the declarations beside it tell.

mod name;
mod role;
mod colours;

use std::collections::BTreeMap;

use crate::project::Folder;
use crate::syntax::ast::{Item, Name};
use crate::syntax::{Entries, Parsed, Token, TokenKind};

pub use colours::Colours;
use name::Names;
pub use role::{Modifier, Role};

/// A word with what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coloured {
    /// The word.
    pub token: Token,
    /// What it is.
    pub role: Role,
    /// What else is to be said of it.
    pub modifier: Option<Modifier>,
}

/// What the values of a folder are that its scripts declare at the top.
pub type Values<'p> = BTreeMap<&'p str, Role>;

/// The values that a folder's scripts declare, and the words under which it uses others.
pub fn values<'p>(folder: &'p Folder, spaces: impl Iterator<Item = &'p str>) -> Values<'p> {
    let mut values = Values::new();
    values.extend(spaces.filter(|space| !space.is_empty()).map(|space| (space, Role::Namespace)));
    let named = |name: &'p Option<Name>| name.as_ref().map(|name| name.text.as_str());
    for item in folder.files.iter().flat_map(|script| &script.tree.items) {
        let (names, role): (Vec<&str>, Role) = match item {
            Item::Field(field) => (field.names.iter().map(|name| name.text.as_str()).collect(), Role::Field),
            Item::Constant(constant) => (named(&constant.name).into_iter().collect(), Role::Constant),
            Item::Postback(inbound) | Item::Webhook(inbound) => {
                (named(&inbound.name).into_iter().collect(), Role::Event)
            }
            _ => continue,
        };
        values.extend(names.into_iter().map(|name| (name, role)));
    }
    values
}

/// The words of a script that have a colour of their own, in their order.
pub fn coloured(text: &str, parsed: &Parsed, values: &Values<'_>) -> Vec<Coloured> {
    let entries = Entries::of(&parsed.tree);
    let mut names = Names::new(text, &entries, values);
    let mut found = Vec::new();
    for token in parsed.tokens.iter() {
        let role = match token.kind {
            TokenKind::Comment => Some((Role::Comment, None)),
            TokenKind::DocComment => Some((Role::Comment, Some(Modifier::Documentation))),
            TokenKind::Number => Some((Role::Number, None)),
            TokenKind::Regex => Some((Role::Regex, None)),
            TokenKind::Quote | TokenKind::Text => Some((Role::Text, None)),
            TokenKind::Escape => Some((Role::Escape, None)),
            TokenKind::Sign if is_operator(&text[token.range()]) => Some((Role::Operator, None)),
            _ => None,
        };
        let of_names = names.next(token);
        if let Some((role, modifier)) = of_names.or(role) {
            // A sign may have taken the space behind it along.
            let length = match role {
                Role::Operator => text[token.range()].trim_end().len(),
                _ => token.range().len(),
            };
            let token = Token { end: token.start + length as u32, ..token };
            found.push(Coloured { token, role, modifier });
        }
    }
    found
}

fn is_operator(sign: &str) -> bool {
    !matches!(sign.trim_end(), "," | ":" | ".")
}
