//! Files that are written anew: as a whole, or not at all.
#![allow(clippy::disallowed_methods)] // it writes scripts

use std::io::{Error, Result, Write};
use std::path::Path;

/// Replaces the text of a file that has not been changed since it was read as `before`. The new text is written beside it
/// and then takes its place, with its mode; a link goes on leading to the file.
///
/// # Errors
/// What the system says, or that the file was changed meanwhile.
pub fn rewrite(path: &str, before: &str, after: &str) -> Result<()> {
    let path = std::fs::canonicalize(path)?;
    if std::fs::read(&path)? != before.as_bytes() {
        return Err(Error::other("it was changed meanwhile"));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    write(&path, &beside, after).inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}

fn write(path: &Path, beside: &Path, text: &str) -> Result<()> {
    let mode = std::fs::metadata(path)?.permissions();
    let mut file = std::fs::File::create(beside)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(mode)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_with_its_mode_and_nothing_is_left_beside_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.flow"), folder.path().join("b.flow"));
        std::fs::write(&file, "old").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        rewrite(link.to_str().unwrap(), "old", "new").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(link.is_symlink());
        assert_eq!(
            rewrite(file.to_str().unwrap(), "old", "newer").unwrap_err().to_string(),
            "it was changed meanwhile"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
