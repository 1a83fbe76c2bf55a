//! The tree of one file: plain owned data, what the person wrote and nothing else.
//!
//! Every node has the span of its text. What the grammar requires and the person left out is a hole: a [`Required`]
//! that is `None`, or a variant `Missing`. A hole has been reported by the parser; later phases are silent about it.
//! Texts are cooked (escapes decoded, `"""` dedented), expressions have their precedence.

mod ai;
mod allow;
mod declaration;
mod expr;
mod flow;
mod literal;
mod message;
mod name;
mod router;
mod scenario;
mod statement;

pub use ai::*;
pub use allow::*;
pub use declaration::*;
pub use expr::*;
pub use flow::*;
pub use literal::*;
pub use message::*;
pub use name::*;
pub use router::*;
pub use scenario::*;
pub use statement::*;

use crate::source::Span;

/// A part that the grammar requires: `None` is a hole that has been reported.
pub type Required<T> = Option<T>;

/// One `.flow` file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// What stands at the top, in the order of the text.
    pub items: Vec<Item>,
    /// The comments that silence findings.
    pub allows: Vec<Allow>,
    /// The whole file.
    pub span: Span,
}

/// What can stand at the top of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// `use std.objections`
    Use(Use),
    /// `bot "…" { … }`
    Bot(Bot),
    /// `tag a, b`
    Tag(Declared),
    /// `goal a, b`
    Goal(Declared),
    /// `field a: text`
    Field(Field),
    /// `tracker click_id`
    Tracker(Tracker),
    /// `postback deposit(amount: number) by tid`
    Postback(Inbound),
    /// `webhook paid(order: text)`
    Webhook(Inbound),
    /// `knowledge faq from "faq.csv"`
    Knowledge(Knowledge),
    /// `hours office: mon to fri 09:00 to 18:00`
    Hours(Hours),
    /// `text link = "…"`
    Constant(Constant),
    /// `routes objections { when … }`
    Routes(Routes),
    /// `broadcast news { … }`
    Broadcast(Broadcast),
    /// `flow greeting { … }`
    Flow(Flow),
    /// `on message "/menu" -> flow menu`
    Handler(Handler),
    /// `moved a step b to c step d`
    Moved(Moved),
    /// `drop a step b`
    Drop(Drop),
    /// `test "…" { … }`
    Test(Test),
}

impl Item {
    /// The text of the item.
    pub fn span(&self) -> Span {
        match self {
            Item::Use(item) => item.span,
            Item::Bot(item) => item.span,
            Item::Tag(item) | Item::Goal(item) => item.span,
            Item::Field(item) => item.span,
            Item::Tracker(item) => item.span,
            Item::Postback(item) | Item::Webhook(item) => item.span,
            Item::Knowledge(item) => item.span,
            Item::Hours(item) => item.span,
            Item::Constant(item) => item.span,
            Item::Routes(item) => item.span,
            Item::Broadcast(item) => item.span,
            Item::Flow(item) => item.span,
            Item::Handler(item) => item.span,
            Item::Moved(item) => item.span,
            Item::Drop(item) => item.span,
            Item::Test(item) => item.span,
        }
    }
}
