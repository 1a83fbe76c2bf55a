//! Every fix of `flowc fix` is a quick fix in the editor, and "fix all" does what one round of it does: tried on every block of
//! tests/check and of the pages of findings that has something to mend.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use flowc::diagnostic::{Applicability, Diagnostic, Fix, apply};
use flowc::lower::{Build, build};
use flowc::project::Memory;
use serde_json::{Value, json};

use crate::client::Client;
use crate::script::{self, position};

const SCRIPT: &str = "/p/main.flow";
const MANIFEST: &str =
    "flow: 1\nproject: demo\nchannels: { web: { kind: web } }\noperators: { managers: { default: true } }\n";

/// The scripts of a page, each with the manifest above it.
fn scripts(page: &str) -> Vec<(String, String)> {
    let mut scripts = Vec::new();
    let mut manifest = MANIFEST.to_owned();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(mark) = line.strip_prefix("```").filter(|mark| !mark.is_empty()) else { continue };
        let block: String =
            lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        match mark {
            "yaml" => manifest = block,
            _ if mark.starts_with("flow") => scripts.push((block, manifest.clone())),
            _ => {}
        }
    }
    scripts
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["tests/check", "src/diagnostic/pages"].map(|folder| root.join(folder));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|page| page.extension().is_some_and(|it| it == "md"));
    pages.sort();
    pages
}

#[test]
fn every_fix_is_one_key_away_and_all_of_them_are_another() {
    let mut codes = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    for page in pages() {
        for (script, manifest) in scripts(&std::fs::read_to_string(&page).unwrap()) {
            let files = [
                (SCRIPT, script.as_str()),
                ("/p/flow.yaml", manifest.as_str()),
                ("/p/faq.csv", "question,answer\nIs it free?,Yes.\n"),
                ("/p/hello.png", ""),
            ];
            let built = build(&Memory::new(files), "/p").expect("a project");
            let mended: Vec<&Diagnostic> = built.findings.iter().filter(|it| it.fix.is_some()).collect();
            if mended.is_empty() {
                continue;
            }
            let mut client = Client::new(Memory::new(files), &json!({}));
            client.request("flowc/settled", Value::Null).expect("it settles");
            for finding in &mended {
                let told = format!("{} {} in {}\n{script}", finding.code.id, finding.message, page.display());
                quick(&mut client, &built, finding).unwrap_or_else(|why| panic!("{why}: {told}"));
                codes.insert(finding.code.id);
                kinds.insert(finding.fix.as_ref().map(|fix| fix.applicability == Applicability::Safe));
            }
            all(&mut client, &built).unwrap_or_else(|why| panic!("{why}: {}\n{script}", page.display()));
        }
    }
    assert_eq!(kinds.len(), 2);
    assert!(codes.len() >= 55, "{}: {codes:?}", codes.len());
}

/// The fix of a finding is offered where the finding stands, and does the same.
fn quick(client: &mut Client, built: &Build, finding: &Diagnostic) -> Result<(), String> {
    let Some(fix) = &finding.fix else { return Ok(()) };
    let source = built.project.sources.get(finding.span.file).ok_or("no file")?;
    let (start, end) = (finding.span.start as usize, finding.span.end as usize);
    let actions = offered(
        client,
        &source.name,
        json!({ "start": position(&source.text[..start]), "end": position(&source.text[..end]) }),
        json!(["quickfix"]),
    );
    let is_it = |action: &&Value| {
        let about = &action["diagnostics"][0];
        action["title"] == fix.title.as_str()
            && about["code"] == finding.code.id
            && about["range"]["start"] == position(&source.text[..start])
    };
    let action = actions.iter().find(is_it).ok_or_else(|| format!("`{}` is not offered", fix.title))?;
    if (action["isPreferred"] == true) != (fix.applicability == Applicability::Safe) {
        return Err("what is safe is preferred, and nothing else".to_owned());
    }
    same(built, action, &[fix])
}

/// What is safe is done together.
fn all(client: &mut Client, built: &Build) -> Result<(), String> {
    for (file, source) in built.project.sources.iter().filter(|(_, source)| source.name.starts_with('/')) {
        let start = json!({ "line": 0, "character": 0 });
        let actions =
            offered(client, &source.name, json!({ "start": start, "end": start }), json!(["source.fixAll"]));
        let fixes = built.findings.iter().filter_map(|finding| finding.fix.as_ref());
        let safe: Vec<&Fix> = fixes
            .filter(|fix| fix.applicability == Applicability::Safe)
            .filter(|fix| fix.edits.iter().all(|edit| edit.span.file == file))
            .collect();
        match (actions.as_slice(), safe.is_empty()) {
            ([], true) => {}
            ([action], false) => same(built, action, &safe)?,
            _ => return Err(format!("{} fixes, {} actions in {}", safe.len(), actions.len(), source.name)),
        }
    }
    Ok(())
}

fn offered(client: &mut Client, path: &str, range: Value, only: Value) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": format!("file://{path}") },
        "range": range, "context": { "diagnostics": [], "only": only },
    });
    let answer = client.request("textDocument/codeAction", params).expect("an answer");
    answer.as_array().cloned().unwrap_or_default()
}

/// An action writes what fixes write.
fn same(built: &Build, action: &Value, fixes: &[&Fix]) -> Result<(), String> {
    let sources = &built.project.sources;
    let wanted = apply(sources, fixes.iter().copied()).texts;
    let changes = action["edit"]["changes"].as_object().ok_or("no changes")?;
    if changes.len() != wanted.len() {
        return Err(format!("{} files change", changes.len()));
    }
    for (file, wanted) in wanted {
        let source = sources.get(file).ok_or("no file")?;
        let edits = changes.get(&format!("file://{}", source.name)).ok_or("another file")?;
        let made = script::apply(&source.text, edits.as_array().ok_or("no edits")?);
        if made != wanted {
            return Err(format!("it writes\n{made}\nbut the fix\n{wanted}"));
        }
    }
    Ok(())
}
