//! `flowc lsp` on its wire: how it ends, and what it never says on the screen.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::cli::flowc::Folder;

/// A server and its wire.
struct Server {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Server {
    /// One that was said hello to.
    fn greeted(folder: &Folder, process: Value) -> Self {
        let mut command = folder.command(&["lsp"]);
        let wired = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = wired.spawn().unwrap();
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut server = Server { child, to, from };
        let hello = server.ask("initialize", &json!({ "processId": process, "capabilities": {} }));
        assert_eq!(hello["serverInfo"]["name"], "flowc");
        server.say(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        server
    }

    fn say(&mut self, message: &Value) {
        let text = message.to_string();
        let to = self.to.as_mut().unwrap();
        write!(to, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        to.flush().unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.say(&json!({ "jsonrpc": "2.0", "id": method, "method": method, "params": params }));
        loop {
            let message = self.hear();
            if message["id"] == method {
                return message["result"].clone();
            }
        }
    }

    fn hear(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(count) => length = count.parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The exit code, when the server has ended without a word on the screen.
    fn code(mut self) -> Option<i32> {
        let status = self.child.wait().unwrap();
        let mut words = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
        assert_eq!(words, "");
        status.code()
    }
}

fn folder() -> Folder {
    Folder::with(&[("bot.flow", "flow hello { step begin { -> end } }\n")])
}

#[test]
fn it_ends_well_with_a_goodbye_and_badly_without() {
    let folder = folder();
    let mut server = Server::greeted(&folder, Value::Null);
    assert_eq!(server.ask("shutdown", &Value::Null), Value::Null);
    server.say(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(server.code(), Some(0));
    let mut server = Server::greeted(&folder, Value::Null);
    server.say(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(server.code(), Some(1));
    let mut server = Server::greeted(&folder, Value::Null);
    server.to = None;
    assert_eq!(server.code(), Some(1));
}

#[test]
#[cfg(target_os = "linux")]
fn it_ends_when_its_editor_has_died() {
    let folder = folder();
    let mut editor = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let server = Server::greeted(&folder, json!(editor.id()));
    editor.kill().unwrap();
    editor.wait().unwrap();
    // The wire is still open.
    assert!(server.to.is_some());
    assert_eq!(server.code(), Some(1));
}

#[test]
fn without_an_editor_it_says_what_it_is_for() {
    let said = folder().flowc(&["lsp"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("an editor starts `flowc lsp`"), "{}", said.err);
}
