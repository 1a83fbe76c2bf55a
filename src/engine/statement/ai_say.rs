//! `ai say`.

use super::say;
use crate::engine::frame::Purpose;
use crate::engine::model::Task;
use crate::engine::run::{Next, Run};
use crate::engine::talk::{self, Wanted};
use crate::ir::{Node, Template};

pub(crate) fn run(run: &mut Run<'_>, any_hour: bool) -> Next {
    if let Some(next) = run.held_back(any_hour) {
        return next;
    }
    run.ask_model(Purpose::Statement);
    Next::Stay
}

/// What it wants of the model.
pub(crate) fn wanted(run: &Run<'_>, instruction: &Template, fallback: Option<&Template>) -> Wanted {
    let unanswered = run.contact.inbox.messages().iter().filter(|kept| !kept.answered);
    let messages = unanswered.map(|kept| kept.message.clone()).collect();
    let fallback = fallback.map(|text| run.text(text));
    let mut values = Vec::new();
    let instruction = talk::told(run, instruction, &mut values);
    Wanted { messages, task: Task::Write { instruction, fallback }, values }
}

/// The model has worded it. The night may have come meanwhile.
pub(crate) fn wrote(run: &mut Run<'_>, node: &Node, any_hour: bool, text: String) {
    if run.held_back(any_hour).is_some() {
        return;
    }
    if !text.is_empty() {
        say::words(run, text);
    }
    run.follow(Next::Go(node.next));
}

/// No model, and nobody handles that: the author's own words, if there are some.
pub(crate) fn without_model(run: &mut Run<'_>, node: &Node) -> bool {
    let crate::ir::Op::AiSay { fallback: Some(fallback), any_hour, .. } = &node.op else { return false };
    let text = run.text(fallback);
    wrote(run, node, *any_hour, text);
    true
}
