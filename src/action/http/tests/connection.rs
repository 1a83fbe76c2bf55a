//! What actions share: the address, who asks, how fast.

use super::*;
use crate::ir::{KeyForm, MacAlgorithm, MacEncoding, SignatureRecipe, SignedPart, Time};
use crate::outbound::{Filled, SignedRequest, verify};

#[tokio::test]
async fn actions_over_a_connection_share_its_address_headers_and_key() {
    let peer = Peer::answering(200, "").await;
    for (auth, header, value, query) in [
        ("bearer: \"${KEY}\"", "authorization", format!("Bearer {CANARY}"), ""),
        (
            "basic: { user: AC1, password: \"${KEY}\" }",
            "authorization",
            "Basic QUMxOnMzY3JldC1jNG5hcnk=".to_owned(),
            "",
        ),
        ("header: { name: api_access_token, value: \"${KEY}\" }", "api_access_token", CANARY.to_owned(), ""),
        ("query: { name: key, value: \"${KEY}\" }", "authorization", String::new(), "&key=s3cret-c4nary"),
    ] {
        let bot = Bot::of(
            &format!(
                "
connections:
  crm: {{ url: \"${{BASE}}/api/v4\", headers: {{ x-api: \"2026\" }}, auth: {{ {auth} }} }}
actions:
  crm.call: {{ use: crm, get: \"/leads/{{id}}?with=x\", input: {{ id: number }} }}
"
            ),
            &peer,
        );
        assert_eq!(bot.call("crm.call", &[("id", number("7"))]).await, done());
        let seen = peer.seen().pop().unwrap();
        assert_eq!(seen.uri, format!("/api/v4/leads/7?with=x{query}"));
        assert_eq!((seen.header("x-api"), seen.header(header)), ("2026", value.as_str()));
    }
}

#[tokio::test]
async fn a_request_is_signed_over_what_is_sent() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(
        "
connections:
  hook:
    url: \"${BASE}\"
    sign: { header: webhook-signature, key: \"${KEY}\", encoding: base64, prefix: \"v1,\", id: webhook-id,
            timestamp: webhook-timestamp, signed: [id, \".\", timestamp, \".\", body, \"|\", path], max_skew: 5m }
actions:
  crm.call: { use: hook, post: /in, input: { name: text }, body: { name: \"{name}\" } }
",
        &peer,
    );
    assert_eq!(bot.call("crm.call", &[("name", text("ё\"\n"))]).await, done());
    let seen = peer.only();
    let headers: Vec<(String, String)> = seen
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let literal = |text: &str| SignedPart::Literal(text.into());
    let recipe = SignatureRecipe {
        header: "webhook-signature".into(),
        key: String::new(),
        key_form: KeyForm::Plain,
        algorithm: MacAlgorithm::HmacSha256,
        encoding: MacEncoding::Base64,
        prefix: "v1,".into(),
        parts: vec![
            SignedPart::Id,
            literal("."),
            SignedPart::Timestamp,
            literal("."),
            SignedPart::Body,
            literal("|"),
            SignedPart::Path,
        ],
        timestamp_header: Some("webhook-timestamp".into()),
        id_header: Some("webhook-id".into()),
        max_skew: None,
    };
    let url = format!("http://localhost:{}/in", peer.port);
    let signed = SignedRequest { method: "POST", url: &url, headers: &headers, body: seen.body.as_bytes() };
    assert!(verify(&recipe, &Filled::new(CANARY), &signed, Time(0)));
    assert!(!verify(&recipe, &Filled::new("other"), &signed, Time(0)));
    assert_eq!(seen.header("webhook-id"), "c1/4/2");
}

#[tokio::test]
async fn a_storm_waits_in_line_and_a_429_closes_the_connection_for_all() {
    let peer = Peer::answering(429, "{}").await;
    let bot = Bot::of(
        "
connections:
  crm: { url: \"${BASE}\", limit: 2 per 1h, penalty: 30m }
  free: { url: \"${BASE}\" }
actions:
  crm.call: { use: crm, get: /a }
  crm.other: { use: crm, get: /b }
  crm.free: { use: free, get: /c }
",
        &peer,
    );
    let minutes = |wait: Duration| (wait.as_secs_f64() / 60.0).round();
    let waits: Vec<f64> = (0..5).map(|sequence| minutes(bot.turn("crm.call", sequence))).collect();
    assert_eq!(waits, [0.0, 0.0, 30.0, 60.0, 90.0]);
    assert_eq!(minutes(bot.turn("crm.call", 3)), 60.0, "it keeps its place");
    assert_eq!(bot.turn("crm.free", 0), Duration::ZERO);
    let ActionTry::Again { after, .. } = bot.call("crm.free", &[]).await else { panic!() };
    assert_eq!((after, bot.turn("crm.free", 1)), (None, Duration::ZERO), "it asks for nothing");
    let ActionTry::Again { after, .. } = bot.call("crm.call", &[]).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(1_800)));
    assert_eq!(minutes(bot.turn("crm.other", 9)), 120.0, "at the end of the line");
    let fresh = Bot::of(
        "connections: { crm: { url: \"${BASE}\", penalty: 30m } }\nactions: { crm.call: { use: crm, get: /a } }",
        &peer,
    );
    assert_eq!(fresh.turn("crm.call", 1), Duration::ZERO);
    fresh.call("crm.call", &[]).await;
    assert_eq!(minutes(fresh.turn("crm.call", 2)), 30.0);
}
