//! What changes in flows, steps and statements that belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::align::align;
use super::facet::{self, Facet, facets, word};
use super::place::{How, Places};
use super::{Change, Kind, Said};
use crate::ir::{Handler, NodeIx, Place, Program, words};
use crate::source::Span;

/// Which statement of the new program an old one belongs to.
pub type Became = BTreeMap<NodeIx, NodeIx>;

/// Adds what changes, and notes which statements belong together.
pub fn changes(
    old: &Program,
    new: &Program,
    places: &Places,
    changes: &mut Vec<Change>,
    became: &mut Became,
) {
    let mut pair = Pair { old, new, places, changes, became };
    pair.statements(Place::default(), Place::default());
    pair.handlers(&old.handlers, &new.handlers, "", "");
    for at in 0..new.flows.len() as u32 {
        pair.flow(at);
    }
    pair.gone();
}

struct Pair<'c> {
    old: &'c Program,
    new: &'c Program,
    places: &'c Places,
    changes: &'c mut Vec<Change>,
    became: &'c mut Became,
}

fn said(words: impl Into<String>, span: Span) -> Option<Said> {
    Some(Said { words: words.into(), span: Some(span) })
}

impl Pair<'_> {
    fn flow(&mut self, at: u32) {
        let new = &self.new.flows[at as usize];
        let known = self.places.flows.get(&at).copied();
        let old = known.map(|(old, how)| (&self.old.flows[old as usize], how));
        let renamed = old.is_none_or(|(old, _)| old.name != new.name);
        if renamed {
            self.changes.push(Change {
                kind: Kind::Flow,
                flow: new.name.clone(),
                step: String::new(),
                what: "flow".to_owned(),
                old: old.and_then(|(old, _)| said(&old.name, old.span)),
                new: said(&new.name, new.span),
                guessed: old.is_some_and(|(_, how)| how == How::Guessed),
            });
        }
        if let (Some((from, _)), Some((old, _))) = (known, old) {
            self.params(at, from);
            self.statements(Place { flow: Some(from), step: None }, Place { flow: Some(at), step: None });
            self.handlers(&old.handlers, &new.handlers, &new.name, "");
        }
        for step in 0..new.steps.len() as u32 {
            // A flow that is new has nothing but new steps, unless one came from elsewhere.
            if old.is_some() || self.places.steps.contains_key(&(at, step)) {
                self.step(at, step);
            }
        }
    }

    fn params(&mut self, at: u32, from: u32) {
        let (old, new) = (&self.old.flows[from as usize], &self.new.flows[at as usize]);
        let list = |params: &[(String, crate::ir::Type)]| {
            let params = params.iter().map(|(name, ty)| format!("{name}: {}", words::ty(ty)));
            params.collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (list(&old.params), list(&new.params));
        if before != after {
            self.changes.push(Change {
                kind: Kind::Flow,
                flow: new.name.clone(),
                step: String::new(),
                what: "parameters".to_owned(),
                old: said(before, old.span),
                new: said(after, new.span),
                guessed: false,
            });
        }
    }

    fn step(&mut self, flow: u32, at: u32) {
        let new_flow = &self.new.flows[flow as usize];
        let new = &new_flow.steps[at as usize];
        let known = self.places.steps.get(&(flow, at)).copied();
        let old = known.map(|((flow, step), how)| {
            let flow = &self.old.flows[flow as usize];
            (flow, &flow.steps[step as usize], how)
        });
        let moved = match known {
            None => true,
            Some(((from, _), how)) => {
                how != How::Named || self.places.flows.get(&flow).is_none_or(|(same, _)| *same != from)
            }
        };
        if moved {
            let place = |flow: &str, step: &str| format!("{flow} step {step}");
            self.changes.push(Change {
                kind: Kind::Step,
                flow: new_flow.name.clone(),
                step: new.name.clone(),
                what: "step".to_owned(),
                old: old.and_then(|(flow, step, _)| said(place(&flow.name, &step.name), step.span)),
                new: said(place(&new_flow.name, &new.name), new.span),
                guessed: old.is_some_and(|(.., how)| how == How::Guessed),
            });
        }
        if let (Some(((from, step), _)), Some((_, old, _))) = (known, old) {
            let new_place = Place { flow: Some(flow), step: Some(at) };
            self.statements(Place { flow: Some(from), step: Some(step) }, new_place);
            self.handlers(&old.handlers, &new.handlers, &new_flow.name, &new.name);
        }
    }

    /// What the new program does not have at all.
    fn gone(&mut self) {
        let flows: BTreeSet<u32> = self.places.flows.values().map(|(old, _)| *old).collect();
        let steps: BTreeSet<(u32, u32)> = self.places.steps.values().map(|(old, _)| *old).collect();
        for (at, flow) in self.old.flows.iter().enumerate() {
            let there = flows.contains(&(at as u32));
            let mut gone = |step: &str, kind: Kind, words: String, span: Span| {
                self.changes.push(Change {
                    kind,
                    flow: flow.name.clone(),
                    step: step.to_owned(),
                    what: if kind == Kind::Flow { "flow" } else { "step" }.to_owned(),
                    old: said(words, span),
                    new: None,
                    guessed: false,
                });
            };
            if !there {
                gone("", Kind::Flow, flow.name.clone(), flow.span);
                continue;
            }
            for (place, step) in flow.steps.iter().enumerate() {
                if !steps.contains(&(at as u32, place as u32)) {
                    gone(&step.name, Kind::Step, format!("{} step {}", flow.name, step.name), step.span);
                }
            }
        }
    }

    fn statements(&mut self, from: Place, to: Place) {
        let none = Vec::new();
        let old = self.places.old.get(&from).unwrap_or(&none);
        let new = self.places.new.get(&to).unwrap_or(&none);
        let keys = |program: &Program, nodes: &[NodeIx]| -> Vec<(String, &'static str)> {
            nodes
                .iter()
                .map(|at| (facet::key(program, program.node(*at)), word(&program.node(*at).op)))
                .collect()
        };
        let (before, after) = (keys(self.old, old), keys(self.new, new));
        for (one, other) in align(&before, &after) {
            let (one, other) = (one.map(|at| old[at]), other.map(|at| new[at]));
            if let (Some(one), Some(other)) = (one, other) {
                self.became.insert(one, other);
            }
            self.statement(to, one, other);
        }
    }

    fn statement(&mut self, place: Place, one: Option<NodeIx>, other: Option<NodeIx>) {
        let flow = place.flow.map(|flow| &self.new.flows[flow as usize]);
        let flow_name = flow.map_or("", |flow| flow.name.as_str());
        let step =
            place.step.and_then(|step| flow?.steps.get(step as usize)).map_or("", |step| step.name.as_str());
        let parts = |program: &Program, at: Option<NodeIx>| {
            at.map(|at| (facets(program, program.node(at)), program.node(at).span))
        };
        let (old, new) = (parts(self.old, one), parts(self.new, other));
        let what = match (one, other) {
            (_, Some(at)) => words::statement(self.new, self.new.node(at)),
            (Some(at), None) => words::statement(self.old, self.old.node(at)),
            (None, None) => return,
        };
        let change = |kind: Kind, what: String, old: Option<Said>, new: Option<Said>| Change {
            kind,
            flow: flow_name.to_owned(),
            step: step.to_owned(),
            what,
            old,
            new,
            guessed: false,
        };
        match (old, new) {
            (Some((old, from)), Some((new, to))) => {
                let find = |parts: &[Facet], name: &str| parts.iter().find(|it| it.name == name).cloned();
                let names = new.iter().chain(old.iter().filter(|it| find(&new, &it.name).is_none()));
                for part in names {
                    let (before, after) = (find(&old, &part.name), find(&new, &part.name));
                    let words =
                        |part: Option<Facet>, span: Span| part.and_then(|part| said(part.words, span));
                    if before.as_ref().map(|it| &it.words) != after.as_ref().map(|it| &it.words) {
                        let what = format!("{}, {}", word_of(&what), part.name);
                        self.changes.push(change(part.kind, what, words(before, from), words(after, to)));
                    }
                }
            }
            (old, new) => {
                let whole = |(parts, span): (Vec<Facet>, Span)| {
                    let told = parts.iter().find(|part| part.kind == Kind::Message);
                    said(told.map_or(String::new(), |told| told.words.clone()), span)
                };
                self.changes.push(change(Kind::Statement, what, old.and_then(whole), new.and_then(whole)));
            }
        }
    }

    fn handlers(&mut self, old: &[Handler], new: &[Handler], flow: &str, step: &str) {
        let keys = |handlers: &[Handler]| -> Vec<(Facet, Span)> {
            handlers.iter().map(|handler| (facet::handler(handler), handler.span)).collect()
        };
        let (before, after) = (keys(old), keys(new));
        let list = |known: &[(Facet, Span)]| -> Vec<(String, &'static str)> {
            known.iter().map(|(facet, _)| (format!("{} {}", facet.name, facet.words), "")).collect()
        };
        for (one, other) in align(&list(&before), &list(&after)) {
            let (one, other) = (one.map(|at| &before[at]), other.map(|at| &after[at]));
            let mut add = |kind: Kind, what: &str, old: Option<Said>, new: Option<Said>| {
                let (flow, step) = (flow.to_owned(), step.to_owned());
                self.changes.push(Change {
                    kind,
                    flow,
                    step,
                    what: what.to_owned(),
                    old,
                    new,
                    guessed: false,
                });
            };
            let whole = |it: &(Facet, Span)| said(format!("{} {}", it.0.name, it.0.words).trim(), it.1);
            match (one, other) {
                (Some(one), Some(other)) if one.0 == other.0 => {}
                (Some(one), Some(other)) if one.0.name == other.0.name => {
                    add(Kind::Guard, &one.0.name, said(&one.0.words, one.1), said(&other.0.words, other.1));
                }
                (one, other) => {
                    if let Some(one) = one {
                        add(Kind::Handler, &one.0.name, whole(one), None);
                    }
                    if let Some(other) = other {
                        add(Kind::Handler, &other.0.name, None, whole(other));
                    }
                }
            }
        }
    }
}

/// A statement's first word, for a change of a part of it.
fn word_of(what: &str) -> &str {
    match what.split_once(' ') {
        Some(("ai", rest)) => rest_of_ai(what, rest),
        Some(("->", _)) => "arrow",
        Some((first, _)) => first,
        None => what,
    }
}

/// `ai say`, `ai ask`; an `ai reply` with its name.
fn rest_of_ai<'w>(what: &'w str, rest: &str) -> &'w str {
    if rest.starts_with("reply") { what } else { &what[.."ai ".len() + rest.find(' ').unwrap_or(rest.len())] }
}
