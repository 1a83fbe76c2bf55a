//! What `run` says when it is ready: where to talk, and what a tracker would send.

use std::path::{Path, PathBuf};

use super::super::Screen;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{Program, Signature, Type};

/// The click of the addresses that are shown.
const CLICK: &str = "demo-1";

/// How a link and a postback name the same contact, if the program knows a way.
pub struct Link {
    tracker: Option<String>,
    postbacks: Vec<(String, Signature)>,
}

impl Link {
    /// The program's way: the first of the parameters that find a contact which is a tracker field.
    pub fn of(program: &Program) -> Self {
        let trackers = &program.symbols.trackers;
        let mut finders = program.outside.postbacks.contact.iter();
        let tracker = finders.find(|name| trackers.contains_key(*name)).cloned();
        let mut postbacks: Vec<_> = program.symbols.postbacks.clone().into_iter().collect();
        // The one without parameters is the shortest to try.
        postbacks.sort_by_key(|(_, signature)| signature.params.len());
        Link { tracker, postbacks }
    }

    fn chat(&self, base: &str) -> String {
        match &self.tracker {
            Some(tracker) => format!("{base}/?{tracker}={CLICK}"),
            None => format!("{base}/"),
        }
    }

    fn curl(&self, base: &str, secret: &str) -> Option<String> {
        let (name, signature) = self.postbacks.first()?;
        let tracker = self.tracker.as_ref()?;
        let params = signature.params.iter().map(|(name, ty)| format!("&{name}={}", example(ty)));
        let params: String = params.collect();
        // Double quotes: the shell fills a variable that stands for the secret.
        Some(format!("curl \"{base}/v1/postbacks/{secret}/{name}?{tracker}={CLICK}{params}\""))
    }
}

fn example(ty: &Type) -> &'static str {
    match ty {
        Type::Number { .. } => "50",
        Type::Bool => "true",
        Type::Date => "2026-12-04",
        Type::Time => "2026-12-04T11:00:00Z",
        _ => "1234567",
    }
}

/// What is shown.
pub struct Facts<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The server's address.
    pub base: &'a str,
    /// Whether anybody can log in to the inbox.
    pub inbox: bool,
    /// The data folder.
    pub data: &'a Path,
    /// Who answers.
    pub models: String,
    /// The bots that are up, each in a line.
    pub bots: &'a [String],
    /// How contacts are found.
    pub link: &'a Link,
    /// The secret of postbacks: one that was made here, or the variable that the manifest names. A secret of the environment
    /// is never shown.
    pub secret: &'a str,
    /// Where the bearer token lies.
    pub token_file: PathBuf,
    /// What the check found.
    pub findings: &'a [Diagnostic],
}

/// Shows where everything is.
pub fn show(screen: &Screen, facts: &Facts<'_>) {
    let warnings = facts.findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let warnings = match warnings {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        count => format!(", {count} warnings"),
    };
    screen.say(format!("{} runs{warnings}", facts.project));
    screen.say(format!("  chat      {}", facts.link.chat(facts.base)));
    if let Some(curl) = facts.link.curl(facts.base, facts.secret) {
        screen.say(format!("  postback  {curl}"));
    }
    if facts.inbox {
        screen.say(format!("  inbox     {}/inbox", facts.base));
    }
    for bot in facts.bots {
        screen.say(format!("  telegram  {bot}"));
    }
    screen.say(format!("  AI        {}", facts.models));
    screen.say(format!("  data      {}", facts.data.display()));
    screen.say(format!("  token     {} (for {}/v1/report)", facts.token_file.display(), facts.base));
    screen.say("Ctrl-C stops it; contacts go on where they were when it is started again.");
}
