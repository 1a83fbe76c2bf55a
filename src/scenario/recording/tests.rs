use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::engine::{
    Machine, Message, ModelAnswer, ModelRequest, PatternSpec, Role, SaveSpec, Talk, Task, Turn,
};
use crate::ir::{Time, Type, Value};
use crate::lower::build;
use crate::project::{Memory, Project};
use crate::scenario::tests::ignorant;
use crate::scenario::{Mode, Report, Suite};

const SCRIPT: &str = r#"
bot "Savings" { start hello  timezone "Europe/Kyiv"  guardrails "None." }
field due: time
field email: text private
flow hello {
  step first {
    ask "Your e-mail?" save email within 1d -> first
    ask "Shall we begin?" within 1d -> first
    route {
      when "agrees" -> begin
      when "says when" save due where due > now -> end
      else -> end
    }
  }
  step begin { ai say "Greet {contact.first_name | default "them"}."  -> end }
}
test "agrees" { contact (first_name: "Olga")  start  user "a@b.example"  user "of course"  expect say "Hello, Olga!" }
test "agrees too" { contact (first_name: "Olga")  start  user "a@b.example"  user "of course"  expect say "Hello, Olga!" }
test "a time" { start  user "x@y.example"  user "in two hours"  expect due == now + 2h }
test "by the test" { start  user "x@y.example"  user "hm" routed else  expect end }
"#;

fn built() -> (Project, Arc<Machine>) {
    let files = Memory::new([("p/bot.flow", SCRIPT)]);
    let built = build(&files, "p").expect("there is a script");
    let program = built.program.unwrap_or_else(|| panic!("{:#?}", built.findings));
    (built.project, Arc::new(Machine::new(program)))
}

/// A model that understands the tests' sentences.
fn understands(request: &ModelRequest) -> ModelAnswer {
    let said = request.messages.first().map(|message| message.text.as_str()).unwrap_or_default();
    match (&request.task, said) {
        (Task::Route { .. }, "of course") => ModelAnswer::Routed { when: Some(1), saves: BTreeMap::new() },
        (Task::Route { .. }, _) => {
            let due = Value::Time(Time(request.at.0 + 2 * 3_600_000));
            ModelAnswer::Routed { when: Some(2), saves: BTreeMap::from([("due".to_owned(), due)]) }
        }
        (Task::Write { .. }, _) => ModelAnswer::Wrote(format!("Hello, {}!", request.values[0])),
        _ => ModelAnswer::Down("no".to_owned()),
    }
}

fn play(tape: &Tape, live: Option<&Ask<'_>>) -> (Vec<Report>, Project) {
    let (project, machine) = built();
    let suite = Suite::of(&project, machine.program());
    let reports = suite.run(&machine, |_| tape.replay("bot", |_, _| true, ignorant, live), Mode::default());
    (reports, project)
}

fn kept(recordings: &Recordings) -> BTreeMap<String, Recordings> {
    BTreeMap::from([("bot".to_owned(), recordings.clone())])
}

#[test]
fn what_a_live_model_said_once_is_heard_again_without_it() {
    let (_, machine) = built();
    let tape = Tape::new(machine.clone(), BTreeMap::new());
    let calls = AtomicUsize::new(0);
    let live = |request: &ModelRequest| {
        calls.fetch_add(1, Ordering::Relaxed);
        understands(request)
    };
    let (reports, project) = play(&tape, Some(&live));
    let failures: Vec<String> =
        reports.iter().filter_map(|report| Some(report.failure.as_ref()?.render(&project.sources))).collect();
    assert_eq!(failures, [] as [String; 0]);
    assert_eq!(calls.into_inner(), 3, "one question is asked once, whoever asks it");
    assert_eq!(tape.made(), 3);
    let recordings = tape.recordings(false)["bot"].clone();
    let file = write(&recordings);
    insta::assert_snapshot!(file);
    for secret in ["a@b.example", "x@y.example"] {
        assert!(!file.contains(secret), "what is private is in no recording");
    }
    assert_eq!(read(&file).as_ref(), Ok(&recordings));

    let again = Tape::new(machine, kept(&recordings));
    let (replayed, _) = play(&again, None);
    assert_eq!(replayed, reports);
    assert!(again.unused().is_empty());
    assert_eq!(again.recordings(true), kept(&recordings), "what was used stays");
}

