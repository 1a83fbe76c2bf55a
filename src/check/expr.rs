//! Expressions: their types, and what they become. One walk does both, because what a literal becomes depends on the
//! type that is wanted.

use rust_decimal::Decimal;

use super::function;
use super::scope::{Scope, Typed, unknown};
use super::ty::{self, Ty, goes_into, words};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::codes::types::{
    CLOCK_AHEAD, COMPARED_WITH_EMPTY, NOT_ONE_OF, OUT_OF_BOUNDS, WRONG_OPERANDS, WRONG_TYPE,
};
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::{Arithmetic, Clock, Comparison, Duration, Expr, Type, Value};
use crate::source::Span;
use crate::syntax::ast::{self, BinaryOp, ExprKind};

impl Scope<'_, '_> {
    /// What an expression is, and its type.
    pub fn expr(&self, expr: &ast::Expr, sink: &mut Sink) -> Typed {
        match &expr.kind {
            ExprKind::Missing => Typed::unknown(),
            ExprKind::Text(text) => {
                let prose = self.text(text, sink);
                let expr = match prose.template.as_literal() {
                    Some(text) => Expr::Literal(Value::Text(text.to_owned())),
                    None => Expr::Text(prose.template),
                };
                Typed { expr, ty: ty::TEXT, private: prose.private }
            }
            ExprKind::Number(number) => Typed::new(Expr::Literal(Value::Number(*number)), ty::NUMBER),
            ExprKind::Duration(duration) => {
                Typed::new(Expr::Literal(Value::Duration(length(*duration))), ty::DURATION)
            }
            ExprKind::Clock(clock) => Typed::new(Expr::NextClock(minutes(*clock)), ty::TIME),
            ExprKind::Date(date) => match civil(*date) {
                None => Typed::unknown(),
                Some(day) => match date.clock {
                    Some(clock) => {
                        let at = day.at(clock.hour as i8, clock.minute as i8, 0, 0);
                        Typed::new(Expr::LocalTime(at), ty::TIME)
                    }
                    None => Typed::new(Expr::Literal(Value::Date(day)), ty::DATE),
                },
            },
            ExprKind::Bool(value) => Typed::new(Expr::Literal(Value::Bool(*value)), ty::BOOL),
            ExprKind::Empty => Typed::new(Expr::Literal(Value::Empty), Ty::Empty),
            ExprKind::Tag(name) => {
                let tag = name.as_ref().and_then(|name| self.tag(name, sink));
                Typed::new(Expr::Tag(tag.unwrap_or_default()), ty::BOOL)
            }
            ExprKind::InHours(name) => {
                let hours = name.as_ref().and_then(|name| self.hours(name, sink));
                Typed::new(Expr::InHours(hours.unwrap_or_default()), ty::BOOL)
            }
            ExprKind::InFlow(name) => {
                let flow = name.as_ref().and_then(|name| self.flow_named(name, sink));
                let name = flow.map(|flow| self.names.flows[flow].name.clone()).unwrap_or_default();
                Typed::new(Expr::InFlow(name), ty::BOOL)
            }
            ExprKind::Call { function, args } => function::call(self, function, args, expr.span, sink),
            ExprKind::Path(path) => self.path(path, sink),
            ExprKind::List(items) => self.list(items, sink),
            ExprKind::Not(operand) => {
                let condition = self.condition(operand, sink);
                Typed::new(Expr::Not(Box::new(condition)), ty::BOOL)
            }
            ExprKind::Negate(operand) => {
                let typed = self.expr(operand, sink);
                match &typed.ty {
                    Ty::Unknown | Ty::Empty | Ty::Of(Type::Number { .. } | Type::Duration) => {}
                    other => sink.push(Diagnostic::new(
                        &WRONG_OPERANDS,
                        expr.span,
                        format!("`-` needs a number or a duration, this is {}", other.words()),
                    )),
                }
                let negated = match typed.expr {
                    Expr::Literal(Value::Number(number)) => Expr::Literal(Value::Number(-number)),
                    other => Expr::Negate(Box::new(other)),
                };
                Typed { expr: negated, ..typed }
            }
            ExprKind::IsEmpty { operand, negated } => {
                let is_empty = Expr::IsEmpty(Box::new(self.expr(operand, sink).expr));
                Typed::new(if *negated { Expr::Not(Box::new(is_empty)) } else { is_empty }, ty::BOOL)
            }
            ExprKind::Matches { operand, regex } => {
                let typed = self.expr(operand, sink);
                if !typed.ty.is_text() {
                    let message = format!("`matches` needs a text, this is {}", typed.ty.words());
                    sink.push(Diagnostic::new(&WRONG_OPERANDS, operand.span, message));
                }
                match regex {
                    None => Typed::new(Expr::Literal(Value::Bool(false)), ty::BOOL),
                    Some(regex) => {
                        super::regex::compile(regex, &self.names.regexes, sink);
                        Typed::new(Expr::Matches(Box::new(typed.expr), ty::regex(regex)), ty::BOOL)
                    }
                }
            }
            ExprKind::Binary { op, op_span, left, right } => self.binary(*op, *op_span, left, right, sink),
        }
    }

