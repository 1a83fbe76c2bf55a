//! How deep is a text nested? Known before the grammar, which recurses, sees the text.

/// How deep blocks, parentheses and holes lie in each other.
pub(super) struct Nesting {
    /// As deep as they seem to.
    pub deepest: usize,
    /// The byte of the first bracket beyond the bound.
    pub exceeded_at: usize,
    /// As deep as they may: on a line of which it is not sure what is a text and what is not, no bracket closes another.
    pub deepest_at_worst: usize,
}

impl Nesting {
    /// Scans a text; `most` is the bound.
    pub fn of(text: &str, most: usize) -> Self {
        let mut nesting = Nesting { deepest: 0, exceeded_at: 0, deepest_at_worst: 0 };
        let mut scan = Scan::default();
        let mut start = 0;
        // What may be open besides, of the lines before.
        let mut doubtful = 0;
        for line in text.split_inclusive('\n') {
            let before = scan.open.depth();
            scan.line(line);
            let deepest = before + scan.deepest_at.len();
            if deepest > nesting.deepest {
                if nesting.deepest <= most && deepest > most {
                    nesting.exceeded_at = start + scan.deepest_at[most - before];
                }
                nesting.deepest = deepest;
            }
            let worst = if scan.is_doubtful { before + opening(line) } else { deepest };
            nesting.deepest_at_worst = nesting.deepest_at_worst.max(doubtful + worst);
            if scan.is_doubtful {
                doubtful += worst - scan.open.depth();
            }
            start += line.len();
        }
        nesting
    }
}

/// The brackets of a line that open something, wherever they stand.
fn opening(line: &str) -> usize {
    line.bytes().filter(|byte| matches!(byte, b'{' | b'(')).count()
}

/// How many brackets are open.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    braces: usize,
    parens: usize,
}

impl Open {
    fn depth(self) -> usize {
        self.braces + self.parens
    }
}

/// A text that is open. Inside of it brackets are counted as well, and forgotten where it ends: a `:(` is no bracket for long.
#[derive(Debug, Clone, Copy)]
struct Text {
    before: Open,
    is_triple: bool,
}

#[derive(Default)]
struct Scan {
    open: Open,
    /// From the outermost one inward: a hole of a text may hold texts. From line to line only a triple one is open.
    texts: Vec<Text>,
    /// The bytes of the line at which it was nested one deeper than ever before on it, and than at its beginning.
    deepest_at: Vec<usize>,
    /// Whether the grammar may have seen other texts and comments on the line.
    is_doubtful: bool,
    /// Whether it may do so on every line below: of a triple text nobody is sure where it ends.
    is_lost: bool,
}

/// Words with which a line begins that ends a triple text nothing closes.
const HEADS: [&str; 12] = [
    "flow",
    "routes",
    "broadcast",
    "step",
    "ab",
    "bot",
    "test",
    "persona",
    "guardrails",
    "tone",
    "route",
    "ai",
];

impl Scan {
    fn line(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let before = self.open.depth();
        self.deepest_at.clear();
        if !self.texts.is_empty() && HEADS.iter().any(|head| line.trim_start().starts_with(head)) {
            self.is_lost = true;
        }
        self.is_doubtful = self.is_lost;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let in_text = !self.texts.is_empty() && !self.in_hole();
            match byte {
                b'\\' if !self.texts.is_empty() && bytes.get(at + 1).is_some_and(|next| *next != b'\n') => {
                    at += 1;
                    self.is_doubtful |= bytes[at] == b'"';
                }
                b'"' => {
                    let is_triple = bytes[at..].starts_with(b"\"\"\"");
                    self.quote(is_triple);
                    at += if is_triple { 2 } else { 0 };
                }
                b'{' | b'(' => {
                    *(if *byte == b'{' { &mut self.open.braces } else { &mut self.open.parens }) += 1;
                    if self.open.depth() > before + self.deepest_at.len() {
                        self.deepest_at.push(at);
                    }
                }
                b'}' | b')' => self.close(*byte),
                b'#' if self.texts.is_empty() => {
                    // Between parentheses the sign may be a part of what nobody wanted.
                    self.is_doubtful |= self.open.parens > 0;
                    break;
                }
                // Patterns, foreign comments and foreign quotes.
                b'#' | b'/' | b'[' | b'^' | b'?' | b'\\' | b'\'' if !in_text => self.is_doubtful = true,
                b'.' if !in_text => self.is_doubtful |= at > 0 && bytes[at - 1].is_ascii_whitespace(),
                0xC2 | 0xE2 if !in_text => self.is_doubtful = true,
                _ => {}
            }
            at += 1;
        }
        self.end_line();
    }

    fn close(&mut self, bracket: u8) {
        let least = self.texts.last().map_or(Open::default(), |text| text.before);
        if bracket == b'}' {
            self.open.braces = self.open.braces.saturating_sub(1).max(least.braces);
        } else {
            self.open.parens = self.open.parens.saturating_sub(1).max(least.parens);
        }
    }

    fn quote(&mut self, is_triple: bool) {
        match self.texts.last() {
            // In a hole a quote opens a text, elsewhere in a text it closes it.
            Some(text) if text.is_triple && is_triple || !text.is_triple && !self.in_hole() => {
                self.is_lost |= self.in_hole();
                self.open = text.before;
                self.texts.pop();
            }
            Some(text) if text.is_triple && !self.in_hole() => {}
            _ => self.texts.push(Text { before: self.open, is_triple }),
        }
    }

    /// Whether a brace is open that was opened in the innermost text.
    fn in_hole(&self) -> bool {
        self.texts.last().is_some_and(|text| self.open.braces > text.before.braces)
    }

    fn end_line(&mut self) {
        while let Some(text) = self.texts.last().filter(|text| !text.is_triple) {
            self.open = text.before;
            self.texts.pop();
            self.is_doubtful = true;
        }
        self.is_lost |= self.in_hole();
        self.is_doubtful |= self.is_lost;
    }
}

