//! Which project does a file belong to?

use super::uri;
use crate::project::{Files, MANIFEST, join};

/// How deep projects are looked for below a folder that is open.
const DEPTH_MAX: usize = 6;
/// The most of them.
const PROJECTS_MAX: usize = 200;

/// The projects below a folder: each folder with a manifest.
pub fn below(files: &dyn Files, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Ok(entries) = files.list(&folder) else { continue };
        if found.len() == PROJECTS_MAX {
            break;
        }
        if entries.iter().any(|entry| !entry.folder && entry.name == MANIFEST) {
            found.push(folder.clone());
        }
        if depth == DEPTH_MAX {
            continue;
        }
        let inner = entries.into_iter().filter(|entry| entry.folder && !is_foreign(&entry.name));
        open.extend(inner.map(|entry| (join(&folder, &entry.name), depth + 1)));
    }
    found.sort();
    found
}

/// Folders of tools, which hold nobody's own scripts.
fn is_foreign(name: &str) -> bool {
    name.starts_with('.') || matches!(name, "node_modules" | "target")
}

/// The project of a file that none of the known ones reads: its folder where that has a manifest or the file has no bot of
/// its own, else the file by itself. A text that is not saved is a project of its own.
pub fn of(files: &dyn Files, path: &str, has_bot: bool) -> String {
    if uri::is_unsaved(path) {
        return path.to_owned();
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let has_manifest = files.read(&join(folder, MANIFEST), usize::MAX).is_ok();
    let is_script = path.ends_with(".flow");
    if has_manifest || !has_bot || !is_script { folder.to_owned() } else { path.to_owned() }
}
