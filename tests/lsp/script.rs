//! Plays a script.

use std::collections::BTreeMap;

use flowc::project::Memory;
use serde_json::{Value, json};

use crate::client::Client;
use crate::colours;

/// A place that is marked in a file.
type Mark = (String, Value);

/// A script with the answers that the server gives now.
pub fn play(text: &str) -> String {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
    let mut client: Option<Editor> = None;
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(head) = line.strip_prefix("```").filter(|head| !head.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match head.split_once(' ') {
            Some((_, path)) => {
                let marked = block.iter().map(|line| format!("{line}\n")).collect::<String>();
                files.insert(format!("/p/{path}"), unmarked(path, &marked, &mut marks));
                // A file behind the questions begins another project.
                client = None;
                block.iter().for_each(|line| out.push_str(&format!("{line}\n")));
            }
            None if head == "lsp" => {
                let editor = client.get_or_insert_with(|| Editor::new(&files));
                for question in block.iter().filter_map(|line| line.strip_prefix("? ")) {
                    out.push_str(&format!("? {question}\n"));
                    for line in editor.answer(question, &marks).lines() {
                        out.push_str(line.trim_end());
                        out.push('\n');
                    }
                }
            }
            None => block.iter().for_each(|line| out.push_str(&format!("{line}\n"))),
        }
        out.push_str("```\n");
    }
    out
}

/// The first lines that differ.
pub fn difference(expected: &str, played: &str) -> String {
    let pairs = expected.lines().zip(played.lines()).enumerate();
    let (at, _) = pairs.clone().find(|(_, (expected, played))| expected != played).unwrap_or((0, ("", "")));
    let part =
        |text: &str| text.lines().skip(at).take(12).map(|line| format!("    {line}\n")).collect::<String>();
    format!("  line {}: expected\n{}  but the server says\n{}", at + 1, part(expected), part(played))
}

/// A text without its marks; they are put down.
fn unmarked(path: &str, text: &str, marks: &mut BTreeMap<String, Mark>) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('«') {
        plain.push_str(before);
        let (name, behind) = behind.split_once('»').expect("a mark has an end");
        marks.insert(name.to_owned(), (format!("/p/{path}"), position(&plain)));
        rest = behind;
    }
    plain + rest
}

/// The position of a text's end, in UTF-16.
pub fn position(before: &str) -> Value {
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or("").encode_utf16().count();
    json!({ "line": line, "character": character })
}

struct Editor {
    client: Client,
    texts: BTreeMap<String, String>,
    versions: BTreeMap<String, i32>,
}

impl Editor {
    fn new(files: &BTreeMap<String, String>) -> Self {
        let memory = Memory::new(files.iter().map(|(path, text)| (path.clone(), text.clone())));
        let client = Client::new(
            memory,
            &json!({
                "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
                "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
            }),
        );
        Editor { client, texts: files.clone(), versions: BTreeMap::new() }
    }

