//! Webhooks of other systems reach the script.

use flowc::ir::SignatureRecipe;
use flowc::outbound::{Filled, SignedRequest, sign};
use serde_json::json;

use super::fake::Fake;
use super::running::{Running, SECRET, folder};

const SCRIPT: &str = r#"bot "Deals" { start hello }
tracker deal_id, phone
webhook won(status: text, at: text)
webhook texted(words: text) by words
on webhook texted { say "You wrote: {texted.words}" }
flow hello {
  on webhook won { say "Won: {won.status}." }
  step wait { ask "Hello!" within 30d else -> end  -> wait }
}
"#;

const MANIFEST: &str = r#"flow: 1
project: deals
allow_private: [127.0.0.1]
channels:
  crm: { kind: http, secret: "${PEER_SECRET}", deliver: "${PEER_URL}/deliver" }
webhooks:
  secret: "${HOOKS_SECRET}"
  won:                                   # Kommo: a form with brackets, several deals in one request
    format: form
    each: "$.leads.status[*]"
    when: { status_id: "142" }
    contact: { deal_id: id }
    params: { status: status_id, at: last_modified }
    unique: [id, last_modified]
  texted:                                # Twilio: a form, signed over the URL
    contact: { phone: From }
    params: { words: Body }
    signature: { of: twilio, key: "${TWILIO_TOKEN}" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_brings_several_events_and_each_finds_its_contact() {
    let (fake, base) = Fake::open().await;
    let folder = folder(&[("bot.flow", SCRIPT), ("flow.yaml", MANIFEST)]);
    let variables =
        [("PEER_SECRET", SECRET), ("PEER_URL", &base), ("HOOKS_SECRET", "hooks"), ("TWILIO_TOKEN", "12345")];
    let flowc = Running::over(folder, &variables);
    for (contact, deal) in [("1", "101"), ("2", "102")] {
        let event = json!({ "id": "s", "contact": contact, "start": true, "tracker": { "deal_id": deal } });
        assert_eq!(flowc.event("crm", &event).await.0, 202);
    }
    fake.until("/deliver", 2).await;
    let form = "leads%5Bstatus%5D%5B0%5D%5Bid%5D=101&leads[status][0][status_id]=142&leads[status][0][last_modified]=1767225600\
        &leads[status][1][id]=102&leads[status][1][status_id]=2&leads[status][1][last_modified]=1767225600\
        &leads[status][2][id]=999&leads[status][2][status_id]=142&leads[status][2][last_modified]=1767225600&account[id]=7";
    let post = |path: &str, body: &str| {
        let kind = "application/x-www-form-urlencoded";
        flowc
            .client
            .post(format!("{}/v1/webhooks/{path}", flowc.base))
            .header("content-type", kind)
            .body(body.to_owned())
    };
    assert_eq!(post("guess/won", form).send().await.unwrap().status(), 404);
    assert_eq!(post("hooks/woon", form).send().await.unwrap().status(), 404);
    assert_eq!(post("hooks/won", "leads[status][0][status_id]=142").send().await.unwrap().status(), 422);
    for _ in 0..2 {
        let taken = post("hooks/won", form).send().await.unwrap();
        assert_eq!((taken.status().as_u16(), taken.text().await.unwrap().as_str()), (200, "OK"));
    }
    // Who is told of before it is met gets it when it appears; the second request changed nothing.
    let event = json!({ "id": "s", "contact": "3", "start": true, "tracker": { "deal_id": "999" } });
    assert_eq!(flowc.event("crm", &event).await.0, 202);
    let told = fake.until("/deliver", 5).await;
    let won: Vec<_> =
        told.iter().map(|seen| seen.json()).filter(|body| body["text"] == "Won: 142.").collect();
    let contacts: std::collections::BTreeSet<_> =
        won.iter().map(|body| body["contact"].as_str().unwrap()).collect();
    assert_eq!((won.len(), contacts), (2, ["1", "3"].into()));

    let texted = "MessageSid=SM2&From=%2B380501234567&Body=hi+there";
    assert_eq!(post("hooks/texted", texted).send().await.unwrap().status(), 401, "unsigned");
    // As Twilio signs: the URL, then each field with its value, sorted.
    let url = format!("{}/v1/webhooks/hooks/texted", flowc.base);
    let headers = [("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
    let request = SignedRequest { method: "POST", url: &url, headers: &headers, body: texted.as_bytes() };
    let twilio = SignatureRecipe::known("twilio", "").unwrap();
    let signature = sign(&twilio, &Filled::new("12345"), &request).unwrap();
    let signed = post("hooks/texted", texted).header("x-twilio-signature", signature.expose());
    assert_eq!(signed.send().await.unwrap().status(), 200);
    let forged = post("hooks/texted", texted).header("x-twilio-signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    assert_eq!(forged.send().await.unwrap().status(), 401);
}
