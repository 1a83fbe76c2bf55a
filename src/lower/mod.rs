//! From checked trees to the graph IR.
//!
//! Each statement becomes one node (an `else if` one more), blocks are chains of `next` that join behind them, arrows
//! are `Jump` nodes. Text constants and included routes stand in place. Ids are made of the flow, the step and what is
//! waited for, so that edits elsewhere keep them.

mod build;
mod builder;
mod handler;
mod message;
mod moved;
mod outside;
mod statement;
mod symbol;
mod talk;
mod words;

pub use build::{Build, build, input};

use crate::check::{self, CheckInput, Names};
use crate::diagnostic::codes::project::ALLOWS_NOTHING;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::ir::{Flow, IR_VERSION, Program, Step};
use crate::parallel;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Item, Name};

use builder::{At, Builder};

/// Checks and lowers a project. `found` is what its reading and parsing have found; the result has all findings in
/// their final order, and the program where none of them is an error.
pub fn compile(input: &CheckInput, found: Vec<Diagnostic>) -> (Option<Program>, Vec<Diagnostic>) {
    parallel::on_a_deep_stack(|| {
        let mut sink = Sink::default();
        sink.extend(found);
        let names = Names::gather(input, &mut sink);
        compile_named(&names, sink)
    })
}

/// The same for a project whose names have been gathered; `sink` has what was found until then.
pub fn compile_named(names: &Names<'_>, mut sink: Sink) -> (Option<Program>, Vec<Diagnostic>) {
    let ((), (program, uses)) = parallel::both(|| check::check(names, &mut sink), || lower(names));
    check::check_program(names, &program, &uses, &mut sink);
    let found = with_severities(check::allow::silenced(sink.finish(), names.input), names.input);
    let runs = found.iter().all(|diagnostic| diagnostic.severity != Severity::Error);
    (runs.then_some(program), found)
}

/// What can be said of some files at once: what is wrong with their text, their names and types. The findings are those of
/// [`compile`], in their final order, without what the files have to be looked at together for.
pub fn quick(names: &Names<'_>, found: &Sink, wanted: &(dyn Fn(FileId) -> bool + Sync)) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    sink.extend(found.iter().filter(|finding| wanted(finding.span.file)).cloned());
    check::check_files(names, wanted, &mut sink);
    let mut found = check::allow::silenced(sink.finish(), names.input);
    // Whether a comment silences anything is known when everything was looked at.
    found.retain(|finding| finding.code.id != ALLOWS_NOTHING.id);
    with_severities(found, names.input)
}

/// The word and the name of a flow or a step: its whole block is no place to point at.
fn head(whole: Span, name: Option<&Name>) -> Span {
    // Both words have four letters.
    let end = name.map_or(whole.start + 4, |name| name.span.end);
    Span { end: end.clamp(whole.start, whole.end), ..whole }
}

/// Lowers a project. The program of one with errors has places that lead nowhere: it is for looking at, never for
/// running. Beside it stands where its statements name values.
pub fn lower(names: &Names<'_>) -> (Program, check::data::Uses) {
    let notes = check::data::Notes::default();
    let mut builder = Builder::default();
    let declared = check::moves(names, builder.muted());
    moved::remember(&mut builder, names, &declared);
    let flows = names.flows.iter().enumerate().map(|(place, flow)| {
        let at = At::flow(names, &notes, place);
        let params =
            flow.params.iter().map(|(name, ty)| ((*name).to_owned(), ty.clone().or_text())).collect();
        let steps = flow.ast.steps.iter().enumerate().map(|(place, step)| {
            let name = step.name.as_ref().map_or("", |name| name.text.as_str());
            let at = at.step(place, name);
            Step {
                name: name.to_owned(),
                entry: builder.block(&at, &step.statements, None),
                handlers: handler::all(&mut builder, &at, &step.handlers),
                span: head(step.span, step.name.as_ref()),
            }
        });
        let steps = steps.collect();
        let handlers = handler::all(&mut builder, &at, &flow.ast.handlers);
        let span = head(flow.ast.span, flow.ast.name.as_ref());
        Flow { name: flow.name.clone(), params, steps, handlers, span }
    });
    let flows = flows.collect();
    let mut handlers = Vec::new();
    for (space, folder) in names.input.folders.iter().enumerate() {
        let at = At::top(names, &notes, space);
        for item in folder.files.iter().flat_map(|file| &file.items) {
            if let Item::Handler(written) = item {
                handlers.extend(handler::lower(&mut builder, &at, written));
            }
        }
    }
    let uses = std::mem::take(&mut builder.uses);
    let program = Program {
        version: IR_VERSION,
        project: names.input.project.clone(),
        bot: symbol::bot(names),
        symbols: symbol::symbols(names),
        flows,
        handlers,
        moves: moved::lower(declared, &mut builder),
        outside: outside::outside(names.input, &builder.nodes),
        nodes: builder.nodes,
        files: names.input.file_names.clone(),
    };
    (program, uses)
}

/// The manifest's severities for what is no error; errors stay errors.
fn with_severities(found: Vec<Diagnostic>, input: &CheckInput) -> Vec<Diagnostic> {
    let level = |mut diagnostic: Diagnostic| {
        if diagnostic.severity == Severity::Error {
            return Some(diagnostic);
        }
        match input.checks.get(diagnostic.code.name) {
            Some(severity) => {
                diagnostic.severity = (*severity)?;
                Some(diagnostic)
            }
            None => Some(diagnostic),
        }
    };
    found.into_iter().filter_map(level).collect()
}
