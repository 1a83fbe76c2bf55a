//! What stands inside what: the bodies and handlers of a statement.

use crate::syntax::ast::{
    AiItem, Block, Body, ButtonAction, Buttons, ButtonsKind, Choices, Handler, RouteItem, Statement, Tail,
};

/// The parts of a statement that hold other statements, in the order of the text.
#[derive(Default)]
pub struct Inside<'a> {
    /// Bodies of branches, limits, buttons.
    pub bodies: Vec<&'a Body>,
    /// Handlers.
    pub handlers: Vec<&'a Handler>,
    /// The block of a `for each`.
    pub block: Option<&'a Block>,
}

/// The statements of a body; an arrow has none.
pub fn statements(body: &Body) -> &[Statement] {
    match body {
        Body::Block(block) => &block.statements,
        Body::Arrow(_) | Body::Missing(_) => &[],
    }
}

/// What stands directly inside a statement.
pub fn inside(statement: &Statement) -> Inside<'_> {
    let mut found = Inside::default();
    match statement {
        Statement::Say(say) => buttons(say.buttons.as_ref(), &mut found),
        Statement::Send(send) => buttons(send.buttons.as_ref(), &mut found),
        Statement::Ask(ask) => {
            if let Some(Choices::Buttons(choices)) = &ask.choices {
                buttons(Some(choices), &mut found);
            }
            tail(&ask.tail, &mut found);
        }
        Statement::Wait(wait) => tail(&wait.tail, &mut found),
        Statement::AiReply(reply) => {
            for item in &reply.items {
                match item {
                    AiItem::Until(until) => found.bodies.push(&until.body),
                    AiItem::When(when) => found.bodies.push(&when.body),
                    AiItem::Unanswered(unanswered) => found.bodies.push(&unanswered.body),
                    AiItem::Handler(handler) => found.handlers.push(handler),
                    _ => {}
                }
            }
        }
        Statement::Route(route) => {
            found.bodies.extend(route.items.iter().filter_map(|item| match item {
                RouteItem::When(when) => Some(&when.body),
                RouteItem::Include(_) => None,
            }));
            found.bodies.extend(&route.else_body);
        }
        Statement::Read(read) => tail(&read.tail, &mut found),
        Statement::If(branches) => {
            found.bodies.extend(branches.branches.iter().map(|branch| &branch.body));
            found.bodies.extend(&branches.else_body);
        }
        Statement::Ab(ab) => found.bodies.extend(ab.arms.iter().map(|arm| &arm.body)),
        Statement::Delay(delay) => found.handlers.extend(&delay.handlers),
        Statement::Do(call) => tail(&call.tail, &mut found),
        Statement::Handoff(handoff) => {
            found.bodies.extend(handoff.buttons.iter().map(|button| &button.body));
            found.handlers.extend(&handoff.handlers);
            tail(&handoff.tail, &mut found);
        }
        Statement::Visit(visit) => tail(&visit.tail, &mut found),
        Statement::ForEach(each) => found.block = each.body.as_ref(),
        Statement::Jump(jump) => found.bodies.extend(jump.bound.as_ref().map(|bound| &bound.else_body)),
        Statement::AskAgain(_)
        | Statement::AiSay(_)
        | Statement::Set(_)
        | Statement::Add(_)
        | Statement::Remove(_)
        | Statement::Notify(_)
        | Statement::End(_)
        | Statement::Reach(_) => {}
    }
    found
}

/// Calls `look` with every statement, outer before inner, in the order of the text.
pub fn each<'a>(statements_of: &'a [Statement], look: &mut dyn FnMut(&'a Statement)) {
    for statement in statements_of {
        look(statement);
        let found = inside(statement);
        for body in found.bodies {
            each(statements(body), look);
        }
        for handler in found.handlers {
            each(statements(&handler.body), look);
        }
        if let Some(block) = found.block {
            each(&block.statements, look);
        }
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

fn buttons<'a>(buttons: Option<&'a Buttons>, found: &mut Inside<'a>) {
    if let Some(Buttons { kind: ButtonsKind::Block(buttons), .. }) = buttons {
        found.bodies.extend(buttons.iter().filter_map(|button| match &button.action {
            ButtonAction::Body(body) => Some(body),
            ButtonAction::Link(_) => None,
        }));
    }
}

fn tail<'a>(tail: &'a Tail, found: &mut Inside<'a>) {
    found.bodies.extend(tail.times.as_ref().and_then(|limit| limit.body.as_ref()));
    found.bodies.extend(tail.within.as_ref().and_then(|limit| limit.body.as_ref()));
    found.bodies.extend(&tail.else_body);
}