#[cfg(test)]
mod tests {
    use pest::Parser;
    use pest::iterators::Pairs;
    use proptest::prelude::*;

    use super::Nesting;
    use crate::syntax::grammar::{Grammar, Rule};

    fn deepest(text: &str) -> usize {
        Nesting::of(text, 256).deepest
    }

    fn deepest_at_worst(text: &str) -> usize {
        Nesting::of(text, 256).deepest_at_worst
    }

    #[test]
    fn nesting_counts_blocks_parentheses_and_holes() {
        assert_eq!(deepest("a { b ( c ) } { }"), 2);
        assert_eq!(deepest(r#"say "x {a} {b("{c}")}""#), 3);
        assert_eq!(deepest("# {{{{\n{ }"), 1);
        assert_eq!(deepest(r#"say "\{\{\{" {"#), 1);
        assert_eq!(deepest("say \"\"\"\n\"{a}\" {b}\n\"\"\" { }"), 1);
    }

    #[test]
    fn a_parenthesis_of_a_text_ends_with_it() {
        assert_eq!(deepest("say \":(\"\nsay \":(\"\n"), 1);
        assert_eq!(deepest("x \"\"\"\n(\n(\n\"\"\" { }"), 2);
    }

    #[test]
    fn what_a_text_leaves_open_ends_with_its_line() {
        assert_eq!(deepest("say \"{{{\n{ }"), 3);
        assert_eq!(deepest("say \"{a\nsay \"{a\n"), 1);
    }

    #[test]
    fn what_may_be_no_text_may_be_nested() {
        assert_eq!(deepest_at_worst("-> e\" {\n-> e\" {\n"), 2);
        assert_eq!(deepest_at_worst("when matches /#\"/ {\nwhen matches /#\"/ {\n"), 2);
        assert_eq!(deepest_at_worst("when '#' {\nwhen ‘#’ {\n{ say '}'\n{"), 4);
        assert_eq!(deepest_at_worst("a { say \"don't, {name} :(\" b (c) }\n".repeat(9).as_str()), 2);
    }

    #[test]
    fn a_parenthesis_closes_no_brace() {
        assert_eq!(deepest("{ x )\n{ x )\n"), 2);
    }

    #[test]
    fn a_byte_beyond_the_bound_is_the_first_one() {
        assert_eq!(Nesting::of("{ ( ( ) ) ( {", 2).exceeded_at, 4);
    }

    /// How deep the grammar nests what it finds between brackets.
    fn nested(text: &str) -> usize {
        let mut deepest = 0;
        let mut open = vec![(0, Grammar::parse(Rule::file, text).expect("the grammar is total"))];
        while let Some((depth, pairs)) = open.pop() {
            let depth = depth + usize::from(opens(pairs.clone()));
            deepest = deepest.max(depth);
            open.extend(pairs.map(|pair| (depth, pair.into_inner())));
        }
        deepest
    }

    fn opens(mut pairs: Pairs<'_, Rule>) -> bool {
        use Rule::{hole_open, lbrace, lparen, router_open, wrong_hole_open};
        pairs
            .any(|pair| matches!(pair.as_rule(), lbrace | lparen | hole_open | router_open | wrong_hole_open))
    }

    proptest! {
            #![proptest_config(ProptestConfig::with_cases(1_000))]

            #[test]
            fn the_grammar_never_nests_deeper_than_was_counted(
                pieces in prop::collection::vec(prop::sample::select(vec![
                    "{", "}", "(", ")", "\"", "\"\"\"", "\n", " ", "\\", "/", "#", "'", "“", "”", "«", "‘", "’", "[", ".",
                    "matches ", "matches /", "flow f {", "step s {", "if a ", "if (", "and ", "x ", "-> ", "->e", "say ", "say \"",
                    "route {", "when \"", "when matches ", "else ", "ask \"", "buttons {", "do a(", "ai reply r {", ":(", "set a = ",
                    "test \"", "bot \"", "|", "{{", "}}", "on message ", "handoff \"", "ab a {", "50% a {", ",", "=", "5", "tag ",
                ]), 0..60)
            ) {
                let text = pieces.concat();
    // A step behind the brace of its flow lies in the flow all the same.
                let most = deepest_at_worst(&text) + 1;
                prop_assert!(nested(&text) <= most, "{} > {most}", nested(&text));
            }
        }
}
