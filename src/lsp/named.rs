//! The files and folders that a script names in quotes.

use crate::source::{FileId, Span};
use crate::syntax::{Token, TokenKind, TokenList};

/// A name of a file or folder, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'t> {
    /// What stands between the quotes.
    pub path: &'t str,
    /// Where it stands, without the quotes.
    pub span: Span,
    /// Whether it is a folder of scripts.
    pub is_folder: bool,
}

/// All of them in their order: `use "…"`, `knowledge … from "…"`, and the media of `send` and `with`. A text with holes names
/// nothing.
pub fn named<'t>(file: FileId, text: &'t str, tokens: &TokenList) -> Vec<Named<'t>> {
    let mut reader = Reader { file, text, place: Place::Elsewhere, found: Vec::new() };
    let tokens: Vec<Token> = tokens.iter().filter(|token| !token.kind.is_trivia()).collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match tokens.get(at..at + 3) {
            Some([open, words, close]) if is_plain(open, words, close) => {
                reader.plain(*words);
                3
            }
            _ => {
                reader.word(*token);
                1
            }
        };
    }
    reader.found
}

fn is_plain(open: &Token, words: &Token, close: &Token) -> bool {
    [open.kind, words.kind, close.kind] == [TokenKind::Quote, TokenKind::Text, TokenKind::Quote]
        && open.end - open.start == 1
}

/// What a text would be that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Elsewhere,
    /// Behind `use`.
    Folder,
    /// Behind `knowledge`, its name, and `from`.
    Knowledge,
    Table,
    /// Behind `send` or `with`, behind the kind of media, and behind one of several files.
    Sending,
    Media,
    Behind,
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    place: Place,
    found: Vec<Named<'t>>,
}

impl Reader<'_> {
    fn plain(&mut self, words: Token) {
        if matches!(self.place, Place::Folder | Place::Table | Place::Media) {
            let span = Span { file: self.file, start: words.start, end: words.end };
            let is_folder = self.place == Place::Folder;
            self.found.push(Named { path: &self.text[words.range()], span, is_folder });
        }
        self.place = if self.place == Place::Media { Place::Behind } else { Place::Elsewhere };
    }

    fn word(&mut self, token: Token) {
        let word = &self.text[token.range()];
        self.place = match (token.kind, word, self.place) {
            (TokenKind::Keyword, "use", _) => Place::Folder,
            (TokenKind::Keyword, "knowledge", _) => Place::Knowledge,
            (TokenKind::Name, _, Place::Knowledge) => Place::Knowledge,
            (TokenKind::Keyword, "from", Place::Knowledge) => Place::Table,
            (TokenKind::Keyword, "send" | "with", _) => Place::Sending,
            (TokenKind::Keyword, "image" | "voice" | "video" | "note" | "file", Place::Sending) => {
                Place::Media
            }
            (TokenKind::Sign, ",", Place::Behind) => Place::Media,
            // An album may hold a value, or a text with holes.
            (TokenKind::Name, _, Place::Media) => Place::Behind,
            (TokenKind::Sign, ".", place) | (TokenKind::Name, _, place @ Place::Behind) => place,
            _ => Place::Elsewhere,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    #[test]
    fn folders_tables_and_media_are_named_and_other_texts_are_not() {
        let text = "use \"../shared\"\nuse std.consent\nknowledge faq from \"faq.csv\"\n\
            flow f { step s { send image \"a.png\", proof.back, \"b.png\" caption \"c\"\n say \"x\" with voice \"d.ogg\"\n\
            ask image \"e\" else -> s\n read n from image \"g\"\n send file \"{h}\" ai reply t { knowledge faq goal \"i\" } } }";
        let parsed = parse(FileId(0), text);
        let found = named(FileId(0), text, &parsed.tokens);
        let paths: Vec<&str> = found.iter().map(|named| named.path).collect();
        assert_eq!(paths, ["../shared", "faq.csv", "a.png", "b.png", "d.ogg"]);
        assert!(found.iter().all(|named| named.is_folder == (named.path == "../shared")));
        assert!(found.iter().all(|named| &text[named.span.range()] == named.path));
    }
}
