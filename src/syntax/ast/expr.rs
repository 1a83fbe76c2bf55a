//! Expressions, with precedence: the loosest operator is the outermost node.

use rust_decimal::Decimal;

use super::{Clock, Date, Duration, Name, Path, Regex, Required, Text};
use crate::source::Span;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, parentheses around it included.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// Nothing was written where a value is needed.
    Missing,
    /// `"…"`
    Text(Text),
    /// `12`
    Number(Decimal),
    /// `1h30m`
    Duration(Duration),
    /// `09:00`
    Clock(Clock),
    /// `2026-12-04 11:00`
    Date(Date),
    /// `true`, `false`
    Bool(bool),
    /// `empty`
    Empty,
    /// `tag vip`
    Tag(Required<Name>),
    /// `in hours office`
    InHours(Required<Name>),
    /// `in flow order`
    InFlow(Required<Name>),
    /// `length(x)`
    Call {
        /// The function.
        function: Name,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// `contact.email`
    Path(Path),
    /// `(a, b)`, and parentheses right of `in`
    List(Vec<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// `x is empty`, `x is not empty`
    IsEmpty {
        /// What is looked at.
        operand: Box<Expr>,
        /// Whether `not` is written.
        negated: bool,
    },
    /// `x matches /…/`
    Matches {
        /// What is searched.
        operand: Box<Expr>,
        /// What is searched for.
        regex: Required<Regex>,
    },
    /// `a + b`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// Left of it.
        left: Box<Expr>,
        /// Right of it.
        right: Box<Expr>,
    },
}

/// The operators with two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `contains`
    Contains,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn sign(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessOrEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterOrEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::Contains => "contains",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
        }
    }
}

/// `(a: x, b: y)`
#[derive(Debug, Clone, PartialEq)]
pub struct Args {
    /// The arguments in order.
    pub args: Vec<Arg>,
    /// Where they stand, parentheses included.
    pub span: Span,
}

/// `a: x`
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// The parameter.
    pub name: Required<Name>,
    /// Its value.
    pub value: Expr,
    /// From the name to the value's end.
    pub span: Span,
}
