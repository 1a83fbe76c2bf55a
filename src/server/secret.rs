//! Secrets of the server: made once, kept in files that only the owner reads, compared in constant time.

use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A secret text. It is never shown by `Debug`, and never compared byte by byte.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret that was given.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// A new one: 32 random bytes in hexadecimal.
    ///
    /// # Errors
    /// Where the machine has no randomness.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Secret(hex(&bytes)))
    }

    /// The secret of a file; where there is none it is made, with mode 0600.
    ///
    /// # Errors
    /// Where the file can be neither read nor made, or is empty.
    pub fn load_or_make(path: &Path) -> std::io::Result<Self> {
        let mut open = std::fs::OpenOptions::new();
        match open.read(true).open(path) {
            Ok(mut file) => {
                let mut text = String::new();
                file.read_to_string(&mut text)?;
                match text.trim() {
                    "" => Err(std::io::Error::other(format!("{} is empty", path.display()))),
                    text => Ok(Secret(text.to_owned())),
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secret = Secret::random()?;
                let mut made =
                    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
                made.write_all(secret.0.as_bytes())?;
                made.sync_all()?;
                Ok(secret)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether a text is the secret. Takes the same time for every text of a length.
    pub fn is(&self, text: &str) -> bool {
        Sha256::digest(self.0.as_bytes()).ct_eq(&Sha256::digest(text.as_bytes())).into()
    }

    /// Its hash, where a key is wanted.
    pub fn key(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The text, for the one who must be told it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_secret_is_made_once_and_only_the_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let made = Secret::load_or_make(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let again = Secret::load_or_make(&path).unwrap();
        assert!(made.is(again.reveal()));
        assert!(!made.is(&again.reveal()[1..]));
        assert_eq!(format!("{made:?}"), "Secret(…)");
    }
}
