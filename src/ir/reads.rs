//! Does it read the link to the contact's conversation? Looked for in the plain data, so that no place of an expression
//! can be forgotten.

use serde::Serialize;
use serde_json::Value;

use super::{ContactValue, Expr};

/// Whether `contact.link` stands anywhere in a program, a text or an expression.
pub fn reads_link<T: Serialize>(what: &T) -> bool {
    let wanted = plain(&Expr::Contact(ContactValue::Link));
    holds(&plain(what), &wanted)
}

fn plain<T: Serialize>(what: &T) -> Value {
    serde_json::to_value(what).expect("programs and their parts are plain data")
}

fn holds(value: &Value, wanted: &Value) -> bool {
    value == wanted
        || match value {
            Value::Array(items) => items.iter().any(|item| holds(item, wanted)),
            Value::Object(members) => members.values().any(|member| holds(member, wanted)),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Filter, FilterKind, Function, Piece, Template};

    #[test]
    fn the_link_is_found_at_any_depth_and_nothing_else_is_taken_for_it() {
        let hole = |expr| Expr::Text(Template(vec![Piece::Hole { expr, filters: Vec::new() }]));
        let link = || Expr::Contact(ContactValue::Link);
        assert!(reads_link(&Expr::Call(Function::Lower, vec![hole(link())])));
        let argument = Some(Template(vec![Piece::Hole { expr: link(), filters: Vec::new() }]));
        let filters = vec![Filter { kind: FilterKind::Default, argument }];
        let id = Expr::Contact(ContactValue::Id);
        assert!(reads_link(&Template(vec![Piece::Hole { expr: id.clone(), filters }])));
        assert!(!reads_link(&hole(id)));
        assert!(!reads_link(&Expr::Literal(crate::ir::Value::Text("{\"Contact\":\"link\"}".into()))));
    }
}
