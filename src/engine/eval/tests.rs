use std::collections::BTreeMap;

use jiff::civil::{date, datetime};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use super::*;
use crate::engine::{Contact, Machine};
use crate::ir::*;

/// A Friday, 16:00 in Kyiv.
const NOW: &str = "2026-11-20T14:00:00Z";

fn time(text: &str) -> Time {
    Time::from_timestamp(text.parse().expect("a timestamp"))
}

fn machine() -> Machine {
    let mut symbols = Symbols::default();
    let field = |ty, default| Field { ty, default, private: false, doc: String::new() };
    let plan = Type::OneOf(vec!["Free".into(), "Pro".into()]);
    symbols.fields.insert("plan".into(), field(plan, Value::Empty));
    symbols.fields.insert("deposits".into(), field(Type::Number { from: None, to: None }, number("0")));
    let bot = Bot { timezone: Some("Europe/Kyiv".into()), ..Bot::default() };
    Machine::new(Program { bot, symbols, ..Program::new("kopilka") })
}

/// A contact, its locals and payloads, and what they see.
struct World {
    machine: Machine,
    contact: Contact,
    locals: BTreeMap<String, Value>,
    inbound: Option<Arrival>,
    latest: Vec<Arrival>,
    answer: Value,
    now: Time,
}

impl World {
    fn new() -> Self {
        World {
            machine: machine(),
            contact: Contact::new("web:1"),
            locals: BTreeMap::new(),
            inbound: None,
            latest: Vec::new(),
            answer: Value::Empty,
            now: time(NOW),
        }
    }

