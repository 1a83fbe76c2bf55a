//! `flowc run --stdio`: what is said fits the schema, survives a crash, and is decided once.

use serde_json::{Value, json};

use super::flowc::{Folder, MANIFEST, SHOP};

const RUN: [&str; 6] = ["run", "--stdio", "--clock", "virtual", "--data", "data"];

fn shop() -> Folder {
    Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)])
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}

fn event(contact: &str, id: &str, minute: u32, kind: &str, more: Value) -> Value {
    let mut event =
        json!({ "contact": contact, "id": id, "at": format!("2026-11-20T10:{minute:02}:00Z"), "type": kind });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

/// Every line in and out against the schema, each as what it is.
fn fits(said: &str, of: &str) {
    let folder = Folder::with(&[]);
    let schema: Value = serde_json::from_str(&folder.flowc(&["schema"]).out).unwrap();
    for line in said.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let kind = match &line {
            line if of == "event" || line.get("type").is_some() => "event",
            line if line.get("effect").is_some() => "effect",
            line if line.get("done").is_some() => "done",
            _ => "refused",
        };
        let mut part = schema.clone();
        part.as_object_mut().unwrap().remove("oneOf");
        part["$ref"] = json!(format!("#/$defs/{kind}"));
        let validator = jsonschema::validator_for(&part).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&line).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{line} is no {kind}: {wrong:?}");
    }
}

fn conversation() -> Vec<Value> {
    let known = json!({ "known": { "first_name": "Olga", "timezone": "Europe/Kyiv" }, "trackers": { "click_id": "k1" } });
    vec![
        event("c1", "e1", 0, "start", known),
        event("c1", "e2", 1, "message", json!({ "text": "Olga" })),
        json!({ "id": "p1", "at": "2026-11-20T10:02:00Z", "type": "postback", "name": "deposit",
                "params": { "click_id": "k1", "amount": 150, "tid": "t1" } }),
        json!({ "id": "p1 again", "at": "2026-11-20T10:03:00Z", "type": "postback", "name": "deposit",
                "params": { "click_id": "k1", "amount": 150, "tid": "t1" } }),
        event("c1", "e3", 4, "operator", json!({ "do": "joins" })),
        event("c1", "e4", 5, "message", json!({ "text": "is anybody there?" })),
        event("c1", "e5", 6, "operator", json!({ "do": "says", "text": "I am." })),
        event("c1", "e6", 7, "operator", json!({ "do": "leaves" })),
        event("c1", "e7", 8, "button", json!({ "text": "Buy" })),
        event("c1", "e8", 9, "blocked", json!({})),
        json!({ "id": "night", "at": "2026-11-23T10:00:00Z", "type": "clock" }),
    ]
}

#[test]
fn events_come_in_effects_and_closing_lines_go_out_as_the_schema_has_them() {
    let input = lines(&conversation());
    let said = shop().flowc_with(&RUN, &input);
    assert_eq!(said.code, 0, "{said:?}");
    fits(&input, "event");
    fits(&said.out, "");
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_line_that_is_no_event_is_refused_and_the_next_one_is_taken() {
    let input = [
        "{".to_owned(),
        json!({ "contact": "c1", "id": "e1", "type": "dance" }).to_string(),
        json!({ "contact": "c1", "id": "e1", "type": "message", "txt": "hi" }).to_string(),
        json!({ "id": "e1", "type": "message", "text": "hi" }).to_string(),
        json!({ "contact": "c1", "id": "e1", "type": "postback", "name": "deposit", "params": { "amount": 1 } }).to_string(),
        json!({ "contact": "c1", "id": "e1", "type": "postback", "name": "refund", "params": {} }).to_string(),
        event("c1", "e1", 5, "start", json!({})).to_string(),
        event("c1", "e1", 4, "message", json!({ "text": "a repeated id, from the past" })).to_string(),
        format!("{{\"contact\":\"c1\",\"id\":\"e3\",\"type\":\"message\",\"text\":\"{}\"}}", "x".repeat(2 << 20)),
        event("c1", "e4", 6, "message", json!({ "text": "Olga" })).to_string(),
    ];
    let said = shop().flowc_with(&RUN, &input.join("\n"));
    assert_eq!(said.code, 1, "{said:?}");
    fits(&said.out, "");
    let refused: Vec<u64> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|line| line.get("error").and(line["line"].as_u64()))
        .collect();
    assert_eq!(refused, [1, 2, 3, 4, 5, 6, 9]);
    assert!(said.out.contains("the line is longer than 1048576 bytes"), "{}", said.out);
    assert!(said.out.contains("Nice to meet you, Olga!"), "{}", said.out);
}

/// The same keys and words whether the process ran through, or was started anew for each event.
#[test]
fn a_restart_between_any_two_events_changes_nothing() {
    let through = shop().flowc_with(&RUN, &lines(&conversation())).out;
    let folder = shop();
    let anew: String = conversation()
        .iter()
        .map(|event| folder.flowc_with(&RUN, &lines(std::slice::from_ref(event))).out)
        .collect();
    assert_eq!(anew, through);
    let again = folder.flowc_with(&RUN, &lines(&conversation()[..10])).out;
    assert_eq!(again.matches("\"taken\":false").count(), 10, "repeated events change nothing: {again}");
    assert!(!again.contains("effect"), "{again}");
}

#[test]
fn a_postback_before_its_contact_waits_for_it() {
    let folder = shop();
    let input = [
        json!({ "id": "p1", "at": "2026-11-20T10:00:00Z", "type": "postback", "name": "deposit",
                "params": { "click_id": "k1", "amount": 150, "tid": "t1" } }),
        event("c1", "e1", 1, "start", json!({ "trackers": { "click_id": "k1" } })),
        event("c1", "e2", 2, "message", json!({ "text": "Olga" })),
    ];
    let said = folder.flowc_with(&RUN, &lines(&input));
    fits(&said.out, "");
    assert!(said.out.contains(r#"{"done":"p1","taken":true,"status":"kept"}"#), "{}", said.out);
    assert!(said.out.contains("Thank you!"), "given to the place that waits for it: {}", said.out);
}
