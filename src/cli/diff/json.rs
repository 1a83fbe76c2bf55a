//! A comparison for programs.

use serde::Serialize;

use crate::ir::Program;
use crate::ir::compare::{Change, Comparison, Fate, Kind, Said, Verdict, Wait};
use crate::source::{SourceMap, Span};

/// Raised when a member changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Shown<'c> {
    version: u32,
    safe: bool,
    changes: Vec<ShownChange<'c>>,
    declared: Vec<ShownDeclared<'c>>,
    waits: Vec<ShownWait<'c>>,
}

#[derive(Serialize)]
struct ShownChange<'c> {
    kind: Kind,
    flow: &'c str,
    step: &'c str,
    what: &'c str,
    old: Option<ShownSaid<'c>>,
    new: Option<ShownSaid<'c>>,
    guessed: bool,
}

#[derive(Serialize)]
struct ShownSaid<'c> {
    words: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<At<'c>>,
}

#[derive(Serialize)]
struct ShownDeclared<'c> {
    words: &'c str,
    existed: bool,
    waits: usize,
}

#[derive(Serialize)]
struct ShownWait<'c> {
    point: String,
    flow: &'c str,
    step: &'c str,
    what: &'c str,
    brief: bool,
    verdict: Verdict,
    at: Option<At<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_on: Option<At<'c>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    lacks: &'c [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<[&'c str; 2]>,
}

/// A place in a file, as people count.
#[derive(Serialize)]
struct At<'c> {
    file: &'c str,
    line: u32,
    column: u32,
}

/// One object; docs/cli.md describes it.
pub fn shown(comparison: &Comparison, old: &(SourceMap, Program), new: &(SourceMap, Program)) -> String {
    let shown = Shown {
        version: VERSION,
        safe: comparison.is_safe(),
        changes: comparison.changes.iter().map(|it| change(it, &old.0, &new.0)).collect(),
        declared: comparison
            .declared
            .iter()
            .map(|it| ShownDeclared { words: &it.words, existed: it.existed, waits: it.waits })
            .collect(),
        waits: comparison.waits.iter().map(|it| wait(it, old, new)).collect(),
    };
    serde_json::to_string_pretty(&shown).expect("a comparison is plain data")
}

fn change<'c>(change: &'c Change, old: &'c SourceMap, new: &'c SourceMap) -> ShownChange<'c> {
    let said = |said: &'c Said, sources: &'c SourceMap| ShownSaid {
        words: &said.words,
        at: said.span.and_then(|span| at(sources, span)),
    };
    ShownChange {
        kind: change.kind,
        flow: &change.flow,
        step: &change.step,
        what: &change.what,
        old: change.old.as_ref().map(|side| said(side, old)),
        new: change.new.as_ref().map(|side| said(side, new)),
        guessed: change.guessed,
    }
}

fn wait<'c>(wait: &'c Wait, old: &'c (SourceMap, Program), new: &'c (SourceMap, Program)) -> ShownWait<'c> {
    let goes_on = match wait.fate {
        Fate::Same(now) | Fate::Moved(now, _) => Some(new.1.node(now).span),
        Fate::Restarted(flow, step, _) => {
            new.1.flows[flow as usize].steps.get(step as usize).map(|step| step.span)
        }
        Fate::Dropped(_) | Fate::Gone => None,
    };
    ShownWait {
        point: wait.point.to_string(),
        flow: &wait.flow,
        step: &wait.step,
        what: &wait.what,
        brief: wait.brief,
        verdict: wait.verdict(),
        at: at(&old.0, old.1.node(wait.at).span),
        goes_on: goes_on.and_then(|span| at(&new.0, span)),
        lacks: &wait.lacks,
        asked: wait.asked.as_ref().map(|(old, new)| [old.as_str(), new.as_str()]),
    }
}

fn at(sources: &SourceMap, span: Span) -> Option<At<'_>> {
    let place = sources.place(span);
    let source = sources.get(span.file)?;
    Some(At { file: &source.name, line: place.line, column: place.column })
}
