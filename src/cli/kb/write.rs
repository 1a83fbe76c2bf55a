//! A table is written whole or not at all, and never over another one unless that is wanted.
#![allow(clippy::disallowed_methods)] // it writes the person's own file

use std::path::Path;

/// Refuses a file that is there already.
///
/// # Errors
/// In words, with what to do.
pub fn is_free(path: &str, force: bool) -> Result<(), (String, &'static str)> {
    if !force && Path::new(path).exists() {
        return Err((
            format!("`{path}` is there already"),
            "-o FILE takes another name, --force writes over it",
        ));
    }
    Ok(())
}

/// Writes rows of a table: beside the file, then renamed, so that a running flowc reads it whole.
///
/// # Errors
/// The system's words.
pub fn table<R: AsRef<[String]>>(path: &str, heading: &[&str], rows: &[R]) -> Result<(), String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut text = csv.write_record(heading).map_err(|error| error.to_string());
    for row in rows {
        text = text.and_then(|()| csv.write_record(row.as_ref()).map_err(|error| error.to_string()));
    }
    let bytes = text.and_then(|()| csv.into_inner().map_err(|error| error.to_string()))?;
    let beside = format!("{path}.new");
    std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| format!("{path}: {error}"))
}
