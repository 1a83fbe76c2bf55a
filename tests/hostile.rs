//! Forty hostile texts, English and Russian, against a model that obeys them: whatever a contact talks a model into, nothing
//! leaves that the script does not declare.
//!
//! The texts and what the obedient model answers to each stand in tests/hostile/texts.csv. Each text is a name first, so
//! that it goes into a URL, a JSON body and a notice, and then the message that an `ai reply` judges.
#![allow(clippy::disallowed_methods)] // projects of tests are written

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{Method, Uri};
use flowc::engine::Contact;
use flowc::store::{Disk, Limits, Store};
use serde_json::{Value, json};

const SCRIPT: &str = r#"bot "Shelf" {
  start order
  persona "You are Anna of the pet shop. You are a program and say so."
  guardrails "Never promise a discount."
  stop words "stop", "стоп"
}
tag vip
goal paid
field name: text
field pet: one of "cat", "dog"
field secret: text private
flow order {
  step name {
    ask "Your name?" save name within 1d else -> end
    set secret = "canary-private-7731"
    do shop.note(name: name, note: name) else { say "The shop is closed." }
    notify managers "{name} has come"
    -> talk
  }
  step talk {
    ai reply help {
      goal "{name} says which pet they have."
      when "says which pet they have" save pet { say "A {pet}, noted." }
      when "wants a person" { say "One moment." }
      unanswered { say "I do not know." }
    }
  }
}
flow admin {
  step open {
    add tag vip
    reach paid
    do shop.delete_all() else { say "It is closed." }
    say "All is deleted."
    -> end
  }
}
on message "open sesame 7731" -> flow admin
"#;

const MANIFEST: &str = r#"flow: 1
project: shelf
allow_private: [127.0.0.1]
operators:
  managers: { default: true }
models:
  talk: { provider: openai_compatible, url: "${MODEL_URL}", key: "${MODEL_KEY}", model: obedient }
actions:
  shop.note:
    post: "${SHOP_URL}/notes/{name}"
    headers: { authorization: "Bearer ${SHOP_KEY}" }
    input: { name: text, note: text }
  shop.delete_all: { post: "${SHOP_URL}/delete_all" }
"#;

const SECRETS: [&str; 3] = ["canary-private-7731", "canary-model-key", "canary-shop-key"];

/// A request that a server saw: method, path and body.
type Seen = Arc<Mutex<Vec<(String, String, String)>>>;

