//! ManyChat and SmartSender: the answer in the response, and what comes later through their APIs.

use serde_json::{Value as Json, json};

use super::fake::{Does, Fake};
use super::running::{Running, SECRET, folder};

const SCRIPT: &str = r#"bot "Club" { start hello }
flow hello {
  step ask_in {
    ask "Are you in, {contact.first_name | default "friend"}?" buttons "Yes", "No" at most 3 times within 1d -> end
    say "Good." buttons { "The club" link "https://club.example" }
    send image "https://club.example/a.png"
    delay 1s
    say "And one more thing."
    -> end
  }
}
"#;

async fn open(script: &str, channel: &str) -> (Fake, Running) {
    let (fake, base) = Fake::open().await;
    let manifest = format!(
        "flow: 1\nproject: club\nallow_private: [127.0.0.1]\nchannels:\n  peer:\n    kind: http\n    secret: \"${{PEER_SECRET}}\"\n{channel}"
    );
    let folder = folder(&[("bot.flow", script), ("flow.yaml", &manifest)]);
    let flowc =
        Running::over(folder, &[("PEER_SECRET", SECRET), ("PEER_URL", &base), ("PEER_TOKEN", "t0ken")]);
    (fake, flowc)
}

#[tokio::test(flavor = "multi_thread")]
async fn manychat_is_answered_with_a_dynamic_block_and_later_messages_are_sent() {
    let (fake, flowc) = open(
        SCRIPT,
        r#"    event: { contact: id, text: last_input_text, id: request }
    contact: { first_name: first_name }
    answer: { wait: 8s, format: manychat }
    deliver: { url: "${PEER_URL}/fb/sending/sendContent", format: manychat, messenger: telegram,
               headers: { authorization: "Bearer ${PEER_TOKEN}" } }
"#,
    )
    .await;
    let request = json!({ "id": "881", "first_name": "Ann", "last_input_text": "hi", "request": "r-1", "key": "user:881" });
    let (status, block) = flowc.event("peer", &request).await;
    assert_eq!((status, &block["version"]), (200, &json!("v2")));
    let message = &block["content"]["messages"][0];
    assert_eq!(
        (message["type"].as_str(), message["text"].as_str()),
        (Some("text"), Some("Are you in, Ann?"))
    );
    let again = flowc.event("peer", &request).await.1;
    assert_eq!(again, block, "who did not get the answer gets it again");

    // The press as ManyChat sends it: to the button's own URL, with its headers and its payload.
    let button = &message["buttons"][0];
    assert_eq!(
        (button["type"].as_str(), button["caption"].as_str()),
        (Some("dynamic_block_callback"), Some("Yes"))
    );
    assert!(button["url"].as_str().unwrap().ends_with("/v1/channels/peer/events"));
    assert_eq!(button["headers"]["Authorization"], format!("Bearer {SECRET}"));
    fake.then([Does::Answers(429, r#"{"status":"error","message":"slow down"}"#)]);
    let (status, block) = flowc.event("peer", &button["payload"]).await;
    assert_eq!(status, 200);
    let messages = block["content"]["messages"].as_array().unwrap();
    assert_eq!(
        messages[0]["buttons"],
        json!([{ "type": "url", "caption": "The club", "url": "https://club.example" }])
    );
    assert_eq!(messages[1], json!({ "type": "image", "url": "https://club.example/a.png" }));

    let sent = fake.until("/fb/sending/sendContent", 2).await;
    assert_eq!(sent[1].header("authorization"), "Bearer t0ken");
    assert_eq!(
        sent[1].json(),
        json!({ "subscriber_id": "881", "data": { "version": "v2", "content": { "type": "telegram",
            "messages": [{ "type": "text", "text": "And one more thing." }], "actions": [], "quick_replies": [] } } })
    );
    assert_eq!(fake.seen().len(), 2, "what was answered is not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn smartsender_is_answered_with_texts_and_later_messages_are_sent_to_the_contact() {
    let (fake, flowc) = open(
        SCRIPT,
        r#"    event: { contact: $.userId, text: $.message }
    answer: { format: smartsender }
    deliver: { url: "${PEER_URL}/v1/contacts/{contact}/send", format: smartsender, headers: { authorization: "Bearer ${PEER_TOKEN}" } }
"#,
    )
    .await;
    let (status, answer) = flowc.event("peer", &json!({ "userId": 77, "message": "hi" })).await;
    assert_eq!(status, 200);
    assert_eq!(answer["text"], "Are you in, friend?\n• Yes\n• No");
    assert_eq!(answer["buttons"], json!(["Yes", "No"]));
    let (_, answer) = flowc.event("peer", &json!({ "userId": 77, "message": "yes" })).await;
    let kinds: Vec<&Json> = answer["messages"].as_array().unwrap().iter().map(|part| &part["type"]).collect();
    assert_eq!(kinds, [&json!("text"), &json!("picture")]);
    let sent = fake.until("/v1/contacts/77/send", 1).await.remove(0);
    assert_eq!(sent.header("authorization"), "Bearer t0ken");
    let body = sent.json();
    assert_eq!(
        (body["type"].as_str(), body["content"].as_str()),
        (Some("text"), Some("And one more thing."))
    );
    assert!(body["watermark"].as_i64().unwrap() > 1_700_000_000);
}

const SLOW: &str = r#"bot "Slow" { start hello }
flow hello {
  step ask_in {
    ask "Are you in?" within 1d else -> end
    do slow.call() within 1m else -> late
    -> late
  }
  step late { say "Good."  say "Very good."  -> end }
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_before_the_answer_gets_it_delivered() {
    let (fake, flowc) = open(
        SLOW,
        r#"    answer: { wait: 20s }
    deliver: "${PEER_URL}/deliver"
actions: { slow.call: { post: "${PEER_URL}/slow", timeout: 2s } }
"#,
    )
    .await;
    let (status, answer) = flowc.event("peer", &json!({ "id": "1", "contact": "5", "start": true })).await;
    assert_eq!((status, answer["messages"][0]["text"].as_str()), (200, Some("Are you in?")));
    assert!(answer["messages"][0]["key"].as_str().unwrap().starts_with("peer:5/"));
    fake.then([Does::Hangs]);
    let body = json!({ "id": "2", "contact": "5", "text": "Yes" }).to_string();
    let host = flowc.base.strip_prefix("http://").unwrap();
    let head = format!(
        "POST /v1/channels/peer/events HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {SECRET}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, (head + &body).as_bytes()).await.unwrap();
    // The bot waits for the action, the caller waits for the bot, and loses patience.
    fake.until("/slow", 1).await;
    drop(stream);
    let told = fake.until("/deliver", 2).await;
    let texts: Vec<Json> = told.iter().map(|seen| seen.json()["text"].clone()).collect();
    assert_eq!(texts, ["Good.", "Very good."]);
    assert!(told.iter().all(|seen| seen.is_signed(SECRET)));
}
