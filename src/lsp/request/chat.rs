//! `flowc/chat`: a conversation with the project of a file in virtual time. Each request plays all of it, from the first input
//! on: nothing is kept between two of them, so a changed script answers to the same inputs at once.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use gen_lsp_types::TextDocumentIdentifier;
use lsp_server::ErrorCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::read;
use crate::ai::embedded::{Embedded, Sources};
use crate::diagnostic::Diagnostic;
use crate::engine::{Contact, ModelRequest};
use crate::ir::{self, Time};
use crate::lsp::here::World;
use crate::lsp::pool::{Answer, error};
use crate::lsp::snapshot::{Playable, Snapshot};
use crate::scenario::command::{self, Next};
use crate::scenario::{Answers, Conversation};

/// When a conversation begins where nobody says it: a Monday.
const BEGINS: jiff::Timestamp = jiff::Timestamp::constant(1_767_603_600, 0);
/// The most inputs of one conversation.
const INPUTS_MAX: usize = 1_000;

/// What the provider has learned of a script's meanings serves the next request, too.
static EMBEDDED: LazyLock<Embedded> = LazyLock::new(Embedded::default);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    text_document: TextDocumentIdentifier,
    /// The lines of the conversation so far, as `flowc chat` takes them.
    #[serde(default)]
    inputs: Vec<String>,
    /// When it begins.
    at: Option<jiff::Timestamp>,
    /// The contact: A/B routers draw by its id.
    contact: Option<String>,
    name: Option<String>,
    language: Option<String>,
    /// The payload of the link that the contact came through.
    payload: Option<String>,
    #[serde(default)]
    trackers: BTreeMap<String, String>,
}

/// What was said, where the contact stands, and what is known of it; or why the project does not run.
pub fn answer(world: &World, params: Value) -> Answer {
    let params: Params = read(params)?;
    let wrong = |words: String| error(ErrorCode::InvalidParams, &words);
    let Some(here) = world.file(&params.text_document.uri) else {
        return Err(wrong(format!("no project reads `{}`", params.text_document.uri.as_str())));
    };
    if params.inputs.len() > INPUTS_MAX {
        return Err(wrong(format!("a conversation has at most {INPUTS_MAX} inputs")));
    }
    Ok(match here.snapshot.playable() {
        Ok(playable) => played(&here.snapshot, playable, &params),
        Err(found) => json!({ "problems": problems(&here.snapshot, found) }),
    })
}

fn problems(snapshot: &Snapshot, found: &[Diagnostic]) -> Vec<Value> {
    let problem = |finding: &Diagnostic| json!({ "message": finding.message, "location": snapshot.location(finding.span) });
    found.iter().map(problem).collect()
}

fn played(snapshot: &Snapshot, playable: &Playable, params: &Params) -> Value {
    let mut contact = Contact::new(params.contact.as_deref().unwrap_or("editor"));
    contact.person.first_name = params.name.clone().unwrap_or_default();
    contact.person.language = params.language.clone().unwrap_or_default();
    let trackers = params.trackers.iter();
    contact.trackers.extend(trackers.map(|(name, value)| (name.clone(), ir::Value::Text(value.clone()))));
    let answers = |request: &ModelRequest| {
        let knowledge = &playable.tables.named(&request.knowledge);
        EMBEDDED.answer(request, Sources { knowledge, page: None })
    };
    let begins = Time::from_timestamp(params.at.unwrap_or(BEGINS));
    let mut talk = Conversation::new(Arc::clone(&playable.machine), contact, begins, answers);
    talk.start(params.payload.as_deref());
    let mut lines = Lines::default();
    lines.heard(&talk, None);
    for (nth, input) in params.inputs.iter().enumerate() {
        match command::read(input.trim()).and_then(|line| command::play(&mut talk, line)) {
            Ok(Next::Heard) => lines.heard(&talk, Some(nth)),
            Ok(Next::Told(words)) => lines.beside("told", &words, nth),
            Ok(Next::Quit) => break,
            Err(words) => lines.beside("refused", &words, nth),
        }
    }
    let contact = talk.contact();
    let program = playable.machine.program();
    let stands = contact.points().into_iter().map(|standing| {
        let node = playable.machine.find(standing.point).and_then(|at| program.nodes.get(at.0 as usize));
        let location = node.and_then(|node| snapshot.location(node.span));
        json!({ "flow": standing.flow, "step": standing.step, "what": standing.what, "location": location })
    });
    json!({
        "lines": lines.all,
        "stands": stands.collect::<Vec<_>>(),
        "status": format!("{:?}", contact.status()).to_lowercase(),
        "now": talk.now().to_string(),
        "due": contact.next_due().map(|due| due.to_string()),
        "buttons": buttons(&talk),
        "waits": talk.actions().first().map(|action| action.action.clone()),
    })
}

/// The buttons under the bot's last words.
fn buttons<A: Answers>(talk: &Conversation<A>) -> &[String] {
    let last = talk.transcript().lines.iter().rev().find(|line| !line.buttons.is_empty());
    last.map_or(&[], |line| line.buttons.as_slice())
}

/// The conversation as the editor shows it.
#[derive(Default)]
struct Lines {
    all: Vec<Value>,
    shown: usize,
}

impl Lines {
    /// What an input has added.
    fn heard<A: Answers>(&mut self, talk: &Conversation<A>, input: Option<usize>) {
        let lines = talk.transcript().lines.get(self.shown..).unwrap_or_default();
        self.shown += lines.len();
        self.all.extend(lines.iter().map(|line| {
            let at = line.at.strftime("%a %-d %H:%M").to_string();
            json!({ "at": at, "who": line.who.word(), "text": line.text, "buttons": line.buttons, "input": input })
        }));
    }

    /// What is no part of it.
    fn beside(&mut self, who: &str, words: &str, input: usize) {
        self.all.push(json!({ "who": who, "text": words, "input": input }));
    }
}
