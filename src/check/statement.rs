//! Statements, one by one.

use super::args::{Taker, Wanted};
use super::event::{self, Around};
use super::message::{self, message, public, slot_type};
use super::scope::{Scope, unknown};
use super::tail::{self, Word};
use super::ty::{self, Ty};
use super::{call, each, local, router, talk, template, visit};
use crate::diagnostic::codes::graph::{
    EVENT_OUT_OF_PLACE, HANDOFF_WITHOUT_WITHIN, NOBODY_TAKES_IT, NOTHING_TO_ASK_AGAIN,
};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::codes::people::PRIVATE_LEAK;
use crate::diagnostic::codes::types::{NOTHING_TO_SAVE, WRONG_TYPE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Body, Change, DelayUntil, EventKind, Handler, Sent, Statement};

/// Where a statement stands.
#[derive(Debug, Clone)]
pub struct Here<'n, 'a> {
    /// What names mean there.
    pub scope: Scope<'n, 'a>,
    /// Whether it runs while another statement is interrupted.
    pub in_handler: bool,
}

/// A body: an arrow, or a block.
pub fn body(here: &Here<'_, '_>, body: &Body, sink: &mut Sink) {
    match body {
        Body::Arrow(arrow) => {
            here.scope.target(&arrow.target, sink);
        }
        Body::Block(block) => statements(here, &block.statements, sink),
        Body::Missing(_) => {}
    }
}

/// Statements in order.
pub fn statements(here: &Here<'_, '_>, statements: &[Statement], sink: &mut Sink) {
    for statement in statements {
        self::statement(here, statement, sink);
    }
}

fn statement(here: &Here<'_, '_>, statement: &Statement, sink: &mut Sink) {
    let scope = &here.scope;
    match statement {
        Statement::Say(say) => message(here, &say.wordings, say.media.as_ref(), say.buttons.as_ref(), sink),
        Statement::Send(send) => {
            let media = match &send.what {
                Sent::Media(media) => Some(media),
                Sent::Template { name, args } => {
                    template::send(here, send, name.as_ref(), args.as_ref(), sink);
                    None
                }
                Sent::Location { .. } | Sent::Missing => None,
            };
            message(here, send.caption.as_slice(), media, send.buttons.as_ref(), sink);
        }
        Statement::Ask(ask) => tail::ask(here, ask, sink),
        Statement::AskAgain(again) => {
            if !here.in_handler {
                sink.push(
                    Diagnostic::new(&NOTHING_TO_ASK_AGAIN, again.span, "no question has been interrupted here")
                        .help("`ask again` stands in a handler and repeats the question that the handler interrupted"),
                );
            }
        }
        Statement::Wait(wait) => self::wait(here, wait, sink),
        Statement::AiSay(say) => {
            if let Some(text) = &say.text {
                public(scope, text, super::message::MODEL, sink);
            }
            if let Some(text) = &say.fallback {
                scope.text(text, sink);
            }
        }
        Statement::AiReply(reply) => talk::reply(here, reply, sink),
        Statement::Route(route) => talk::route(here, route, sink),
        Statement::Read(read) => self::read(here, read, sink),
        Statement::If(branches) => {
            for branch in &branches.branches {
                scope.condition(&branch.condition, sink);
                body(here, &branch.body, sink);
            }
            if let Some(otherwise) = &branches.else_body {
                body(here, otherwise, sink);
            }
        }
        Statement::Ab(ab) => {
            router::weights(ab, sink);
            for arm in &ab.arms {
                body(here, &arm.body, sink);
            }
        }
        Statement::Set(set) => self::set(here, set, sink),
        Statement::Add(add) => change(here, &add.change, true, sink),
        Statement::Remove(remove) => change(here, &remove.change, false, sink),
        Statement::Delay(delay) => {
            match &delay.until {
                DelayUntil::Duration(_) => {}
                DelayUntil::Hours(name) => {
                    if let Some(name) = name {
                        scope.hours(name, sink);
                    }
                }
                DelayUntil::Time(until) => {
                    scope.wanted(until, &ty::TIME, "the end of a delay", sink);
                }
            }
            let handlers: Vec<&Handler> = delay.handlers.iter().collect();
            event::handlers(here, &handlers, Around::Delay, sink);
        }
        Statement::Do(call) => call::call(here, call, sink),
        Statement::Handoff(handoff) => self::handoff(here, handoff, sink),
        Statement::Notify(notify) => {
            if let Some(to) = &notify.to {
                operator(scope, to, sink);
            }
            if let Some(text) = &notify.text {
                public(scope, text, "a notice", sink);
            }
        }
        Statement::Visit(visit) => visit::check(here, visit, sink),
        Statement::End(end) => self::end(scope, end, sink),
        Statement::Reach(reach) => {
            if let Some(goal) = &reach.goal {
                self::goal(scope, goal, sink);
            }
        }
        Statement::ForEach(each) => each::check(here, each, sink),
        Statement::Jump(jump) => {
            scope.target(&jump.arrow.target, sink);
            if let Some(bound) = &jump.bound {
                body(here, &bound.else_body, sink);
            }
        }
    }
}

