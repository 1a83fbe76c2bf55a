//! What fits and what does not.

use super::*;
use crate::engine::{Message, Talk};

fn request(task: Task) -> ModelRequest {
    ModelRequest {
        id: 1,
        at: Time(1_795_168_800_000),
        zone: "Europe/Kyiv".into(),
        language: String::new(),
        talk: Talk::default(),
        knowledge: Vec::new(),
        values: Vec::new(),
        history: Vec::new(),
        messages: vec![Message { text: "hi".into(), media: Vec::new() }],
        task,
    }
}

fn save(name: &str, ty: Type) -> SaveSpec {
    SaveSpec { name: name.into(), ty, doc: String::new() }
}

fn judge() -> Task {
    let pattern = |number, saves| PatternSpec { number, meanings: vec!["m".into()], like: Vec::new(), saves };
    Task::Judge {
        untils: vec![pattern(1, Vec::new())],
        whens: vec![pattern(1, vec![save("due", Type::Time)]), pattern(2, Vec::new())],
    }
}

#[test]
fn a_judgement_is_numbers_and_values() {
    let content = r#"{"until":null,"when":1,"saves":{"due":"2026-11-20T19:00"},"covered":true,"reply":"ok"}"#;
    let Ok(ModelAnswer::Judged { until, when, saves, reply, .. }) = typed(&request(judge()), content) else {
        panic!("it fits")
    };
    assert_eq!((until, when, reply.as_str()), (None, Some(1), ""));
    // 19:00 in Kyiv.
    assert_eq!(
        saves["due"],
        Value::Time(Time::from_timestamp("2026-11-20T17:00:00Z".parse().expect("a timestamp")))
    );
}

#[test]
fn a_gate_wins_over_a_route() {
    let content = r#"{"until":1,"when":2,"saves":{"due":null},"covered":true,"reply":""}"#;
    let Ok(ModelAnswer::Judged { until, when, .. }) = typed(&request(judge()), content) else {
        panic!("it fits")
    };
    assert_eq!((until, when), (Some(1), None));
}

#[test]
fn what_is_outside_the_schema_is_told() {
    let cases = [
        ("I think the first one fits.", "JSON object"),
        ("[1]", "JSON object"),
        (r#"{"when":null,"covered":true,"reply":"x"}"#, "`until` is missing"),
        (r#"{"until":7,"when":null,"covered":true,"reply":"x"}"#, "one of the numbers"),
        (r#"{"until":null,"when":-1,"covered":true,"reply":"x"}"#, "one of the numbers"),
        (r#"{"until":null,"when":1.5,"covered":true,"reply":"x"}"#, "one of the numbers"),
        (r#"{"until":null,"when":null,"covered":"yes","reply":"x"}"#, "`covered`"),
        (r#"{"until":null,"when":null,"covered":true,"reply":""}"#, "`reply` is empty"),
        (r#"{"until":null,"when":null,"covered":true}"#, "`reply` must be"),
        (r#"{"until":null,"when":1,"saves":"soon","covered":true,"reply":""}"#, "`saves` must be"),
    ];
    for (content, wanted) in cases {
        let wrong = typed(&request(judge()), content).expect_err(content);
        assert!(wrong.contains(wanted), "{content}: {wrong}");
    }
}

#[test]
fn a_fence_is_taken_off_and_prose_is_not() {
    let content = "```json\n{\"until\":null,\"when\":null,\"covered\":false,\"reply\":\"\"}\n```";
    assert!(typed(&request(judge()), content).is_ok());
    assert!(typed(&request(judge()), &format!("Sure! {content}")).is_err());
}

#[test]
fn values_have_their_types_or_are_absent() {
    let values = vec![
        save("amount", Type::Number { from: None, to: None }),
        save("plan", Type::OneOf(vec!["Free".into(), "Pro".into()])),
        save("sure", Type::Bool),
        save("born", Type::Date),
        save("wait", Type::Duration),
        save("id", Type::Text(Some(crate::ir::Regex { pattern: "[0-9]{6}".into(), ignore_case: false }))),
        save("tags", Type::List(Box::new(Type::Text(None)))),
    ];
    let task = Task::Read { from: crate::ir::ReadFrom::Message, hint: String::new(), values, media: None };
    let content = r#"{"values":{"amount":12.5,"plan":"pro","sure":false,"born":"1990-05-12","wait":"2 hours","id":"12","tags":["a","b"]}}"#;
    let Ok(ModelAnswer::Found(found)) = typed(&request(task), content) else { panic!("it fits") };
    assert_eq!(found["amount"], Value::Number(Decimal::new(125, 1)));
    assert_eq!(found["plan"], Value::Text("Pro".into()));
    assert_eq!(found["sure"], Value::Bool(false));
    assert_eq!(found["born"], Value::Date(jiff::civil::date(1990, 5, 12)));
    assert_eq!(found["wait"], Value::Duration(crate::ir::Duration(7_200_000)));
    assert_eq!(found.get("id"), None, "an id that is too short is none");
    assert_eq!(found["tags"], Value::List(vec![Value::Text("a".into()), Value::Text("b".into())]));
}
