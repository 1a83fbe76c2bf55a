//! Does a value fit a type?

use super::regex::Regexes;
use crate::ir::{MediaKind, Type, Value, same_text};

/// The most items that a list may have.
const LIST_ITEMS_MAX: usize = 1000;

/// The value as the type keeps it, or `None` where it does not fit: a text against its pattern, a number against its
/// bounds, a `one of` in the declaration's spelling. Empty fits nothing.
pub fn fit(value: Value, ty: &Type, regexes: &Regexes) -> Option<Value> {
    match (ty, value) {
        (Type::Text(None), Value::Text(text)) => Some(Value::Text(text)),
        (Type::Text(Some(pattern)), Value::Text(text)) => {
            let text = text.trim();
            regexes.fits(pattern, text).then(|| Value::Text(text.to_owned()))
        }
        (Type::Number { from, to }, Value::Number(number)) => {
            let fits = from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to);
            fits.then_some(Value::Number(number))
        }
        (Type::Bool, value @ Value::Bool(_))
        | (Type::Time, value @ Value::Time(_))
        | (Type::Date, value @ Value::Date(_))
        | (Type::Duration, value @ Value::Duration(_)) => Some(value),
        (Type::Image, Value::Media(media)) => (media.kind == MediaKind::Image).then_some(Value::Media(media)),
        (Type::File, Value::Media(media)) => Some(Value::Media(media)),
        (Type::OneOf(values), Value::Text(text)) => {
            values.iter().find(|value| same_text(value, &text)).map(|value| Value::Text(value.clone()))
        }
        (Type::List(item), Value::List(items)) if items.len() <= LIST_ITEMS_MAX => {
            let items: Option<Vec<Value>> =
                items.into_iter().map(|value| fit(value, item, regexes)).collect();
            items.map(Value::List)
        }
        (Type::Record(fields), Value::Record(mut values)) => {
            let mut kept = std::collections::BTreeMap::new();
            for (name, ty, optional) in fields {
                match values.remove(name).filter(|value| *value != Value::Empty) {
                    Some(value) => kept.insert(name.clone(), fit(value, ty, regexes)?),
                    None if *optional => None,
                    None => return None,
                };
            }
            Some(Value::Record(kept))
        }
        _ => None,
    }
}
