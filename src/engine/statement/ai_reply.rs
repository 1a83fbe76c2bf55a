//! `ai reply`: entry, listening, coming back. What it makes of a message is in `judge`.

use super::{Taken, judge, say};
use crate::engine::event::Message;
use crate::engine::frame::{Purpose, Wait};
use crate::engine::limits::REPLACED_MAX;
use crate::engine::model::Task;
use crate::engine::run::{Next, Run};
use crate::engine::take::Incoming;
use crate::engine::talk::{self, Wanted};
use crate::ir::{AiReply, Node, Op};

/// Entry: unanswered messages first, otherwise the AI opens.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, reply: &AiReply) -> Next {
    if run.give_kept_to_statement() {
        return Next::Stay;
    }
    let now = run.now;
    let Some(at) = run.innermost() else { return Next::Stay };
    let holder = run.holder(at);
    let first = !run.contact.frames[holder].opened.contains(&node.point);
    if speaks(run, reply, true)
        && let Some(next) = run.held_back(false)
    {
        return next;
    }
    run.contact.frames[holder].opened.insert(node.point);
    let frame = &mut run.contact.frames[at];
    frame.statement_entered = now;
    frame.down_told = false;
    listen(run, reply);
    attend(run, reply, Opening::of(true, first));
    Next::Stay
}

/// How the AI may begin where nothing is unanswered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// With `opening` as written, if there is one.
    Written,
    /// With the model's words.
    Worded,
    /// Not at all.
    Still,
}

impl Opening {
    fn of(opens: bool, first: bool) -> Self {
        match (opens, first) {
            (true, true) => Opening::Written,
            (true, false) => Opening::Worded,
            (false, _) => Opening::Still,
        }
    }
}

/// Whether entering would say something, now or when a model has answered.
fn speaks(run: &Run<'_>, reply: &AiReply, opens: bool) -> bool {
    !run.contact.inbox.messages().is_empty() || (opens && !reply.waits)
}

/// What covered it is gone; `reopens`: a branch of it that waited has come back, which is like entry.
pub(crate) fn come_back(run: &mut Run<'_>, reopens: bool) {
    let Some(node) = run.standing() else { return };
    let Op::AiReply(reply) = &node.op else { return };
    if speaks(run, reply, reopens) && run.held_back(false).is_some() {
        return;
    }
    attend(run, reply, Opening::of(reopens, false));
}

fn attend(run: &mut Run<'_>, reply: &AiReply, opening: Opening) {
    if !run.contact.inbox.messages().is_empty() {
        return judge::judge(run, reply, 0);
    }
    if reply.waits {
        return;
    }
    match (opening, &reply.opening) {
        (Opening::Written, Some(words)) => {
            let words = run.text(words);
            say::words(run, words);
        }
        (Opening::Written | Opening::Worded, _) => run.ask_model(Purpose::Open),
        (Opening::Still, _) => {}
    }
}

/// It listens.
pub(crate) fn listen(run: &mut Run<'_>, reply: &AiReply) {
    run.wait(Wait::Reply, &format!("ai reply {}", reply.name));
}

/// A message while it listens or judges: text is its kind.
pub(crate) fn take_message(run: &mut Run<'_>, incoming: &Incoming) -> Taken {
    if incoming.message.text.trim().is_empty() {
        return Taken::OtherKind;
    }
    run.keep(incoming.message.clone());
    heard(run);
    Taken::Yes
}

/// A message lies in the inbox: it is judged, with those whose request it makes stale.
pub(crate) fn heard(run: &mut Run<'_>) {
    let Some(node) = run.standing() else { return };
    let Op::AiReply(reply) = &node.op else { return };
    let wait = run.contact.frames.last().map(|frame| frame.wait.clone());
    let replaced = match wait {
        Some(Wait::Result(flight)) if flight.down.is_none() => match flight.purpose {
            // Three in a row; then the result is used and the rest judged next.
            Purpose::Judge { replaced, .. } if replaced >= REPLACED_MAX => return,
            Purpose::Judge { replaced, .. } => replaced + 1,
            _ => 0,
        },
        _ => 0,
    };
    judge::judge(run, reply, replaced);
}

/// The model's first words.
pub(crate) fn opened(run: &mut Run<'_>, reply: &AiReply, text: String) {
    if run.held_back(false).is_some() {
        return;
    }
    listen(run, reply);
    if !text.is_empty() {
        say::words(run, text);
    }
    if !run.contact.inbox.messages().is_empty() {
        judge::judge(run, reply, 0);
    }
}

/// What it wants of the model.
pub(crate) fn wanted(run: &Run<'_>, reply: &AiReply, purpose: &Purpose) -> Wanted {
    let Purpose::Judge { messages, bare, .. } = purpose else {
        return Wanted { messages: Vec::new(), task: Task::Open, values: Vec::new() };
    };
    let messages: Vec<Message> = judge::of_numbers(run, messages);
    let patterns = |whens| if *bare { Vec::new() } else { talk::patterns(run, whens) };
    let (untils, whens) = (patterns(&reply.untils), patterns(&reply.whens));
    Wanted { messages, task: Task::Judge { untils, whens }, values: Vec::new() }
}
