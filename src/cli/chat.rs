//! `flowc chat`: a conversation in the terminal, in virtual time.

mod session;

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

use clap::Args;

use self::session::Session;
use super::{Exit, Screen, project};
use crate::diagnostic::Severity;
use crate::engine::{Contact, Machine};
use crate::ir::{Time, Value};
use crate::runtime::{Clock, RealClock};
use crate::scenario::command::Next;
use crate::scenario::offline;

/// Talk to a project in the terminal, in virtual time
#[derive(Debug, Args)]
pub struct Chat {
    /// The project's folder, or one .flow file
    #[arg(default_value = ".")]
    path: String,
    /// When the conversation begins, such as 2026-11-20T10:00:00Z; without it now
    #[arg(long, value_name = "TIME")]
    at: Option<jiff::Timestamp>,
    /// The contact's id: A/B routers draw by it
    #[arg(long, default_value = "chat")]
    contact: String,
    /// The contact's first name
    #[arg(long)]
    name: Option<String>,
    /// The contact's language, such as ru
    #[arg(long)]
    language: Option<String>,
    /// A tracker field, such as click_id=demo-1; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    tracker: Vec<String>,
    /// The payload of the link that the contact came through
    #[arg(long)]
    payload: Option<String>,
}

impl Chat {
    /// Runs the command.
    pub fn run(&self, screen: &Screen) -> Exit {
        let (project, program, _) = match project::runnable(screen, &self.path, Severity::Error) {
            Ok(runnable) => runnable,
            Err(exit) => return exit,
        };
        let mut contact = Contact::new(&self.contact);
        contact.person.first_name = self.name.clone().unwrap_or_default();
        contact.person.language = self.language.clone().unwrap_or_default();
        for written in &self.tracker {
            let Some((name, value)) = written.split_once('=') else {
                return screen
                    .fail(format!("`{written}` is no tracker field"), "write --tracker click_id=demo-1");
            };
            if !program.symbols.trackers.contains_key(name) {
                let near =
                    crate::diagnostic::nearest(name, program.symbols.trackers.keys().map(String::as_str));
                let help = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
                return screen.fail(format!("no tracker field `{name}` is declared"), &help);
            }
            contact.trackers.insert(name.to_owned(), Value::Text(value.to_owned()));
        }
        let now = self.at.map_or_else(|| RealClock.now(), Time::from_timestamp);
        let machine = Arc::new(Machine::new(program));
        let tables = offline::tables(&project);
        let mut session = match Session::new(machine, tables, contact, now, project.root) {
            Ok(session) => session,
            Err(error) => return screen.fail(error, ""),
        };
        let typed = std::io::stdin().is_terminal();
        if typed {
            screen.note("Write as the contact. /help lists what else can happen; /quit ends.");
        }
        session.start(self.payload.as_deref());
        screen.say(session.heard(!typed));
        self.talk(screen, &mut session, typed)
    }

    fn talk(&self, screen: &Screen, session: &mut Session, typed: bool) -> Exit {
        let mut input = std::io::stdin().lock();
        let mut line = String::new();
        loop {
            if typed {
                let mut out = std::io::stdout().lock();
                let _ = write!(out, "> ");
                let _ = out.flush();
            }
            line.clear();
            match input.read_line(&mut line) {
                Ok(0) => return Exit::Done,
                Ok(_) => {}
                Err(error) => return screen.fail(format!("the input cannot be read: {error}"), ""),
            }
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match session.take(text) {
                Ok(Next::Heard) => {
                    let heard = session.heard(!typed);
                    if !heard.is_empty() {
                        screen.say(heard);
                    }
                }
                Ok(Next::Told(words)) => screen.say(words),
                Ok(Next::Quit) => return Exit::Done,
                Err(words) => screen.note(format!("! {words}")),
            }
        }
    }
}
