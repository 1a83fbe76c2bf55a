//! Tokens that change: kept in the data folder before they are used, so that a crash loses none.
#![allow(clippy::disallowed_methods)] // it keeps files of its own

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Filled;

/// The largest file that is read.
const BYTES_MAX: u64 = 64 * 1024;

/// Files `DATA/tokens/NAME`, readable by their owner alone.
#[derive(Debug, Clone)]
pub struct Vault {
    folder: PathBuf,
}

impl Vault {
    /// The vault of a data folder. Nothing is made before something is kept.
    pub fn new(data: &Path) -> Self {
        Vault { folder: data.join("tokens") }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is kept under a name; `None` where nothing is.
    ///
    /// # Errors
    /// What the file system says.
    pub fn read(&self, name: &str) -> std::io::Result<Option<Filled>> {
        let file = match File::open(self.folder.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut text = String::new();
        file.take(BYTES_MAX).read_to_string(&mut text)?;
        Ok(Some(Filled::new(text)))
    }

    /// Keeps a text under a name, in place of what was there: written beside it, synced, then renamed.
    ///
    /// # Errors
    /// What the file system says; then what was there is still there.
    pub fn write(&self, name: &str, text: &Filled) -> std::io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let beside = self.folder.join(format!("{name}.new"));
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(text.expose().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_kept_is_whole_and_its_owners_alone() {
        let data = tempfile::tempdir().unwrap();
        let vault = Vault::new(data.path());
        assert_eq!(vault.read("crm").unwrap(), None);
        vault.write("crm", &Filled::new("one")).unwrap();
        std::fs::write(vault.folder().join("crm.new"), "half").unwrap();
        assert_eq!(vault.read("crm").unwrap().unwrap().expose(), "one");
        vault.write("crm", &Filled::new("two")).unwrap();
        assert_eq!(vault.read("crm").unwrap().unwrap().expose(), "two");
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(vault.folder()), mode(&vault.folder().join("crm"))), (0o700, 0o600));
    }
}
