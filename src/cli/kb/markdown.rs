//! Questions and answers of a Markdown text: headings, bold beginnings and lines with `Q:` ask; what follows answers.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::read::{Content, Entry};

/// Lines that begin with one of these ask.
const ASKS: [&str; 5] = ["q:", "question:", "в:", "вопрос:", "q."];
/// Lines that begin with one of these answer.
const ANSWERS: [&str; 5] = ["a:", "answer:", "о:", "ответ:", "a."];

/// The entries of a text. A heading without words below it is a title and no question.
pub fn read(path: &str, text: &str) -> Content {
    let mut book = Book { path, content: Content::default(), open: None };
    let mut block = Block::default();
    let mut link: Option<(String, usize)> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = || text[..range.start].matches('\n').count() + 1;
        match event {
            Event::Start(Tag::Heading { .. }) => block = Block::of(line(), true),
            Event::Start(Tag::Paragraph | Tag::CodeBlock(_)) => block = Block::of(line(), false),
            Event::Start(Tag::Item) => {
                // A tight list has no paragraphs.
                block = Block::of(line(), false);
                block.text.push_str("- ");
            }
            Event::Start(Tag::Strong) if block.text.trim().is_empty() => block.strong = true,
            Event::End(TagEnd::Strong) if block.strong && block.strong_end == 0 => {
                block.strong_end = block.text.len();
            }
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((dest_url.to_string(), block.text.len())),
            Event::End(TagEnd::Link) => {
                if let Some((url, from)) = link.take()
                    && block.text.get(from..).is_some_and(|words| words != url)
                {
                    block.text.push_str(&format!(" ({url})"));
                }
            }
            Event::Text(words) | Event::Code(words) => block.text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => block.text.push('\n'),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Item) => {
                book.take(std::mem::take(&mut block));
            }
            _ => {}
        }
    }
    book.take(block);
    book.close();
    book.content
}

/// A heading, a paragraph, a list's item.
#[derive(Default)]
struct Block {
    line: usize,
    heading: bool,
    text: String,
    /// It begins in bold, up to this byte.
    strong: bool,
    strong_end: usize,
}

impl Block {
    fn of(line: usize, heading: bool) -> Self {
        Block { line, heading, ..Block::default() }
    }
}

/// A question whose answer is being read.
struct Open {
    line: usize,
    question: String,
    answer: Vec<String>,
    /// Whether it was marked as a question, and not only as a heading.
    marked: bool,
}

struct Book<'a> {
    path: &'a str,
    content: Content,
    open: Option<Open>,
}

impl Book<'_> {
    fn take(&mut self, block: Block) {
        let text = block.text.trim();
        if text.is_empty() || text == "-" {
            return;
        }
        if block.heading {
            let words = after(text, &ASKS).unwrap_or(text);
            return self.ask(block.line, words, words.ends_with('?'));
        }
        if block.strong && block.strong_end > 0 {
            let (bold, rest) = block.text.split_at(block.strong_end);
            let (bold, rest) = (bold.trim(), rest.trim());
            let words = after(bold, &ASKS).unwrap_or(bold);
            if after(bold, &ANSWERS).is_none() && (rest.is_empty() || words.ends_with('?')) {
                self.ask(block.line, words, true);
                self.answer(rest);
                return;
            }
        }
        for (below, line) in text.lines().enumerate() {
            let line = line.trim();
            match (after(line, &ASKS), after(line, &ANSWERS)) {
                (Some(question), _) => self.ask(block.line + below, question, true),
                (None, Some(answer)) => self.answer(answer),
                (None, None) => self.answer(line),
            }
        }
    }

    fn ask(&mut self, line: usize, question: &str, marked: bool) {
        self.close();
        self.open = Some(Open { line, question: question.to_owned(), answer: Vec::new(), marked });
    }

    fn answer(&mut self, text: &str) {
        if let Some(open) = &mut self.open
            && !text.is_empty()
        {
            open.answer.push(text.to_owned());
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let place = format!("{}, line {}", self.path, open.line);
        if !open.answer.is_empty() {
            let answer = open.answer.join("\n");
            self.content.entries.push(Entry { question: open.question, answer, place });
        } else if open.marked {
            self.content.refused.push(format!("{place}: no answer follows this question"));
        }
    }
}

/// What stands behind one of these words, whatever its case.
fn after<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let text = text.trim_start_matches("- ");
    words.iter().find_map(|word| {
        let count = word.chars().count();
        let end = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
        (text[..end].to_lowercase() == *word).then(|| text[end..].trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_bold_beginnings_and_marked_lines_ask() {
        let text = "# Help\n\n## Is it free?\nYes, it is.\nSee [the page](https://a.example).\n\n- one\n- two\n\n\
            **Is there a fee?** No.\n\n**Кто вы?**\n\nКопилка.\n\nQ: When?\nA: Tomorrow.\nQ: Why?\nA: So.\n\n## Never answered?\n";
        let content = read("a.md", text);
        let found: Vec<(&str, &str)> =
            content.entries.iter().map(|entry| (entry.question.as_str(), entry.answer.as_str())).collect();
        assert_eq!(
            found,
            [
                ("Is it free?", "Yes, it is.\nSee the page (https://a.example).\n- one\n- two"),
                ("Is there a fee?", "No."),
                ("Кто вы?", "Копилка."),
                ("When?", "Tomorrow."),
                ("Why?", "So."),
            ]
        );
        assert_eq!(content.entries[0].place, "a.md, line 3");
        assert_eq!(content.entries[4].place, "a.md, line 18");
        assert_eq!(content.refused, ["a.md, line 21: no answer follows this question"]);
    }
}
