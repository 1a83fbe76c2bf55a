//! The transcripts against the real binary, over `run --stdio --clock virtual`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::script::{self, Input, Transcript, shown};

/// Monday noon in Kyiv.
const BEGIN: i64 = 1_795_428_000;

struct Flowc {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Flowc {
    fn start(transcript: &Transcript, data: &std::path::Path) -> Flowc {
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowc"))
            .arg("run")
            .arg(&transcript.project)
            .args(["--stdio", "--clock", "virtual", "--data"])
            .arg(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Flowc { child, stdin, stdout }
    }

    /// Sends an event and reads until it is done.
    fn send(&mut self, event: &Value) -> Vec<Value> {
        writeln!(self.stdin, "{event}").unwrap();
        self.stdin.flush().unwrap();
        let mut effects = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).unwrap() > 0, "flowc ended at {event}");
            let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            assert!(said.get("error").is_none(), "{event}: {line}");
            if said.get("done").is_some() {
                return effects;
            }
            effects.push(said);
        }
    }

    fn end(mut self) {
        drop(self.stdin);
        assert!(self.child.wait().unwrap().success());
    }
}

fn event(transcript: &Transcript, input: &Input, number: usize, at: i64) -> Value {
    let at = jiff::Timestamp::from_second(at).unwrap().to_string();
    let mut event = json!({ "contact": transcript.contact(), "id": format!("e{number}"), "at": at });
    let pairs =
        |pairs: &[(String, String)]| pairs.iter().cloned().collect::<std::collections::BTreeMap<_, _>>();
    let more = match input {
        Input::Start(trackers) => {
            json!({ "type": "start", "trackers": pairs(trackers), "known": { "channel": "web" } })
        }
        Input::Say(text) => json!({ "type": "message", "text": text }),
        Input::Press(text) => json!({ "type": "button", "text": text }),
        Input::Picture(file) => {
            json!({ "type": "message", "media": [{ "kind": "image", "file": transcript.project.join(file) }] })
        }
        Input::Wait(_) => json!({ "type": "clock" }),
        Input::Postback(name, params) => json!({ "type": "postback", "name": name, "params": pairs(params) }),
    };
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

fn line(effect: &Value) -> String {
    let texts = |of: &str, key: &str| -> Vec<String> {
        let items = effect[of].as_array().into_iter().flatten();
        items.map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
    };
    let media = effect["media"].as_array().into_iter().flatten().map(|media| {
        let at = media["at"].as_str().unwrap_or_default();
        format!("{} {}", media["kind"].as_str().unwrap_or_default(), at.trim_start_matches("file:"))
    });
    let text = effect["text"].as_str().unwrap_or_default();
    shown(effect["effect"].as_str().unwrap(), text, &texts("buttons", "text"), &media.collect::<Vec<_>>())
}

/// Plays a transcript, ending and starting the process between all turns if `restart`.
fn play(transcript: &Transcript, restart: bool) -> Vec<(usize, Vec<String>)> {
    let data = tempfile::tempdir().unwrap();
    let mut flowc = Flowc::start(transcript, data.path());
    let mut at = BEGIN;
    let mut heard = Vec::new();
    for (number, turn) in transcript.turns.iter().enumerate() {
        if let Input::Wait(seconds) = turn.input {
            at += seconds;
        } else {
            at += 5;
        }
        if restart && number > 0 {
            flowc.end();
            flowc = Flowc::start(transcript, data.path());
        }
        let effects = flowc.send(&event(transcript, &turn.input, number, at));
        heard.push((turn.line, effects.iter().map(line).collect()));
    }
    flowc.end();
    heard
}

#[test]
fn the_documented_conversations_are_what_the_binary_says() {
    let mut wrong = String::new();
    let mut heard_by_line = std::collections::BTreeMap::new();
    for transcript in script::all() {
        for ((line, heard), turn) in play(&transcript, false).into_iter().zip(&transcript.turns) {
            if heard != turn.expected {
                wrong += &format!(
                    "{} line {line}, after {:?}\n  expected {:#?}\n  heard {heard:#?}\n",
                    transcript.name, turn.input, turn.expected
                );
            }
            heard_by_line.insert(line, heard);
        }
    }
    if std::env::var_os("TRANSCRIPTS_WRITE").is_some() {
        write(&heard_by_line);
    } else {
        assert!(
            wrong.is_empty(),
            "{wrong}\nTRANSCRIPTS_WRITE=1 writes what is heard; read it before you keep it"
        );
    }
}

/// Writes what was heard under each input, in the place of what was expected.
fn write(heard: &std::collections::BTreeMap<usize, Vec<String>>) {
    assert!(script::reads_pictures(), "without tesseract the page would lose its end");
    let text = std::fs::read_to_string(script::path()).unwrap();
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if !(line.starts_with("< ") || line.starts_with("* ")) {
            out.push(line.to_owned());
        }
        out.extend(heard.get(&(at + 1)).into_iter().flatten().cloned());
    }
    std::fs::write(script::path(), out.join("\n") + "\n").unwrap();
}

#[test]
fn a_restart_between_all_turns_changes_nothing() {
    for transcript in script::all() {
        assert_eq!(play(&transcript, true), play(&transcript, false), "{}", transcript.name);
    }
}
