//! A saved knowledge table is read again while contacts talk: it is data, not program.
#![allow(clippy::disallowed_methods)] // it looks at files

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::SystemTime;

use super::super::Screen;
use crate::ai::Tables;
use crate::ai::embedded::Index;
use crate::diagnostic::human;
use crate::project::{Disk, Project, Refused, read_table};

/// A file that was saved is taken when it has looked the same this many times in a row: by then it is whole.
const LOOKS_SAME: u32 = 1;
/// A file that is gone may be on its way back: editors and spreadsheets save beside it and rename.
const LOOKS_GONE: u32 = 5;

/// What tells one state of a file from another; `None`: there is none.
type Stamp = Option<(SystemTime, u64, u64)>;

/// The table files of a project, as they were when they were looked at.
pub struct TableFiles {
    screen: Screen,
    tables: Tables,
    files: BTreeMap<String, File>,
}

struct File {
    /// The tables that are read from it.
    names: Vec<String>,
    /// The state that was read last, or refused; `None` before the first look.
    taken: Option<Stamp>,
    /// Another state, and how often it was seen.
    seen: Option<(Stamp, u32)>,
    /// Whether what was read last was refused.
    refused: bool,
}

impl TableFiles {
    /// The files behind the tables of a project.
    pub fn of(screen: Screen, tables: Tables, project: &Project) -> Self {
        let mut files: BTreeMap<String, File> = BTreeMap::new();
        for table in project.tables() {
            let new = || File { names: Vec::new(), taken: None, seen: None, refused: false };
            files.entry(table.path).or_insert_with(new).names.push(table.name);
        }
        TableFiles { screen, tables, files }
    }

    /// Looks at each file, and reads those that have changed and stand still.
    pub async fn look(&mut self) {
        for (path, file) in &mut self.files {
            let now = stamp(path);
            if file.taken == Some(now) {
                file.seen = None;
                continue;
            }
            let looks = match file.seen {
                Some((seen, looks)) if seen == now => looks + 1,
                _ => 0,
            };
            file.seen = Some((now, looks));
            if looks >= if now.is_some() { LOOKS_SAME } else { LOOKS_GONE } {
                let read = read(path.clone(), self.tables.get(&file.names[0])).await;
                // Written to while it was read: it is looked at again.
                if stamp(path) == now {
                    file.taken = Some(now);
                    file.seen = None;
                    take(&self.screen, &self.tables, path, file, read);
                }
            }
        }
    }
}

/// What a file was found to hold.
enum Read {
    /// What is known already.
    Same(usize),
    Other(Arc<Index>),
    Refused(Box<Refused>),
}

/// Reads a table and makes it ready, away from the threads that serve contacts.
async fn read(path: String, known: Option<Arc<Index>>) -> Read {
    let work = move || match read_table(&Disk, &path) {
        Ok(rows) if known.is_some_and(|known| known.rows() == rows) => Read::Same(rows.len()),
        Ok(rows) => Read::Other(Arc::new(Index::of(rows))),
        Err(refused) => Read::Refused(refused),
    };
    tokio::task::spawn_blocking(work).await.expect("reading a table does not panic")
}

fn take(screen: &Screen, tables: &Tables, path: &str, file: &mut File, read: Read) {
    let good = |rows: usize| screen.note(format!("{path}: {} in service", count(rows)));
    match read {
        Read::Same(rows) if file.refused => good(rows),
        Read::Same(_) => {}
        Read::Other(index) => {
            for name in &file.names {
                tables.put(name, index.clone());
            }
            good(index.rows().len());
        }
        Read::Refused(refused) => {
            for finding in &refused.findings {
                let style = human::Style { color: screen.color_notes };
                screen.note(human::report(&refused.sources, finding, style));
            }
            let rows = tables.get(&file.names[0]).map_or(0, |index| index.rows().len());
            screen.note(format!("{path}: refused, the {} of before stay in service", count(rows)));
            file.refused = true;
            return;
        }
    }
    file.refused = false;
}

fn count(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

fn stamp(path: &str) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len(), data.ino()))
}
