//! Files as the editor sees them: what is open has the editor's text, the rest is read once and kept until it changes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::uri;
use crate::project::{Entry, FileError, Files};

/// Files with what is open laid over them.
pub struct Overlay {
    below: Box<dyn Files + Send + Sync>,
    open: BTreeMap<String, String>,
    kept: Mutex<Kept>,
}

/// What was read.
#[derive(Default)]
struct Kept {
    files: BTreeMap<String, Result<Vec<u8>, FileError>>,
    folders: BTreeMap<String, Result<Vec<Entry>, FileError>>,
}

impl Overlay {
    /// Over these files.
    pub fn new(below: Box<dyn Files + Send + Sync>) -> Self {
        Overlay { below, open: BTreeMap::new(), kept: Mutex::default() }
    }

    /// A file has this text now, whatever lies below.
    pub fn open(&mut self, path: &str, text: String) {
        if self.open.insert(path.to_owned(), text).is_none() {
            self.forget(path);
        }
    }

    /// A file is as it lies below again.
    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
        self.forget(path);
    }

    /// A file below has changed, has come or has gone.
    pub fn forget(&mut self, path: &str) {
        let kept = self.kept.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.files.remove(path);
        kept.folders.retain(|folder, _| !path.starts_with(folder.as_str()));
    }

    /// Whether a path can lie below: one from the root. What a text that is not saved names lies nowhere.
    fn is_below(path: &str) -> bool {
        !uri::is_unsaved(path) && !path.is_empty() && !path.starts_with("..")
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Files for Overlay {
    fn read(&self, path: &str, bytes_max: usize) -> Result<Vec<u8>, FileError> {
        if let Some(text) = self.open.get(path) {
            let fits = text.len() <= bytes_max;
            return if fits { Ok(text.clone().into_bytes()) } else { Err(FileError::TooLarge { bytes_max }) };
        }
        if !Self::is_below(path) {
            return Err(FileError::Missing);
        }
        let mut kept = self.kept();
        match kept.files.get(path) {
            Some(Ok(bytes)) if bytes.len() > bytes_max => return Err(FileError::TooLarge { bytes_max }),
            // It was too large for somebody who takes less.
            Some(Err(FileError::TooLarge { bytes_max: taken })) if *taken < bytes_max => {}
            Some(read) => return read.clone(),
            None => {}
        }
        let read = self.below.read(path, bytes_max);
        kept.files.insert(path.to_owned(), read.clone());
        read
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, FileError> {
        if !Self::is_below(folder) {
            return Err(FileError::Missing);
        }
        let below =
            self.kept().folders.entry(folder.to_owned()).or_insert_with(|| self.below.list(folder)).clone();
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let open = self.open.keys().filter_map(|path| path.strip_prefix(&prefix));
        let open = open.filter(|name| !name.contains('/'));
        let open: Vec<Entry> = open.map(|name| Entry { name: name.to_owned(), folder: false }).collect();
        match below {
            Err(error) if open.is_empty() => Err(error),
            below => {
                let mut entries = below.unwrap_or_default();
                entries.extend(open);
                entries.sort();
                entries.dedup();
                Ok(entries)
            }
        }
    }

    fn folder_name(&self, folder: &str) -> Option<String> {
        self.below.folder_name(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Memory;

    #[test]
    fn what_is_open_lies_over_what_is_kept() {
        let below = Memory::new([("/p/a.flow", "on the disk"), ("/p/b.flow", "b")]);
        let mut files = Overlay::new(Box::new(below));
        let names =
            |files: &Overlay| files.list("/p").unwrap().into_iter().map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(files.read("/p/a.flow", 3), Err(FileError::TooLarge { bytes_max: 3 }));
        assert_eq!(files.read("/p/a.flow", 99), Ok(b"on the disk".to_vec()));
        files.open("/p/a.flow", "typed".to_owned());
        files.open("/p/new.flow", String::new());
        assert_eq!(files.read("/p/a.flow", 99), Ok(b"typed".to_vec()));
        assert_eq!(names(&files), ["a.flow", "b.flow", "new.flow"]);
        files.close("/p/a.flow");
        files.close("/p/new.flow");
        assert_eq!(files.read("/p/a.flow", 99), Ok(b"on the disk".to_vec()));
        assert_eq!(files.read("/p/new.flow", 99), Err(FileError::Missing));
        assert_eq!(names(&files), ["a.flow", "b.flow"]);
    }
}
