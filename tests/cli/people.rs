//! The people's side with the real binary over real HTTP: the inbox, a link to a conversation, a contact that is erased.

use serde_json::{Value, json};

use super::flowc::Folder;
use super::run::Running;

const DESK: &str = r#"bot "Desk" { start hello }
flow hello {
  step call {
    say "Read it: {contact.link}"
    handoff "wants a person" within 2h else { say "We write tomorrow." }
    say "The bot is back."
    ask "Anything else?" within 1d else -> end
    -> end
  }
}
"#;

const MANIFEST: &str = "\
flow: 1
project: desk
channels: { web: { kind: web } }
operators: { managers: { default: true } }
inbox: { people: { olga: \"${DESK_OLGA}\" } }
";

/// A browser: it keeps its cookie.
struct Browser {
    client: reqwest::Client,
    base: String,
    cookie: String,
}

impl Browser {
    async fn get(&self, path: &str) -> (u16, String) {
        let request = self.client.get(format!("{}{path}", self.base)).header("cookie", &self.cookie);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn post(&mut self, path: &str, body: Value) -> u16 {
        let request = self.client.post(format!("{}{path}", self.base)).header("cookie", &self.cookie);
        let answer = request.json(&body).send().await.unwrap();
        self.keep_cookie(&answer);
        answer.status().as_u16()
    }

    fn keep_cookie(&mut self, answer: &reqwest::Response) {
        if let Some(cookie) = answer.headers().get("set-cookie") {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
    }

    async fn open(client: &reqwest::Client, base: &str, path: &str) -> Browser {
        let mut browser = Browser { client: client.clone(), base: base.to_owned(), cookie: String::new() };
        let answer = client.get(format!("{base}{path}")).send().await.unwrap();
        browser.keep_cookie(&answer);
        browser
    }

    /// The bot's and the team's lines after so many; a line that does not come is a failure.
    async fn lines(&self, count: usize) -> Vec<String> {
        for _ in 0..100 {
            let (status, said) = self.get("/chat/messages").await;
            assert_eq!(status, 200, "{said}");
            let said: Value = serde_json::from_str(&said).unwrap();
            let lines: Vec<_> = said["lines"].as_array().unwrap().clone();
            if lines.len() >= count {
                let words = |line: &Value| format!("{}: {}", line["role"], line["text"]).replace('"', "");
                return lines.iter().map(words).collect();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("no line {count} came");
    }
}

fn running(folder: &Folder) -> (Running, String) {
    let mut command = folder.command(&["run", "--bind", "127.0.0.1:0"]);
    let mut running = Running::of(command.env("DESK_OLGA", "correct horse"));
    let said = running.until("Ctrl-C").join("\n");
    let base = said.split("chat      ").nth(1).unwrap().split(['\n', ' ']).next().unwrap();
    (running, base.trim_end_matches('/').to_owned())
}

#[tokio::test]
async fn a_contact_is_taken_answered_handed_back_read_by_its_link_and_erased() {
    let folder = Folder::with(&[("desk.flow", DESK), ("flow.yaml", MANIFEST)]);
    let (run, base) = running(&folder);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut contact = Browser::open(&client, &base, "/").await;
    assert_eq!(contact.post("/chat/start", json!({})).await, 200);
    let link = contact.lines(1).await[0].strip_prefix("bot: Read it: ").unwrap().to_owned();
    let path = link.strip_prefix(&base).unwrap().to_owned();

    let mut olga = Browser::open(&client, &base, "/inbox").await;
    assert_eq!(olga.get("/inbox/api/contacts").await.0, 401);
    assert_eq!(olga.post("/inbox/api/login", json!({ "name": "olga", "password": "wrong" })).await, 401);
    assert_eq!(
        olga.post("/inbox/api/login", json!({ "name": "olga", "password": "correct horse" })).await,
        204
    );
    let list: Value = serde_json::from_str(&olga.get("/inbox/api/contacts").await.1).unwrap();
    let id = list["contacts"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(list["contacts"][0]["charge"]["reason"], "wants a person");
    let act = |what: &str, number: u32| format!("/inbox/api/{what}?id={id}&act=a{number}");
    assert_eq!(olga.post(&act("say", 1), json!({ "text": "I am <b>Olga</b>." })).await, 204);
    assert_eq!(olga.post(&act("say", 1), json!({ "text": "I am <b>Olga</b>." })).await, 204, "sent again");
    assert_eq!(contact.lines(2).await[1], "person: I am <b>Olga</b>.");
    let list: Value = serde_json::from_str(&olga.get("/inbox/api/contacts").await.1).unwrap();
    assert_eq!(list["contacts"][0]["charge"]["by"], "olga");

    assert_eq!(run.end(), 0);
    let (run, again) = running(&folder);
    contact.base.clone_from(&again);
    olga.base.clone_from(&again);
    assert_eq!(olga.get("/inbox/api/contacts").await.0, 401, "a session ends with its process");
    olga.post("/inbox/api/login", json!({ "name": "olga", "password": "correct horse" })).await;
    let list: Value = serde_json::from_str(&olga.get("/inbox/api/contacts").await.1).unwrap();
    assert_eq!(list["contacts"][0]["charge"]["by"], "olga", "who has it outlives the process");
    assert_eq!(olga.post(&act("leave", 2), json!({})).await, 204);
    assert_eq!(contact.lines(4).await[2..], ["bot: The bot is back.", "bot: Anything else?"]);
    let (status, page) = contact.get(&path).await;
    assert!(status == 200 && page.contains("I am &lt;b&gt;Olga&lt;/b&gt;."), "{status} {page}");

    let erased = folder.flowc(&["erase", &id]);
    assert_eq!((erased.code, erased.err.as_str()), (0, ""));
    assert_eq!(folder.flowc(&["show", &id]).code, 2);
    assert_eq!(contact.get(&path).await.0, 404);
    assert_eq!(contact.post("/chat/start", json!({})).await, 200);
    let new = contact.lines(1).await;
    assert!(new.len() == 1 && !new[0].contains(&path), "a new conversation: {new:?}");
    assert_eq!(contact.get(&path).await.0, 404);
    assert_eq!(run.end(), 0);
    assert_eq!(folder.flowc(&["erase", &id]).code, 0, "at rest, too");
    assert_eq!(folder.flowc(&["show", &id]).code, 2);
}

#[tokio::test]
async fn an_inbox_without_people_says_how_to_open_it() {
    let manifest = MANIFEST.split("inbox:").next().unwrap();
    let folder = Folder::with(&[("desk.flow", DESK), ("flow.yaml", manifest)]);
    let (run, base) = running(&folder);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut nobody = Browser::open(&client, &base, "/inbox").await;
    assert!(nobody.get("/inbox").await.1.contains("Name the people of the team in flow.yaml"));
    assert_eq!(nobody.post("/inbox/api/login", json!({ "name": "", "password": "" })).await, 401);
    assert_eq!(run.end(), 0);
}

#[test]
fn a_short_password_is_refused_without_being_shown() {
    let folder = Folder::with(&[("desk.flow", DESK), ("flow.yaml", MANIFEST)]);
    let mut command = folder.command(&["run", "--bind", "127.0.0.1:0"]);
    let said = Folder::said(command.env("DESK_OLGA", "sesame"), "");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("inbox.people.olga: a password has at least 8 characters"), "{}", said.err);
    assert!(!said.err.contains("sesame"));
}
