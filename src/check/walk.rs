//! What stands inside what: the bodies and handlers of a statement.

use crate::syntax::ast::{
    AiItem, Block, Body, ButtonAction, Buttons, ButtonsKind, Choices, Handler, RouteItem, Statement, Tail,
};

/// A part of a statement that holds other statements.
pub enum Part<'a> {
    /// The body of a branch, a limit, a button.
    Body(&'a Body),
    /// A handler.
    Handler(&'a Handler),
    /// The block of a `for each`.
    Block(&'a Block),
}

impl<'a> Part<'a> {
    /// Its statements; an arrow has none.
    pub fn statements(self) -> &'a [Statement] {
        match self {
            Part::Body(body) => statements(body),
            Part::Handler(handler) => statements(&handler.body),
            Part::Block(block) => &block.statements,
        }
    }
}

/// The statements of a body; an arrow has none.
pub fn statements(body: &Body) -> &[Statement] {
    match body {
        Body::Block(block) => &block.statements,
        Body::Arrow(_) | Body::Missing(_) => &[],
    }
}

/// Calls `look` with every statement, outer before inner, in the order of the text.
pub fn each<'a>(statements_of: &'a [Statement], look: &mut dyn FnMut(&'a Statement)) {
    for statement in statements_of {
        look(statement);
        inside(statement, &mut |part| each(part.statements(), look));
    }
}

/// Calls `on` with what stands directly inside a statement, in the order of the text.
pub fn inside<'a>(statement: &'a Statement, on: &mut dyn FnMut(Part<'a>)) {
    match statement {
        Statement::Say(say) => buttons(say.buttons.as_ref(), on),
        Statement::Send(send) => buttons(send.buttons.as_ref(), on),
        Statement::Ask(ask) => {
            if let Some(Choices::Buttons(choices)) = &ask.choices {
                buttons(Some(choices), on);
            }
            tail(&ask.tail, on);
        }
        Statement::Wait(wait) => tail(&wait.tail, on),
        Statement::AiReply(reply) => {
            for item in &reply.items {
                match item {
                    AiItem::Until(until) => on(Part::Body(&until.body)),
                    AiItem::When(when) => on(Part::Body(&when.body)),
                    AiItem::Unanswered(unanswered) => on(Part::Body(&unanswered.body)),
                    AiItem::Handler(handler) => on(Part::Handler(handler)),
                    _ => {}
                }
            }
        }
        Statement::Route(route) => {
            for item in &route.items {
                if let RouteItem::When(when) = item {
                    on(Part::Body(&when.body));
                }
            }
            bodies(&route.else_body, on);
        }
        Statement::Read(read) => tail(&read.tail, on),
        Statement::If(branches) => {
            bodies(branches.branches.iter().map(|branch| &branch.body), on);
            bodies(&branches.else_body, on);
        }
        Statement::Ab(ab) => bodies(ab.arms.iter().map(|arm| &arm.body), on),
        Statement::Delay(delay) => handlers(&delay.handlers, on),
        Statement::Do(call) => tail(&call.tail, on),
        Statement::Handoff(handoff) => {
            bodies(handoff.buttons.iter().map(|button| &button.body), on);
            handlers(&handoff.handlers, on);
            tail(&handoff.tail, on);
        }
        Statement::Visit(visit) => tail(&visit.tail, on),
        Statement::ForEach(each) => each.body.iter().for_each(|block| on(Part::Block(block))),
        Statement::Jump(jump) => bodies(jump.bound.as_ref().map(|bound| &bound.else_body), on),
        Statement::AskAgain(_)
        | Statement::AiSay(_)
        | Statement::Set(_)
        | Statement::Add(_)
        | Statement::Remove(_)
        | Statement::Notify(_)
        | Statement::End(_)
        | Statement::Reach(_) => {}
    }
}

/// Calls `look` with every statement of a flow, its handlers' included.
pub fn each_of_flow<'a>(flow: &'a crate::syntax::ast::Flow, look: &mut dyn FnMut(&'a Statement)) {
    for handler in &flow.handlers {
        each(statements(&handler.body), look);
    }
    for step in &flow.steps {
        each(&step.statements, look);
        for handler in &step.handlers {
            each(statements(&handler.body), look);
        }
    }
}

fn bodies<'a>(bodies: impl IntoIterator<Item = &'a Body>, on: &mut dyn FnMut(Part<'a>)) {
    bodies.into_iter().for_each(|body| on(Part::Body(body)));
}

fn handlers<'a>(handlers: &'a [Handler], on: &mut dyn FnMut(Part<'a>)) {
    handlers.iter().for_each(|handler| on(Part::Handler(handler)));
}

fn buttons<'a>(buttons: Option<&'a Buttons>, on: &mut dyn FnMut(Part<'a>)) {
    if let Some(Buttons { kind: ButtonsKind::Block(buttons), .. }) = buttons {
        bodies(
            buttons.iter().filter_map(|button| match &button.action {
                ButtonAction::Body(body) => Some(body),
                ButtonAction::Link(_) => None,
            }),
            on,
        );
    }
}

fn tail<'a>(tail: &'a Tail, on: &mut dyn FnMut(Part<'a>)) {
    bodies(tail.times.as_ref().and_then(|limit| limit.body.as_ref()), on);
    bodies(tail.within.as_ref().and_then(|limit| limit.body.as_ref()), on);
    bodies(&tail.else_body, on);
}
