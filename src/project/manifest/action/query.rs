//! A statement of SQL, as far as its safety asks: where its words, its quotes and its comments are.

use std::ops::Range;

use crate::ir::{InputPart, InputText};

/// A statement that can be sent.
#[derive(Debug, PartialEq)]
pub(super) struct Query {
    /// Its text, with inputs where values are bound.
    pub text: InputText,
    /// The inputs, each with its bytes.
    pub holes: Vec<(String, Range<usize>)>,
    /// Whether it changes anything, by its words.
    pub writes: bool,
}

/// Why a statement cannot be sent.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// Its bytes.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// What a statement may begin with. Tables are made, and settings are set, by whoever keeps the database.
const VERBS: [&str; 9] =
    ["select", "with", "values", "insert", "update", "delete", "replace", "merge", "call"];
/// Words that make a statement one that writes, wherever they stand: `with new as (insert …)`, `select … for update`.
const WRITING: [&str; 5] = ["insert", "update", "delete", "merge", "into"];

/// Reads one statement.
///
/// # Errors
/// The first [`Fault`].
pub(super) fn read(text: &str) -> Result<Query, Fault> {
    let mut lexer = Lexer { text, at: 0, parts: Vec::new(), from: 0, holes: Vec::new(), words: Vec::new() };
    lexer.statement()?;
    let Lexer { parts, holes, words, .. } = lexer;
    let Some((first, at)) = words.first() else {
        let help = "write it as `select … from … where number = {number}`";
        return Err(Fault { at: 0..text.len(), message: "the query is empty".to_owned(), help });
    };
    if !VERBS.contains(&first.as_str()) {
        let message = format!("the query of an action does not begin with `{first}`");
        let help = "it reads or changes rows: `select`, `insert`, `update`, `delete`, `with`, `values`, `replace`, `merge`, `call`";
        return Err(Fault { at: at.clone(), message, help });
    }
    let writes = !matches!(first.as_str(), "select" | "with" | "values")
        || words.iter().any(|(word, _)| WRITING.contains(&word.as_str()));
    Ok(Query { text: InputText(parts), holes, writes })
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    parts: Vec<InputPart>,
    /// Where the part begins that is not in `parts` yet.
    from: usize,
    holes: Vec<(String, Range<usize>)>,
    words: Vec<(String, Range<usize>)>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn statement(&mut self) -> Result<(), Fault> {
        while let Some(c) = self.rest().chars().next() {
            let start = self.at;
            match c {
                '\'' => {
                    let escapes = self.words.last().is_some_and(|(word, at)| word == "e" && at.end == start);
                    self.quoted('\'', escapes)?;
                }
                '"' | '`' => self.quoted(c, false)?,
                '-' if self.rest().starts_with("--") => {
                    let length = self.rest().find('\n').unwrap_or(self.rest().len());
                    self.covered(start..start + length, "in a comment")?;
                }
                '/' if self.rest().starts_with("/*") => self.comment()?,
                '$' => self.dollar()?,
                '{' => self.hole()?,
                ';' => self.end()?,
                c if is_word(c) => {
                    let length = self.rest().find(|c| !is_word(c)).unwrap_or(self.rest().len());
                    self.at += length;
                    self.words.push((self.text[start..self.at].to_lowercase(), start..self.at));
                }
                c => self.at += c.len_utf8(),
            }
        }
        self.keep(self.at);
        Ok(())
    }

    /// Keeps what was read up to here as text of the statement.
    fn keep(&mut self, end: usize) {
        if end > self.from {
            self.parts.push(InputPart::Text(self.text[self.from..end].to_owned()));
        }
        self.from = end;
    }

    /// Goes over a part in which no input may stand.
    fn covered(&mut self, part: Range<usize>, place: &str) -> Result<(), Fault> {
        if let Some((name, hole)) = InputText::holes(&self.text[part.clone()]).first() {
            let at = part.start + hole.start..part.start + hole.end;
            let message = format!("`{{{name}}}` stands {place}, where no value is put in");
            let help =
                "take the quotes away: a value is bound as it is and needs none, such as `number = {number}`";
            return Err(Fault { at, message, help });
        }
        self.at = part.end;
        Ok(())
    }

    fn quoted(&mut self, quote: char, escapes: bool) -> Result<(), Fault> {
        let body = self.at + 1;
        let mut chars = self.text[body..].char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if escapes && c == '\\' {
                chars.next();
            } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
                return self.covered(self.at..body + at + 1, "between quotes");
            }
        }
        Err(self.open(self.at, "this quote is not closed", "close it with the same sign"))
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let Some(length) = rest[2..].find("*/").map(|length| length + 4) else {
            return Err(self.open(self.at, "this comment is not closed", "close it with `*/`"));
        };
        if rest[2..length].contains("/*") {
            // PostgreSQL nests comments and SQLite does not: where such a one ends depends on who reads it.
            return Err(self.open(self.at, "a comment stands within this comment", "take one of them out"));
        }
        self.covered(self.at..self.at + length, "in a comment")
    }

    /// PostgreSQL's `$tag$ … $tag$`; never `$1`.
    fn dollar(&mut self) -> Result<(), Fault> {
        let rest = self.rest();
        let name = rest[1..].find(|c| !is_word(c)).unwrap_or(rest.len() - 1);
        let digits = rest[1..].starts_with(|c: char| c.is_ascii_digit());
        if digits {
            let help = "write an input in braces: `{number}`";
            return Err(self.open(self.at, "an input has a name, not a number", help));
        }
        if !rest[1 + name..].starts_with('$') {
            self.at += 1 + name;
            return Ok(());
        }
        let tag = &rest[..name + 2];
        match rest[tag.len()..].find(tag) {
            Some(length) => self.covered(self.at..self.at + length + 2 * tag.len(), "between quotes"),
            None => Err(self.open(self.at, "this quote is not closed", "close it with the same sign")),
        }
    }

    fn hole(&mut self) -> Result<(), Fault> {
        let holes = InputText::holes(self.rest());
        let Some((name, place)) = holes.first().filter(|(_, place)| place.start == 0) else {
            let help = "an input is a name in braces, such as `{number}`";
            return Err(self.open(self.at, "this brace opens no input", help));
        };
        let at = self.at..self.at + place.end;
        let glued = self.text[..at.start].ends_with(|c| is_word(c) || c == '}')
            || self.text[at.end..].starts_with(is_word);
        if glued {
            let message = format!("`{{{name}}}` is one with the word beside it");
            let help = "a value stands alone: names of tables and columns are written, not given";
            return Err(Fault { at, message, help });
        }
        self.keep(self.at);
        self.parts.push(InputPart::Input((*name).to_owned()));
        self.holes.push(((*name).to_owned(), at.clone()));
        self.at = at.end;
        self.from = at.end;
        Ok(())
    }

    /// A semicolon ends the statement; behind it stands nothing but space.
    fn end(&mut self) -> Result<(), Fault> {
        let behind = &self.rest()[1..];
        if !behind.trim().is_empty() {
            let at = self.at + 1 + (behind.len() - behind.trim_start().len());
            return Err(self.open(
                at,
                "a second statement begins here",
                "an action makes one: write two actions",
            ));
        }
        self.keep(self.at);
        self.at = self.text.len();
        self.from = self.at;
        Ok(())
    }

    fn open(&self, at: usize, message: &str, help: &'static str) -> Fault {
        let end = at + self.text[at..].chars().next().map_or(0, char::len_utf8);
        Fault { at: at..end, message: message.to_owned(), help }
    }
}

