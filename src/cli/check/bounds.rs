//! `flowc check --bounds`: what each flow takes, from its first step to where it is left.

use serde::Serialize;

use crate::check::time::bounds::{Bound, Measure, bounds, in_words, step_of};
use crate::ir::Program;
use crate::source::SourceMap;

/// The table for people: a line per flow.
pub(super) fn table(program: &Program) -> String {
    let width = program.flows.iter().map(|flow| flow.name.chars().count()).max().unwrap_or(0);
    let lines = program.flows.iter().zip(bounds(program)).map(|(flow, bounds)| {
        let space = " ".repeat(width - flow.name.chars().count());
        format!("{}{space}  {}", flow.name, in_words(program, &bounds))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[derive(Serialize)]
struct Line<'a> {
    flow: &'a str,
    messages: Amount<'a>,
    time_ms: Amount<'a>,
    ai_calls: Amount<'a>,
}

#[derive(Serialize)]
struct Amount<'a> {
    least: u64,
    most: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    unbounded: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    step: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
}

/// The same for programs: one JSON object per flow, each on a line. Where there is an `unbounded` place, `most` is what comes
/// before it.
pub(super) fn json(program: &Program, sources: &SourceMap) -> Vec<String> {
    let amount = |bound: &Bound| Amount {
        least: bound.least,
        most: bound.most,
        unbounded: bound.endless.map(|place| {
            let span = program.node(place).span;
            let at = sources.place(span);
            let file = sources.get(span.file).map_or("", |source| source.name.as_str());
            Place { step: step_of(program, place), file, line: at.line, column: at.column }
        }),
    };
    let lines = program.flows.iter().zip(bounds(program)).map(|(flow, bounds)| {
        let [messages, time_ms, ai_calls] = Measure::ALL.map(|measure| amount(bounds.of(measure)));
        let line = Line { flow: &flow.name, messages, time_ms, ai_calls };
        serde_json::to_string(&line).expect("plain strings and numbers serialise")
    });
    lines.collect()
}
