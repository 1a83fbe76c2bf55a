//! Files on the disk. The only place of the compiler that touches it.

#![allow(clippy::disallowed_methods, reason = "this is the door through which files come")]

use std::io::Read;
use std::path::Path;

use super::{Entry, FileError, Files};

/// The file system, seen from where the process stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError> {
        let file = std::fs::File::open(path).map_err(error)?;
        let mut bytes = Vec::new();
        file.take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(error)?;
        if bytes.len() > bytes_max { Err(FileError::TooLarge { bytes_max }) } else { Ok(bytes) }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        let folder = if folder.is_empty() { Path::new(".") } else { Path::new(folder) };
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(error)? {
            let entry = entry.map_err(error)?;
            // A name that is not UTF-8 cannot be written in a script.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let folder = entry.path().is_dir();
            entries.push(Entry { name, folder });
        }
        entries.sort();
        Ok(entries)
    }

    fn folder_name(&self, folder: &str) -> Option<String> {
        let folder = if folder.is_empty() { "." } else { folder };
        let whole = std::fs::canonicalize(folder).ok()?;
        whole.file_name()?.to_str().map(str::to_owned)
    }
}

fn error(error: std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => FileError::Missing,
        _ => FileError::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_reads_and_lists_as_memory_does() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.flow"), "flow").unwrap();
        std::fs::create_dir(folder.path().join("a")).unwrap();
        let path = folder.path().to_str().unwrap();
        let names: Vec<_> =
            Disk.list(path).unwrap().into_iter().map(|entry| (entry.name, entry.folder)).collect();
        assert_eq!(names, [("a".to_owned(), true), ("b.flow".to_owned(), false)]);
        assert_eq!(Disk.read(&format!("{path}/b.flow"), 4), Ok(b"flow".to_vec()));
        assert_eq!(Disk.read(&format!("{path}/b.flow"), 3), Err(FileError::TooLarge { bytes_max: 3 }));
        assert_eq!(Disk.read(&format!("{path}/c.flow"), 3), Err(FileError::Missing));
        assert_eq!(Disk.folder_name(&format!("{path}/a/../a/.")).as_deref(), Some("a"));
    }
}
