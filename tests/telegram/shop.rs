//! A project with a bot, and flowc that runs it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bot_api::Fake;

/// The token of the bot: nothing that flowc says may hold it.
pub const TOKEN: &str = "1000:canary-AAF3x9";
/// The chat of the managers.
pub const TEAM: i64 = -500;
pub const PNG: &[u8] = include_bytes!("../../examples/screenshot-funnel/proof.png");

const SCRIPT: &str = r#"bot "Shop" {
  start hello
  stop words "stop"
}

field name: text
field photo: image
tracker click_id
tracker offer
postback deposit(amount: number, tid: text) by tid

on start "vip" -> flow vip
on message "help" { handoff "wants help" within 2d else { say "Nobody came." } }
on message "refund" { handoff "wants money" { "Paid" { say "It is paid." } } within 2d else { say "Nobody came." } }
on message "long" { say """LONG""" }
on message "link" { say "Here." buttons { "Open" link "https://shop.example/a" } }
on voice { say "I hear you." }

flow hello {
  step begin {
    ask "Hi! What is your name?" save name within 1d else -> end
    say "Nice to meet you, {name}, by {tracker.click_id} and {tracker.offer}!" with image "map.png"
    ask "Shall we go on?" buttons "Yes", "No" within 1d else -> end
    ask image "Send a picture." save photo within 1d else -> end
    say "Here it is again." with image photo
    wait for postback deposit within 2d else -> end
    say "Thank you for {deposit.amount}!"
    -> talk
  }
  step talk {
    ask "Say something." save name within 1d else -> end
    say "You said: {name}."
    -> talk
  }
}

flow vip {
  step only {
    say "Welcome, dear guest!"
    -> flow hello step talk
  }
}
"#;

/// A folder with the project.
pub struct Shop {
    folder: tempfile::TempDir,
    pub fake: Fake,
}

/// A running flowc; it ends with the test.
pub struct Running {
    child: Child,
    out: Arc<Mutex<String>>,
    err: Arc<Mutex<String>>,
    /// Its own address.
    pub base: String,
    /// The secret of postbacks.
    pub secret: String,
}

impl Shop {
    /// The project; `channel` are further keys of the bot.
    pub fn new(channel: &str) -> Self {
        let fake = Fake::new(TOKEN);
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "flow: 1\nproject: shop\nchannels:\n  telegram: {{ kind: telegram, token: \"${{TELEGRAM_TOKEN}}\", url: \"{}\"{channel} }}\n  \
             web: {{ kind: web }}\noperators: {{ managers: {{ channel: telegram, chat: \"${{TEAM}}\", default: true }} }}\n\
             links: {{ telegram: \"{{click_id}}-{{offer}}\" }}\npostbacks: {{ contact: [click_id, contact], rename: {{ sum: amount }} }}\n\
             allow_private: [\"127.0.0.1\"]\n",
            fake.url()
        );
        let script = SCRIPT.replace("LONG", &long());
        std::fs::write(folder.path().join("shop.flow"), script).unwrap();
        std::fs::write(folder.path().join("flow.yaml"), manifest).unwrap();
        std::fs::write(folder.path().join("map.png"), PNG).unwrap();
        Shop { folder, fake }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// flowc with arguments and what the project asks of the environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowc"));
        command.args(arguments).current_dir(self.path()).env("NO_COLOR", "1").env_remove("RUST_LOG");
        command.env("TELEGRAM_TOKEN", TOKEN).env("TEAM", TEAM.to_string());
        command
    }

    /// Runs it on a free port until it says that it is ready.
    pub fn run(&self) -> Running {
        Running::of(&mut self.command(&["run", "--bind", "127.0.0.1:0"]))
    }

    /// Runs it so that a webhook reaches it.
    pub fn run_public(&self) -> Running {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (bind, url) = (free.to_string(), format!("http://{free}"));
        Running::of(&mut self.command(&["run", "--bind", &bind, "--public-url", &url]))
    }

    /// A contact as an operator's command shows it; waits until it looks as it should.
    pub fn contact_when(&self, contact: &str, what: &str, looks: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let said = self.command(&["show", contact, "--json"]).output().unwrap();
            let shown: Value = serde_json::from_slice(&said.stdout).unwrap_or_default();
            if looks(&shown["contact"]) {
                return shown["contact"].clone();
            }
            assert!(Instant::now() < end, "{contact} never {what}: {shown:#}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A text that needs two messages: Telegram counts an emoji as two.
pub fn long() -> String {
    (0..400).map(|word| format!("😀😀😀😀{word}")).collect::<Vec<_>>().join(" ")
}

impl Running {
    /// Starts it and waits until it is ready.
    pub fn of(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = kept(child.stdout.take().unwrap());
        let err = kept(child.stderr.take().unwrap());
        let mut running = Running { child, out, err, base: String::new(), secret: String::new() };
        running.says("Ctrl-C");
        let said = running.out();
        let behind = |start: &str| said.split_once(start).map(|(_, rest)| rest).unwrap_or_default();
        let chat = behind("chat      ").split('/').take(3).collect::<Vec<_>>().join("/");
        running.base = chat;
        running.secret = behind("/v1/postbacks/").split('/').next().unwrap_or_default().to_owned();
        running
    }

    /// What it has said on its standard output.
    pub fn out(&self) -> String {
        self.out.lock().unwrap().clone()
    }

    /// What it has logged.
    pub fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    /// Waits until it says, or logs, something.
    pub fn says(&mut self, words: &str) {
        let end = Instant::now() + Duration::from_secs(60);
        while !self.out().contains(words) && !self.err().contains(words) {
            let ended = self.child.try_wait().unwrap();
            let late = ended.is_some() || Instant::now() > end;
            assert!(!late, "`{words}` was never said ({ended:?}): {}{}", self.out(), self.err());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends without a farewell.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asked to end, it ends well.
    pub fn end(mut self) {
        // SAFETY: a signal to a child that was not waited for yet.
        assert_eq!(unsafe { libc::kill(self.child.id() as i32, libc::SIGTERM) }, 0);
        assert!(self.child.wait().unwrap().success(), "{}{}", self.out(), self.err());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let said = self.out() + &self.err();
            assert!(!said.contains("canary"), "the token was shown: {said}");
        }
    }
}

/// What comes out of a stream, as it comes.
fn kept(mut stream: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let keep = text.clone();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = stream.read(&mut bytes) {
            keep.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
    });
    text
}
