//! Knowledge tables: CSV with a question and an answer in each row. They are data beside the program: the program names
//! them, and what they hold may change while it runs.

use super::cells::{Broken, Cells, Row, Why};
use super::{FileError, Files, join};
use crate::diagnostic::{Diagnostic, codes::project as codes, codes::syntax::TOO_LARGE};
use crate::source::{FileId, SourceMap, Span};

/// The largest table.
pub const BYTES_MAX: usize = 4 << 20;
/// The most rows of one.
pub const ROWS_MAX: usize = 10_000;
/// After so many wrong rows the rest is not told any more.
const FINDINGS_MAX: usize = 20;

/// A question and its answer.
pub type Pair = (String, String);

/// A table of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in the program.
    pub name: String,
    /// Its file, as the person would write it.
    pub path: String,
    /// Its rows.
    pub rows: Vec<Pair>,
}

/// A table that was not taken: every finding, and the text they are about.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The table's text.
    pub sources: SourceMap,
    /// What is wrong with it; never empty.
    pub findings: Vec<Diagnostic>,
}

/// Reads the table at `path` by itself, whole.
///
/// # Errors
/// [`Refused`] where it cannot be read, where a row of it cannot be used, or where there is none.
pub fn read_table(files: &dyn Files, path: &str) -> Result<Vec<Pair>, Box<Refused>> {
    let mut sources = SourceMap::default();
    let findings = match text(files, path, path) {
        Ok(text) => {
            let file = sources.add(path, text);
            let (rows, mut findings) = rows(&sources, file);
            if findings.is_empty() && !rows.is_empty() {
                return Ok(rows);
            }
            // A file that was emptied, or not yet filled, is no wish to answer nothing.
            if findings.is_empty() {
                let finding =
                    Diagnostic::new(&codes::KNOWLEDGE_ROW, Span::new(file, 0, 0), "there are no rows");
                findings.push(finding.help("write at least one question with its answer"));
            }
            findings
        }
        Err(trouble) => {
            let file = sources.add(path, "");
            vec![trouble.at(Span::new(file, 0, 0))]
        }
    };
    Err(Box::new(Refused { sources, findings }))
}

/// Reads the table `name` of a folder; `span` is where the script names it. The rows are those that can be used; findings
/// stand in the table itself.
///
/// # Errors
/// The one finding, at the script's place, where there is no such table.
pub(super) fn read(
    files: &dyn Files,
    sources: &mut SourceMap,
    folder: &str,
    name: &str,
    span: Span,
) -> Result<(Vec<Pair>, Vec<Diagnostic>), Box<Diagnostic>> {
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        let help = "a table lies in the project's folder, or in a folder of it";
        let message = format!("`{name}` is outside of the project's folder");
        return Err(Box::new(Diagnostic::new(&codes::UNREADABLE_FILE, span, message).help(help)));
    }
    let path = join(folder, name);
    let text = text(files, &path, name).map_err(|trouble| Box::new(trouble.at(span)))?;
    let file = sources.add(path, text);
    Ok(rows(sources, file))
}