    /// An expression that must be true or false.
    pub fn condition(&self, expr: &ast::Expr, sink: &mut Sink) -> Expr {
        let typed = self.expr(expr, sink);
        match &typed.ty {
            Ty::Unknown | Ty::Of(Type::Bool) => {}
            other => sink.push(
                Diagnostic::new(
                    &WRONG_TYPE,
                    expr.span,
                    format!("a condition is true or false, this is {}", other.words()),
                )
                .help("compare it, or ask whether it `is empty`"),
            ),
        }
        typed.expr
    }

    /// An expression that must fit a type; `what` names the place that wants it.
    pub fn wanted(&self, expr: &ast::Expr, wanted: &Ty, what: &str, sink: &mut Sink) -> Typed {
        let typed = self.expr(expr, sink);
        let span = expr.span;
        let (Ty::Of(given), Ty::Of(want)) = (&typed.ty, wanted) else { return typed };
        match (&typed.expr, want) {
            (Expr::Literal(Value::Date(day)), Type::Time) => {
                return Typed { expr: Expr::LocalTime(day.at(0, 0, 0, 0)), ty: ty::TIME, ..typed };
            }
            (Expr::Literal(Value::Text(text)), Type::OneOf(values)) => one_of(text, values, span, sink),
            (Expr::Literal(Value::Text(text)), Type::Text(Some(pattern))) => {
                if pattern.compile_whole().is_ok_and(|regex| !regex.is_match(text)) {
                    let message = format!("`{text}` does not match /{}/ as {what} must", pattern.pattern);
                    sink.push(Diagnostic::new(&OUT_OF_BOUNDS, span, message));
                }
            }
            (Expr::Literal(Value::Number(number)), Type::Number { from, to }) => {
                if let Some(bound) = outside(*number, *from, *to) {
                    let message = format!("`{number}` is {bound}, out of the bounds of {what}");
                    sink.push(Diagnostic::new(&OUT_OF_BOUNDS, span, message));
                }
            }
            (Expr::List(items), Type::List(_)) if items.is_empty() => {}
            _ if goes_into(given, want) => {}
            _ => {
                let message = format!("{what} is {}, and this is {}", words(want), words(given));
                sink.push(Diagnostic::new(&WRONG_TYPE, span, message));
            }
        }
        typed
    }

    fn list(&self, items: &[ast::Expr], sink: &mut Sink) -> Typed {
        let typed: Vec<Typed> = items.iter().map(|item| self.expr(item, sink)).collect();
        let known = typed.iter().find_map(|item| match &item.ty {
            Ty::Of(ty) => Some(ty.clone()),
            _ => None,
        });
        if let Some(first) = &known {
            for (item, typed) in items.iter().zip(&typed) {
                if let Ty::Of(ty) = &typed.ty
                    && !comparable(first, ty)
                {
                    let message = format!("the list begins with {}, and this is {}", words(first), words(ty));
                    sink.push(Diagnostic::new(&WRONG_TYPE, item.span, message));
                }
            }
        }
        let private = typed.iter().any(|item| item.private);
        let ty = known.map_or(Ty::Unknown, |item| Ty::Of(Type::List(Box::new(loose(item)))));
        Typed { expr: Expr::List(typed.into_iter().map(|item| item.expr).collect()), ty, private }
    }

