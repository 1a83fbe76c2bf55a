//! The doors and the chat, over real sockets, against a desk that writes down what it is given.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::*;
use crate::engine::{Event, EventKind, Machine};
use crate::ir::{MediaKind, MediaRef, Signature, Time, Tracker, Type, Value};
use crate::runtime::{Charged, Held, Pending};

#[derive(Default)]
pub(super) struct Notebook {
    pub(super) events: Mutex<Vec<(String, Event)>>,
    pub(super) lines: Mutex<Vec<Line>>,
    pub(super) charges: Mutex<Vec<Charged>>,
    closed: bool,
}

impl Notebook {
    pub(super) fn events(&self) -> Vec<(String, Event)> {
        self.events.lock().unwrap().clone()
    }
}

impl Desk for Notebook {
    fn submit<'a>(&'a self, contact: &'a str, event: Event) -> Pending<'a, Result<(), Refusal>> {
        self.events.lock().unwrap().push((contact.to_owned(), event));
        Box::pin(std::future::ready(if self.closed { Err(Refusal::Closed) } else { Ok(()) }))
    }

    fn arrive<'a>(
        &'a self,
        found_by: &'a [(String, String)],
        event: Event,
    ) -> Pending<'a, Result<(), Refusal>> {
        let (name, value) = &found_by[0];
        self.events.lock().unwrap().push((format!("{name}={value}"), event));
        Box::pin(std::future::ready(Ok(())))
    }

    fn hold(&self, _: &str) -> Result<Held, Refusal> {
        Err(Refusal::Closed)
    }

    fn lines(&self, contact: &str, after: u64) -> Vec<Line> {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|line| line.seq > after && contact == "web:me").cloned().collect()
    }

    fn grown<'a>(&'a self, _: &'a str) -> Pending<'a, ()> {
        Box::pin(std::future::ready(()))
    }

    fn contact(&self, id: &str) -> Option<serde_json::Value> {
        self.knows(id).then(|| serde_json::json!({ "id": id }))
    }

    fn knows(&self, id: &str) -> bool {
        id == "known"
    }

    fn linked(&self, token: &str) -> Option<String> {
        (token == "good").then(|| "web:me".to_owned())
    }

    fn charged(&self, id: &str) -> Option<Charged> {
        self.charges.lock().unwrap().iter().find(|charged| charged.id == id).cloned()
    }

    fn charges(&self) -> Result<Vec<Charged>, Refusal> {
        Ok(self.charges.lock().unwrap().clone())
    }

    fn any_grown<'a>(&'a self) -> Pending<'a, ()> {
        Box::pin(std::future::pending())
    }

    fn report(&self) -> Result<serde_json::Value, Refusal> {
        Ok(serde_json::json!({ "arms": [] }))
    }

    fn accepts(&self) -> bool {
        !self.closed
    }

    fn keep_image<'a>(
        &'a self,
        _: &'a str,
        mime: &'static str,
        _: Vec<u8>,
    ) -> Pending<'a, Result<MediaRef, Refusal>> {
        let media = MediaRef { kind: MediaKind::Image, at: "sha256:00".into(), mime: mime.into() };
        Box::pin(std::future::ready(Ok(media)))
    }

    fn media(&self, _: &str, _: &MediaRef) -> Option<Vec<u8>> {
        Some(b"<svg>".to_vec())
    }

    fn machine(&self) -> Arc<Machine> {
        let mut program = crate::ir::Program::new("test");
        program.bot.name = "Test <b>bot</b>".into();
        program.symbols.trackers.insert("click_id".into(), Tracker { ty: Type::Text(None) });
        let number = Type::Number { from: None, to: None };
        let deposit = Signature {
            params: vec![("amount".into(), number), ("tid".into(), Type::Text(None))],
            unique_by: Some("tid".into()),
        };
        program.symbols.postbacks.insert("deposit".into(), deposit);
        program
            .symbols
            .postbacks
            .insert("registration".into(), Signature { params: Vec::new(), unique_by: None });
        program.outside.postbacks.contact = vec!["click_id".into(), "contact".into()];
        program.outside.postbacks.rename = BTreeMap::from([("subid".into(), "click_id".into())]);
        Arc::new(Machine::new(program))
    }

    fn now(&self) -> Time {
        Time(1_000)
    }
}

