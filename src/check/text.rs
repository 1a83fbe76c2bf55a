//! Texts: their holes and filters.

use super::scope::{Scope, Typed, unknown};
use super::ty::{self, Ty};
use crate::diagnostic::codes::names::UNKNOWN_FILTER;
use crate::diagnostic::codes::types::{NOT_A_LITERAL, WRONG_FILTER, WRONG_TYPE};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{Expr, Filter, FilterKind, Piece, Template, Type};
use crate::syntax::ast::{self, FilterArg, Hole, Text, TextPart};

/// A text that is ready.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prose {
    /// Its pieces.
    pub template: Template,
    /// Whether the value of a private field is in it.
    pub private: bool,
}

impl Scope<'_, '_> {
    /// A text with its holes.
    pub fn text(&self, text: &Text, sink: &mut Sink) -> Prose {
        let pieces = Vec::with_capacity(text.parts.len());
        let mut prose = Prose { template: Template(pieces), private: false };
        for part in &text.parts {
            match part {
                TextPart::Lit(literal) => {
                    super::secret::check(literal, text.span, sink);
                    push_literal(&mut prose.template, literal);
                }
                TextPart::Hole(hole) => {
                    let Hole { expr, filters, span } = hole.as_ref();
                    let mark = self.notes.map(|notes| (notes, notes.mark()));
                    let typed = self.expr(expr, sink);
                    if let (Some((notes, mark)), true) = (mark, has_default(filters)) {
                        notes.have_default(mark);
                    }
                    prose.private |= typed.private;
                    let (lowered, ty) = self.filters(&typed, filters, sink);
                    insertable(&ty, *span, sink);
                    match typed.expr {
                        // A text constant stands for its own pieces.
                        Expr::Text(inner) if filters.is_empty() => {
                            for piece in inner.0 {
                                match piece {
                                    Piece::Literal(literal) => push_literal(&mut prose.template, &literal),
                                    hole => prose.template.0.push(hole),
                                }
                            }
                        }
                        expr => prose.template.0.push(Piece::Hole { expr, filters: lowered }),
                    }
                }
            }
        }
        prose
    }

    /// The words of a text that may have no holes; `what` names the place.
    pub fn literal(&self, text: &Text, what: &str, sink: &mut Sink) -> String {
        if let Some(literal) = text.literal() {
            return literal.to_owned();
        }
        sink.push(
            Diagnostic::new(&NOT_A_LITERAL, text.span, format!("{what} has no holes"))
                .help("write the words themselves"),
        );
        // The words around the holes still tell one text from another.
        let words = text.parts.iter().map(|part| match part {
            TextPart::Lit(literal) => literal.as_str(),
            TextPart::Hole(_) => "{…}",
        });
        words.collect()
    }

    fn filters(&self, typed: &Typed, filters: &[ast::Filter], sink: &mut Sink) -> (Vec<Filter>, Ty) {
        let mut ty = typed.ty.clone();
        let mut lowered = Vec::new();
        for filter in filters {
            let Some(name) = &filter.name else { continue };
            let Some((_, kind)) = FilterKind::WORDS.iter().find(|(other, _)| *other == name.text) else {
                let message = format!("there is no filter `{}`", name.text);
                let found =
                    unknown(&UNKNOWN_FILTER, name, message, FilterKind::WORDS.iter().map(|(name, _)| *name));
                let names = FilterKind::WORDS.map(|(name, _)| name).join(", ");
                sink.push(if found.help.is_some() {
                    found
                } else {
                    found.help(format!("the filters are {names}"))
                });
                ty = Ty::Unknown;
                continue;
            };
            ty = accepts(*kind, &ty, filter, sink);
            let argument = filter.arg.as_ref().map(|arg| match arg {
                FilterArg::Text(text) => self.text(text, sink).template,
                FilterArg::Number(number) => Template::literal(number.value.to_string()),
            });
            lowered.push(Filter { kind: *kind, argument });
        }
        (lowered, ty)
    }
}

