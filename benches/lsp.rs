//! How fast does the language server answer while somebody types, how fast does it start, and how much memory does it hold?
//!
//! `cargo bench --bench lsp` starts the real `flowc lsp` on projects of 25, 100 and 400 files of some 200 lines, types into one
//! of them letter by letter, and asks between the letters. A line that begins with `{` says the same to machines.

#![allow(clippy::disallowed_methods)] // a bench looks at the clock, starts a process and writes files

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// Files of the measured projects.
const SIZES: [usize; 3] = [25, 100, 400];
/// Letters that are typed.
const LETTERS: usize = 300;

fn main() {
    println!(
        "| files | lines | to the first findings | letter to the file's findings, p50 / p99 | to the project's | completion in a text | of a statement | hover | hover right behind a letter | resident |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for files in SIZES {
        measure(files);
    }
}

fn measure(files: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = project(folder.path(), files);
    let begun = Instant::now();
    let mut editor = Editor::start(folder.path());
    let path = folder.path().join("flows_010.flow");
    let uri = format!("file://{}", path.display());
    let mut text = std::fs::read_to_string(&path).expect("a file of the project");
    editor.notify(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "flow", "version": 1, "text": text } }),
    );
    // A mistake that there was from the beginning is told.
    editor.told_of(&uri);
    let started = begun.elapsed();
    editor.request("flowc/settled", Value::Null);

    let at = text.find("Nice").expect("a text");
    let line = text[..at].matches('\n').count();
    let column = text[..at].rsplit('\n').next().unwrap_or("").len();
    let below = text.lines().nth(line + 1).expect("a statement");
    let indent = below.len() - below.trim_start().len();
    let [mut own, mut all, mut completion, mut statement, mut hover, mut at_once] = [const { Vec::new() }; 6];
    for letter in 0..LETTERS {
        // Each letter changes a finding: a name that is wrong becomes another wrong name.
        let typed = ["{nam", "e", "_", "x", "}"][letter % 5];
        let place = json!({ "line": line, "character": column });
        let begun = Instant::now();
        editor.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": 2 * letter + 2 },
                "contentChanges": [{ "range": { "start": place, "end": place }, "text": typed }],
            }),
        );
        text.insert_str(at, typed);
        editor.ask("flowc/settled", Value::Null);
        let (first, last) = editor.told_and_settled(&uri, begun);
        own.extend(first);
        all.push(last);
        let here = json!({ "textDocument": { "uri": uri }, "position": place });
        let below =
            json!({ "textDocument": { "uri": uri }, "position": { "line": line + 1, "character": indent } });
        for (method, position, times) in [
            ("textDocument/completion", &here, &mut completion),
            ("textDocument/completion", &below, &mut statement),
            ("textDocument/hover", &here, &mut hover),
        ] {
            let begun = Instant::now();
            editor.request(method, position.clone());
            times.push(begun.elapsed());
        }
        // One more letter, and a question before anything was looked at: nothing is prepared for it.
        editor.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": 2 * letter + 3 },
                "contentChanges": [{ "range": { "start": place, "end": place }, "text": "." }],
            }),
        );
        text.insert(at, '.');
        let begun = Instant::now();
        editor.request("textDocument/hover", here);
        at_once.push(begun.elapsed());
        editor.request("flowc/settled", Value::Null);
    }
    let resident = editor.resident();
    let words = |times: &mut Vec<Duration>| {
        times.sort();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        format!("{:.1?} / {:.1?}", at(0.5), at(0.99))
    };
    let [own, all, completion, statement, hover, at_once] =
        [&mut own, &mut all, &mut completion, &mut statement, &mut hover, &mut at_once].map(words);
    println!(
        "| {files} | {lines} | {started:.0?} | {own} | {all} | {completion} | {statement} | {hover} | {at_once} | {:.0} MB |",
        resident as f64 / 1e6
    );
    println!(
        "{}",
        json!({ "files": files, "lines": lines, "start": started.as_secs_f64(), "own": own, "all": all,
        "completion": completion, "statement": statement, "hover": hover, "at_once": at_once, "resident": resident })
    );
}

/// A project of so many files; how many lines it has.
fn project(folder: &Path, files: usize) -> usize {
    std::fs::write(folder.join("flow.yaml"), "project: club\n").expect("a file");
    let texts = funnels::Funnels::of_files(files);
    let mut lines = 0;
    for (name, text) in texts {
        lines += text.lines().count();
        std::fs::write(folder.join(name), text).expect("a file");
    }
    lines
}

#[path = "funnels/mod.rs"]
mod funnels;

/// An editor with a server of its own.
struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    requests: i32,
}

impl Editor {
    fn start(folder: &Path) -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_flowc"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server");
        let (input, output) = (server.stdin.take().expect("a pipe"), server.stdout.take().expect("a pipe"));
        let mut editor = Editor { server, input, output: BufReader::new(output), requests: 0 };
        let uri = format!("file://{}", folder.display());
        editor.request(
            "initialize",
            json!({ "capabilities": {}, "workspaceFolders": [{ "uri": uri, "name": "club" }] }),
        );
        editor.notify("initialized", json!({}));
        editor
    }

    fn notify(&mut self, method: &str, params: Value) {
        let message = Message::from(Notification { method: method.to_owned(), params });
        message.write(&mut self.input).expect("the server");
    }

    fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.requests += 1;
        let id = RequestId::from(self.requests);
        let message = Message::from(Request { id: id.clone(), method: method.to_owned(), params });
        message.write(&mut self.input).expect("the server");
        id
    }

    fn next(&mut self) -> Message {
        Message::read(&mut self.output).expect("the server").expect("the server")
    }

    fn request(&mut self, method: &str, params: Value) -> Response {
        let id = self.ask(method, params);
        loop {
            if let Message::Response(answer) = self.next()
                && answer.id == id
            {
                return answer;
            }
        }
    }

    fn told_of(&mut self, uri: &str) {
        while !is_told(&self.next(), uri) {}
    }

    /// When the findings of a file came first, and when everything was looked at.
    fn told_and_settled(&mut self, uri: &str, begun: Instant) -> (Option<Duration>, Duration) {
        let mut first = None;
        loop {
            match self.next() {
                Message::Response(_) => return (first, begun.elapsed()),
                message => {
                    if first.is_none() && is_told(&message, uri) {
                        first = Some(begun.elapsed());
                    }
                }
            }
        }
    }

    /// Bytes that the server holds in memory.
    fn resident(&self) -> usize {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or(0) * 1024
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn is_told(message: &Message, uri: &str) -> bool {
    matches!(message, Message::Notification(told)
        if told.method == "textDocument/publishDiagnostics" && told.params["uri"] == uri)
}
