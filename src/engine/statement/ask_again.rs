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
    let at = run.contact.frames.iter().rposition(|frame| waits(&frame.wait));
    let asked = at.and_then(|at| run.contact.frames.get(at));
    let question = asked.and_then(|frame| run.machine.find(frame.point)).map(|at| run.node(at));
    if let Some(question) = question
        && let Op::Ask(asked) = &question.op
    {
        // Its holes are the asking run's, which need not be the handler's.
        run.viewer = at;
        // The model's words are not kept; the instruction's first sentence would be no question.
        let text =
            if asked.ai { say::pick(run, &asked.message, 0) } else { ask::wording(run, question, asked) };
        ask::send(run, question, asked, text);
        run.viewer = None;
    }
    Next::Go(node.next)
}
