//! Tokens that are asked for.
#![allow(clippy::disallowed_methods)] // it looks at what the vault has written

use std::os::unix::fs::PermissionsExt;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};

use super::*;
use crate::outbound::form_fields;

const ROTATING: &str = "
connections:
  crm:
    url: \"${BASE}/api\"
    auth: { oauth2: { token_url: \"${BASE}/token\", client_id: bot, client_secret: \"${KEY}\", refresh_token: \"${FIRST}\",
                      body: json, params: { redirect_uri: \"https://a.example/cb\" } } }
actions:
  crm.call: { use: crm, get: /me }
";

/// A giver of tokens that change with each refresh, and what is behind it.
#[derive(Default)]
struct Giver {
    /// The refresh token that is taken next; the first one is the environment's.
    refresh: String,
    /// How many were given.
    given: u32,
}

async fn giver() -> (Peer, Arc<Mutex<Giver>>) {
    let state = Arc::new(Mutex::new(Giver { refresh: CANARY.to_owned(), given: 0 }));
    let shared = state.clone();
    let peer = Peer::new(move |seen| {
        let mut giver = shared.lock().unwrap();
        if seen.uri == "/token" {
            let asked: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            assert_eq!(asked["client_id"], "bot");
            assert_eq!(asked["client_secret"], CANARY);
            assert_eq!(asked["grant_type"], "refresh_token");
            assert_eq!(asked["redirect_uri"], "https://a.example/cb");
            if asked["refresh_token"] != giver.refresh.as_str() {
                let words = format!("{} is spent", asked["refresh_token"]);
                return reply(
                    400,
                    serde_json::json!({ "error": "invalid_grant", "hint": words }).to_string(),
                );
            }
            giver.given += 1;
            giver.refresh = format!("refresh-{}-{CANARY}", giver.given);
            let answer = serde_json::json!({
                "access_token": format!("access-{}-{CANARY}", giver.given),
                "refresh_token": giver.refresh,
                "expires_in": 86_400,
                "token_type": "Bearer",
            });
            return reply(200, answer.to_string());
        }
        let right = format!("Bearer access-{}-{CANARY}", giver.given);
        match seen.header("authorization") == right {
            true => reply(200, "{}"),
            false => reply(401, format!(r#"{{"error": "{} is no token"}}"#, seen.header("authorization"))),
        }
    })
    .await;
    (peer, state)
}

#[tokio::test]
async fn a_token_is_asked_for_once_and_kept_before_it_is_used() {
    let (peer, giver) = giver().await;
    let bot = Bot::of(ROTATING, &peer);
    let call = || bot.call("crm.call", &[]);
    assert_eq!(tokio::join!(call(), call(), call()), (done(), done(), done()));
    assert_eq!(giver.lock().unwrap().given, 1, "three calls, one refresh");
    let kept = bot.data.path().join("tokens/crm");
    assert!(std::fs::read_to_string(&kept).unwrap().contains("refresh-1-"));
    assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!format!("{:?}", bot.bindings).contains("access-"));

    // The next process goes on with what was kept, and with the token that is still good.
    let bot = Bot::at(ROTATING, peer.port, bot.data);
    assert_eq!(bot.call("crm.call", &[]).await, done());
    assert_eq!(giver.lock().unwrap().given, 1);
}

#[tokio::test]
async fn a_token_that_is_refused_is_asked_for_anew_once() {
    let (peer, giver) = giver().await;
    let bot = Bot::of(ROTATING, &peer);
    assert_eq!(bot.call("crm.call", &[]).await, done());
    // The peer forgets the token that it gave.
    giver.lock().unwrap().given += 1;
    assert_eq!(bot.call("crm.call", &[]).await, done());
    assert_eq!(giver.lock().unwrap().given, 3);
    let stubborn = Peer::new(|seen| match seen.uri.as_str() {
        "/token" => reply(200, r#"{"access_token": "a", "refresh_token": "b"}"#),
        _ => reply(401, "{}"),
    })
    .await;
    let bot = Bot::of(ROTATING, &stubborn);
    assert_eq!(bot.call("crm.call", &[]).await, failed("answered with status 401"));
    assert_eq!(stubborn.seen().len(), 4, "two tokens, two requests");
}

#[tokio::test]
async fn a_process_that_ends_between_keeping_and_using_loses_nothing() {
    let (peer, giver) = giver().await;
    let bot = Bot::of(ROTATING, &peer);
    assert_eq!(bot.call("crm.call", &[]).await, done());
    // As if the process had ended when the second pair was kept and never used.
    let kept = bot.data.path().join("tokens/crm");
    giver.lock().unwrap().given = 2;
    giver.lock().unwrap().refresh = "next".into();
    let mut file: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&kept).unwrap()).unwrap();
    file["refresh"] = "next".into();
    file["access"] = format!("access-2-{CANARY}").into();
    std::fs::write(&kept, file.to_string()).unwrap();
    std::fs::write(bot.data.path().join("tokens/crm.new"), "half").unwrap();
    let bot = Bot::at(ROTATING, peer.port, bot.data);
    assert_eq!(bot.call("crm.call", &[]).await, done());
    assert_eq!(giver.lock().unwrap().given, 2, "the kept token is good");
    giver.lock().unwrap().given = 3;
    assert_eq!(bot.call("crm.call", &[]).await, done(), "and so is the kept refresh token");
    // What was kept under another first token is of no use.
    file["first"] = "somebody else's".into();
    file["refresh"] = "wrong".into();
    std::fs::write(bot.data.path().join("tokens/crm"), file.to_string()).unwrap();
    giver.lock().unwrap().refresh = CANARY.into();
    let bot = Bot::at(ROTATING, peer.port, bot.data);
    assert_eq!(bot.call("crm.call", &[]).await, done());
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_is_not_used() {
    let (peer, giver) = giver().await;
    let bot = Bot::of(ROTATING, &peer);
    // A file stands where the folder should be.
    std::fs::write(bot.data.path().join("tokens"), "").unwrap();
    let tried = bot.call("crm.call", &[]).await;
    let told = format!("{tried:?}");
    assert!(matches!(tried, ActionTry::Again { .. }) && told.contains("cannot be"), "{told}");
    assert!(peer.seen().iter().all(|seen| seen.uri == "/token"), "no request left");
    std::fs::remove_file(bot.data.path().join("tokens")).unwrap();
    assert_eq!(bot.call("crm.call", &[]).await, done());
    assert!(giver.lock().unwrap().given >= 1);
}

#[tokio::test]
async fn a_spent_refresh_token_says_what_to_do_and_nothing_secret() {
    let (peer, giver) = giver().await;
    giver.lock().unwrap().refresh = "another".into();
    let ActionTry::Failed(words) = Bot::of(ROTATING, &peer).call("crm.call", &[]).await else { panic!() };
    assert!(words.contains("status 400: invalid_grant") && words.contains("authorise anew"), "{words}");
    let down = Peer::answering(503, "{}").await;
    assert!(matches!(Bot::of(ROTATING, &down).call("crm.call", &[]).await, ActionTry::Again { .. }));
}

#[tokio::test]
async fn client_credentials_are_a_form_and_a_login() {
    let peer = Peer::new(|seen| match seen.uri.as_str() {
        "/token" => reply(200, r#"{"access_token": "t1", "expires_in": "3600"}"#),
        _ => reply(200, "{}"),
    })
    .await;
    let bot = Bot::of(
        "
connections:
  crm: { url: \"${BASE}\", auth: { oauth2: { token_url: \"${BASE}/token\", client_id: bot, client_secret: \"${KEY}\",
                                            client: basic, params: { scope: a b } } } }
actions: { crm.call: { use: crm, get: /me } }
",
        &peer,
    );
    assert_eq!((bot.call("crm.call", &[]).await, bot.call("crm.call", &[]).await), (done(), done()));
    let seen = peer.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].body, "grant_type=client_credentials&scope=a%20b");
    assert_eq!(seen[0].header("authorization"), "Basic Ym90OnMzY3JldC1jNG5hcnk=");
    assert_eq!(seen[2].header("authorization"), "Bearer t1");
    assert!(!bot.data.path().join("tokens").exists(), "there is nothing to keep");
}

#[derive(serde::Deserialize)]
struct Claims {
    iss: String,
    scope: String,
    iat: i64,
    exp: i64,
}

#[tokio::test]
async fn a_service_account_signs_for_its_token() {
    let peer = Peer::new(|seen| match seen.uri.as_str() {
        "/token" => reply(200, r#"{"access_token": "ya29", "expires_in": 3599}"#),
        _ => reply(200, "{}"),
    })
    .await;
    let manifest = "
connections:
  sheets: { url: \"${BASE}\", auth: { google: { key_file: \"${KEY_FILE}\", scopes: [\"https://a.example/s\", two] } } }
actions: { crm.call: { use: sheets, get: /values } }
";
    let bot = Bot::of(manifest, &peer);
    let ActionTry::Failed(words) = bot.call("crm.call", &[]).await else { panic!() };
    assert!(words.contains("the key file of the service account cannot be read"), "{words}");
    let uri = format!("http://localhost:{}/token", peer.port);
    let key = serde_json::json!({
        "client_email": "bot@a.example",
        "private_key": include_str!("test-key.pem"),
        "private_key_id": "k1",
        "token_uri": uri,
    });
    std::fs::write(bot.data.path().join("key.json"), key.to_string()).unwrap();
    assert_eq!(bot.call("crm.call", &[]).await, done());
    let seen = peer.seen();
    assert_eq!(seen[1].header("authorization"), "Bearer ya29");
    let fields = form_fields(seen[0].body.as_bytes());
    assert_eq!(fields[0].1, "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let public = DecodingKey::from_rsa_pem(include_bytes!("test-key.pub.pem")).unwrap();
    let mut rules = Validation::new(Algorithm::RS256);
    rules.set_audience(&[uri]);
    let token = decode::<Claims>(fields[1].1.as_bytes(), &public, &rules).unwrap();
    assert_eq!(token.header.kid.as_deref(), Some("k1"));
    assert_eq!(
        (token.claims.iss.as_str(), token.claims.scope.as_str()),
        ("bot@a.example", "https://a.example/s two")
    );
    assert_eq!(token.claims.exp - token.claims.iat, 3_600);
    std::fs::write(bot.data.path().join("key.json"), "{}").unwrap();
    let other = Bot::at(manifest, peer.port, bot.data);
    let ActionTry::Failed(words) = other.call("crm.call", &[]).await else { panic!() };
    assert!(words.contains("the key file of the service account is none"), "{words}");
}
