//! What stands between two neighbours of a line: a space, or nothing.

use crate::syntax::TokenKind;

/// A token, as far as its neighbours care.
pub(super) type Neighbour<'a> = (TokenKind, &'a str);

/// Whether nothing stands between two neighbours.
pub(super) fn is_glued(left: Neighbour<'_>, right: Neighbour<'_>) -> bool {
    match (left, right) {
        (_, (TokenKind::Sign, "," | ":" | ".")) | (_, (TokenKind::Bracket, ")")) => true,
        ((TokenKind::Sign, "."), _) | ((TokenKind::Bracket, "("), _) => true,
        // Arguments stand at their name, and parentheses of an expression apart from the word before them.
        ((TokenKind::Name, _), (TokenKind::Bracket, "(")) => true,
        ((TokenKind::Junk, _), _) => false,
        // A minus before a single value: see `kind_behind`.
        ((TokenKind::Bracket, "-"), _) => true,
        _ => false,
    }
}

/// The kind of a token, seen from the one behind it: a minus with nothing before it that it could be taken from counts as an
/// opening bracket.
pub(super) fn kind_behind(before: Option<Neighbour<'_>>, kind: TokenKind, written: &str) -> TokenKind {
    let is_operand = |(kind, text): Neighbour<'_>| match kind {
        TokenKind::Name | TokenKind::Number | TokenKind::Quote | TokenKind::Text => true,
        TokenKind::Bracket => text == ")",
        _ => false,
    };
    match kind {
        TokenKind::Sign if written == "-" && !before.is_some_and(is_operand) => TokenKind::Bracket,
        kind => kind,
    }
}
