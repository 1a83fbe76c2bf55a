//! The decision procedure against the engine's evaluator: what the one says of all contacts, the other says of each.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::atom::Key;
use super::domain::{Cell, Kind, Scale};
use super::space::{Cases, Space};
use crate::engine::eval::{self, Arrival};
use crate::engine::{Contact, Machine};
use crate::ir::*;

fn symbols() -> Symbols {
    let field = |ty| Field { ty, default: Value::Empty, private: false, doc: String::new() };
    let number = |from: Option<i64>, to: Option<i64>| Type::Number {
        from: from.map(Decimal::from),
        to: to.map(Decimal::from),
    };
    let mut symbols = Symbols::default();
    let plans = ["Free", "pro", "Straße"].map(str::to_owned).to_vec();
    symbols.fields.insert("plan".into(), field(Type::OneOf(plans)));
    symbols.fields.insert("deposits".into(), field(number(Some(0), Some(5))));
    symbols.fields.insert("score".into(), field(number(None, None)));
    symbols.fields.insert("paid".into(), field(Type::Bool));
    symbols.fields.insert("rest".into(), field(Type::Duration));
    symbols.fields.insert("born".into(), field(Type::Date));
    symbols.fields.insert("due".into(), field(Type::Time));
    symbols.fields.insert("notes".into(), field(Type::List(Box::new(Type::Text(None)))));
    symbols.trackers.insert("offer".into(), Tracker { ty: Type::Text(None) });
    let params = vec![("amount".to_owned(), number(None, None))];
    let deposit = Signature { params, unique_by: Some("amount".into()) };
    symbols.postbacks.insert("deposit".into(), deposit);
    symbols
}

fn machine() -> Machine {
    Machine::new(Program { symbols: symbols(), ..Program::new("p") })
}

/// What a contact has, by the expression that looks at it.
#[derive(Debug, Clone)]
struct Person {
    contact: Contact,
    locals: BTreeMap<String, Value>,
    deposit: Option<Arrival>,
}

impl Person {
    fn new() -> Self {
        Person { contact: Contact::new("web:1"), locals: BTreeMap::new(), deposit: None }
    }

    fn deposit(&mut self) -> &mut Arrival {
        self.deposit.get_or_insert_with(|| Arrival {
            inbound: Inbound::Postback,
            name: "deposit".into(),
            params: BTreeMap::new(),
            count: 1,
            at: Time(0),
        })
    }

    fn give(&mut self, to: &Expr, value: Value) {
        match to {
            Expr::Field(name) => drop(self.contact.fields.insert(name.clone(), value)),
            Expr::Tracker(name) => drop(self.contact.trackers.insert(name.clone(), value)),
            Expr::Local(name) => drop(self.locals.insert(name.clone(), value)),
            Expr::Tag(name) if value == Value::Bool(true) => drop(self.contact.tags.insert(name.clone())),
            Expr::Parameter { param, .. } => drop(self.deposit().params.insert(param.clone(), value)),
            Expr::Count { .. } => {
                let Value::Number(count) = value else { panic!("a count is a number") };
                self.deposit().count = count.to_u32().expect("a whole number");
            }
            Expr::Tag(_) => {}
            other => panic!("{other:?} is not given to a person"),
        }
    }