    /// The answer to a line of a script.
    fn answer(&mut self, question: &str, marks: &BTreeMap<String, Mark>) -> String {
        let (word, rest) = question.split_once(' ').unwrap_or((question, ""));
        match word {
            "open" => {
                let path = format!("/p/{rest}");
                let text = self.texts.get(&path).expect("a file of the script").clone();
                self.versions.insert(path.clone(), 1);
                self.client.notify(
                    "textDocument/didOpen",
                    json!({ "textDocument": { "uri": uri(&path), "languageId": "flow", "version": 1, "text": text } }),
                );
                String::new()
            }
            "type" => {
                let (mark, text) = rest.split_once(' ').unwrap_or((rest, ""));
                let (path, at) = &marks[mark];
                self.edit(path, &json!({ "start": at, "end": at }), &unquoted(text));
                String::new()
            }
            "replace" => {
                let (mark, texts) = rest.split_once(' ').expect("`replace MARK \"old\" \"new\"`");
                let (old, new) = texts.split_once("\" \"").expect("two texts in quotes");
                let (old, new) = (unquoted(&format!("{old}\"")), unquoted(&format!("\"{new}")));
                let (path, at) = &marks[mark];
                let text = &self.texts[path];
                let start = offset(text, at);
                assert!(text[start..].starts_with(&old), "`{old}` does not stand at {mark}");
                let end = position(&text[..start + old.len()]);
                self.edit(&path.clone(), &json!({ "start": at, "end": end }), &new);
                String::new()
            }
            "findings" => {
                self.client.request("flowc/settled", Value::Null).expect("it settles");
                let mut out = String::new();
                for (uri, found) in self.client.findings.clone() {
                    if rest.is_empty() || uri.ends_with(rest) {
                        for finding in found.as_array().into_iter().flatten() {
                            out.push_str(&self.finding(&uri, finding));
                        }
                    }
                }
                if out.is_empty() { "nothing\n".to_owned() } else { out }
            }
            method if method.starts_with("callHierarchy/") => {
                let at = self.params("textDocument/prepareCallHierarchy", rest, marks);
                let items = self.client.request("textDocument/prepareCallHierarchy", at).expect("an answer");
                match self.client.request(method, json!({ "item": items[0] })) {
                    Ok(answer) => self.shown(&answer, None, 0),
                    Err(error) => format!("error: {error}\n"),
                }
            }
            "tell" => {
                let (method, params) = rest.split_once(' ').expect("`tell METHOD {…}`");
                self.client.notify(method, serde_json::from_str(params).expect("JSON"));
                String::new()
            }
            "do" => {
                let (places, title) = rest.split_once(" \"").expect("`do MARK \"title\"`");
                self.perform(places, title.trim_end_matches('"'), marks)
            }
            "textDocument/completion" => {
                let params = self.params(word, rest, marks);
                match self.client.request(word, params) {
                    Ok(answer) => self.choices(&answer),
                    Err(error) => format!("error: {error}\n"),
                }
            }
            "textDocument/codeAction" => {
                let params = self.params(word, rest, marks);
                match self.client.request(word, params) {
                    Ok(answer) => titles(&answer),
                    Err(error) => format!("error: {error}\n"),
                }
            }
            method => {
                let params = self.params(method, rest, marks);
                let uri = params["textDocument"]["uri"].as_str().map(str::to_owned);
                match self.client.request(method, params) {
                    Ok(answer) if method.contains("semanticTokens") && !answer.is_null() => {
                        let text = self.texts.get(uri.unwrap_or_default().trim_start_matches("file://"));
                        colours::shown(&self.client.hello, text.expect("a file of the script"), &answer)
                    }
                    Ok(answer) => self.shown(&answer, uri.as_deref(), 0),
                    Err(error) => format!("error: {error}\n"),
                }
            }
        }
    }

