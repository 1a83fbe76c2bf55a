//! Every name of a project, and what each stands for: made once for a snapshot, by one walk over its trees with the
//! checker's own way to look names up. Names that stand for nothing are not in it.

mod items;
mod manifest;
mod scenario;
mod statement;
mod symbol;
mod talk;
#[cfg(test)]
mod tests;
mod value;
mod walk;

use std::collections::BTreeMap;

pub use symbol::{Call, Caller, Kind, Occurrence, Role, Symbol};
pub use walk::Walk;

use crate::check::Names;
use crate::project::Project;
use crate::source::{FileId, Span};

/// The names of a project.
#[derive(Debug, Default)]
pub struct Symbols {
    /// Every place of a name, in the order of the files and of the text.
    occurrences: Vec<Occurrence>,
    /// The places of each thing: by the thing, then in the order of the text.
    by_symbol: Vec<(Symbol, u32)>,
    /// Ways into flows, in the order of the text.
    calls: Vec<Call>,
    callers: Vec<Caller>,
    /// The router of each arm, by their names' places.
    routers: BTreeMap<Span, Span>,
    /// Names that are not what stands where the thing is declared: of actions of libraries, of used folders.
    names: BTreeMap<Symbol, String>,
}

impl Symbols {
    /// The names of a project whose declarations have been gathered.
    pub fn of(project: &Project, names: &Names<'_>) -> Self {
        let mut walk = Walk::new(project, names);
        walk.everything();
        let mut symbols = walk.found;
        symbols.occurrences.sort_unstable();
        symbols.occurrences.dedup();
        let places = symbols.occurrences.iter().zip(0..);
        symbols.by_symbol = places.map(|(occurrence, at)| (occurrence.symbol, at)).collect();
        symbols.by_symbol.sort_unstable();
        symbols.calls.sort_unstable();
        symbols
    }

    /// Takes what was found elsewhere along.
    fn absorb(&mut self, other: Symbols) {
        let callers = self.callers.len() as u32;
        self.callers.extend(other.callers);
        self.calls.extend(other.calls.into_iter().map(|call| Call { from: call.from + callers, ..call }));
        self.occurrences.extend(other.occurrences);
        self.routers.extend(other.routers);
        self.names.extend(other.names);
    }

    /// What stands at a place: one name, with each thing that it may mean. A place right behind a name is still its own.
    pub fn at(&self, file: FileId, offset: u32) -> &[Occurrence] {
        let behind = self.occurrences.partition_point(|it| (it.span.file, it.span.start) <= (file, offset));
        let Some(last) = self.occurrences[..behind].last() else { return &[] };
        if last.span.file != file || last.span.end < offset {
            return &[];
        }
        let first = self.occurrences[..behind].partition_point(|it| it.span < last.span);
        &self.occurrences[first..behind]
    }

    /// The places of a thing, in the order of the text.
    pub fn places(&self, symbol: Symbol) -> impl Iterator<Item = &Occurrence> {
        let first = self.by_symbol.partition_point(|(other, _)| *other < symbol);
        let own = self.by_symbol[first..].iter().take_while(move |(other, _)| *other == symbol);
        own.map(|(_, at)| &self.occurrences[*at as usize])
    }

    /// Every thing that is declared, by its first place.
    pub fn declared(&self) -> impl Iterator<Item = Symbol> {
        let mut last = None;
        self.by_symbol.iter().filter_map(move |(symbol, _)| {
            let is_new = last != Some(*symbol);
            last = Some(*symbol);
            is_new.then_some(*symbol)
        })
    }

    /// The name of a thing.
    pub fn name<'s>(&'s self, project: &'s Project, symbol: Symbol) -> &'s str {
        let known = self.names.get(&symbol).map(String::as_str);
        known.unwrap_or_else(|| project.sources.text(symbol.at))
    }

    /// The router of an arm, by the place of its name.
    pub fn router_of(&self, arm: Symbol) -> Option<Span> {
        self.routers.get(&arm.at).copied()
    }

    /// The ways into flows that begin somewhere, in the order of the text.
    pub fn calls_from(&self, caller: u32) -> impl Iterator<Item = &Call> {
        let first = self.calls.partition_point(|call| call.from < caller);
        self.calls[first..].iter().take_while(move |call| call.from == caller)
    }

    /// The ways into a flow.
    pub fn calls_to(&self, flow: Symbol) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.to == flow)
    }

    /// Where a way begins.
    pub fn caller(&self, at: u32) -> Caller {
        self.callers[at as usize]
    }

    /// The caller whose name stands at a place.
    pub fn caller_at(&self, file: FileId, offset: u32) -> Option<u32> {
        let holds = |name: Span| name.file == file && (name.start..=name.end).contains(&offset);
        (0..).zip(&self.callers).find(|(_, caller)| holds(caller.name)).map(|(at, _)| at)
    }
}
