//! The data folder: what lies where, and how a file comes to lie there whole or not at all.
//!
//! ```text
//! DATA/          0700
//!   sled/        the journal, checkpoints, kept events, deployments
//!   keys         the contacts' keys, 0600
//!   programs/    HASH: the IR of a deployed program, as JSON
//!   media/       NUMBER-HASH: a picture or file of a contact, sealed under the contact's key
//!   control      the socket of a running flowc
//!   tokens/      NAME: the refresh token of a connection, 0600
//! ```
#![allow(clippy::disallowed_methods)] // the store is one of the few that may read and write files

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::error::StoreError;

/// A data folder.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, readable by its owner alone, if it is not there.
    ///
    /// # Errors
    /// `Open` with what the file system says.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let folder = Self { path: path.to_path_buf() };
        let made = ["programs", "media"].iter().try_for_each(|name| make_folder(&path.join(name)));
        made.and_then(|()| sync_folder(path)).map_err(|error| folder.refusal(error))?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where sled's files are.
    pub fn sled(&self) -> PathBuf {
        self.path.join("sled")
    }

    /// Where the contacts' keys are.
    pub fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// The error that says that the folder does not open.
    pub fn refusal(&self, reason: impl ToString) -> StoreError {
        StoreError::Open { folder: self.path.clone(), reason: reason.to_string() }
    }

    /// Writes a file below the folder: beside its place, synced, then renamed. One that is there already is left alone.
    ///
    /// # Errors
    /// What the file system says; then the file is not there.
    pub fn write(&self, kind: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let place = self.path.join(kind).join(name);
        if place.exists() {
            return Ok(());
        }
        let beside = self.path.join(kind).join(format!("{name}.new"));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &place)?;
        sync_folder(&self.path.join(kind))
    }

    /// Reads a file below the folder, none if it is not there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn read(&self, kind: &str, name: &str) -> std::io::Result<Option<Vec<u8>>> {
        match std::fs::read(self.path.join(kind).join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes the files below `kind` whose names begin with `prefix`.
    ///
    /// # Errors
    /// What the file system says.
    pub fn remove(&self, kind: &str, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(self.path.join(kind))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn make_folder(path: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_whole_or_not_there() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        assert_eq!(folder.read("media", "a").unwrap(), None);
        std::fs::write(folder.path().join("media/a.new"), b"half").unwrap();
        assert_eq!(folder.read("media", "a").unwrap(), None);
        folder.write("media", "a", b"whole").unwrap();
        assert_eq!(folder.read("media", "a").unwrap(), Some(b"whole".to_vec()));
        folder.remove("media", "a").unwrap();
        assert_eq!(folder.read("media", "a").unwrap(), None);
    }

    #[test]
    fn a_new_folder_is_its_owners_alone() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::create(&place.path().join("data")).unwrap();
        let mode = std::fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
