//! A text as an example contact would get it: Anna from Kyiv, on a Monday morning.

use std::collections::BTreeMap;

use crate::check::{Names, Scope, Ty, Value as Declared, constant_value};
use crate::diagnostic::Sink;
use crate::engine::eval::{self, Arrival, render};
use crate::engine::{Contact, Machine};
use crate::ir::{Duration, Inbound, Program, Time, Type, Value};
use crate::syntax::ast::{self, Text};

/// 2026-01-05 08:30 UTC.
const NOW: Time = Time(1_767_601_800_000);
/// Two days in milliseconds: when what is awaited comes.
const SOON: i64 = 2 * 86_400_000;

/// The text with its holes filled.
pub fn filled(text: &Text, scope: &Scope<'_, '_>) -> String {
    let template = scope.text(text, &mut Sink::default()).template;
    let machine = Machine::new(Program::new(""));
    let contact = contact(scope.names);
    let latest = arrivals(scope.names);
    let item = scope.items.last().map(|item| value(&item.name, &item.ty));
    let answer = value("answer", &scope.answer);
    let locals = locals(scope);
    let seen = eval::Scope {
        machine: &machine,
        contact: &contact,
        locals: &locals,
        item: item.as_ref(),
        inbound: None,
        latest: &latest,
        answer: &answer,
        answer_image: None,
        now: NOW,
        flows: &[],
    };
    let filled = render(&template, &seen);
    filled.lines().map(|line| format!("> {line}\n")).collect::<String>().trim_end().to_owned()
}

fn contact(names: &Names<'_>) -> Contact {
    let mut contact = Contact::new("web:example");
    let person = &mut contact.person;
    for (place, value) in [
        (&mut person.first_name, "Anna"),
        (&mut person.last_name, "Kovalenko"),
        (&mut person.username, "anna"),
        (&mut person.phone, "+380501234567"),
        (&mut person.email, "anna@example.com"),
        (&mut person.language, "en"),
        (&mut person.timezone, "Europe/Kyiv"),
        (&mut person.channel, "web"),
    ] {
        value.clone_into(place);
    }
    person.created = NOW;
    for (space, declared) in names.spaces.iter().enumerate() {
        for (name, value) in &declared.values {
            if let Declared::Field(field, _) = value {
                contact.fields.insert(names.qualified(space, name), self::field(names, space, name, field));
            }
        }
    }
    let trackers = names.trackers.iter();
    contact.trackers =
        trackers.map(|(name, tracker)| ((*name).to_owned(), value(name, &tracker.ty))).collect();
    contact
}

/// A field's default, else an example of its type.
fn field(names: &Names<'_>, space: usize, name: &str, field: &ast::Field) -> Value {
    let default = field.default.as_ref().and_then(|default| {
        constant_value(&Scope::top(names, space).expr(default, &mut Sink::default()).expr)
    });
    default.unwrap_or_else(|| value(name, &Ty::written(&field.ty)))
}

fn arrivals(names: &Names<'_>) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for (space, declared) in names.spaces.iter().enumerate() {
        for (name, value) in &declared.values {
            let (which, inbound) = match value {
                Declared::Postback(inbound, _) => (Inbound::Postback, inbound),
                Declared::Webhook(inbound, _) => (Inbound::Webhook, inbound),
                Declared::Field(..) | Declared::Constant(..) => continue,
            };
            let params = inbound.params.iter().filter_map(|param| {
                let name = &param.name.as_ref()?.text;
                Some((name.clone(), self::value(name, &Ty::written(&param.ty))))
            });
            let (name, params) = (names.qualified(space, name), params.collect());
            arrivals.push(Arrival { inbound: which, name, params, count: 1, at: NOW });
        }
    }
    arrivals
}

fn locals(scope: &Scope<'_, '_>) -> BTreeMap<String, Value> {
    let Some(flow) = scope.flow.map(|flow| &scope.names.flows[flow]) else { return BTreeMap::new() };
    let params = flow.params.iter().map(|(name, ty)| (*name, ty));
    let locals = flow.locals.iter().map(|(name, local)| (*name, &local.ty));
    params.chain(locals).map(|(name, ty)| (name.to_owned(), value(name, ty))).collect()
}

/// An example of a type; a text is its own name.
fn value(name: &str, ty: &Ty) -> Value {
    match ty {
        Ty::Of(ty) => of_type(name, ty),
        Ty::Unknown | Ty::Empty => of_type(name, &Type::Text(None)),
    }
}

fn of_type(name: &str, ty: &Type) -> Value {
    let soon = Time(NOW.0 + SOON);
    match ty {
        Type::Text(_) | Type::Image | Type::File => Value::Text(format!("‹{name}›")),
        Type::Number { from, to } => Value::Number(from.or(*to).unwrap_or_else(|| 5.into())),
        Type::Bool => Value::Bool(true),
        Type::Time => Value::Time(soon),
        Type::Date => Value::Date(soon.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date()),
        Type::Duration => Value::Duration(Duration(3_600_000)),
        Type::OneOf(values) => Value::Text(values.first().cloned().unwrap_or_default()),
        Type::List(item) => Value::List(vec![of_type(name, item)]),
        Type::Record(fields) => {
            Value::Record(fields.iter().map(|(name, ty, _)| (name.clone(), of_type(name, ty))).collect())
        }
    }
}
