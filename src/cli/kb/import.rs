//! `flowc kb import`: one table of several lists of answers.

use std::collections::BTreeSet;

use clap::Args;

use super::super::{Exit, Screen};
use super::compare::{Finding, compare};
use super::read::{Entry, ROWS_MAX, read};
use super::write;

/// Make one table of CSV, XLSX and Markdown files, and tell of duplicates and contradictions
#[derive(Debug, Args)]
pub struct Import {
    /// CSV, XLSX or Markdown
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The table to write
    #[arg(short, long, value_name = "FILE", default_value = "faq.csv")]
    output: String,
    /// Write over a table that is there already
    #[arg(long)]
    force: bool,
}

impl Import {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        if let Err((why, help)) = write::is_free(&self.output, self.force) {
            return screen.fail(why, help);
        }
        let (mut entries, mut refused): (Vec<Entry>, usize) = (Vec::new(), 0);
        for file in &self.files {
            let content = match read(file) {
                Ok(content) => content,
                Err(why) => return screen.fail(why, "nothing was written"),
            };
            if content.entries.is_empty() && content.refused.is_empty() {
                screen.note(format!("{file}: there are no questions in it"));
            }
            entries.extend(content.entries);
            refused += content.refused.len();
            content.refused.iter().for_each(|why| screen.note(why));
            if entries.len() > ROWS_MAX {
                return screen
                    .fail(format!("a table has at most {ROWS_MAX} rows"), "import into several tables");
            }
        }
        if entries.is_empty() {
            return screen.fail("there is no question with an answer in these files", "nothing was written");
        }
        let findings = compare(&entries);
        findings.iter().for_each(|finding| screen.say(shown(&entries, *finding)));
        let repeated: BTreeSet<usize> = findings
            .iter()
            .filter_map(|finding| if let Finding::Repeated(_, again) = finding { Some(*again) } else { None })
            .collect();
        let kept = entries.iter().enumerate().filter(|(at, _)| !repeated.contains(at));
        let rows: Vec<[String; 2]> =
            kept.map(|(_, entry)| [entry.question.clone(), entry.answer.clone()]).collect();
        if let Err(why) = write::table(&self.output, &["question", "answer"], &rows) {
            return screen.fail(why, "");
        }
        screen.say(self.summary(rows.len(), refused, &findings));
        let contradicts =
            |finding: &Finding| matches!(finding, Finding::Contradicts(..) | Finding::MayContradict(..));
        if refused > 0 || findings.iter().any(contradicts) { Exit::Findings } else { Exit::Done }
    }

    fn summary(&self, rows: usize, refused: usize, findings: &[Finding]) -> String {
        let count = |wanted: fn(&Finding) -> bool| findings.iter().filter(|finding| wanted(finding)).count();
        let parts = [
            (count(|finding| matches!(finding, Finding::Repeated(..))), "repeated and left out"),
            (count(|finding| matches!(finding, Finding::OtherWords(..))), "asked again in other words"),
            (
                count(|finding| matches!(finding, Finding::Contradicts(..) | Finding::MayContradict(..))),
                "with another answer",
            ),
            (refused, "that could not be read"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: String = parts.map(|(count, what)| format!(", {count} {what}")).collect();
        format!("{}: {rows} rows{parts}", self.output)
    }
}

/// A finding with both places and what stands there.
fn shown(entries: &[Entry], finding: Finding) -> String {
    let (what, first, second) = match finding {
        Finding::Repeated(first, second) => ("the same row twice, kept once", first, second),
        Finding::Contradicts(first, second) => {
            ("the same question with two answers, the first one answers", first, second)
        }
        Finding::OtherWords(first, second) => ("the same question in other words", first, second),
        Finding::MayContradict(first, second) => ("nearly the same question with two answers", first, second),
    };
    let row = |at: usize| {
        let Entry { question, answer, place } = &entries[at];
        format!("  {place}: {} -> {}", short(question), short(answer))
    };
    format!("{what}\n{}\n{}", row(first), row(second))
}

/// A text on one line, cut.
fn short(text: &str) -> String {
    const CHARS: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(CHARS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
