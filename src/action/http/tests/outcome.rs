//! What becomes of an attempt of which nobody knows whether it was done.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

fn manifest(policy: &str) -> String {
    format!(
        "actions: {{ crm.call: {{ post: \"${{BASE}}/x?key=${{KEY}}\", output: optional text, timeout: 1s, {policy} }} }}"
    )
}

/// A server that reads a request and closes the connection, with or without the beginning of an answer.
async fn breaking(beginning: &'static [u8]) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(beginning).await;
        }
    });
    port
}

fn kind(tried: &ActionTry) -> &'static str {
    match tried {
        ActionTry::Done(_) => "done",
        ActionTry::Failed(_) => "failed",
        ActionTry::Again { .. } => "again",
    }
}

#[tokio::test]
async fn silence_after_the_peer_has_acted_follows_the_policy() {
    let silent = Peer::new(|_| Reply { silent: true, ..reply(200, "") }).await;
    let policies = [
        ("unknown: failed", "failed"),
        ("unknown: done", "done"),
        ("unknown: again, idempotent: true", "again"),
        ("idempotent: true", "again"),
        ("tries: 1", "failed"),
    ];
    let calls = policies.map(|(policy, wanted)| {
        let bot = Bot::of(&manifest(policy), &silent);
        async move { (policy, wanted, bot.call("crm.call", &[]).await) }
    });
    let [a, b, c, d, e] = calls;
    let (a, b, c, d, e) = tokio::join!(a, b, c, d, e);
    for (policy, wanted, tried) in [a, b, c, d, e] {
        assert_eq!(kind(&tried), wanted, "{policy}: {tried:?}");
    }
    assert_eq!(silent.seen().len(), 5, "each was made once");
}

#[tokio::test]
async fn a_connection_that_breaks_follows_the_policy() {
    for beginning in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"] {
        let port = breaking(beginning).await;
        for (policy, wanted) in
            [("unknown: failed", "failed"), ("unknown: done", "done"), ("idempotent: true", "again")]
        {
            let bot = Bot::at(&manifest(policy), port, tempfile::tempdir().unwrap());
            let tried = bot.call("crm.call", &[]).await;
            assert_eq!(kind(&tried), wanted, "{policy}: {tried:?}");
        }
    }
}

#[tokio::test]
async fn what_never_left_is_tried_again_whatever_the_policy() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap().port();
    drop(listener);
    let bot = Bot::at(&manifest("unknown: failed"), closed, tempfile::tempdir().unwrap());
    let ActionTry::Again { why, .. } = bot.call("crm.call", &[]).await else { panic!() };
    assert!(why.starts_with("crm.call: localhost cannot be reached"), "{why}");
}
