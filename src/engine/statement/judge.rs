//! What an `ai reply` makes of messages: a gate, a route, an answer.

use std::collections::BTreeMap;

use super::{ai_reply, route, say};
use crate::engine::Record;
use crate::engine::event::Message;
use crate::engine::frame::{FrameKind, Purpose};
use crate::engine::run::Run;
use crate::ir::{AiReply, Choice, Value, When};

/// What the model found.
pub(crate) struct Verdict {
    /// The first gate that holds.
    pub until: Option<u16>,
    /// The first route that fits.
    pub when: Option<u16>,
    /// Values for the chosen one.
    pub saves: BTreeMap<String, Value>,
    /// Whether there is an answer.
    pub covered: bool,
    /// The answer.
    pub words: String,
}

/// Judges what lies in the inbox. Each `ai reply` judges a message once; met again it is only answered.
pub(crate) fn judge(run: &mut Run<'_>, reply: &AiReply, replaced: u32) {
    let messages: Vec<u64> = run.contact.inbox.messages().iter().map(|kept| kept.number).collect();
    let judged = |judges: &[String]| judges.contains(&reply.name);
    let fresh = run.contact.inbox.messages().iter().filter(|kept| !judged(&kept.judged));
    let fresh: Vec<Message> = fresh.map(|kept| kept.message.clone()).collect();
    note_answer(run, &messages);
    for when in reply.untils.iter().chain(&reply.whens) {
        if fresh.iter().any(|message| route::takes_as_written(run, when, message)) {
            run.contact.inbox.judge(&messages, &reply.name);
            return take_branch(run, reply, &messages, Some(when));
        }
    }
    run.ask_model(Purpose::Judge { messages, replaced, bare: fresh.is_empty() });
}

/// The model has judged the messages of these numbers.
pub(crate) fn judged(run: &mut Run<'_>, reply: &AiReply, messages: &[u64], bare: bool, verdict: Verdict) {
    if run.held_back(false).is_some() {
        return;
    }
    ai_reply::listen(run, reply);
    run.contact.inbox.judge(messages, &reply.name);
    note_answer(run, messages);
    let until = route::chosen(&reply.untils, verdict.until);
    let chosen = until.or_else(|| route::chosen(&reply.whens, verdict.when)).filter(|_| !bare);
    match chosen {
        Some(when) if route::save(run, when, &verdict.saves) => {
            take_branch(run, reply, messages, Some(when));
        }
        // The values are not there, so the pattern is not taken: one more call, for the answer alone.
        Some(_) => {
            let messages = messages.to_vec();
            run.ask_model(Purpose::Judge { messages, replaced: 0, bare: true });
        }
        None => answer(run, reply, messages, verdict),
    }
}

fn answer(run: &mut Run<'_>, reply: &AiReply, messages: &[u64], verdict: Verdict) {
    if !verdict.covered && reply.unanswered.is_some() {
        run.contact.inbox.settle(messages);
        return take_branch(run, reply, messages, None);
    }
    run.contact.inbox.settle(messages);
    if verdict.words.is_empty() {
        run.record(Record::Untaken { event: "message".into() });
    } else {
        say::words(run, verdict.words);
    }
    go_on(run, reply);
}

/// Messages that came while the last request was used are judged next.
fn go_on(run: &mut Run<'_>, reply: &AiReply) {
    if !run.contact.inbox.messages().is_empty() {
        judge(run, reply, 0);
    }
}

/// A pattern is taken; none is `unanswered`.
fn take_branch(run: &mut Run<'_>, reply: &AiReply, messages: &[u64], when: Option<&When>) {
    let (choice, label, body) = match (when, reply.unanswered) {
        (Some(when), _) => (Choice::When(when.point), when.label(), when.body),
        (None, Some(body)) => (Choice::Unanswered, "unanswered", body),
        (None, None) => return,
    };
    ai_reply::listen(run, reply);
    run.contact.inbox.take(messages);
    run.chose_here(choice);
    run.record(Record::Branch { router: reply.name.clone(), branch: label.to_owned() });
    let owner = run.contact.frames.last().and_then(|frame| frame.owner);
    if !run.push_block(FrameKind::Branch, owner, body, None) {
        run.contact.inbox.settle(messages);
        go_on(run, reply);
    }
}

/// What the messages say is `answer` in the branches.
fn note_answer(run: &mut Run<'_>, numbers: &[u64]) {
    let messages = of_numbers(run, numbers);
    let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    let text = texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join("\n");
    let media = messages.iter().flat_map(|message| message.media.clone()).collect();
    let value = if text.is_empty() { Value::Empty } else { Value::Text(text.clone()) };
    run.contact.given.answered(value, &Message { text, media });
}

/// The messages of these numbers, oldest first.
pub(crate) fn of_numbers(run: &Run<'_>, numbers: &[u64]) -> Vec<Message> {
    let kept = run.contact.inbox.messages().iter();
    kept.filter(|kept| numbers.contains(&kept.number)).map(|kept| kept.message.clone()).collect()
}
