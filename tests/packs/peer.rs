//! A system on loopback that notes what it is asked, and a conversation with the real binary.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    method: String,
    target: String,
    headers: HeaderMap,
    body: String,
}

impl Seen {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Method, path with query, body.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.method, self.target, self.body).trim_end().to_owned()
    }
}

/// A system that answers by method and path.
pub struct Peer {
    /// Where it is.
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Peer {
    /// Begins to listen.
    pub async fn new(answer: impl Fn(&str, &str) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let noted = seen.clone();
        let answer = Arc::new(answer);
        let router =
            Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                let (status, said) = answer(method.as_str(), uri.path());
                let body = String::from_utf8_lossy(&body).into_owned();
                noted.lock().unwrap().push(Seen {
                    method: method.to_string(),
                    target: uri.to_string(),
                    headers,
                    body,
                });
                let said = if said.is_null() { String::new() } else { said.to_string() };
                async move {
                    (StatusCode::from_u16(status).unwrap(), [("content-type", "application/json")], said)
                }
            });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Peer { url, seen }
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// What a contact hears who starts, and nothing else. No secret of the environment is told anywhere.
    pub fn talk(&self, script: &str, manifest: &str, env: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        self.talk_in(folder.path(), script, manifest, env)
    }

    /// The same in a folder that stays; contacts are kept in `data` there.
    pub fn talk_in(&self, folder: &Path, script: &str, manifest: &str, env: &[(&str, &str)]) -> Vec<String> {
        std::fs::write(folder.join("bot.flow"), script).unwrap();
        std::fs::write(folder.join("flow.yaml"), manifest).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowc"))
            .args(["run", "--stdio", "--clock", "virtual", "--data"])
            .arg(folder.join("data"))
            .arg(folder)
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let start = json!({ "contact": "c1", "id": "e1", "at": "2026-11-20T10:00:00Z", "type": "start" });
        let later = json!({ "id": "later", "at": "2026-11-20T11:00:00Z", "type": "clock" });
        writeln!(child.stdin.take().unwrap(), "{start}\n{later}").unwrap();
        let mut told = String::new();
        let mut said = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let read: Value = serde_json::from_str(&line).unwrap();
            assert!(read.get("error").is_none(), "{line}");
            if read["effect"] == "say" {
                said.push(read["text"].as_str().unwrap().to_owned());
            }
            told.push_str(&line);
        }
        let ended = child.wait_with_output().unwrap();
        told.push_str(&String::from_utf8_lossy(&ended.stderr));
        assert!(ended.status.success(), "{told}");
        for (name, value) in env.iter().filter(|(_, value)| value.starts_with("canary")) {
            assert!(!told.contains(value), "{name} is told");
        }
        said
    }
}
