//! What is set where, on small scripts: the question is asked at each `wait for message` and each `say`.

use super::{Needed, Slot, SurelySet};
use crate::check::graph::Supergraph;
use crate::ir::{NodeIx, Op, Program};
use crate::lower::build;
use crate::project::Memory;

pub(super) fn program(script: &str) -> Program {
    let files = vec![("p/main.flow".to_owned(), script.to_owned())];
    let build = build(&Memory::new(files), "p").expect("it can be read");
    let findings: Vec<_> = build.findings.iter().map(|found| found.message.clone()).collect();
    build.program.unwrap_or_else(|| panic!("{findings:?}"))
}

/// The fields and locals at each `wait for message`, in the order of the text: surely set, possibly set, needed.
fn at_waits(script: &str) -> Vec<String> {
    let program = program(script);
    let graph = Supergraph::of(&program);
    let (set, needed) = (SurelySet::of(&graph), Needed::of(&graph));
    let waits = program.nodes.iter().enumerate().filter(|(_, node)| matches!(node.op, Op::Wait(_)));
    let names = |slots: Vec<Slot<'_>>| {
        let slots = slots.into_iter().filter(|slot| !matches!(slot, Slot::Answer | Slot::AnswerImage));
        slots.map(Slot::name).collect::<Vec<_>>().join(" ")
    };
    let line = |at: NodeIx| {
        format!("{} | {} | {}", names(set.surely(at)), names(set.possibly(at)), names(needed.at(at)))
    };
    waits.map(|(at, _)| line(NodeIx(at as u32))).collect()
}

#[test]
fn an_answer_is_there_and_a_way_without_one_leaves_it_empty() {
    let lines = at_waits(
        "field name: text
         flow a { step one {
           wait for message
           ask \"?\" save name at most 2 times within 1d else { wait for message }
           wait for message
           say \"{name}\" -> end } }",
    );
    // The last line is the wait in the block. Who begins again brings the name along.
    assert_eq!(lines, [" | name | ", " | name | name", " |  | name"]);
}

#[test]
fn a_field_that_every_arm_sets_is_set_and_a_default_is_a_value() {
    let lines = at_waits(
        "field name: text
         field count: number = 0
         flow a { step one {
           ab t { 50% x { set name = \"x\" } 50% y { set name = \"y\" } }
           wait for message
           say \"{name}\" -> end } }",
    );
    assert_eq!(lines, ["count name | count name | name"]);
}

#[test]
fn what_a_condition_says_holds_behind_it() {
    let lines = at_waits(
        "field name, other: text
         flow a { step one {
           wait for message
           if name is empty { ask \"?\" save name at most 2 times else -> end }
           wait for message
           if other == \"x\" { wait for message }
           -> end } }",
    );
    assert_eq!(lines, [" | name | ", "name | name | ", "name | name | "]);
}

#[test]
fn a_handler_that_comes_back_may_have_emptied_a_field_and_one_that_leaves_has_not() {
    let handled = |body: &str| {
        at_waits(&format!(
            "field name: text
             on message \"x\" {{ {body} }}
             flow a {{ step one {{ set name = \"n\" wait for message -> end }} step two {{ -> end }} }}"
        ))
    };
    assert_eq!(handled("set name = empty"), [" | name | "]);
    assert_eq!(handled("set name = empty -> flow a step two"), ["name | name | "]);
    assert_eq!(handled("say \"hi\""), ["name | name | "]);
}

#[test]
fn a_visit_leaves_what_its_flow_surely_sets_and_keeps_the_rest() {
    let lines = at_waits(
        "field name, phone: text
         flow a { step one {
           set phone = \"1\"
           visit flow b
           wait for message
           visit flow b
           -> end } }
         flow b { step one {
           if name is empty { ask \"?\" save name at most 2 times else -> flow a }
           -> end } }",
    );
    assert_eq!(lines, ["name phone | name phone | "]);
}

#[test]
fn locals_live_as_long_as_the_run_of_their_flow() {
    let lines = at_waits(
        "flow a { step one {
           ask \"?\" save one within 1d -> end
           visit flow b(topic: one)
           wait for message
           say \"{one}\"
           -> two }
           step two { wait for message say \"{one}\" -> flow a step three }
           step three { wait for message -> end } }
         flow b(topic: text) { step one { wait for message say \"{topic}\" -> end } }",
    );
    assert_eq!(lines, ["one | one | one", "one | one | one", " |  | ", "topic | topic | topic"]);
}

#[test]
fn a_copy_is_set_where_its_source_is() {
    let lines = at_waits(
        "field name, copy: text
         flow a { step one {
           set copy = name
           wait for message
           ask \"?\" save name within 1d -> end
           set copy = name
           wait for message
           set copy = empty
           wait for message
           -> end } }",
    );
    assert_eq!(lines, [" | copy name | ", "copy name | copy name | ", "name | name | "]);
}

#[test]
fn what_is_needed_behind_a_visit_is_needed_in_it() {
    let lines = at_waits(
        "field name, phone: text
         flow a { step one { visit flow b say \"{name} {phone}\" -> end } }
         flow b { step one { wait for message set phone = \"1\" -> end } }",
    );
    assert_eq!(lines, [" | phone | name"]);
}

#[test]
fn a_guard_and_a_default_need_nothing() {
    let lines = at_waits(
        "field name: text
         flow a { step one {
           wait for message
           say \"{name | default \"friend\"}\"
           if name is not empty { say \"{name}\" }
           -> end } }",
    );
    assert_eq!(lines, [" |  | "]);
}

/// Flows of a hundred steps each, which ask, test, and may lead back; each flow leads to the next.
pub(super) fn chain(flows: usize) -> String {
    let mut script = String::from("field name: text\nfield last: text\non message \"menu\" -> flow f0\n");
    for flow in 0..flows {
        script.push_str(&format!("flow f{flow} {{\n"));
        for at in 0..100 {
            let next =
                if at == 99 { format!("flow f{}", (flow + 1) % flows) } else { format!("s{}", at + 1) };
            script.push_str(&format!(
                "step s{at} {{ ask \"{{name}}\" save last else {{ say \"{{last}}\" }} if last is empty -> s{} -> {next} }}\n",
                at / 2
            ));
        }
        script.push_str("}\n");
    }
    script
}

#[test]
fn the_work_grows_with_the_program_and_no_faster() {
    let rounds = |flows: usize| {
        let program = program(&chain(flows));
        let graph = Supergraph::of(&program);
        let set = SurelySet::of(&graph);
        let rounds: usize = set.solved.iter().map(|solved| solved.rounds).sum();
        rounds as f64 / f64::from(graph.count())
    };
    let (small, large) = (rounds(1), rounds(20));
    assert!(large < 4.0, "each place is looked at {large} times");
    assert!(large < small * 1.5, "{small} becomes {large}");
}

#[test]
fn each_of_many_reads_is_told() {
    let files = vec![("p/main.flow".to_owned(), chain(5))];
    let build = build(&Memory::new(files), "p").expect("it can be read");
    let told = build.findings.iter().filter(|found| found.code.name == "read-before-set").count();
    assert_eq!(told, 500);
}