/// Why a table has no text.
enum Trouble {
    TooLarge(String),
    Unreadable(String, &'static str),
}

impl Trouble {
    fn at(self, span: Span) -> Diagnostic {
        match self {
            Trouble::TooLarge(message) => {
                Diagnostic::new(&TOO_LARGE, span, message).help("split it into several tables")
            }
            Trouble::Unreadable(message, help) => {
                Diagnostic::new(&codes::UNREADABLE_FILE, span, message).help(help)
            }
        }
    }
}

fn text(files: &dyn Files, path: &str, name: &str) -> Result<String, Trouble> {
    let bytes = files.read(path, BYTES_MAX).map_err(|error| match error {
        FileError::Missing => Trouble::Unreadable(
            format!("there is no file `{name}`"),
            "it is looked for beside the script that names it",
        ),
        FileError::TooLarge { bytes_max } => {
            Trouble::TooLarge(format!("the table `{name}` is larger than {bytes_max} bytes"))
        }
        error => {
            Trouble::Unreadable(format!("`{name}` cannot be read: {error}"), "check who may read the file")
        }
    })?;
    String::from_utf8(bytes)
        .map_err(|_| Trouble::Unreadable(format!("`{name}` is not UTF-8"), "save the table as CSV in UTF-8"))
}

/// Where a table has its questions and answers.
struct Columns {
    question: usize,
    answer: usize,
    /// How many columns there are.
    width: usize,
}

/// The rows of a table that can be used, and what is wrong with the others.
fn rows(sources: &SourceMap, file: FileId) -> (Vec<Pair>, Vec<Diagnostic>) {
    let text = sources.get(file).map_or("", |source| source.text.as_str());
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    let mut columns: Option<Columns> = None;
    for row in Cells::of(text) {
        if found.len() >= FINDINGS_MAX {
            break;
        }
        let row = match row {
            Ok(row) if row.is_blank() => continue,
            Ok(row) => row,
            Err(broken) => {
                found.push(misquoted(&broken, file));
                continue;
            }
        };
        let is_first = columns.is_none();
        let headed = headings(row.cells.iter().map(|cell| cell.text.as_str())).filter(|_| is_first);
        let columns = columns.get_or_insert(match headed {
            Some((question, answer)) => Columns { question, answer, width: row.cells.len() },
            None => Columns { question: 0, answer: 1, width: 2 },
        });
        if headed.is_some() {
            continue;
        }
        match pair(&row, columns, file) {
            Ok(_) if rows.len() == ROWS_MAX => {
                let message = format!("a table has at most {ROWS_MAX} rows");
                let finding = Diagnostic::new(&TOO_LARGE, line(&row, file), message);
                found.push(finding.help("split it into several tables"));
                break;
            }
            Ok(pair) => rows.push(pair),
            Err(finding) => found.push(*finding),
        }
    }
    (rows, found)
}

fn pair(row: &Row, columns: &Columns, file: FileId) -> Result<Pair, Box<Diagnostic>> {
    let Row { number, cells } = row;
    let wrong = |span: Span, message: String, help: &str| {
        Err(Box::new(Diagnostic::new(&codes::KNOWLEDGE_ROW, span, message).help(help)))
    };
    if let Some(cell) = cells.iter().skip(columns.width).find(|cell| !cell.text.is_empty()) {
        let message = format!("row {number} has {} columns, the table has {}", cells.len(), columns.width);
        let span = Span::new(file, cell.range.start, cell.range.end);
        return wrong(span, message, "a text that holds a comma stands in double quotes");
    }
    let text = |at: usize| cells.get(at).map_or("", |cell| cell.text.as_str());
    let (question, answer) = (text(columns.question), text(columns.answer));
    if question.is_empty() {
        let message = format!("row {number} has no question: column {} is empty", columns.question + 1);
        return wrong(line(row, file), message, "write one, or take the row out");
    }
    if answer.is_empty() {
        let message = format!("row {number} has no answer: column {} is empty", columns.answer + 1);
        return wrong(line(row, file), message, "write one, or take the row out");
    }
    Ok((question.to_owned(), answer.to_owned()))
}

fn misquoted(broken: &Broken, file: FileId) -> Diagnostic {
    let Broken { row, column, range, why } = broken;
    let (what, help) = match why {
        Why::Open => ("the text in quotes never ends", "close it with a double quote"),
        Why::Inside => (
            "something stands behind the closing quote",
            "a quote inside of a text in quotes is written twice: `\"\"`",
        ),
    };
    let span = Span::new(file, range.start, range.end);
    Diagnostic::new(&codes::KNOWLEDGE_ROW, span, format!("row {row}, column {column}: {what}")).help(help)
}

/// From the first cell of a row to the last one that holds something.
fn line(row: &Row, file: FileId) -> Span {
    let filled = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    let start = row.cells.first().map_or(0, |cell| cell.range.start);
    let end = filled().next_back().or(row.cells.last()).map_or(start, |cell| cell.range.end);
    Span::new(file, start, end)
}

/// The places of questions and answers among a row's cells, if the row is a heading.
pub fn headings<'c>(cells: impl Iterator<Item = &'c str>) -> Option<(usize, usize)> {
    let (mut question, mut answer) = (None, None);
    for (at, cell) in cells.enumerate() {
        match cell.trim().to_lowercase().as_str() {
            "question" | "questions" | "q" | "вопрос" | "вопросы" => {
                question = question.or(Some(at))
            }
            "answer" | "answers" | "a" | "ответ" | "ответы" => answer = answer.or(Some(at)),
            _ => {}
        }
    }
    question.zip(answer)
}
