//! A running flowc with its own folder and environment.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;

/// The secret of the channels in these tests.
pub const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A running flowc; it ends with the test.
pub struct Running {
    child: Child,
    pub base: String,
    pub client: reqwest::Client,
    folder: Option<tempfile::TempDir>,
}

/// A folder with these files.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        std::fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// The example, with leave to reach this machine.
pub fn example() -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/crm-assistant");
    let folder = tempfile::tempdir().unwrap();
    for file in ["bot.flow", "tests.flow", "flow.yaml"] {
        let mut text = std::fs::read_to_string(from.join(file)).unwrap();
        if file == "flow.yaml" {
            text.push_str("allow_private: [127.0.0.1]\n");
        }
        std::fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

impl Running {
    /// flowc over a folder, with variables of its environment.
    pub fn over(folder: tempfile::TempDir, variables: &[(&str, &str)]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowc"));
        command.args(["run", "--bind", "127.0.0.1:0"]).current_dir(folder.path()).env("NO_COLOR", "1");
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut base = String::new();
        loop {
            let line = lines.next().expect("it ended before it was ready").unwrap();
            if let Some((_, url)) = line.split_once("chat      ") {
                base = url.split("/?").next().unwrap().trim_end_matches('/').to_owned();
            }
            if line.starts_with("Ctrl-C") {
                break;
            }
        }
        // Whoever no longer reads must not stop whoever writes.
        std::thread::spawn(move || lines.for_each(drop));
        Running { child, base, client: reqwest::Client::new(), folder: Some(folder) }
    }

    /// Posts an event with the secret as a bearer.
    pub async fn event(&self, channel: &str, body: &Json) -> (u16, Json) {
        let url = format!("{}/v1/channels/{channel}/events", self.base);
        let sent = self.client.post(url).bearer_auth(SECRET).json(body).send().await.unwrap();
        let status = sent.status().as_u16();
        (status, sent.json().await.unwrap_or(Json::Null))
    }

    /// Ends it as a power cut does, and gives its folder back.
    pub fn killed(mut self) -> tempfile::TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.folder.take().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
