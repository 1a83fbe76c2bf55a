//! An action that the manifest does not have.

use crate::check::{Scope, Ty};
use crate::diagnostic::codes::names::UNKNOWN_ACTION;
use crate::diagnostic::{Diagnostic, Edit, Sink};
use crate::ir::words;
use crate::lsp::action::{At, Offer};
use crate::lsp::cursor;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Do, Statement};

use super::lists;

/// Declares it with the inputs of the call.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let unknown = at.findings().filter(|finding| finding.code.id == UNKNOWN_ACTION.id);
    unknown.filter_map(|finding| offer(at, finding)).collect()
}

fn offer<'w>(at: &At<'w>, finding: &'w Diagnostic) -> Option<Offer<'w>> {
    let manifest = at.here.snapshot.project.manifest_file?;
    let call = call(at, finding.span)?;
    let name = call.action.as_ref()?.dotted();
    let text = &at.here.snapshot.source(manifest)?.text;
    let edit = section(text, manifest, &stub(at, call, &name))?;
    Some(Offer::of(finding, format!("declare the action `{name}` in the manifest"), vec![edit]))
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

/// The lines as the first of the section `actions`, or in a section of their own; `None` where it is written on one line.
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
            return rest.is_empty().then_some(edit);
        }
        start = end;
    }
    let new_line = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let stub: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    Some(Edit { span: Span::new(file, text.len(), text.len()), text: format!("{new_line}actions:\n{stub}") })
}
