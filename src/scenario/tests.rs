use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::engine::{Machine, ModelAnswer, ModelRequest, Record, Task};
use crate::lower::build;
use crate::project::Memory;
use crate::source::SourceMap;
use crate::syntax::parse;

/// A provider that knows nothing: it takes no branch and says the author's own words.
pub(super) fn ignorant(request: &ModelRequest) -> ModelAnswer {
    match &request.task {
        Task::Judge { .. } => ModelAnswer::Judged {
            until: None,
            when: None,
            saves: BTreeMap::new(),
            covered: false,
            reply: String::new(),
        },
        Task::Route { .. } => ModelAnswer::Routed { when: None, saves: BTreeMap::new() },
        Task::Read { .. } => ModelAnswer::Found(BTreeMap::new()),
        Task::Open => ModelAnswer::Wrote(String::new()),
        Task::Transcribe { .. } => ModelAnswer::Heard(String::new()),
        Task::Write { fallback, .. } => ModelAnswer::Wrote(fallback.clone().unwrap_or_default()),
    }
}

/// The program of a script without its tests: what the checker would refuse in them is tried here too.
fn compile(script: &str, manifest: &str) -> Arc<Machine> {
    let program = script.split("\ntest \"").next().unwrap_or_default();
    let files = Memory::new([("p/bot.flow", program), ("p/flow.yaml", manifest)]);
    let built = build(&files, "p").expect("there is a script");
    Arc::new(Machine::new(built.program.unwrap_or_else(|| panic!("{:#?}", built.findings))))
}

fn play_with(script: &str, manifest: &str) -> (SourceMap, Vec<Report>) {
    let machine = compile(script, manifest);
    let mut sources = SourceMap::default();
    let file = sources.add("bot.flow", script);
    let parsed = parse(file, script);
    assert_eq!(parsed.diagnostics, [], "the tests parse");
    let scripts = read_all([&parsed.tree], machine.program());
    let reports = |mode| -> Vec<Report> {
        let report = |script: &Result<Script, Box<Report>>| match script {
            Ok(script) => run(script, &machine, ignorant, mode),
            Err(unread) => (**unread).clone(),
        };
        scripts.iter().map(report).collect()
    };
    let once = reports(Mode::default());
    assert_eq!(once, reports(Mode { forgets: true }), "a crash after each commit changes nothing");
    (sources, once)
}

fn play(script: &str) -> (SourceMap, Vec<Report>) {
    play_with(script, "flow: 1\nproject: shop\n")
}

/// What the failure of the script's one test says.
fn failure(script: &str) -> String {
    let (sources, reports) = play(script);
    let failure = reports[0].failure.as_ref().expect("the test fails");
    failure.render(&sources)
}

fn passes(script: &str) {
    let (sources, reports) = play(script);
    for report in &reports {
        let rendered = report.failure.as_ref().map(|failure| failure.render(&sources));
        assert_eq!(rendered, None, "{}", report.test);
    }
    assert!(!reports.is_empty());
}

const FUNNEL: &str = r#"
bot "Shop" { start hello  timezone "Europe/Kyiv"  stop words "stop" }
tag buyer, asked
goal sold
field due: time
postback deposit(amount: number, tid: text) by tid
flow hello {
  on postback deposit { add tag buyer  reach sold  say "Got {deposit.amount}." }
  step first {
    ab greeting { 50% short { say "Hi, {contact.first_name | default "friend"}!" }  50% long { say "Good day!" } }
    -> second
  }
  step second {
    ask "Ready?" buttons "Yes", "No" within 1d -> late
    route {
      when button "Yes" or "is ready" -> talk
      when "needs time" save due where due > now -> pause
      else -> late
    }
  }
  step talk { add tag asked  say "Good."  -> end }
  step late { say "Another time, then."  -> end }
  step pause { delay until due  say "Here I am."  -> end }
}
"#;

fn with_test(lines: &str) -> String {
    format!("{FUNNEL}\ntest \"t\" {{\n{lines}\n}}\n")
}

#[test]
fn the_link_to_the_conversation_is_the_same_in_every_test() {
    let script = r#"
bot "Shop" { start hello }
flow hello {
  step one {
    ask "Shall we?" within 1d else -> end
    say "Read it: {contact.link}"
    notify managers "{contact.link | default "nowhere"}"
    -> end
  }
}
test "link" {
  start
  user "yes"
  expect say "Read it: https://flowc.example/t/test"
}
"#;
    let (_, reports) = play_with(script, "flow: 1\nproject: p\noperators: { managers: { default: true } }\n");
    assert!(reports.iter().all(|report| report.failure.is_none()), "{reports:#?}");
}

