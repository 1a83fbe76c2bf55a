//! Types.

use super::expr::regex;
use super::text::escaped;
use crate::ir::Type;

/// A type as a declaration writes it; a record, which only actions have, as its fields.
pub fn ty(ty: &Type) -> String {
    match ty {
        Type::Text(None) => "text".to_owned(),
        Type::Text(Some(pattern)) => format!("text matches {}", regex(pattern)),
        Type::Number { from, to } => {
            let bound = |word: &str, bound: &Option<rust_decimal::Decimal>| {
                bound.map(|bound| format!(" {word} {}", bound.normalize())).unwrap_or_default()
            };
            format!("number{}{}", bound("from", from), bound("to", to))
        }
        Type::Bool => "bool".to_owned(),
        Type::Time => "time".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Image => "image".to_owned(),
        Type::File => "file".to_owned(),
        Type::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("\"{}\"", escaped(value))).collect();
            format!("one of {}", values.join(", "))
        }
        Type::List(item) => format!("list of {}", self::ty(item)),
        Type::Record(fields) => {
            let fields = fields.iter().map(|(name, ty, _)| format!("{name}: {}", self::ty(ty)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}