    fn meets(&self, machine: &Machine, condition: &Expr) -> bool {
        let scope = eval::Scope {
            machine,
            contact: &self.contact,
            locals: &self.locals,
            item: None,
            inbound: self.deposit.as_ref(),
            latest: &[],
            answer: &Value::Empty,
            answer_image: None,
            now: Time(0),
            flows: &[],
        };
        eval::holds(condition, &scope)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(digits: &str) -> Value {
    Value::Number(digits.parse().expect("a number"))
}

fn field(name: &str) -> Expr {
    Expr::Field(name.to_owned())
}

fn deposit(param: &str) -> Expr {
    let (inbound, name) = (Inbound::Postback, "deposit".to_owned());
    match param {
        "count" => Expr::Count { inbound, name },
        param => Expr::Parameter { inbound, name, param: param.to_owned() },
    }
}

/// What can be looked at, with what it may hold and what it is compared with.
fn things() -> Vec<(Expr, Vec<Value>, Vec<Expr>)> {
    let literals = |values: &[Value]| values.iter().cloned().map(Expr::Literal).collect::<Vec<_>>();
    let numbers: Vec<Value> = ["-1", "0", "1", "1.5", "2", "5", "6", "100"].map(number).to_vec();
    let texts: Vec<Value> = ["a", "A", "b", "\u{439}", "\u{438}\u{306}", ""].map(text).to_vec();
    let plans: Vec<Value> = ["Free", "free", "PRO", "strasse", "other"].map(text).to_vec();
    let lengths: Vec<Value> = [-1, 0, 60_000, 60_001].map(|ms| Value::Duration(Duration(ms))).to_vec();
    let days: Vec<Value> = [1, 2, 4].map(|day| Value::Date(date(2026, 12, day))).to_vec();
    let moments: Vec<Expr> = [1, 2]
        .map(|day| Expr::LocalTime(date(2026, 12, day).at(11, 0, 0, 0)))
        .into_iter()
        .chain(literals(&days))
        .collect();
    let instants = [0, 1].map(|ms| {
        let at = date(2026, 12, 2).at(11, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).expect("a moment");
        Value::Time(Time(at.timestamp().as_millisecond() + ms))
    });
    let with_empty = |values: &[Value]| values.iter().cloned().chain([Value::Empty]).collect::<Vec<_>>();
    let bools = [Value::Bool(true), Value::Bool(false)];
    let owned: Vec<Value> = ["Free", "pro", "Straße"].map(text).to_vec();
    let inside: Vec<Value> = ["0", "1", "1.5", "4.9", "5"].map(number).to_vec();
    let counts: Vec<Value> = ["1", "2", "3", "6", "7"].map(number).to_vec();
    vec![
        (field("plan"), with_empty(&owned), literals(&plans)),
        (field("deposits"), with_empty(&inside), literals(&numbers)),
        (field("score"), with_empty(&numbers), literals(&numbers)),
        (field("paid"), with_empty(&bools), literals(&bools)),
        (field("rest"), with_empty(&lengths), literals(&lengths)),
        (field("born"), with_empty(&days), literals(&days)),
        (field("due"), with_empty(&instants), moments),
        (Expr::Tag("vip".into()), bools.to_vec(), literals(&bools)),
        (Expr::Tracker("offer".into()), with_empty(&texts), literals(&texts)),
        (Expr::Local("size".into()), with_empty(&numbers), literals(&numbers)),
        (deposit("amount"), with_empty(&numbers), literals(&numbers)),
        (deposit("count"), counts, literals(&numbers)),
    ]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::*;
    prop::sample::select(vec![Equal, NotEqual, Less, AtMost, Greater, AtLeast])
}

fn leaf() -> impl Strategy<Value = Expr> {
    let thing = prop::sample::select(things());
    (thing, comparison(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..7u8).prop_map(
        |((thing, _, constants), comparison, a, b, form)| {
            let (a, b) = (a.get(&constants).clone(), b.get(&constants).clone());
            let ordered = !matches!(a, Expr::Literal(Value::Text(_) | Value::Bool(_)));
            let comparison = match comparison {
                Comparison::Equal | Comparison::NotEqual => comparison,
                _ if ordered => comparison,
                _ => Comparison::NotEqual,
            };
            match form {
                0 => Expr::IsEmpty(Box::new(thing)),
                1 => Expr::In(Box::new(thing), Box::new(Expr::List(vec![a, b]))),
                2 => Expr::Compare(comparison, Box::new(a), Box::new(thing)),
                3 if matches!(thing, Expr::Tag(_)) => thing,
                _ => Expr::Compare(comparison, Box::new(thing), Box::new(a)),
            }
        },
    )
}

fn condition() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(3, 12, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.prop_map(|operand| Expr::Not(Box::new(operand))),
            pair.clone().prop_map(|(a, b)| Expr::And(Box::new(a), Box::new(b))),
            pair.prop_map(|(a, b)| Expr::Or(Box::new(a), Box::new(b))),
        ]
    })
}

fn person() -> impl Strategy<Value = Person> {
    prop::collection::vec(any::<prop::sample::Index>(), things().len()).prop_map(|choices| {
        let mut person = Person::new();
        person.deposit();
        for ((thing, values, _), choice) in things().into_iter().zip(choices) {
            person.give(&thing, choice.get(&values).clone());
        }
        person
    })
}

/// The contact of a case.
fn of_case(cases: &Cases<'_>, case: usize) -> Person {
    let mut person = Person::new();
    person.deposit();
    for (at, variable) in cases.variables.iter().enumerate() {
        let Key::Value(expr) = variable.key else { panic!("two values are not compared here") };
        let milliseconds = |at: Decimal| at.to_i64().expect("milliseconds");
        let value = match (cases.cell(case, at), variable.kind) {
            (Cell::Empty, _) => Value::Empty,
            (Cell::True, _) => Value::Bool(true),
            (Cell::False, _) => Value::Bool(false),
            (Cell::Text(own), _) => text(own),
            (Cell::OtherText, _) => text("something else"),
            (Cell::Present, _) => match expr {
                Expr::Local(_) => number("1"),
                other => panic!("{other:?} has a type"),
            },
            (Cell::Point(at) | Cell::Between { example: at, .. }, Kind::Ordered(range)) => {
                match range.scale {
                    Scale::Number => Value::Number(at),
                    Scale::Duration => Value::Duration(Duration(milliseconds(at))),
                    Scale::Moment => Value::Time(Time(milliseconds(at))),
                    Scale::Day => {
                        let at = Time(milliseconds(at)).timestamp().to_zoned(jiff::tz::TimeZone::UTC);
                        Value::Date(at.date())
                    }
                }
            }
            (cell, kind) => panic!("{cell:?} of {kind:?}"),
        };
        person.give(expr, value);
    }
    person
}

