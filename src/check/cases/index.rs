//! The lowered form of what is written: conditions, changes of data and handlers, by their place in the text.

use std::collections::HashMap;

use crate::ir::{Handler, Node, Op, Program};
use crate::source::Span;

/// Statements and handlers of a program by where they are written.
#[derive(Debug)]
pub struct Index<'p> {
    statements: HashMap<Span, &'p Op>,
    handlers: HashMap<Span, &'p Handler>,
}

impl<'p> Index<'p> {
    /// The index of a program. A set of routes that is included twice is there twice, and one is as good as the other.
    pub fn of(program: &'p Program) -> Self {
        let is_looked_at = |node: &&Node| {
            matches!(
                node.op,
                Op::Branch { .. }
                    | Op::Set { .. }
                    | Op::AddTag(_)
                    | Op::RemoveTag(_)
                    | Op::AddTo { .. }
                    | Op::RemoveFrom { .. }
            )
        };
        let statements = program.nodes.iter().filter(is_looked_at).map(|node| (node.span, &node.op));
        let handlers = each_handler(program).map(|handler| (handler.span, handler));
        Index { statements: statements.collect(), handlers: handlers.collect() }
    }

    /// The statement that is written there.
    pub fn statement(&self, at: Span) -> Option<&'p Op> {
        self.statements.get(&at).copied()
    }

    /// The handler that is written there.
    pub fn handler(&self, at: Span) -> Option<&'p Handler> {
        self.handlers.get(&at).copied()
    }
}

/// Every handler of a program.
pub fn each_handler(program: &Program) -> impl Iterator<Item = &Handler> {
    let of_flows = program
        .flows
        .iter()
        .flat_map(|flow| flow.handlers.iter().chain(flow.steps.iter().flat_map(|step| &step.handlers)));
    let of_statements = program.nodes.iter().flat_map(|node| match &node.op {
        Op::Delay(delay) => delay.handlers.as_slice(),
        Op::AiReply(reply) => reply.handlers.as_slice(),
        Op::Handoff(handoff) => handoff.handlers.as_slice(),
        _ => &[],
    });
    program.handlers.iter().chain(of_flows).chain(of_statements)
}
