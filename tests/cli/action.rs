//! `do`, end to end: the binary calls a server on this machine, which the manifest allows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::flowc::Folder;

const SCRIPT: &str = r#"bot "Shop" { start hello  guardrails "Never promise a price." }
flow hello {
  step lead {
    ask "Your name?" save name within 1d else -> end
    do crm.create(name: name) save lead else -> down
    say "Your number is {lead.id}."
    -> end
  }
  step down { say "We will write to you." -> end }
}
"#;

/// A server that gives these answers in order, then the last one again; and what it was asked.
struct Crm {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Crm {
    fn answering(answers: &'static [(u16, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = BufReader::new(stream.unwrap());
                let (mut request, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    if stream.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
                        break;
                    }
                    let lower = line.to_lowercase();
                    if let Some(value) = lower.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    if ["post ", "authorization:", "idempotency-key:"]
                        .iter()
                        .any(|word| lower.starts_with(word))
                    {
                        request.push_str(&line);
                    }
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).unwrap();
                request.push_str(std::str::from_utf8(&body).unwrap());
                let mut seen = seen.lock().unwrap();
                let (status, body) = answers[seen.len().min(answers.len() - 1)];
                seen.push(request.replace("\r\n", "\n"));
                let answer = format!(
                    "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.get_mut().write_all(answer.as_bytes()).unwrap();
            }
        });
        Crm { port, asked }
    }

    /// What a contact hears who gives a name; `more` are further keys of the action and of the manifest.
    fn heard(&self, more: &str, allowed: &str) -> (Folder, String) {
        let manifest = format!(
            "flow: 1\nproject: shop\nallow_private: [{allowed}]\nactions:\n  crm.create:\n    post: \"${{CRM_URL}}/leads\"\n    \
             headers: {{ authorization: \"Bearer ${{CRM_KEY}}\" }}\n    input: {{ name: text }}\n    \
             output: {{ id: number }}\n{more}"
        );
        let folder = Folder::with(&[("shop.flow", SCRIPT), ("flow.yaml", &manifest)]);
        let heard = self.talk(&folder);
        (folder, heard)
    }

    fn talk(&self, folder: &Folder) -> String {
        let lines = "\
            {\"contact\":\"c1\",\"id\":\"e1\",\"at\":\"2026-11-20T10:00:00Z\",\"type\":\"start\"}\n\
            {\"contact\":\"c1\",\"id\":\"e2\",\"at\":\"2026-11-20T10:01:00Z\",\"type\":\"message\",\"text\":\"O\\\"Hara }\"}\n\
            {\"id\":\"later\",\"at\":\"2026-11-20T11:00:00Z\",\"type\":\"clock\"}\n";
        let mut command = folder.command(&["run", "--stdio", "--clock", "virtual"]);
        command.env("CRM_URL", format!("http://localhost:{}", self.port)).env("CRM_KEY", "open sesame");
        let said = Folder::said(&mut command, lines);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(!said.err.contains("sesame") && !said.out.contains("sesame"), "{said:?}");
        said.out
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[test]
fn an_action_is_called_with_typed_json_and_its_answer_is_typed() {
    let crm = Crm::answering(&[(201, r#"{"id": 7, "note": "x"}"#)]);
    let (folder, heard) = crm.heard("", "localhost");
    assert!(heard.contains("Your number is 7."), "{heard}");
    assert_eq!(
        crm.asked(),
        ["POST /leads HTTP/1.1\nauthorization: Bearer open sesame\n{\"name\":\"O\\\"Hara }\"}"]
    );
    let again = crm.talk(&folder);
    assert!(!again.contains("\"taken\":true,\"sequence\":2"), "{again}");
    assert_eq!(crm.asked().len(), 1, "what was done is not done again");
}

#[test]
fn a_busy_server_is_asked_again_with_the_same_key() {
    let crm = Crm::answering(&[(503, ""), (503, ""), (200, r#"{"id": 7}"#)]);
    let (_, heard) = crm.heard("    idempotent: header Idempotency-Key\n    tries: 3\n", "localhost");
    assert!(heard.contains("Your number is 7."), "{heard}");
    let keys: Vec<String> = crm
        .asked()
        .iter()
        .filter_map(|asked| asked.lines().find(|line| line.to_lowercase().starts_with("idempotency-key")))
        .map(str::to_owned)
        .collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[test]
fn what_fails_takes_its_else() {
    for answers in [&[(400, "{}")][..], &[(200, "<html>")], &[(200, r#"{"id": "seven"}"#)]] {
        let crm = Crm::answering(Box::leak(answers.to_vec().into_boxed_slice()));
        let (_, heard) = crm.heard("", "localhost");
        assert!(heard.contains("We will write to you."), "{answers:?}: {heard}");
    }
}

#[test]
fn a_private_host_that_the_manifest_does_not_name_is_never_asked() {
    let crm = Crm::answering(&[(200, r#"{"id": 7}"#)]);
    let (_, heard) = crm.heard("", "other.internal");
    assert!(heard.contains("We will write to you."), "{heard}");
    assert!(crm.asked().is_empty());
}

#[test]
fn a_dry_run_tells_what_would_be_sent_and_sends_nothing() {
    let crm = Crm::answering(&[(200, r#"{"id": 7}"#)]);
    let manifest = "flow: 1\nproject: shop\nallow_private: [localhost]\nconnections:\n  crm: { url: \"${CRM_URL}\", auth: { bearer: \"${CRM_KEY}\" } }\n\
        actions:\n  crm.create:\n    use: crm\n    post: /leads\n    headers: { x-key: \"${CRM_KEY}\" }\n    input: { name: text private }\n    \
        body: { who: \"{name}\", run: \"{call.key}\" }\n    output: { id: number }\n    dry_run: { id: 99 }\n";
    let folder = Folder::with(&[("shop.flow", SCRIPT), ("flow.yaml", manifest)]);
    let lines = "\
        {\"contact\":\"c1\",\"id\":\"e1\",\"at\":\"2026-11-20T10:00:00Z\",\"type\":\"start\"}\n\
        {\"contact\":\"c1\",\"id\":\"e2\",\"at\":\"2026-11-20T10:01:00Z\",\"type\":\"message\",\"text\":\"Ann\"}\n";
    let mut command = folder.command(&["run", "--stdio", "--clock", "virtual", "--dry-run"]);
    command.env("CRM_URL", format!("http://localhost:{}", crm.port)).env("CRM_KEY", "open sesame");
    let said = Folder::said(&mut command, lines);
    assert!(said.code == 0 && said.out.contains("Your number is 99."), "{said:?}");
    let told = "dry run: crm.create would send\nPOST ${CRM_URL}/leads\nx-key: ${CRM_KEY}\ncontent-type: application/json\n\
        {\"who\":\"•••\",\"run\":\"c1/2/0\"}";
    assert!(said.err.contains(told), "{}", said.err);
    assert!(!said.err.contains("sesame") && !said.err.contains("Ann"), "{}", said.err);
    assert!(crm.asked().is_empty());
    let unset = folder.flowc_with(&["run", "--stdio", "--clock", "virtual", "--dry-run"], "");
    assert_eq!(unset.code, 0, "{unset:?}");
}
