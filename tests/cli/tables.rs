//! Knowledge tables of a running flowc: saved, they answer anew; spoiled, the old one stays.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use super::flowc::Folder;

const SCRIPT: &str = r#"bot "Help" { start hello  channels web }
knowledge faq from "faq.csv"
flow hello {
  step talk {
    ai reply help { waits knowledge faq unanswered { say "I do not know." } on ai down -> end }
  }
}
"#;
const MANIFEST: &str = "flow: 1\nproject: help\nchannels: { web: { kind: web } }\n";

/// A flowc that speaks lines, one event at a time; it ends with the test.
struct Talk {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    notes: BufReader<ChildStderr>,
    events: u32,
}

impl Talk {
    fn begin(folder: &Folder) -> Self {
        let mut command = folder.command(&["run", "--stdio", "--clock", "virtual"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let notes = BufReader::new(child.stderr.take().unwrap());
        let mut talk = Talk { child, input, output, notes, events: 0 };
        talk.event(json!({ "type": "start" }));
        talk
    }

    /// What the bot says to an event.
    fn event(&mut self, mut event: Value) -> Vec<String> {
        self.events += 1;
        let id = format!("e{}", self.events);
        event["contact"] = json!("c1");
        event["id"] = json!(id);
        event["at"] = json!(format!("2026-11-20T10:{:02}:00Z", self.events));
        writeln!(self.input, "{event}").unwrap();
        let mut said = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended after {said:?}");
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["done"] == id {
                return said;
            }
            said.extend(line["text"].as_str().map(str::to_owned));
        }
    }

    fn ask(&mut self, text: &str) -> String {
        self.event(json!({ "type": "message", "text": text })).join("\n")
    }

    /// Notes up to one with these words.
    fn until(&mut self, words: &str) -> String {
        let mut notes = String::new();
        loop {
            let before = notes.len();
            assert!(self.notes.read_line(&mut notes).unwrap() > 0, "it ended after {notes}");
            if notes[before..].contains(words) {
                return notes;
            }
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_saved_table_answers_anew_and_a_spoiled_one_is_refused_with_row_and_column() {
    let folder = Folder::with(&[("help.flow", SCRIPT), ("flow.yaml", MANIFEST)]);
    folder.write("faq.csv", "question,answer\nIs there a fee?,There is no fee.\n");
    let mut talk = Talk::begin(&folder);
    assert_eq!(talk.ask("is there a fee?"), "There is no fee.");

    // As editors save: written beside it, then renamed.
    folder.write("faq.csv.new", "question,answer\nIs there a fee?,One coin.\nWho are you?,Help.\n");
    std::fs::rename(folder.path().join("faq.csv.new"), folder.path().join("faq.csv")).unwrap();
    let notes = talk.until("in service");
    assert!(notes.ends_with("faq.csv: 2 rows in service\n"), "{notes}");
    assert_eq!(talk.ask("is there a fee?"), "One coin.");
    assert_eq!(talk.ask("and who are you?"), "Help.");

    folder.write("faq.csv", "question,answer\nIs there a fee?,Two coins.\nWho are you?,\"Help\n");
    let notes = talk.until("stay in service");
    assert!(notes.contains("row 3, column 2: the text in quotes never ends"), "{notes}");
    assert!(notes.contains("faq.csv:3:14"), "{notes}");
    assert!(notes.ends_with("faq.csv: refused, the 2 rows of before stay in service\n"), "{notes}");
    assert_eq!(talk.ask("is there a fee?"), "One coin.");

    std::fs::remove_file(folder.path().join("faq.csv")).unwrap();
    assert!(talk.until("stay in service").contains("there is no file `faq.csv`"));
    assert_eq!(talk.ask("is there a fee?"), "One coin.");

    folder.write("faq.csv", "question,answer\nIs there a fee?,Two coins.\n");
    assert!(talk.until("in service").ends_with("faq.csv: 1 row in service\n"));
    assert_eq!(talk.ask("is there a fee?"), "Two coins.");
    assert_eq!(talk.ask("who are you?"), "I do not know.");
}

#[test]
fn a_changed_table_is_the_same_program() {
    let folder = Folder::with(&[("help.flow", SCRIPT), ("flow.yaml", MANIFEST)]);
    let program = |table: &str| {
        folder.write("faq.csv", table);
        let built = flowc::lower::build(&flowc::project::Disk, folder.path().to_str().unwrap()).unwrap();
        built.program.unwrap().hash()
    };
    assert_eq!(program("Is there a fee?,No.\n"), program("Is there a fee?,Yes.\n"));
}

#[test]
fn a_channel_without_its_token_is_off_and_the_web_chat_runs() {
    let manifest = "flow: 1\nproject: help\nchannels: { web: { kind: web }, tg: { kind: telegram, token: \"${HELP_TOKEN}\" } }\n\
        operators: { managers: { channel: tg, chat: \"${HELP_CHAT}\", default: true } }\n";
    let script = SCRIPT.replace("channels web", "channels web, tg");
    let folder = Folder::with(&[("help.flow", &script), ("flow.yaml", manifest), ("faq.csv", "A?,b\n")]);
    let mut command = folder.command(&["run", "--bind", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let ready = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(ready.map_while(Result::ok).any(|line| line.starts_with("Ctrl-C")), "it runs without Telegram");
    child.kill().unwrap();
    let notes = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(notes.contains("the channel `tg` is off: not set in the environment: HELP_TOKEN"), "{notes}");
}
