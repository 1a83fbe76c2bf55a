//! A comparison for people.

use std::fmt::Write;

use crate::ir::compare::{Change, Comparison, Fate, Kind, Said, Verdict, Wait};
use crate::ir::{Program, words};
use crate::source::SourceMap;

/// A program with its texts.
type Side = (SourceMap, Program);

/// Longer words stand below each other.
const LINE_MAX: usize = 90;

/// The changes by flow and step, then the waits that do not simply go on.
pub fn shown(comparison: &Comparison, old: &Side, new: &Side, color: bool) -> String {
    let mut out = Painter { text: String::new(), color };
    let mut heading = (String::new(), String::new());
    for change in &comparison.changes {
        let place = (change.flow.clone(), change.step.clone());
        let names_place = matches!(change.kind, Kind::Flow | Kind::Step) && change.what != "parameters";
        if !names_place && place != heading && !place.0.is_empty() {
            let step = if place.1.is_empty() { String::new() } else { format!(" step {}", place.1) };
            out.line(&format!("flow {}{step}", place.0));
            heading = place;
        }
        let indent = if names_place || change.flow.is_empty() { "" } else { "  " };
        out.change(change, indent);
    }
    if comparison.changes.is_empty() {
        out.line("nothing changes in what the script means");
    }
    for declared in &comparison.declared {
        let does = match (declared.existed, declared.waits) {
            (false, _) => "the script before has no such place".to_owned(),
            (true, 1) => "decides about 1 wait".to_owned(),
            (true, waits) => format!("decides about {waits} waits"),
        };
        out.line(&format!("{}: {does}", declared.words));
    }
    out.waits(comparison, old, new);
    out.text
}

struct Painter {
    text: String,
    color: bool,
}

impl Painter {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line with a sign before it; the sign has a colour.
    fn signed(&mut self, indent: &str, sign: char, line: &str) {
        let colour = match sign {
            '+' => "32",
            '-' => "31",
            _ => "33",
        };
        if self.color {
            let _ = writeln!(self.text, "{indent}\u{1b}[{colour}m{sign}\u{1b}[0m {line}");
        } else {
            let _ = writeln!(self.text, "{indent}{sign} {line}");
        }
    }

    fn change(&mut self, change: &Change, indent: &str) {
        let what = match kind(change.kind) {
            "" => change.what.clone(),
            kind => format!("{kind} {}", change.what),
        };
        let guess = if change.guessed { ", as it seems" } else { "" };
        match (&change.old, &change.new) {
            (None, None) => {}
            (None, Some(new)) => self.signed(indent, '+', &one_side(change, &what, new)),
            (Some(old), None) => self.signed(indent, '-', &one_side(change, &what, old)),
            (Some(old), Some(new))
                if matches!(change.kind, Kind::Flow | Kind::Step) && change.what != "parameters" =>
            {
                self.signed(indent, '~', &format!("{}, was {}{guess}", place(change, new), old.words));
            }
            (Some(old), Some(new)) if what.len() + old.words.len() + new.words.len() <= LINE_MAX => {
                self.signed(indent, '~', &format!("{what}: {} → {}", said(old), said(new)));
            }
            (Some(old), Some(new)) => {
                self.signed(indent, '~', &what);
                self.signed(&format!("{indent}    "), '-', said(old));
                self.signed(&format!("{indent}    "), '+', said(new));
            }
        }
    }

