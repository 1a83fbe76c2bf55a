//! Expressions: the grammar gives operands and operators in a row, here they bind.

use std::iter::Peekable;

use super::{Builder, Inner, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{Arg, Args, BinaryOp, Expr, ExprKind, Required};
use crate::syntax::grammar::Rule;

type Row<'i> = Peekable<Inner<'i>>;

/// Operators in one expression. A longer row is no condition that a person wrote, and the tree leans to one side.
const OPERATORS_MAX: usize = 256;

const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const NEGATE: u8 = 7;

impl Expr {
    /// A value that was not written.
    pub(super) fn missing(span: Span) -> Expr {
        Expr { kind: ExprKind::Missing, span }
    }
}

impl<'i> Builder<'i> {
    pub(super) fn expr(&mut self, node: Node<'i>) -> Expr {
        let span = self.span(&node);
        let operators = node.into_inner().filter(|part| is_operator(part.as_rule())).count();
        if operators > OPERATORS_MAX {
            let message =
                format!("an expression has at most {OPERATORS_MAX} operators, this one has {operators}");
            self.report(Diagnostic::new(&codes::TOO_LARGE, span, message));
            self.holes += 1;
            return Expr::missing(span);
        }
        let mut row = node.into_inner().peekable();
        let expr = self.bound(&mut row, 0, span);
        for part in row {
            self.rest(part);
        }
        expr
    }

    /// An operand and the operators behind it that bind at least this strongly.
    fn bound(&mut self, row: &mut Row<'i>, strength: u8, whole: Span) -> Expr {
        let mut left = self.prefixed(row, whole);
        let mut compared = false;
        while let Some(part) = row.peek() {
            let Some(binds) = strength_of(part.as_rule()) else { break };
            if binds < strength {
                break;
            }
            let Some(part) = row.next() else { break };
            let compared_with = match binds == COMPARE && std::mem::replace(&mut compared, true) {
                true => Some(std::mem::replace(&mut left, self.chained(&part))),
                false => None,
            };
            left = match part.as_rule() {
                Rule::is_empty => self.is_empty(part, left),
                Rule::matches => self.matches(part, left),
                _ => self.binary(row, part, left, binds, whole),
            };
            if let Some(first) = compared_with {
                left = both(first, left);
            }
        }
        left
    }

    fn prefixed(&mut self, row: &mut Row<'i>, whole: Span) -> Expr {
        let Some(part) = row.next() else {
            return Expr::missing(whole);
        };
        let start = self.span(&part);
        match part.as_rule() {
            Rule::op_not | Rule::wrong_not => {
                self.rest(part);
                let operand = Box::new(self.bound(row, NOT, whole));
                Expr { span: start.to(operand.span), kind: ExprKind::Not(operand) }
            }
            Rule::op_negate => {
                let operand = Box::new(self.bound(row, NEGATE, whole));
                Expr { span: start.to(operand.span), kind: ExprKind::Negate(operand) }
            }
            _ => self.primary(part),
        }
    }

    fn binary(&mut self, row: &mut Row<'i>, sign: Node<'i>, left: Expr, binds: u8, whole: Span) -> Expr {
        let op_span = self.span(&sign);
        let op = operator(&sign);
        self.rest(sign);
        let list = op == BinaryOp::In && row.peek().is_some_and(|part| part.as_rule() == Rule::paren);
        let right = match row.next_if(|_| list) {
            Some(paren) => self.list(paren),
            None => self.bound(row, binds + 1, whole),
        };
        Expr {
            span: left.span.to(right.span),
            kind: ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) },
        }
    }

    fn is_empty(&mut self, node: Node<'i>, operand: Expr) -> Expr {
        let span = operand.span.to(self.span(&node));
        let mut negated = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_not => negated = true,
                _ => self.rest(part),
            }
        }
        Expr { span, kind: ExprKind::IsEmpty { operand: Box::new(operand), negated } }
    }

    fn matches(&mut self, node: Node<'i>, operand: Expr) -> Expr {
        let span = operand.span.to(self.span(&node));
        let mut regex = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::regex => regex = self.regex(&part),
                _ => self.rest(part),
            }
        }
        Expr { span, kind: ExprKind::Matches { operand: Box::new(operand), regex } }
    }

    fn primary(&mut self, node: Node<'i>) -> Expr {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::text => ExprKind::Text(self.text(node)),
            Rule::number => self.or_hole(|this| this.decimal(&node).map(ExprKind::Number)),
            Rule::duration => self.or_hole(|this| this.duration(&node).map(ExprKind::Duration)),
            Rule::clock => self.or_hole(|this| this.clock(&node).map(ExprKind::Clock)),
            Rule::date => self.or_hole(|this| this.date(&node).map(ExprKind::Date)),
            Rule::kw_true => ExprKind::Bool(true),
            Rule::kw_false => ExprKind::Bool(false),
            Rule::kw_empty => ExprKind::Empty,
            Rule::tag_test => ExprKind::Tag(self.name_in(node)),
            Rule::in_test => {
                let word = node.into_inner().nth(1).map(|word| word.as_rule());
                let name = self.name_in(node);
                match word {
                    Some(Rule::kw_hours) => ExprKind::InHours(name),
                    Some(Rule::kw_flow) => ExprKind::InFlow(name),
                    _ => ExprKind::Missing,
                }
            }
            Rule::paren => return self.paren(node, span),
            Rule::call => return self.call(node, span),
            Rule::path => ExprKind::Path(self.path(node)),
            _ => {
                self.holes += 1;
                self.rest(node);
                ExprKind::Missing
            }
        };
        Expr { kind, span }
    }

    fn or_hole(&mut self, value: impl FnOnce(&mut Self) -> Option<ExprKind>) -> ExprKind {
        value(self).unwrap_or_else(|| {
            self.holes += 1;
            ExprKind::Missing
        })
    }

    fn paren(&mut self, node: Node<'i>, span: Span) -> Expr {
        let (mut exprs, commas) = self.exprs(node);
        match exprs.pop() {
            Some(expr) if exprs.is_empty() && !commas => Expr { span, ..expr },
            last => {
                exprs.extend(last);
                Expr { kind: ExprKind::List(exprs), span }
            }
        }
    }

    /// Parentheses right of `in`: a list, also around a single value.
    fn list(&mut self, node: Node<'i>) -> Expr {
        let span = self.span(&node);
        Expr { kind: ExprKind::List(self.exprs(node).0), span }
    }

    fn call(&mut self, node: Node<'i>, span: Span) -> Expr {
        let callee = node.into_inner().find(|part| part.as_rule() == Rule::callee);
        let function = callee.map(|callee| self.name(&callee));
        let (args, _) = self.exprs(node);
        match function {
            Some(function) => Expr { kind: ExprKind::Call { function, args }, span },
            None => Expr::missing(span),
        }
    }

    /// The expressions of a bracket, and whether a comma stands between them.
    fn exprs(&mut self, node: Node<'i>) -> (Vec<Expr>, bool) {
        let mut exprs = Vec::new();
        let mut commas = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => exprs.push(self.expr(part)),
                Rule::comma => commas = true,
                _ => self.rest(part),
            }
        }
        (exprs, commas)
    }

    /// `(a: x, b: y)`
    pub(super) fn args(&mut self, node: Node<'i>) -> Args {
        let span = self.span(&node);
        let mut args = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::arg => args.push(self.arg(part)),
                _ => self.rest(part),
            }
        }
        Args { args, span }
    }

    fn arg(&mut self, node: Node<'i>) -> Arg {
        let span = self.span(&node);
        let mut name: Required<_> = None;
        let mut value = Expr::missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expr_some => value = self.expr(part),
                _ => self.rest(part),
            }
        }
        if name.is_none() {
            self.unnamed_argument(span);
        }
        Arg { name, value, span }
    }

    fn unnamed_argument(&mut self, span: Span) {
        self.holes += 1;
        if span.start < self.junk_muted_until {
            return;
        }
        self.mute_junk(span.start);
        let text = self.slice(span);
        self.report(
            Diagnostic::new(&codes::UNNAMED_ARGUMENT, span, "this argument has no name")
                .help(format!("write which one it is: `name: {text}`")),
        );
    }

    /// What a second comparison compares is a hole: it is told here, and its right side is still looked at.
    fn chained(&mut self, sign: &Node<'_>) -> Expr {
        let span = self.span(sign);
        self.report(
            Diagnostic::new(&codes::CHAINED_COMPARISON, span, "comparisons cannot be chained")
                .help("join two comparisons with `and`: `a < b and b < c`"),
        );
        self.holes += 1;
        Expr::missing(span)
    }
}

