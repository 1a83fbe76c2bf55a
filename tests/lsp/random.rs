//! Whatever is typed and asked, each question has an answer, and none of them is a mistake of the server's own.

use flowc::project::Memory;
use serde_json::{Value, json};

use crate::client::Client;

/// What editors ask at a place or of a file.
const METHODS: [&str; 28] = [
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "workspace/willRenameFiles",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/prepareCallHierarchy",
    "textDocument/diagnostic",
    "workspace/symbol",
    "flowc/graph",
    "flowc/chat",
    "workspace/diagnostic",
];

/// What is typed: halves of words, brackets that never close, letters of every width.
const TYPED: [&str; 18] = [
    "",
    "",
    "}",
    "{",
    "\"",
    "-> ",
    "step ",
    "ask \"Как?\" save ",
    "{na",
    "|",
    "\n",
    "👋",
    "if tag ",
    "when ",
    "do crm.",
    "(",
    "##",
    "at most ",
];

const BOT: &str = r#"bot "Школа" { start hello }
tag met
field name: text
field age: number from 0 to 120
text link = "https://school.example/{name | url}"
## Знакомство.
flow hello {
  on message "/menu" -> hi
  step hi {
    ask "Как вас зовут? 👋" save name within 1d else -> bye
    ab greeting { 50% short { say "Hi, {name}!" }  50% long { say "Hello, {name | upper}!" } }
    -> more
  }
  step more {
    if tag met and age > 18 -> bye
    add tag met
    route { when "wants a lesson" like "урок", "да" -> bye  else -> hi }
  }
  step bye { say "Пока: {link}" buttons { "Again" -> hi } wait for message -> end }
}
test "meets" { start  > "Анна" }
"#;

const MANIFEST: &str =
    "project: school\nactions:\n  crm.lead:\n    binding: journal\n    input: { name: text }\n";

/// Numbers that look like chance and are the same each time.
pub struct Chance(pub u64);

impl Chance {
    /// A number below another one.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

#[test]
fn random_questions_about_broken_texts_are_answered() {
    for (seed, encoding) in [(1, "utf-16"), (2, "utf-8"), (3, "utf-32")] {
        play(seed, encoding, 300);
    }
}

fn play(seed: u64, encoding: &str, turns: usize) {
    let mut chance = Chance(seed);
    let files = Memory::new([("/p/bot.flow", BOT), ("/p/flow.yaml", MANIFEST)]);
    let capabilities = json!({
        "general": { "positionEncodings": [encoding, "utf-16"] },
        "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
    });
    let mut client = Client::new(files, &capabilities);
    assert_eq!(client.hello["capabilities"]["positionEncoding"], encoding);
    for (path, text) in [("bot.flow", BOT), ("flow.yaml", MANIFEST)] {
        client.notify(
            "textDocument/didOpen",
            json!({ "textDocument":
            { "uri": format!("file:///p/{path}"), "languageId": "flow", "version": 1, "text": text } }),
        );
    }
    for turn in 0..turns {
        let uri = ["file:///p/bot.flow", "file:///p/bot.flow", "file:///p/flow.yaml"][chance.below(3)];
        let place = |chance: &mut Chance| json!({ "line": chance.below(26), "character": chance.below(70) });
        if turn % 60 == 59 {
            // The text becomes whole again, so that something is there to ask about.
            let text = if uri.ends_with("yaml") { MANIFEST } else { BOT };
            client.notify(
                "textDocument/didChange",
                json!({ "textDocument": { "uri": uri, "version": turn + 2 },
                "contentChanges": [{ "text": text }] }),
            );
        } else {
            let start = place(&mut chance);
            let end = if chance.below(4) == 0 { place(&mut chance) } else { start.clone() };
            client.notify("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": turn + 2 },
                "contentChanges": [{ "range": { "start": start, "end": end }, "text": TYPED[chance.below(TYPED.len())] }] }));
        }
        let at = place(&mut chance);
        let method = METHODS[chance.below(METHODS.len())];
        let answer = client.request(method, json!({
            "textDocument": { "uri": uri }, "position": at, "positions": [at], "newName": "имя", "query": "e", "ch": "}",
            "range": { "start": at, "end": place(&mut chance) }, "previousResultIds": [], "previousResultId": "1",
            "files": [{ "oldUri": uri, "newUri": "file:///p/a/b.flow" }],
            "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1 },
            "options": { "tabSize": 2, "insertSpaces": true },
        }));
        if let Err(error) = answer {
            assert!(!error.contains("mistake of flowc"), "{seed}/{turn}: {method} at {at}: {error}");
        }
    }
    client.request("flowc/settled", Value::Null).expect("it settles");
}

#[test]
fn a_project_of_two_thousand_files_is_read_and_told_about() {
    let files = (0..2_000).map(|at| {
        let next = (at + 1) % 2_000;
        (
            format!("/p/f{at:04}.flow"),
            format!("flow f{at} {{ step s {{ ask \"{at}?\" -> flow f{next} }} }}\n"),
        )
    });
    let bot = ("/p/bot.flow".to_owned(), "bot \"b\" { start f0 }\n".to_owned());
    let manifest = ("/p/flow.yaml".to_owned(), "project: b\n".to_owned());
    let mut client = Client::new(Memory::new(files.chain([bot, manifest])), &json!({}));
    let uri = "file:///p/f1999.flow";
    client.notify("textDocument/didOpen", json!({ "textDocument":
        { "uri": uri, "languageId": "flow", "version": 1, "text": "flow f1999 { step s { -> flow nobody } }\n" } }));
    client.request("flowc/settled", Value::Null).expect("it settles");
    assert_eq!(client.findings[uri][0]["code"], "F0201", "{:?}", client.findings);
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": 2 },
        "contentChanges": [{ "text": "flow f1999 { step s { ask \"?\" -> flow f0 } }\n" }] }),
    );
    client.request("flowc/settled", Value::Null).expect("it settles");
    assert_eq!(client.findings[uri], json!([]));
}
