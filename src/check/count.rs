//! `.count` of a postback that counts once.

use super::names::Value;
use super::scope::Scope;
use crate::diagnostic::codes::graph::COUNT_WITHOUT_BY;
use crate::diagnostic::{Diagnostic, Sink};
use crate::syntax::ast::{BinaryOp, Expr, ExprKind};

/// Tells a comparison that only a second arrival of a postback without `by` can meet.
pub fn check(scope: &Scope<'_, '_>, op: BinaryOp, left: &Expr, right: &Expr, sink: &mut Sink) {
    let (path, bound, flipped) = match (&left.kind, &right.kind) {
        (ExprKind::Path(path), ExprKind::Number(bound)) => (path, *bound, false),
        (ExprKind::Number(bound), ExprKind::Path(path)) => (path, *bound, true),
        _ => return,
    };
    let [name, member] = path.segments.as_slice() else { return };
    let Some(Value::Postback(inbound, declared)) =
        scope.names.spaces[scope.space].values.get(name.text.as_str())
    else {
        return;
    };
    if member.text != "count" || inbound.by.is_some() {
        return;
    }
    // The smallest count that meets it, seen from the path's side.
    let one = rust_decimal::Decimal::ONE;
    let needs_second = match (op, flipped) {
        (BinaryOp::Greater, false) | (BinaryOp::Less, true) => bound >= one,
        (BinaryOp::GreaterOrEqual, false) | (BinaryOp::LessOrEqual, true) | (BinaryOp::Equal, _) => {
            bound > one
        }
        _ => false,
    };
    if !needs_second {
        return;
    }
    let params: Vec<&str> =
        inbound.params.iter().filter_map(|it| it.name.as_ref()).map(|it| it.text.as_str()).collect();
    let unique = params.iter().find(|name| name.contains("id")).or(params.first());
    let help = match unique {
        Some(name) => format!("name the parameter that tells one arrival from another: `by {name}`"),
        None => "give it a parameter that tells one arrival from another, and name it behind `by`".to_owned(),
    };
    let message = format!("`{}` counts once per contact, so its count never gets there", name.text);
    sink.push(
        Diagnostic::new(&COUNT_WITHOUT_BY, left.span.to(right.span), message)
            .also(declared.span, "it is declared here, without `by`")
            .help(help),
    );
}
