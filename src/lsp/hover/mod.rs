//! What there is to say about a place: of a name, of a text, of a duration, of a word of the language.

mod duration;
mod example;
mod keyword;
mod name;

use super::here::Here;
use super::symbols::Walk;
use crate::parallel;
use crate::source::Span;
use crate::syntax::{self, Token, TokenKind};

/// The most things that a name may mean, of which something is said.
const MEANINGS_MAX: usize = 3;

/// What is said, as Markdown, and the place that it is about.
pub fn about(here: &Here, offset: u32) -> Option<(String, Span)> {
    if let Some(first) = here.names_at(offset).first() {
        let named = here.names_at(offset).iter().take(MEANINGS_MAX);
        let told: Vec<String> = named.map(|it| name::told(&here.snapshot, it.symbol)).collect();
        return Some((told.join("\n\n---\n\n"), first.span));
    }
    let (token, span, next) = token(here, offset)?;
    let word = here.snapshot.text(span);
    let told = match token.kind {
        TokenKind::Keyword => keyword::meaning(word, next).map(str::to_owned),
        TokenKind::Number => duration::spelled(word),
        _ => None,
    };
    told.map(|told| (told, span)).or_else(|| filled(here, offset))
}

/// The token at a place, and the word behind it. Only the item around it is read for that.
fn token(here: &Here, offset: u32) -> Option<(Token, Span, &str)> {
    let (_, tree) = here.snapshot.tree(here.file)?;
    let holds = |span: &Span| (span.start..=span.end).contains(&offset);
    let item = tree.items.iter().map(crate::syntax::ast::Item::span).find(holds)?;
    let text = here.snapshot.text(item);
    let parsed = syntax::parse(here.file, text);
    let tokens = parsed.tokens.as_slice();
    let mut at = parsed.tokens.at(offset - item.start);
    // A place right behind a word is still its own.
    let is_trivia = tokens.get(at).is_none_or(|token| token.kind.is_trivia());
    if is_trivia && at > 0 && tokens[at - 1].end == offset - item.start {
        at -= 1;
    }
    let token = *tokens.get(at)?;
    let next = tokens[at + 1..].iter().find(|token| !token.kind.is_trivia());
    let next = next.map_or("", |token| &text[token.range()]);
    let span = Span { start: item.start + token.start, end: item.start + token.end, ..item };
    Some((token, span, next))
}

/// The text at a place as an example contact would get it.
fn filled(here: &Here, offset: u32) -> Option<(String, Span)> {
    parallel::on_a_deep_stack(|| {
        let names = here.snapshot.names();
        let mut walk = Walk::to(&here.snapshot.project, names, here.file, offset);
        walk.find_text();
        let (text, scope) = walk.text?;
        // A text without holes says itself.
        text.literal().is_none().then(|| (example::filled(text, &scope), text.span))
    })
}
