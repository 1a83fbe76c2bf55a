//! The inbox and conversations by link, over real sockets, against a desk that writes down what it is given.

use serde_json::{Value, json};

use crate::engine::{Charge, EventKind, OperatorEvent, Role, Status};
use crate::ir::{MediaKind, MediaRef, Time};
use crate::runtime::Charged;
use crate::server::desk::{Line, LineMedia};
use crate::server::tests::{Notebook, Peer, open, status};

fn charged(by: &str) -> Charged {
    let charge = Charge {
        since: Time(1),
        reason: "asked for a person".into(),
        buttons: vec!["Solved".into()],
        by: by.into(),
        ..Charge::default()
    };
    Charged {
        id: "web:me".into(),
        name: "Maria <b>".into(),
        channel: "web".into(),
        status: Status::Manual,
        charge: Some(charge),
    }
}

fn notebook(by: &str) -> Notebook {
    let notebook = Notebook::default();
    notebook.charges.lock().unwrap().push(charged(by));
    let media = MediaRef { kind: MediaKind::Image, at: "sha256:00".into(), mime: String::new() };
    notebook.lines.lock().unwrap().push(Line {
        seq: 1,
        at: "2026-11-20T10:00:00Z".into(),
        role: Role::Contact,
        text: "<script>alert(1)</script>".into(),
        media: vec![LineMedia::own(MediaKind::Image, "1-0", media)],
        buttons: Vec::new(),
    });
    notebook
}

