//! A canary secret and a canary phone are driven through every connector, most of which fail: no log down to `trace`, no
//! error, no answer of the server and no file of the data folder holds them.
#![allow(clippy::disallowed_methods)] // projects of tests are written

#[allow(dead_code)] // shared: each test takes what it needs
#[path = "support/telegram.rs"]
mod bot_api;

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};

const PHONE: &str = "+380007310777";
const TOKEN: &str = "1000:canary-telegram";

/// Every secret of the manifest, by its variable.
const SECRETS: [(&str, &str); 12] = [
    ("TELEGRAM_TOKEN", TOKEN),
    ("CRM_SECRET", "canary-channel"),
    ("HOOKS_SECRET", "canary-hooks"),
    ("POSTBACKS", "canary-postbacks"),
    ("KEY", "canary-header"),
    ("CLIENT_SECRET", "canary-oauth-client"),
    ("REFRESH", "canary-oauth-refresh"),
    ("SIGN_KEY", "canary-signature"),
    ("MODEL_KEY", "canary-model"),
    ("SMTP_URL", "smtp://user:canary-mail@127.0.0.1:1"),
    ("DATABASE_URL", "postgres://user:canary-sql@127.0.0.1:1/shop"),
    ("INBOX_OLGA", "canary-inbox"),
];

const SCRIPT: &str = r#"bot "Shop" {
  start lead
  channels crm, telegram, web
  guardrails "Never promise a price."
  stop words "stop"
}
field phone: text private
field note: text
tracker click_id
postback deposit(amount: number, tid: text) by tid
webhook paid(total: number)

flow lead {
  on webhook paid { say "Thank you." }
  step begin {
    ask phone "Your phone?" save phone within 1d else -> end
    do api.fails(phone: phone) else { say "1" }
    do api.garbage(phone: phone) else { say "2" }
    do api.slow(phone: phone) else { say "3" }
    do api.gone(phone: phone) else { say "4" }
    do api.graph(phone: phone) else { say "5" }
    do api.signed(phone: phone) else { say "6" }
    do api.oauth(phone: phone) else { say "7" }
    do mail.send(phone: phone) else { say "8" }
    do db.remote(phone: phone) else { say "9" }
    do db.local(phone: phone) else { say "10" }
    do tools.fail(phone: phone) else { say "11" }
    do leads.append(phone: phone) else { say "12" }
    notify managers "A lead has come."
    handoff "wants a call" within 1d else { say "Nobody came." }
    -> talk
  }
  step talk {
    ai reply help {
      goal "The contact is content."
      unanswered { say "I do not know." }
    }
  }
}
on ai down { say "The model is down." }
"#;

const MANIFEST: &str = r#"flow: 1
project: shop
allow_private: [127.0.0.1]
channels:
  crm: { kind: http, secret: "${CRM_SECRET}", deliver: "${PEER}/deliver" }
  telegram: { kind: telegram, token: "${TELEGRAM_TOKEN}", url: "${TELEGRAM_API}" }
  web: { kind: web }
operators:
  managers: { channel: telegram, chat: "-500", default: true }
inbox: { people: { olga: "${INBOX_OLGA}" } }
models:
  talk: { provider: openai_compatible, url: "${PEER}/model", key: "${MODEL_KEY}", model: small, timeout: 5s }
postbacks: { secret: "${POSTBACKS}", contact: [click_id, contact] }
webhooks:
  secret: "${HOOKS_SECRET}"
  paid: { contact: { contact: $.contact }, params: { total: $.total } }
connections:
  token: { url: "${PEER}/oauth", auth: { oauth2: { token_url: "${PEER}/token", client_id: shop, client_secret: "${CLIENT_SECRET}", refresh_token: "${REFRESH}" } } }
  signing: { url: "${PEER}/signed", sign: { header: x-signature, key: "${SIGN_KEY}", signed: [body] } }
