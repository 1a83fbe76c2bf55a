//! Against a server on loopback that reads the real form.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use super::*;
use crate::ir::{MediaKind, Program, Time};

/// A part of a form: its name, its file's name, its media type, its bytes.
type Part = (String, Option<String>, Option<String>, Vec<u8>);

/// What a server saw: the parts, and the key.
#[derive(Debug, Clone)]
struct Seen {
    parts: Vec<Part>,
    key: Option<String>,
}

struct Bytes;

impl MediaBytes for Bytes {
    fn read(&self, media: &MediaRef) -> Result<Vec<u8>, String> {
        match media.at.as_str() {
            "sha256:voice" => Ok(b"OggS words".to_vec()),
            "sha256:long" => Ok(vec![0; VOICE_BYTES_MAX + 1]),
            _ => Err("not there".to_owned()),
        }
    }
}

/// A server that gives these answers, the last one again and again.
async fn server(answers: &'static [(u16, &'static str)]) -> (String, Arc<Mutex<Vec<Seen>>>) {
    let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
    let notes = seen.clone();
    let answer = move |headers: HeaderMap, mut form: Multipart| {
        let notes = notes.clone();
        async move {
            let key = headers.get("authorization").and_then(|key| key.to_str().ok()).map(str::to_owned);
            let mut one = Seen { parts: Vec::new(), key };
            while let Some(field) = form.next_field().await.expect("a form") {
                let name = field.name().unwrap_or_default().to_owned();
                let (file, mime) =
                    (field.file_name().map(str::to_owned), field.content_type().map(str::to_owned));
                one.parts.push((name, file, mime, field.bytes().await.expect("its bytes").to_vec()));
            }
            let mut notes = notes.lock().expect("no test has panicked here");
            notes.push(one);
            let (status, body) = answers[(notes.len() - 1).min(answers.len() - 1)];
            (StatusCode::from_u16(status).expect("a status"), body)
        }
    };
    let router =
        Router::new().route("/v1/audio/transcriptions", post(answer)).layer(DefaultBodyLimit::max(30 << 20));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), seen)
}

async fn heard(url: &str, at: &str, mime: &str) -> ModelAnswer {
    let model = Model {
        provider: "openai_compatible".into(),
        url: Some(url.to_owned()),
        key: Some("sk-secret".into()),
        model: Some("whisper-1".into()),
        timeout: crate::ir::Duration(10_000),
        context: 20,
    };
    let outbound = Outbound::new(&["127.0.0.1".to_owned()]).expect("a client");
    let mut transcriber = Transcriber::new(outbound, &model, &Environment::default()).expect("a model");
    transcriber.server.pause = std::time::Duration::from_millis(1);
    assert!(!format!("{transcriber:?}").contains("sk-secret"));
    let program = Program::new("");
    let media = MediaRef { kind: MediaKind::Voice, at: at.to_owned(), mime: mime.to_owned() };
    let request = ModelRequest {
        id: 1,
        at: Time(0),
        zone: "UTC".into(),
        language: String::new(),
        talk: Default::default(),
        values: Vec::new(),
        knowledge: Vec::new(),
        history: Vec::new(),
        messages: Vec::new(),
        task: Task::Transcribe { media },
    };
    transcriber.ask(&Machine::new(program), &request, &Bytes).await
}

#[tokio::test]
async fn a_voice_message_goes_out_as_a_file_and_comes_back_as_words() {
    let (url, seen) = server(&[(200, r#"{"text":" I am Olga. "}"#)]).await;
    assert_eq!(heard(&url, "sha256:voice", "audio/ogg").await, ModelAnswer::Heard("I am Olga.".into()));
    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].key.as_deref(), Some("Bearer sk-secret"));
    let text = |name: &str, text: &str| (name.to_owned(), None, None, text.as_bytes().to_vec());
    let file = (
        "file".to_owned(),
        Some("voice.ogg".to_owned()),
        Some("audio/ogg".to_owned()),
        b"OggS words".to_vec(),
    );
    assert_eq!(seen[0].parts, [file, text("model", "whisper-1"), text("response_format", "json")]);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_and_one_that_refuses_is_down() {
    let (url, seen) = server(&[(503, "{}"), (200, r#"{"text":"yes"}"#)]).await;
    assert_eq!(heard(&url, "sha256:voice", "").await, ModelAnswer::Heard("yes".into()));
    assert_eq!(seen.lock().unwrap().len(), 2);
    type Answers = &'static [(u16, &'static str)];
    let down: [(Answers, &str); 4] = [
        (
            &[(401, r#"{"error":{"message":"sk-secret","code":"invalid_api_key"}}"#)],
            "the server answered 401 (invalid_api_key)",
        ),
        (&[(500, "oops")], "the server answered 500"),
        (&[(200, "<html>")], "the server's answer is not JSON"),
        (&[(200, r#"{"words":"yes"}"#)], "the server's answer has no message"),
    ];
    for (answers, why) in down {
        let (url, _) = server(answers).await;
        assert_eq!(heard(&url, "sha256:voice", "").await, ModelAnswer::Down(why.into()));
    }
}

#[tokio::test]
async fn what_cannot_be_read_or_is_too_large_has_no_words_and_nobody_is_asked() {
    let (url, seen) = server(&[(200, r#"{"text":"yes"}"#)]).await;
    for at in ["sha256:gone", "sha256:long"] {
        assert_eq!(heard(&url, at, "audio/ogg").await, ModelAnswer::Heard(String::new()));
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[test]
fn the_file_bears_an_ending_that_servers_know() {
    let of = |at: &str, mime: &str| {
        name(&MediaRef { kind: MediaKind::Voice, at: at.to_owned(), mime: mime.to_owned() })
    };
    assert_eq!(of("file:a.oga", ""), "voice.ogg");
    assert_eq!(of("sha256:ab", "audio/ogg; codecs=opus"), "voice.ogg");
    assert_eq!(of("sha256:ab", "audio/mpeg"), "voice.mp3");
    assert_eq!(of("file:x/a.M4A", ""), "voice.m4a");
}
