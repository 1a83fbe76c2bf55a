//! Questions and answers out of files of several kinds, each with its place.

use std::path::Path;

use super::{markdown, sheet};
use crate::project::cells::{Cell, Cells, Why};
use crate::project::{Disk, FileError, Files, headings};

/// The largest file that is read.
const BYTES_MAX: usize = 16 << 20;
/// The most rows of all files together.
pub const ROWS_MAX: usize = 10_000;

/// A question, its answer, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The place, such as `old.xlsx, sheet "FAQ", row 5`.
    pub place: String,
}

/// What a file holds: its entries, and why the others are none, each with its place.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What can be used.
    pub entries: Vec<Entry>,
    /// What cannot.
    pub refused: Vec<String>,
}

/// Reads a file by its ending.
///
/// # Errors
/// Why nothing of it can be read, with its name.
pub fn read(path: &str) -> Result<Content, String> {
    let bytes = bytes(path)?;
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or("");
    match ending.to_ascii_lowercase().as_str() {
        "csv" | "tsv" | "txt" => Ok(csv(path, &text(path, bytes)?)),
        "md" | "markdown" => Ok(markdown::read(path, &text(path, bytes)?)),
        "xlsx" | "xlsm" => sheet::read(path, bytes),
        _ => Err(format!("{path}: this is no CSV, XLSX or Markdown file by its ending")),
    }
}

/// The bytes of a file.
///
/// # Errors
/// Why they cannot be had, with the file's name.
pub fn bytes(path: &str) -> Result<Vec<u8>, String> {
    Disk.read(path, BYTES_MAX).map_err(|error| match error {
        FileError::TooLarge { .. } => format!("{path}: it is larger than {} MB", BYTES_MAX >> 20),
        error => format!("{path}: {error}"),
    })
}

/// A file's text.
///
/// # Errors
/// Where it is not UTF-8, with the line.
pub fn text(path: &str, bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("{path}, line {line}: this is not UTF-8; save the file as UTF-8")
    })
}

fn csv(path: &str, text: &str) -> Content {
    let mut rows = Rows::new(path.to_owned());
    for row in Cells::of(text) {
        let goes_on = match row {
            Ok(row) => {
                let cells: Vec<String> = row.cells.into_iter().map(|Cell { text, .. }| text).collect();
                rows.take(row.number, &cells)
            }
            Err(broken) => {
                let why = match broken.why {
                    Why::Open => "the text in quotes never ends",
                    Why::Inside => {
                        "something stands behind the closing quote; inside of a text it is written twice"
                    }
                };
                let (row, column) = (broken.row, broken.column);
                rows.refuse(format!("{path}, row {row}, column {column}: {why}"))
            }
        };
        if !goes_on {
            break;
        }
    }
    rows.content
}

/// Rows of cells that become entries: by a heading, or by the first two columns.
pub struct Rows {
    place: String,
    columns: Option<(usize, usize)>,
    /// Whether the first row was a heading.
    pub headed: bool,
    /// What was found.
    pub content: Content,
}

/// After so many refused rows a file is not read on.
const REFUSED_MAX: usize = 50;

impl Rows {
    /// Rows of a place, such as a file, or a sheet of one.
    pub fn new(place: String) -> Self {
        Rows { place, columns: None, headed: false, content: Content::default() }
    }

    /// Takes a row; whether further ones are wanted.
    pub fn take(&mut self, number: usize, cells: &[String]) -> bool {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return true;
        }
        let Some((question_at, answer_at)) = self.columns else {
            let found = headings(cells.iter().map(String::as_str));
            self.headed = found.is_some();
            self.columns = Some(found.unwrap_or((0, 1)));
            return if self.headed { true } else { self.take(number, cells) };
        };
        let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
        let (question, answer) = (cell(question_at), cell(answer_at));
        let place = format!("{}, row {number}", self.place);
        let extra = cells.iter().skip(2).filter(|cell| !cell.trim().is_empty()).count();
        match (question, answer) {
            ("", _) => self.refuse(format!("{place}: no question in column {}", question_at + 1)),
            (_, "") => self.refuse(format!("{place}: no answer in column {}", answer_at + 1)),
            _ if !self.headed && extra > 0 => {
                let more = "more than two columns and no heading; name two of them `question` and `answer`";
                self.refuse(format!("{place}: {more}"))
            }
            _ => {
                let (question, answer) = (question.to_owned(), answer.to_owned());
                self.content.entries.push(Entry { question, answer, place });
                self.content.entries.len() <= ROWS_MAX
            }
        }
    }

    /// Takes note of what cannot be used; whether further rows are wanted.
    pub fn refuse(&mut self, why: String) -> bool {
        self.content.refused.push(why);
        if self.content.refused.len() == REFUSED_MAX {
            self.content
                .refused
                .push(format!("{}: so many rows are wrong that it is not read on", self.place));
        }
        self.content.refused.len() < REFUSED_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_heading_and_what_is_wrong_by_its_place() {
        let content = csv("a.csv", "Ответ;Раздел;Вопрос\nДа.;1;Есть?\n;2;Нет?\n\"x\" y;3;z\n");
        let entry =
            Entry { question: "Есть?".into(), answer: "Да.".into(), place: "a.csv, row 2".into() };
        assert_eq!(content.entries, [entry]);
        assert_eq!(content.refused.len(), 2);
        assert_eq!(content.refused[0], "a.csv, row 3: no answer in column 1");
        assert!(content.refused[1].starts_with("a.csv, row 4, column 1: something stands behind"));
    }

    #[test]
    fn a_file_of_nothing_but_mistakes_ends_early() {
        let content = csv("a.csv", &"only one cell\n".repeat(9_000));
        assert_eq!(content.refused.len(), REFUSED_MAX + 1);
    }
}
