//! Where texts come from: a trait, and its twin in memory.

use std::collections::BTreeMap;

/// Files by path. Paths are written with `/`; a folder's own path may be empty (where the person stands).
pub trait Files {
    /// The bytes of a file.
    ///
    /// # Errors
    /// [`FileError`] where there is none, where it is larger than `bytes_max`, or where it cannot be read.
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError>;

    /// What lies in a folder, sorted by name.
    ///
    /// # Errors
    /// [`FileError`] where there is no such folder, or where it cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError>;

    /// The own name of a folder that was named by `.` or `..`; `None` where it has none.
    fn folder_name(&self, _folder: &str) -> Option<String> {
        None
    }
}

/// One entry of a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name, without the folder's.
    pub name: String,
    /// Whether it is a folder itself.
    pub folder: bool,
}

/// Why a file could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no such file or folder")]
    Missing,
    /// It is larger than what was allowed.
    #[error("it is larger than {bytes_max} bytes")]
    TooLarge {
        /// What was allowed.
        bytes_max: usize,
    },
    /// What the system says.
    #[error("{0}")]
    Unreadable(String),
}

/// Files in memory: for tests, editors, and hosts without a disk.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Files by path.
    pub fn new<P: Into<String>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Memory { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}

impl Files for Memory {
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError> {
        match self.files.get(path) {
            None => Err(FileError::Missing),
            Some(bytes) if bytes.len() > bytes_max => Err(FileError::TooLarge { bytes_max }),
            Some(bytes) => Ok(bytes.clone()),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        let prefix = match folder {
            "" | "." => String::new(),
            folder => format!("{folder}/"),
        };
        let mut entries: Vec<Entry> = Vec::new();
        for path in self.files.keys() {
            let Some(rest) = path.strip_prefix(&prefix) else { continue };
            let entry = match rest.split_once('/') {
                Some((name, _)) => Entry { name: name.to_owned(), folder: true },
                None => Entry { name: rest.to_owned(), folder: false },
            };
            if entries.last() != Some(&entry) {
                entries.push(entry);
            }
        }
        entries.sort();
        entries.dedup();
        if entries.is_empty() { Err(FileError::Missing) } else { Ok(entries) }
    }
}

/// `path` seen from `folder`, with `.` and `..` worked out as far as they go.
pub fn join(folder: &str, path: &str) -> String {
    let joined =
        if folder.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_memory_lists_files_and_folders_once() {
        let files = Memory::new([("a/x.flow", ""), ("a/img/1.png", ""), ("a/img/2.png", ""), ("b.flow", "")]);
        let names = |folder| -> Vec<(String, bool)> {
            files.list(folder).unwrap().into_iter().map(|entry| (entry.name, entry.folder)).collect()
        };
        assert_eq!(names("a"), [("img".to_owned(), true), ("x.flow".to_owned(), false)]);
        assert_eq!(names(""), [("a".to_owned(), true), ("b.flow".to_owned(), false)]);
        assert_eq!(files.list("c"), Err(FileError::Missing));
    }

    #[test]
    fn paths_are_joined_and_cleaned() {
        assert_eq!(join("bots/shop", "../shared/consent"), "bots/shared/consent");
        assert_eq!(join("", "../shared"), "../shared");
        assert_eq!(join("../a", "../../b"), "../../b");
        assert_eq!(join("/home/anna/bot", "./faq.csv"), "/home/anna/bot/faq.csv");
        assert_eq!(join("bot", "/etc"), "/etc");
        assert_eq!(join("a", ".."), "");
    }
}