pub(super) struct Peer {
    pub(super) notebook: Arc<Notebook>,
    pub(super) base: String,
    client: reqwest::Client,
}

fn config() -> Config {
    Config {
        public_url: None,
        origins: vec!["https://shop.example".into()],
        token: Secret::new("the-token"),
        postback_secret: Secret::new("the-secret"),
        channels: BTreeMap::from([("crm".to_owned(), Secret::new("crm-secret"))]),
        webhook_secret: Secret::new("hooks"),
        webhook_keys: BTreeMap::from([("signed".to_owned(), crate::outbound::Filled::new("sesame"))]),
        outbound: None,
        channel: "web".into(),
        inbox: [("olga", "correct horse"), ("ivan", "battery staple")]
            .map(|(name, password)| (name.to_owned(), Secret::new(password)))
            .into(),
        telegram: Default::default(),
    }
}

pub(super) async fn open(notebook: Notebook) -> Peer {
    let notebook = Arc::new(notebook);
    let listening = Listening::on("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
    let server = Server::new(listening, config(), notebook.clone()).unwrap();
    let base = format!("http://{}", server.address);
    tokio::spawn(server.serve(std::future::pending()));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    Peer { notebook, base, client }
}

impl Peer {
    pub(super) fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub(super) fn post(&self, path: &str, body: serde_json::Value) -> reqwest::RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).json(&body)
    }

    async fn cookie(&self) -> String {
        let page = self.get("/").send().await.unwrap();
        let cookie = page.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }
}