    fn edit(&mut self, path: &str, range: &Value, new: &str) {
        let text = self.texts.get_mut(path).expect("a file of the script");
        let (start, end) = (offset(text, &range["start"]), offset(text, &range["end"]));
        text.replace_range(start..end, new);
        let version = self.versions.entry(path.to_owned()).or_insert(1);
        *version += 1;
        self.client.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri(path), "version": version },
                    "contentChanges": [{ "range": range, "text": new }] }),
        );
    }

    /// Does a code action, and shows what has changed.
    fn perform(&mut self, places: &str, title: &str, marks: &BTreeMap<String, Mark>) -> String {
        let params = self.params("textDocument/codeAction", places, marks);
        let answer = self.client.request("textDocument/codeAction", params).expect("an answer");
        let actions = answer.as_array().cloned().unwrap_or_default();
        let Some(action) = actions.iter().find(|action| action["title"] == title) else {
            return format!("there is no such action\n{}", titles(&answer));
        };
        let mut out = String::new();
        for change in action["edit"]["documentChanges"].as_array().into_iter().flatten() {
            if change["kind"] == "create" {
                let path = uri_path(change["uri"].as_str().unwrap_or(""));
                self.texts.insert(path.clone(), String::new());
                self.answer(&format!("open {}", path.trim_start_matches("/p/")), marks);
            } else {
                let path = uri_path(change["textDocument"]["uri"].as_str().unwrap_or(""));
                for edit in change["edits"].as_array().into_iter().flatten() {
                    self.edit(&path, &edit["range"], edit["newText"].as_str().unwrap_or(""));
                }
                let name = path.trim_start_matches("/p/").to_owned();
                out.push_str(&format!("{name}\n{}", changed("", &self.texts[&path])));
            }
        }
        for (uri, edits) in action["edit"]["changes"].as_object().into_iter().flatten() {
            let path = uri_path(uri);
            if !self.versions.contains_key(&path) {
                self.answer(&format!("open {}", path.trim_start_matches("/p/")), marks);
            }
            let before = self.texts[&path].clone();
            let mut edits: Vec<&Value> = edits.as_array().into_iter().flatten().collect();
            edits.sort_by_key(|edit| offset(&before, &edit["range"]["start"]));
            for edit in edits.iter().rev() {
                self.edit(&path, &edit["range"], edit["newText"].as_str().unwrap_or(""));
            }
            out.push_str(&format!(
                "{}\n{}",
                path.trim_start_matches("/p/"),
                changed(&before, &self.texts[&path])
            ));
        }
        out
    }

    /// What can be written, the nearest first: what is replaced, then a thing a line.
    fn choices(&self, answer: &Value) -> String {
        let mut items: Vec<&Value> = answer.as_array().into_iter().flatten().collect();
        items.sort_by_key(|item| item["sortText"].as_str().unwrap_or("").to_owned());
        if items.is_empty() {
            return "nothing\n".to_owned();
        }
        let mut out = String::new();
        for item in items {
            let text = |name: &str| item[name].as_str().unwrap_or("").to_owned();
            let label = text("label");
            out.push_str(&label);
            if !item["detail"].is_null() {
                out.push_str(&format!("  ({})", text("detail")));
            }
            let new = item["textEdit"]["newText"].as_str().unwrap_or("");
            if new != label {
                out.push_str(&format!("  writes {new:?}"));
            }
            let range = &item["textEdit"]["range"];
            if range["start"] != range["end"] {
                out.push_str(&format!("  over {}", self.place(range, None)));
            }
            out.push('\n');
            let doc = item["documentation"]["value"].as_str().unwrap_or("");
            doc.lines().take(2).for_each(|line| out.push_str(&format!("    {line}\n")));
        }
        out
    }

    /// What a request is asked with: `METHOD FILE`, `METHOD MARK`, `METHOD MARK MARK` for a range, each with `{ … }` behind it.
    fn params(&self, method: &str, rest: &str, marks: &BTreeMap<String, Mark>) -> Value {
        let (words, more) = match rest.find('{') {
            Some(at) => (&rest[..at], serde_json::from_str(&rest[at..]).expect("JSON")),
            None => (rest, json!({})),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut params = match words.as_slice() {
            [] => json!({}),
            [mark] if marks.contains_key(*mark) => {
                let (path, at) = &marks[*mark];
                json!({ "textDocument": { "uri": uri(path) }, "position": at, "positions": [at], "range": { "start": at, "end": at } })
            }
            [from, to] => {
                let (path, start) = &marks[*from];
                json!({ "textDocument": { "uri": uri(path) }, "range": { "start": start, "end": marks[*to].1 } })
            }
            [file] => json!({ "textDocument": { "uri": uri(&format!("/p/{file}")) } }),
            words => panic!("{words:?}"),
        };
        if method == "textDocument/codeAction" {
            params["context"] = json!({ "diagnostics": [] });
        }
        if method == "textDocument/references" {
            params["context"] = json!({ "includeDeclaration": true });
        }
        if method.to_lowercase().contains("formatting") {
            params["options"] = json!({ "tabSize": 2, "insertSpaces": true });
        }
        for (name, value) in more.as_object().into_iter().flatten() {
            params[name] = value.clone();
        }
        params
    }

    fn finding(&self, uri: &str, finding: &Value) -> String {
        let severity =
            ["", "error", "warning", "info", "hint"][finding["severity"].as_u64().unwrap_or(0) as usize];
        let tags = if finding["tags"].is_null() { "" } else { ", grey" };
        let code = finding["code"].as_str().unwrap_or("");
        let message = finding["message"].as_str().unwrap_or("").replace('\n', "\n    ");
        let mut out =
            format!("{} {severity}{tags} {code} {message}\n", self.place(&finding["range"], Some(uri)));
        for related in finding["relatedInformation"].as_array().into_iter().flatten() {
            let place = self.place(&related["location"]["range"], related["location"]["uri"].as_str());
            out.push_str(&format!("    {place} {}\n", related["message"].as_str().unwrap_or("")));
        }
        out
    }

    /// A range with its file and its text.
    fn place(&self, range: &Value, uri: Option<&str>) -> String {
        let count = |end: &str| {
            format!(
                "{}:{}",
                &range[end]["line"].as_u64().unwrap_or(0) + 1,
                &range[end]["character"].as_u64().unwrap_or(0) + 1
            )
        };
        let path = uri.map(|uri| uri.trim_start_matches("file://").to_owned());
        let name =
            path.as_deref().map_or(String::new(), |path| format!("{} ", path.trim_start_matches("/p/")));
        let text = path.as_ref().and_then(|path| {
            let text = self.texts.get(path)?;
            text.get(offset(text, &range["start"])..offset(text, &range["end"]))
        });
        let text = match text {
            Some(text) if !text.is_empty() && !text.contains('\n') => format!(" `{text}`"),
            _ => String::new(),
        };
        format!("{name}{}-{}{text}", count("start"), count("end"))
    }

    /// JSON as people read it: ranges as places, one thing in a line.
    fn shown(&self, value: &Value, uri: Option<&str>, depth: usize) -> String {
        let indent = "  ".repeat(depth);
        match value {
            Value::Null => format!("{indent}nothing\n"),
            Value::String(text) if text.starts_with("<svg") => {
                // What can be clicked tells enough of a picture.
                let links = text.lines().filter(|line| line.contains("href"));
                links.map(|line| format!("{indent}| {line}\n")).collect()
            }
            Value::String(text) if text.contains('\n') => {
                text.lines().map(|line| format!("{indent}| {line}\n")).collect()
            }
            Value::String(text) => format!("{indent}{text}\n"),
            Value::Array(items) if items.is_empty() => format!("{indent}nothing\n"),
            Value::Array(items) if items.iter().all(Value::is_number) => format!("{indent}{value}\n"),
            Value::Array(items) => items
                .iter()
                .map(|item| {
                    let shown = self.shown(item, uri, depth + 1);
                    format!("{indent}- {}\n", shown.trim())
                })
                .collect(),
            Value::Object(map) if map.contains_key("start") && map.contains_key("end") && map.len() == 2 => {
                format!("{indent}{}\n", self.place(value, uri))
            }
            Value::Object(map)
                if map.contains_key("newText") && map.contains_key("range") && map.len() == 2 =>
            {
                format!("{indent}{} → {}\n", self.place(&map["range"], uri), map["newText"])
            }
            Value::Object(map) if map.contains_key("parent") => {
                let outward = std::iter::successors(Some(value), |value| value.get("parent"));
                outward.map(|value| format!("{indent}{}\n", self.place(&value["range"], uri))).collect()
            }
            Value::Object(map) if map.contains_key("startLine") => {
                let line = |name: &str| map[name].as_u64().unwrap_or(0) + 1;
                let kind = map.get("kind").and_then(Value::as_str).map(|kind| format!(" {kind}"));
                format!("{indent}{} to {}{}\n", line("startLine"), line("endLine"), kind.unwrap_or_default())
            }
            Value::Object(map) => {
                let uri = map.get("uri").and_then(Value::as_str).or(uri);
                let fields =
                    map.iter().filter(|(name, _)| *name != "uri" || map.len() == 1).map(|(name, value)| {
                        let uri = if name.starts_with("file://") { Some(name.as_str()) } else { uri };
                        let name = name.trim_start_matches("file:///p/");
                        let shown = self.shown(value, uri, depth + 1);
                        match shown.trim().contains('\n') {
                            true => format!("{indent}{name}:\n{shown}"),
                            false => format!("{indent}{name}: {}\n", shown.trim()),
                        }
                    });
                fields.collect()
            }
            other => format!("{indent}{other}\n"),
        }
    }
}

