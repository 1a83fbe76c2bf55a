//! What an answer means.

use super::*;

fn manifest(rules: &str) -> String {
    format!("actions:\n  crm.call:\n    post: \"${{BASE}}/x\"\n{rules}")
}

async fn judged(rules: &str, status: u16, body: &str) -> ActionTry {
    let peer = Peer::answering(status, body).await;
    Bot::of(&manifest(rules), &peer).call("crm.call", &[]).await
}

#[tokio::test]
async fn a_status_is_an_empty_value_a_failure_or_worth_another_try() {
    let rules = "    output: optional text\n    empty_on: [404]\n    idempotent: true\n";
    for (status, wanted) in [
        (404, done()),
        (400, failed("answered with status 400")),
        (429, again("answered with status 429")),
        (503, again("answered with status 503")),
    ] {
        assert_eq!(judged(rules, status, "{}").await, wanted, "{status}");
    }
    let ActionTry::Again { why, .. } = judged(rules, 500, "{}").await else { panic!() };
    assert!(why.starts_with("crm.call: answered with status 500"), "{why}");
    // Whoever answered 500 may have done it before.
    let once = "    output: optional text\n";
    let ActionTry::Failed(why) = judged(once, 500, "{}").await else { panic!() };
    assert!(why.starts_with("crm.call: answered with status 500"), "{why}");
    assert_eq!(judged(once, 429, "{}").await, again("answered with status 429"), "it did nothing");
    assert_eq!(judged(once, 204, "").await, done());
}

