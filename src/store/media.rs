//! Pictures and files of contacts: each sealed under its contact's key, so that forgetting a person forgets them too.

use sha2::{Digest, Sha256};

use super::error::StoreError;
use super::folder::Folder;
use super::keys::Key;
use super::seal;

const KIND: &str = "media";

/// Stores bytes; returns their name: the hash in hex, the same for the same bytes.
///
/// # Errors
/// `Io` with what the file system says.
pub fn put(folder: &Folder, key: &Key, contact: u32, bytes: &[u8]) -> Result<String, StoreError> {
    let name = hash(bytes);
    let sealed = seal::seal(key, name.as_bytes(), bytes).map_err(StoreError::write)?;
    folder.write(KIND, &file(contact, &name), &sealed).map_err(StoreError::write)?;
    Ok(name)
}

/// Reads what `put` stored for this contact; none if there is no such medium of it.
///
/// # Errors
/// `Io`, or `Corrupt` where the seal does not open.
pub fn get(folder: &Folder, key: &Key, contact: u32, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    // The name comes from outside and becomes a file's name.
    if !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let Some(sealed) = folder.read(KIND, &file(contact, name)).map_err(StoreError::read)? else {
        return Ok(None);
    };
    let damaged =
        |_| StoreError::corrupt(folder.path(), format!("media/{} does not open", file(contact, name)));
    seal::open(key, name.as_bytes(), &sealed).map(Some).map_err(damaged)
}

/// Removes everything of a contact.
///
/// # Errors
/// What the file system says.
pub fn remove(folder: &Folder, contact: u32) -> std::io::Result<()> {
    folder.remove(KIND, &file(contact, ""))
}

/// The name of stored bytes.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn file(contact: u32, name: &str) -> String {
    format!("{contact:08x}-{name}")
}
