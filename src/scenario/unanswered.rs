//! A question to a model that neither the test nor a recording answers.

use super::answers::Missing;
use super::recording::Asked;
use crate::engine::{Machine, PatternSpec, SaveSpec, Standing, Task};
use crate::source::{SourceMap, Span};

/// A question without an answer, and what can be done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unanswered {
    /// The statement that asks, in the script's words.
    pub statement: String,
    /// Where it is written; `None` where no statement asks, as for the words of a voice message.
    pub span: Option<Span>,
    /// The contact's messages, or the author's instruction.
    pub about: String,
    /// What a line of the test may say instead, most fitting first; none where nothing that the contact does has led here.
    pub verdicts: Vec<String>,
    /// Why a live model did not answer; empty where none was asked.
    pub why: String,
}

/// The most verdicts that are proposed.
const VERDICTS_MAX: usize = 4;

impl Unanswered {
    /// Of a call that `standing` has made; `answerable`: the line before was a message of the contact.
    pub(super) fn of(
        missing: &Missing,
        standing: Option<&Standing>,
        machine: &Machine,
        answerable: bool,
    ) -> Self {
        let asked = Asked::of(&missing.request);
        let about = match asked.messages.as_slice() {
            [] => asked.instruction.clone(),
            messages => messages.join(", "),
        };
        let heard = matches!(missing.request.task, Task::Transcribe { .. });
        let standing = standing.filter(|_| !heard);
        let node = standing.and_then(|standing| machine.find(standing.point));
        Unanswered {
            statement: match standing {
                Some(standing) => standing.what.clone(),
                None => "voice message".to_owned(),
            },
            span: node.map(|node| machine.program().node(node).span),
            about,
            verdicts: if answerable { verdicts(&missing.request.task) } else { Vec::new() },
            why: missing.why.clone(),
        }
    }

    /// Lines under a failure: what was asked, and the ways out.
    pub(super) fn render(&self, sources: &SourceMap) -> String {
        let place = self.span.map(|span| {
            let place = sources.place(span);
            let file = sources.get(span.file).map(|source| source.name.as_str()).unwrap_or_default();
            format!(" at {file}:{}:{}", place.line, place.column)
        });
        let about = if self.about.is_empty() { String::new() } else { format!(", about \"{}\"", self.about) };
        let mut text = format!("    asked     {}{}{about}\n", self.statement, place.unwrap_or_default());
        if !self.why.is_empty() {
            return format!("{text}    but       {}\n", self.why);
        }
        if !self.verdicts.is_empty() {
            let verdicts: Vec<String> = self.verdicts.iter().map(|verdict| format!("`{verdict}`")).collect();
            text.push_str(&format!("    write     {} behind the `user` line\n", verdicts.join(" or ")));
        }
        let or = if self.verdicts.is_empty() { "record it" } else { "or record" };
        format!("{text}    {or:<9} with `flowc test --record`, which asks the model of the manifest\n")
    }
}

/// What a test can say in the place of an answer.
fn verdicts(task: &Task) -> Vec<String> {
    let meanings = |patterns: &[PatternSpec]| -> Vec<String> {
        patterns.iter().filter_map(|pattern| pattern.meanings.first().cloned()).collect()
    };
    let reads = |values: &[SaveSpec]| -> Vec<String> {
        values.iter().map(|value| format!("read {} = …", value.name)).collect()
    };
    let mut verdicts: Vec<String> = match task {
        Task::Judge { untils, whens } => {
            let gates = meanings(untils).into_iter().map(|meaning| format!("until \"{meaning}\" yes"));
            let routes = meanings(whens).into_iter().map(|meaning| format!("routed \"{meaning}\""));
            return gates.chain(routes).take(VERDICTS_MAX - 1).chain(["replies \"…\"".to_owned()]).collect();
        }
        Task::Route { whens } => {
            let routes = meanings(whens).into_iter().map(|meaning| format!("routed \"{meaning}\""));
            return routes.take(VERDICTS_MAX - 1).chain(["routed else".to_owned()]).collect();
        }
        Task::Read { values, .. } => reads(values),
        Task::Transcribe { .. } => vec!["read answer = \"…\"".to_owned()],
        Task::Open | Task::Write { .. } => vec!["replies \"…\"".to_owned()],
    };
    verdicts.truncate(VERDICTS_MAX);
    verdicts
}