pub(super) async fn status(request: reqwest::RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_foreign_host_is_turned_away_everywhere() {
    let peer = open(Notebook::default()).await;
    for path in ["/", "/healthz", "/v1/report", "/v1/postbacks/the-secret/deposit?click_id=a&tid=1"] {
        assert_eq!(status(peer.get(path).header("host", "evil.example")).await, 421, "{path}");
    }
    assert!(peer.notebook.events().is_empty());
}

#[tokio::test]
async fn a_foreign_origin_may_not_post() {
    let peer = open(Notebook::default()).await;
    let cookie = peer.cookie().await;
    let body = || serde_json::json!({ "text": "hi" });
    let post = || peer.post("/chat/message?id=m1", body()).header("cookie", &cookie);
    assert_eq!(status(post().header("origin", "https://evil.example")).await, 403);
    assert_eq!(status(post().header("origin", "null")).await, 403);
    assert!(peer.notebook.events().is_empty());
    assert_eq!(status(post().header("origin", &peer.base)).await, 204);
    assert_eq!(peer.notebook.events().len(), 1);
}

#[tokio::test]
async fn only_the_token_opens_v1() {
    let peer = open(Notebook::default()).await;
    for path in ["/v1/report", "/v1/contacts/known"] {
        assert_eq!(status(peer.get(path)).await, 401, "{path}");
        assert_eq!(status(peer.get(path).bearer_auth("the-tokem")).await, 401, "{path}");
        assert_eq!(status(peer.get(path).bearer_auth("the-token")).await, 200, "{path}");
    }
    assert_eq!(status(peer.get("/v1/contacts/nobody").bearer_auth("the-token")).await, 404);
}

#[tokio::test]
async fn a_visitor_is_who_the_cookie_says_and_nobody_else() {
    let peer = open(Notebook::default()).await;
    let text = || serde_json::json!({ "text": "hi", "contact": "web:somebody-else" });
    assert_eq!(status(peer.post("/chat/message?id=m1&contact=web:somebody-else", text())).await, 401);
    let (one, two) = (peer.cookie().await, peer.cookie().await);
    for cookie in [&one, &two, &one] {
        assert_eq!(
            status(peer.post("/chat/message?id=m1&contact=web:x", text()).header("cookie", cookie)).await,
            204
        );
    }
    let contacts: Vec<String> = peer.notebook.events().into_iter().map(|(contact, _)| contact).collect();
    assert_eq!(contacts[0], contacts[2]);
    assert_ne!(contacts[0], contacts[1]);
    assert!(!one.contains(&contacts[0]["web:".len()..]), "the id tells nothing of the cookie");
    let forged = format!("flowc_visitor={}", &contacts[0]["web:".len()..]);
    assert_eq!(status(peer.post("/chat/message?id=m2", text()).header("cookie", forged)).await, 401);
}

#[tokio::test]
async fn a_postback_needs_the_secret_and_what_makes_it_unique() {
    let peer = open(Notebook::default()).await;
    let at = |path: &str| format!("/v1/postbacks/{path}");
    assert_eq!(status(peer.get(&at("wrong/deposit?click_id=a&tid=1"))).await, 404);
    assert_eq!(
        status(peer.get(&at("the-secret/deposit?click_id=a&amount=5"))).await,
        422,
        "without its `by`"
    );
    assert_eq!(
        status(peer.get(&at("the-secret/deposit?click_id=a&tid=%7Btid%7D"))).await,
        422,
        "a macro is missing"
    );
    assert_eq!(status(peer.get(&at("the-secret/deposit?click_id=a&tid=1&amount=many"))).await, 422);
    assert_eq!(status(peer.get(&at("the-secret/deposit?tid=1"))).await, 422, "whose is it?");
    let wrong = peer.get(&at("the-secret/depozit?click_id=a")).send().await.unwrap();
    assert_eq!(wrong.status(), 404);
    assert!(wrong.text().await.unwrap().contains("did you mean `deposit`?"));
    assert!(peer.notebook.events().is_empty());

    let fit = peer.get(&at("the-secret/deposit?subid=demo-1&tid=t%201&amount=12.50")).send().await.unwrap();
    assert_eq!((fit.status().as_u16(), fit.text().await.unwrap().as_str()), (200, "OK"));
    let form = peer.client.post(format!("{}{}", peer.base, at("the-secret/registration")));
    assert_eq!(
        status(form.header("content-type", "application/x-www-form-urlencoded").body("contact=web%3A7"))
            .await,
        200
    );
    let events = peer.notebook.events();
    assert_eq!(events[0].0, "click_id=demo-1");
    let EventKind::Postback { params, trackers, .. } = &events[0].1.kind else { panic!("{events:?}") };
    assert_eq!(params["amount"], Value::Number("12.50".parse().unwrap()));
    assert_eq!(params["tid"], Value::Text("t 1".into()));
    assert_eq!(trackers["click_id"], "demo-1");
    assert_eq!(events[1].0, "contact=web:7");
}

#[tokio::test]
async fn the_link_fills_declared_trackers_and_nothing_else() {
    let peer = open(Notebook::default()).await;
    let cookie = peer.cookie().await;
    let begin = serde_json::json!({ "query": "click_id=demo-1&admin=1&click_id=", "timezone": "Mars/Olympus", "language": "ru-RU" });
    let answer = peer.post("/chat/start", begin).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["name"], "Test <b>bot</b>");
    let events = peer.notebook.events();
    let EventKind::Start { known, trackers, .. } = &events[0].1.kind else { panic!("{events:?}") };
    assert_eq!(trackers, &BTreeMap::from([("click_id".to_owned(), "demo-1".to_owned())]));
    assert_eq!((known.language.as_str(), known.timezone.as_str(), known.channel.as_str()), ("ru", "", "web"));
}