    fn with<T>(&self, read: impl FnOnce(&Scope<'_>) -> T) -> T {
        read(&Scope {
            machine: &self.machine,
            contact: &self.contact,
            locals: &self.locals,
            item: None,
            inbound: self.inbound.as_ref(),
            latest: &self.latest,
            answer: &self.answer,
            answer_image: None,
            now: self.now,
            flows: &["greeting", "menu"],
        })
    }

    fn value(&self, expr: &Expr) -> Value {
        self.with(|scope| evaluate(expr, scope))
    }

    fn text(&self, template: &Template) -> String {
        self.with(|scope| render(template, scope))
    }

    /// The text of a hole with one filter.
    fn filtered(&self, value: Value, kind: FilterKind, argument: Option<&str>) -> String {
        let argument = argument.map(Template::literal);
        let filters = vec![Filter { kind, argument }];
        self.text(&Template(vec![Piece::Hole { expr: Expr::Literal(value), filters }]))
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(digits: &str) -> Value {
    Value::Number(digits.parse::<Decimal>().expect("a number"))
}

fn minutes(count: i64) -> Value {
    Value::Duration(Duration(count * 60_000))
}

fn literal(value: &Value) -> Box<Expr> {
    Box::new(Expr::Literal(value.clone()))
}

fn compare(left: &Value, comparison: Comparison, right: &Value) -> bool {
    World::new().value(&Expr::Compare(comparison, literal(left), literal(right))) == Value::Bool(true)
}

fn arithmetic(left: &Value, operator: Arithmetic, right: &Value) -> Value {
    World::new().value(&Expr::Arithmetic(operator, literal(left), literal(right)))
}

#[test]
fn a_comparison_with_an_empty_value_is_false_and_unequal_is_true() {
    use Comparison::*;
    for empty in [Value::Empty, Value::List(Vec::new())] {
        for other in [&Value::Empty, &number("1"), &text("a")] {
            for comparison in [Equal, Less, AtMost, Greater, AtLeast] {
                assert!(!compare(&empty, comparison, other), "{comparison:?} {other:?}");
                assert!(!compare(other, comparison, &empty), "{other:?} {comparison:?}");
            }
            assert!(compare(&empty, NotEqual, other) && compare(other, NotEqual, &empty));
        }
    }
}

#[test]
fn values_compare_within_their_kinds() {
    use Comparison::*;
    let at = |text| Value::Time(time(text));
    let table = [
        (number("1.50"), Equal, number("1.5"), true),
        (number("2"), Greater, number("10"), false),
        (text("Pro"), Equal, text("pro"), false),
        (text("\u{439}"), Equal, text("\u{438}\u{306}"), true),
        (text("a"), Less, text("b"), true),
        (Value::Bool(true), Equal, Value::Bool(true), true),
        (Value::Bool(true), Less, Value::Bool(false), false),
        (number("1"), Equal, text("1"), false),
        (number("1"), NotEqual, text("1"), true),
        (minutes(60), AtLeast, minutes(59), true),
        (at(NOW), Less, at("2026-11-20T14:00:01Z"), true),
        (Value::Date(date(2026, 11, 20)), Less, at(NOW), true),
        (Value::Date(date(2026, 11, 20)), Equal, at("2026-11-19T22:00:00Z"), true),
        (Value::List(vec![text("a")]), Equal, Value::List(vec![text("a")]), true),
        (Value::List(vec![text("a")]), NotEqual, Value::List(vec![text("b")]), true),
    ];
    for (left, comparison, right, holds) in table {
        assert_eq!(compare(&left, comparison, &right), holds, "{left:?} {comparison:?} {right:?}");
    }
}

#[test]
fn a_one_of_field_is_compared_after_case_folding() {
    let mut world = World::new();
    world.contact.fields.insert("plan".into(), text("Pro"));
    let plan = || Box::new(Expr::Field("plan".into()));
    let equals = Expr::Compare(Comparison::Equal, plan(), literal(&text("pro")));
    assert_eq!(world.value(&equals), Value::Bool(true));
    let differs = Expr::Compare(Comparison::NotEqual, literal(&text("PRO ")), plan());
    assert_eq!(world.value(&differs), Value::Bool(false));
    let within = Expr::In(plan(), literal(&Value::List(vec![text("free"), text("pro")])));
    assert_eq!(world.value(&within), Value::Bool(true));
}

#[test]
fn contains_ignores_case_and_outer_space() {
    let contains = |whole: Value, part: Value| {
        World::new().value(&Expr::Contains(literal(&whole), literal(&part))) == Value::Bool(true)
    };
    assert!(contains(text("Я уже С ВАМИ"), text(" с вами ")));
    assert!(!contains(text("later"), text("latest")));
    assert!(!contains(Value::Empty, text("a")));
    assert!(contains(Value::List(vec![number("1"), number("2")]), number("2.0")));
    assert!(!contains(Value::List(vec![number("1")]), Value::Empty));
}

#[test]
fn arithmetic_follows_the_kinds_and_is_empty_where_it_cannot_be() {
    use Arithmetic::*;
    let at = |text| Value::Time(time(text));
    let day = |d| Value::Date(date(2026, 11, d));
    let most = Value::Number(Decimal::MAX);
    let table = [
        (number("0.1"), Add, number("0.2"), number("0.3")),
        (number("1"), Divide, number("0"), Value::Empty),
        (number("7"), Divide, number("2"), number("3.5")),
        (most.clone(), Multiply, most.clone(), Value::Empty),
        (most, Add, number("1"), Value::Empty),
        (Value::Empty, Add, number("1"), Value::Empty),
        (number("1"), Subtract, Value::Empty, Value::Empty),
        (text("a"), Add, text("b"), text("ab")),
        (text("a"), Add, number("1"), Value::Empty),
        (at(NOW), Add, minutes(90), at("2026-11-20T15:30:00Z")),
        (at(NOW), Subtract, minutes(60), at("2026-11-20T13:00:00Z")),
        (at(NOW), Subtract, at("2026-11-20T13:00:00Z"), minutes(60)),
        (at(NOW), Add, Value::Duration(Duration(i64::MAX)), Value::Empty),
        (day(20), Add, minutes(24 * 60), day(21)),
        (day(20), Add, minutes(90), at("2026-11-19T23:30:00Z")),
        (day(20), Subtract, day(18), minutes(2 * 24 * 60)),
        (minutes(10), Multiply, number("1.5"), minutes(15)),
        (minutes(10), Divide, minutes(4), number("2.5")),
        (minutes(10), Divide, number("0"), Value::Empty),
        (day(20), Add, Value::Duration(Duration(i64::MAX / 86_400_000 * 86_400_000)), Value::Empty),
    ];
    for (left, operator, right, result) in table {
        assert_eq!(arithmetic(&left, operator, &right), result, "{left:?} {operator:?} {right:?}");
    }
    let negated = World::new().value(&Expr::Negate(literal(&number("2"))));
    assert_eq!(negated, number("-2"));
}

#[test]
fn logic_takes_only_true_for_true() {
    let world = World::new();
    let yes = || Box::new(Expr::Literal(Value::Bool(true)));
    let empty = || Box::new(Expr::Literal(Value::Empty));
    assert_eq!(world.value(&Expr::Not(empty())), Value::Bool(true));
    assert_eq!(world.value(&Expr::And(yes(), empty())), Value::Bool(false));
    assert_eq!(world.value(&Expr::Or(empty(), yes())), Value::Bool(true));
    assert_eq!(world.value(&Expr::IsEmpty(empty())), Value::Bool(true));
    assert_eq!(world.value(&Expr::InFlow("menu".into())), Value::Bool(true));
    assert_eq!(world.value(&Expr::InFlow("order".into())), Value::Bool(false));
}

#[test]
fn functions_take_what_fits_and_are_empty_otherwise() {
    let table = [
        (Function::Length, vec![text("приве́т")], number("7")),
        (Function::Length, vec![Value::List(vec![number("1")])], number("1")),
        (Function::Length, vec![Value::Empty], number("0")),
        (Function::Lower, vec![text("ПРИВЕТ")], text("привет")),
        (Function::Trim, vec![text("  a ")], text("a")),
        (Function::Round, vec![number("2.5")], number("3")),
        (Function::Round, vec![number("-2.5")], number("-3")),
        (Function::Round, vec![number("1.005"), number("2")], number("1.01")),
        (Function::Round, vec![number("1.5"), number("-9")], number("2")),
        (Function::Round, vec![text("a")], Value::Empty),
        (Function::Min, vec![number("3"), number("1"), number("2")], number("1")),
        (Function::Max, vec![Value::List(vec![number("3"), number("7")])], number("7")),
        (Function::Max, vec![number("3"), Value::Empty], Value::Empty),
        (Function::Max, vec![], Value::Empty),
    ];
    for (function, args, result) in table {
        let call = Expr::Call(function, args.iter().map(|arg| Expr::Literal(arg.clone())).collect());
        assert_eq!(World::new().value(&call), result, "{function:?} {args:?}");
    }
}

#[test]
fn a_parameter_is_the_handlers_own_and_elsewhere_the_latest() {
    let arrival = |amount: &str, count| Arrival {
        inbound: Inbound::Postback,
        name: "deposit".into(),
        params: BTreeMap::from([("amount".to_owned(), number(amount))]),
        count,
        at: time(NOW),
    };
    let amount =
        Expr::Parameter { inbound: Inbound::Postback, name: "deposit".into(), param: "amount".into() };
    let count = Expr::Count { inbound: Inbound::Postback, name: "deposit".into() };
    let mut world = World::new();
    assert_eq!((world.value(&amount), world.value(&count)), (Value::Empty, number("0")));
    world.latest = vec![arrival("170", 2)];
    assert_eq!((world.value(&amount), world.value(&count)), (number("170"), number("2")));
    world.inbound = Some(arrival("50", 1));
    assert_eq!((world.value(&amount), world.value(&count)), (number("50"), number("1")));
    world.inbound = Some(Arrival { inbound: Inbound::Webhook, ..arrival("1", 9) });
    assert_eq!(world.value(&amount), number("170"));
}

#[test]
fn a_regex_searches_in_conditions_and_must_match_the_whole_value_on_a_type() {
    let regex = |pattern: &str, ignore_case| Regex { pattern: pattern.into(), ignore_case };
    let world = World::new();
    let matches = |value: Value, pattern: Regex| {
        world.value(&Expr::Matches(literal(&value), pattern)) == Value::Bool(true)
    };
    assert!(matches(text("I will come LATER today"), regex(r"\blater\b", true)));
    assert!(!matches(text("I will come LATER today"), regex(r"\blater\b", false)));
    assert!(!matches(Value::Empty, regex("", false)));
    assert!(!matches(text("a"), regex("(", false)), "a broken regex matches nothing");
    let regexes = world.machine.regexes();
    assert!(regexes.fits(&regex("[0-9]{6,12}|x", false), "1234567"));
    assert!(!regexes.fits(&regex("[0-9]{6,12}|x", false), "id 1234567"));
    assert!(regex("a)(b", false).compile_whole().is_err());
    assert!(regex(r"(\w{1000}){1000}", false).compile().is_err(), "the size is bounded");
}

#[test]
fn a_value_is_kept_as_its_type_spells_it() {
    let regexes = Regexes::default();
    let plan = Type::OneOf(vec!["Free".into(), "Pro".into()]);
    assert_eq!(fit(text(" pro "), &plan, &regexes), Some(text("Pro")));
    assert_eq!(fit(text("max"), &plan, &regexes), None);
    let score = Type::Number { from: Some(Decimal::ZERO), to: Some(Decimal::TEN) };
    assert_eq!(fit(number("10"), &score, &regexes), Some(number("10")));
    assert_eq!(fit(number("10.1"), &score, &regexes), None);
    assert_eq!(fit(Value::Empty, &Type::Text(None), &regexes), None);
    let digits = Type::Text(Some(Regex { pattern: "[0-9]+".into(), ignore_case: false }));
    assert_eq!(fit(text(" 12 "), &digits, &regexes), Some(text("12")));
    let order = Type::Record(vec![("id".into(), digits, false), ("note".into(), Type::Text(None), true)]);
    let record = |fields: &[(&str, Value)]| {
        Value::Record(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    };
    let kept = fit(record(&[("id", text("7")), ("more", number("1"))]), &order, &regexes);
    assert_eq!(kept, Some(record(&[("id", text("7"))])));
    assert_eq!(fit(record(&[("note", text("x"))]), &order, &regexes), None);
}

#[test]
fn holes_are_filled_with_text_that_is_never_parsed_again() {
    let mut world = World::new();
    world.contact.person.first_name = "{contact.phone}<b>".into();
    let hole = |expr| Piece::Hole { expr, filters: Vec::new() };
    let template = Template(vec![
        Piece::Literal("Hi, ".into()),
        hole(Expr::Contact(ContactValue::FirstName)),
        Piece::Literal("! ".into()),
        hole(Expr::Field("deposits".into())),
        hole(Expr::Field("plan".into())),
    ]);
    assert_eq!(world.text(&template), "Hi, {contact.phone}<b>! 0");
}

#[test]
fn values_are_shown_as_people_write_them() {
    let table = [
        (number("1.500"), "1.5"),
        (number("100"), "100"),
        (Value::Time(time(NOW)), "2026-11-20 16:00"),
        (Value::Date(date(2026, 1, 2)), "2026-01-02"),
        (minutes(26 * 60 + 30), "1d2h30m"),
        (Value::Duration(Duration(10)), "0s"),
        (Value::List(vec![text("a"), number("2.0")]), "a, 2"),
        (Value::Empty, ""),
    ];
    for (value, shown) in table {
        assert_eq!(World::new().with(|scope| show(&value, scope)), shown);
    }
}

#[test]
fn a_text_is_cut_at_its_bound_between_characters() {
    assert_eq!(bounded("я".repeat(TEXT_CHARS_MAX + 1)).chars().count(), TEXT_CHARS_MAX);
    assert_eq!(bounded("я".repeat(TEXT_CHARS_MAX)).chars().count(), TEXT_CHARS_MAX);
    let long = text(&"a".repeat(3000));
    let Value::Text(joined) = arithmetic(&long, Arithmetic::Add, &long) else { panic!("a text") };
    assert_eq!(joined.len(), TEXT_CHARS_MAX);
}

#[test]
fn filters_change_what_is_shown() {
    use FilterKind::*;
    let at = || Value::Time(time(NOW));
    let table = [
        (Value::Empty, Default, Some("friend"), "friend"),
        (text(""), Default, Some("friend"), "friend"),
        (text("Olga"), Default, Some("friend"), "Olga"),
        (text("ольга"), Upper, None, "ОЛЬГА"),
        (text("ОЛЬГА"), Lower, None, "ольга"),
        (text("ольга петровна"), Capitalize, None, "Ольга петровна"),
        (text(" a "), Trim, None, "a"),
        (at(), Date, None, "20.11.2026"),
        (at(), Date, Some("dd.MM HH:mm"), "20.11 16:00"),
        (at(), Date, Some("EEEE, d MMMM yyyy 'at' H:mm:ss"), "Friday, 20 November 2026 at 16:00:00"),
        (at(), Date, Some("EEE d MMM yy"), "Fri 20 Nov 26"),
        (Value::Date(date(2026, 3, 1)), Date, None, "01.03.2026"),
        (at(), Time, None, "16:00"),
        (number("2.345"), Round, Some("2"), "2.35"),
        (number("2.345"), Round, None, "2"),
        (Value::List(vec![text("a"), text("b")]), Join, Some(" / "), "a / b"),
        (text("a b&ч"), Url, None, "a%20b%26%D1%87"),
        (Value::Empty, Upper, None, ""),
        (text("not a time"), Date, None, "not a time"),
    ];
    for (value, kind, argument, shown) in table {
        assert_eq!(
            World::new().filtered(value.clone(), kind, argument),
            shown,
            "{value:?} {kind:?} {argument:?}"
        );
    }
}

#[test]
fn relative_times_are_told_in_the_contacts_language() {
    let mut russian = World::new();
    russian.contact.person.language = "ru-RU".into();
    let table = [
        (0, "now", "сейчас"),
        (-29_000, "now", "сейчас"),
        (60_000, "in a minute", "через минуту"),
        (-45 * 60_000, "45 minutes ago", "45 минут назад"),
        (59 * 60_000 + 40_000, "in an hour", "через час"),
        (2 * 3_600_000, "in 2 hours", "через 2 часа"),
        (21 * 3_600_000, "in 21 hours", "через 21 час"),
        (24 * 3_600_000, "in a day", "через день"),
        (-11 * 86_400_000, "11 days ago", "11 дней назад"),
        (14 * 86_400_000, "in 2 weeks", "через 2 недели"),
        (90 * 86_400_000, "in 3 months", "через 3 месяца"),
    ];
    for (ms, in_english, in_russian) in table {
        let at = Value::Time(time(NOW) + Duration(ms));
        assert_eq!(World::new().filtered(at.clone(), FilterKind::Relative, None), in_english);
        assert_eq!(russian.filtered(at, FilterKind::Relative, None), in_russian);
    }
}

#[test]
fn a_contact_of_unknown_language_is_told_in_the_texts_own() {
    let hole = Piece::Hole {
        expr: Expr::Literal(Value::Time(time(NOW) + Duration(3_600_000))),
        filters: vec![Filter { kind: FilterKind::Relative, argument: None }],
    };
    let template = Template(vec![Piece::Literal("Вернусь ".into()), hole]);
    assert_eq!(World::new().text(&template), "Вернусь через час");
}

#[test]
fn the_zone_is_the_contacts_then_the_bots_then_utc() {
    let mut contact = Contact::new("c");
    let offset = |contact: &Contact, machine: &Machine| {
        clock::zone(contact, machine).to_datetime(time(NOW).timestamp()).hour()
    };
    assert_eq!(offset(&contact, &machine()), 16);
    contact.person.timezone = "Asia/Tokyo".into();
    assert_eq!(offset(&contact, &machine()), 23);
    contact.person.timezone = "Nowhere/Land".into();
    assert_eq!(offset(&contact, &machine()), 16);
    let mut program = machine().program().clone();
    program.bot.timezone = None;
    assert_eq!(offset(&contact, &Machine::new(program)), 14);
}

#[test]
fn a_written_day_and_clock_time_is_a_moment_of_the_contacts_zone() {
    let mut world = World::new();
    let moment = Expr::LocalTime(datetime(2026, 12, 4, 11, 0, 0, 0));
    assert_eq!(world.value(&moment), Value::Time(time("2026-12-04T09:00:00Z")));
    world.contact.person.timezone = "Asia/Tokyo".into();
    assert_eq!(world.value(&moment), Value::Time(time("2026-12-04T02:00:00Z")));
}

fn kyiv() -> TimeZone {
    clock::named("Europe/Kyiv").expect("the zone is bundled")
}

#[test]
fn a_local_time_in_a_gap_is_the_gaps_end_and_a_doubled_one_the_earlier() {
    // Kyiv sets its clocks forward at 03:00 on 29 March 2026, and back at 04:00 on 25 October.
    let gap = clock::instant(datetime(2026, 3, 29, 3, 20, 0, 0), &kyiv());
    assert_eq!(gap, time("2026-03-29T01:00:00Z"));
    let doubled = clock::instant(datetime(2026, 10, 25, 3, 20, 0, 0), &kyiv());
    assert_eq!(doubled, time("2026-10-25T00:20:00Z"));
    // Samoa had no 30 December 2011: its first instant is the next day's.
    let apia = clock::named("Pacific/Apia").expect("the zone is bundled");
    assert_eq!(
        clock::start_of_day(date(2011, 12, 30), &apia),
        clock::start_of_day(date(2011, 12, 31), &apia)
    );
    clock::instant(jiff::civil::DateTime::MAX, &kyiv());
    clock::instant(jiff::civil::DateTime::MIN, &kyiv());
}

#[test]
fn the_next_occurrence_of_a_clock_time_lies_strictly_ahead() {
    let next = |now: &str, minutes| clock::next(time(now), Clock(minutes), &kyiv());
    assert_eq!(next(NOW, 17 * 60), time("2026-11-20T15:00:00Z"));
    assert_eq!(next(NOW, 16 * 60), time("2026-11-21T14:00:00Z"));
    assert_eq!(next(NOW, 9 * 60), time("2026-11-21T07:00:00Z"));
    // Over a change of the clocks the time of day stays.
    assert_eq!(next("2026-03-28T12:00:00Z", 9 * 60), time("2026-03-29T06:00:00Z"));
}

#[test]
fn quiet_hours_include_their_start_and_exclude_their_end() {
    let night = QuietHours { from: Clock(22 * 60), to: Clock(9 * 60) };
    let quiet =
        |clock: &str| clock::is_quiet(time(&format!("2026-11-20T{clock}:00Z")), night, &TimeZone::UTC);
    for (clock, expected) in
        [("21:59", false), ("22:00", true), ("00:00", true), ("08:59", true), ("09:00", false)]
    {
        assert_eq!(quiet(clock), expected, "{clock}");
    }
    let none = QuietHours { from: Clock(60), to: Clock(60) };
    assert!(!clock::is_quiet(time("2026-11-20T01:00:00Z"), none, &TimeZone::UTC));
}

#[test]
fn the_end_of_the_night_is_spread_over_half_an_hour_by_contact() {
    let night = QuietHours { from: Clock(22 * 60), to: Clock(9 * 60) };
    let end = time("2026-11-21T07:00:00Z");
    let half_hour = Duration(30 * 60_000);
    let mut ends = Vec::new();
    for contact in 0..200 {
        let contact = format!("web:{contact}");
        let left = clock::end_of_quiet(time("2026-11-20T23:00:00Z"), night, &kyiv(), &contact);
        assert!(left >= end && left < end + half_hour);
        assert_eq!(left, clock::end_of_quiet(time("2026-11-21T03:00:00Z"), night, &kyiv(), &contact));
        ends.push(left);
    }
    ends.sort();
    ends.dedup();
    assert!(ends.len() > 190, "contacts do not wake together");
}

#[test]
fn a_night_that_ends_in_the_doubled_hour_ends_that_day() {
    let night = QuietHours { from: Clock(22 * 60), to: Clock(3 * 60 + 30) };
    // 03:10 for the second time; 03:30 for the first time is past.
    let now = time("2026-10-25T01:10:00Z");
    assert!(clock::is_quiet(now, night, &kyiv()));
    let end = clock::end_of_quiet(now, night, &kyiv(), "c");
    assert!(end >= time("2026-10-25T01:30:00Z") && end < time("2026-10-25T02:00:00Z"));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Empty),
            "\\PC{0,8}".prop_map(Value::Text),
            any::<i64>().prop_map(|n| Value::Number(Decimal::from(n))),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(|ms| Value::Time(Time(ms))),
            any::<i64>().prop_map(|ms| Value::Duration(Duration(ms))),
            (1_i16..9999, 1_i8..=12).prop_map(|(year, month)| Value::Date(date(year, month, 1))),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Value::List))
    }

