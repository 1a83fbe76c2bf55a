//! Is it meant, and is it safe? Names, types, routers, waits, and what the graph of the steps says.
//!
//! [`Names::gather`] finds what is declared, [`check`] looks at the trees and fills the sink; it is silent about holes, which the parser has reported, and about
//! what follows from a mistake that it has told. Names and expressions are understood in one place, [`Scope`], which
//! also says what they become in the IR; `lower` asks it again for a program without mistakes.

pub mod allow;
mod args;
mod call;
mod cases;
mod channel;
mod constant;
mod count;
pub mod data;
mod declaration;
mod denial;
mod each;
mod event;
mod expr;
mod failure;
mod function;
pub mod graph;
mod hours;
mod input;
mod judgement;
mod local;
mod message;
mod moved;
mod names;
mod offer;
mod people;
mod regex;
mod router;
mod scenario;
mod scope;
mod secret;
mod statement;
mod tail;
mod talk;
mod target;
mod template;
mod text;
pub mod time;
mod ty;
mod upgrade;
mod visit;
pub mod walk;

pub use declaration::{constant_value, start};
pub use each::inside as inside_loop;
pub use event::Around;
pub use expr::{length, minutes};
pub use hours::lowered as opening_hours;
pub use input::{CheckInput, Folder};
pub use local::Local;
pub use moved::{Declared as MovedFrom, declared as moves};
pub use names::{BUILT_IN, Flow, Names, Router, Space, Tracker, Value, arm_names, field_type};
pub use offer::{Offer, offers};
pub use regex::Regexes;
pub use router::tickets;
pub use scope::{Begins, SETTABLE, Scope, Typed};
pub use statement::action_taker;
pub use talk::knowledge;
pub use target::Goes;
pub use template::template_taker;
pub use text::Prose;
pub use ty::{Ty, regex};
pub use upgrade::compare_safely;

use crate::diagnostic::codes::graph::EMPTY_FLOW;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Program;
use crate::parallel;
use crate::source::FileId;
use crate::syntax::ast::Item;

/// Looks at all trees of a project whose names have been gathered.
pub fn check(names: &Names<'_>, sink: &mut Sink) {
    check_files(names, &|_| true, sink);
    check_together(names, sink);
}

/// Looks at the declarations and the statements of some files, each for itself.
pub fn check_files(names: &Names<'_>, wanted: &(dyn Fn(FileId) -> bool + Sync), sink: &mut Sink) {
    look(&[&|sink| top(names, wanted, sink), &|sink| flows(names, wanted, sink)], sink);
}

/// Looks at what the files are together. What they are each for itself has been looked at before.
pub fn check_together(names: &Names<'_>, sink: &mut Sink) {
    let looks: [Look<'_>; 4] = [
        &|sink| declaration::has_start(names, sink),
        &|sink| people::check(names, sink),
        &|sink| moved::check(names, sink),
        &|sink| scenario::check(names, sink),
    ];
    look(&looks, sink);
    // Which locals are read is known only now.
    local::nearly_fields(names, sink);
}

/// A look at something, which tells what it finds.
type Look<'l> = &'l (dyn Fn(&mut Sink) + Sync);

/// Looks that need nothing of each other, on all cores. What they tell has their order.
fn look(looks: &[Look<'_>], sink: &mut Sink) {
    let found = parallel::map(looks, |_, look| {
        let mut sink = Sink::default();
        look(&mut sink);
        sink
    });
    found.into_iter().for_each(|found| sink.absorb(found));
}

/// Looks at what stands at the top of some files.
fn top(names: &Names<'_>, wanted: &dyn Fn(FileId) -> bool, sink: &mut Sink) {
    for (space, folder) in names.input.folders.iter().enumerate() {
        let scope = Scope::top(names, space);
        let files = || folder.files.iter().filter(|file| wanted(file.span.file));
        let items = || files().flat_map(|file| &file.items);
        for item in items() {
            declaration::item(&scope, item, sink);
        }
        let here = statement::Here { scope, in_handler: false };
        let handlers = items().filter_map(|item| match item {
            Item::Handler(handler) => Some(handler),
            _ => None,
        });
        event::handlers(&here, &handlers.collect::<Vec<_>>(), Around::Open, sink);
    }
}

/// Looks at the statements of the flows of some files.
fn flows(names: &Names<'_>, wanted: &dyn Fn(FileId) -> bool, sink: &mut Sink) {
    let places: Vec<usize> =
        (0..names.flows.len()).filter(|at| wanted(names.flows[*at].ast.span.file)).collect();
    for found in parallel::map(&places, |_, at| flow(names, *at)) {
        sink.absorb(found);
    }
}

/// Looks at the statements of a flow.
fn flow(names: &Names<'_>, at: usize) -> Sink {
    let mut sink = Sink::default();
    let flow = &names.flows[at];
    let here = statement::Here { scope: Scope::of_flow(names, at), in_handler: false };
    declaration::params(&here.scope, &flow.ast.params, &mut sink);
    event::handlers(&here, &flow.ast.handlers.iter().collect::<Vec<_>>(), Around::Open, &mut sink);
    for step in &flow.ast.steps {
        statement::statements(&here, &step.statements, &mut sink);
        event::handlers(&here, &step.handlers.iter().collect::<Vec<_>>(), Around::Open, &mut sink);
    }
    if let (Some(name), []) = (&flow.ast.name, flow.ast.steps.as_slice()) {
        let message = format!("flow `{}` has no step", flow.name);
        sink.push(
            Diagnostic::new(&EMPTY_FLOW, name.span, message)
                .help("a flow begins with its first step: `step hello { … }`"),
        );
    }
    sink
}

/// Looks at a lowered project: at its graph, its conditions, what its statements rest on, and the contact's data.
pub fn check_program(names: &Names<'_>, program: &Program, uses: &data::Uses, sink: &mut Sink) {
    let names_known = graph::names_are_known(sink);
    let graph = graph::Supergraph::of(program);
    let data = || {
        let mut sink = Sink::default();
        // A misspelt name sets nothing, so what it was meant for would seem to be empty.
        if names_known {
            data::check(names, &graph, uses, &mut sink);
        }
        sink
    };
    let others = || {
        graph::check(&graph, sink);
        time::check(&graph, names.input, sink);
        failure::check(program, sink);
        judgement::check(program, sink);
        // It is silent about what the others have told.
        cases::check(names, program, sink);
    };
    let ((), data) = parallel::both(others, data);
    sink.absorb(data);
}