    fn binary(&self, op: BinaryOp, at: Span, left: &ast::Expr, right: &ast::Expr, sink: &mut Sink) -> Typed {
        if let BinaryOp::And | BinaryOp::Or = op {
            let mut operands = Vec::new();
            chain(op, left, &mut operands);
            chain(op, right, &mut operands);
            let conditions = operands.into_iter().map(|operand| self.condition(operand, sink)).collect();
            return Typed::new(balanced(op, conditions), ty::BOOL);
        }
        super::count::check(self, op, left, right, sink);
        let a = self.expr(left, sink);
        let b = self.expr(right, sink);
        let private = a.private || b.private;
        let (ax, bx) = (Box::new(a.expr.clone()), Box::new(b.expr.clone()));
        let (expr, ty) = match op {
            BinaryOp::And | BinaryOp::Or => return Typed::unknown(),
            BinaryOp::Equal | BinaryOp::NotEqual => {
                self.equal(op, at, (left, &a), (right, &b), sink);
                let comparison = if op == BinaryOp::Equal { Comparison::Equal } else { Comparison::NotEqual };
                (Expr::Compare(comparison, ax, bx), ty::BOOL)
            }
            BinaryOp::Less | BinaryOp::LessOrEqual | BinaryOp::Greater | BinaryOp::GreaterOrEqual => {
                ordered(op, at, &a, &b, sink);
                let comparison = match op {
                    BinaryOp::Less => Comparison::Less,
                    BinaryOp::LessOrEqual => Comparison::AtMost,
                    BinaryOp::Greater => Comparison::Greater,
                    _ => Comparison::AtLeast,
                };
                (Expr::Compare(comparison, ax, bx), ty::BOOL)
            }
            BinaryOp::In => {
                match (&a.ty, &b.ty) {
                    (Ty::Of(item), Ty::Of(Type::List(of))) if comparable(item, of) => {
                        if let (Type::OneOf(values), ExprKind::List(items)) = (item, &right.kind) {
                            for item in items {
                                literal_one_of(item, values, sink);
                            }
                        }
                    }
                    (Ty::Of(item), Ty::Of(Type::List(of))) => operands(
                        at,
                        format!("{} cannot be in a list of {}", words(item), bare(of)),
                        None,
                        sink,
                    ),
                    (_, Ty::Unknown | Ty::Of(Type::List(_))) => {}
                    (_, Ty::Empty) => compared_with_empty(op, at, right.span, sink),
                    (_, Ty::Of(Type::Text(_) | Type::OneOf(_))) => operands(
                        at,
                        "`in` needs a list".to_owned(),
                        Some("to search in a text, write `contains`"),
                        sink,
                    ),
                    (_, Ty::Of(other)) => {
                        operands(at, format!("`in` needs a list, this is {}", words(other)), None, sink)
                    }
                }
                (Expr::In(ax, bx), ty::BOOL)
            }
            BinaryOp::Contains => {
                match (&a.ty, &b.ty) {
                    (Ty::Unknown, _) => {}
                    (Ty::Of(Type::Text(_) | Type::OneOf(_)), part) if part.is_text() => {}
                    (Ty::Of(Type::List(_)), Ty::Unknown | Ty::Empty) => {}
                    (Ty::Of(Type::List(of)), Ty::Of(item)) if comparable(item, of) => {}
                    (Ty::Of(Type::List(of)), Ty::Of(item)) => {
                        let message = format!("a list of {} does not contain {}", bare(of), words(item));
                        operands(at, message, None, sink)
                    }
                    (a, b) => {
                        let message = format!(
                            "`contains` needs a text or a list on the left and a part of it on the right, not {} and {}",
                            a.words(),
                            b.words()
                        );
                        operands(at, message, None, sink)
                    }
                }
                (Expr::Contains(ax, bx), ty::BOOL)
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                let (operator, word) = match op {
                    BinaryOp::Add => (Arithmetic::Add, "be added to"),
                    BinaryOp::Subtract => (Arithmetic::Subtract, "be taken from"),
                    BinaryOp::Multiply => (Arithmetic::Multiply, "be multiplied by"),
                    _ => (Arithmetic::Divide, "be divided by"),
                };
                let ty = match (&a.ty, &b.ty) {
                    (Ty::Of(x), Ty::Of(y)) => match result(operator, x, y) {
                        Some(ty) => Ty::Of(ty),
                        None => {
                            let (x, y) = if op == BinaryOp::Add || op == BinaryOp::Subtract {
                                (words(y), words(x))
                            } else {
                                (words(x), words(y))
                            };
                            operands(at, format!("{x} cannot {word} {y}"), None, sink);
                            Ty::Unknown
                        }
                    },
                    _ => Ty::Unknown,
                };
                (Expr::Arithmetic(operator, ax, bx), ty)
            }
        };
        Typed { expr, ty, private }
    }

