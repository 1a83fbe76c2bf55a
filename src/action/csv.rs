//! Actions that append a row to a CSV file of the project.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::inputs::Inputs;
use super::json;
use crate::ir::{CsvCall, Value};
use crate::runtime::ActionTry;

/// How much of a file's end is searched for an effect's key.
const TAIL_BYTES: u64 = 4 << 20;
/// The mark at a file's beginning by which Excel knows UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What actions that append to files share.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    folder: PathBuf,
    /// One writer at a time for each file.
    writers: Arc<Mutex<BTreeMap<String, Arc<Mutex<()>>>>>,
}

impl Tables {
    /// Files lie in the project's folder.
    pub fn new(folder: PathBuf) -> Self {
        Tables { folder, writers: Arc::default() }
    }

    /// Makes one attempt: it is done when the row is on the disk. `fingerprint` is what the key's column holds.
    pub async fn attempt(&self, call: &CsvCall, inputs: Inputs<'_>, fingerprint: String) -> ActionTry {
        let cells: Result<Vec<String>, String> = call
            .columns
            .iter()
            .map(|column| match &call.key {
                Some(key) if key == column => Ok(fingerprint.clone()),
                _ => cell(inputs.get(column)),
            })
            .collect();
        let cells = match cells {
            Ok(cells) => cells,
            Err(words) => return ActionTry::Failed(words),
        };
        let writer = {
            let mut writers = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
            writers.entry(call.file.clone()).or_default().clone()
        };
        let (folder, call) = (self.folder.clone(), call.clone());
        let written = tokio::task::spawn_blocking(move || {
            let _turn = writer.lock().unwrap_or_else(PoisonError::into_inner);
            append(&folder, &call, &cells, &fingerprint)
        });
        written.await.unwrap_or_else(|_| ActionTry::again("the writing was interrupted"))
    }
}

/// A value as a cell. Programs of tables take a text that begins with these signs for a formula and run it; a `'` before it
/// makes it a text again. A number is none.
fn cell(value: &Value) -> Result<String, String> {
    let text = json::plain(value)?;
    let formula = matches!(value, Value::Text(_))
        && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    Ok(if formula { format!("'{text}") } else { text })
}

fn append(folder: &Path, call: &CsvCall, cells: &[String], fingerprint: &str) -> ActionTry {
    match try_append(folder, call, cells, fingerprint) {
        Ok(()) => ActionTry::Done(Value::Empty),
        Err(Refusal::Words(words)) => ActionTry::Failed(words),
        Err(Refusal::Disk(error)) => {
            let words = format!("{} cannot be written: {error}", call.file);
            let lasting = [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::IsADirectory];
            if lasting.contains(&error.kind()) || error.raw_os_error() == Some(libc::ELOOP) {
                ActionTry::Failed(words)
            } else {
                ActionTry::again(words)
            }
        }
    }
}

enum Refusal {
    Words(String),
    Disk(std::io::Error),
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Refusal::Disk(error)
    }
}

fn try_append(folder: &Path, call: &CsvCall, cells: &[String], fingerprint: &str) -> Result<(), Refusal> {
    let path = inside(folder, &call.file)?;
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true).custom_flags(libc::O_NOFOLLOW);
    let mut file = options.open(&path)?;
    if !file.metadata()?.is_file() {
        return Err(Refusal::Words(format!("{} is no file", call.file)));
    }
    let length = file.metadata()?.len();
    let mut row = Vec::new();
    if length == 0 {
        if call.bom {
            row.extend_from_slice(BOM);
        }
        row.extend(line(call.columns.iter().map(String::as_str), call.delimiter));
    } else {
        same_columns(&mut file, call)?;
        let tail = tail(&mut file, length)?;
        let known = |tail: &[u8]| tail.windows(fingerprint.len()).any(|part| part == fingerprint.as_bytes());
        if call.key.is_some() && known(&tail) {
            return Ok(());
        }
        // A line that somebody left open would take the row for its own end.
        if !tail.ends_with(b"\n") {
            row.extend_from_slice(b"\r\n");
        }
    }
    row.extend(line(cells.iter().map(String::as_str), call.delimiter));
    if let Err(error) = file.write_all(&row).and_then(|()| file.sync_all()) {
        // Half a row is worse than none.
        let _ = file.set_len(length).and_then(|()| file.sync_all());
        return Err(error.into());
    }
    if length == 0
        && let Some(folder) = path.parent()
    {
        #[allow(clippy::disallowed_methods)] // a new file's name is on the disk when its folder is
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The file's place: no link leads out of the project's folder.
fn inside(folder: &Path, file: &str) -> Result<PathBuf, Refusal> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let home = folder.canonicalize()?;
    let path = home.join(file);
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Refusal::Words(format!("{file} is no file")));
    };
    let parent = match parent.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Refusal::Words(format!("the folder of {file} does not exist: make it")));
        }
        found => found?,
    };
    if !parent.starts_with(&home) {
        return Err(Refusal::Words(format!("{file} leads out of the project's folder")));
    }
    Ok(parent.join(name))
}

