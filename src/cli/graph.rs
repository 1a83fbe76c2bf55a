//! `flowc graph`: the flows as a picture.

use clap::{Args, ValueEnum};

use super::{Exit, Screen, project};
use crate::diagnostic::{Severity, nearest};
use crate::draw::{self, Look};
use crate::ir::Program;

/// Draw the flows of a project
#[derive(Debug, Args)]
pub struct Graph {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// The language of the picture
    #[arg(long, value_enum, default_value_t)]
    format: Language,
    /// With `--format svg`: draw this flow alone
    #[arg(long, value_name = "NAME")]
    flow: Option<String>,
    /// With `--format svg`: what places in the script link to, such as vscode://file/home/me/{file}:{line}:{column}
    #[arg(long, value_name = "TEMPLATE")]
    link: Option<String>,
}

/// Languages of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Language {
    /// Graphviz: `flowc graph | dot -Tsvg > flows.svg`
    #[default]
    Dot,
    /// Mermaid: readable by GitHub and many wikis
    Mermaid,
    /// A picture that stands alone: `flowc graph --format svg > flows.svg`
    Svg,
    /// The graph as one JSON object, for other programs
    Json,
}

impl Graph {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        if self.format != Language::Svg && (self.flow.is_some() || self.link.is_some()) {
            return screen.fail("`--flow` and `--link` are for `--format svg`", "");
        }
        let (project, program) = match project::runnable(screen, &self.path, Severity::Error) {
            Ok((project, program, _)) => (project, program),
            Err(exit) => return exit,
        };
        let text = match self.format {
            Language::Dot => draw::dot(&program),
            Language::Mermaid => draw::mermaid(&program),
            Language::Json => draw::json(&program, &project.sources),
            Language::Svg => match self.look(screen, &program) {
                Ok(look) => draw::svg(&program, &project.sources, &look),
                Err(exit) => return exit,
            },
        };
        screen.say(text.trim_end());
        Exit::Done
    }

    fn look(&self, screen: &Screen, program: &Program) -> Result<Look, Exit> {
        let mut look = Look::default();
        if let Some(link) = &self.link {
            look.link.clone_from(link);
        }
        if let Some(name) = &self.flow {
            let Some(flow) = program.flows.iter().position(|flow| flow.name == *name) else {
                let names = program.flows.iter().map(|flow| flow.name.as_str());
                let help = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
                return Err(screen.fail(format!("there is no flow `{name}`"), &help.unwrap_or_default()));
            };
            look.flow = Some(flow as u32);
        }
        Ok(look)
    }
}
