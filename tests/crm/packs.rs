//! The same project behind ManyChat and SmartSender, through their packs; and what Kommo reports, through its own.

use serde_json::json;

use super::fake::Fake;
use super::running::{Running, SECRET, example, folder};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_project_serves_manychat_and_smartsender() {
    let (fake, base) = Fake::open().await;
    let (deliver, api) = (format!("{base}/deliver"), format!("{base}/api"));
    let flowc = Running::over(
        example(),
        &[
            ("CRM_SECRET", SECRET),
            ("CRM_HOOKS_SECRET", "hooks"),
            ("CRM_DELIVER_URL", &deliver),
            ("CRM_URL", &api),
            ("MANYCHAT_SECRET", SECRET),
            ("MANYCHAT_TOKEN", "m"),
            ("SMARTSENDER_SECRET", SECRET),
            ("SMARTSENDER_TOKEN", "s"),
        ],
    );
    let subscriber = |text: &str| {
        json!({
            "id": "881", "key": "user:881", "first_name": "Ann", "last_name": "Lee", "phone": "+380501234567", "language": "en",
            "last_input_text": text, "custom_fields": { "deal_id": "102", "course": "French B1" },
        })
    };
    let (status, block) = flowc.event("manychat", &subscriber("hi")).await;
    assert_eq!((status, &block["version"]), (200, &json!("v2")));
    let first = "Hello, Ann! Shall we book a free trial lesson, French B1?";
    assert_eq!(block["content"]["messages"][0]["text"], first);
    flowc.event("manychat", &subscriber("Book it")).await;
    let (_, block) = flowc.event("manychat", &subscriber("Friday at ten")).await;
    assert!(!block["content"]["messages"].as_array().unwrap().is_empty());
    let stage = fake.until("/api/deals/102", 1).await.remove(0);
    assert_eq!((stage.method.as_str(), stage.json()["stage"].as_str()), ("PATCH", Some("trial")));

    let contact = json!({ "id": 77, "firstName": "Оля" });
    let (status, answer) = flowc
        .event("smartsender", &json!({ "text": "привет", "contact": contact, "course": "English" }))
        .await;
    assert_eq!(status, 200);
    assert!(answer["text"].as_str().unwrap().contains("Оля"), "{answer}");
}

const KOMMO: &str = r#"use std.kommo
bot "Shop" { start hello guardrails "Never promise a price." channels crm }
tracker lead_id
webhook moved(stage: text, before: text)
on webhook moved { say "From {moved.before | default "?"} to {moved.stage}." }
flow hello {
  step begin {
    ask "Your name?" save name within 1d else -> end
    do kommo.add_note(lead: 1, text: name) else -> end
    -> end
  }
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn kommo_reports_stages_in_brackets_and_a_repeated_report_changes_nothing() {
    let (fake, base) = Fake::open().await;
    let manifest = "flow: 1\nproject: shop\nallow_private: [127.0.0.1]\n\
        channels: { crm: { kind: http, secret: \"${SECRET}\", deliver: \"${PEER}/deliver\", tracker: { lead_id: lead } } }\n\
        webhooks: { secret: \"${SECRET}\", moved: { like: kommo.lead_stage, contact: { lead_id: id } } }\n";
    let project = folder(&[("bot.flow", KOMMO), ("flow.yaml", manifest)]);
    let flowc = Running::over(
        project,
        &[("SECRET", SECRET), ("PEER", &base), ("KOMMO_URL", &base), ("KOMMO_TOKEN", "t")],
    );
    let (status, _) =
        flowc.event("crm", &json!({ "id": "1", "contact": "5", "text": "hi", "lead": "101" })).await;
    assert_eq!(status, 202);
    fake.until("/deliver", 1).await;
    let report = "leads%5Bstatus%5D%5B0%5D%5Bid%5D=101&leads%5Bstatus%5D%5B0%5D%5Bstatus_id%5D=142&leads%5Bstatus%5D%5B0%5D%5Bold_status_id%5D=2&\
        leads%5Bstatus%5D%5B0%5D%5Bpipeline_id%5D=1&leads%5Bstatus%5D%5B0%5D%5Blast_modified%5D=1767225600&\
        leads%5Bstatus%5D%5B1%5D%5Bid%5D=999&leads%5Bstatus%5D%5B1%5D%5Bstatus_id%5D=143&\
        leads%5Bstatus%5D%5B1%5D%5Blast_modified%5D=1767225600&account%5Bid%5D=7&account%5Bsubdomain%5D=demo";
    let post = |secret: &str, name: &str| {
        let url = format!("{}/v1/webhooks/{secret}/{name}", flowc.base);
        let sent =
            flowc.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(report);
        async move { sent.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(post("forged", "moved").await, 404);
    assert_eq!((post(SECRET, "moved").await, post(SECRET, "moved").await), (200, 200));
    let told = fake.until("/deliver", 2).await;
    assert_eq!(told[1].json()["text"], "From 2 to 142.");
    // The next message is answered after whatever else there was to say.
    flowc.event("crm", &json!({ "id": "2", "contact": "5", "text": "Ann", "lead": "101" })).await;
    fake.until("/api/v4/leads/1/notes", 1).await;
    assert_eq!(
        fake.seen().iter().filter(|seen| seen.path == "/deliver").count(),
        2,
        "the repeated report says nothing"
    );
}
