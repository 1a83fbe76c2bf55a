//! What the protocol says of beginnings, ends and unknown words.

use flowc::ir::Time;
use flowc::lsp::{self, Goodbye};
use flowc::project::Memory;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::client::Client;

const BOT: &str = "bot \"B\" { start hello }\nflow hello {\n  step begin {\n    -> gone\n  }\n}\n";
const URI: &str = "file:///p/bot.flow";

fn files() -> Memory {
    Memory::new([("/p/bot.flow", BOT), ("/p/flow.yaml", "flow: 1\nproject: p\n")])
}

/// A server on a bare wire, and how it ends.
fn wire() -> (Connection, std::thread::JoinHandle<Goodbye>) {
    let (connection, theirs) = Connection::memory();
    (connection, std::thread::spawn(move || lsp::serve(&theirs, Box::new(files()), || Time(0))))
}

fn tell(wire: &Connection, method: &str, params: Value) {
    wire.sender.send(Notification { method: method.to_owned(), params }.into()).expect("a server");
}

/// Asks, and waits for the answer: the code of the error where it is one.
fn ask(wire: &Connection, id: i32, method: &str, params: Value) -> Result<Value, i32> {
    wire.sender.send(Request { id: id.into(), method: method.to_owned(), params }.into()).expect("a server");
    loop {
        if let Message::Response(Response { id: answered, response_result }) =
            wire.receiver.recv().expect("an answer")
            && answered == RequestId::from(id)
        {
            return response_result.map_err(|error| error.code);
        }
    }
}

#[test]
fn who_says_no_hello_is_told_so() {
    let (wire, server) = wire();
    assert_eq!(ask(&wire, 1, "textDocument/hover", json!({})), Err(ErrorCode::ServerNotInitialized as i32));
    tell(&wire, "$/setTrace", json!({ "value": "off" }));
    tell(&wire, "exit", Value::Null);
    assert_eq!(server.join().unwrap(), Goodbye::Stranger);
}

