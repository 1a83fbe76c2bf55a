use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::check::graph::exits;
use crate::engine::Machine;
use crate::ir::NodeIx;
use crate::lower::build;
use crate::project::Memory;
use crate::scenario::chaos_test::everything;
use crate::scenario::tests::ignorant;
use crate::scenario::{Mode, suite};

/// Every kind of way that is not the only one.
const ALL_WAYS: &str = r#"
bot "All" { start one  guardrails "None."  stop words "stop" }
tag old
field n: number
field answers: list of text
postback paid(amount: number, tid: text) by tid
on postback paid if paid.amount > 5 { add tag old }
on message "/menu" -> flow one
flow one {
  on silence 3d { say "Still there?" }
  step first {
    on image { say "A picture." }
    say "Hi!" buttons { "More" -> second }
    ask "How many?" save n at most 2 times within 1d { say "Late." } else -> second
    if n > 5 { say "Many." } else if tag old { say "Old." }
    ab coin { 50% heads { say "heads" }  50% tails { say "tails" } }
    -> first at most 3 times else -> second
  }
  step second {
    ask "Well?" within 2h else -> third
    route { when "agrees" -> third  when button "No" -> third  else { say "Hm." } }
    delay 1h { on message "now" -> third }
    wait for postback paid within 1d -> third
    for each answer_given in answers at most 3 { say "{answer_given}" }
    visit flow two save n within 1h else { say "Too long." }
    do shop.order(number: "1") at most 2 times else { say "It failed." }
    read n from message "the number" else { say "None." }
    handoff "help" { "Solved" -> third  on postback paid { say "Paid." } } within 2h else -> third
    -> third
  }
  step third {
    ai reply talk {
      goal "They pay."
      until "has paid" -> end
      when "doubts" { say "No need." }
      unanswered { say "I will ask." }
      on silence 1d { say "And?" }
    }
  }
}
flow two { step only { ask "A number?" save n within 1d -> end  end with n } }
"#;

const MANIFEST: &str = r#"
flow: 1
project: all
operators: { team: { default: true } }
actions:
  shop.order: { post: "https://shop.example/orders", input: { number: text }, tries: 2, idempotent: header Idempotency-Key }
"#;

fn built(script: &str) -> (Project, Arc<Machine>) {
    let files = Memory::new([("p/all.flow", script), ("p/flow.yaml", MANIFEST)]);
    let built = build(&files, "p").expect("there is a project");
    let program = built.program.unwrap_or_else(|| panic!("{:#?}", built.findings));
    (built.project, Arc::new(Machine::new(program)))
}

fn coverage(script: &str) -> Coverage {
    let (project, machine) = built(script);
    let reports = suite(&project, &machine, || ignorant, Mode::default());
    let failures = reports.iter().filter_map(|report| report.failure.as_ref());
    let failures: Vec<String> = failures.map(|failure| failure.render(&project.sources)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Coverage::of_project(&project, machine.program(), &reports)
}

#[test]
fn every_way_that_is_not_the_only_one_is_an_item() {
    let (_, machine) = built(ALL_WAYS);
    let items = items(machine.program());
    let mut words = Vec::new();
    for kind in ItemKind::ALL {
        let own = items.iter().filter(|item| item.kind == kind);
        words.push(format!(
            "{}: {}",
            kind.word(),
            own.map(|item| item.words.as_str()).collect::<Vec<_>>().join("; ")
        ));
    }
    insta::assert_snapshot!(words.join("\n"));
    let marks: BTreeSet<Mark> = items.iter().map(|item| item.mark).collect();
    assert_eq!(marks.len(), items.len(), "each is counted once");
}

#[test]
fn of_the_ways_of_a_statement_no_two_are_chosen_alike() {
    for machine in [built(ALL_WAYS).1, everything()] {
        let program = machine.program();
        for at in 0..program.nodes.len() {
            let node = program.node(NodeIx(at as u32));
            let choices: Vec<_> = exits(node).iter().map(|exit| exit.choice).collect();
            let different: BTreeSet<_> = choices.iter().collect();
            assert_eq!(different.len(), choices.len(), "{:?}: {choices:?}", node.op);
        }
    }
}

#[test]
fn what_a_test_comes_through_is_counted_and_the_rest_is_listed_in_the_order_of_the_text() {
    let script = r#"
bot "Shop" { start hello  guardrails "None." }
flow hello {
  step first {
    ask "Ready?" buttons "Yes", "No" within 1d -> late
    route { when button "Yes" -> talk  else -> late }
  }
  step talk { if contact.first_name is empty { say "Who?" }  say "Good."  -> end }
  step late { say "Another time."  -> end }
}
test "agrees" { start  press "Yes"  expect say "Good." }
test "agrees again" { start  press "Yes"  expect say "Good." }
"#;
    let covered = coverage(script);
    let tally = |kind| {
        let Tally { covered, items } = covered.tally(kind);
        (covered, items)
    };
    assert_eq!(tally(ItemKind::Step), (2, 3));
    assert_eq!(tally(ItemKind::Branch), (2, 3), "answered, one way of the if");
    assert_eq!(tally(ItemKind::Route), (1, 2));
    assert_eq!(tally(ItemKind::Timeout), (0, 1));
    assert_eq!((covered.total().covered, covered.total().items, covered.total().percent()), (5, 9, 55));
    let missing: Vec<&str> = covered.missing().map(|item| item.words.as_str()).collect();
    assert_eq!(
        missing,
        [
            "ask: within 1d",
            "route: else",
            "if contact.first_name is empty: the condition does not hold",
            "step late"
        ]
    );
    let taken = covered.items.iter().find(|covered| covered.item.words == "route: when \"Yes\"");
    assert_eq!(taken.map(|covered| covered.tests), Some(2));
}

#[test]
fn of_nothing_everything_is_covered() {
    assert_eq!(Coverage::default().total().percent(), 100);
}
