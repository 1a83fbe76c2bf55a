//! An action that the manifest does not have.

use crate::check::{Scope, Ty};
use crate::diagnostic::codes::names::UNKNOWN_ACTION;
use crate::diagnostic::{Diagnostic, Edit, Sink};
use crate::ir::words;
use crate::lsp::action::{At, NewFile, Offer};
use crate::lsp::cursor;
use crate::project::{MANIFEST, join};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Do, Statement};

use super::lists;

/// Declares it with the inputs of the call.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let unknown = at.findings().filter(|finding| finding.code.id == UNKNOWN_ACTION.id);
    unknown.filter_map(|finding| offer(at, finding)).collect()
}

fn offer<'w>(at: &At<'w>, finding: &'w Diagnostic) -> Option<Offer<'w>> {
    let project = &at.here.snapshot.project;
    let call = call(at, finding.span)?;
    let name = call.action.as_ref()?.dotted();
    let lines = stub(at, call, &name);
    let Some(manifest) = project.manifest_file else {
        let path = join(&project.root, MANIFEST);
        let new_file = Some(NewFile { path, text: manifest_with(&project.name, &lines) });
        let title = format!("create `{MANIFEST}` with the action `{name}`");
        return Some(Offer { new_file, ..Offer::of(finding, title, Vec::new()) });
    };
    let text = &at.here.snapshot.source(manifest)?.text;
    let edit = section(text, manifest, &lines)?;
    Some(Offer::of(finding, format!("declare the action `{name}` in the manifest"), vec![edit]))
}

/// A manifest that has nothing but the action.
fn manifest_with(project: &str, lines: &[String]) -> String {
    let is_word = project.starts_with(char::is_alphabetic)
        && project.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
    let project = if is_word { project.to_owned() } else { format!("{project:?}") };
    let stub: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("flow: 1\nproject: {project}\nactions:\n{stub}")
}

/// The call whose action stands at a place.
fn call<'w>(at: &At<'w>, place: Span) -> Option<&'w Do> {
    let around = lists::around(at.tree, place);
    let statements = around.last()?.statements;
    statements.iter().find_map(|statement| match statement {
        Statement::Do(call) if call.action.as_ref().is_some_and(|path| path.span == place) => Some(&**call),
        _ => None,
    })
}

/// The lines of the action, each with what stands before it inside of the section.
fn stub(at: &At<'_>, call: &Do, name: &str) -> Vec<String> {
    let scope =
        match cursor::flow(at.tree, call.span.start).and_then(|flow| at.flow(&flow.name.as_ref()?.text)) {
            Some(flow) => Scope::of_flow(at.names(), flow),
            None => Scope::top(at.names(), at.space),
        };
    let given = call.args.iter().flat_map(|args| &args.args);
    let inputs = given.filter_map(|arg| {
        let typed = scope.expr(&arg.value, &mut Sink::default());
        let ty = match typed.ty {
            Ty::Of(ty) => words::ty(&ty),
            Ty::Unknown | Ty::Empty => "text".to_owned(),
        };
        // A pattern or a list of values has signs of YAML's own.
        let ty = if ty.contains(['"', '/', ',', '{']) { "text".to_owned() } else { ty };
        let private = if typed.private { " private" } else { "" };
        Some(format!("{}: {ty}{private}", arg.name.as_ref()?.text))
    });
    let inputs: Vec<String> = inputs.collect();
    let mut lines =
        vec![format!("{name}:"), format!("  post: \"https://example.com/{}\"", name.replace('.', "/"))];
    if !inputs.is_empty() {
        lines.push(format!("  input: {{ {} }}", inputs.join(", ")));
    }
    if call.tail.save.is_some() {
        lines.push("  output: optional text".to_owned());
    }
    lines
}

/// The lines as the first of the section `actions`, or in a section of their own; `None` where that is written in a way of its
/// own.
fn section(text: &str, file: FileId, lines: &[String]) -> Option<Edit> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(rest) = line.strip_prefix("actions:") {
            let rest = rest.split('#').next().unwrap_or("").trim();
            let next = text[end..].lines().find(|line| !line.trim().is_empty());
            let indent = next.map_or(0, |line| line.len() - line.trim_start_matches(' ').len());
            let indent = " ".repeat(if indent == 0 { 2 } else { indent });
            let new_line = if line.ends_with('\n') { "" } else { "\n" };
            let stub: String = lines.iter().map(|line| format!("{indent}{line}\n")).collect();
            let edit = Edit { span: Span::new(file, end, end), text: format!("{new_line}{stub}") };
            return if rest.is_empty() { Some(edit) } else { in_braces(line, start, file, lines) };
        }
        start = end;
    }
    let new_line = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let stub: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    Some(Edit { span: Span::new(file, text.len(), text.len()), text: format!("{new_line}actions:\n{stub}") })
}

/// The lines as the first action of a section in braces, which begins at a byte.
fn in_braces(line: &str, start: usize, file: FileId, lines: &[String]) -> Option<Edit> {
    let open = line.find('{').filter(|open| line["actions:".len()..*open].trim().is_empty())? + 1;
    let (name, fields) = lines.split_first()?;
    let fields: Vec<&str> = fields.iter().map(|field| field.trim()).collect();
    let comma = if line[open..].trim_start().starts_with('}') { "" } else { "," };
    let text = format!(" {name} {{ {} }}{comma}", fields.join(", "));
    Some(Edit { span: Span::new(file, start + open, start + open), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(manifest: &str) -> Option<String> {
        let lines = ["a.b:", "  post: \"u\"", "  input: { x: text }"].map(str::to_owned);
        let edit = section(manifest, FileId(0), &lines)?;
        let mut text = manifest.to_owned();
        text.replace_range(edit.span.range(), &edit.text);
        Some(text)
    }

    #[test]
    fn an_action_is_written_in_the_way_of_its_section() {
        let block = "  a.b:\n    post: \"u\"\n    input: { x: text }\n";
        assert_eq!(written("flow: 1\n"), Some(format!("flow: 1\nactions:\n{block}")));
        assert_eq!(written("flow: 1"), Some(format!("flow: 1\nactions:\n{block}")));
        assert_eq!(written("actions:"), Some(format!("actions:\n{block}")));
        assert_eq!(
            written("actions: { c: { get: \"v\" } }\n").as_deref(),
            Some("actions: { a.b: { post: \"u\", input: { x: text } }, c: { get: \"v\" } }\n")
        );
        assert_eq!(
            written("actions: {}\n").as_deref(),
            Some("actions: { a.b: { post: \"u\", input: { x: text } }}\n")
        );
        assert_eq!(written("actions: *shared\n"), None);
    }

    #[test]
    fn a_manifest_has_the_name_of_the_project() {
        let manifest = |name| manifest_with(name, &["a:".to_owned()]);
        assert_eq!(manifest("shop-1"), "flow: 1\nproject: shop-1\nactions:\n  a:\n");
        assert_eq!(manifest("мой: бот"), "flow: 1\nproject: \"мой: бот\"\nactions:\n  a:\n");
    }
}