fn wait(here: &Here<'_, '_>, wait: &ast::Wait, sink: &mut Sink) {
    here.scope.event(&wait.event, sink);
    let value = local::event_value(&wait.event.kind);
    let waits = match &wait.event.kind {
        EventKind::Postback(_) | EventKind::Webhook(_) | EventKind::Missing => true,
        _ => value.is_some(),
    };
    if !waits {
        sink.push(
            Diagnostic::new(&EVENT_OUT_OF_PLACE, wait.event.span, "`wait for` cannot wait for this")
                .help("it waits for a message, a button, a start, a postback or a webhook; for others write a handler, `on …`"),
        );
    }
    if let (Some(save), None, EventKind::Postback(name) | EventKind::Webhook(name)) =
        (&wait.tail.save, &value, &wait.event.kind)
    {
        let name = name.as_ref().map_or("NAME", |name| name.text.as_str());
        sink.push(
            Diagnostic::new(&NOTHING_TO_SAVE, save.span, "a postback or webhook brings no value of its own")
                .help(format!("its parameters are at hand as `{name}.PARAMETER`")),
        );
    }
    tail::all(here, &wait.tail, &value.unwrap_or(ty::TEXT), sink);
}

fn read(here: &Here<'_, '_>, read: &ast::Read, sink: &mut Sink) {
    for name in &read.fields {
        here.scope.slot(name, sink);
        if here.scope.field(&name.text).is_some_and(|field| field.private) {
            let message = format!("`{}` is private, and `read` would send it through a model", name.text);
            sink.push(Diagnostic::new(&PRIVATE_LEAK, name.span, message));
        }
    }
    if let Some(prompt) = &read.prompt {
        public(&here.scope, prompt, super::message::MODEL, sink);
    }
    tail::words(&read.tail, &[Word::Where, Word::Within, Word::Else], "read", sink);
    tail::guard(here, &read.tail, &ty::TEXT, sink);
    tail::bodies(here, &read.tail, sink);
}

fn set(here: &Here<'_, '_>, set: &ast::Set, sink: &mut Sink) {
    let slot = set.target.as_ref().and_then(|target| here.scope.settable(target, sink));
    let Some(slot) = slot else {
        here.scope.expr(&set.value, sink);
        return;
    };
    let what = format!("`{}`", slot.place.name());
    let typed = here.scope.wanted(&set.value, &slot_type(&slot), &what, sink);
    if typed.private && !set.target.as_ref().is_some_and(|target| keeps_private(&here.scope, target)) {
        sink.push(gets_out(&what, set.value.span));
    }
}

/// A private value gets into a place that is not.
fn gets_out(what: &str, at: Span) -> Diagnostic {
    let message = format!("{what} is not private, and a private field would get into it");
    Diagnostic::new(&PRIVATE_LEAK, at, message).help("declare it as a field that is `private` too")
}

/// Whether a path names a private field, of this folder or of a used one.
fn keeps_private(scope: &Scope<'_, '_>, path: &ast::Path) -> bool {
    let field = match path.segments.as_slice() {
        [name] => scope.field(&name.text),
        [folder, name] => {
            let space = scope.names.namespace(&folder.text);
            space.and_then(|space| Scope::top(scope.names, space).field(&name.text))
        }
        _ => None,
    };
    field.is_some_and(|field| field.private)
}