/// The titles of code actions with their kinds.
fn titles(answer: &Value) -> String {
    let actions = answer.as_array().into_iter().flatten();
    let lines = actions.map(|action| {
        let preferred = if action["isPreferred"] == true { ", preferred" } else { "" };
        let text = |name: &str| action[name].as_str().unwrap_or("").to_owned();
        format!("{} ({}{preferred})\n", text("title"), text("kind"))
    });
    let lines: String = lines.collect();
    if lines.is_empty() { "nothing\n".to_owned() } else { lines }
}

/// The lines that differ, those that were and those that are.
fn changed(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let ends = before[head..].iter().rev().zip(after[head..].iter().rev());
    let tail = ends.take_while(|(one, other)| one == other).count();
    let lines = |sign: &str, lines: &[&str]| {
        lines[head..lines.len() - tail].iter().map(|line| format!("  {sign} {line}\n")).collect::<String>()
    };
    lines("-", &before) + &lines("+", &after)
}

fn uri_path(uri: &str) -> String {
    uri.trim_start_matches("file://").to_owned()
}

fn uri(path: &str) -> String {
    format!("file://{path}")
}

/// The byte of a position in UTF-16.
pub fn offset(text: &str, position: &Value) -> usize {
    let (line, character) =
        (position["line"].as_u64().unwrap_or(0), position["character"].as_u64().unwrap_or(0));
    let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
    let mut units = 0;
    for (at, one) in text[start..].char_indices() {
        if units >= character as usize || one == '\n' {
            return start + at;
        }
        units += one.len_utf16();
    }
    text.len()
}

/// A text with edits made, whatever their order.
pub fn apply(text: &str, edits: &[Value]) -> String {
    let place = |edit: &Value| (offset(text, &edit["range"]["start"]), offset(text, &edit["range"]["end"]));
    let mut edits: Vec<&Value> = edits.iter().collect();
    edits.sort_by_key(|edit| place(edit));
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        let (start, end) = place(edit);
        out.replace_range(start..end, edit["newText"].as_str().unwrap_or(""));
    }
    out
}

/// A text in quotes, with `\n`.
fn unquoted(text: &str) -> String {
    serde_json::from_str(text).expect("a text in quotes")
}