#[test]
fn a_conversation_that_goes_as_expected_passes() {
    passes(&with_test(
        "contact (first_name: \"Olga\")
         arm greeting = short
         start
         expect say \"Hi, Olga!\"
         expect say \"Ready?\"
         expect wait
         press \"yes\"
         expect say \"Good.\"
         expect tag asked
         expect end",
    ));
}

#[test]
fn verdicts_stand_for_the_model_and_time_is_virtual() {
    passes(&with_test(
        "arm greeting = long
         start
         user \"in two hours\" routed \"needs time\" save due = now + 2h
         expect step pause
         expect due == now + 2h
         after 1h
         expect nothing
         after 1h
         expect say \"Here I am.\"",
    ));
    passes(&with_test(
        "at 2026-11-20 09:00  start  user \"well\" routed else  expect say \"Another time, then.\"",
    ));
    passes(&with_test(
        "start  at 13:00  expect nothing  at 2026-01-06 12:00  expect say \"Another time, then.\"",
    ));
}

#[test]
fn postbacks_are_typed_and_counted_once() {
    passes(&with_test(
        "start
         postback deposit(amount: 50, tid: 1)
         expect goal sold
         expect say \"Got 50.\"
         expect deposit.count == 1
         expect tag buyer
         postback deposit(amount: 50, tid: 1)
         expect nothing
         postback deposit(amount: 7.50, tid: 2)
         expect say \"Got 7.5.\"",
    ));
}

#[test]
fn a_failure_shows_the_conversation_and_the_line_that_differs() {
    let rendered = failure(&with_test("arm greeting = short\nstart\nexpect say \"Hi, Olga!\""));
    let expected = [
        "test \"t\"",
        "    Mon  5 12:00  contact  /start",
        "  > Mon  5 12:00  bot      Hi, friend!",
        "    Mon  5 12:00  bot      Ready?",
        "                           [Yes] [No]",
        "  bot.flow:29:1  expect say \"Hi, Olga!\"",
        "    expected  say \"Hi, Olga!\"",
        "    found     say \"Hi, friend!\"",
        "",
    ];
    assert_eq!(rendered, expected.join("\n"));
}

#[test]
fn expectations_go_forward_only() {
    let rendered =
        failure(&with_test("arm greeting = short\nstart\nexpect say \"Ready?\"\nexpect say \"Hi, friend!\""));
    assert!(rendered.contains("it was said before what the lines above expect"), "{rendered}");
}

#[test]
fn every_expectation_can_fail() {
    let table = [
        ("start  expect nothing", "found     say \"Hi, friend!\""),
        ("start  expect end", "the contact waits in flow hello step second, at ask"),
        ("start  press \"Yes\"  expect wait", "the contact is at the end"),
        ("start  expect tag buyer", "no tags"),
        ("start  expect goal sold", "no goal was reached"),
        ("start  expect step talk", "flow hello step second"),
        ("start  expect handoff", "no handoff"),
        ("start  expect contact.first_name == \"Olga\"", "contact.first_name is empty"),
        ("start  press \"Maybe\"", "no message has shown a button \"Maybe\""),
        ("start  postback deposit(amount: 1)", "`tid` makes a deposit unique"),
        ("start  postback deposit(amount: \"x\", tid: 1)", "`amount` of deposit is a number"),
        ("start  at 2026-01-05 11:00", "that moment has passed"),
        ("start  contact (tag buyer)", "stand before the first event"),
        ("contact (due: 5)  start", "`due` is a time"),
        ("start  user \"x\" routed \"is redy\"", "did you mean \"is ready\"?"),
        ("start  user \"Yes\" routed \"needs time\"", "no statement asked one about this message"),
        ("start  user \"x\" routed \"needs time\" save du = now", "did you mean `due`?"),
        ("start  user \"x\" read due = now  expect end", "no statement asked one about this message"),
    ];
    for (lines, words) in table {
        let rendered = failure(&with_test(&format!("arm greeting = short  {lines}")));
        assert!(rendered.contains(words), "{lines}\n{rendered}");
    }
}

