//! Knowledge tables: CSV of two columns.

use super::{FileError, Files, join};
use crate::diagnostic::{Diagnostic, codes::project as codes, codes::syntax::TOO_LARGE};
use crate::source::{SourceMap, Span};

/// The largest table.
const BYTES_MAX: usize = 4 << 20;
/// The most rows of one.
const ROWS_MAX: usize = 10_000;
/// After so many wrong rows the rest is not told any more.
const FINDINGS_MAX: usize = 20;

/// A question and its answer.
type Row = (String, String);

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
) -> Result<(Vec<Row>, Vec<Diagnostic>), Box<Diagnostic>> {
    let refuse = |message: String, help: &str| {
        Box::new(Diagnostic::new(&codes::UNREADABLE_FILE, span, message).help(help.to_owned()))
    };
    if name.starts_with('/') || name.split('/').any(|part| part == "..") {
        let help = "a table lies in the project's folder, or in a folder of it";
        return Err(refuse(format!("`{name}` is outside of the project's folder"), help));
    }
    let path = join(folder, name);
    let bytes = files.read(&path, BYTES_MAX).map_err(|error| match error {
        FileError::Missing => {
            refuse(format!("there is no file `{name}`"), "it is looked for beside the script that names it")
        }
        FileError::TooLarge { bytes_max } => {
            let message = format!("the table `{name}` is larger than {bytes_max} bytes");
            Box::new(Diagnostic::new(&TOO_LARGE, span, message).help("split it into several tables"))
        }
        error => refuse(format!("`{name}` cannot be read: {error}"), "check who may read the file"),
    })?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(refuse(format!("`{name}` is not UTF-8"), "save the table as CSV in UTF-8"));
    };
    let file = sources.add(path, text.clone());
    let mut found = Vec::new();
    let mut rows = Vec::new();
    // A byte order mark is what spreadsheets put first.
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let skipped = text.len() - body.len();
    let delimiter = delimiter(body);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(body.as_bytes());
    let mut start = 0;
    for (at, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                found.push(Diagnostic::new(
                    &codes::KNOWLEDGE_ROW,
                    Span::new(file, start, start),
                    error.to_string(),
                ));
                break;
            }
        };
        start = record.position().map_or(0, |position| position.byte() as usize) + skipped;
        let line = line_of(&text, file, start);
        let mut tell = |message: String, help: &str| {
            found.push(Diagnostic::new(&codes::KNOWLEDGE_ROW, line, message).help(help.to_owned()));
        };
        match record.iter().collect::<Vec<_>>().as_slice() {
            [question, answer] if at == 0 && is_heading(question, answer) => {}
            ["", ""] | [""] => {}
            [question, answer] if !question.is_empty() && !answer.is_empty() => {
                rows.push(((*question).to_owned(), (*answer).to_owned()));
            }
            ["", _] => tell("this row has no question".into(), "the first column is the question"),
            [_, ""] | [_] => tell("this row has no answer".into(), "the second column is the answer"),
            many => {
                let message =
                    format!("a row has a question and an answer, this one has {} columns", many.len());
                tell(message, "a text that holds a comma stands in double quotes");
            }
        }
        if rows.len() > ROWS_MAX {
            let message = format!("a table has at most {ROWS_MAX} rows");
            found.push(Diagnostic::new(&TOO_LARGE, line, message).help("split it into several tables"));
            break;
        }
        if found.len() >= FINDINGS_MAX {
            break;
        }
    }
    Ok((rows, found))
}

/// Semicolons are what spreadsheets write where a comma is the decimal sign.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => return b',',
            ';' if !quoted => return b';',
            '\t' if !quoted => return b'\t',
            _ => {}
        }
    }
    b','
}

fn is_heading(question: &str, answer: &str) -> bool {
    let heading = (question.to_lowercase(), answer.to_lowercase());
    matches!(heading.0.as_str(), "question" | "questions" | "q" | "вопрос" | "вопросы")
        && matches!(heading.1.as_str(), "answer" | "answers" | "a" | "ответ" | "ответы")
}

/// The first line at or behind an offset that is not blank.
fn line_of(text: &str, file: crate::source::FileId, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or("");
    let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
    let rest = text.get(start..).unwrap_or("");
    let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
    Span::new(file, start, start + length)
}
