//! Manifests, right and wrong.

use super::{Manifest, read};
use crate::diagnostic::codes;
use crate::ir::{Binding, ChannelKind, Duration, Method, Type};
use crate::source::SourceMap;

/// Findings as `line:column-column code message [help]` with the text that each one marks.
pub(super) fn findings(text: &str) -> String {
    let mut sources = SourceMap::default();
    let file = sources.add("flow.yaml", text);
    let mut found = Vec::new();
    read(file, text, Manifest::default(), &mut found);
    let mut sink = crate::diagnostic::Sink::default();
    sink.extend(found);
    let lines = sink.finish().into_iter().map(|finding| {
        let place = sources.place(finding.span);
        let marked = sources.text(finding.span);
        let help = finding.help.map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{}:{} {} `{marked}`: {}{help}", place.line, place.column, finding.code.id, finding.message)
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn manifest(body: &str) -> String {
    format!("flow: 1\nproject: kopilka\n{body}")
}

const WHOLE: &str = r#"
flow: 1                                  # version of the manifest's format
project: kopilka
channels:
  telegram: { kind: telegram, token: "${TELEGRAM_TOKEN}" }
  web:      { kind: web, origins: ["https://kopilka.example"] }
  crm:      { kind: http, secret: "${CRM_SECRET}", deliver: "${CRM_DELIVER_URL}",
              contact: { first_name: client.name, phone: client.phone }, tracker: { deal_id: deal.id } }
operators:
  managers: { channel: telegram, chat: "${MANAGERS_CHAT}", default: true }
  night:
models:
  talk:   { provider: openai_compatible, url: "${MODEL_URL}", key: "${MODEL_KEY}", model: "${MODEL_TALK}", timeout: 1m, context: 10 }
links:
  telegram: "{click_id}-{offer}"
  web: query
postbacks:
  secret: "${POSTBACK_SECRET}"
  contact: [click_id, contact]
  rename: { subid: click_id, txid: tid, sum: amount }
  deposit: { when: { status: dep } }
templates:
  cart_reminder: { channel: telegram, id: cart_reminder_v2, input: { url: text, mail: optional text private } }
  hello: { channel: crm }
ocr: { command: [tesseract, "-", "-", --psm, "6", -l, eng+rus], timeout: 10s }
shapes:
  order:   { number: "text matches /[A-Z]{2}[0-9]+/i", status: "one of unpaid, paid, sent, done", total: optional number from 0 }
  payment: { url: text, of: list of order }
actions:
  shop.order:
    get: "${SHOP_URL}/orders/{number}"
    headers: { authorization: "Bearer ${SHOP_KEY}" }
    input:  { number: text }
    output: optional order
    empty_on: [404]
  pay.link:
    post: "${PAY_URL}/links"
    input:  { order: text, email: optional text private }
    output: payment
    idempotent: header Idempotency-Key
    tries: 3
    timeout: 5s
  calendar.near: { get: "${CALENDAR_URL}/near?at={at}", input: { at: time }, output: list of time }
allow_private: [localhost, 10.0.0.7, crm.internal]
checks:
  written-secret: error
  key-without-effect: off
"#;

#[test]
fn a_whole_manifest_is_read_as_it_is_meant() {
    let mut sources = SourceMap::default();
    let file = sources.add("flow.yaml", WHOLE);
    let mut found = Vec::new();
    let manifest = read(file, WHOLE, Manifest::default(), &mut found);
    assert!(
        found.iter().all(|finding| finding.code.id == codes::project::KEY_WITHOUT_EFFECT.id),
        "{found:#?}"
    );
    let outside = &manifest.outside;
    assert_eq!(manifest.project.as_deref(), Some("kopilka"));
    assert_eq!(outside.channels["crm"].kind(), ChannelKind::Http);
    assert!(outside.operators["managers"].default && !outside.operators["night"].default);
    assert_eq!(outside.models["talk"].timeout, Duration(60_000));
    assert_eq!(outside.links.by_channel["telegram"], "{click_id}-{offer}");
    assert_eq!(outside.postbacks.contact, ["click_id", "contact"]);
    assert_eq!(outside.postbacks.when["deposit"]["status"], "dep");
    assert_eq!(outside.ocr.as_ref().unwrap().command.len(), 7);
    let reminder = &outside.templates["cart_reminder"];
    assert_eq!((reminder.channel.as_str(), reminder.id.as_str()), ("telegram", "cart_reminder_v2"));
    assert!(!reminder.input[0].optional && reminder.input[1].optional && reminder.input[1].private);
    assert_eq!(outside.templates["hello"].id, "hello");
    let order = &outside.actions["shop.order"];
    let Binding::Http(call) = &order.binding else { panic!("it is no request") };
    assert_eq!((call.method, call.answer.empty_on[0].status.as_slice()), (Method::Get, &[(404, 404)][..]));
    assert!(order.output.as_ref().unwrap().optional);
    let Type::Record(fields) = &order.output.as_ref().unwrap().ty else { panic!("a record") };
    assert_eq!(
        fields.iter().map(|(name, _, optional)| (name.as_str(), *optional)).collect::<Vec<_>>(),
        [("number", false), ("status", false), ("total", true)]
    );
    assert_eq!(fields[1].1, Type::OneOf(["unpaid", "paid", "sent", "done"].map(str::to_owned).to_vec()));
    let link = &outside.actions["pay.link"];
    assert!(link.input[1].optional && link.input[1].private && !link.input[0].private);
    let Binding::Http(call) = &link.binding else { panic!("it is no request") };
    assert_eq!((link.retry.tries, call.key_header.as_deref()), (3, Some("Idempotency-Key")));
    assert_eq!(outside.allow_private, ["localhost", "10.0.0.7", "crm.internal"]);
    assert_eq!(manifest.checks["key-without-effect"], None);
    let place = manifest.places["actions.pay.link"];
    assert_eq!(sources.text(place), "pay.link");
}

#[test]
fn mistakes_are_told_at_their_places_all_in_one_run() {
    insta::assert_snapshot!(findings(&manifest(
        "\
chanels:
  web: { kind: web }
operators:
  managers: { chanel: web, default: yes }
  2nd: {}
models:
  talk: { provider: openai, url: https://models.example }
  vision: { provider: openai_compatible, url: models.example, key: sk-123, model: m, timeout: 1y }
postbacks:
  secret: \"abc${\"
  contacts: [click_id]
shapes:
  order: { number: text, lines: list of line }
  circle: { of: list of circle }
actions:
  shop.order:
    get: \"https://shop.example/{nmber}\"
    input: { number: string, 'bad name': text }
    output: ordr
    tries: many
  pay: { pst: https://pay.example }
  both: { get: https://a.example, post: https://b.example }
checks: { written-secrets: error, not-yaml: off }
budgets: { model_calls_per_day: 3 }
"
    )));
}

#[test]
fn a_template_names_its_channel_and_types_its_inputs() {
    let found = findings(&manifest(
        "channels: { web: { kind: web } }\ntemplates:\n  hello: { channel: wep, ids: x, input: { name: string } }\n  bye: { id: bye_v2 }\n",
    ));
    let expected = [
        "5:21 F0110 `wep`: there is no channel `wep` (did you mean `web`?)",
        "5:26 F0102 `ids`: a template has no key `ids` (did you mean `id`?)",
        "5:49 F0106 `string`: there is no type `string` (did you mean `text`?)",
        "6:8 F0104 `{ id: bye_v2 }`: a template needs the key `channel` (the channel that has approved it)",
    ];
    assert_eq!(found.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn an_input_never_chooses_the_host() {
    let action = |url: &str| {
        findings(&manifest(&format!("actions:\n  a: {{ get: \"{url}\", input: {{ x: text }} }}\n")))
    };
    for url in [
        "https://{x}/",
        "https://a.example{x}/",
        "${BASE}{x}",
        "https://${HOST}.{x}/",
        "https://a{x}@b.example/",
    ] {
        assert!(action(url).contains("would choose the host"), "{url}: {}", action(url));
    }
    for url in ["https://a.example/{x}", "${BASE}/{x}", "https://a.example?x={x}"] {
        assert_eq!(action(url), "", "{url}");
    }
}

#[test]
fn mistakes_of_a_request_are_told_at_their_places() {
    insta::assert_snapshot!(findings(&manifest(
        "\
connections:
  crm: { url: \"https://crm.example/{x}\", limit: 7 a second, auth: { bearer: \"${T}\", basic: { user: a, password: b } } }
  hook: { url: https://hook.example, sign: { header: X-Sign, key: \"${K}\", signed: [timestamp, url], alg: md5 } }
  oauth: { url: https://o.example, auth: { oauth2: { client_id: a, client_secret: b, token_url: o.example } } }
actions:
  a.one:
    use: cmr
    post: https://crm.example/leads
    input: { name: text, when: optional time, tags: list of text, phone: text }
    body: { name: \"{nmae}\", at: \"{when:unix_s}\", text: \"{tags}!\", half: \"at {when:unix}\", bad: \"{name:unix}\", \"{name}\": 1,
            some: { $if: \"{phone}\", x: 1 }, var: \"${1}\" }
    form: { x: 1 }
    variables: { x: 1 }
    auth: { bearer: \"${T}\" }
  a.two:
    use: crm
    get: leads
    body: { x: 1 }
    success_when: { status: [2x, 700], \"data.id\": 1, \"$.a[\": 1 }
    empty_on: [40x]
    pick: \"a..b\"
    retry_after: [$.x, \"$[\"]
    error: { mesage: $.x }
    output: text
    dry_run: { x: 1 }
  a.three:
    post: https://x.example/
    input: { rec: \"list of text\", gone: text }
    form: { rec: \"{rec}\", map: { a: 1 } }
    headers: { host: x, \"bad name\": y, x-token: written, x-list: \"{rec}\" }
    auth: { google: { key_file: \"${F}\", scopes: [a] } }
    unknown: maybe
  a.four: { post: https://x.example/, unknown: again }
  a.five: { post: https://x.example/, unknown: done, output: text, dry_run: 5 }
  a.six: { post: https://x.example/, input: { gone: text }, body: { x: 1 } }
"
    )));
}

#[test]
fn the_place_of_a_mistake_counts_characters_behind_cyrillic_and_crlf() {
    let text = "flow: 1\r\nproject: копилка\r\nоператоры: { ключ: 1 }\r\n";
    assert_eq!(findings(text).lines().count(), 1);
    assert!(findings(text).starts_with("3:1 F0102 `операторы`"), "{}", findings(text));
}

#[test]
fn what_is_not_yaml_is_one_finding() {
    insta::assert_snapshot!(findings("flow: 1\nproject: [a, b\nchannels: {}\n"));
    assert!(findings("").contains("F0104"), "{}", findings(""));
    assert!(findings("# only a remark\n").contains("F0104"));
    assert!(findings("just text").contains("F0105"), "{}", findings("just text"));
    assert!(findings("flow: 1\nproject: a\n---\nx: 1\n").contains("F0101"));
    assert!(findings("flow: 1\nproject: a\nflow: 1\n").contains("F0103"));
    assert!(findings("flow: 1\nproject: !!str a\n").contains("F0105"));
}

#[test]
fn a_manifest_that_unfolds_itself_is_bounded() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", ")));
    }
    assert!(findings(&bomb).contains("F0001"), "{}", findings(&bomb));
    let deep = format!("a: {}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(findings(&deep).contains("F0001") || findings(&deep).contains("F0101"));
    assert!(findings("a: &a [*a]\n").contains("F0101"));
    let anchors = manifest("channels: { web: &web { kind: web }, chat: *web }");
    assert_eq!(findings(&anchors), "");
}

#[test]
fn any_bytes_are_answered_with_findings_and_never_a_panic() {
    proptest::proptest!(|(text in "[a-z:{}\\[\\]\"'&*!|>$\\-, \\n\\t#%@~é0-9]{0,120}")| {
        findings(&text);
        findings(&manifest(&text));
        findings(&manifest(&format!("actions:\n  a: {{ post: {text} }}")));
        for kind in ["sql: \"sqlite:a\", query", "smtp: \"smtp://a\", to", "csv: a.csv, columns", "command"] {
            findings(&manifest(&format!("actions:\n  a: {{ {kind}: {text} }}")));
        }
    });
}

/// Every page of this area has its wrong example found and its right one silent.
#[test]
fn the_pages_of_the_manifest_tell_the_truth() {
    let mut run = 0;
    for code in codes::project::ALL {
        let blocks: Vec<&str> = code
            .page
            .split("```yaml\n")
            .skip(1)
            .map(|block| block.split("```").next().unwrap_or_default())
            .collect();
        let [wrong, right] = blocks.as_slice() else { continue };
        // Told where scripts and manifest meet: there is a test of its own.
        if code.id == codes::project::UNDECLARED_NAME.id {
            continue;
        }
        run += 1;
        assert!(findings(wrong).contains(code.id), "{}: {}", code.id, findings(wrong));
        assert_eq!(findings(right), "", "{}", code.id);
    }
    assert!(run >= 12, "{run} pages have examples of manifests");
}

/// Every example of docs/manifest.md is a manifest without findings.
#[test]
fn the_examples_of_the_documentation_are_right() {
    let page = include_str!("../../../docs/manifest.md");
    let examples: Vec<&str> =
        page.split("```yaml\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 10);
    for example in examples {
        let text = if example.starts_with("flow:") { example.to_owned() } else { manifest(example) };
        assert_eq!(findings(&text), "", "{example}");
    }
}
