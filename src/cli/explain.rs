//! `flowc explain`: what does a code mean?

use clap::Args;

use super::{Exit, Screen};
use crate::diagnostic::{Severity, codes, nearest};

/// Explain a code of a finding, with an example of wrong and right
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, such as F0101, or its name; without it all codes are listed
    code: Option<String>,
}

impl Explain {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let Some(written) = &self.code else {
            for code in codes::all() {
                let severity = match code.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Info => "remark",
                };
                screen.say(format!("{}  {severity:<8} {}", code.id, code.name));
            }
            return Exit::Done;
        };
        match codes::find(written) {
            Some(code) => {
                screen.say(code.page.trim_end());
                Exit::Done
            }
            None => {
                let near = nearest(written, codes::all().flat_map(|code| [code.id, code.name]));
                let help = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`flowc explain` lists all codes".to_owned(),
                };
                screen.fail(format!("there is no code `{written}`"), &help)
            }
        }
    }
}
