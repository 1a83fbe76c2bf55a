//! Where values leave the contact's data for somebody else.

use crate::ir::{
    ButtonAct, Expr, MediaSource, Message, Op, Param, Program, Slot, SlotPlace, Target, Template,
};

use super::read::{self, How};

/// Who gets a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom<'p> {
    /// A model.
    Model,
    /// The team.
    Team,
    /// Whoever keeps the page or the file that an address names.
    Address,
    /// An action or a template, by an input that is not private.
    Input(&'p str),
    /// A field, a local or a list that is not private.
    Place(&'p str),
    /// A parameter of a flow.
    Parameter(&'p str),
}

/// Calls `on` with every value that a statement gives to somebody; what is said to the contact is theirs.
pub(super) fn each<'p>(op: &'p Op, program: &'p Program, on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    match op {
        Op::Say(message) => of_message(message, on),
        Op::Ask(ask) => {
            if ask.ai {
                ask.message.wordings.iter().for_each(|text| of_text(text, Whom::Model, on));
            }
            of_message(&ask.message, on);
        }
        Op::AiSay { instruction, .. } => of_text(instruction, Whom::Model, on),
        Op::AiReply(reply) => {
            let texts = [&reply.goal, &reply.persona, &reply.guardrails, &reply.tone];
            texts.into_iter().flatten().for_each(|text| of_text(text, Whom::Model, on));
        }
        Op::Read(read) => of_text(&read.hint, Whom::Model, on),
        Op::Handoff(handoff) => {
            of_text(&handoff.text, Whom::Team, on);
            handoff.buttons.iter().for_each(|button| of_text(&button.text, Whom::Team, on));
        }
        Op::Notify { text, .. } => of_text(text, Whom::Team, on),
        Op::Call(call) => {
            let action = program.outside.actions.get(&call.action);
            of_inputs(&call.args, action.map_or(&[], |action| &action.input), on);
        }
        Op::SendTemplate(sent) => {
            let template = program.outside.templates.get(&sent.template);
            of_inputs(&sent.args, template.map_or(&[], |template| &template.input), on);
        }
        Op::Set { slot, value } | Op::AddTo { slot, value } => {
            if let Some(name) = open_place(slot, program) {
                of_expr(value, Whom::Place(name), on);
            }
        }
        Op::Visit(visit) => of_arguments(&visit.args, on),
        Op::Jump { target: Target::Flow { args, .. }, .. } => of_arguments(args, on),
        _ => {}
    }
}

/// The name of a place that is not private.
fn open_place<'p>(slot: &'p Slot, program: &Program) -> Option<&'p str> {
    match &slot.place {
        SlotPlace::Field(name) => {
            let is_private = program.symbols.fields.get(name).is_some_and(|field| field.private);
            (!is_private).then_some(name.as_str())
        }
        SlotPlace::Local(name) => Some(name),
        SlotPlace::Contact(_) => None,
    }
}

fn of_message<'p>(message: &'p Message, on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    for media in &message.media {
        if let MediaSource::Text(text) = &media.source {
            of_text(text, Whom::Address, on);
        }
    }
    for button in &message.buttons {
        if let ButtonAct::Link(link) = &button.act {
            of_text(link, Whom::Address, on);
        }
    }
}

fn of_inputs<'p>(args: &'p [(String, Expr)], inputs: &[Param], on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    for (name, value) in args {
        if !inputs.iter().any(|input| input.name == *name && input.private) {
            of_expr(value, Whom::Input(name), on);
        }
    }
}

fn of_arguments<'p>(args: &'p [(String, Expr)], on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    args.iter().for_each(|(name, value)| of_expr(value, Whom::Parameter(name), on));
}

fn of_text<'p>(text: &'p Template, whom: Whom<'p>, on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    read::of_text(text, How::Inserted, &mut |value, _| on(value, whom));
}

fn of_expr<'p>(expr: &'p Expr, whom: Whom<'p>, on: &mut impl FnMut(&'p Expr, Whom<'p>)) {
    each_told(expr, &mut |value| on(value, whom));
}

/// What an expression tells: whether something holds tells nothing of the value itself.
pub(super) fn each_told<'p>(expr: &'p Expr, on: &mut impl FnMut(&'p Expr)) {
    match expr {
        Expr::Not(_)
        | Expr::And(..)
        | Expr::Or(..)
        | Expr::Compare(..)
        | Expr::In(..)
        | Expr::Contains(..)
        | Expr::Matches(..)
        | Expr::IsEmpty(_) => {}
        expr => read::of_expr(expr, How::Inserted, &mut |value, _| on(value)),
    }
}