async fn log_in(peer: &Peer, name: &str, password: &str) -> String {
    let entry = json!({ "name": name, "password": password });
    let answer = peer.post("/inbox/api/login", entry).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict") && cookie.contains("; Path=/inbox;"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

fn act(peer: &Peer, cookie: &str, name: &str, body: Value) -> reqwest::RequestBuilder {
    peer.post(&format!("/inbox/api/{name}?id=web:me&act=a-1"), body).header("cookie", cookie)
}

/// What the desk was given, in words.
fn given(peer: &Peer) -> Vec<String> {
    let events = peer.notebook.events();
    let words = events.into_iter().map(|(contact, event)| {
        let what = match event.kind {
            EventKind::Operator(OperatorEvent::Took(name)) => format!("took {name}"),
            EventKind::Operator(OperatorEvent::Said(message)) => {
                format!("said {}{}", message.text, message.media.len())
            }
            EventKind::Operator(OperatorEvent::Left) => "left".into(),
            EventKind::Operator(OperatorEvent::Pressed(text)) => format!("pressed {text}"),
            other => format!("{other:?}"),
        };
        format!("{contact} {} {what}", event.id)
    });
    words.collect()
}

#[tokio::test]
async fn nobody_comes_in_without_a_session_of_ours() {
    let peer = open(notebook("")).await;
    assert_eq!(status(peer.get("/inbox")).await, 200, "the page itself tells nothing");
    let forged = format!("flowc_inbox={}", "0".repeat(64));
    for path in ["me", "contacts", "talk?id=web:me", "media?id=web:me&name=1-0"] {
        let get = || peer.get(&format!("/inbox/api/{path}"));
        assert_eq!(status(get()).await, 401, "{path}");
        assert_eq!(status(get().header("cookie", &forged)).await, 401, "{path}");
        assert_eq!(status(get().bearer_auth("the-token")).await, 401, "{path}: the token is another door's");
    }
    for name in ["take", "leave", "say", "press", "pause", "resume", "image"] {
        assert_eq!(status(act(&peer, &forged, name, json!({ "text": "hi" }))).await, 401, "{name}");
    }
    assert!(peer.notebook.events().is_empty());
}

#[tokio::test]
async fn a_wrong_password_opens_nothing_and_is_not_tried_for_ever() {
    let peer = open(notebook("")).await;
    let entry = |name: &str, password: &str| {
        peer.post("/inbox/api/login", json!({ "name": name, "password": password }))
    };
    for (name, password) in [("olga", "battery staple"), ("nobody", "correct horse"), ("", "")] {
        let answer = entry(name, password).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(!answer.headers().contains_key("set-cookie"));
    }
    for _ in 0..4 {
        entry("olga", "x").send().await.unwrap();
    }
    assert_eq!(status(entry("olga", "correct horse")).await, 429);
    assert_eq!(status(entry("ivan", "battery staple")).await, 204);
}

#[tokio::test]
async fn a_session_ends_with_its_logout() {
    let peer = open(notebook("")).await;
    let cookie = log_in(&peer, "olga", "correct horse").await;
    let me = peer.get("/inbox/api/me").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(me.json::<Value>().await.unwrap()["name"], "olga");
    let out = peer.post("/inbox/api/logout", json!({})).header("cookie", &cookie).send().await.unwrap();
    assert!(out.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(status(peer.get("/inbox/api/me").header("cookie", &cookie)).await, 401);
}

#[tokio::test]
async fn no_page_of_another_site_does_anything_here() {
    let peer = open(notebook("")).await;
    let cookie = log_in(&peer, "olga", "correct horse").await;
    // The second may use the chat, and nothing else.
    for origin in ["https://evil.example", "https://shop.example", "null"] {
        let take = || act(&peer, &cookie, "take", json!({})).header("origin", origin);
        assert_eq!(status(take()).await, 403, "{origin}");
        let entry = json!({ "name": "ivan", "password": "battery staple" });
        assert_eq!(status(peer.post("/inbox/api/login", entry).header("origin", origin)).await, 403);
    }
    assert!(peer.notebook.events().is_empty());
    assert_eq!(status(act(&peer, &cookie, "take", json!({})).header("origin", &peer.base)).await, 204);
}

#[tokio::test]
async fn a_reply_takes_first_and_what_is_mine_is_not_taken_again() {
    let peer = open(notebook("")).await;
    let cookie = log_in(&peer, "olga", "correct horse").await;
    assert_eq!(status(act(&peer, &cookie, "say", json!({ "text": "hello" }))).await, 204);
    assert_eq!(given(&peer), ["web:me inbox:a-1-took took olga", "web:me inbox:a-1 said hello0"]);
    *peer.notebook.charges.lock().unwrap() = vec![charged("olga")];
    assert_eq!(status(act(&peer, &cookie, "say", json!({ "text": "again" }))).await, 204);
    assert_eq!(status(act(&peer, &cookie, "press", json!({ "text": "Solved" }))).await, 204);
    assert_eq!(status(act(&peer, &cookie, "leave", json!({}))).await, 204);
    let given = given(&peer);
    assert_eq!(
        given[2..],
        ["web:me inbox:a-1 said again0", "web:me inbox:a-1 pressed Solved", "web:me inbox:a-1 left"]
    );
    for (name, body) in [("press", json!({ "text": "Odd" })), ("say", json!({ "text": " " }))] {
        assert_eq!(status(act(&peer, &cookie, name, body)).await, 422, "{name}");
    }
    let long = json!({ "text": "я".repeat(4_097) });
    assert_eq!(status(act(&peer, &cookie, "say", long)).await, 422);
    let odd = peer.post("/inbox/api/take?id=web:me&act=a%2F1", json!({})).header("cookie", &cookie);
    assert_eq!(status(odd).await, 422);
    let unknown = peer.post("/inbox/api/take?id=web:no&act=a", json!({})).header("cookie", &cookie);
    assert_eq!(status(unknown).await, 404);
}

#[tokio::test]
async fn the_second_sees_who_has_a_contact_and_can_take_it_over() {
    let peer = open(notebook("olga")).await;
    let cookie = log_in(&peer, "ivan", "battery staple").await;
    for (name, body) in [
        ("take", json!({})),
        ("say", json!({ "text": "hi" })),
        ("press", json!({ "text": "Solved" })),
        ("leave", json!({})),
        ("pause", json!({})),
    ] {
        let answer = act(&peer, &cookie, name, body).send().await.unwrap();
        assert_eq!(answer.status(), 409, "{name}");
        assert!(answer.text().await.unwrap().contains("olga has this contact"));
    }
    assert!(peer.notebook.events().is_empty());
    let over = peer.post("/inbox/api/take?id=web:me&act=a-1&over=true", json!({})).header("cookie", cookie);
    assert_eq!(status(over).await, 204);
    assert_eq!(given(&peer), ["web:me inbox:a-1-took took ivan"]);
}

#[tokio::test]
async fn the_list_and_the_conversation_are_told() {
    let peer = open(notebook("")).await;
    let cookie = log_in(&peer, "olga", "correct horse").await;
    let get = |path: &str| peer.get(path).header("cookie", &cookie).send();
    let list = get("/inbox/api/contacts").await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(list["contacts"][0]["charge"]["reason"], "asked for a person");
    assert_eq!(list["contacts"][0]["name"], "Maria <b>");
    let talk = get("/inbox/api/talk?id=web:me").await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(talk["lines"][0]["text"], "<script>alert(1)</script>");
    let url = talk["lines"][0]["media"][0]["url"].as_str().unwrap().to_owned();
    assert_eq!(url, "/inbox/api/media?name=1-0&id=web%3Ame");
    assert_eq!(get(&url).await.unwrap().bytes().await.unwrap(), "<svg>");
    assert_eq!(get("/inbox/api/media?name=2-0&id=web:me").await.unwrap().status(), 404);
    assert_eq!(get("/inbox/api/talk?id=web:no").await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_link_opens_its_conversation_and_every_other_one_says_the_same() {
    let peer = open(notebook("")).await;
    let good = peer.get("/t/good").send().await.unwrap();
    assert_eq!(good.status(), 200);
    let header = |name: &str| good.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-robots-tag"), "noindex, nofollow, noarchive");
    assert_eq!(
        (header("referrer-policy"), header("cache-control")),
        ("no-referrer".into(), "no-store".into())
    );
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let page = good.text().await.unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"), "{page}");
    assert!(!page.contains("web:me") && !page.contains("Maria"), "nothing but the talk: {page}");
    assert_eq!(peer.get("/t/good/media/1-0").send().await.unwrap().status(), 200);
    assert_eq!(peer.get("/t/good/media/2-0").send().await.unwrap().status(), 404);
    assert_eq!(peer.get("/t/wrong/media/1-0").send().await.unwrap().status(), 404);
    let wrong = peer.get("/t/wrong").send().await.unwrap();
    assert_eq!(wrong.status(), 404);
    assert_eq!(wrong.headers()["x-robots-tag"], "noindex, nofollow, noarchive");
    assert!(wrong.text().await.unwrap().contains("This link opens nothing"));
}
