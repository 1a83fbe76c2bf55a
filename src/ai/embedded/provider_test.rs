//! Each kind of request, without a model.

use super::*;
use crate::engine::{Message, SaveSpec, Talk};
use crate::ir::{MediaKind, MediaRef, Regex, Time, Type, Value};

fn request(text: &str, task: Task) -> ModelRequest {
    ModelRequest {
        id: 1,
        at: Time(1_795_168_800_000),
        zone: "Europe/Kyiv".into(),
        language: String::new(),
        talk: Talk::default(),
        knowledge: Vec::new(),
        values: Vec::new(),
        history: Vec::new(),
        messages: vec![Message { text: text.into(), media: Vec::new() }],
        task,
    }
}

fn pattern(number: u16, meaning: &str, saves: Vec<SaveSpec>) -> PatternSpec {
    PatternSpec { number, meanings: vec![meaning.into()], like: Vec::new(), saves }
}

fn save(name: &str, ty: Type) -> SaveSpec {
    SaveSpec { name: name.into(), ty, doc: String::new() }
}

fn ask(text: &str, task: Task, sources: Sources<'_>) -> ModelAnswer {
    Embedded::default().answer(&request(text, task), sources)
}

fn talk() -> Task {
    Task::Judge {
        untils: vec![pattern(1, "the contact says that they have registered", Vec::new())],
        whens: vec![
            pattern(1, "says when they will register", vec![save("due", Type::Time)]),
            pattern(2, "does not trust the app", Vec::new()),
        ],
    }
}

#[test]
fn gates_and_routes_are_told_apart() {
    let ModelAnswer::Judged { until, when, .. } = ask("done, I have registered", talk(), Sources::default())
    else {
        panic!("a judgement")
    };
    assert_eq!((until, when), (Some(1), None));
    let ModelAnswer::Judged { until, when, .. } = ask("не верю я вам", talk(), Sources::default())
    else {
        panic!("a judgement")
    };
    assert_eq!((until, when), (None, Some(2)));
}

#[test]
fn a_route_comes_with_its_values_or_not_at_all() {
    let ModelAnswer::Judged { when, saves, .. } = ask("I'll do it in an hour", talk(), Sources::default())
    else {
        panic!("a judgement")
    };
    assert_eq!(when, Some(1));
    assert_eq!(saves["due"], Value::Time(Time(1_795_168_800_000 + 3_600_000)));
    let ModelAnswer::Judged { when, covered, reply, .. } =
        ask("when? good question", talk(), Sources::default())
    else {
        panic!("a judgement")
    };
    assert_eq!((when, covered), (None, false));
    assert_eq!(reply, "I cannot answer that right now.");
}

#[test]
fn knowledge_answers_what_no_route_takes() {
    let rows = vec![
        ("Is there a fee?".into(), "No fee.".into()),
        ("Как вывести деньги?".into(), "Нажмите «Забрать».".into()),
    ];
    let sources = Sources { knowledge: &[Arc::new(Index::of(rows))], page: None };
    let ModelAnswer::Judged { covered, reply, .. } = ask("do you charge any fee", talk(), sources) else {
        panic!("a judgement")
    };
    assert_eq!((covered, reply.as_str()), (true, "No fee."));
    let ModelAnswer::Judged { reply, .. } = ask("как мне вывести свои деньги", talk(), sources)
    else {
        panic!("a judgement")
    };
    assert_eq!(reply, "Нажмите «Забрать».");
    let ModelAnswer::Judged { covered, reply, .. } = ask("какая завтра погода в Киеве", talk(), sources)
    else {
        panic!("a judgement")
    };
    assert_eq!((covered, reply.as_str()), (false, "На это я сейчас не могу ответить."));
}

#[test]
fn none_of_the_routes_is_none() {
    let whens =
        vec![pattern(1, "already has an account", Vec::new()), pattern(2, "wants to wait", Vec::new())];
    let route = |text: &str| match ask(text, Task::Route { whens: whens.clone() }, Sources::default()) {
        ModelAnswer::Routed { when, .. } => when,
        other => panic!("{other:?}"),
    };
    assert_eq!(route("у меня есть аккаунт"), Some(1));
    assert_eq!(route("later please"), Some(2));
    assert_eq!(route("do you like pizza"), None);
    assert_eq!(route(""), None);
}

#[test]
fn a_picture_is_read_by_its_words_alone() {
    let id = save("player_id", Type::Text(Some(Regex { pattern: "[0-9]{6,12}".into(), ignore_case: false })));
    let media = MediaRef { kind: MediaKind::Image, at: "sha256:00".into(), mime: "image/png".into() };
    let read = |page: Option<&str>| {
        let task = Task::Read {
            from: ReadFrom::Image,
            hint: "the number under the avatar".into(),
            values: vec![id.clone()],
            media: Some(media.clone()),
        };
        match ask("", task, Sources { knowledge: &[], page }) {
            ModelAnswer::Found(values) => values.get("player_id").cloned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read(Some("Anna\nID 1234567\n20:15")), Some(Value::Text("1234567".into())));
    assert_eq!(read(Some("1234567 and 7654321")), None);
    assert_eq!(read(Some("no number")), None);
    assert_eq!(read(None), None);
}

#[test]
fn a_message_is_read_for_each_value_apart() {
    let values = vec![save("email", Type::Text(None)), save("amount", Type::Number { from: None, to: None })];
    let task = Task::Read { from: ReadFrom::Message, hint: String::new(), values, media: None };
    let ModelAnswer::Found(found) = ask("send it to a@b.io please", task, Sources::default()) else {
        panic!("values")
    };
    assert_eq!(found.get("email"), Some(&Value::Text("a@b.io".into())));
    assert_eq!(found.get("amount"), None);
}

#[test]
fn words_are_the_authors_own() {
    let write = |fallback: Option<&str>| {
        let task = Task::Write { instruction: "Remind them.".into(), fallback: fallback.map(str::to_string) };
        ask("", task, Sources::default())
    };
    assert_eq!(write(Some("Still here?")), ModelAnswer::Wrote("Still here?".into()));
    assert_eq!(write(None), ModelAnswer::Wrote(String::new()));
    assert_eq!(ask("", Task::Open, Sources::default()), ModelAnswer::Wrote(String::new()));
}
