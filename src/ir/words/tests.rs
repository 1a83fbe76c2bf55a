use super::{event, expr, quoted, statement, ty};
use crate::ir::{Op, Program};
use crate::lower::build;
use crate::project::Memory;

fn program(script: &str) -> Program {
    let built = build(&Memory::new([("a.flow", script)]), "a.flow").unwrap();
    built.program.unwrap_or_else(|| panic!("{:#?}", built.findings))
}

/// A program that has each of these as the condition of an `if`.
fn conditions(written: &[&str]) -> Vec<String> {
    let ifs: String = written.iter().map(|condition| format!("if {condition} -> end\n")).collect();
    let script = format!(
        "tag vip\nfield plan: one of \"free\", \"pro\"\nfield n: number = 0\nfield due: time\ntracker offer\n\
         hours office: mon to fri 09:00 to 18:00\npostback deposit(amount: number, tid: text) by tid\n\
         flow a {{ step s {{ ask \"?\" within 1d else -> end\n{ifs} -> end }} }}"
    );
    let program = program(&script);
    let conditions = program.nodes.iter().filter_map(|node| match &node.op {
        Op::Branch { condition, .. } => Some(expr(condition)),
        _ => None,
    });
    conditions.collect()
}

#[test]
fn conditions_come_back_as_they_were_written() {
    let written = [
        "tag vip",
        "not tag vip and n > 2",
        "tag vip or plan == \"pro\" and n != 3",
        "(tag vip or plan == \"pro\") and n <= 3",
        "not (tag vip or n > 1)",
        "n - (1 - 2) * 3 >= -n / 2",
        "n - 1 - 2 > 0",
        "plan in (\"free\", \"pro\")",
        "tracker.offer contains \"k2\"",
        "answer matches /^\\d+\\/\\d+$/i",
        "due is not empty and due < now + 1d12h",
        "plan is empty",
        "in hours office",
        "in flow a",
        "deposit.count == 1 and deposit.amount > 99.5 and deposit.time < now",
        "contact.first_name == \"\\\"O\\\\\\{\\}\"",
        "length(trim(answer)) > 3",
        "lower(\"{contact.last_name | default \"?\" | upper}\") != \"x\"",
    ];
    assert_eq!(conditions(&written), written);
}

#[test]
fn events_types_and_statements_come_back_too() {
    let program = program(
        "field a: list of number from 0 to 9.5\nfield b: text matches /x\\/y/i\n\
         flow one { on message \"stop\", \"a \\\"b\\\"\" -> end on silence 1h30m at most 2 times -> end\n\
         step s { delay 1d12h ask image \"Send {contact.first_name | default \"it\"}!\" within 1d else -> end\n\
         -> flow two step t } } flow two { step s { -> t } step t { end } }",
    );
    let events: Vec<String> = program.flows[0].handlers.iter().map(|it| event(&it.event)).collect();
    assert_eq!(events, ["message \"stop\", \"a \\\"b\\\"\"", "silence 1h30m at most 2 times"]);
    let types: Vec<String> = program.symbols.fields.values().map(|field| ty(&field.ty)).collect();
    assert_eq!(types, ["list of number from 0 to 9.5", "text matches /x\\/y/i"]);
    let mut said: Vec<String> = program.nodes.iter().map(|node| statement(&program, node)).collect();
    said.retain(|words| words != "-> end");
    assert_eq!(said, ["delay 1d12h", "ask image", "-> flow two step t", "-> t", "end"]);
    let question = program.nodes.iter().find_map(|node| match &node.op {
        Op::Ask(ask) => Some(quoted(&ask.message.wordings[0])),
        _ => None,
    });
    assert_eq!(question.as_deref(), Some("\"Send {contact.first_name | default \"it\"}!\""));
}
