//! A process of flowc in a folder of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder with files, in which flowc stands.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// flowc with arguments, without variables that change what it says.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowc"));
        command.args(arguments).current_dir(self.path()).env("NO_COLOR", "1").env_remove("RUST_LOG");
        command
    }

    /// What flowc does with arguments and an input.
    pub fn flowc_with(&self, arguments: &[&str], input: &str) -> Said {
        Self::said(&mut self.command(arguments), input)
    }

    /// What a process does with an input.
    pub fn said(command: &mut Command, input: &str) -> Said {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let feed = std::thread::spawn(move || {
            // A command that ends before its input is read is no failure of the test.
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        feed.join().unwrap();
        Said::of(&output)
    }

    /// What flowc does with arguments.
    pub fn flowc(&self, arguments: &[&str]) -> Said {
        self.flowc_with(arguments, "")
    }
}

/// What a process said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Said {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Everything, for a snapshot.
    pub fn all(&self) -> String {
        let err = if self.err.is_empty() { String::new() } else { format!("--- stderr\n{}", self.err) };
        format!("{}{err}--- exit {}", self.out, self.code)
    }
}

/// A funnel that waits, asks, calls and notifies.
pub const SHOP: &str = r#"bot "Shop" {
  start hello
  guardrails "Never promise a price."
}

tag buyer
goal paid
tracker click_id
postback deposit(amount: number, tid: text) by tid

on postback deposit if deposit.amount >= 100 and not tag buyer { add tag buyer  notify managers "a large one: {deposit.amount}" }

flow hello {
  step ask_name {
    ask "Hi! What is your name?" save name within 1d else -> end
    say "Nice to meet you, {name}!" buttons "Buy", "Leave"
    wait for postback deposit within 2d else -> reminder
    -> thanks
  }
  step thanks {
    reach paid
    say "Thank you!"
    -> end
  }
  step reminder {
    say "Still there?"
    -> end
  }
}
"#;

/// Its manifest.
pub const MANIFEST: &str = "\
flow: 1
project: shop
channels: { web: { kind: web } }
operators: { managers: { default: true } }
links: { web: query }
postbacks: { contact: [click_id, contact], rename: { sum: amount } }
";
