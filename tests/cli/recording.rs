//! `flowc test --record`: answers come from a model once, then from the project's folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::post;
use serde_json::{Value as Json, json};

use super::flowc::{Folder, Said};

const SCRIPT: &str = r#"bot "Savings" {
  start hello
  guardrails "Never promise a price."
}
flow hello {
  step first {
    ask "Shall we begin?" within 1d else -> end
    route {
      when "agrees" -> begin
      else -> end
    }
  }
  step begin {
    ai say "Greet them."
    -> end
  }
}
"#;

const TESTS: &str = r#"test "agrees" { start  user "of course"  expect say "Welcome aboard!" }
test "declines" { start  user "not today" routed else  expect end }
"#;

const MANIFEST: &str = "\
flow: 1
project: savings
models:
  talk: { provider: openai_compatible, url: \"${MODEL_URL}\", key: \"${MODEL_KEY}\", model: small, timeout: 20s }
allow_private: [127.0.0.1]
";

/// A model on loopback that agrees with everything; how often it was asked.
struct Model {
    url: String,
    asked: Arc<AtomicUsize>,
    runtime: tokio::runtime::Runtime,
}

impl Model {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let answer = move |body: String| {
            count.fetch_add(1, Ordering::SeqCst);
            let body: Json = serde_json::from_str(&body).unwrap();
            let routes = body["messages"][0]["content"].as_str().unwrap().contains("`when`");
            let content = if routes { json!({ "when": 1 }) } else { json!({ "reply": "Welcome aboard!" }) };
            let message = json!({ "role": "assistant", "content": content.to_string() });
            async move { json!({ "choices": [{ "message": message }] }).to_string() }
        };
        let router = Router::new().route("/v1/chat/completions", post(answer));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Model { url, asked, runtime }
    }

    fn flowc(&self, folder: &Folder, arguments: &[&str]) -> Said {
        let mut command = folder.command(arguments);
        command.env("MODEL_URL", &self.url).env("MODEL_KEY", "sk-very-secret");
        Folder::said(&mut command, "")
    }

    /// How often it was asked, and no more from now on.
    fn stop(self) -> usize {
        self.runtime.shutdown_background();
        self.asked.load(Ordering::SeqCst)
    }
}

fn savings() -> Folder {
    Folder::with(&[("bot.flow", SCRIPT), ("tests.flow", TESTS), ("flow.yaml", MANIFEST)])
}

#[test]
fn answers_are_recorded_once_and_heard_again_without_a_network() {
    let folder = savings();
    let without = folder.flowc(&["test"]);
    assert_eq!(without.code, 1, "{without:?}");
    assert!(without.out.contains("`flowc test --record`"), "{}", without.out);

    let model = Model::start();
    let recorded = model.flowc(&folder, &["test", "--record"]);
    assert_eq!((recorded.code, recorded.err.as_str()), (0, "2 answers recorded\n"), "{recorded:?}");
    let file = std::fs::read_to_string(folder.path().join("recordings/tests.json")).unwrap();
    assert!(!file.contains("secret") && !file.contains("127.0.0.1"), "{file}");
    let again = model.flowc(&folder, &["test", "--record"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""), "{again:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("recordings/tests.json")).unwrap(), file);
    let anew = model.flowc(&folder, &["test", "--record=all"]);
    assert_eq!((anew.code, anew.err.as_str()), (0, "2 answers recorded\n"), "{anew:?}");
    assert_eq!(model.stop(), 4, "only what is not recorded is asked");

    let replayed = folder.flowc(&["test"]);
    assert_eq!(
        (replayed.code, replayed.out.as_str()),
        (0, "ok    agrees\nok    declines\n2 passed\n"),
        "{replayed:?}"
    );
}

#[test]
fn what_no_test_uses_any_more_is_told_and_pruned() {
    let folder = savings();
    let model = Model::start();
    assert_eq!(model.flowc(&folder, &["test", "--record"]).code, 0);
    model.stop();
    folder.write("tests.flow", "test \"declines\" { start  user \"not today\" routed else  expect end }\n");
    let said = folder.flowc(&["test"]);
    let told = "recordings that no test used: 2 of tests; `flowc test --prune` removes them\n";
    assert_eq!((said.code, said.err.as_str()), (0, told), "{said:?}");
    let pruned = folder.flowc(&["test", "--prune"]);
    assert_eq!(
        (pruned.code, pruned.err.as_str()),
        (0, "recordings that no test used: 2 of tests; removed\n")
    );
    assert!(!folder.path().join("recordings/tests.json").exists());
    assert_eq!(folder.flowc(&["test"]).err, "");
}

#[test]
fn recording_without_its_variables_is_refused_with_their_names() {
    let folder = savings();
    let said = folder.flowc(&["test", "--record"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("MODEL_KEY\n  MODEL_URL"), "{}", said.err);
    folder.write("recordings/tests.json", "{ not json");
    let broken = folder.flowc(&["test"]);
    assert_eq!(broken.code, 2, "{broken:?}");
    assert!(broken.err.contains("recordings/tests.json: "), "{}", broken.err);
}