#[test]
fn words_that_are_not_known_cost_nothing() {
    let (wire, server) = wire();
    ask(&wire, 1, "initialize", json!({ "capabilities": { "general": 3 }, "processId": -4 }))
        .expect("a hello");
    // Some say other things before they say that they are ready.
    tell(&wire, "$/setTrace", json!({ "value": "verbose" }));
    assert_eq!(ask(&wire, 2, "flowc/nothing", json!([])), Err(ErrorCode::MethodNotFound as i32));
    tell(&wire, "initialized", json!({}));
    tell(&wire, "workspace/didChangeConfiguration", json!({ "settings": null }));
    tell(&wire, "textDocument/didChange", json!({ "textDocument": 5 }));
    tell(
        &wire,
        "textDocument/didChange",
        json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [] }),
    );
    tell(&wire, "$/cancelRequest", json!({ "id": { "no": "number" } }));
    tell(&wire, "$/cancelRequest", json!({ "id": 77 }));
    wire.sender.send(Response::new_ok(5.into(), Value::Null).into()).unwrap();
    assert_eq!(
        ask(&wire, 3, "textDocument/hover", json!({ "textDocument": 1 })),
        Err(ErrorCode::InvalidParams as i32)
    );
    assert_eq!(
        ask(
            &wire,
            4,
            "textDocument/hover",
            json!({ "textDocument": { "uri": "http://a/b" }, "position": { "line": 0, "character": 0 } })
        ),
        Ok(Value::Null)
    );
    assert_eq!(ask(&wire, 5, "shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(ask(&wire, 6, "textDocument/hover", json!({})), Err(ErrorCode::InvalidRequest as i32));
    tell(&wire, "exit", Value::Null);
    assert_eq!(server.join().unwrap(), Goodbye::Said);
}

#[test]
fn who_goes_without_a_goodbye_is_gone() {
    let (wire, server) = wire();
    ask(&wire, 1, "initialize", json!({ "capabilities": {} })).expect("a hello");
    tell(&wire, "exit", Value::Null);
    assert_eq!(server.join().unwrap(), Goodbye::Gone);
    let (wire, server) = self::wire();
    ask(&wire, 1, "initialize", json!({ "capabilities": {} })).expect("a hello");
    drop(wire);
    assert_eq!(server.join().unwrap(), Goodbye::Gone);
}

#[test]
fn columns_are_counted_as_the_editor_offers() {
    let counted = |offered: Value| {
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let hello = Client::new(files(), &capabilities).hello.clone();
        hello["capabilities"]["positionEncoding"].clone()
    };
    assert_eq!(counted(json!(["utf-16", "utf-8"])), "utf-8");
    assert_eq!(counted(json!(["utf-16"])), "utf-16");
    assert_eq!(counted(json!([])), "utf-16");
    assert_eq!(counted(json!(["utf-7"])), "utf-16");
}

#[test]
fn who_asks_for_findings_is_told_only_what_is_new() {
    let capabilities = json!({ "textDocument": { "diagnostic": {} } });
    let mut client = Client::new(files(), &capabilities);
    let asked = |client: &mut Client, known: Value| {
        client.request("flowc/settled", Value::Null).expect("it settles");
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": known });
        client.request("textDocument/diagnostic", params).expect("a report")
    };
    let first = asked(&mut client, Value::Null);
    assert_eq!((&first["kind"], &first["items"][0]["code"]), (&json!("full"), &json!("F0202")));
    let again = asked(&mut client, first["resultId"].clone());
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    let known = json!({ "previousResultIds": [{ "uri": URI, "value": first["resultId"] }] });
    let all = client.request("workspace/diagnostic", known.clone()).expect("a report");
    assert_eq!(all["items"][0]["kind"], "unchanged");
    let text = BOT.replace("gone", "lost");
    let open = json!({ "textDocument": { "uri": URI, "languageId": "flow", "version": 1, "text": text } });
    client.notify("textDocument/didOpen", open);
    let other = asked(&mut client, first["resultId"].clone());
    assert_eq!(other["kind"], "full");
    let all = client.request("workspace/diagnostic", known).expect("a report");
    assert_eq!((&all["items"][0]["kind"], &all["items"][0]["version"]), (&json!("full"), &json!(1)));
    assert_eq!(client.findings.len(), 0, "nothing is told twice");
}

#[test]
fn colours_that_are_known_are_not_told_again() {
    let mut client = Client::new(files(), &json!({}));
    let document = json!({ "uri": URI });
    let full =
        client.request("textDocument/semanticTokens/full", json!({ "textDocument": document })).unwrap();
    let mut known: Vec<Value> = full["data"].as_array().unwrap().clone();
    client.notify("textDocument/didOpen", json!({ "textDocument":
        { "uri": URI, "languageId": "flow", "version": 1, "text": BOT.replace("-> gone", "say \"👋\"\n    -> end") } }));
    let delta = json!({ "textDocument": document, "previousResultId": full["resultId"] });
    let delta = client.request("textDocument/semanticTokens/full/delta", delta).unwrap();
    for edit in delta["edits"].as_array().expect("edits") {
        let start = edit["start"].as_u64().unwrap() as usize;
        let gone = edit["deleteCount"].as_u64().unwrap() as usize;
        known.splice(start..start + gone, edit["data"].as_array().cloned().unwrap_or_default());
    }
    let full =
        client.request("textDocument/semanticTokens/full", json!({ "textDocument": document })).unwrap();
    assert_eq!(json!(known), full["data"]);
    // Of what was never told there is nothing to tell the changes of.
    let delta = json!({ "textDocument": document, "previousResultId": "0" });
    let delta = client.request("textDocument/semanticTokens/full/delta", delta).unwrap();
    assert_eq!(delta["data"], full["data"]);
}

#[test]
fn an_editor_without_places_to_fill_in_gets_words() {
    let script =
        "flow hello(no: number) {\n  step begin {\n    \n    -> flow \n    if \n    say \"{no | \"\n  }\n}\n";
    for (snippets, places) in [(json!({}), [false; 4]), (json!({ "snippetSupport": true }), [true; 4])] {
        let files = Memory::new([("/p/bot.flow", script), ("/p/flow.yaml", "flow: 1\nproject: p\n")]);
        let capabilities = json!({ "textDocument": { "completion": { "completionItem": snippets } } });
        let mut client = Client::new(files, &capabilities);
        for ((line, character), has) in [(2, 4), (3, 12), (4, 7), (5, 15)].into_iter().zip(places) {
            let at = json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } });
            let items = client.request("textDocument/completion", at).expect("items");
            let items = items.as_array().expect("items");
            assert!(!items.is_empty());
            let is_place = |item: &Value| item["insertTextFormat"] == 2;
            let written = |item: &Value| item["textEdit"]["newText"].as_str().unwrap_or("").to_owned();
            assert_eq!(items.iter().any(is_place), has, "{line}: {items:?}");
            assert_eq!(items.iter().any(|item| written(item).contains('$')), has, "{line}");
            if !has {
                // What an example stands for is the person's to write.
                assert!(
                    items.iter().all(|item| written(item).split(['(', ' ']).next() == item["label"].as_str()),
                    "{items:?}"
                );
            }
        }
    }
}

#[test]
fn a_message_of_twenty_megabytes_is_taken() {
    let mut client = Client::new(files(), &json!({}));
    let text = format!("{BOT}# {}\n", "много ".repeat(2_000_000));
    assert!(text.len() > 20 << 20);
    client.notify(
        "textDocument/didOpen",
        json!({ "textDocument":
        { "uri": URI, "languageId": "flow", "version": 1, "text": text } }),
    );
    client.request("flowc/settled", Value::Null).expect("it settles");
    assert_eq!(client.findings[URI][0]["code"], "F0001", "{:.300}", client.findings[URI]);
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": URI, "version": 2 },
        "contentChanges": [{ "text": BOT }] }),
    );
    client.request("flowc/settled", Value::Null).expect("it settles");
    assert_eq!(client.findings[URI][0]["code"], "F0202");
}