    fn waits(&mut self, comparison: &Comparison, old: &Side, new: &Side) {
        let lasting = || comparison.waits.iter().filter(|wait| !wait.brief);
        let told = lasting().filter(|wait| wait.verdict() != Verdict::Same || wait.asked.is_some());
        let told: Vec<&Wait> = told.collect();
        if !told.is_empty() {
            self.line("");
            self.line("Contacts who wait at");
        }
        for wait in told {
            let place = old.0.place(old.1.node(wait.at).span);
            let file = old.0.get(old.1.node(wait.at).span.file).map_or("", |source| source.name.as_str());
            let at = format!("{} step {}, `{}` ({file}:{})", wait.flow, wait.step, wait.what, place.line);
            let at =
                if wait.flow.is_empty() { format!("`{}` ({file}:{})", wait.what, place.line) } else { at };
            let sign = match wait.verdict() {
                Verdict::Same | Verdict::Moved => '~',
                Verdict::Dropped | Verdict::Gone | Verdict::Unsafe => '-',
            };
            self.signed("  ", sign, &format!("{at}: {}", fate(wait, &new.1)));
        }
        let count = |verdict: Verdict| lasting().filter(|wait| wait.verdict() == verdict).count();
        let counts = [
            (Verdict::Same, "same"),
            (Verdict::Moved, "moved"),
            (Verdict::Dropped, "dropped"),
            (Verdict::Gone, "gone"),
            (Verdict::Unsafe, "unsafe"),
        ];
        let counts = counts.iter().map(|(verdict, word)| (count(*verdict), word));
        let counts: Vec<String> =
            counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        self.line("");
        match counts.is_empty() {
            true => self.line("the script before has no place where contacts wait"),
            false => self.line(&format!("places where contacts wait: {}", counts.join(", "))),
        }
    }
}

/// `flow menu`, `menu step talk`.
fn place(change: &Change, side: &Said) -> String {
    match change.kind {
        Kind::Flow => format!("{} {}", change.what, side.words),
        _ => side.words.clone(),
    }
}

fn one_side(change: &Change, what: &str, side: &Said) -> String {
    match change.kind {
        Kind::Flow | Kind::Step => place(change, side),
        Kind::Handler => side.words.clone(),
        _ if side.words.is_empty() => what.to_owned(),
        _ => format!("{what}: {}", side.words),
    }
}

fn said(side: &Said) -> &str {
    if side.words.is_empty() { "nothing" } else { &side.words }
}

/// The word of a kind, where what has changed does not say it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Bot => "bot",
        Kind::Tag => "tag",
        Kind::Goal => "goal",
        Kind::Field => "field",
        Kind::Tracker => "tracker",
        Kind::Postback => "postback",
        Kind::Webhook => "webhook",
        Kind::Knowledge => "knowledge",
        Kind::Hours => "hours",
        _ => "",
    }
}

fn fate(wait: &Wait, new: &Program) -> String {
    let lacks = || {
        let fields: Vec<String> = wait.lacks.iter().map(|name| format!("`{name}`")).collect();
        format!("unsafe: what follows reads {}, which they never got", fields.join(", "))
    };
    let step = |flow: u32, step: u32| {
        let flow = &new.flows[flow as usize];
        format!("{} step {}", flow.name, flow.steps.get(step as usize).map_or("", |step| step.name.as_str()))
    };
    match wait.fate {
        Fate::Same(_) | Fate::Moved(..) if !wait.lacks.is_empty() => lacks(),
        Fate::Same(_) => match &wait.asked {
            Some((old, now)) => format!("they answer {now}, and were asked {old}"),
            None => "they go on".to_owned(),
        },
        Fate::Moved(now, _) => {
            let place = new.node(now).place;
            let place = place.flow.zip(place.step).map_or(String::new(), |(flow, at)| step(flow, at));
            format!("they go on in {place}, as declared")
        }
        Fate::Restarted(flow, at, _) => {
            format!("unsafe: {} has no such wait, so they would begin it anew", step(flow, at))
        }
        Fate::Dropped(_) => "they are finished, as declared".to_owned(),
        Fate::Gone => gone(wait, new),
    }
}

/// What has come in its place, and the declaration that would take them along: only a place with another name wants one.
fn gone(wait: &Wait, new: &Program) -> String {
    let Some(now) = wait.became.map(|now| new.node(now)) else { return "gone".to_owned() };
    let became = words::statement(new, now);
    let flow = now.place.flow.and_then(|flow| new.flows.get(flow as usize));
    let step = now.place.step.and_then(|step| flow?.steps.get(step as usize));
    match flow.zip(step) {
        Some((flow, step)) if became == wait.what && (flow.name != wait.flow || step.name != wait.step) => {
            let from = format!("{} step {}", wait.flow, wait.step);
            format!("gone, unless the script says `moved {from} to {} step {}`", flow.name, step.name)
        }
        _ => format!("gone; it became `{became}`"),
    }
}
