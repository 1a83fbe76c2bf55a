//! What a statement reads, and whether it would hurt to find nothing there.

use crate::ir::{
    AiReply, ButtonAct, Expr, FilterKind, Function, Handler, MediaSource, Message, Op, Piece, Program, Tail,
    Target, Template, When,
};

use super::condition;
use super::slot::Slot;

/// A place that a statement reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read<'p> {
    /// The place.
    pub slot: Slot<'p>,
    /// What for.
    pub how: How<'p>,
}

/// What a value is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How<'p> {
    /// It is copied, compared, tested, searched: nothing there is a fine answer.
    Freely,
    /// A `default` stands in for it.
    WithDefault,
    /// It is put into a text.
    Inserted,
    /// It is computed with.
    Computed,
    /// An input of this name must be given.
    Given(&'p str),
    /// A delay lasts until then.
    Until,
    /// It is sent as a picture or a file.
    Sent,
    /// Its items are the choices of a question.
    Offered,
}

impl How<'_> {
    /// Whether the place must not be empty.
    pub fn hurts(self) -> bool {
        !matches!(self, How::Freely | How::WithDefault)
    }
}

/// Calls `on` with every place that a statement itself reads, its handlers' guards among them.
pub fn each<'p>(op: &'p Op, program: &'p Program, on: &mut impl FnMut(Read<'p>)) {
    each_value(op, program, &mut |value, how| {
        condition::slot(value).into_iter().for_each(|slot| on(Read { slot, how }));
    });
}

/// The same with every value that is named or written, whatever it is.
pub(super) fn each_value<'p>(op: &'p Op, program: &'p Program, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    match op {
        Op::Say(message) => of_message(message, on),
        Op::SendTemplate(sent) => {
            let template = program.outside.templates.get(&sent.template);
            let input = template.map_or(&[][..], |template| &template.input);
            given(&sent.args, |name| input.iter().any(|param| param.name == name && !param.optional), on);
        }
        Op::Ask(ask) => {
            of_message(&ask.message, on);
            of_tail(&ask.tail, on);
            ask.choices.iter().for_each(|choices| of_expr(choices, How::Offered, on));
        }
        Op::Wait(wait) => of_tail(&wait.tail, on),
        Op::AiSay { instruction, fallback, .. } => {
            of_text(instruction, How::Inserted, on);
            fallback.iter().for_each(|text| of_text(text, How::Inserted, on));
        }
        Op::AiReply(reply) => of_reply(reply, on),
        Op::Route(route) => route.whens.iter().for_each(|when| of_when(when, on)),
        Op::Read(read) => {
            of_text(&read.hint, How::Inserted, on);
            of_tail(&read.tail, on);
        }
        Op::Branch { condition, .. } => of_expr(condition, How::Freely, on),
        Op::Set { value, .. } => of_expr(value, How::Freely, on),
        Op::AddTo { value, .. } | Op::RemoveFrom { value, .. } => of_expr(value, How::Freely, on),
        Op::Delay(delay) => {
            of_expr(&delay.until, How::Until, on);
            of_guards(&delay.handlers, on);
        }
        Op::Call(call) => {
            let action = program.outside.actions.get(&call.action);
            let input = action.map_or(&[][..], |action| &action.input);
            given(&call.args, |name| input.iter().any(|param| param.name == name && !param.optional), on);
            of_tail(&call.tail, on);
        }
        Op::Handoff(handoff) => {
            of_text(&handoff.text, How::Inserted, on);
            handoff.buttons.iter().for_each(|button| of_text(&button.text, How::Inserted, on));
            of_guards(&handoff.handlers, on);
        }
        Op::Notify { text, .. } => of_text(text, How::Inserted, on),
        Op::Jump { target: Target::Flow { args, .. }, .. } => {
            args.iter().for_each(|(_, value)| of_expr(value, How::Freely, on));
        }
        Op::Visit(visit) => visit.args.iter().for_each(|(_, value)| of_expr(value, How::Freely, on)),
        Op::End(Some(value)) => of_expr(value, How::Freely, on),
        Op::ForEach { list, .. } => of_expr(list, How::Freely, on),
        Op::AskAgain
        | Op::Ab { .. }
        | Op::AddTag(_)
        | Op::RemoveTag(_)
        | Op::Reach(_)
        | Op::Jump { .. }
        | Op::End(None) => {}
    }
}

/// The guards of handlers.
pub(super) fn of_guards<'p>(handlers: &'p [Handler], on: &mut impl FnMut(&'p Expr, How<'p>)) {
    let guards = handlers.iter().filter_map(|handler| handler.guard.as_ref());
    guards.for_each(|guard| of_expr(guard, How::Freely, on));
}

