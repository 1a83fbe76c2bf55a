//! Bindings against a server on loopback.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method as HttpMethod, StatusCode, Uri};
use axum::routing::any;

use crate::action::Bindings;
use crate::engine::{ActionRequest, EffectKey, Machine};
use crate::ir::{
    Action, Binding, Duration, HttpCall, IR_VERSION, Method, Outside, Param, Program, Retry, Type, Unknown,
    Value,
};
use crate::outbound::{Environment, Outbound};
use crate::runtime::{ActionTry, Actions};

type Seen = Arc<Mutex<Vec<(HttpMethod, String, HeaderMap, String)>>>;

/// A server that notes each request and answers every one in the same way.
async fn answering(status: u16, body: &'static str) -> (u16, Seen) {
    let seen: Seen = Seen::default();
    let handler = move |State(seen): State<Seen>,
                        method: HttpMethod,
                        uri: Uri,
                        headers: HeaderMap,
                        text: String| async move {
        seen.lock().unwrap().push((method, uri.to_string(), headers, text));
        (StatusCode::from_u16(status).unwrap(), body)
    };
    let router = Router::new().fallback(any(handler)).with_state(seen.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (port, seen)
}

fn param(name: &str, ty: Type, optional: bool) -> Param {
    Param { name: name.to_owned(), ty, optional, private: false }
}

fn number() -> Type {
    Type::Number { from: None, to: None }
}

fn action(method: Method, url: &str) -> Action {
    let call = HttpCall {
        method,
        url: url.to_owned(),
        headers: BTreeMap::new(),
        empty_on: Vec::new(),
        key_header: None,
    };
    Action {
        input: vec![param("name", Type::Text(None), false), param("amount", number(), true)],
        output: None,
        retry: Retry { tries: 1, unknown: Unknown::Failed },
        timeout: Duration(2_000),
        binding: Binding::Http(Box::new(call)),
    }
}

fn http(action: &mut Action) -> &mut HttpCall {
    let Binding::Http(call) = &mut action.binding;
    call
}

async fn call(port: u16, action: Action, args: &[(&str, Value)]) -> ActionTry {
    let outside = Outside {
        actions: [("crm.create".to_owned(), action)].into(),
        allow_private: vec!["localhost".into()],
        postbacks: crate::ir::Postbacks { secret: Some("${KEY}${BASE}".into()), ..Default::default() },
        ..Outside::default()
    };
    let look_up = |name: &str| match name {
        "KEY" => Some("s3cret".to_owned()),
        _ => Some(format!("http://localhost:{port}")),
    };
    let environment = Arc::new(Environment::of(&outside, look_up).unwrap());
    let http = Bindings::new(Outbound::new(&outside.allow_private).unwrap(), environment);
    let program = Program {
        version: IR_VERSION,
        project: "test".into(),
        bot: Default::default(),
        symbols: Default::default(),
        flows: Vec::new(),
        handlers: Vec::new(),
        nodes: Vec::new(),
        outside,
        files: Vec::new(),
    };
    let args = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let request = ActionRequest { id: 1, action: "crm.create".into(), args, tries: 1 };
    let key = EffectKey { contact: "c1".into(), sequence: 4, index: 2 };
    http.call(&Machine::new(program), &request, &key).await
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[tokio::test]
async fn a_post_sends_typed_json_with_secrets_and_the_key_of_the_effect() {
    let (port, seen) = answering(201, r#"{"id": 7, "extra": true}"#).await;
    let mut create = action(Method::Post, "${BASE}/leads");
    http(&mut create).headers.insert("authorization".into(), "Bearer ${KEY}".into());
    http(&mut create).key_header = Some("Idempotency-Key".into());
    create.output = Some(param("", Type::Record(vec![("id".into(), number(), false)]), false));
    let args = [("name", text("O\"Hara\"}{")), ("amount", Value::Number("12.5".parse().unwrap()))];
    let ActionTry::Done(Value::Record(record)) = call(port, create, &args).await else {
        panic!("it must succeed")
    };
    assert_eq!(record["id"], Value::Number(7.into()));
    let seen = seen.lock().unwrap();
    let (method, uri, headers, body) = &seen[0];
    assert_eq!((method, uri.as_str()), (&HttpMethod::POST, "/leads"));
    assert_eq!(body, r#"{"name":"O\"Hara\"}{","amount":12.5}"#);
    assert_eq!(headers["authorization"], "Bearer s3cret");
    assert_eq!(headers["idempotency-key"], "c1/4/2");
    assert_eq!(headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_get_puts_its_inputs_into_the_url() {
    let (port, seen) = answering(200, "").await;
    let get = action(Method::Get, "${BASE}/people/{name}?all=1");
    let args = [("name", text("Аня & co/x")), ("amount", Value::Number(3.into()))];
    assert_eq!(call(port, get, &args).await, ActionTry::Done(Value::Empty));
    assert_eq!(seen.lock().unwrap()[0].1, "/people/%D0%90%D0%BD%D1%8F%20%26%20co%2Fx?all=1&amount=3");
}

#[tokio::test]
async fn an_input_that_is_left_out_is_left_out_and_a_needed_one_fails() {
    let (port, seen) = answering(200, "").await;
    let post = || action(Method::Post, "${BASE}/leads");
    assert_eq!(
        call(port, post(), &[("name", text("a")), ("amount", Value::Empty)]).await,
        ActionTry::Done(Value::Empty)
    );
    assert_eq!(seen.lock().unwrap()[0].3, r#"{"name":"a"}"#);
    assert_eq!(
        call(port, post(), &[]).await,
        ActionTry::Failed("crm.create: its input `name` is empty".into())
    );
    assert_eq!(seen.lock().unwrap().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_status_is_an_empty_value_a_failure_or_worth_another_try() {
    let mut optional = action(Method::Get, "${BASE}/x/{name}");
    http(&mut optional).empty_on = vec![404];
    optional.output = Some(param("", Type::Text(None), true));
    let args = [("name", text("a"))];
    for (status, wanted) in [
        (404, ActionTry::Done(Value::Empty)),
        (400, ActionTry::Failed("crm.create: answered with status 400".into())),
        (429, ActionTry::again("crm.create: answered with status 429")),
        (503, ActionTry::again("crm.create: answered with status 503")),
    ] {
        let (port, _) = answering(status, "{}").await;
        assert_eq!(call(port, optional.clone(), &args).await, wanted, "{status}");
    }
}

#[tokio::test]
async fn an_answer_of_another_type_is_a_failure_in_words() {
    let mut typed = action(Method::Post, "${BASE}/x");
    typed.output = Some(param("", Type::Record(vec![("id".into(), number(), false)]), false));
    for (body, words) in [
        (
            r#"{"id": "s3cret"}"#,
            "crm.create: answered with what was not declared: $.id is not a number, it is a text",
        ),
        ("[]", "crm.create: answered with what was not declared: $ is not a record, it is a list"),
        ("<html>", "crm.create: answered with what is not JSON"),
        ("", "crm.create: answered with what is not JSON"),
    ] {
        let (port, _) = answering(200, body).await;
        assert_eq!(call(port, typed.clone(), &[("name", text("a"))]).await, ActionTry::Failed(words.into()));
    }
}

#[tokio::test]
async fn a_huge_answer_fails_and_a_closed_door_may_pass() {
    let huge = "x".repeat(2 << 20).leak();
    let (port, _) = answering(200, huge).await;
    let args = [("name", text("a"))];
    let ActionTry::Failed(words) = call(port, action(Method::Post, "${BASE}/x"), &args).await else {
        panic!()
    };
    assert!(words.contains("larger than"), "{words}");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap().port();
    drop(listener);
    let ActionTry::Again { why: words, .. } =
        call(closed, action(Method::Post, "${BASE}/x?key=${KEY}"), &args).await
    else {
        panic!()
    };
    assert!(!words.contains("s3cret"), "{words}");
}