fn change(here: &Here<'_, '_>, change: &Change, adds: bool, sink: &mut Sink) {
    match change {
        Change::Tag(name) => {
            if let Some(name) = name {
                here.scope.tag(name, sink);
            }
        }
        Change::Item { value, list } => {
            let path = list.as_ref().map(|name| ast::Path { segments: vec![name.clone()], span: name.span });
            let slot = path.as_ref().and_then(|path| here.scope.settable(path, sink));
            match slot.map(|slot| (slot.place.name(), slot.ty)) {
                Some((name, Type::List(item))) => {
                    let what = format!("an item of `{name}`");
                    let typed = here.scope.wanted(value, &Ty::Of(*item), &what, sink);
                    if adds && typed.private && !path.is_some_and(|path| keeps_private(&here.scope, &path)) {
                        sink.push(gets_out(&format!("`{name}`"), value.span));
                    }
                }
                Some((name, other)) => {
                    here.scope.expr(value, sink);
                    let span = list.as_ref().map_or(value.span, |list| list.span);
                    let message = format!("`{name}` is {}, not a list", ty::words(&other));
                    sink.push(Diagnostic::new(&WRONG_TYPE, span, message));
                }
                None => {
                    here.scope.expr(value, sink);
                }
            }
        }
    }
}

fn end(scope: &Scope<'_, '_>, end: &ast::End, sink: &mut Sink) {
    let Some(value) = &end.value else { return };
    scope.expr(value, sink);
    if scope.flow.is_none() {
        sink.push(
            Diagnostic::new(
                &NOBODY_TAKES_IT,
                value.span,
                "there is no flow around this, so no visit takes the value",
            )
            .help("write `end` alone"),
        );
    }
}

fn handoff(here: &Here<'_, '_>, handoff: &ast::Handoff, sink: &mut Sink) {
    if let Some(to) = &handoff.to {
        operator(&here.scope, to, sink);
    }
    if let Some(text) = &handoff.text {
        public(&here.scope, text, "a notice", sink);
    }
    let texts: Vec<&ast::Text> = handoff.buttons.iter().map(|button| &button.text).collect();
    message::known_by_text(&texts, sink);
    for button in &handoff.buttons {
        public(&here.scope, &button.text, "a person's button", sink);
        body(here, &button.body, sink);
    }
    let handlers: Vec<&Handler> = handoff.handlers.iter().collect();
    event::handlers(here, &handlers, Around::Handoff, sink);
    tail::words(&handoff.tail, &[Word::Within, Word::Else], "handoff", sink);
    tail::bodies(here, &handoff.tail, sink);
    if handoff.tail.within.is_none() {
        sink.push(
            Diagnostic::new(&HANDOFF_WITHOUT_WITHIN, handoff.span, "this waits for ever where nobody joins")
                .help("say how long, and what then: `within 2h else { … }`"),
        );
    }
}

/// Operators of the manifest.
pub fn operator(scope: &Scope<'_, '_>, name: &ast::Name, sink: &mut Sink) {
    let operators = &scope.names.input.outside.operators;
    if scope.names.input.has_manifest && !operators.contains_key(&name.text) {
        let message = format!("the manifest has no operators `{}`", name.text);
        let found = unknown(&code::UNKNOWN_OPERATOR, name, message, operators.keys().map(String::as_str));
        let help = "declare them in flow.yaml under `operators`";
        sink.push(if found.help.is_some() { found } else { found.help(help) });
    }
}

/// A declared goal.
pub fn goal(scope: &Scope<'_, '_>, name: &ast::Name, sink: &mut Sink) {
    let goals = &scope.names.spaces[scope.space].goals;
    if !goals.contains_key(name.text.as_str()) {
        let message = format!("there is no goal `{}`", name.text);
        let found = unknown(&code::UNKNOWN_GOAL, name, message, goals.keys().copied());
        let help = format!("declare it: `goal {}`", name.text);
        sink.push(if found.help.is_some() { found } else { found.help(help) });
    }
}

/// A form that is refused until it runs.
pub fn not_yet(
    code: &'static crate::diagnostic::Code,
    span: crate::source::Span,
    what: &str,
    help: &str,
    sink: &mut Sink,
) {
    sink.push(Diagnostic::new(code, span, format!("{what} does not run yet")).help(help));
}

/// The inputs of an action as arguments.
pub fn action_taker<'t>(name: &str, action: &'t crate::ir::Action) -> Taker<'t> {
    Taker {
        what: format!("action `{name}`"),
        wanted: action.input.iter().map(Wanted::input).collect(),
        complete: true,
    }
}
