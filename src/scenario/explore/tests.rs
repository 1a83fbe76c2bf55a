use std::sync::Arc;

use super::*;
use crate::lower::build;
use crate::project::{Memory, Project};
use crate::scenario::chaos_test::everything;
use crate::scenario::example_test::example;
use crate::scenario::tests::ignorant;
use crate::scenario::{Mode, Suite};

fn built(script: &str) -> (Project, Arc<Machine>) {
    let manifest = "flow: 1\nproject: p\noperators: { team: { default: true } }\n";
    let files = Memory::new([("p/bot.flow", script), ("p/flow.yaml", manifest)]);
    let built = build(&files, "p").expect("there is a script");
    let program = built.program.unwrap_or_else(|| panic!("{:#?}", built.findings));
    (built.project, Arc::new(Machine::new(program)))
}

fn explored(machine: &Arc<Machine>, seed: u64, runs: usize) -> Exploration {
    explore(machine, &[], &ignorant, Limits { seed, runs })
}

/// The one finding of a script; its test stands in the language, and plays.
fn finding(script: &str) -> Finding {
    let (_, machine) = built(script);
    let mut found = explored(&machine, 1, 150);
    assert_eq!(found.findings.len(), 1, "{:#?}", found.findings);
    let finding = found.findings.remove(0);
    let (project, machine) = built(&format!("{script}\n{}", finding.test));
    let reports = Suite::of(&project, machine.program()).run(&machine, |_| ignorant, Mode::default());
    let failures = reports.iter().filter_map(|report| report.failure.as_ref());
    let failures: Vec<String> = failures.map(|failure| failure.render(&project.sources)).collect();
    assert_eq!((reports.len(), failures.as_slice()), (1, [].as_slice()), "{}", finding.test);
    finding
}

const TRAP: &str = r#"
bot "Shop" { start hello  guardrails "None."  stop words "stop" }
field age: number
postback paid(amount: number, tid: text) by tid
flow hello {
  step first {
    ask "How old are you?" save age at most 3 times within 1d else -> last
    ask "Shall we begin?" buttons "Yes", "No" within 1d else -> last
    route { when button "No" -> last  else -> on_and_on }
  }
  step on_and_on { if age >= 60 -> stuck  say "Good."  -> last }
  step stuck { wait for postback paid where paid.amount > 10 and paid.amount < 5 save age_paid  -> last }
  step last { say "Bye."  -> end }
}
"#;

#[test]
fn a_contact_whom_nothing_moves_any_more_is_found_behind_conditions_and_the_way_is_short() {
    let script = TRAP.replace(" save age_paid", "");
    let found = finding(&script);
    assert_eq!(found.breach.what, "a contact is trapped");
    assert_eq!(found.breach.place, "flow hello, step stuck, wait for postback paid");
    let lines: Vec<&str> = found.test.lines().map(str::trim).collect();
    assert_eq!(
        lines[0],
        "test \"seed 1: a contact is trapped: flow hello, step stuck, wait for postback paid\" {"
    );
    assert_eq!(lines[1], "start", "{}", found.test);
    assert_eq!(lines.len(), 6, "start, an age, an answer: {}", found.test);
}

#[test]
fn a_contact_who_can_go_on_is_not_called_trapped() {
    let script = TRAP.replace("paid.amount > 10 and paid.amount < 5 save age_paid", "paid.amount > 1000");
    let (_, machine) = built(&script);
    assert_eq!(explored(&machine, 1, 150).findings, []);
}

/// A script in which "count" runs a body for each of so many items.
fn looping(items: usize, body: &str) -> String {
    let list = (0..items).map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(", ");
    format!(
        r#"
bot "Shop" {{ start hello  guardrails "None." }}
field n: number = 0
flow hello {{
  step first {{ ask "Shall I count?" within 1d else -> end  if answer == "count" -> count  -> end }}
  step count {{ for each item in ({list}) at most {items} {{ {body} }}  -> end }}
}}
"#
    )
}

#[test]
fn an_event_that_runs_out_of_its_budget_is_found() {
    let found = finding(&looping(1000, &"set n = n + 1 ".repeat(10)));
    assert_eq!(found.breach.what, "one event does more than a bot may");
    assert!(found.breach.detail.contains("statements per event"), "{:?}", found.breach);
    assert!(found.test.contains(" {\n  start\n  user \"count\"\n  #"), "{}", found.test);
}

#[test]
fn messages_that_are_dropped_because_there_are_too_many_are_found() {
    let found = finding(&looping(70, "say \"{item}\""));
    assert!(found.breach.detail.contains("effects per event"), "{:?}", found.breach);
}

#[test]
fn a_panic_is_a_finding_and_the_walk_goes_on() {
    let (_, machine) = built(
        r#"
bot "B" { start f  guardrails "None." }
flow f {
  step s { ask "?" buttons "Yes", "No" within 1d else -> end  route { when "agrees" -> t  else -> end } }
  step t { say "x"  -> end }
}
"#,
    );
    let crashes = |_: &ModelRequest| -> ModelAnswer { panic!("the model of the test crashes") };
    let found = explore(&machine, &[], &crashes, Limits { seed: 1, runs: 60 });
    // A press is no message, so no verdict stands in the model's place.
    assert_eq!(found.findings.len(), 1, "{:#?}", found.findings);
    let finding = &found.findings[0];
    assert_eq!(finding.breach.what, "it crashes");
    let head = "test \"seed 1: it crashes\" {\n  start\n  press \"";
    assert!(finding.test.starts_with(head), "{}", finding.test);
    assert!(finding.test.ends_with("\"\n  # the model of the test crashes\n}\n"), "{}", finding.test);
    assert_eq!(found.runs, 60);
}

#[test]
fn the_same_seed_walks_the_same_ways() {
    let machine = everything();
    let one = explored(&machine, 7, 40);
    assert_eq!(one, explored(&machine, 7, 40));
    assert_ne!(one.inputs, explored(&machine, 8, 40).inputs, "another seed goes elsewhere");
}

#[test]
fn nothing_is_broken_in_a_program_with_everything_and_in_the_examples() {
    let found = explored(&everything(), 1, 200);
    assert_eq!(found.findings, []);
    for name in ["screenshot-funnel", "postback-funnel"] {
        let (project, machine) = example(name);
        let tests = Suite::of(&project, machine.program()).scripts();
        let found = explore(&machine, &tests, &ignorant, Limits { seed: 1, runs: 200 });
        assert_eq!(found.findings, [], "{name}");
        let covered = crate::scenario::coverage::Coverage::of_marks(
            &project,
            machine.program(),
            [&found.marks].into_iter(),
        );
        assert!(covered.total().percent() >= 80, "{name}: {:?}", covered.total());
    }
}
