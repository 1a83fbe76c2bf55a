//! An editor in memory.

use std::collections::BTreeMap;
use std::thread::JoinHandle;
use std::time::Duration;

use flowc::ir::Time;
use flowc::lsp::{self, Goodbye};
use flowc::project::Memory;
use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// When a server counts as stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// What time it is: 2026-11-20, ten in the morning.
const NOW: Time = Time(1_795_168_800_000);

/// A running server and its editor.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<()>>,
    requests: i32,
    /// What the server has said of each file, by address.
    pub findings: BTreeMap<String, Value>,
    /// What the server said hello with.
    pub hello: Value,
}

impl Client {
    /// An editor with these files, the folder `/p` open.
    pub fn new(files: Memory, capabilities: &Value) -> Self {
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || {
            assert_eq!(lsp::serve(&theirs, Box::new(files), || NOW), Goodbye::Said);
        });
        let mut client = Client {
            connection,
            server: Some(server),
            requests: 0,
            findings: BTreeMap::new(),
            hello: Value::Null,
        };
        let hello = client.request(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities,
                    "workspaceFolders": [{ "uri": "file:///p", "name": "p" }] }),
        );
        client.hello = hello.expect("a server that says hello");
        client.notify("initialized", json!({}));
        client
    }

    /// Tells the server something.
    pub fn notify(&self, method: &str, params: Value) {
        self.connection
            .sender
            .send(Notification { method: method.to_owned(), params }.into())
            .expect("a server");
    }

    /// Asks for something, and waits for the answer; an error is its words.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        let asked = format!("{method} {params}");
        self.connection
            .sender
            .send(Request { id: id.clone(), method: method.to_owned(), params }.into())
            .expect("a server");
        loop {
            match self
                .connection
                .receiver
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("no answer to {asked}"))
            {
                Message::Response(answer) if answer.id == id => {
                    return answer.response_result.map_err(|error| error.message);
                }
                Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => {
                    let uri = told.params["uri"].as_str().unwrap_or_default().to_owned();
                    self.findings.insert(uri, told.params["diagnostics"].clone());
                }
                Message::Notification(told) if told.method == "window/logMessage" => {
                    panic!("the server says {}", told.params["message"]);
                }
                Message::Request(asked) => {
                    let answer = Response::new_ok(asked.id, Value::Null);
                    self.connection.sender.send(answer.into()).expect("a server");
                }
                _ => {}
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = self.request("shutdown", Value::Null);
            self.notify("exit", Value::Null);
            self.server
                .take()
                .into_iter()
                .for_each(|server| server.join().expect("a server without a panic"));
        }
    }
}
