//! Functions: `length lower trim round min max`, and `opens`, whose argument is a name.

use super::scope::{Scope, Typed, unknown};
use super::ty::{self, Ty, goes_into};
use crate::diagnostic::codes::names::UNKNOWN_FUNCTION;
use crate::diagnostic::codes::types::WRONG_CALL;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Expr, Function, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind};

/// The function of opening hours: they are no value, so it is none of the others.
const OPENS: &str = "opens";

/// A call of a function with its type.
pub fn call(
    scope: &Scope<'_, '_>,
    name: &ast::Name,
    args: &[ast::Expr],
    span: Span,
    sink: &mut Sink,
) -> Typed {
    if name.text == OPENS {
        return opens(scope, args, span, sink);
    }
    let typed: Vec<Typed> = args.iter().map(|arg| scope.expr(arg, sink)).collect();
    let Some((_, function)) = Function::WORDS.iter().find(|(other, _)| *other == name.text) else {
        let message = format!("there is no function `{}`", name.text);
        let words = Function::WORDS.iter().map(|(name, _)| *name).chain([OPENS]);
        let found = unknown(&UNKNOWN_FUNCTION, name, message, words);
        let help = "the functions are length, lower, trim, round, min, max and opens";
        sink.push(if found.help.is_some() { found } else { found.help(help) });
        return Typed::unknown();
    };
    let types: Vec<&Ty> = typed.iter().map(|arg| &arg.ty).collect();
    let wrong = match (function, types.as_slice()) {
        (Function::Length, [arg]) if arg.is_text() || matches!(arg, Ty::Of(Type::List(_))) => None,
        (Function::Length, _) => Some("takes one text or list"),
        (Function::Lower | Function::Trim, [arg]) if arg.is_text() => None,
        (Function::Lower | Function::Trim, _) => Some("takes one text"),
        (Function::Round, [arg]) if is_number(arg) => None,
        (Function::Round, [arg, places]) if is_number(arg) && is_number(places) => None,
        (Function::Round, _) => Some("takes a number, and how many decimals to keep"),
        (Function::Min | Function::Max, args) => {
            let wrong = "takes numbers, times, dates or durations, all of one kind, or a list of them";
            extreme(args).is_none().then_some(wrong)
        }
    };
    if let Some(wrong) = wrong {
        sink.push(Diagnostic::new(&WRONG_CALL, span, format!("`{}` {wrong}", name.text)));
        return Typed::unknown();
    }
    let ty = match function {
        Function::Length | Function::Round => ty::NUMBER,
        Function::Lower | Function::Trim => ty::TEXT,
        Function::Min | Function::Max => extreme(&types).unwrap_or(Ty::Unknown),
    };
    let private = typed.iter().any(|arg| arg.private);
    Typed { expr: Expr::Call(*function, typed.into_iter().map(|arg| arg.expr).collect()), ty, private }
}

/// `opens(office)`: the next moment at which these hours are open, now where they are.
fn opens(scope: &Scope<'_, '_>, args: &[ast::Expr], span: Span, sink: &mut Sink) -> Typed {
    let name = match args {
        [arg] => match &arg.kind {
            ExprKind::Path(path) => path.single(),
            ExprKind::Missing => return Typed::unknown(),
            _ => None,
        },
        _ => None,
    };
    let Some(name) = name else {
        let message = "`opens` takes the name of opening hours of this folder, such as `opens(office)`";
        sink.push(Diagnostic::new(&WRONG_CALL, span, message));
        return Typed::unknown();
    };
    match scope.hours(name, sink) {
        Some(hours) => Typed::new(Expr::NextOpen(hours), ty::TIME),
        None => Typed::unknown(),
    }
}

fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::Unknown | Ty::Empty | Ty::Of(Type::Number { .. }))
}

/// The type of the least or greatest of the arguments, if they have an order.
fn extreme(args: &[&Ty]) -> Option<Ty> {
    let has_order = |ty: &Type| matches!(ty, Type::Number { .. } | Type::Time | Type::Date | Type::Duration);
    if args.iter().any(|arg| **arg == Ty::Unknown) {
        return Some(Ty::Unknown);
    }
    match args {
        [Ty::Of(Type::List(item))] if has_order(item) => Some(Ty::Of((**item).clone())),
        [Ty::Of(first), rest @ ..] if has_order(first) && !rest.is_empty() => {
            let same = |ty: &&Ty| matches!(ty, Ty::Of(ty) if goes_into(ty, first));
            rest.iter().all(same).then(|| match first {
                Type::Number { .. } => ty::NUMBER,
                other => Ty::Of(other.clone()),
            })
        }
        _ => None,
    }
}