/// Rows of other columns do not go into one file.
fn same_columns(file: &mut File, call: &CsvCall) -> Result<(), Refusal> {
    const HEADER_BYTES_MAX: u64 = 64 * 1024;
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    Read::take(&mut *file, HEADER_BYTES_MAX).read_to_end(&mut head)?;
    let head = head.strip_prefix(BOM).unwrap_or(&head);
    let mut reader = csv::ReaderBuilder::new().delimiter(call.delimiter).has_headers(false).from_reader(head);
    let mut first = csv::StringRecord::new();
    let read = reader.read_record(&mut first);
    if !matches!(read, Ok(true)) || !first.iter().eq(call.columns.iter().map(String::as_str)) {
        let words = format!(
            "{} has other columns than the action's: its first line is to be `{}`; rename the file and a new one is made",
            call.file,
            String::from_utf8_lossy(&line(call.columns.iter().map(String::as_str), call.delimiter))
                .trim_end()
        );
        return Err(Refusal::Words(words));
    }
    Ok(())
}

fn tail(file: &mut File, length: u64) -> std::io::Result<Vec<u8>> {
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
    file.read_to_end(&mut tail)?;
    Ok(tail)
}

/// One line of a file, by RFC 4180.
fn line<'c>(cells: impl Iterator<Item = &'c str>, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // A vector takes everything.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ActionRequest;

    fn call() -> CsvCall {
        CsvCall {
            file: "leads.csv".into(),
            columns: vec!["name".into(), "total".into(), "id".into()],
            key: Some("id".into()),
            delimiter: b',',
            bom: false,
        }
    }

    async fn add(tables: &Tables, call: &CsvCall, name: &str, total: i64, key: &str) -> ActionTry {
        let args =
            vec![("name".into(), Value::Text(name.into())), ("total".into(), Value::Number(total.into()))];
        let request = ActionRequest { id: 1, action: "leads.append".into(), args, tries: 1 };
        tables.attempt(call, Inputs::of(&request, &[]).unwrap(), key.to_owned()).await
    }

    fn folder() -> (tempfile::TempDir, Tables) {
        let folder = tempfile::tempdir().unwrap();
        let tables = Tables::new(folder.path().to_path_buf());
        (folder, tables)
    }

    #[allow(clippy::disallowed_methods)] // what was written is read
    fn text(folder: &tempfile::TempDir, file: &str) -> String {
        std::fs::read_to_string(folder.path().join(file)).unwrap()
    }

    const DONE: ActionTry = ActionTry::Done(Value::Empty);

    #[tokio::test]
    async fn hostile_cells_stay_cells() {
        let (folder, tables) = folder();
        let hostile = [
            "=HYPERLINK(\"http://x\";\"a\")",
            "+380501234567",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "a\",\r\nb,\"",
            "plain",
            "",
        ];
        for (at, name) in hostile.iter().enumerate() {
            assert_eq!(add(&tables, &call(), name, -5, &format!("key{at}")).await, DONE);
        }
        let text = text(&folder, "leads.csv");
        assert!(text.starts_with("name,total,id\r\n\"'=HYPERLINK(\"\"http://x\"\";\"\"a\"\")\",-5,key0\r\n'+380501234567,-5,key1\r\n"), "{text}");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        let wanted = hostile
            .iter()
            .enumerate()
            .map(|(at, name)| if at < 8 { format!("'{name}") } else { (*name).to_owned() });
        assert_eq!(names, wanted.collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_repetition_is_known_by_its_key_and_without_one_it_is_a_second_row() {
        let (folder, tables) = folder();
        for _ in 0..3 {
            assert_eq!(add(&tables, &call(), "Ann", 5, "k1").await, DONE);
        }
        assert_eq!(add(&tables, &call(), "Ben", 6, "k2").await, DONE);
        assert_eq!(text(&folder, "leads.csv"), "name,total,id\r\nAnn,5,k1\r\nBen,6,k2\r\n");
        let unkeyed = CsvCall { file: "b.csv".into(), columns: vec!["name".into()], key: None, ..call() };
        for _ in 0..2 {
            assert_eq!(add(&tables, &unkeyed, "Ann", 5, "k1").await, DONE);
        }
        assert_eq!(text(&folder, "b.csv"), "name\r\nAnn\r\nAnn\r\n");
    }

    #[tokio::test]
    async fn a_new_file_may_begin_with_the_mark_and_another_delimiter() {
        let (folder, tables) = folder();
        let call = CsvCall {
            bom: true,
            delimiter: b';',
            key: None,
            columns: vec!["name".into(), "total".into()],
            ..call()
        };
        assert_eq!(add(&tables, &call, "a;b", 1, "").await, DONE);
        assert_eq!(add(&tables, &call, "c,d", 2, "").await, DONE);
        assert_eq!(text(&folder, "leads.csv"), "\u{feff}name;total\r\n\"a;b\";1\r\nc,d;2\r\n");
    }

    #[tokio::test]
    async fn other_columns_are_refused_and_an_open_line_is_closed() {
        let (folder, tables) = folder();
        let path = folder.path().join("leads.csv");
        #[allow(clippy::disallowed_methods)] // a file that a person left
        std::fs::write(&path, "name,phone\r\nAnn,1\r\n").unwrap();
        let ActionTry::Failed(words) = add(&tables, &call(), "Ben", 1, "k").await else {
            panic!("it must fail")
        };
        assert!(words.contains("its first line is to be `name,total,id`"), "{words}");
        #[allow(clippy::disallowed_methods)] // a file that a person left
        std::fs::write(&path, "name,total,id\nAnn,1,").unwrap();
        assert_eq!(add(&tables, &call(), "Ben", 1, "k").await, DONE);
        assert_eq!(text(&folder, "leads.csv"), "name,total,id\nAnn,1,\r\nBen,1,k\r\n");
    }

    #[tokio::test]
    async fn nothing_is_written_outside_of_the_folder() {
        let (folder, tables) = folder();
        let away = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(away.path(), folder.path().join("away")).unwrap();
        std::os::unix::fs::symlink(away.path().join("x.csv"), folder.path().join("link.csv")).unwrap();
        for file in ["away/x.csv", "link.csv", "none/x.csv", "../x.csv"] {
            let call = CsvCall { file: file.into(), ..call() };
            let tried = add(&tables, &call, "Ann", 1, "k").await;
            assert!(matches!(tried, ActionTry::Failed(_)), "{file}: {tried:?}");
        }
        assert_eq!(away.path().read_dir().unwrap().count(), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn many_at_once_write_whole_rows() {
        let (folder, tables) = folder();
        let mut all = tokio::task::JoinSet::new();
        for n in 0..50 {
            let tables = tables.clone();
            all.spawn(
                async move { add(&tables, &call(), &"x".repeat(5_000), n, &format!("key-{n}-")).await },
            );
        }
        while let Some(done) = all.join_next().await {
            assert_eq!(done.unwrap(), DONE);
        }
        let text = text(&folder, "leads.csv");
        assert_eq!(text.lines().count(), 51);
        assert!(text.lines().skip(1).all(|line| line.len() > 5_000 && line.ends_with('-')));
    }
}
