//! How findings are shown.

use clap::ValueEnum;

use crate::diagnostic::{Diagnostic, github, human, json, sarif};
use crate::source::SourceMap;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// With the lines they are about.
    #[default]
    Human,
    /// One line each.
    Short,
    /// One JSON object per line.
    Json,
    /// One SARIF 2.1.0 document.
    Sarif,
    /// Workflow commands of GitHub, one per line.
    Github,
}

impl Format {
    /// Findings in their order, without a last end of line; nothing where there is nothing to show.
    pub fn shown(self, sources: &SourceMap, findings: &[Diagnostic], color: bool) -> Option<String> {
        let shown = |finding| match self {
            Format::Human => human::report(sources, finding, human::Style { color }),
            Format::Short => human::short(sources, finding),
            Format::Json => json::line(sources, finding),
            Format::Github => github::command(sources, finding),
            Format::Sarif => String::new(),
        };
        match self {
            Format::Sarif => Some(sarif::log(sources, findings)),
            _ if findings.is_empty() => None,
            _ => Some(findings.iter().map(shown).collect::<Vec<_>>().join("\n")),
        }
    }
}
