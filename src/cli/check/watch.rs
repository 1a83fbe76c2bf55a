//! `flowc check --watch`: the findings of the files as they are now.

use std::path::Path;
use std::time::Duration;

use super::super::stamps::{Stamps, stamps};
use super::super::{Exit, Screen, project};
use super::Check;
use crate::lower::Build;

const LOOK_EVERY: Duration = Duration::from_millis(300);
/// What a project is made of.
const ENDINGS: &[&str] = &["flow", "yaml", "csv"];

/// Checks now and whenever a file has changed, until the process is ended. A project that is not there yet may come.
pub fn forever(check: &Check, screen: &Screen) -> Exit {
    let mut watched = vec![check.path.clone()];
    loop {
        screen.clear();
        // Looked at before it is read: what is saved in between is read again.
        let known = all(&watched);
        if let Ok(built) = project::read(screen, &check.path) {
            let used = used(check, &built);
            if used != watched {
                watched = used;
                continue;
            }
            check.tell(screen, &built);
        }
        while all(&watched) == known {
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// The project itself, its manifest, and the folders that it uses.
fn used(check: &Check, built: &Build) -> Vec<String> {
    let manifest = built.project.manifest_file.and_then(|file| built.project.sources.get(file));
    let own = [check.path.clone()].into_iter().chain(manifest.map(|source| source.name.clone()));
    own.chain(built.project.folders.iter().skip(1).map(|folder| folder.path.clone())).collect()
}

fn all(paths: &[String]) -> Stamps {
    paths.iter().flat_map(|path| stamps(Path::new(path), ENDINGS)).collect()
}
