//! The request to a model: who speaks, about what, what is wanted.

use super::eval::clock;
use super::event::Message;
use super::frame::Purpose;
use super::model::{ModelRequest, PatternSpec, SaveSpec, Talk, Task};
use super::run::Run;
use super::statement::{ai_reply, ai_say, ask, read, route};
use crate::ir::{AiReply, Node, Op, Pattern, Piece, Slot, SlotPlace, Template, When};

/// What a statement wants of a model.
pub(crate) struct Wanted {
    /// The messages that it is about.
    pub messages: Vec<Message>,
    /// The task.
    pub task: Task,
    /// What the holes of the task's texts hold.
    pub values: Vec<String>,
}

/// An author's text for a model: each hole is `[value N]`, and what it holds is the Nth of `values`. So nothing that a
/// contact or another system wrote stands among the author's words.
pub(crate) fn told(run: &Run<'_>, text: &Template, values: &mut Vec<String>) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(literal) => literal.clone(),
        hole @ Piece::Hole { .. } => {
            values.push(run.text(&Template(vec![hole.clone()])));
            format!("[value {}]", values.len())
        }
    };
    text.0.iter().map(piece).collect()
}

/// The request of a statement, with a number of its own; `None` where the statement asks no model.
pub(crate) fn request(run: &mut Run<'_>, node: &Node, purpose: &Purpose) -> Option<ModelRequest> {
    let (wanted, reply) = match &node.op {
        Op::AiSay { instruction, fallback, .. } => {
            (ai_say::wanted(run, instruction, fallback.as_ref()), None)
        }
        Op::Ask(ask) => (ask::wanted(run, node, ask), None),
        Op::AiReply(reply) => (ai_reply::wanted(run, reply, purpose), Some(&**reply)),
        Op::Route(route) => (route::wanted(run, route), None),
        Op::Read(read) => (read::wanted(run, read), None),
        _ => return None,
    };
    let Wanted { messages, task, mut values } = wanted;
    let talk = talk(run, reply, &mut values);
    run.contact.requests += 1;
    let zone = clock::zone(run.contact, run.machine);
    Some(ModelRequest {
        id: run.contact.requests,
        at: run.now,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        language: run.contact.person.language.clone(),
        talk,
        values,
        knowledge: reply.map(|reply| reply.knowledge.clone()).unwrap_or_default(),
        history: Vec::new(),
        messages,
        task,
    })
}

/// The bot's words about the talk, then the step's own.
fn talk(run: &Run<'_>, reply: Option<&AiReply>, values: &mut Vec<String>) -> Talk {
    let bot = &run.program.bot;
    let mut both = |general: &Option<Template>, own: Option<&Option<Template>>| -> Vec<String> {
        let own = own.and_then(Option::as_ref);
        general.iter().chain(own).map(|text| told(run, text, values)).collect()
    };
    let persona = both(&bot.persona, reply.map(|reply| &reply.persona));
    let guardrails = both(&bot.guardrails, reply.map(|reply| &reply.guardrails));
    let tone = both(&bot.tone, reply.map(|reply| &reply.tone));
    let goal = reply.and_then(|reply| reply.goal.as_ref());
    let goal = goal.map(|goal| told(run, goal, values)).unwrap_or_default();
    Talk { persona, guardrails, tone, goal }
}

/// Patterns with a meaning, by their place in the text from 1.
pub(crate) fn patterns(run: &Run<'_>, whens: &[When]) -> Vec<PatternSpec> {
    let mut specs = Vec::new();
    for (place, when) in whens.iter().enumerate() {
        let meanings: Vec<String> = when
            .patterns
            .iter()
            .filter_map(|pattern| match pattern {
                Pattern::Meaning(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        if !meanings.is_empty() {
            specs.push(PatternSpec {
                number: place as u16 + 1,
                meanings,
                like: when.like.clone(),
                saves: when.saves.iter().map(|slot| save(run, slot)).collect(),
            });
        }
    }
    specs
}

/// A value that is looked for, with the author's words for it.
pub(crate) fn save(run: &Run<'_>, slot: &Slot) -> SaveSpec {
    let doc = match &slot.place {
        SlotPlace::Field(name) => run.program.symbols.fields.get(name).map(|field| field.doc.clone()),
        _ => None,
    };
    SaveSpec { name: slot.place.name(), ty: slot.ty.clone(), doc: doc.unwrap_or_default() }
}