fn arrived() -> super::variable::Arrived<'static> {
    Some((Inbound::Postback, "deposit"))
}

fn cases<'e>(symbols: &'e Symbols, conditions: &'e [Expr]) -> Option<Cases<'e>> {
    let mut space = Space::new(symbols, arrived());
    conditions.iter().for_each(|condition| space.add(condition));
    space.cases()
}

proptest! {
    /// No contact is forgotten: whatever one meets together, some case meets together.
    #[test]
    fn every_contact_is_in_a_case(person in person(), conditions in prop::collection::vec(condition(), 1..4)) {
        let (machine, symbols) = (machine(), symbols());
        let Some(cases) = cases(&symbols, &conditions) else { return Ok(()) };
        let left = conditions.iter().fold(cases.all(), |set, condition| match person.meets(&machine, condition) {
            true => set.and(&cases.of(condition)),
            false => set.without(&cases.of(condition)),
        });
        prop_assert!(!left.is_empty(), "{:?}", conditions);
    }

    /// No case is invented: where they are said to be real, its contact meets what the case meets.
    #[test]
    fn every_case_has_a_contact(conditions in prop::collection::vec(condition(), 1..3)) {
        let (machine, symbols) = (machine(), symbols());
        let Some(cases) = cases(&symbols, &conditions) else { return Ok(()) };
        let is_whole = |key| matches!(key, Key::Value(Expr::In(..) | Expr::Compare(..)));
        if !cases.are_real() || cases.variables.iter().any(|variable| is_whole(variable.key)) {
            return Ok(());
        }
        let sets: Vec<Vec<usize>> =
            conditions.iter().map(|condition| cases.of(condition).iter().collect()).collect();
        // A large space is looked at here and there.
        let all: Vec<usize> = cases.all().iter().collect();
        for case in all.iter().step_by(all.len() / 40 + 1) {
            let person = of_case(&cases, *case);
            for (condition, set) in conditions.iter().zip(&sets) {
                prop_assert_eq!(person.meets(&machine, condition), set.contains(case), "{:?}", condition);
            }
        }
    }
}

#[test]
fn numbers_are_cut_at_their_constants_and_at_their_bounds() {
    let symbols = symbols();
    let cells = |condition: &Expr| {
        let mut space = Space::new(&symbols, arrived());
        space.add(condition);
        let cases = space.cases().expect("one variable");
        (0..cases.variables[0].cells.len()).map(|at| super::example::contact(&cases, at)).collect::<Vec<_>>()
    };
    let compare = |thing: Expr, constant: Value| {
        Expr::Compare(Comparison::Less, Box::new(thing), Box::new(Expr::Literal(constant)))
    };
    assert_eq!(
        cells(&compare(field("deposits"), number("5"))),
        ["deposits = 4", "deposits = 5", "deposits is empty"]
    );
    assert_eq!(
        cells(&compare(field("deposits"), number("0.5"))),
        ["deposits = 0", "deposits = 0.5", "deposits = 1.5", "deposits is empty"]
    );
    assert_eq!(
        cells(&compare(deposit("count"), number("2"))),
        ["deposit.count = 1", "deposit.count = 2", "deposit.count = 3"]
    );
    let day = Value::Date(date(2026, 12, 4));
    assert_eq!(
        cells(&compare(field("born"), day.clone())),
        ["born = 2026-12-03", "born = 2026-12-04", "born = 2026-12-05", "born is empty"]
    );
    let length = Value::Duration(Duration(90_000));
    assert_eq!(cells(&compare(field("rest"), length))[1], "rest = 1m30s");
}

#[test]
fn what_would_be_too_much_has_no_answer() {
    let symbols = symbols();
    let tags: Vec<Expr> = (0..13).map(|at| Expr::Tag(format!("t{at}"))).collect();
    assert!(cases(&symbols, &tags).is_none());
    assert!(cases(&symbols, &tags[1..]).is_some());
    let texts = (0..300).map(|at| Expr::Literal(text(&at.to_string()))).collect();
    let many = [Expr::In(Box::new(Expr::Tracker("offer".into())), Box::new(Expr::List(texts)))];
    assert!(cases(&symbols, &many).is_none());
}