actions:
  api.fails: { post: "${PEER}/fails?key=${KEY}", headers: { authorization: "Bearer ${KEY}" }, input: { phone: text private }, tries: 2, idempotent: true, error: { message: $.message } }
  api.garbage: { post: "${PEER}/garbage", headers: { x-key: "${KEY}" }, input: { phone: text private }, output: { id: number } }
  api.slow: { post: "${PEER}/slow", input: { phone: text private }, timeout: 1s }
  api.gone: { post: "http://127.0.0.1:1/${KEY}/{phone}", input: { phone: text private } }
  api.graph: { post: "${PEER}/graph", graphql: "mutation ($p: String) { call(phone: $p) { id } }", variables: { p: "{phone}" }, input: { phone: text private }, output: { id: number }, pick: $.data.call }
  api.signed: { use: signing, post: /x, input: { phone: text private } }
  api.oauth: { use: token, post: /x, input: { phone: text private } }
  mail.send: { smtp: "${SMTP_URL}", from: "shop@shop.example", to: "lead@shop.example", subject: "Call {phone}", text: "{phone}", input: { phone: text private }, tries: 1 }
  db.remote: { sql: "${DATABASE_URL}", query: "insert into leads values ({phone})", input: { phone: text private }, tries: 1 }
  db.local: { sql: "sqlite:shop.db", query: "insert into leads values ({phone})", input: { phone: text private }, tries: 1 }
  tools.fail: { command: [sh, -c, "echo \"$0 is odd\" >&2; exit 1", "{phone}"], input: { phone: text private } }
  leads.append: { csv: leads.csv, input: { phone: text private } }
"#;

/// A system in which nothing goes well; what it was told.
async fn peer() -> (String, Arc<Mutex<String>>) {
    let seen: Arc<Mutex<String>> = Arc::default();
    let noted = seen.clone();
    let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
        let body = String::from_utf8_lossy(&body).into_owned();
        let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        noted.lock().unwrap().push_str(&format!("{uri} {authorization} {body}\n"));
        // Whoever fails tells everybody what it was given.
        let echo = serde_json::json!({ "message": format!("cannot call {body} {authorization} {uri}"), "error": { "message": body, "code": authorization } });
        let path = uri.path().to_owned();
        async move {
            match path.as_str() {
                "/slow" => {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    (StatusCode::OK, echo.to_string())
                }
                "/garbage" => (StatusCode::OK, format!("<html>{body}</html>")),
                "/graph" => (StatusCode::OK, serde_json::json!({ "data": null, "errors": [echo] }).to_string()),
                "/token" => (StatusCode::BAD_REQUEST, echo.to_string()),
                "/model/v1/chat/completions" => (StatusCode::UNAUTHORIZED, echo.to_string()),
                _ => (StatusCode::INTERNAL_SERVER_ERROR, echo.to_string()),
            }
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

/// Everything that a stream says, as it comes.
fn kept(mut stream: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text: Arc<Mutex<String>> = Arc::default();
    let all = text.clone();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut bytes) {
            all.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    });
    text
}

/// Polls until something shows; what it was is told where it never does.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Files below a folder that hold one of these texts in the clear.
fn holders(folder: &Path, texts: &[&str], found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holders(&path, texts, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            found.extend(
                texts
                    .iter()
                    .filter(|text| holds(text))
                    .map(|text| format!("{} holds {text}", path.display())),
            );
        }
    }
}

