//! The packs of the standard library, end to end: the real binary calls a server on loopback that speaks the real format.
#![allow(clippy::disallowed_methods)] // projects of tests are written

#[path = "packs/peer.rs"]
mod peer;

use peer::Peer;
use serde_json::json;

/// A project over a pack: one flow that does all this, its connection led to the peer.
fn told(pack: &str, statements: &str, connection: &str, peer: &Peer, env: &[(&str, &str)]) -> Vec<String> {
    let (script, manifest) = project(pack, statements, connection);
    peer.talk(&script, &manifest, env)
}

/// Its script and its manifest.
fn project(pack: &str, statements: &str, connection: &str) -> (String, String) {
    let script = format!(
        "use std.{pack}\nbot \"T\" {{ start go guardrails \"Never promise a price.\" }}\ntracker click_id\nflow go {{\n  step a {{\n{statements}\n    -> end\n  }}\n  \
         step down {{ say \"It failed.\" -> end }}\n}}\n"
    );
    (script, format!("flow: 1\nproject: packs\nallow_private: [127.0.0.1]\n{connection}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn kommo_makes_finds_and_moves_leads() {
    let peer = Peer::new(|method, path| match (method, path) {
        ("POST", "/api/v4/leads/complex") => (
            200,
            json!([{ "id": 101, "contact_id": 9, "company_id": null, "request_id": ["x"], "merged": false }]),
        ),
        ("GET", "/api/v4/leads/101") => {
            (200, json!({ "id": 101, "name": "Deal", "price": 100, "status_id": 2, "pipeline_id": 1 }))
        }
        ("GET", "/api/v4/leads/7") => (204, json!(null)),
        ("GET", "/api/v4/contacts") => {
            (200, json!({ "_page": 1, "_embedded": { "contacts": [{ "id": 9, "name": "Ann" }] } }))
        }
        ("POST", "/api/v4/contacts") => (200, json!({ "_embedded": { "contacts": [{ "id": 10 }] } })),
        ("POST", "/api/v4/tasks") => (200, json!({ "_embedded": { "tasks": [{ "id": 55 }] } })),
        ("POST", "/api/v4/leads/101/notes") => (200, json!({ "_embedded": { "notes": [{ "id": 66 }] } })),
        ("PATCH", "/api/v4/leads/101") => (200, json!({ "id": 101 })),
        _ => (400, json!({ "title": "Bad Request", "status": 400, "detail": "no such lead" })),
    })
    .await;
    let statements = r#"
    do kommo.create_lead(name: "A \"deal\"", first_name: "Ann", phone: "+380", price: 100) save made else -> down
    do kommo.lead(lead: made.id) save lead else -> down
    do kommo.lead(lead: 7) save none else -> down
    do kommo.find_contact(query: "+380 44") save person else -> down
    do kommo.create_contact(first_name: "Bob", email: "bob@shop.example") save bob else -> down
    do kommo.move_lead(lead: 101, stage: 142) else -> down
    do kommo.set_field(lead: 101, field: 55, value: "k2") else -> down
    do kommo.create_task(lead: 101, text: "Call", due: now) save task else -> down
    do kommo.add_note(lead: 101, text: "from the bot") save note else -> down
    say "{made.id} {lead.price | default "0"} {bob.id} {task.id} {note.id}"
    if none is empty { say "no lead 7" }
    do kommo.move_lead(lead: 8, stage: 142) else -> down"#;
    let said =
        told("kommo", statements, "", &peer, &[("KOMMO_URL", &peer.url), ("KOMMO_TOKEN", "canary-token")]);
    assert_eq!(said, ["101 100 10 55 66", "no lead 7", "It failed."]);
    let seen = peer.seen();
    assert!(seen.iter().all(|request| request.header("authorization") == Some("Bearer canary-token")));
    let wire: Vec<String> = seen.iter().map(|request| request.line()).collect();
    insta::assert_snapshot!(wire.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn kommo_waits_when_it_was_too_much_and_says_what_went_wrong() {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::new(move |_, _| match turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => (429, json!({ "status": 429 })),
        _ => (200, json!({ "id": 101 })),
    })
    .await;
    // A short penalty: the pack's own is a minute.
    let connection = "connections: { kommo: { url: \"${KOMMO_URL}/api/v4\", auth: { bearer: \"${KOMMO_TOKEN}\" }, penalty: 1s } }\n";
    let statements = "    do kommo.move_lead(lead: 101, stage: 142) else -> down\n    say \"moved\"";
    let said =
        told("kommo", statements, connection, &peer, &[("KOMMO_URL", &peer.url), ("KOMMO_TOKEN", "t")]);
    assert_eq!(said, ["moved"]);
    assert_eq!(peer.seen().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn kommos_rotating_token_is_kept_before_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("data/tokens/kommo");
    let given = std::sync::atomic::AtomicUsize::new(1);
    let peer = Peer::new(move |_, path| match path {
        "/oauth2/access_token" => {
            let next = given.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            let tokens = (format!("access-{next}"), format!("canary-refresh-{next}"));
            (200, json!({ "token_type": "Bearer", "expires_in": 86400, "access_token": tokens.0, "refresh_token": tokens.1 }))
        }
        _ => {
            let kept = std::fs::read_to_string(&kept).unwrap_or_default();
            // The first call meets a token that was taken back, so that it is refreshed once more.
            let fresh = kept.contains("canary-refresh-3");
            assert!(fresh || kept.contains("canary-refresh-2"), "used before it was kept: {kept}");
            if fresh { (200, json!({ "id": 101 })) } else { (401, json!({ "status": 401 })) }
        }
    })
    .await;
    let connection = r#"connections:
  kommo:
    url: "${KOMMO_URL}/api/v4"
    limit: 7 per 1s
    auth:
      oauth2:
        token_url: "${KOMMO_URL}/oauth2/access_token"
        client_id: "${KOMMO_CLIENT_ID}"
        client_secret: "${KOMMO_CLIENT_SECRET}"
        refresh_token: "${KOMMO_REFRESH_TOKEN}"
        params: { redirect_uri: "https://shop.example/cb" }
        body: json
"#;
    let statements = "    do kommo.move_lead(lead: 101, stage: 142) else -> down\n    say \"moved\"";
    let (script, manifest) = project("kommo", statements, connection);
    let env = [
        ("KOMMO_URL", peer.url.as_str()),
        ("KOMMO_CLIENT_ID", "shop"),
        ("KOMMO_CLIENT_SECRET", "canary-client"),
        ("KOMMO_REFRESH_TOKEN", "canary-refresh-1"),
    ];
    assert_eq!(peer.talk_in(folder.path(), &script, &manifest, &env), ["moved"]);
    let seen = peer.seen();
    let asked: Vec<serde_json::Value> = seen
        .iter()
        .filter_map(|request| {
            serde_json::from_str(request.line().strip_prefix("POST /oauth2/access_token ")?).ok()
        })
        .collect();
    assert_eq!(
        asked[0],
        json!({ "client_id": "shop", "client_secret": "canary-client", "grant_type": "refresh_token",
                "refresh_token": "canary-refresh-1", "redirect_uri": "https://shop.example/cb" })
    );
    assert_eq!((asked.len(), asked[1]["refresh_token"].as_str()), (2, Some("canary-refresh-2")));
    assert_eq!(seen.last().unwrap().header("authorization"), Some("Bearer access-3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn manychat_says_no_with_a_status_of_200() {
    let peer = Peer::new(|_, path| match path {
        "/fb/subscriber/getInfo" => {
            (200, json!({ "status": "success", "data": { "id": "77", "first_name": "Ann", "tags": [] } }))
        }
        "/fb/sending/sendFlow" => {
            (200, json!({ "status": "error", "message": "Outside of the window", "code": 3011 }))
        }
        _ => (200, json!({ "status": "success" })),
    })
    .await;
    let connection =
        "connections: { manychat: { url: \"${PEER}/fb\", auth: { bearer: \"${MANYCHAT_TOKEN}\" } } }\n";
    let statements = r#"
    do manychat.info(subscriber: "77") save who else -> down
    say "{who.first_name | default "?"}"
    do manychat.add_tag(subscriber: "77", label: "bot") else -> down
    do manychat.set_field(subscriber: "77", field: "plan", value: "pro") else -> down
    do manychat.send_flow(subscriber: "77", flow: "content1") else -> down"#;
    let said =
        told("manychat", statements, connection, &peer, &[("PEER", &peer.url), ("MANYCHAT_TOKEN", "t")]);
    assert_eq!(said, ["Ann", "It failed."]);
    let wire: Vec<String> = peer.seen().iter().map(|request| request.line()).collect();
    insta::assert_snapshot!(wire.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn smartsender_fires_triggers_and_sets_tags() {
    let peer = Peer::new(|_, path| match path {
        "/v1/contacts/77/fire" => (200, json!({ "state": true })),
        "/v1/contacts/78/fire" => (200, json!({ "state": false })),
        _ => (200, json!({ "state": true })),
    })
    .await;
    let connection =
        "connections: { smartsender: { url: \"${PEER}/v1\", auth: { bearer: \"${SMARTSENDER_TOKEN}\" } } }\n";
    let statements = r#"
    do smartsender.fire(contact: "77", trigger: "paid") else -> down
    do smartsender.add_tag(contact: "77", label: "12") else -> down
    do smartsender.remove_tag(contact: "77", label: "12") else -> down
    do smartsender.start_funnel(contact: "77", funnel: "f1") else -> down
    say "done"
    do smartsender.fire(contact: "78", trigger: "paid") else -> down"#;
    let said = told(
        "smartsender",
        statements,
        connection,
        &peer,
        &[("PEER", &peer.url), ("SMARTSENDER_TOKEN", "t")],
    );
    assert_eq!(said, ["done", "It failed."]);
    let wire: Vec<String> = peer.seen().iter().map(|request| request.line()).collect();
    insta::assert_snapshot!(wire.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn twilio_sends_a_text_message_as_a_form() {
    let peer = Peer::new(|_, _| (201, json!({ "sid": "SM1", "status": "queued", "error_code": null }))).await;
    let connection = "connections: { twilio: { url: \"${PEER}/2010-04-01/Accounts/${TWILIO_ACCOUNT}\", auth: { basic: { user: \"${TWILIO_ACCOUNT}\", password: \"${TWILIO_TOKEN}\" } } } }\n";
    let statements = r#"
    do twilio.send_sms(to: "+380 44", text: "Hi & welcome=1 Привет") save sent else -> down
    say "{sent.sid} {sent.status}""#;
    let env = [
        ("PEER", peer.url.as_str()),
        ("TWILIO_ACCOUNT", "AC1"),
        ("TWILIO_TOKEN", "t"),
        ("TWILIO_FROM", "+15551"),
    ];
    assert_eq!(told("twilio", statements, connection, &peer, &env), ["SM1 queued"]);
    let seen = peer.seen();
    assert_eq!(seen[0].header("authorization"), Some("Basic QUMxOnQ="));
    assert_eq!(
        seen[0].line(),
        "POST /2010-04-01/Accounts/AC1/Messages.json To=%2B380%2044&From=%2B15551&Body=Hi%20%26%20welcome%3D1%20%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_appends_a_row_as_it_is() {
    let peer =
        Peer::new(|_, _| (200, json!({ "spreadsheetId": "T1", "updates": { "updatedRows": 1 } }))).await;
    let connection =
        "connections: { sheets: { url: \"${PEER}/v4/spreadsheets\", auth: { bearer: \"${TOKEN}\" } } }\n";
    let statements = r#"
    do sheets.append(table: "T1", range: "Leads!A1", row: ("=HYPERLINK(1)", "Ann")) else -> down
    say "written""#;
    assert_eq!(
        told("sheets", statements, connection, &peer, &[("PEER", &peer.url), ("TOKEN", "t")]),
        ["written"]
    );
    assert_eq!(
        peer.seen()[0].line(),
        r#"POST /v4/spreadsheets/T1/values/Leads%21A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS {"values":[["=HYPERLINK(1)","Ann"]]}"#
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keitaro_hears_of_conversions_and_is_asked_again_when_it_is_down() {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::new(move |_, _| match turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => (502, json!({})),
        _ => (200, json!({})),
    })
    .await;
    let statements = r#"
    do keitaro.conversion(click: "c&1", status: "sale", payout: 12.5, currency: "USD", tid: "t1") else -> down
    say "told""#;
    let base = format!("{}/key1", peer.url);
    assert_eq!(told("keitaro", statements, "", &peer, &[("KEITARO_URL", &base)]), ["told"]);
    let wire: Vec<String> = peer.seen().iter().map(|request| request.line()).collect();
    let wanted = "GET /key1/postback?subid=c%261&status=sale&payout=12.5&currency=USD&tid=t1";
    assert_eq!(wire, [wanted, wanted]);
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_send_the_same_id_at_each_attempt() {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::new(move |_, _| match turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => (503, json!({})),
        _ => (200, json!({ "status": "success" })),
    })
    .await;
    let statements = r#"
    do hooks.send(event: "lead", contact: contact.id, name: "Ann", text: "\"\}\{") else -> down
    say "sent""#;
    let url = format!("{}/hooks/catch/1/2/", peer.url);
    assert_eq!(told("hooks", statements, "", &peer, &[("HOOK_URL", &url)]), ["sent"]);
    let seen = peer.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        seen[0].line(),
        r#"POST /hooks/catch/1/2/ {"id":"c1/1/0","event":"lead","contact":"c1","name":"Ann","text":"\"}{"}"#
    );
    assert_eq!(seen[0].line(), seen[1].line());
    assert_eq!(seen[1].header("idempotency-key"), Some("c1/1/0"));
}

/// Every action of every pack is on the page of the packs.
#[test]
fn the_page_lists_every_action() {
    let page = std::fs::read_to_string("docs/packs.md").unwrap();
    for entry in std::fs::read_dir("stdlib").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let pack = path.file_stem().unwrap().to_str().unwrap();
        let chapter = page.split("\n## ").find(|chapter| chapter.starts_with(&format!("{pack}\n")));
        let chapter = chapter.unwrap_or_else(|| panic!("docs/packs.md has no chapter `{pack}`"));
        let text = std::fs::read_to_string(&path).unwrap();
        let actions = text.split("\nactions:\n").nth(1).unwrap();
        let actions = actions.lines().take_while(|line| line.is_empty() || line.starts_with(' '));
        for line in actions.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            let Some(name) = line.trim().strip_suffix(':') else { continue };
            assert!(chapter.contains(&format!("`{name}`")), "docs/packs.md: `{pack}` lacks `{name}`");
        }
    }
}