#[test]
fn a_driver_of_a_conversation_hears_what_each_input_caused() {
    let machine = compile(FUNNEL, "flow: 1\nproject: shop\n");
    let mut contact = crate::engine::Contact::new("me");
    contact.expose("greeting", "long", crate::ir::Time(0));
    let mut chat = Conversation::new(machine, contact, crate::ir::Time(1_767_607_200_000), ignorant);
    chat.start(None);
    let said: Vec<String> = chat.last_lines().iter().map(|line| line.text.clone()).collect();
    assert_eq!(said, ["/start", "Good day!", "Ready?"]);
    assert!(chat.why().contains(&"entered flow hello step second".to_owned()));
    chat.write("stop");
    chat.write("hello?");
    assert_eq!(chat.last_lines().len(), 1, "who opted out hears nothing");
    let amount = [("amount".to_owned(), "5".to_owned()), ("tid".to_owned(), "a".to_owned())];
    assert_eq!(chat.receive_written(crate::ir::Inbound::Postback, "deposit", &amount), Ok(()));
    let wrong = [("amuont".to_owned(), "5".to_owned())];
    let refused = chat.receive_written(crate::ir::Inbound::Postback, "deposit", &wrong);
    assert_eq!(refused, Err(Refused("deposit has no `amuont`; there is `amount`".to_owned())));
}

const SHOP: &str = r#"
bot "Shop" { start look }
flow look {
  step first {
    do shop.order(number: "1") save order within 30s else -> lost
    say "It is {order.status}."
    -> end
  }
  step lost { handoff "the shop is down" within 1h else { say "Tomorrow." }  -> end }
}
"#;

const MANIFEST: &str = r#"
flow: 1
project: shop
shapes: { order: { status: text } }
actions:
  shop.order: { post: "https://shop.example/orders", input: { number: text }, output: order }
"#;

fn shop(lines: &str) -> Option<String> {
    let script = format!("{SHOP}\ntest \"t\" {{\n{lines}\n}}\n");
    let (sources, reports) = play_with(&script, MANIFEST);
    reports[0].failure.as_ref().map(|failure| failure.render(&sources))
}

#[test]
fn actions_are_answered_by_the_test() {
    let passing = [
        "start  expect do shop.order(number: \"1\") returns (status: \"paid\")  expect say \"It is paid.\"",
        "start  expect do shop.order() fails  expect handoff \"the shop is down\"  after 1h  expect say \"Tomorrow.\"",
        "start  expect do shop.order() fails  operator joins  operator leaves  expect end",
    ];
    for lines in passing {
        assert_eq!(shop(lines), None, "{lines}");
    }
    let failing = [
        (
            "start  after 1h",
            "it waits for one: write `expect do shop.order(…) returns (…)`, or `fails`, above",
        ),
        ("start  expect do shop.order(number: \"2\") fails", "found     do shop.order(number: \"1\")"),
        ("start  expect do shop.order() returns (sum: 1)", "shop.order returns a record of status"),
    ];
    for (lines, words) in failing {
        let rendered = shop(lines).expect("the test fails");
        assert!(rendered.contains(words), "{lines}\n{rendered}");
    }
}

#[test]
fn a_goal_counts_once_and_for_each_arm_that_was_shown_before_it() {
    let machine = compile(FUNNEL, "flow: 1\nproject: shop\n");
    let mut contact = crate::engine::Contact::new("me");
    contact.expose("greeting", "long", crate::ir::Time(0));
    let mut chat = Conversation::new(machine, contact, crate::ir::Time(1_767_607_200_000), ignorant);
    chat.start(None);
    let deposit = |tid: &str| [("amount".to_owned(), "5".to_owned()), ("tid".to_owned(), tid.to_owned())];
    chat.receive_written(crate::ir::Inbound::Postback, "deposit", &deposit("a")).expect("it is declared");
    let arms = vec![("greeting".to_owned(), "long".to_owned())];
    assert!(chat.heard().records.contains(&Record::Goal { goal: "sold".to_owned(), arms }));
    chat.receive_written(crate::ir::Inbound::Postback, "deposit", &deposit("b")).expect("it is declared");
    assert!(!chat.heard().records.iter().any(|record| matches!(record, Record::Goal { .. })));
    assert_eq!(chat.last_lines().len(), 2, "the postback itself was taken");
}
