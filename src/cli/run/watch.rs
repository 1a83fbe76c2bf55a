//! Files that are saved while contacts talk: knowledge tables always, scripts with `--watch`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::super::stamps::{Stamps, stamps};
use super::super::{Screen, project};
use super::tables::TableFiles;
use crate::ai::Tables;
use crate::diagnostic::Severity;
use crate::engine::Machine;
use crate::project::Project;
use crate::runtime::Handle;

const LOOK_EVERY: Duration = Duration::from_millis(400);
const SCRIPTS: &[&str] = &["flow", "yaml"];
/// The same with tables, where a script waits for one.
const SCRIPTS_AND_TABLES: &[&str] = &["flow", "yaml", "csv"];

/// Looks at the files of a running project, for ever.
pub async fn files(screen: Screen, tables: Tables, project: &Project, mut scripts: Option<Scripts>) {
    let mut table_files = TableFiles::of(screen, tables.clone(), project);
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Some(scripts) = &mut scripts
            && let Some(project) = scripts.look(&screen).await
        {
            let (read, shared) = (project.tables(), tables.clone());
            let replace = move || shared.replace(read.into_iter().map(|table| (table.name, table.rows)));
            tokio::task::spawn_blocking(replace).await.expect("making tables ready does not panic");
            table_files = TableFiles::of(screen, tables.clone(), &project);
        }
        table_files.look().await;
    }
}

/// The scripts of a project, which are put into service anew whenever one of them was saved.
pub struct Scripts {
    path: String,
    handle: Handle,
    restart_lost: bool,
    known: Stamps,
    /// The last state was refused; a table may have been the reason.
    refused: bool,
}

impl Scripts {
    /// The scripts at `path`.
    pub fn of(path: String, handle: Handle, restart_lost: bool) -> Self {
        let known = stamps(Path::new(&path), SCRIPTS);
        Scripts { path, handle, restart_lost, known, refused: false }
    }

    /// Puts the scripts into service if they have changed, and gives the project they now are.
    async fn look(&mut self, screen: &Screen) -> Option<Project> {
        let endings = if self.refused { SCRIPTS_AND_TABLES } else { SCRIPTS };
        if stamps(Path::new(&self.path), endings) == self.known {
            return None;
        }
        let now = stamps(Path::new(&self.path), SCRIPTS);
        let with_tables = stamps(Path::new(&self.path), SCRIPTS_AND_TABLES);
        let taken = self.take(screen).await;
        self.refused = taken.is_none();
        self.known = if self.refused { with_tables } else { now };
        taken
    }

    async fn take(&self, screen: &Screen) -> Option<Project> {
        let Ok((project, program, _)) = project::runnable(screen, &self.path, Severity::Warning) else {
            screen.note("the script that runs stays");
            return None;
        };
        let machine = Arc::new(Machine::new(program));
        if machine.hash() == self.handle.machine().hash() {
            return Some(project);
        }
        match self.handle.swap(machine, self.restart_lost).await {
            Ok(()) => {
                screen.say("the saved script runs");
                Some(project)
            }
            Err(error) => {
                screen.note(format!("{error}\nthe script that runs stays"));
                None
            }
        }
    }
}
