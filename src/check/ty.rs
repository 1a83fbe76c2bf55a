//! Types while they are checked, and their words.

use crate::ir::{Regex, Type};
use crate::syntax::ast::{self, TypeKind};

/// The type of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Ty {
    /// Not known because of a mistake that has been told: fits everything.
    Unknown,
    /// The literal `empty`: fits everything that may be empty.
    Empty,
    /// A type.
    Of(Type),
}

/// Text of any kind.
pub const TEXT: Ty = Ty::Of(Type::Text(None));
/// Any number.
pub const NUMBER: Ty = Ty::Of(Type::Number { from: None, to: None });
/// True or false.
pub const BOOL: Ty = Ty::Of(Type::Bool);
/// An instant.
pub const TIME: Ty = Ty::Of(Type::Time);
/// A day.
pub const DATE: Ty = Ty::Of(Type::Date);
/// A length of time.
pub const DURATION: Ty = Ty::Of(Type::Duration);
/// A picture.
pub const IMAGE: Ty = Ty::Of(Type::Image);
/// Any media.
pub const FILE: Ty = Ty::Of(Type::File);

impl Ty {
    /// The type that was written; a hole is unknown.
    pub fn written(written: &ast::Type) -> Ty {
        match &written.kind {
            TypeKind::Missing => Ty::Unknown,
            TypeKind::Text { matches } => Ty::Of(Type::Text(matches.as_ref().map(regex))),
            TypeKind::Number { from, to } => {
                Ty::Of(Type::Number { from: from.map(|from| from.value), to: to.map(|to| to.value) })
            }
            TypeKind::Bool => BOOL,
            TypeKind::Time => TIME,
            TypeKind::Date => DATE,
            TypeKind::Duration => DURATION,
            TypeKind::Image => IMAGE,
            TypeKind::File => FILE,
            TypeKind::OneOf(values) => {
                let values = values.iter().filter_map(|text| text.literal());
                Ty::Of(Type::OneOf(values.map(str::to_owned).collect()))
            }
            TypeKind::List(item) => match Ty::written(item) {
                Ty::Of(item) => Ty::Of(Type::List(Box::new(item))),
                other => other,
            },
        }
    }

    /// The type, or text where it is not known: such a program does not run.
    pub fn or_text(self) -> Type {
        match self {
            Ty::Of(ty) => ty,
            Ty::Unknown | Ty::Empty => Type::Text(None),
        }
    }

    /// The type in the person's words.
    pub fn words(&self) -> String {
        match self {
            Ty::Unknown => "a value".to_owned(),
            Ty::Empty => "`empty`".to_owned(),
            Ty::Of(ty) => words(ty),
        }
    }

    /// Whether the type is text, or one of several texts.
    pub fn is_text(&self) -> bool {
        matches!(self, Ty::Unknown | Ty::Empty | Ty::Of(Type::Text(_) | Type::OneOf(_)))
    }
}

/// A type in the person's words.
pub fn words(ty: &Type) -> String {
    match ty {
        Type::Text(_) => "a text".to_owned(),
        Type::Number { .. } => "a number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Time => "a time".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Duration => "a duration".to_owned(),
        Type::Image => "an image".to_owned(),
        Type::File => "a file".to_owned(),
        Type::OneOf(values) => {
            let shown: Vec<String> = values.iter().take(4).map(|value| format!("\"{value}\"")).collect();
            let more = if values.len() > 4 { ", …" } else { "" };
            format!("one of {}{more}", shown.join(", "))
        }
        Type::List(item) => match &**item {
            Type::Record(_) => "a list of records".to_owned(),
            item => format!("a list of {}", words(item).trim_start_matches("an ").trim_start_matches("a ")),
        },
        Type::Record(_) => "a record".to_owned(),
    }
}

/// Whether a value of one type may go where the other is wanted. Bounds and patterns are tested when it does.
pub fn goes_into(given: &Type, wanted: &Type) -> bool {
    match (given, wanted) {
        (Type::Text(_) | Type::OneOf(_), Type::Text(_) | Type::OneOf(_))
        | (Type::Number { .. }, Type::Number { .. })
        | (Type::Image, Type::File) => true,
        (Type::List(given), Type::List(wanted)) => goes_into(given, wanted),
        (Type::Record(given), Type::Record(wanted)) => wanted.iter().all(|(name, wanted, optional)| {
            match given.iter().find(|(other, _, _)| other == name) {
                Some((_, given, _)) => goes_into(given, wanted),
                None => *optional,
            }
        }),
        (given, wanted) => given == wanted,
    }
}

/// A regex of the tree as the IR has it.
pub fn regex(written: &ast::Regex) -> Regex {
    Regex { pattern: written.pattern.clone(), ignore_case: written.ignore_case }
}