/// A text's holes.
pub(super) fn of_text<'p>(text: &'p Template, how: How<'p>, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    for piece in &text.0 {
        let Piece::Hole { expr, filters } = piece else { continue };
        let has_default = filters.iter().any(|filter| filter.kind == FilterKind::Default);
        of_expr(expr, if has_default { How::WithDefault } else { how }, on);
        for argument in filters.iter().filter_map(|filter| filter.argument.as_ref()) {
            of_text(argument, how, on);
        }
    }
}

/// An expression's values.
pub(super) fn of_expr<'p>(expr: &'p Expr, how: How<'p>, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    // Where nothing hurts, nothing inside does but a computation, or a text around a hole.
    let tested = if how == How::WithDefault { how } else { How::Freely };
    match expr {
        Expr::Text(text) => of_text(text, if how == How::WithDefault { how } else { How::Inserted }, on),
        Expr::Member(inner, _) => of_expr(inner, how, on),
        Expr::Negate(inner) => of_expr(inner, computed(how), on),
        Expr::Arithmetic(_, left, right) => {
            of_expr(left, computed(how), on);
            of_expr(right, computed(how), on);
        }
        Expr::Call(Function::Length, args) => args.iter().for_each(|arg| of_condition(arg, tested, on)),
        Expr::Call(_, args) | Expr::List(args) => args.iter().for_each(|arg| of_expr(arg, how, on)),
        Expr::Not(_)
        | Expr::And(..)
        | Expr::Or(..)
        | Expr::Compare(..)
        | Expr::In(..)
        | Expr::Contains(..)
        | Expr::Matches(..)
        | Expr::IsEmpty(_) => of_condition(expr, tested, on),
        other => on(other, how),
    }
}

/// A value that is merely copied is computed with all the same where it is an operand.
fn computed(how: How<'_>) -> How<'_> {
    if how == How::Freely { How::Computed } else { how }
}

/// Everything inside a condition: a comparison with nothing simply does not hold.
fn of_condition<'p>(expr: &'p Expr, how: How<'p>, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    match expr {
        Expr::Not(inner)
        | Expr::IsEmpty(inner)
        | Expr::Matches(inner, _)
        | Expr::Member(inner, _)
        | Expr::Negate(inner) => {
            of_condition(inner, how, on);
        }
        Expr::And(left, right)
        | Expr::Or(left, right)
        | Expr::Compare(_, left, right)
        | Expr::In(left, right)
        | Expr::Contains(left, right)
        | Expr::Arithmetic(_, left, right) => {
            of_condition(left, how, on);
            of_condition(right, how, on);
        }
        Expr::Call(_, args) | Expr::List(args) => args.iter().for_each(|arg| of_condition(arg, how, on)),
        Expr::Text(text) => of_text(text, how, on),
        other => on(other, how),
    }
}

fn of_message<'p>(message: &'p Message, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    message.wordings.iter().for_each(|text| of_text(text, How::Inserted, on));
    for media in &message.media {
        match &media.source {
            MediaSource::Text(text) => of_text(text, How::Inserted, on),
            MediaSource::Value(value) => of_expr(value, How::Sent, on),
        }
    }
    for button in &message.buttons {
        of_text(&button.text, How::Inserted, on);
        if let ButtonAct::Link(link) = &button.act {
            of_text(link, How::Inserted, on);
        }
    }
}

fn of_reply<'p>(reply: &'p AiReply, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    let texts = [&reply.goal, &reply.opening, &reply.persona, &reply.guardrails, &reply.tone];
    texts.into_iter().flatten().for_each(|text| of_text(text, How::Inserted, on));
    reply.untils.iter().chain(&reply.whens).for_each(|when| of_when(when, on));
    of_guards(&reply.handlers, on);
}

fn of_when<'p>(when: &'p When, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    when.guard.iter().for_each(|guard| of_condition(guard, How::Freely, on));
}

fn of_tail<'p>(tail: &'p Tail, on: &mut impl FnMut(&'p Expr, How<'p>)) {
    tail.guard.iter().for_each(|guard| of_condition(guard, How::Freely, on));
}

fn given<'p>(
    args: &'p [(String, Expr)],
    is_needed: impl Fn(&str) -> bool,
    on: &mut impl FnMut(&'p Expr, How<'p>),
) {
    for (name, value) in args {
        of_expr(value, if is_needed(name) { How::Given(name) } else { How::Freely }, on);
    }
}