#[tokio::test]
async fn a_200_may_be_a_failure_and_says_why_without_secrets() {
    let rules = "    success_when: { status: [200, 201], \"$.status\": 0 }
    error: { message: $.status_message, code: $.status }
    retry_when: [{ \"$.status\": [12, 13] }]
    retry_after: $.wait
    headers: { authorization: \"Bearer ${KEY}\" }\n";
    assert_eq!(judged(rules, 200, r#"{"status": 0}"#).await, done());
    assert_eq!(judged(rules, 200, r#"{"status": "0"}"#).await, done());
    let body = format!(r#"{{"status": 5, "status_message": "bad\ntoken {CANARY}"}}"#);
    assert_eq!(
        judged(rules, 200, &body).await,
        failed("answered with status 200, which is no success here: 5: bad token ${KEY}")
    );
    let long = format!(r#"{{"status": 6, "status_message": "{}"}}"#, "x".repeat(10_000));
    let ActionTry::Failed(words) = judged(rules, 200, &long).await else { panic!() };
    assert!(words.chars().count() < 300 && words.ends_with('…'), "{words}");
    let ActionTry::Again { after, .. } = judged(rules, 200, r#"{"status": 12, "wait": 1.5}"#).await else {
        panic!()
    };
    assert_eq!(after, Some(Duration::from_millis(1_500)));
    for nothing in ["", "<html>", "[]", "{}"] {
        let ActionTry::Failed(words) = judged(rules, 200, nothing).await else { panic!("{nothing}") };
        assert_eq!(words, "crm.call: answered with status 200, which is no success here");
    }
    assert_eq!(
        judged(rules, 204, r#"{"status": 0}"#).await,
        failed("answered with status 204, which is no success here")
    );
}

#[tokio::test]
async fn private_inputs_are_not_told_by_a_peer_that_repeats_them() {
    let peer = Peer::answering(400, r#"{"error": "no such mail: ann@a.example, user 7"}"#).await;
    let rules = "    error: { message: error }\n    input: { mail: text private, user: number }\n";
    let bot = Bot::of(&manifest(rules), &peer);
    let tried = bot.call("crm.call", &[("mail", text("ann@a.example")), ("user", number("7"))]).await;
    assert_eq!(tried, failed("answered with status 400: no such mail: …, user 7"));
}

#[tokio::test]
async fn empty_may_stand_in_the_body() {
    let rules = "    output: optional text
    pick: $.data.name
    empty_on: [204, { status: 200, \"$.data\": null }, { \"$.items\": [], \"$.kind\": list }]\n";
    for (status, body, wanted) in [
        (204, "", done()),
        (200, r#"{"data": null}"#, done()),
        (200, "{}", done()),
        (200, r#"{"items": [], "kind": "list", "data": 1}"#, done()),
        (200, r#"{"data": {"name": "Ann"}}"#, ActionTry::Done(text("Ann"))),
        (200, r#"{"data": {}}"#, done()),
    ] {
        assert_eq!(judged(rules, status, body).await, wanted, "{body}");
    }
}

#[tokio::test]
async fn what_is_picked_is_one_value_or_all_of_them() {
    let body =
        r#"{"slots": [{"at": "2026-11-20T10:00:00Z", "id": 1}, {"at": "2026-11-21T10:00:00Z", "id": 2}]}"#;
    let list = |pick: &str| format!("    output: list of number\n    pick: {pick}\n");
    let both = ActionTry::Done(Value::List(vec![number("1"), number("2")]));
    assert_eq!(judged(&list("\"$.slots[*].id\""), 200, body).await, both);
    assert_eq!(judged(&list("$.ids"), 200, r#"{"ids": [1, 2]}"#).await, both);
    let none = ActionTry::Done(Value::List(Vec::new()));
    assert_eq!(judged(&list("$.ids"), 200, r#"{"ids": []}"#).await, none);
    let one = "    output: { id: number }\n    pick: \"$.slots[?@.id == 2]\"\n";
    let ActionTry::Done(Value::Record(record)) = judged(one, 200, body).await else { panic!() };
    assert_eq!(record["id"], number("2"));
    let many = "    output: number\n    pick: \"$.slots[*].id\"\n";
    let words = "answered with 2 values at `$.slots[*].id`, where one is declared";
    assert_eq!(judged(many, 200, body).await, failed(words));
    let missing = judged("    output: number\n    pick: $.nothing\n", 200, body).await;
    assert_eq!(missing, failed("answered with what was not declared: $ is missing"));
}

#[tokio::test]
async fn graphql_fails_by_its_errors() {
    let rules = |more: &str| {
        format!(
            "    graphql: \"{{ user {{ name }} }}\"\n    output: text\n    pick: $.data.user.name\n{more}"
        )
    };
    let good = r#"{"data": {"user": {"name": "Ann"}}}"#;
    let partial = r#"{"data": {"user": {"name": "Ann"}}, "errors": [{"message": "slow", "extensions": {"code": "LATE"}}]}"#;
    let bad = r#"{"data": null, "errors": [{"message": "no such field"}]}"#;
    let ann = ActionTry::Done(text("Ann"));
    assert_eq!(judged(&rules(""), 200, good).await, ann);
    assert_eq!(
        judged(&rules(""), 200, partial).await,
        failed("answered with status 200, which is no success here: LATE: slow")
    );
    assert_eq!(judged(&rules("    allow_partial: true\n"), 200, partial).await, ann);
    for more in ["", "    allow_partial: true\n"] {
        let words = "answered with status 200, which is no success here: no such field";
        assert_eq!(judged(&rules(more), 200, bad).await, failed(words));
    }
    let peer = Peer::answering(200, good).await;
    Bot::of(&manifest(&rules("")), &peer).call("crm.call", &[]).await;
    let seen = peer.only();
    assert_eq!(seen.header("accept"), "application/graphql-response+json, application/json");
    assert_eq!(seen.body, r#"{"query":"{ user { name } }","variables":{}}"#);
}

#[tokio::test]
async fn an_answer_of_another_type_is_a_failure_in_words() {
    let typed = "    output: { id: number }\n";
    let declared = |words: &str| failed(&format!("answered with what was not declared: {words}"));
    for (body, wanted) in [
        (r#"{"id": "s3cret"}"#, declared("$.id is not a number, it is a text")),
        ("[]", declared("$ is not a record, it is a list")),
        ("<html>", failed("answered with what is not JSON")),
        ("", failed("answered with what is not JSON")),
    ] {
        assert_eq!(judged(typed, 200, body).await, wanted, "{body}");
    }
    let ActionTry::Failed(words) = judged(typed, 200, &"x".repeat(2 << 20)).await else { panic!() };
    assert!(words.contains("larger than"), "{words}");
}

#[tokio::test]
async fn a_peer_says_how_long_to_wait_in_seconds_or_by_a_date() {
    let headers = [
        vec![("retry-after", "7".to_owned())],
        vec![
            ("retry-after", "Wed, 21 Oct 2015 07:28:07 GMT".to_owned()),
            ("date", "Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
        ],
    ];
    for headers in headers {
        let answer = Reply { headers, ..reply(429, "{}") };
        let peer = Peer::new(move |_| answer.clone()).await;
        let ActionTry::Again { after, .. } =
            Bot::of(&manifest("    tries: 1\n"), &peer).call("crm.call", &[]).await
        else {
            panic!()
        };
        assert_eq!(after, Some(Duration::from_secs(7)));
    }
}
