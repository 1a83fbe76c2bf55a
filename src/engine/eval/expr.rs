//! Expressions.

use rust_decimal::Decimal;

use super::{arithmetic, clock, compare, function, hours, scope::Scope, template};
use crate::ir::{Comparison, ContactValue, Expr, Hours, Inbound, Time, Type, Value};

/// The value of an expression.
pub fn evaluate(expr: &Expr, scope: &Scope<'_>) -> Value {
    match expr {
        Expr::Literal(value) => value.clone(),
        Expr::Text(text) => Value::Text(template::render(text, scope)),
        Expr::Field(name) => field(name, scope),
        Expr::Local(name) => scope.locals.get(name).cloned().unwrap_or_default(),
        Expr::Tracker(name) => scope.contact.trackers.get(name).cloned().unwrap_or_default(),
        Expr::Contact(value) => contact(*value, scope),
        Expr::Answer => scope.answer.clone(),
        Expr::AnswerImage => scope.answer_image.cloned().map(Value::Media).unwrap_or_default(),
        Expr::Now => Value::Time(scope.now),
        Expr::Parameter { inbound, name, param } => {
            let arrival = scope.arrival(*inbound, name);
            arrival.and_then(|arrival| arrival.params.get(param)).cloned().unwrap_or_default()
        }
        Expr::Count { inbound, name } => {
            Value::Number(Decimal::from(scope.arrival(*inbound, name).map_or(0, |arrival| arrival.count)))
        }
        Expr::Arrived { inbound, name } => {
            scope.arrival(*inbound, name).map(|arrival| Value::Time(arrival.at)).unwrap_or_default()
        }
        Expr::Member(record, name) => match evaluate(record, scope) {
            Value::Record(mut fields) => fields.remove(name).unwrap_or_default(),
            _ => Value::Empty,
        },
        Expr::NextClock(at) => Value::Time(clock::next(scope.now, *at, &scope.zone())),
        Expr::LocalTime(local) => Value::Time(clock::instant(*local, &scope.zone())),
        Expr::Tag(tag) => Value::Bool(scope.contact.tags.contains(tag)),
        Expr::InFlow(flow) => Value::Bool(scope.flows.contains(&flow.as_str())),
        Expr::List(items) => Value::List(items.iter().map(|item| evaluate(item, scope)).collect()),
        Expr::Not(operand) => Value::Bool(!holds(operand, scope)),
        Expr::Negate(operand) => arithmetic::negate(evaluate(operand, scope)),
        Expr::And(left, right) => Value::Bool(holds(left, scope) && holds(right, scope)),
        Expr::Or(left, right) => Value::Bool(holds(left, scope) || holds(right, scope)),
        Expr::Compare(comparison, left, right) => Value::Bool(compare(*comparison, left, right, scope)),
        Expr::In(item, list) => {
            let equality = equality(&[item, list], scope);
            Value::Bool(compare::is_in(&evaluate(item, scope), &evaluate(list, scope), equality))
        }
        Expr::Contains(whole, part) => {
            let equality = equality(&[whole, part], scope);
            Value::Bool(compare::contains(&evaluate(whole, scope), &evaluate(part, scope), equality))
        }
        Expr::Matches(operand, regex) => match evaluate(operand, scope) {
            Value::Text(text) => Value::Bool(scope.machine.regexes().finds(regex, &text)),
            _ => Value::Bool(false),
        },
        Expr::IsEmpty(operand) => Value::Bool(evaluate(operand, scope).is_empty()),
        Expr::Arithmetic(operator, left, right) => {
            arithmetic::apply(*operator, evaluate(left, scope), evaluate(right, scope), &scope.zone())
        }
        Expr::Call(function, args) => {
            function::call(*function, args.iter().map(|arg| evaluate(arg, scope)).collect())
        }
        Expr::InHours(name) => Value::Bool(
            opening(name, scope).is_some_and(|open| hours::is_open(scope.now, open, &scope.zone())),
        ),
        Expr::NextOpen(name) => {
            let next = opening(name, scope).and_then(|open| hours::next_open(scope.now, open, &scope.zone()));
            next.map(Value::Time).unwrap_or_default()
        }
        Expr::Item => scope.item.cloned().unwrap_or_default(),
    }
}

/// Whether a condition holds. Anything but `true` is not.
pub fn holds(condition: &Expr, scope: &Scope<'_>) -> bool {
    evaluate(condition, scope) == Value::Bool(true)
}

/// A field's value: what was set, else its default.
fn field(name: &str, scope: &Scope<'_>) -> Value {
    match scope.contact.fields.get(name) {
        Some(value) => value.clone(),
        None => {
            let declared = scope.machine.program().symbols.fields.get(name);
            declared.map(|field| field.default.clone()).unwrap_or_default()
        }
    }
}

fn opening<'a>(name: &str, scope: &Scope<'a>) -> Option<&'a Hours> {
    scope.machine.program().symbols.hours.get(name)
}

fn contact(value: ContactValue, scope: &Scope<'_>) -> Value {
    let person = &scope.contact.person;
    let text = match value {
        ContactValue::Id => &scope.contact.id,
        ContactValue::FirstName => &person.first_name,
        ContactValue::LastName => &person.last_name,
        ContactValue::Username => &person.username,
        ContactValue::Phone => &person.phone,
        ContactValue::Email => &person.email,
        ContactValue::Language => &person.language,
        ContactValue::Timezone => &person.timezone,
        ContactValue::Channel => &person.channel,
        ContactValue::Created if person.created == Time::default() => return Value::Empty,
        ContactValue::Created => return Value::Time(person.created),
        ContactValue::Link => {
            let url = scope.contact.link.as_ref().map(|link| link.url.clone());
            return url.map_or(Value::Empty, Value::Text);
        }
    };
    if text.is_empty() { Value::Empty } else { Value::Text(text.clone()) }
}

fn compare(comparison: Comparison, left: &Expr, right: &Expr, scope: &Scope<'_>) -> bool {
    let equality = equality(&[left, right], scope);
    compare::compare(comparison, &evaluate(left, scope), &evaluate(right, scope), equality, &scope.zone())
}

/// How texts are equal here: values of a `one of` after case folding, others exactly.
fn equality(operands: &[&Expr], scope: &Scope<'_>) -> compare::Equality {
    let folded = operands.iter().any(|operand| is_one_of(operand, scope));
    if folded { compare::Equality::Folded } else { compare::Equality::Exact }
}

fn is_one_of(operand: &Expr, scope: &Scope<'_>) -> bool {
    let symbols = &scope.machine.program().symbols;
    let ty = match operand {
        Expr::Field(name) => symbols.fields.get(name).map(|field| &field.ty),
        Expr::Tracker(name) => symbols.trackers.get(name).map(|tracker| &tracker.ty),
        Expr::Parameter { inbound, name, param } => {
            let signatures = match inbound {
                Inbound::Postback => &symbols.postbacks,
                Inbound::Webhook => &symbols.webhooks,
            };
            let params =
                signatures.get(name).map(|signature| signature.params.as_slice()).unwrap_or_default();
            params.iter().find(|(name, _)| name == param).map(|(_, ty)| ty)
        }
        _ => None,
    };
    match ty {
        Some(Type::OneOf(_)) => true,
        Some(Type::List(item)) => matches!(**item, Type::OneOf(_)),
        _ => false,
    }
}
