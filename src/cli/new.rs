//! `flowc new`: a first funnel in one file.

use std::io::Write;

use clap::Args;

use super::{Exit, Screen};

/// Write a first funnel: one .flow file that runs at once
#[derive(Debug, Args)]
pub struct New {
    /// The bot's name; the file is NAME.flow
    name: String,
}

const TEMPLATE: &str = include_str!("new.flow");

impl New {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let path =
            if self.name.ends_with(".flow") { self.name.clone() } else { format!("{}.flow", self.name) };
        let name = path.rsplit('/').next().unwrap_or(&path).trim_end_matches(".flow");
        if name.is_empty() || name.contains(['"', '{', '}', '\\', '\n']) {
            return screen
                .fail(format!("`{name}` cannot be the name of a bot"), "use letters, digits, `-` and `_`");
        }
        let text = TEMPLATE.replace("NAME", name);
        let made = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
        match made.and_then(|mut file| file.write_all(text.as_bytes())) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return screen
                    .fail(format!("`{path}` exists already"), "choose another name; nothing was changed");
            }
            Err(error) => return screen.fail(format!("`{path}` cannot be written: {error}"), ""),
        }
        screen.say(format!("{path} is written. Next:"));
        screen.say(format!("  flowc chat {path}    talk to it here"));
        screen.say(format!("  flowc test {path}    run its tests"));
        screen.say(format!("  flowc run {path}     open it in the browser"));
        Exit::Done
    }
}
