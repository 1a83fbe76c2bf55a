//! What the checker finds: the chapters under tests/check, and the examples of every page that `flowc explain` prints.

#![allow(clippy::disallowed_methods)] // chapters are files

#[path = "literate/findings.rs"]
mod findings;
mod literate;

use std::collections::BTreeSet;

use findings::{expected, word};
use flowc::diagnostic::{Code, Severity, codes};
use flowc::ir::Program;
use flowc::ir::compare::{Comparison, Verdict, compare};
use flowc::lower::{Build, build};
use flowc::project::Memory;

/// A manifest with one of each, for scripts that name what is outside.
const MANIFEST: &str = r#"
flow: 1
project: kopilka
channels:
  telegram: { kind: web }
  web: { kind: web }
operators:
  managers: { default: true }
templates:
  cart_reminder: { channel: web, id: cart_reminder_v2, input: { url: text, email: optional text private } }
models:
  talk: { provider: openai_compatible, url: "${MODEL_URL}", key: "${MODEL_KEY}", model: "${MODEL_TALK}" }
shapes:
  lead: { id: number, state: "one of new, known", note: optional text }
actions:
  crm.create_lead:
    post: "${CRM_URL}/leads"
    input: { name: text, player: optional text, email: optional text private }
    output: lead
  crm.slots: { get: "${CRM_URL}/slots", input: { at: time }, output: list of time }
  crm.touch: { post: "${CRM_URL}/touch", input: { name: text } }
"#;

fn compiled(script: &str, manifest: Option<&str>) -> Build {
    let mut files = vec![
        ("p/main.flow".to_owned(), script.to_owned()),
        ("p/faq.csv".to_owned(), "question,answer\nIs it free?,Yes.\n".to_owned()),
        ("p/hello.png".to_owned(), String::new()),
    ];
    if let Some(manifest) = manifest {
        files.push(("p/flow.yaml".to_owned(), manifest.to_owned()));
    }
    build(&Memory::new(files), "p").expect("the project can be read")
}

/// The findings of a build as `LINE severity [name]`, in order.
fn found(build: &Build) -> BTreeSet<(u32, String)> {
    let findings = build.findings.iter().map(|found| {
        let line = build.project.sources.place(found.span).line;
        (line, format!("{} [{}]", word(found.severity), found.code.name))
    });
    findings.collect()
}

