//! Routers: by meaning, by chance, by condition.

use super::{Body, Expr, Name, Path, Percent, Regex, Required, Text};
use crate::source::Span;

/// `route { when … else … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The routes in order.
    pub items: Vec<RouteItem>,
    /// What runs where none fits.
    pub else_body: Option<Body>,
    /// Where the `else` stands with its body.
    pub else_span: Option<Span>,
    /// The whole statement.
    pub span: Span,
}

/// One line of a router by meaning.
// Nearly every line is a `when`: a box would cost more than it saves.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum RouteItem {
    /// `when …`
    When(When),
    /// `include objections.all`
    Include(Include),
}

/// `when "already has an account" or button "Yes" like "i'm in" save due where due > now -> proof`
#[derive(Debug, Clone, PartialEq)]
pub struct When {
    /// Any of these; empty where none was written.
    pub patterns: Vec<Pattern>,
    /// Examples of the meanings.
    pub like: Vec<Text>,
    /// What it takes from the message.
    pub saves: Option<Saves>,
    /// What runs.
    pub body: Body,
    /// The whole route.
    pub span: Span,
}

/// What a message may fit.
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// A meaning in words.
    Meaning(Text),
    /// `matches /…/`
    Matches {
        /// What is searched for.
        regex: Required<Regex>,
        /// Where the pattern stands.
        span: Span,
    },
    /// `button "Yes"`
    Button {
        /// The button's text.
        text: Required<Text>,
        /// Where the pattern stands.
        span: Span,
    },
}

impl Pattern {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Pattern::Meaning(text) => text.span,
            Pattern::Matches { span, .. } | Pattern::Button { span, .. } => *span,
        }
    }
}

/// `save a, b where a > now`
#[derive(Debug, Clone, PartialEq)]
pub struct Saves {
    /// The fields and locals, at least one where nothing is missing.
    pub names: Vec<Name>,
    /// What must hold of them.
    pub guard: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// `include objections.all, prices`
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    /// The route sets.
    pub paths: Vec<Path>,
    /// Where it stands.
    pub span: Span,
}

/// `ab hello_test { 50% short { … } … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Ab {
    /// The router's name, unique in the project.
    pub name: Required<Name>,
    /// The arms in order.
    pub arms: Vec<Arm>,
    /// The whole statement.
    pub span: Span,
}

/// `50% short { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its share; arms without one share the rest evenly.
    pub weight: Option<Percent>,
    /// Its name; unnamed arms are named by their place.
    pub name: Option<Name>,
    /// What runs.
    pub body: Body,
    /// The whole arm.
    pub span: Span,
}

/// `if … { … } else if … { … } else { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct If {
    /// The branches in order, at least one.
    pub branches: Vec<Branch>,
    /// What runs where none holds.
    pub else_body: Option<Body>,
    /// The whole statement.
    pub span: Span,
}

/// `if COND BODY`, `else if COND BODY`
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// What must hold.
    pub condition: Expr,
    /// What runs.
    pub body: Body,
    /// From `if` to the body's end.
    pub span: Span,
}
