//! What models have answered, kept in the project's folder `recordings`, one file for each file of tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::{Exit, Screen};
use crate::ai::{Models, is_modelled};
use crate::engine::{Machine, ModelAnswer, ModelRequest};
use crate::ir::Outside;
use crate::outbound::{Environment, Outbound};
use crate::project::Project;
use crate::runtime::{ProjectMedia, Provider};
use crate::scenario::offline;
use crate::scenario::recording::{self, Recordings, Tape};
use crate::source::Span;

/// The folder of the recordings.
const FOLDER: &str = "recordings";

/// Whether the manifest's model answers a call in production.
pub fn modelled(machine: &Machine, request: &ModelRequest) -> bool {
    is_modelled(&machine.program().outside, &request.task)
}

/// The name of the recordings of the tests of a file.
pub fn name(project: &Project, test: Span) -> String {
    let file = project.sources.get(test.file).map(|source| source.name.as_str()).unwrap_or_default();
    let stem = Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_default()
}

fn folder(project: &Project) -> PathBuf {
    Path::new(&project.root).join(FOLDER)
}

/// The recordings of a project.
///
/// # Errors
/// The exit of the command, told on the screen: a file that is none.
#[allow(clippy::disallowed_methods)] // the command reads what it has written
pub fn tape(screen: &Screen, project: &Project, machine: &Arc<Machine>) -> Result<Tape, Exit> {
    let mut files: BTreeMap<String, Recordings> = BTreeMap::new();
    let entries = std::fs::read_dir(folder(project)).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let is_json = path.extension().is_some_and(|extension| extension == "json");
        let Some(stem) = path.file_stem().filter(|_| is_json) else { continue };
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        let read = text.and_then(|text| recording::read(&text)).map_err(|error| {
            let help = "put it back as it was, or remove it and record anew with `flowc test --record`";
            screen.fail(format!("{}: {error}", path.display()), help)
        })?;
        files.insert(stem.to_string_lossy().into_owned(), read);
    }
    Ok(Tape::new(machine.clone(), files))
}

/// Writes the recordings that have changed; a file without any is removed.
///
/// # Errors
/// The exit of the command, told on the screen.
#[allow(clippy::disallowed_methods)] // recordings are written where they are read
pub fn write(screen: &Screen, project: &Project, files: &BTreeMap<String, Recordings>) -> Result<(), Exit> {
    let folder = folder(project);
    for (stem, recordings) in files {
        let path = folder.join(format!("{stem}.json"));
        let text = recording::write(recordings);
        let written = match (recordings.is_empty(), std::fs::read_to_string(&path)) {
            (true, Ok(_)) => std::fs::remove_file(&path),
            (false, Ok(before)) if before == text => Ok(()),
            (true, Err(_)) => Ok(()),
            (false, _) => std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text)),
        };
        written.map_err(|error| screen.fail(format!("{} cannot be written: {error}", path.display()), ""))?;
    }
    Ok(())
}

/// The manifest's models, asked for what is not recorded.
pub struct Live {
    runtime: tokio::runtime::Runtime,
    models: Models,
    media: ProjectMedia,
    machine: Arc<Machine>,
}

impl Live {
    /// The models of a project, their variables looked up.
    ///
    /// # Errors
    /// The exit of the command, told on the screen: a variable that is not set, a model that lacks something.
    pub fn of(screen: &Screen, project: &Project, machine: &Arc<Machine>) -> Result<Self, Exit> {
        let all = &machine.program().outside;
        // What is not asked needs no secrets.
        let outside = Outside {
            models: all.models.clone(),
            allow_private: all.allow_private.clone(),
            ..Outside::default()
        };
        #[allow(clippy::disallowed_methods)] // recording asks the models as `run` does
        let environment = Environment::of(&outside, |name| std::env::var(name).ok());
        let environment = environment.map_err(|missing| {
            let names: Vec<&str> = missing.keys().map(String::as_str).collect();
            let help = format!("{}\nset them: recording asks the models of the manifest", names.join("\n"));
            screen.fail("the manifest's models ask for variables that are not set", &help)
        })?;
        let failed = |what: String| screen.fail(what, "");
        let outbound = Outbound::new(&outside.allow_private)
            .map_err(|error| failed(format!("no HTTP client: {error}")))?;
        let models = Models::new(&outside, &outbound, &environment, all.ocr.clone()).map_err(failed)?;
        let runtime = tokio::runtime::Runtime::new().map_err(|error| failed(error.to_string()))?;
        Ok(Live {
            runtime,
            models: models.with_tables(&offline::tables(project)),
            media: ProjectMedia(PathBuf::from(&project.root)),
            machine: machine.clone(),
        })
    }

    /// What a model answers.
    pub fn ask(&self, request: &ModelRequest) -> ModelAnswer {
        self.runtime.block_on(self.models.ask(&self.machine, request, &self.media))
    }
}
