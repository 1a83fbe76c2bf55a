//! What is sent.

use super::*;
use crate::ir::Time;

/// Texts that try to leave their place.
const HOSTILE: [&str; 8] = [
    "O\"Hara\"}{",
    "\",\"admin\":true,\"x\":\"",
    "a\r\nx-evil: 1\r\n\r\nGET /",
    "${KEY}",
    "{amount}",
    "{call.key}",
    "a&b=c#d?e=f%00/../..",
    "'; DROP TABLE leads; --\u{0}\u{7}ё😀",
];

#[tokio::test]
async fn inputs_without_a_place_are_the_body() {
    let peer = Peer::answering(201, r#"{"id": 7, "extra": true}"#).await;
    let bot = Bot::of(
        "
actions:
  crm.call:
    post: \"${BASE}/leads\"
    headers: { authorization: \"Bearer ${KEY}\", x-source: \"bot {name}\" }
    input: { name: text, amount: optional number, note: optional text }
    output: { id: number }
    idempotent: header Idempotency-Key
",
        &peer,
    );
    let args = [("name", text("Ann")), ("amount", number("12.50")), ("note", Value::Empty)];
    let ActionTry::Done(Value::Record(record)) = bot.call("crm.call", &args).await else { panic!() };
    assert_eq!(record["id"], number("7"));
    let seen = peer.only();
    assert_eq!((seen.method.as_str(), seen.uri.as_str()), ("POST", "/leads"));
    assert_eq!(seen.body, r#"{"amount":12.5}"#, "the name has its place in a header");
    assert_eq!(seen.header("authorization"), format!("Bearer {CANARY}"));
    assert_eq!(seen.header("x-source"), "bot Ann");
    assert_eq!(seen.header("idempotency-key"), "c1/4/2");
    assert_eq!(seen.header("content-type"), "application/json");
    assert_eq!(bot.call("crm.call", &[]).await, failed("its input `name` is empty"));
    assert_eq!(peer.seen().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_get_puts_its_inputs_into_the_url() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(
        "
actions:
  crm.call:
    get: \"${BASE}/people/{name}?all=1\"
    query: { tags: [bot, \"{label}\"], at: \"{at:unix}\" }
    input: { name: text, label: optional text, at: optional time, amount: optional number }
",
        &peer,
    );
    let args = [("name", text("Аня & co/x")), ("amount", number("3")), ("at", Value::Time(Time(1_500)))];
    assert_eq!(bot.call("crm.call", &args).await, done());
    assert_eq!(peer.only().uri, "/people/%D0%90%D0%BD%D1%8F%20%26%20co%2Fx?all=1&tags=bot&at=1&amount=3");
}

const NESTED: &str = "
actions:
  crm.call:
    post: \"${BASE}/leads\"
    input: { name: text, amount: optional number, phone: optional text, tags: optional list of text, at: time, vip: bool }
    body:
      - name: \"Deal of {name}\"
        price: \"{amount}\"
        code: \"{amount:text}\"
        zip: 007
        one: 1
        \"yes\": true
        nothing: null
        secret: \"<${KEY}>\"
        request: \"{call.key}\"
        at: \"{at:unix_ms}\"
        vip: \"{vip}\"
        contacts:
          - { $if: \"{phone}\", field: PHONE, values: [{ value: \"{phone}\" }] }
        tags: \"{tags}\"
        left: { out: [\"{phone}\"] }
";

#[tokio::test]
async fn a_body_is_filled_leaf_by_leaf_and_what_is_empty_is_left_out() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(NESTED, &peer);
    let name = ("name", text("Ann"));
    let rest = [("at", Value::Time(Time(1_500))), ("vip", Value::Bool(true))];
    let full = [
        name.clone(),
        rest[0].clone(),
        rest[1].clone(),
        ("amount", number("0.10")),
        ("phone", text("+380")),
        ("tags", Value::List(vec![text("a"), text("b\"")])),
    ];
    assert_eq!(bot.call("crm.call", &full).await, done());
    let few = [name, rest[0].clone(), rest[1].clone()];
    assert_eq!(bot.call("crm.call", &few).await, done());
    let seen = peer.seen();
    let constants = format!(
        r#""zip":"007","one":1,"yes":true,"nothing":null,"secret":"<{CANARY}>","request":"c1/4/2","at":1500,"vip":true"#
    );
    assert_eq!(
        seen[0].body,
        format!(
            r#"[{{"name":"Deal of Ann","price":0.1,"code":"0.1",{constants},"contacts":[{{"field":"PHONE","values":[{{"value":"+380"}}]}}],"tags":["a","b\""],"left":{{"out":["+380"]}}}}]"#
        )
    );
    assert_eq!(seen[1].body, format!(r#"[{{"name":"Deal of Ann",{constants}}}]"#));
}

#[tokio::test]
async fn a_form_repeats_lists_and_one_with_brackets_nests() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(
        "
actions:
  crm.call:
    post: \"${BASE}/sms\"
    input: { to: text, media: optional list of text, body: optional text }
    form: { To: \"whatsapp:{to}\", Body: \"{body}\", MediaUrl: \"{media}\", fmt: 3 }
  crm.php:
    post: \"${BASE}/php\"
    input: { to: text, media: optional list of text }
    form_php: { lead: { contacts: [{ phone: \"{to}\" }], media: \"{media}\" } }
",
        &peer,
    );
    let args = [("to", text("+1 2")), ("media", Value::List(vec![text("u/1"), text("u/2")]))];
    assert_eq!(bot.call("crm.call", &args).await, done());
    assert_eq!(bot.call("crm.php", &args).await, done());
    let seen = peer.seen();
    assert_eq!(seen[0].header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(seen[0].body, "To=whatsapp%3A%2B1%202&MediaUrl=u%2F1&MediaUrl=u%2F2&fmt=3");
    assert_eq!(
        seen[1].body,
        "lead%5Bcontacts%5D%5B0%5D%5Bphone%5D=%2B1%202&lead%5Bmedia%5D%5B0%5D=u%2F1&lead%5Bmedia%5D%5B1%5D=u%2F2"
    );
}

#[tokio::test]
async fn what_a_contact_wrote_stays_in_its_place() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(
        "
actions:
  crm.call:
    post: \"${BASE}/a/{name}/b\"
    input: { name: text, amount: optional number }
    query: { q: \"{name}\", part: \"<{name}>\" }
    body: { exact: \"{name}\", part: \"<{name}|${KEY}|{amount}>\", list: [\"{name}\"] }
  crm.form:
    post: \"${BASE}/form\"
    input: { name: text }
    form: { exact: \"{name}\", part: \"<{name}>\" }
  crm.graph:
    post: \"${BASE}/graph\"
    input: { name: text }
    graphql: \"mutation($name: String!) { add(name: $name) { id } }\"
    variables: { name: \"{name}\" }
    success_when: { status: 200 }
",
        &peer,
    );
    for hostile in HOSTILE {
        let args = [("name", text(hostile))];
        assert_eq!(bot.call("crm.call", &args).await, done(), "{hostile}");
        let seen = peer.seen().pop().unwrap();
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        let part = format!("<{hostile}|{CANARY}|>");
        assert_eq!(body, serde_json::json!({ "exact": hostile, "part": part, "list": [hostile] }));
        let url = reqwest::Url::parse(&format!("http://x{}", seen.uri)).unwrap();
        let segments: Vec<_> = url.path_segments().unwrap().collect();
        assert_eq!((segments.len(), segments[0], segments[2]), (3, "a", "b"), "{}", seen.uri);
        let query: Vec<_> = url.query_pairs().into_owned().collect();
        let pair = |name: &str, value: String| (name.to_owned(), value);
        assert_eq!(query, [pair("q", hostile.to_owned()), pair("part", format!("<{hostile}>"))]);

        assert_eq!(bot.call("crm.form", &args).await, done());
        let form = peer.seen().pop().unwrap().body;
        let url = reqwest::Url::parse(&format!("http://x/?{form}")).unwrap();
        let fields: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(fields, [pair("exact", hostile.to_owned()), pair("part", format!("<{hostile}>"))]);

        assert_eq!(bot.call("crm.graph", &args).await, done());
        let body: serde_json::Value = serde_json::from_str(&peer.seen().pop().unwrap().body).unwrap();
        assert_eq!(body["query"], "mutation($name: String!) { add(name: $name) { id } }");
        assert_eq!(body["variables"], serde_json::json!({ "name": hostile }));
    }
}

#[tokio::test]
async fn a_header_takes_one_line_or_nothing_is_sent() {
    let peer = Peer::answering(200, "").await;
    let bot = Bot::of(
        "actions: { crm.call: { post: \"${BASE}/\", headers: { x-name: \"{name}\" }, input: { name: text } } }",
        &peer,
    );
    let tried = bot.call("crm.call", &[("name", text("a\r\nx-evil: 1"))]).await;
    assert_eq!(tried, failed("the header `x-name` cannot be sent as it is"));
    let up = [("name", text(".."))];
    let bot = Bot::of("actions: { crm.call: { get: \"${BASE}/a/{name}/b\", input: { name: text } } }", &peer);
    assert_eq!(bot.call("crm.call", &up).await, failed("an input would lead to another path"));
    assert!(peer.seen().is_empty());
}