#[tokio::test]
async fn start_in_the_link_is_the_payload_of_a_start_link() {
    let peer = open(Notebook::default()).await;
    let cookie = peer.cookie().await;
    let begin = serde_json::json!({ "query": "start=vip&click_id=demo-1" });
    peer.post("/chat/start", begin).header("cookie", &cookie).send().await.unwrap();
    let events = peer.notebook.events();
    let EventKind::Start { payload, trackers, .. } = &events[0].1.kind else { panic!("{events:?}") };
    assert_eq!(payload.as_deref(), Some("vip"));
    assert_eq!(trackers.keys().collect::<Vec<_>>(), ["click_id"]);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_every_answer_has_its_policy() {
    let peer = open(Notebook::default()).await;
    let cookie = peer.cookie().await;
    let send = |bytes: Vec<u8>| {
        peer.client.post(format!("{}/chat/image?id=p1", peer.base)).header("cookie", &cookie).body(bytes)
    };
    assert_eq!(status(send(b"<svg onload=alert(1)>".to_vec())).await, 422);
    assert_eq!(status(send(vec![0; chat::IMAGE_BYTES_MAX + 1])).await, 413);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01".to_vec();
    assert_eq!(status(send(png.clone())).await, 204);
    png[18] = 0xff;
    png[22] = 0xff;
    assert_eq!(status(send(png)).await, 422, "65 thousand pixels a side");
    for path in ["/", "/chat/chat.js", "/healthz", "/nowhere"] {
        let answer = peer.get(path).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn text_that_is_too_long_or_an_odd_id_is_refused() {
    let peer = open(Notebook::default()).await;
    let cookie = peer.cookie().await;
    let send = |id: &str, text: String| {
        peer.post(&format!("/chat/message?id={id}"), serde_json::json!({ "text": text }))
            .header("cookie", &cookie)
    };
    assert_eq!(status(send("m", "я".repeat(4_096))).await, 204);
    assert_eq!(status(send("m", "я".repeat(4_097))).await, 422);
    assert_eq!(status(send("m", " ".into())).await, 422);
    assert_eq!(status(send("m%2F..", "hi".into())).await, 422);
    assert_eq!(status(send("m", "x".repeat(70 * 1024))).await, 413);
}

#[tokio::test]
async fn a_server_that_cannot_write_says_so() {
    let peer = open(Notebook { closed: true, ..Notebook::default() }).await;
    assert_eq!(status(peer.get("/healthz")).await, 503);
    let cookie = peer.cookie().await;
    assert_eq!(
        status(peer.post("/chat/message?id=m", serde_json::json!({ "text": "hi" })).header("cookie", cookie))
            .await,
        503
    );
}

#[tokio::test]
async fn a_bind_beyond_loopback_needs_the_public_address() {
    let bind: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refused = Listening::on(bind, None).await.err().unwrap();
    assert!(matches!(refused, StartError::NoPublicUrl(_)), "{refused}");
    for (url, fits) in [("ftp://chat.example", false), ("https://chat.example", true)] {
        let listening = Listening::on(bind, Some(url)).await.unwrap();
        let config = Config { public_url: Some(url.into()), ..config() };
        let server = Server::new(listening, config, Arc::new(Notebook::default()));
        assert_eq!(server.is_ok(), fits);
        assert!(fits || matches!(server.err(), Some(StartError::PublicUrl(_))));
    }
}

#[tokio::test]
async fn media_of_another_conversation_is_not_found() {
    let notebook = Notebook::default();
    let media = MediaRef { kind: MediaKind::Image, at: "sha256:00".into(), mime: String::new() };
    notebook.lines.lock().unwrap().push(Line {
        seq: 1,
        at: String::new(),
        role: crate::engine::Role::Bot,
        text: String::new(),
        media: vec![LineMedia::own(MediaKind::Image, "00", media)],
        buttons: Vec::new(),
    });
    let peer = open(notebook).await;
    let cookie = peer.cookie().await;
    assert_eq!(status(peer.get("/chat/media/00").header("cookie", cookie)).await, 404, "it is `web:me`'s");
}
