//! `flowc run`: what it needs, what it says first, how it refuses.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use super::flowc::{Folder, MANIFEST, SHOP};

/// A running flowc; it ends with the test.
pub struct Running {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
}

impl Running {
    pub fn new(folder: &Folder, arguments: &[&str]) -> Self {
        Self::of(&mut folder.command(arguments))
    }

    pub fn of(command: &mut std::process::Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Running { child, out }
    }

    /// Lines up to one that begins with this.
    pub fn until(&mut self, start: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.out.read_line(&mut line).unwrap() > 0, "it ended after {lines:#?}");
            lines.push(line.trim_end().to_owned());
            if line.starts_with(start) {
                return lines;
            }
        }
    }

    /// Asked to end, it ends.
    pub fn end(mut self) -> i32 {
        // SAFETY: a signal to a child that was not waited for yet.
        assert_eq!(unsafe { libc::kill(self.child.id() as i32, libc::SIGTERM) }, 0);
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn all_missing_variables_are_named_at_once_with_their_places() {
    let manifest = format!(
        "{MANIFEST}models: {{ talk: {{ provider: openai_compatible, url: \"${{SHOP_MODEL_URL}}\", key: \"${{SHOP_MODEL_KEY}}\", model: small }} }}\n\
         actions: {{ pay: {{ post: \"${{SHOP_PAY_URL}}/links\", headers: {{ authorization: \"Bearer ${{SHOP_MODEL_KEY}}\" }} }} }}\n"
    );
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", &manifest)]);
    assert_eq!(folder.flowc(&["check"]).code, 0, "check asks for no variables");
    let said = folder.flowc(&["run"]);
    assert_eq!(said.code, 2);
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "error: the manifest asks for variables that are not set",
            "  SHOP_MODEL_KEY: for actions.pay.headers.authorization, models.talk.key",
            "  SHOP_MODEL_URL: for models.talk.url",
            "  SHOP_PAY_URL: for actions.pay",
        ]
    );
    assert!(!folder.path().join(".flowc").exists(), "nothing was made");
}

#[test]
fn a_run_says_where_the_chat_is_and_what_to_try() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let mut running = Running::new(&folder, &["run", "--bind", "127.0.0.1:0"]);
    let said = running.until("Ctrl-C");
    assert_eq!(said[0], "shop runs");
    let chat = said[1].trim().strip_prefix("chat      http://127.0.0.1:").unwrap();
    assert!(chat.ends_with("/?click_id=demo-1"), "{chat}");
    let curl = said[2].trim().strip_prefix("postback  curl \"http://127.0.0.1:").unwrap();
    assert!(curl.ends_with("/deposit?click_id=demo-1&amount=50&tid=1234567\""), "{curl}");
    assert!(said[3].starts_with("  AI        offline"), "{said:#?}");
    assert!(said[4].ends_with(".flowc"), "{said:#?}");

    let second = folder.flowc(&["run", "--bind", "127.0.0.1:0"]);
    assert_eq!(second.code, 2);
    assert!(second.err.contains("another flowc runs on this folder"), "{}", second.err);

    let taken = format!("127.0.0.1:{}", chat.split('/').next().unwrap());
    let busy = folder.flowc(&["run", "--bind", &taken, "--data", "other"]);
    assert_eq!(busy.code, 2);
    assert!(
        busy.err.contains("cannot listen on") && busy.err.contains("--bind 127.0.0.1:PORT"),
        "{}",
        busy.err
    );
    assert_eq!(running.end(), 0);
}

#[test]
fn a_secret_of_the_environment_is_never_shown() {
    let manifest = MANIFEST.replace("postbacks: {", "postbacks: { secret: \"${SHOP_SECRET}\",");
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", &manifest)]);
    let mut command = folder.command(&["run", "--bind", "127.0.0.1:0"]);
    let mut running = Running::of(command.env("SHOP_SECRET", "open sesame"));
    let said = running.until("Ctrl-C").join("\n");
    assert!(said.contains("/v1/postbacks/${SHOP_SECRET}/deposit?") && !said.contains("sesame"), "{said}");
}

#[test]
fn a_saved_script_is_put_into_service_while_it_runs() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let mut running = Running::new(&folder, &["run", "--watch", "--bind", "127.0.0.1:0"]);
    running.until("Ctrl-C");
    let program = || {
        let health = folder.flowc(&["health", "--json"]).out;
        let health: serde_json::Value = serde_json::from_str(&health).unwrap();
        health["health"]["program"].as_str().unwrap().to_owned()
    };
    let first = program();
    folder.write("shop.flow", &SHOP.replace("Still there?", "Are you still there?"));
    running.until("the saved script runs");
    assert_ne!(program(), first);
    assert_eq!(running.end(), 0);
}

#[test]
fn beyond_this_machine_it_must_know_its_name() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let said = folder.flowc(&["run", "--bind", "0.0.0.0:0"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--public-url"), "{}", said.err);
}

#[test]
fn a_script_that_loses_the_place_of_a_contact_is_refused_unless_they_may_begin_again() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let run = ["run", "--stdio", "--clock", "virtual"];
    let start = |contact: &str| {
        format!(
            "{{\"contact\":\"{contact}\",\"id\":\"e1\",\"at\":\"2026-11-20T10:00:00Z\",\"type\":\"start\"}}\n"
        )
    };
    assert_eq!(folder.flowc_with(&run, &(start("c1") + &start("c2"))).code, 0);
    folder.write("shop.flow", &SHOP.replace("ask \"Hi! What is your name?\" save name within 1d else -> end\n    say \"Nice to meet you, {name}!\"", "say \"Hi!\""));
    let said = folder.flowc_with(&run, "");
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("2 contacts stand at `ask` in flow `hello` step `ask_name`"), "{}", said.err);
    let restarted = folder.flowc_with(&["run", "--stdio", "--clock", "virtual", "--restart-lost"], "");
    assert_eq!(restarted.code, 0, "{restarted:?}");
    assert_eq!(restarted.out.matches("\"text\":\"Hi!\"").count(), 2, "{}", restarted.out);
}

#[test]
fn contacts_go_on_where_a_changed_script_says_that_their_place_has_moved() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let run = ["run", "--stdio", "--clock", "virtual"];
    let event = |id: &str, more: &str| {
        format!("{{\"contact\":\"c1\",\"id\":\"{id}\",\"at\":\"2026-11-20T10:00:00Z\",{more}}}\n")
    };
    assert_eq!(folder.flowc_with(&run, &event("e1", "\"type\":\"start\"")).code, 0);
    let renamed = SHOP.replace("ask_name", "who_is_it");
    folder.write("shop.flow", &renamed);
    let refused = folder.flowc_with(&run, "");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("say in the script what becomes of them"), "{}", refused.err);
    folder.write("shop.flow", &format!("moved hello step ask_name to hello step who_is_it\n{renamed}"));
    let said = folder.flowc_with(&run, &event("e2", "\"type\":\"message\",\"text\":\"Olga\""));
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("Nice to meet you, Olga!"), "{}", said.out);
}