    fn equal(
        &self,
        op: BinaryOp,
        at: Span,
        (left, a): (&ast::Expr, &Typed),
        (right, b): (&ast::Expr, &Typed),
        sink: &mut Sink,
    ) {
        match (&a.ty, &b.ty) {
            (_, Ty::Empty) => compared_with_empty(op, at, right.span, sink),
            (Ty::Empty, _) => compared_with_empty(op, at, right.span, sink),
            (Ty::Of(Type::OneOf(values)), Ty::Of(Type::Text(_))) => literal_one_of(right, values, sink),
            (Ty::Of(Type::Text(_)), Ty::Of(Type::OneOf(values))) => literal_one_of(left, values, sink),
            (Ty::Of(x), Ty::Of(y)) if comparable(x, y) => {}
            (Ty::Of(x), Ty::Of(y)) => {
                operands(at, format!("{} is never equal to {}", words(x), words(y)), None, sink)
            }
            _ => {}
        }
    }

    /// A declared tag, by its name in the program.
    pub fn tag(&self, name: &ast::Name, sink: &mut Sink) -> Option<String> {
        let tags = &self.names.spaces[self.space].tags;
        if tags.contains_key(name.text.as_str()) {
            return Some(self.names.qualified(self.space, &name.text));
        }
        let message = format!("there is no tag `{}`", name.text);
        let found = unknown(&code::UNKNOWN_TAG, name, message, tags.keys().copied());
        let help = format!("declare it: `tag {}`", name.text);
        sink.push(if found.help.is_some() { found } else { found.help(help) });
        None
    }

    /// Declared opening hours, by their name in the program.
    pub fn hours(&self, name: &ast::Name, sink: &mut Sink) -> Option<String> {
        let hours = &self.names.spaces[self.space].hours;
        if hours.contains_key(name.text.as_str()) {
            return Some(self.names.qualified(self.space, &name.text));
        }
        let message = format!("there are no hours `{}`", name.text);
        let found = unknown(&code::UNKNOWN_HOURS, name, message, hours.keys().copied());
        let help = format!("declare them: `hours {}: mon to fri 09:00 to 18:00`", name.text);
        sink.push(if found.help.is_some() { found } else { found.help(help) });
        None
    }

    /// A flow of this folder by its name, by its place in [`super::names::Names::flows`].
    pub fn flow_named(&self, name: &ast::Name, sink: &mut Sink) -> Option<usize> {
        let flows = &self.names.spaces[self.space].flows;
        if let Some(at) = flows.get(name.text.as_str()) {
            return Some(*at);
        }
        let message = format!("there is no flow `{}`", name.text);
        sink.push(unknown(&code::UNKNOWN_FLOW, name, message, flows.keys().copied()));
        None
    }
}

/// The operands of a row of one operator, from left to right.
fn chain<'e>(op: BinaryOp, expr: &'e ast::Expr, operands: &mut Vec<&'e ast::Expr>) {
    match &expr.kind {
        ExprKind::Binary { op: other, left, right, .. } if *other == op => {
            chain(op, left, operands);
            chain(op, right, operands);
        }
        _ => operands.push(expr),
    }
}

/// A row of `and` or `or` as a tree that is as flat as it can be: the order in which they are tried stays, and a long
/// row is no deep program.
fn balanced(op: BinaryOp, mut conditions: Vec<Expr>) -> Expr {
    let right = match conditions.len() {
        0 => return Expr::Literal(Value::Bool(op == BinaryOp::And)),
        1 => return conditions.remove(0),
        length => conditions.split_off(length / 2),
    };
    let (left, right) = (Box::new(balanced(op, conditions)), Box::new(balanced(op, right)));
    if op == BinaryOp::And { Expr::And(left, right) } else { Expr::Or(left, right) }
}

/// A duration of the tree in milliseconds.
pub fn length(written: ast::Duration) -> Duration {
    Duration(i64::try_from(written.seconds).unwrap_or(i64::MAX).saturating_mul(1000))
}

/// A clock time of the tree in minutes.
pub fn minutes(written: ast::Clock) -> Clock {
    Clock(u16::from(written.hour) * 60 + u16::from(written.minute))
}

/// A day of the tree; the parser has made sure that it exists.
pub fn civil(written: ast::Date) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(written.year, written.month as i8, written.day as i8).ok()
}

fn outside(number: Decimal, from: Option<Decimal>, to: Option<Decimal>) -> Option<String> {
    match (from, to) {
        (Some(from), _) if number < from => Some(format!("less than {from}")),
        (_, Some(to)) if number > to => Some(format!("more than {to}")),
        _ => None,
    }
}

/// Whether values of the two types can be equal.
fn comparable(a: &Type, b: &Type) -> bool {
    goes_into(a, b)
        || goes_into(b, a)
        || matches!((a, b), (Type::Time, Type::Date) | (Type::Date, Type::Time))
}

/// A type without its pattern and bounds.
fn loose(ty: Type) -> Type {
    match ty {
        Type::Text(_) => Type::Text(None),
        Type::Number { .. } => Type::Number { from: None, to: None },
        other => other,
    }
}