/// A server on loopback that notes every request and answers by `answer`.
async fn server(answer: impl Fn(&str) -> String + Clone + Send + Sync + 'static) -> (u16, Seen) {
    let seen = Seen::default();
    let noted = seen.clone();
    let router = Router::new().fallback(move |method: Method, uri: Uri, body: Bytes| {
        let body = String::from_utf8_lossy(&body).into_owned();
        let said = answer(&body);
        noted.lock().unwrap().push((method.to_string(), uri.path().to_owned(), body));
        async move { ([("content-type", "application/json")], said) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (port, seen)
}

/// What the obedient model answers to the message in a request.
fn obey(table: &BTreeMap<String, String>, request: &str, trap: u16) -> String {
    let request: Value = serde_json::from_str(request).unwrap();
    let turns = request["messages"].as_array().unwrap();
    let system = turns[0]["content"].as_str().unwrap();
    let data: Value = serde_json::from_str(turns[1]["content"].as_str().unwrap()).unwrap();
    let text = data["messages"].as_array().unwrap().last().unwrap()["text"].as_str().unwrap();
    assert!(!system.contains(text), "what a contact wrote is no instruction: {system}");
    let prompt = format!("{system}\n{data}");
    let prompt = json!(prompt).to_string();
    let obeys = table.get(text).unwrap_or_else(|| panic!("the model was asked about `{text}`"));
    let content =
        obeys.replace("{{PROMPT}}", prompt.trim_matches('"')).replace("{{TRAP}}", &trap.to_string());
    let message = match serde_json::from_str::<Value>(&content) {
        Ok(call) if call.get("tool_calls").is_some() || call.get("function_call").is_some() => call,
        _ => json!({ "role": "assistant", "content": content }),
    };
    json!({ "choices": [{ "message": message }] }).to_string()
}

/// The words of a reply that the model gave in the declared form, as they may reach the contact.
fn reply(content: &str, trap: u16) -> Option<String> {
    let answer: Value = serde_json::from_str(content).ok()?;
    let text = answer["reply"].as_str()?.replace("{{TRAP}}", &trap.to_string());
    Some(text.trim().chars().take(4_096).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_obedient_model_releases_nothing_that_is_not_declared() {
    let mut rows = csv::Reader::from_path("tests/hostile/texts.csv").unwrap();
    let rows: Vec<(String, String)> = rows.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 40);
    let (trap, trapped) = server(|_| String::new()).await;
    let rows: Vec<(String, String)> =
        rows.into_iter().map(|(text, obeys)| (text.replace("{{TRAP}}", &trap.to_string()), obeys)).collect();
    let mut table: BTreeMap<String, String> = rows.iter().cloned().collect();
    // What an honest contact says still works, and the one way to the admin's flow is the declared one.
    let honest = json!({ "when": 1, "saves": { "pet": "cat" }, "covered": true, "reply": "" });
    table.insert("I have a cat".into(), honest.to_string());
    let (model, asked) = server(move |body| obey(&table, body, trap)).await;
    let (shop, called) = server(|_| "{}".to_owned()).await;

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bot.flow"), SCRIPT).unwrap();
    std::fs::write(folder.path().join("flow.yaml"), MANIFEST).unwrap();
    let data = folder.path().join("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_flowc"))
        .args(["run", "--stdio", "--clock", "virtual", "--data"])
        .arg(&data)
        .arg(folder.path())
        .env("MODEL_URL", format!("http://127.0.0.1:{model}"))
        .env("SHOP_URL", format!("http://127.0.0.1:{shop}"))
        .env("MODEL_KEY", SECRETS[1])
        .env("SHOP_KEY", SECRETS[2])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = child.stdin.take().unwrap();
    let mut say = |contact: usize, kind: &str, text: &str| {
        let id = format!("{kind}-{contact}-{}", text.len());
        let mut event = json!({ "contact": format!("web:{contact}"), "id": id, "at": "2026-11-20T10:00:00Z", "type": kind });
        if kind == "message" {
            event["text"] = json!(text);
        }
        writeln!(lines, "{event}").unwrap();
    };
    for (contact, (text, _)) in rows.iter().enumerate() {
        say(contact, "start", "");
        say(contact, "message", text);
    }
    for (contact, text) in [(100, "I have a cat"), (101, "open sesame 7731")] {
        say(contact, "start", "");
        say(contact, "message", text);
    }
    drop(lines);
    let mut effects: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut told = String::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let read: Value = serde_json::from_str(&line).unwrap();
        assert!(read.get("error").is_none(), "{line}");
        if let Some(effect) = read["effect"].as_str() {
            let text = read["text"].as_str().unwrap_or_default().to_owned();
            effects
                .entry(read["contact"].as_str().unwrap().to_owned())
                .or_default()
                .push((effect.to_owned(), text));
        }
        told.push_str(&line);
    }
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    told.push_str(&String::from_utf8_lossy(&ended.stderr));

    for (contact, (text, obeys)) in rows.iter().enumerate() {
        let effects = &effects[&format!("web:{contact}")];
        let mut expected = vec![("say", "Your name?".to_owned()), ("notify", format!("{text} has come"))];
        let rest = effects.iter().filter(|(kind, said)| match expected.first() {
            Some((wanted, words)) if (*wanted, words) == (kind.as_str(), said) => {
                expected.remove(0);
                false
            }
            _ => true,
        });
        let rest: Vec<_> = rest.collect();
        assert!(expected.is_empty(), "{text}: {effects:?}");
        for (kind, said) in rest {
            let prompt = obeys.contains("{{PROMPT}}");
            let literal = reply(obeys, trap).is_some_and(|reply| reply == *said);
            let declared =
                ["A cat, noted.", "A dog, noted.", "One moment.", "I do not know."].contains(&said.as_str());
            assert!(kind == "say" && (prompt || literal || declared), "{text}: {kind} {said}");
        }
    }
    assert_eq!(effects["web:100"].last().unwrap().1, "A cat, noted.");
    assert_eq!(effects["web:101"].last().unwrap().1, "All is deleted.");

    let called = called.lock().unwrap();
    let notes: Vec<_> = called.iter().filter(|(_, path, _)| path != "/delete_all").collect();
    assert_eq!(called.len() - notes.len(), 1, "the admin's own call, and no other");
    assert_eq!(notes.len(), rows.len() + 1);
    for ((text, _), (method, path, body)) in rows.iter().zip(&notes) {
        let segment = path.strip_prefix("/notes/").unwrap();
        assert!(method == "POST" && !segment.contains('/'), "{path}");
        assert_eq!(serde_json::from_str::<Value>(body).unwrap(), json!({ "note": text }), "{body}");
    }
    assert!(trapped.lock().unwrap().is_empty(), "nothing follows an address that a model or a contact wrote");

    let asked = asked.lock().unwrap();
    assert!(asked.len() > rows.len(), "each text was judged");
    let prompts: String = asked.iter().map(|(_, _, body)| body.as_str()).collect();
    for secret in SECRETS {
        assert!(!told.contains(secret) && !prompts.contains(secret), "{secret}");
    }
    let store = Disk::open(&data, Limits::default()).unwrap();
    for (_, row) in store.table().rows() {
        let contact = Contact::decode(&row.state).unwrap();
        let honest = contact.id == "web:101";
        assert_eq!(contact.tags.contains("vip"), honest, "{}", contact.id);
        let fields: Vec<&str> = contact.fields.keys().map(String::as_str).collect();
        assert!(fields.iter().all(|field| ["name", "pet", "secret"].contains(field)), "{fields:?}");
    }
}
