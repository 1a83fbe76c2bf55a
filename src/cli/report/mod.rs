//! `flowc report`: what became of the contacts.

mod file;
mod table;
mod text;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::report::{FILE, Report as Document};
use crate::runtime::{Answer, Config, Operator, Order};

/// Show what became of the contacts: per flow and step, and per arm of an A/B router
#[derive(Debug, Args)]
pub struct Report {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    project: PathBuf,
    /// The data folder [default: the one of `flowc run` on the project]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How it is shown
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write it as JSON, too; without a name, where editors look for it: .flowc/report.json in the project's folder
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    out: Option<Option<PathBuf>>,
    /// Make it anew each time so many seconds have passed, while a flowc runs on the folder; Ctrl-C ends it
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    watch: Option<u64>,
}

/// How a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// Tables for people
    #[default]
    Text,
    /// One JSON object (docs/report.md)
    Json,
}

impl Report {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return screen.fail(error.to_string(), ""),
        };
        let told = runtime.block_on(self.ask()).map_err(|error| {
            screen.fail(error, "a project has a report once it was run; --data DIR names another data folder")
        });
        match (told.and_then(|report| self.tell(screen, &report)), self.watch) {
            (Err(exit), _) => exit,
            (Ok(()), None) => Exit::Done,
            (Ok(()), Some(seconds)) => runtime.block_on(self.forever(screen, Duration::from_secs(seconds))),
        }
    }

    /// The report of now, whether a flowc runs or not.
    async fn ask(&self) -> Result<Document, String> {
        let reached = Operator::reach(&self.folder(), Config::default()).await;
        order(reached.map_err(|error| error.to_string())?).await
    }

    /// Asks again and again, while a flowc runs: without one nothing changes, and a folder that is opened now and then
    /// would be in the way of one that starts.
    async fn forever(&self, screen: &Screen, pause: Duration) -> Exit {
        let data = self.folder();
        let mut ending = std::pin::pin!(tokio::signal::ctrl_c());
        loop {
            tokio::select! {
                _ = &mut ending => return Exit::Done,
                () = tokio::time::sleep(pause) => {}
            }
            let Some(running) = Operator::running(&data).await else { continue };
            match order(running).await {
                Err(error) => screen.note(format!("no report now: {error}")),
                Ok(report) => {
                    if self.format == Format::Text {
                        screen.clear();
                    }
                    if let Err(exit) = self.tell(screen, &report) {
                        return exit;
                    }
                }
            }
        }
    }

    fn tell(&self, screen: &Screen, report: &Document) -> Result<(), Exit> {
        let json = || serde_json::to_string(report).expect("a report is plain data");
        match self.format {
            Format::Text => screen.print(&text::of(report)),
            Format::Json => screen.say(json()),
        }
        if let Some(out) = &self.out {
            let path = out.clone().unwrap_or_else(|| self.root().join(FILE));
            file::write(&path, &json())
                .map_err(|error| screen.fail(format!("{} cannot be written: {error}", path.display()), ""))?;
        }
        Ok(())
    }

    /// The data folder.
    fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| project::own_data(self.root(), &self.project))
    }

    /// The project's folder.
    fn root(&self) -> &Path {
        let own = if self.project.is_file() { self.project.parent() } else { None };
        own.unwrap_or(&self.project)
    }
}

/// Asks for the report, and lets the folder go.
async fn order(mut operator: Operator) -> Result<Document, String> {
    let answer = operator.order(&Order::Report).await;
    operator.leave().await;
    match answer.map_err(|error| error.to_string())? {
        Answer::Report(report) => Ok(*report),
        Answer::Error(words) => Err(words),
        _ => Err("a flowc of another version answers".to_owned()),
    }
}
