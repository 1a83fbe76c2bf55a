//! The tokens of a file, in order and without a gap: what is written, layout and comments included.

use std::sync::LazyLock;

use super::grammar::Rule;
use super::node::Nodes;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Spaces, tabs, carriage returns, the byte order mark.
    Whitespace,
    /// One `\n`.
    NewLine,
    /// `# …` without its new line.
    Comment,
    /// `## …` without its new line.
    DocComment,
    /// A word of the language, where it is one.
    Keyword,
    /// A name, also where it looks like a word of the language.
    Name,
    /// A number, percentage, duration, clock time or date.
    Number,
    /// `/…/`
    Regex,
    /// An opening or closing quote.
    Quote,
    /// Words of a text.
    Text,
    /// `\n` and its like in a text.
    Escape,
    /// A brace or parenthesis, also that of a hole.
    Bracket,
    /// Any other sign: operators, commas, arrows.
    Sign,
    /// What nobody wanted, or what is written otherwise.
    Junk,
}

impl TokenKind {
    /// Whether it is layout or a comment.
    pub fn is_trivia(self) -> bool {
        matches!(
            self,
            TokenKind::Whitespace | TokenKind::NewLine | TokenKind::Comment | TokenKind::DocComment
        )
    }
}

/// One token: a range of bytes that is never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
}

impl Token {
    /// The token's bytes, for slicing the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// All tokens of a file: joined, they are the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenList {
    tokens: Vec<Token>,
}

impl TokenList {
    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = Token> + '_ {
        self.tokens.iter().copied()
    }

    /// The tokens as a slice.
    pub fn as_slice(&self) -> &[Token] {
        &self.tokens
    }

    /// The index of the token that holds this byte, or of the first one behind it.
    pub fn at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.end <= offset)
    }

    /// The text of all tokens, joined.
    pub fn join(&self, text: &str) -> String {
        self.tokens.iter().map(|token| &text[token.range()]).collect()
    }

    /// A file that was not parsed: all of it is junk.
    pub(super) fn unparsed(text: &str) -> Self {
        let mut list = TokenList::default();
        list.push(TokenKind::Junk, 0, text.len());
        list
    }

    /// The leaves of the parse and what lies between them.
    pub(super) fn new(text: &str, parsed: &Nodes<'_>) -> Self {
        let mut list = TokenList { tokens: Vec::with_capacity(text.len() / 4) };
        let mut done = 0;
        for leaf in parsed.leaves().filter(|leaf| leaf.start() < leaf.end()) {
            let (start, end) = (leaf.start() as usize, leaf.end() as usize);
            list.between(text, done, start);
            list.push(KINDS[leaf.as_rule() as usize], start, end);
            done = end;
        }
        list.between(text, done, text.len());
        list
    }

    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        if start < end {
            self.tokens.push(Token { kind, start: start as u32, end: end as u32 });
        }
    }

    /// Layout, comments, and the few signs that are no rules of their own.
    fn between(&mut self, text: &str, mut start: usize, end: usize) {
        while start < end {
            let rest = &text[start..end];
            let first = rest.chars().next().unwrap_or('\n');
            let (kind, length) = match first {
                '\n' => (TokenKind::NewLine, 1),
                '#' => {
                    let kind =
                        if rest.starts_with("##") { TokenKind::DocComment } else { TokenKind::Comment };
                    let line = rest.find('\n').unwrap_or(rest.len());
                    (kind, rest[..line].trim_end_matches('\r').len())
                }
                _ if is_space(first) => {
                    (TokenKind::Whitespace, rest.find(|c| c == '\n' || !is_space(c)).unwrap_or(rest.len()))
                }
                _ => (
                    TokenKind::Sign,
                    rest.find(|c| c == '\n' || c == '#' || is_space(c)).unwrap_or(rest.len()),
                ),
            };
            self.push(kind, start, start + length);
            start += length;
        }
    }
}

fn is_space(c: char) -> bool {
    c != '\n' && (c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'))
}

/// The kind of token that a leaf of each rule is. The grammar's naming convention decides.
static KINDS: LazyLock<Vec<TokenKind>> = LazyLock::new(|| {
    let rules = Rule::all_rules();
    let mut kinds = vec![TokenKind::Sign; rules.iter().map(|rule| *rule as usize + 1).max().unwrap_or(0)];
    for rule in rules {
        kinds[*rule as usize] = kind_of(*rule);
    }
    kinds
});

/// The kind of token that a leaf of a rule is.
pub(super) fn kind_of(rule: Rule) -> TokenKind {
    let name = format!("{rule:?}");
    match rule {
        Rule::number | Rule::percent | Rule::duration | Rule::clock | Rule::date => TokenKind::Number,
        Rule::name | Rule::word | Rule::member | Rule::callee | Rule::step_name => TokenKind::Name,
        Rule::day => TokenKind::Keyword,
        Rule::regex => TokenKind::Regex,
        Rule::quote | Rule::triple_quote => TokenKind::Quote,
        Rule::chunk | Rule::triple_chunk => TokenKind::Text,
        Rule::escape => TokenKind::Escape,
        Rule::lbrace | Rule::rbrace | Rule::lparen | Rule::rparen | Rule::router_open => TokenKind::Bracket,
        Rule::hole_open | Rule::hole_close => TokenKind::Bracket,
        Rule::stray_head | Rule::stray_rbrace | Rule::junk_arg | Rule::junk_in_brackets | Rule::hole_junk => {
            TokenKind::Junk
        }
        Rule::op_not | Rule::op_or | Rule::op_and | Rule::op_in | Rule::op_contains => TokenKind::Keyword,
        _ if name.starts_with("kw_") => TokenKind::Keyword,
        _ if name.starts_with("wrong_") => TokenKind::Junk,
        _ => TokenKind::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use crate::source::FileId;
    use crate::syntax::parse;

    #[test]
    fn tokens_know_what_they_are_where_they_stand() {
        let text = "## d\nfield say: text # c\nflow f { step s { say \"a{say}\\n\" ? } }";
        let parsed = parse(FileId(0), text);
        let tokens: Vec<_> = parsed
            .tokens
            .iter()
            .filter(|token| !matches!(token.kind, Whitespace | NewLine))
            .map(|token| (token.kind, &text[token.range()]))
            .collect();
        let expected = [
            (DocComment, "## d"),
            (Keyword, "field"),
            (Name, "say"),
            (Sign, ":"),
            (Keyword, "text"),
            (Comment, "# c"),
            (Keyword, "flow"),
            (Name, "f"),
            (Bracket, "{"),
            (Keyword, "step"),
            (Name, "s"),
            (Bracket, "{"),
            (Keyword, "say"),
            (Quote, "\""),
            (Text, "a"),
            (Bracket, "{"),
            (Name, "say"),
            (Bracket, "}"),
            (Escape, "\\n"),
            (Quote, "\""),
            (Junk, "?"),
            (Bracket, "}"),
            (Bracket, "}"),
        ];
        assert_eq!(tokens, expected);
    }

    #[test]
    fn a_byte_is_found_in_its_token() {
        let parsed = parse(FileId(0), "tag vip");
        let kinds: Vec<_> =
            [0, 2, 3, 4, 6].map(|at| parsed.tokens.as_slice()[parsed.tokens.at(at)].kind).into();
        assert_eq!(kinds, [Keyword, Keyword, Whitespace, Name, Name]);
        assert_eq!(parsed.tokens.at(7), parsed.tokens.as_slice().len());
    }
}
