//! What kind of values a variable has.

use rust_decimal::Decimal;

use super::atom::Key;
use super::domain::{Kind, Range, Scale};
use crate::ir::{ContactValue, Expr, Inbound, Signature, Symbols, Type};

/// The postback or webhook whose handler this is: it has come.
pub type Arrived<'e> = Option<(Inbound, &'e str)>;

/// The kind of a variable, as far as it is declared.
pub fn kind<'e>(key: Key<'e>, symbols: &'e Symbols, arrived: Arrived<'_>) -> Kind<'e> {
    let expr = match key {
        Key::Order(..) => return Kind::Order,
        Key::Value(expr) => expr,
    };
    match expr {
        Expr::Field(name) => symbols.fields.get(name).map_or(Kind::Presence, |field| of_type(&field.ty)),
        Expr::Tracker(name) => {
            symbols.trackers.get(name).map_or(Kind::Presence, |tracker| of_type(&tracker.ty))
        }
        Expr::Parameter { inbound, name, param } => {
            let declared = signature(symbols, *inbound, name);
            let ty = declared.and_then(|it| it.params.iter().find(|(name, _)| name == param));
            ty.map_or(Kind::Presence, |(_, ty)| of_type(ty))
        }
        Expr::Count { inbound, name } => {
            let counts_once = *inbound == Inbound::Postback
                && signature(symbols, *inbound, name).is_some_and(|it| it.unique_by.is_none());
            let has_come = arrived == Some((*inbound, name.as_str()));
            Kind::Ordered(Range {
                low: Some(Decimal::from(u8::from(has_come))),
                high: counts_once.then_some(Decimal::ONE),
                step: Some(Decimal::ONE),
                may_be_empty: false,
                ..Range::any(Scale::Number)
            })
        }
        Expr::Arrived { inbound, name } => {
            let has_come = arrived == Some((*inbound, name.as_str()));
            Kind::Ordered(Range { may_be_empty: !has_come, ..Range::any(Scale::Moment) })
        }
        Expr::Now => Kind::Ordered(Range { may_be_empty: false, ..Range::any(Scale::Moment) }),
        Expr::Contact(ContactValue::Created) => Kind::Ordered(Range::any(Scale::Moment)),
        Expr::Contact(_) => Kind::Text,
        Expr::Tag(_)
        | Expr::InFlow(_)
        | Expr::InHours(_)
        | Expr::Matches(..)
        | Expr::Contains(..)
        | Expr::In(..)
        | Expr::Compare(..)
        | Expr::IsEmpty(_)
        | Expr::Not(_)
        | Expr::And(..)
        | Expr::Or(..) => Kind::Flag,
        _ => Kind::Presence,
    }
}

fn signature<'e>(symbols: &'e Symbols, inbound: Inbound, name: &str) -> Option<&'e Signature> {
    match inbound {
        Inbound::Postback => symbols.postbacks.get(name),
        Inbound::Webhook => symbols.webhooks.get(name),
    }
}

fn of_type(ty: &Type) -> Kind<'_> {
    match ty {
        Type::Text(_) => Kind::Text,
        Type::Number { from, to } => {
            Kind::Ordered(Range { low: *from, high: *to, ..Range::any(Scale::Number) })
        }
        Type::Bool => Kind::Bool,
        Type::Time => Kind::Ordered(Range::any(Scale::Moment)),
        Type::Date => Kind::Ordered(Range::any(Scale::Day)),
        Type::Duration => Kind::Ordered(Range::any(Scale::Duration)),
        Type::OneOf(values) => Kind::OneOf(values),
        Type::Image | Type::File | Type::List(_) | Type::Record(_) => Kind::Presence,
    }
}