fn is_word(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_continue(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (String, &str) {
        let fault = read(text).unwrap_err();
        (fault.message, &text[fault.at])
    }

    #[test]
    fn inputs_stand_alone_and_everything_else_stays_as_it_is() {
        let query =
            read("select a, '{1,2}'::int[], \"b;\" -- c;\n from t where x = {имя} and y in({b_2}) ; ")
                .unwrap();
        assert!(!query.writes);
        assert_eq!(query.text.inputs().collect::<Vec<_>>(), ["имя", "b_2"]);
        assert_eq!(
            query.text.texts().collect::<Vec<_>>(),
            ["select a, '{1,2}'::int[], \"b;\" -- c;\n from t where x = ", " and y in(", ") "]
        );
        assert_eq!(read("select 'it''s', $$;$$, $x$'$x$, e'\\';', `a;` from t").unwrap().holes, []);
    }

    #[test]
    fn an_input_between_quotes_or_in_a_comment_is_refused() {
        for text in [
            "select * from t where x = '{a}'",
            "select * from t where x like '%{a}%'",
            "select \"{a}\"",
            "select `{a}`",
            "select $q$ '{a}' $q$",
            "select e'\\'{a}'",
            "select 1 -- {a}",
            "select 1 /* ' {a} */",
        ] {
            let (message, at) = fault(text);
            assert!(message.starts_with("`{a}` stands ") && at == "{a}", "{text}: {message} at {at}");
        }
        assert_eq!(fault("select x{a}").1, "{a}");
        assert_eq!(fault("select {a}x").1, "{a}");
        assert_eq!(fault("select {a}{b}").1, "{b}");
        assert_eq!(fault("select { a }"), ("this brace opens no input".into(), "{"));
        assert_eq!(fault("select $1"), ("an input has a name, not a number".into(), "$"));
    }

    #[test]
    fn there_is_one_statement_of_a_kind_that_touches_rows() {
        for text in ["select 1; drop table t", "select 1;;", "select 1; -- x", "select ';'; select 2"] {
            assert_eq!(fault(text).0, "a second statement begins here", "{text}");
        }
        for (text, word) in
            [("drop table t", "drop"), ("/* x */ ATTACH 'x' as y", "ATTACH"), ("copy t to '/x'", "copy")]
        {
            let (message, at) = fault(text);
            assert!(message.contains("does not begin with") && at == word, "{message}: {at}");
        }
        assert_eq!(fault("  -- nothing").0, "the query is empty");
        for open in ["select 'a", "select \"a", "select /* a", "select $a$ x", "select e'\\'"] {
            assert!(fault(open).0.ends_with("is not closed"), "{open}");
        }
        assert_eq!(fault("select /* /* */ {a} */ 1").0, "a comment stands within this comment");
    }

    #[test]
    fn what_writes_is_known_by_its_words() {
        for (text, writes) in [
            ("select a from t", false),
            ("WITH x AS (select 1) select * from x", false),
            ("values (1)", false),
            ("select 'insert into t' as \"update\"", false),
            ("select replace(a, 'x', 'y'), updated from t", false),
            ("INSERT into t values ({a}) returning id", true),
            ("with x as (delete from t returning *) select * from x", true),
            ("select * from t for update", true),
            ("select a into b from t", true),
            ("call f({a})", true),
        ] {
            assert_eq!(read(text).unwrap().writes, writes, "{text}");
        }
    }
}
