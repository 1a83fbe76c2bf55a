//! A message comes in with its deal's data, the answer goes back, the deal's stage is changed by a `do`.

use flowc::channel::http::recipe;
use flowc::outbound::{Filled, SignedRequest, sign};
use serde_json::{Value as Json, json};

use super::fake::{Does, Fake};
use super::running::{Running, SECRET, example};

fn wrote(id: &str, text: &str) -> Json {
    json!({
        "message": { "id": id, "text": text }, "client": { "id": 42, "name": "Ann", "language": "en", "phone": "+380501234567" },
        "deal": { "id": 101, "course": "English A2" },
    })
}

fn environment(base: &str) -> Vec<(&'static str, String)> {
    vec![
        ("CRM_SECRET", SECRET.to_owned()),
        ("CRM_HOOKS_SECRET", "hooks".to_owned()),
        ("CRM_DELIVER_URL", format!("{base}/deliver")),
        ("CRM_URL", format!("{base}/api")),
    ]
}

async fn open() -> (Fake, Running, String) {
    let (fake, base) = Fake::open().await;
    let running = over(example(), &base);
    (fake, running, base)
}

fn over(folder: tempfile::TempDir, base: &str) -> Running {
    let environment = environment(base);
    let variables: Vec<(&str, &str)> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Running::over(folder, &variables)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_answered_and_the_deal_gets_another_stage() {
    let (fake, flowc, _) = open().await;
    assert_eq!(flowc.event("crm", &wrote("m-1", "Hello")).await, (202, json!({ "accepted": true })));
    let first = fake.until("/deliver", 1).await.remove(0);
    let body = first.json();
    assert_eq!(body["contact"], "42");
    assert_eq!(body["type"], "message");
    assert_eq!(body["text"], "Hello, Ann! Shall we book a free trial lesson, English A2?");
    assert_eq!(body["key"], first.header("webhook-id"));
    assert_eq!(first.header("idempotency-key"), first.header("webhook-id"));
    assert!(first.is_signed(SECRET), "{first:?}");
    assert!(!first.is_signed("whsec_AAAA"));

    let button = body["buttons"][0].clone();
    assert_eq!(button["text"], "Book it");
    let mut press = wrote("m-2", "Book it");
    press["message"]["button"] = button["id"].clone();
    assert_eq!(flowc.event("crm", &press).await.0, 202);
    fake.until("/deliver", 2).await;
    // The first attempt is acted upon, and nobody hears of it.
    fake.then([Does::Breaks]);
    assert_eq!(flowc.event("crm", &wrote("m-3", "Tuesday at six")).await.0, 202);
    let patched = fake.until("/api/deals/101", 2).await;
    assert_eq!(patched[0].method, "PATCH");
    assert_eq!(patched[0].json(), json!({ "stage": "trial" }));
    assert_eq!(patched[0].header("idempotency-key"), patched[1].header("idempotency-key"));
    let told = fake.until("/deliver", 4).await;
    let by_type = |kind: &str| {
        told.iter().map(|seen| seen.json()).find(|body| body["type"] == kind && body["text"] != "").unwrap()
    };
    let notice = by_type("notify");
    assert_eq!(notice["text"], "Trial lesson, deal 101: Tuesday at six");
    assert_eq!((notice["contact"].as_str(), notice["name"].as_str()), (Some("crm:42"), Some("Ann")));
    assert!(
        told.iter()
            .any(|seen| seen.json()["text"] == "Done. A teacher will confirm the time: Tuesday at six.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_or_unfit_is_refused_and_what_is_repeated_happens_once() {
    let (fake, flowc, _) = open().await;
    let url = format!("{}/v1/channels/crm/events", flowc.base);
    let body = wrote("m-1", "Hello").to_string();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let signed = |id: &str, at: i64, body: &str| {
        let named =
            [("webhook-id".to_owned(), id.to_owned()), ("webhook-timestamp".to_owned(), at.to_string())];
        let request = SignedRequest { method: "POST", url: "", headers: &named, body: body.as_bytes() };
        let signature = sign(&recipe(SECRET), &Filled::new(SECRET), &request).unwrap();
        let post = flowc.client.post(&url).header("webhook-id", id).header("webhook-timestamp", at);
        post.header("webhook-signature", format!("v1,AAAA {}", signature.expose()))
    };
    let status = |post: reqwest::RequestBuilder| async move { post.send().await.unwrap().status().as_u16() };

    assert_eq!(status(flowc.client.post(&url).body(body.clone())).await, 401);
    assert_eq!(status(flowc.client.post(&url).bearer_auth("guess").body(body.clone())).await, 401);
    let none = format!("{}/v1/channels/other/events", flowc.base);
    assert_eq!(status(flowc.client.post(none).bearer_auth(SECRET).body(body.clone())).await, 401);
    let by_path = |secret: &str| format!("{}/v1/channels/crm/{secret}/events", flowc.base);
    assert_eq!(status(flowc.client.post(by_path("guess")).body(body.clone())).await, 404);
    assert_eq!(status(signed("s-1", now, "{}").body(body.clone())).await, 401, "another body");
    assert_eq!(status(signed("s-1", now - 301, &body).body(body.clone())).await, 401, "too old");
    let unfit = signed("s-1", now, "{}").body("{}").send().await.unwrap();
    assert_eq!(unfit.status(), 422);
    assert!(unfit.text().await.unwrap().contains("whose event is it?"));
    let large = reqwest::Client::new().post(&url).bearer_auth(SECRET).body("x".repeat(2 << 20));
    // A server that refuses may close before everything is sent; that is a refusal, too.
    if let Ok(answer) = large.send().await {
        assert_eq!(answer.status(), 413);
    }
    assert!(fake.seen().is_empty());

    for _ in 0..2 {
        assert_eq!(status(signed("s-1", now, &body).body(body.clone())).await, 202);
    }
    assert_eq!(flowc.event("crm", &wrote("m-1", "Hello")).await.0, 202);
    let escaped = SECRET.replace('+', "%2B");
    assert_eq!(status(flowc.client.post(by_path(&escaped)).body(body.clone())).await, 202);
    // The next one is answered, so whatever the repetitions had caused would be there.
    assert_eq!(flowc.event("crm", &wrote("m-2", "I have a question")).await.0, 202);
    let told = fake.until("/deliver", 3).await;
    let greetings =
        told.iter().filter(|seen| seen.json()["text"].as_str().unwrap().starts_with("Hello, Ann!"));
    assert_eq!(greetings.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_and_broken_connections_lose_nothing_and_keep_the_order() {
    let (fake, flowc, base) = open().await;
    fake.then([Does::Storms, Does::Storms, Does::Breaks]);
    assert_eq!(flowc.event("crm", &wrote("m-2", "Hello")).await.0, 202);
    let tries = fake.until("/deliver", 4).await;
    let keys: std::collections::BTreeSet<&str> = tries.iter().map(|seen| seen.header("webhook-id")).collect();
    assert_eq!(keys.len(), 1, "one message, one key: a peer that has acted knows it again");
    assert!(tries.iter().all(|seen| seen.is_signed(SECRET)));
    // An older message comes late; and the process dies with an answer on its way.
    fake.always(Some(Does::Answers(503, "")));
    assert_eq!(flowc.event("crm", &wrote("m-1", "I have a question")).await.0, 202);
    fake.until("/deliver", 5).await;
    let folder = flowc.killed();
    fake.always(None);
    let before = fake.seen().len();
    let _flowc = over(folder, &base);
    let told = fake.until("/deliver", before + 2).await.split_off(before);
    let kinds: Vec<Json> = told.iter().map(|seen| seen.json()["type"].clone()).collect();
    assert!(kinds.contains(&json!("message")) && kinds.contains(&json!("handoff")), "{kinds:?}");
}