    fn any_filter() -> impl Strategy<Value = FilterKind> {
        use FilterKind::*;
        prop::sample::select(vec![Default, Upper, Capitalize, Trim, Date, Time, Relative, Round, Join, Url])
    }

    proptest! {
        #[test]
        fn no_operands_make_evaluation_panic(left in any_value(), right in any_value()) {
            let world = World::new();
            for operator in [Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply, Arithmetic::Divide] {
                world.value(&Expr::Arithmetic(operator, literal(&left), literal(&right)));
            }
            for function in [Function::Length, Function::Round, Function::Min, Function::Max] {
                let args = vec![Expr::Literal(left.clone()), Expr::Literal(right.clone())];
                world.value(&Expr::Call(function, args));
            }
            world.value(&Expr::Contains(literal(&left), literal(&right)));
            let less = compare(&left, Comparison::Less, &right);
            prop_assert!(!(less && compare(&left, Comparison::Greater, &right)));
            prop_assert_ne!(compare(&left, Comparison::Equal, &right), compare(&left, Comparison::NotEqual, &right));
        }

        #[test]
        fn no_filter_panics(value in any_value(), kind in any_filter(), argument in "\\PC{0,6}") {
            World::new().filtered(value, kind, Some(&argument));
        }

        #[test]
        fn a_held_contact_goes_on_outside_the_quiet_hours(
            at in 1_700_000_000_000_i64..1_900_000_000_000,
            from in 0_u16..1440,
            to in 0_u16..1440,
        ) {
            let quiet = QuietHours { from: Clock(from), to: Clock(to) };
            if clock::is_quiet(Time(at), quiet, &kyiv()) {
                let spread = (crate::engine::draw::hash(&[b"c"]) % 1_800_000) as i64;
                let end = Time(clock::end_of_quiet(Time(at), quiet, &kyiv(), "c").0 - spread);
                prop_assert!(end > Time(at) && end.0 - at <= 26 * 3_600_000);
                prop_assert!(!clock::is_quiet(end, quiet, &kyiv()));
                prop_assert!(clock::is_quiet(Time(end.0 - 60_000), quiet, &kyiv()) || end.0 - at < 60_000);
            }
        }
    }
}