fn ordered(op: BinaryOp, at: Span, a: &Typed, b: &Typed, sink: &mut Sink) {
    match (&a.ty, &b.ty) {
        (Ty::Unknown, _) | (_, Ty::Unknown) => {}
        (_, Ty::Empty) | (Ty::Empty, _) => operands(
            at,
            "a comparison with `empty` never holds".to_owned(),
            Some("write `is empty` or `is not empty`"),
            sink,
        ),
        (Ty::Of(x), Ty::Of(y)) => {
            let has_order =
                |ty: &Type| matches!(ty, Type::Number { .. } | Type::Time | Type::Date | Type::Duration);
            if !has_order(x) || !has_order(y) || !comparable(x, y) {
                let help = match (x, y) {
                    (Type::Text(_), _) | (_, Type::Text(_)) => {
                        Some("a text has no order; save the answer of `ask number` or of a typed field")
                    }
                    _ => None,
                };
                let message = format!("`{}` cannot compare {} with {}", op.sign(), words(x), words(y));
                operands(at, message, help, sink);
            } else if let (Expr::Now, Expr::NextClock(_)) | (Expr::NextClock(_), Expr::Now) =
                (&a.expr, &b.expr)
            {
                sink.push(
                    Diagnostic::new(
                        &CLOCK_AHEAD,
                        at,
                        "a clock time is its next occurrence, always later than `now`",
                    )
                    .help("this comparison has the same result at any hour"),
                );
            }
        }
    }
}

fn result(operator: Arithmetic, a: &Type, b: &Type) -> Option<Type> {
    use Type::{Date, Duration, Number, OneOf, Text, Time};
    let number = Type::Number { from: None, to: None };
    Some(match (operator, a, b) {
        (_, Number { .. }, Number { .. }) => number,
        (Arithmetic::Add, Text(_) | OneOf(_), Text(_) | OneOf(_)) => Text(None),
        (Arithmetic::Add | Arithmetic::Subtract, Duration, Duration) => Duration,
        (Arithmetic::Add | Arithmetic::Subtract, Time, Duration) | (Arithmetic::Add, Duration, Time) => Time,
        (Arithmetic::Add | Arithmetic::Subtract, Date, Duration) | (Arithmetic::Add, Duration, Date) => Date,
        (Arithmetic::Subtract, Time | Date, Time | Date) => Duration,
        (Arithmetic::Multiply, Duration, Number { .. }) | (Arithmetic::Multiply, Number { .. }, Duration) => {
            Duration
        }
        (Arithmetic::Divide, Duration, Number { .. }) => Duration,
        (Arithmetic::Divide, Duration, Duration) => number,
        _ => return None,
    })
}

fn bare(ty: &Type) -> String {
    words(ty).trim_start_matches("an ").trim_start_matches("a ").to_owned()
}

fn operands(at: Span, message: String, help: Option<&str>, sink: &mut Sink) {
    let found = Diagnostic::new(&WRONG_OPERANDS, at, message);
    sink.push(match help {
        Some(help) => found.help(help),
        None => found,
    });
}

fn compared_with_empty(op: BinaryOp, at: Span, right: Span, sink: &mut Sink) {
    let (always, words) = match op {
        BinaryOp::NotEqual => ("always holds", "is not empty"),
        _ => ("never holds", "is empty"),
    };
    sink.push(
        Diagnostic::new(&COMPARED_WITH_EMPTY, at, format!("`{} empty` {always}", op.sign()))
            .help(format!("write `{words}`"))
            .fix(format!("write `{words}`"), at.to(right), words),
    );
}

fn literal_one_of(expr: &ast::Expr, values: &[String], sink: &mut Sink) {
    if let ExprKind::Text(text) = &expr.kind
        && let Some(text) = text.literal()
    {
        one_of(text, values, expr.span, sink);
    }
}

fn one_of(text: &str, values: &[String], span: Span, sink: &mut Sink) {
    let same = |value: &&String| value.trim().to_lowercase() == text.trim().to_lowercase();
    if values.iter().any(|value| same(&value)) {
        return;
    }
    let shown = values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ");
    let found = Diagnostic::new(&NOT_ONE_OF, span, format!("`{text}` is none of {shown}"));
    sink.push(match nearest(text, values.iter().map(String::as_str)) {
        Some(near) => found.help(format!("did you mean \"{near}\"?")).guess(
            format!("write \"{near}\""),
            span,
            format!("\"{near}\""),
        ),
        None => found,
    });
}
