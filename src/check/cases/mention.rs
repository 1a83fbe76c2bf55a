//! What an expression reads.

use crate::ir::{ContactValue, Expr, Inbound, Piece, SlotPlace, Template};

/// Something that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol<'e> {
    /// A tag.
    Tag(&'e str),
    /// A field.
    Field(&'e str),
    /// A local or a parameter.
    Local(&'e str),
    /// A tracker field.
    Tracker(&'e str),
    /// A built-in value of the contact.
    Contact(ContactValue),
    /// The last answer.
    Answer,
    /// The time.
    Now,
    /// The flows in which the contact is.
    Flows,
    /// What a postback or webhook has brought, and which part of it.
    Brought(Inbound, &'e str, &'e str),
    /// The item of a loop.
    Item,
}

impl<'e> Symbol<'e> {
    /// What is read of a place that can be set.
    pub fn of(place: &'e SlotPlace) -> Self {
        match place {
            SlotPlace::Field(name) => Symbol::Field(name),
            SlotPlace::Local(name) => Symbol::Local(name),
            SlotPlace::Contact(value) => Symbol::Contact(*value),
        }
    }
}

/// Calls `on` with everything that an expression reads.
pub fn each_symbol<'e>(expr: &'e Expr, on: &mut dyn FnMut(Symbol<'e>)) {
    match expr {
        Expr::Literal(_) => {}
        Expr::Text(text) => each_of_text(text, on),
        Expr::Field(name) => on(Symbol::Field(name)),
        Expr::Local(name) => on(Symbol::Local(name)),
        Expr::Tracker(name) => on(Symbol::Tracker(name)),
        Expr::Contact(value) => on(Symbol::Contact(*value)),
        Expr::Answer | Expr::AnswerImage => on(Symbol::Answer),
        Expr::Now => on(Symbol::Now),
        Expr::Parameter { inbound, name, param } => on(Symbol::Brought(*inbound, name, param)),
        Expr::Count { inbound, name } => on(Symbol::Brought(*inbound, name, "count")),
        Expr::Arrived { inbound, name } => on(Symbol::Brought(*inbound, name, "time")),
        Expr::NextClock(_) | Expr::InHours(_) | Expr::NextOpen(_) => {
            on(Symbol::Now);
            on(Symbol::Contact(ContactValue::Timezone));
        }
        Expr::LocalTime(_) => on(Symbol::Contact(ContactValue::Timezone)),
        Expr::Tag(name) => on(Symbol::Tag(name)),
        Expr::InFlow(_) => on(Symbol::Flows),
        Expr::Item => on(Symbol::Item),
        Expr::List(items) | Expr::Call(_, items) => items.iter().for_each(|item| each_symbol(item, on)),
        Expr::Member(operand, _)
        | Expr::Not(operand)
        | Expr::Negate(operand)
        | Expr::Matches(operand, _)
        | Expr::IsEmpty(operand) => each_symbol(operand, on),
        Expr::And(left, right)
        | Expr::Or(left, right)
        | Expr::Compare(_, left, right)
        | Expr::In(left, right)
        | Expr::Contains(left, right)
        | Expr::Arithmetic(_, left, right) => {
            each_symbol(left, on);
            each_symbol(right, on);
        }
    }
}

fn each_of_text<'e>(text: &'e Template, on: &mut dyn FnMut(Symbol<'e>)) {
    for piece in &text.0 {
        if let Piece::Hole { expr, filters } = piece {
            each_symbol(expr, on);
            for argument in filters.iter().filter_map(|filter| filter.argument.as_ref()) {
                each_of_text(argument, on);
            }
        }
    }
}

/// Whether an expression reads it.
pub fn reads(expr: &Expr, symbol: Symbol<'_>) -> bool {
    let mut found = false;
    each_symbol(expr, &mut |own| found |= own == symbol);
    found
}

/// Whether an expression is short enough to be looked at again and again.
pub fn is_short(expr: &Expr) -> bool {
    const SYMBOLS_MAX: usize = 64;
    let mut count = 0;
    each_symbol(expr, &mut |_| count += 1);
    count <= SYMBOLS_MAX
}