/// Whether a filter stands in for an empty value.
fn has_default(filters: &[ast::Filter]) -> bool {
    filters.iter().any(|filter| filter.name.as_ref().is_some_and(|name| name.text == "default"))
}

fn push_literal(template: &mut Template, literal: &str) {
    match template.0.last_mut() {
        Some(Piece::Literal(last)) => last.push_str(literal),
        _ if literal.is_empty() => {}
        _ => template.0.push(Piece::Literal(literal.to_owned())),
    }
}

/// The type behind a filter; tells what the filter does not take.
fn accepts(kind: FilterKind, given: &Ty, filter: &ast::Filter, sink: &mut Sink) -> Ty {
    let name = filter.name.as_ref().map_or("", |name| name.text.as_str());
    let arg_fits = match (kind, &filter.arg) {
        (FilterKind::Default, Some(FilterArg::Text(_))) => None,
        (FilterKind::Default, _) => Some("`default` takes a text, such as `default \"friend\"`".to_owned()),
        (FilterKind::Date | FilterKind::Time | FilterKind::Join, None | Some(FilterArg::Text(_))) => None,
        (FilterKind::Date | FilterKind::Time, _) => {
            Some(format!("`{name}` takes a pattern as a text, such as \"dd.MM HH:mm\""))
        }
        (FilterKind::Join, _) => Some("`join` takes a text, such as `join \", \"`".to_owned()),
        (FilterKind::Round, None | Some(FilterArg::Number(_))) => None,
        (FilterKind::Round, _) => Some("`round` takes a number of decimals".to_owned()),
        (_, None) => None,
        (_, Some(_)) => Some(format!("`{name}` takes nothing")),
    };
    if let Some(message) = arg_fits {
        sink.push(Diagnostic::new(&WRONG_FILTER, filter.span, message));
    }
    let Ty::Of(ty) = given else {
        return match kind {
            FilterKind::Round => Ty::Unknown,
            _ => ty::TEXT,
        };
    };
    let (fits, wants, out) = match kind {
        FilterKind::Default => (!matches!(ty, Type::Record(_)), "a value", ty::TEXT),
        FilterKind::Upper | FilterKind::Lower | FilterKind::Capitalize | FilterKind::Trim => {
            (matches!(ty, Type::Text(_) | Type::OneOf(_)), "a text", ty::TEXT)
        }
        FilterKind::Date => (matches!(ty, Type::Time | Type::Date), "a time or a date", ty::TEXT),
        FilterKind::Time => (matches!(ty, Type::Time), "a time", ty::TEXT),
        FilterKind::Relative => (matches!(ty, Type::Time | Type::Date), "a time or a date", ty::TEXT),
        FilterKind::Round => (matches!(ty, Type::Number { .. }), "a number", ty::NUMBER),
        FilterKind::Join => (matches!(ty, Type::List(_)), "a list", ty::TEXT),
        FilterKind::Url => (!matches!(ty, Type::List(_) | Type::Record(_)), "a text", ty::TEXT),
    };
    if !fits {
        let message = format!("`{name}` takes {wants}, not {}", ty::words(ty));
        sink.push(Diagnostic::new(&WRONG_FILTER, filter.span, message));
    }
    // `default` keeps what is there, so a list still has to be joined.
    if kind == FilterKind::Default && matches!(ty, Type::List(_) | Type::Image | Type::File) {
        return given.clone();
    }
    out
}

fn insertable(ty: &Ty, span: crate::source::Span, sink: &mut Sink) {
    let (what, help) = match ty {
        Ty::Of(Type::Image | Type::File) => ("an image or a file", "send it: `send image NAME`"),
        Ty::Of(Type::Record(_)) => ("a record", "name one of its fields"),
        Ty::Of(Type::List(_)) => ("a list", "join it: `{items | join \", \"}`"),
        _ => return,
    };
    let message = format!("{what} cannot be put into a text");
    sink.push(Diagnostic::new(&WRONG_TYPE, span, message).help(help));
}
