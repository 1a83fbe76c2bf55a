//! `ask again`, in a handler: the interrupted question is sent once more. It is no new try: `within` and the tries go on.

use super::{ask, say};
use crate::engine::frame::Wait;
use crate::engine::run::{Next, Run};
use crate::ir::{Node, Op};

pub(crate) fn run(run: &mut Run<'_>, node: &Node) -> Next {
    if let Some(next) = run.held_back(false) {
        return next;
    }
    let waits = |wait: &Wait| matches!(wait, Wait::Ask { .. });
    let asked = run.contact.frames.iter().rev().find(|frame| waits(&frame.wait));
    let question = asked.and_then(|frame| run.machine.find(frame.point)).map(|at| run.node(at));
    if let Some(question) = question
        && let Op::Ask(asked) = &question.op
    {
        if asked.ai {
            // The model's words are not kept; the instruction's first sentence would be no question.
            let text = say::pick(run, &asked.message, 0);
            ask::send(run, question, asked, text);
        } else {
            let text = ask::wording(run, question, asked);
            ask::send(run, question, asked, text);
        }
    }
    Next::Go(node.next)
}
