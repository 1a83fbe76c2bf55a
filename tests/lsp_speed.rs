#[path = "../benches/funnels/mod.rs"]
mod funnels;
#[path = "lsp/client.rs"]
mod client;
use flowc::project::Memory;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[test]
#[allow(clippy::disallowed_methods)]
fn speed() {
    for files in [100usize, 400] {
        let texts = funnels::Funnels::of_files(files);
        let lines: usize = texts.iter().map(|(_, t)| t.lines().count()).sum();
        let mut all: Vec<(String, String)> =
            texts.iter().map(|(n, t)| (format!("/p/{n}"), t.clone())).collect();
        all.push(("/p/flow.yaml".into(), "flow: 1\nproject: club\n".into()));
        let mut client = client::Client::new(Memory::new(all), &json!({}));
        let uri = "file:///p/flows_010.flow";
        let text = texts.iter().find(|(n, _)| n == "flows_010.flow").unwrap().1.clone();
        client.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": "flow", "version": 1, "text": text}}),
        );
        client.request("flowc/settled", Value::Null).unwrap();
        let find = |needle: &str, plus: usize| {
            let at = text.find(needle).unwrap() + plus;
            let l = text[..at].matches('\n').count();
            let c = text[..at].rsplit('\n').next().unwrap().encode_utf16().count();
            json!({"line": l, "character": c})
        };
        let flow = find("flow ", 6);
        let step = find("step ", 6);
        let hole = find("{", 2);
        let comment = find("say \"", 6);
        let end = json!({"line": 0, "character": 0});
        println!("{files} files {lines} lines");
        for (method, at, more) in [
            ("textDocument/hover", &step, json!({})),
            ("textDocument/hover", &hole, json!({})),
            ("textDocument/hover", &comment, json!({})),
            ("textDocument/definition", &hole, json!({})),
            ("textDocument/references", &hole, json!({"context": {"includeDeclaration": true}})),
            ("textDocument/rename", &hole, json!({"newName": "zzz_new"})),
            ("textDocument/documentHighlight", &hole, json!({})),
            ("textDocument/codeLens", &flow, json!({})),
            ("textDocument/documentSymbol", &flow, json!({})),
            ("workspace/symbol", &flow, json!({"query": "tip"})),
            ("textDocument/prepareCallHierarchy", &flow, json!({})),
        ] {
            let (mut fresh, mut again) = (Vec::new(), Vec::new());
            let mut size = 0;
            for turn in 0..60 {
                client.notify("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": turn + 2}, "contentChanges": [{"text": format!("{text}\n# {turn}")}]}));
                // The reading of the text is not what is measured.
                client.request("flowc/text", json!({"uri": "flowc:/explain/F0403.md"})).unwrap();
                for times in [&mut fresh, &mut again] {
                    let mut params = json!({"textDocument": {"uri": uri}, "position": at});
                    for (k, v) in more.as_object().unwrap() {
                        params[k] = v.clone();
                    }
                    let begun = Instant::now();
                    let answer = client.request(method, params);
                    times.push(begun.elapsed());
                    size = answer.map(|a| a.to_string().len()).unwrap_or(0);
                }
            }
            let shown = |times: &mut Vec<Duration>| {
                times.sort();
                format!("{:.2?} / {:.2?}", times[times.len() / 2], times[times.len() - 1])
            };
            println!(
                "{method:38} first after an edit, p50/max {}   again {}   answer {size} bytes",
                shown(&mut fresh),
                shown(&mut again)
            );
        }
        let _ = end;
    }
}
