//! The file in which editors and other programs read a report.
#![allow(clippy::disallowed_methods)] // it writes the file

use std::io;
use std::path::Path;

use crate::cli::DATA;

/// Writes the file at once: who reads it meanwhile gets the old one or the new one whole.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
        if folder.file_name().is_some_and(|name| name == DATA) {
            hide(folder)?;
        }
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    std::fs::write(&new, text)?;
    std::fs::rename(&new, path)
}

/// Keeps a data folder out of version control.
fn hide(folder: &Path) -> io::Result<()> {
    match std::fs::File::create_new(folder.join(".gitignore")) {
        Ok(mut file) => io::Write::write_all(&mut file, b"*\n"),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