/// Two comparisons of a chain, as they would be joined.
fn both(first: Expr, second: Expr) -> Expr {
    let (span, op_span) = (first.span.to(second.span), second.span);
    let (left, right) = (Box::new(first), Box::new(second));
    Expr { span, kind: ExprKind::Binary { op: BinaryOp::And, op_span, left, right } }
}

fn is_operator(rule: Rule) -> bool {
    strength_of(rule).is_some() || matches!(rule, Rule::op_not | Rule::op_negate | Rule::wrong_not)
}

fn strength_of(rule: Rule) -> Option<u8> {
    Some(match rule {
        Rule::op_or => OR,
        Rule::op_and => AND,
        Rule::op_compare
        | Rule::op_in
        | Rule::op_contains
        | Rule::is_empty
        | Rule::matches
        | Rule::wrong_equals => COMPARE,
        Rule::op_plus | Rule::op_minus => SUM,
        Rule::op_times | Rule::op_divide => PRODUCT,
        Rule::wrong_and => AND,
        Rule::wrong_or => OR,
        Rule::wrong_compare => COMPARE,
        _ => return None,
    })
}

/// The operator of a sign, also of a wrong one.
fn operator(sign: &Node<'_>) -> BinaryOp {
    match sign.as_str() {
        "or" | "||" => BinaryOp::Or,
        "and" | "&&" => BinaryOp::And,
        "!=" | "<>" | "!==" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" | "=<" => BinaryOp::LessOrEqual,
        ">" => BinaryOp::Greater,
        ">=" | "=>" => BinaryOp::GreaterOrEqual,
        "in" => BinaryOp::In,
        "contains" => BinaryOp::Contains,
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        _ => BinaryOp::Equal,
    }
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::ast::{Expr, ExprKind, Item, Statement};
    use crate::syntax::parse;

    /// The expression with a parenthesis around everything that binds.
    fn bound(written: &str) -> String {
        let parsed = parse(FileId(0), &format!("flow f {{ step s {{ set x = {written} }} }}"));
        assert_eq!(parsed.diagnostics, [], "{written}");
        let [Item::Flow(flow)] = parsed.tree.items.as_slice() else { panic!("{written}") };
        let [Statement::Set(set)] = flow.steps[0].statements.as_slice() else { panic!("{written}") };
        shown(&set.value)
    }

    fn shown(expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Path(path) => path.dotted(),
            ExprKind::Number(number) => number.to_string(),
            ExprKind::Not(operand) => format!("(not {})", shown(operand)),
            ExprKind::Negate(operand) => format!("(-{})", shown(operand)),
            ExprKind::IsEmpty { operand, negated } => {
                format!("({} is {}empty)", shown(operand), if *negated { "not " } else { "" })
            }
            ExprKind::Matches { operand, .. } => format!("({} matches)", shown(operand)),
            ExprKind::Binary { op, left, right, .. } => {
                format!("({} {} {})", shown(left), op.sign(), shown(right))
            }
            ExprKind::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
            ExprKind::Call { function, args } => {
                format!("{}[{}]", function.text, args.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Tag(Some(name)) => format!("#{}", name.text),
            ExprKind::InFlow(Some(name)) => format!("@{}", name.text),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn operators_bind_from_or_to_unary_minus() {
        assert_eq!(bound("a or b and c"), "(a or (b and c))");
        assert_eq!(bound("not a == b and c"), "((not (a == b)) and c)");
        assert_eq!(bound("a + b * c - d"), "((a + (b * c)) - d)");
        assert_eq!(bound("a - b - c"), "((a - b) - c)");
        assert_eq!(bound("-a + -b * c < d"), "(((-a) + ((-b) * c)) < d)");
        assert_eq!(bound("(a or b) and c"), "((a or b) and c)");
        assert_eq!(
            bound("a + b is not empty or not c matches /x/"),
            "(((a + b) is not empty) or (not (c matches)))"
        );
        assert_eq!(bound("a == not b"), "(a == (not b))");
        assert_eq!(bound("not in flow f and tag vip"), "((not @f) and #vip)");
    }

    #[test]
    fn parentheses_are_a_list_with_a_comma_and_right_of_in() {
        assert_eq!(bound("a in (b)"), "(a in [b])");
        assert_eq!(bound("a in (b, c) or d"), "((a in [b, c]) or d)");
        assert_eq!(bound("(a, b)"), "[a, b]");
        assert_eq!(bound("(a)"), "a");
        assert_eq!(bound("max(a, (b), c.d)"), "max[a, b, c.d]");
    }

    #[test]
    fn new_lines_stand_on_both_sides_of_an_operator() {
        assert_eq!(bound("a\n  and\n\n  b # why\n  or c"), "((a and b) or c)");
    }

    #[test]
    fn an_expression_has_the_span_of_its_operands() {
        let text = "flow f { step s { set x = a + (b) } }";
        let parsed = parse(FileId(0), text);
        let [Item::Flow(flow)] = parsed.tree.items.as_slice() else { panic!() };
        let [Statement::Set(set)] = flow.steps[0].statements.as_slice() else { panic!() };
        assert_eq!(&text[set.value.span.range()], "a + (b)");
        assert_eq!(&text[set.span.range()], "set x = a + (b)");
    }
}