#[test]
fn the_chapters_find_what_their_comments_say_and_nothing_else() {
    let mut chapters: Vec<_> = std::fs::read_dir(literate::path("tests/check"))
        .expect("the chapters are there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    chapters.sort();
    assert!(chapters.len() >= 5);
    let mut wrong = Vec::new();
    for chapter in chapters {
        let mut manifest = MANIFEST.to_owned();
        for block in literate::blocks(&chapter) {
            let with = match block.mark.as_str() {
                "flow" => Some(manifest.as_str()),
                "flow,alone" => None,
                // The manifest of the scripts below it.
                "yaml" => {
                    manifest = block.text;
                    continue;
                }
                other => panic!("{}: a block of the unknown mark `{other}`", chapter.display()),
            };
            let script = literate::in_place(&block);
            let build = compiled(&script, with);
            let (found, wanted) = (found(&build), expected(&script));
            let place = |line: &u32| format!("{}:{line}", chapter.display());
            let of = |line: &u32, what: &str| {
                let mut messages =
                    build.findings.iter().filter(|found| what.ends_with(&format!("[{}]", found.code.name)));
                let same = messages.find(|found| build.project.sources.place(found.span).line == *line);
                same.map(|found| found.message.clone()).unwrap_or_default()
            };
            wrong.extend(
                found
                    .difference(&wanted)
                    .map(|(line, what)| format!("{}: found {what}: {}", place(line), of(line, what))),
            );
            wrong.extend(
                wanted.difference(&found).map(|(line, what)| format!("{}: not found: {what}", place(line))),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The blocks of a page: (mark, text).
fn examples(code: &Code) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in code.page.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(mark) => {
                open = true;
                blocks.push((mark.to_owned(), String::new()));
            }
            None if open => {
                if let Some((_, text)) = blocks.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            None => {}
        }
    }
    blocks
}

/// The scripts and the manifest of the project of forty mistakes.
const FORTY: [(&str, &str); 4] = [
    ("forty/flow.yaml", include_str!("check/forty/flow.yaml")),
    ("forty/bot.flow", include_str!("check/forty/bot.flow")),
    ("forty/greeting.flow", include_str!("check/forty/greeting.flow")),
    ("forty/tests.flow", include_str!("check/forty/tests.flow")),
];

#[test]
fn forty_mistakes_are_forty_findings_each_at_its_place() {
    let build = build(&Memory::new(FORTY), "forty").expect("the project can be read");
    let found = build.findings.iter().map(|found| {
        let place = build.project.sources.place(found.span);
        let file = &build.project.sources.get(found.span.file).expect("a file").name;
        format!("{file}:{}: {} [{}]", place.line, word(found.severity), found.code.name)
    });
    let found: Vec<String> = found.collect();
    let wanted: BTreeSet<String> = FORTY
        .iter()
        .flat_map(|(file, text)| {
            expected(text).into_iter().map(move |(line, what)| format!("{file}:{line}: {what}"))
        })
        .collect();
    let seen: BTreeSet<String> = found.iter().cloned().collect();
    let missing: Vec<_> = wanted.difference(&seen).collect();
    let more: Vec<_> = seen.difference(&wanted).collect();
    assert!(missing.is_empty() && more.is_empty(), "not found: {missing:#?}\nfound besides: {more:#?}");
    assert_eq!((found.len(), wanted.len()), (40, 40));
    let kinds: BTreeSet<_> = build.findings.iter().map(|found| found.code.id).collect();
    assert_eq!(kinds.len(), 40, "each is of its own kind");
}

#[test]
fn every_page_shows_what_is_wrong_and_the_same_right() {
    // Examples of syntax and of the manifest are run beside the parser and the reader.
    let elsewhere = |code: &Code| code.id.starts_with("F00") || code.id.starts_with("F01");
    let mut wrong = Vec::new();
    let here = codes::all().filter(|code| !elsewhere(code)).chain([&codes::project::ALLOWS_NOTHING]);
    for code in here {
        let mut shown = [false, false];
        let mut manifest = MANIFEST.to_owned();
        for (mark, text) in examples(code) {
            if mark == "yaml" {
                manifest = text;
                continue;
            }
            let is_right = mark.starts_with("flow right");
            if !is_right && !mark.starts_with("flow wrong") {
                continue;
            }
            shown[usize::from(is_right)] = true;
            let build = compiled(&text, (!mark.ends_with(",alone")).then_some(manifest.as_str()));
            let tells = build.findings.iter().any(|found| found.code.id == code.id);
            let others = build.findings.iter().filter(|found| found.severity == Severity::Error);
            let others: Vec<_> = others.map(|found| format!("{} {}", found.code.id, found.message)).collect();
            match is_right {
                true if tells => wrong.push(format!("{}: the right example has the finding", code.id)),
                true if !others.is_empty() => {
                    wrong.push(format!("{}: the right example has errors: {others:?}", code.id));
                }
                false if !tells => {
                    wrong.push(format!("{}: the wrong example has not the finding, but {others:?}", code.id));
                }
                _ => {}
            }
        }
        if shown != [true, true] {
            wrong.push(format!("{}: its page needs a wrong and a right example", code.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn program(script: &str) -> Program {
    let build = compiled(script, Some(MANIFEST));
    let findings: Vec<_> = build.findings.iter().map(|found| found.message.as_str()).collect();
    build.program.unwrap_or_else(|| panic!("it has errors: {findings:?}"))
}

/// A program as one line per node, short enough to be judged beside its source.
fn outline(program: &Program) -> String {
    let mut text = String::new();
    for flow in &program.flows {
        for step in &flow.steps {
            text.push_str(&format!(
                "{}.{} begins at {:?}\n",
                flow.name,
                step.name,
                step.entry.map(|entry| entry.0)
            ));
        }
    }
    for (at, node) in program.nodes.iter().enumerate() {
        let op = serde_json::to_string(&node.op).expect("a node is plain data");
        let next = node.next.map_or("-".to_owned(), |next| next.0.to_string());
        text.push_str(&format!("{at} then {next}: {op}\n"));
    }
    text
}

const GREETING: &str = r#"
text link = "https://kopilka.example/join?sub1={tracker.click_id | url}"
tracker click_id
flow greeting {
  step hello {
    ab hello_test { 33.3% short { say "Hi!" } warm { say "Good to see you!" } }
    say "Join: {link}"
    -> end
  }
}
"#;

const QUESTION: &str = r#"
field plan: one of "free", "pro"
field visit_at: time
flow order {
  step plan {
    ask "Which plan?" save plan at most 3 times within 1d -> late else { say "Never mind." }
    if plan == "pro" -> late else if plan is empty { delay until 09:00 }
    set visit_at = now + 1h30m
    -> plan at most 2 times else -> late
  }
  step late { say "Bye." -> end }
}
"#;

const TALK: &str = r#"
routes doubts { when "does not trust apps" { say "You can close it." } }
field due: time
on ai down { handoff "down" within 2h else { say "Tomorrow." } }
flow talk {
  step talk {
    ai reply talk {
      goal "The contact registers."
      include doubts
      until "has registered" like "done" -> end
      when button "Later" or "says when" save due where due > now { delay until due { on message -> talk } }
      on silence 1d at most 3 times { ai say "Remind them." else "Still here." }
    }
  }
}
"#;

#[test]
fn a_program_is_lowered_as_it_is_written() {
    insta::assert_snapshot!("greeting", format!("{GREETING}\n{}", outline(&program(GREETING))));
    insta::assert_snapshot!("question", format!("{QUESTION}\n{}", outline(&program(QUESTION))));
    insta::assert_snapshot!("talk", format!("{TALK}\n{}", outline(&program(TALK))));
}

#[test]
fn unrelated_edits_keep_the_ids_of_all_statements() {
    let before = program(QUESTION);
    let edited = QUESTION
        .replace("Which plan?", "Which of the plans, please?")
        .replace("flow order {", "tag vip\nflow other { step one { ask \"?\" save plan within 1d else -> end -> end } }\nflow order {")
        .replace("  step late {", "  step more { ask \"More?\" save plan within 1d else -> late -> late }\n  step late { add tag vip");
    let comparison = compare(&before, &program(&edited));
    assert_eq!(gone(&comparison), []);
    assert!(!comparison.changes.is_empty());
}

/// The waits that are gone, by their steps.
fn gone(comparison: &Comparison) -> Vec<(&str, &str)> {
    let gone = comparison.waits.iter().filter(|wait| wait.verdict() == Verdict::Gone);
    gone.map(|wait| (wait.step.as_str(), wait.what.as_str())).collect()
}

#[test]
fn a_wait_that_is_taken_out_is_gone_and_others_stay() {
    let before = program(TALK);
    let comparison = compare(&before, &program(&TALK.replace("delay until due { on message -> talk }", "")));
    assert_eq!(gone(&comparison), [("talk", "delay until due")]);
    let same = comparison.waits.iter().filter(|wait| wait.verdict() == Verdict::Same);
    assert_eq!(same.count(), comparison.waits.len() - 1);
}

#[test]
fn equal_waits_of_two_branches_keep_their_ids_when_a_branch_is_put_before_them() {
    let edited = TALK.replace(
        "      when button",
        "      when \"wants to wait\" save due { delay until due { on message -> talk } }\n      when button",
    );
    assert_eq!(gone(&compare(&program(TALK), &program(&edited))), []);
}

#[test]
fn a_program_with_a_long_condition_can_be_read_back() {
    let row = vec!["contact.phone is empty"; 120].join(" or\n");
    let written = program(&format!("flow a {{ step one {{ if {row} -> end\n -> end }} }}"));
    let read: Program = serde_json::from_str(&written.to_json()).expect("it is read");
    assert_eq!(read, written);
}

#[test]
fn ids_are_unique_in_a_program() {
    for script in [GREETING, QUESTION, TALK] {
        let program = program(script);
        let ids: BTreeSet<_> = program.nodes.iter().map(|node| node.point).collect();
        assert_eq!(ids.len(), program.nodes.len());
    }
}

#[test]
fn the_same_project_has_the_same_hash_wherever_it_is_built() {
    assert_eq!(program(TALK).hash(), program(TALK).hash());
    assert_ne!(program(TALK).hash(), program(QUESTION).hash());
}

#[test]
fn a_drawing_shows_every_step_and_escapes_the_scripts_words() {
    let script = TALK.replace("has registered", "says \\\"done\\\" <now>");
    let program = program(&script);
    insta::assert_snapshot!("dot", flowc::draw::dot(&program));
    insta::assert_snapshot!("mermaid", flowc::draw::mermaid(&program));
}

#[test]
fn a_way_shows_its_event_and_the_condition_that_opens_it() {
    let script = r#"
postback deposit(amount: number, tid: text) by tid
on postback deposit { if deposit.amount > 100 -> flow b }
flow a { step one { ask "?" within 1d -> two else -> end -> end } step two { delay 1d -> one } }
flow b { step one { if contact.phone is empty -> flow a else -> end } }
"#;
    let drawing = flowc::draw::mermaid(&program(script));
    let ways: Vec<_> = drawing.lines().filter(|line| line.contains("-->")).map(str::trim).collect();
    let expected = [
        "begin --> f0s0",
        "anywhere -->|\"postback deposit, deposit.amount #gt; 100\"| f1s0",
        "f0s0 --> finish",
        "f0s0 -->|\"after 1d\"| f0s1",
        "f0s0 -->|\"else\"| finish",
        "f0s1 -->|\"after 1d\"| f0s0",
        "f1s0 -->|\"contact.phone is empty\"| f0s0",
        "f1s0 -->|\"else\"| finish",
    ];
    assert_eq!(ways, expected);
}

#[test]
fn nothing_that_is_half_typed_stops_the_checker() {
    let whole =
        format!("{GREETING}{QUESTION}{TALK}test \"t\" {{ arm hello_test = short start expect say \"Hi!\" }}");
    let cuts: Vec<usize> = whole.char_indices().map(|(at, _)| at).filter(|at| at % 7 == 0).collect();
    for cut in cuts {
        let build = compiled(&whole[..cut], Some(MANIFEST));
        // What stands before the cut may be whole; what is not has been told.
        assert!(build.program.is_some() || !build.findings.is_empty());
    }
}

#[test]
fn deep_and_long_scripts_are_compiled_like_any_other() {
    let deep = format!("{} say \"x\" {}", "if true {".repeat(240), "}".repeat(240));
    let branches = format!("if false -> end {}", "else if false -> end\n".repeat(2000));
    let long = "say \"Hi!\"\n".repeat(5000);
    for body in [deep, branches, long] {
        let script = format!("flow a {{ step one {{ {body}\n -> end }} }}");
        let build = compiled(&script.replace("{if", "{\nif"), Some(MANIFEST));
        let findings: Vec<_> = build.findings.iter().map(|found| &found.message).collect();
        assert!(build.program.is_some(), "{findings:?}");
    }
}

#[test]
fn who_waits_is_heard_by_the_step_the_flow_its_visitors_and_the_top() {
    use flowc::check::graph::{EdgeKind, Station, Supergraph};
    let program = program(
        "on message \"menu\" -> flow a
         flow a { on image { say \"1\" } step one { visit flow b -> end } }
         flow b { on voice { say \"2\" } step two { on file { say \"3\" } ask \"?\" within 1d -> end -> end } }",
    );
    let graph = Supergraph::of(&program);
    for number in 0..graph.count() {
        assert_eq!(graph.number(graph.station(number)), number);
    }
    let listens = |from: Station| -> Vec<Station> {
        let edges = graph.edges(graph.number(from)).iter();
        edges.filter(|edge| edge.kind == EdgeKind::Listens).map(|edge| graph.station(edge.to)).collect()
    };
    let ask = program.flows[1].steps[0].entry.expect("the question");
    assert_eq!(listens(Station::Node(ask)), [Station::InStep(1, 0)]);
    assert_eq!(listens(Station::InStep(1, 0)), [Station::InFlow(1)]);
    assert_eq!(listens(Station::InFlow(1)), [Station::InStep(0, 0), Station::Anywhere]);
    let covers = |from: Station| {
        graph.edges(graph.number(from)).iter().filter(|it| it.kind == EdgeKind::Covers).count()
    };
    let heard = [Station::InStep(1, 0), Station::InFlow(1), Station::InFlow(0), Station::Anywhere];
    assert_eq!(heard.map(covers), [1, 1, 1, 1]);
}