#[test]
fn a_missing_answer_fails_the_test_and_says_what_was_asked_and_the_ways_out() {
    let (_, machine) = built();
    let tape = Tape::new(machine, BTreeMap::new());
    let (reports, project) = play(&tape, None);
    assert!(reports[3].passed(), "what the test says itself is asked of nobody");
    let failure = reports[2].failure.as_ref().expect("it is not recorded");
    insta::assert_snapshot!(failure.render(&project.sources));
}

#[test]
fn a_live_model_that_is_down_is_named_and_nothing_is_recorded() {
    let (_, machine) = built();
    let tape = Tape::new(machine, BTreeMap::new());
    let live = |_: &ModelRequest| ModelAnswer::Down("the server says 500".to_owned());
    let (reports, project) = play(&tape, Some(&live));
    let rendered = reports[0].failure.as_ref().expect("it has no answer").render(&project.sources);
    assert!(rendered.contains("    but       the server says 500\n"), "{rendered}");
    assert_eq!((tape.made(), tape.recordings(false).len()), (0, 0));
}

#[test]
fn recordings_that_no_test_used_are_told_and_pruned() {
    let (_, machine) = built();
    let first = Tape::new(machine.clone(), BTreeMap::new());
    play(&first, Some(&understands));
    let mut recordings = first.recordings(false)["bot"].clone();
    let (_, any) = recordings.iter().next().expect("there is one");
    recordings.insert("00".to_owned(), any.clone());
    let tape = Tape::new(machine.clone(), kept(&recordings));
    play(&tape, None);
    assert_eq!(tape.unused(), BTreeMap::from([("bot", 1)]));
    assert!(!tape.recordings(true)["bot"].contains_key("00"));
    let afresh = Tape::new(machine, kept(&recordings)).afresh();
    play(&afresh, Some(&understands));
    assert_eq!(afresh.made(), 3, "everything is asked anew");
    assert_eq!(afresh.recordings(false)["bot"], recordings, "and nothing else is lost");
}

fn request() -> ModelRequest {
    let turn = |text: &str| Turn { role: Role::Bot, text: text.to_owned() };
    let saves = vec![SaveSpec {
        name: "n".to_owned(),
        ty: Type::Number { from: None, to: None },
        doc: String::new(),
    }];
    let whens = vec![PatternSpec { number: 1, meanings: vec!["yes".to_owned()], like: Vec::new(), saves }];
    ModelRequest {
        id: 1,
        at: Time(0),
        zone: "UTC".to_owned(),
        language: String::new(),
        talk: Talk::default(),
        values: Vec::new(),
        knowledge: Vec::new(),
        history: vec![turn("long ago"), turn("Ready?")],
        messages: vec![Message { text: "да".to_owned(), media: Vec::new() }],
        task: Task::Route { whens },
    }
}

#[test]
fn a_question_is_known_by_its_content() {
    let one = request();
    let mut same = ModelRequest { id: 7, at: Time(9), zone: "Europe/Kyiv".to_owned(), ..one.clone() };
    same.history.remove(0);
    assert_eq!(key(&one), key(&same), "numbers, times and what was said long before do not count");
    let change = |change: &dyn Fn(&mut ModelRequest)| {
        let mut other = one.clone();
        change(&mut other);
        key(&other)
    };
    let others = [
        change(&|other| other.messages[0].text = "yes".to_owned()),
        change(&|other| other.history[1].text = "Sure?".to_owned()),
        change(&|other| other.language = "ru".to_owned()),
        change(&|other| other.talk.persona = vec!["Anna".to_owned()]),
        change(&|other| other.talk.guardrails = vec!["Anna".to_owned()]),
        change(&|other| other.values = vec!["Anna".to_owned()]),
        change(&|other| other.knowledge = vec!["faq".to_owned()]),
        change(&|other| other.task = Task::Open),
        change(&|other| {
            let Task::Route { whens } = &mut other.task else { return };
            whens[0].like.push("да".to_owned());
        }),
    ];
    let keys: std::collections::BTreeSet<&String> = others.iter().collect();
    assert_eq!(keys.len(), others.len());
    assert!(!others.contains(&key(&one)));
    let timed = |at: i64| {
        let mut timed = ModelRequest { at: Time(at), ..one.clone() };
        let Task::Route { whens } = &mut timed.task else { panic!("a route") };
        whens[0].saves[0].ty = Type::Time;
        key(&timed)
    };
    assert_ne!(timed(0), timed(1), "tomorrow is another day then");
}

#[test]
fn what_is_no_file_of_recordings_is_told() {
    assert!(read("{ \"a\": 1 }").is_err());
    assert_eq!(read("{}"), Ok(Recordings::new()));
}
