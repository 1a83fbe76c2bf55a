//! `--watch`: a saved script is put into service while contacts talk.
#![allow(clippy::disallowed_methods)] // it looks at files

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::super::{Screen, project};
use crate::diagnostic::Severity;
use crate::engine::Machine;
use crate::runtime::Handle;

const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Takes the script at `path` anew whenever one of its files has changed; without a path it waits for ever.
pub async fn scripts(screen: Screen, path: Option<String>, handle: Handle, restart_lost: bool) {
    let Some(path) = path else { return std::future::pending().await };
    let mut known = look(Path::new(&path));
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let now = look(Path::new(&path));
        if now != known {
            known = now;
            take(&screen, &path, &handle, restart_lost).await;
        }
    }
}

async fn take(screen: &Screen, path: &str, handle: &Handle, restart_lost: bool) {
    let Ok((_, program, _)) = project::runnable(screen, path, Severity::Warning) else {
        return screen.note("the script that runs stays");
    };
    let machine = Arc::new(Machine::new(program));
    if machine.hash() == handle.machine().hash() {
        return;
    }
    match handle.swap(machine, restart_lost).await {
        Ok(()) => screen.say("the saved script runs"),
        Err(error) => screen.note(format!("{error}\nthe script that runs stays")),
    }
}

/// The files of a project with the times of their last change.
fn look(path: &Path) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let stamp = |path: PathBuf| {
        let changed = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
        (path, changed)
    };
    let Ok(folder) = std::fs::read_dir(path) else { return BTreeMap::from([stamp(path.to_path_buf())]) };
    let files = folder.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let counts = |path: &PathBuf| {
        path.extension().is_some_and(|ending| matches!(ending.to_str(), Some("flow" | "yaml" | "csv")))
    };
    files.filter(counts).map(stamp).collect()
}