#[test]
fn nothing_tells_a_secret_or_a_phone() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let (peer, seen) = tokio.block_on(peer());
    let telegram = bot_api::Fake::new(TOKEN);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.flow"), SCRIPT).unwrap();
    std::fs::write(folder.path().join("flow.yaml"), MANIFEST).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_flowc"))
        .args(["run", "--bind", "127.0.0.1:0", "--allow-commands"])
        .current_dir(folder.path())
        .envs(SECRETS)
        .env("PEER", &peer)
        .env("TELEGRAM_API", telegram.url())
        .env("RUST_LOG", "trace")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let out = kept(child.stdout.take().unwrap());
    let err = kept(child.stderr.take().unwrap());
    until("it is ready", || {
        assert!(child.try_wait().unwrap().is_none(), "{}\n{}", out.lock().unwrap(), err.lock().unwrap());
        out.lock().unwrap().contains("Ctrl-C").then_some(())
    });
    let base = {
        let said = out.lock().unwrap().clone();
        let link = said.split_once("chat      ").unwrap().1.lines().next().unwrap().to_owned();
        link.split("/?").next().unwrap().trim_end_matches('/').to_owned()
    };
    // The banner shows how a postback is sent, to the person who starts it and has named the secret.
    let banner = out.lock().unwrap().clone();

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut answers = String::new();
    let post = |path: String, bearer: &'static str, body: String| {
        let sent = client
            .post(format!("{base}{path}"))
            .bearer_auth(bearer)
            .header("content-type", "application/json")
            .body(body);
        tokio.block_on(async { sent.send().await.unwrap().text().await.unwrap() })
    };
    // One contact over Telegram, one over HTTP; both give their phone.
    telegram.say(777, "/start");
    telegram.told(777, "Your phone?");
    telegram.say(777, PHONE);
    let event = |id: &str, text: &str| format!(r#"{{"id":"{id}","contact":"42","text":"{text}"}}"#);
    answers += &post("/v1/channels/crm/events".into(), "canary-channel", event("m1", "hi"));
    until("the channel was asked for a phone", || seen.lock().unwrap().contains("Your phone?").then_some(()));
    answers += &post("/v1/channels/crm/events".into(), "canary-channel", event("m2", PHONE));
    telegram.told(-500, "wants a call");
    // Strangers, and what does not fit.
    for (path, bearer, body) in [
        ("/v1/channels/crm/events", "canary-wrong", event("m3", PHONE)),
        (
            "/v1/channels/crm/events",
            "canary-channel",
            format!(r#"{{"id":{{}},"contact":"42","text":"{PHONE}"#),
        ),
        (
            "/v1/channels/crm/events",
            "canary-channel",
            format!(r#"{{"id":"m4","contact":["{PHONE}"],"text":"x"}}"#),
        ),
        ("/v1/webhooks/canary-wrong/paid", "", format!(r#"{{"contact":"{PHONE}","total":1}}"#)),
        ("/v1/webhooks/canary-hooks/paid", "", format!(r#"{{"contact":"crm:42","total":"{PHONE}"}}"#)),
        ("/v1/webhooks/canary-hooks/paid", "", PHONE.to_owned()),
        (
            "/v1/postbacks/canary-postbacks/deposit?contact=crm:42&tid=1&amount=",
            "",
            format!(r#"{{"amount":"{PHONE}"}}"#),
        ),
        ("/v1/postbacks/canary-wrong/deposit", "", format!(r#"{{"amount":"{PHONE}"}}"#)),
        ("/v1/telegram/telegram", "", format!(r#"{{"update_id":1,"message":"{PHONE}"}}"#)),
        ("/inbox/api/login", "", format!(r#"{{"name":"{PHONE}","password":"canary-inbox-wrong"}}"#)),
    ] {
        answers += &post(path.into(), bearer, body);
        answers.push('\n');
    }
    // The model refuses, and repeats its key.
    telegram.update(serde_json::json!({ "message": telegram.message(-500, 5, "supergroup", serde_json::json!({ "text": "/resume" })) }));
    let token = std::fs::read_to_string(folder.path().join(".flowc/token")).unwrap();
    for path in ["/healthz", "/v1/report"] {
        let sent = client.get(format!("{base}{path}")).bearer_auth(token.trim()).send();
        answers += &tokio.block_on(async { sent.await.unwrap().text().await.unwrap() });
    }
    let stopped = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(stopped.success());
    until("it ends", || child.try_wait().unwrap());

    let told = seen.lock().unwrap().clone();
    for given in [PHONE, "canary-header", "canary-oauth-client", "canary-oauth-refresh"] {
        assert!(told.contains(given), "the peer was not given {given}:\n{told}");
    }
    let said = out.lock().unwrap().replace(&banner, "");
    let log = err.lock().unwrap().clone();
    assert!(log.contains("an action failed"), "it logs: {log}");
    let mut secrets: Vec<&str> = SECRETS.iter().map(|(_, value)| *value).collect();
    secrets.extend(["canary-mail", "canary-sql", PHONE, "380007310777"]);
    for secret in &secrets {
        for (what, text) in [("the output", &said), ("the log", &log), ("an answer of the server", &answers)]
        {
            let line = text.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "{what} holds {secret}: {}", line.unwrap_or_default());
        }
    }
    let mut found = Vec::new();
    holders(&folder.path().join(".flowc"), &secrets, &mut found);
    assert!(found.is_empty(), "{found:?}");
}
