//! When files were changed last.
#![allow(clippy::disallowed_methods)] // it looks at files

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files with the times of their last change; `None` where there is no such file.
pub type Stamps = BTreeMap<PathBuf, Option<SystemTime>>;

/// The files of a folder that have one of these endings, or one file.
pub fn stamps(path: &Path, endings: &[&str]) -> Stamps {
    let stamp = |path: PathBuf| {
        let changed = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
        (path, changed)
    };
    let Ok(folder) = std::fs::read_dir(path) else { return Stamps::from([stamp(path.to_path_buf())]) };
    let files = folder.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let counts = |path: &PathBuf| {
        path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending))
    };
    files.filter(counts).map(stamp).collect()
}
