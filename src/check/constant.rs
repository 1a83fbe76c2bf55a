//! Text constants: they stand for their own pieces, so one that leads to itself would never end, and a few that use each
//! other many times would be a text of millions.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Names, Value};
use super::scope::Scope;
use crate::diagnostic::codes::syntax::TOO_LARGE;
use crate::diagnostic::codes::types::ENDLESS_TEXT;
use crate::diagnostic::{Diagnostic, Sink};
use crate::syntax::ast::{Expr, ExprKind, FilterArg, Path, Text, TextPart};

/// How many constants one may unfold into, itself included.
pub const UNFOLDS_MAX: u64 = 1_000;

/// How many constants each one unfolds into, itself included, by folder and name; `u64::MAX` for one that leads to
/// itself.
pub type Unfolds<'a> = BTreeMap<(usize, &'a str), u64>;

/// Measures every constant, and tells those that cannot be used.
pub fn measure<'a>(names: &Names<'a>, sink: &mut Sink) -> Unfolds<'a> {
    let mut known = Unfolds::new();
    for (space, declared) in names.spaces.iter().enumerate() {
        for (name, value) in &declared.values {
            let Value::Constant(_, at) = value else { continue };
            let size = unfolds(names, (space, *name), &mut Vec::new(), &mut known);
            if size == u64::MAX {
                // One that uses such a one has not made the mistake.
                if !leads(names, (space, *name), (space, *name)) {
                    continue;
                }
                sink.push(
                    Diagnostic::new(&ENDLESS_TEXT, at.span, format!("`{name}` leads back to itself"))
                        .help("a text constant may use others, never itself"),
                );
            } else if size > UNFOLDS_MAX {
                let message = format!("`{name}` unfolds into more than {UNFOLDS_MAX} texts");
                sink.push(
                    Diagnostic::new(&TOO_LARGE, at.span, message).help("write the text out where it is used"),
                );
            }
        }
    }
    known
}

fn unfolds<'a>(
    names: &Names<'a>,
    at: (usize, &'a str),
    open: &mut Vec<(usize, &'a str)>,
    known: &mut Unfolds<'a>,
) -> u64 {
    if let Some(size) = known.get(&at) {
        return *size;
    }
    if open.contains(&at) {
        return u64::MAX;
    }
    open.push(at);
    let mut size: u64 = 1;
    for used in uses(names, at) {
        size = size.saturating_add(unfolds(names, used, open, known));
    }
    open.pop();
    known.insert(at, size);
    size
}

/// Whether one constant leads to another.
fn leads<'a>(names: &Names<'a>, from: (usize, &'a str), to: (usize, &'a str)) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = uses(names, from);
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(uses(names, at));
        }
    }
    false
}

/// The constants that stand in the holes of one, each as often as it does.
fn uses<'a>(names: &Names<'a>, (space, name): (usize, &'a str)) -> Vec<(usize, &'a str)> {
    let Some(Value::Constant(constant, _)) = names.spaces[space].values.get(name) else { return Vec::new() };
    let mut paths = Vec::new();
    if let Some(text) = &constant.text {
        of_text(text, &mut paths);
    }
    let used = paths.into_iter().filter_map(|path| {
        let first = path.segments.first()?;
        let own = &names.spaces[space].values;
        let (space, name) = match (own.get_key_value(first.text.as_str()), path.segments.get(1)) {
            (Some((name, _)), _) => (space, *name),
            (None, Some(second)) => {
                let other = names.namespace(&first.text)?;
                (other, *names.spaces[other].values.get_key_value(second.text.as_str())?.0)
            }
            (None, None) => return None,
        };
        matches!(names.spaces[space].values.get(name), Some(Value::Constant(..))).then_some((space, name))
    });
    used.collect()
}

fn of_text<'t>(text: &'t Text, paths: &mut Vec<&'t Path>) {
    for part in &text.parts {
        if let TextPart::Hole(hole) = part {
            of_expr(&hole.expr, paths);
            for filter in &hole.filters {
                if let Some(FilterArg::Text(text)) = &filter.arg {
                    of_text(text, paths);
                }
            }
        }
    }
}

fn of_expr<'t>(expr: &'t Expr, paths: &mut Vec<&'t Path>) {
    match &expr.kind {
        ExprKind::Path(path) => paths.push(path),
        ExprKind::Text(text) => of_text(text, paths),
        ExprKind::Call { args, .. } => args.iter().for_each(|arg| of_expr(arg, paths)),
        ExprKind::List(items) => items.iter().for_each(|item| of_expr(item, paths)),
        ExprKind::Not(operand) | ExprKind::Negate(operand) => of_expr(operand, paths),
        ExprKind::IsEmpty { operand, .. } | ExprKind::Matches { operand, .. } => of_expr(operand, paths),
        ExprKind::Binary { left, right, .. } => {
            of_expr(left, paths);
            of_expr(right, paths);
        }
        _ => {}
    }
}

impl Scope<'_, '_> {
    /// Whether a constant can be used; one that cannot has been told.
    pub(super) fn can_unfold(&self, space: usize, name: &str) -> bool {
        self.names.unfolds.get(&(space, name)).is_some_and(|size| *size <= UNFOLDS_MAX)
    }
}
