//! The branches of a `route`, an `ai reply` or a set of routes, included ones in place.

use crate::check::{Names, Scope};
use crate::diagnostic::Sink;
use crate::source::Span;
use crate::syntax::ast::{AiItem, AiReply, Include, Pattern, Regex, RouteItem, Text, Until, When};

/// How deep sets may include each other, as in lowering.
const INCLUDES_MAX: usize = 16;
/// The most branches of a router that are looked at together.
const BRANCHES_MAX: usize = 256;

/// A branch.
#[derive(Debug)]
pub struct Branch<'a> {
    /// What leads to it.
    pub ways: Vec<Way<'a>>,
    /// Examples.
    pub like: &'a [Text],
    /// Whether it is taken only where values are found in the message.
    pub saves: bool,
    /// The set of routes in which it is written, if it is included.
    set: Option<Span>,
    /// Whether it stands in the project's own folder.
    pub is_own: bool,
}

/// How a message can lead to a branch.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// By its meaning.
    Meaning(&'a Text),
    /// By a pattern.
    Matches(&'a Regex, Span),
    /// By a button.
    Button(&'a Text, Span),
}

impl Branch<'_> {
    /// Whether the two stand in one set, which has been looked at by itself.
    pub fn is_of_one_set(&self, other: &Branch<'_>) -> bool {
        self.set.is_some() && self.set == other.set
    }
}

/// The branches of a `route` or a set, in the order in which they are tried.
pub fn of_items<'a>(names: &Names<'a>, space: usize, items: &'a [RouteItem]) -> Vec<Branch<'a>> {
    let mut found = Vec::new();
    for item in items {
        match item {
            RouteItem::When(written) => found.push(when(written, None, space)),
            RouteItem::Include(included) => include(names, space, included, 0, &mut found),
        }
    }
    found.truncate(BRANCHES_MAX);
    found
}

/// The branches of a talk: what leads out of it comes first.
pub fn of_reply<'a>(names: &Names<'a>, space: usize, reply: &'a AiReply) -> Vec<Branch<'a>> {
    let (mut gates, mut found) = (Vec::new(), Vec::new());
    for item in &reply.items {
        match item {
            AiItem::Until(written) => gates.push(until(written, space)),
            AiItem::When(written) => found.push(when(written, None, space)),
            AiItem::Include(included) => include(names, space, included, 0, &mut found),
            _ => {}
        }
    }
    gates.append(&mut found);
    gates.truncate(BRANCHES_MAX);
    gates
}

fn include<'a>(
    names: &Names<'a>,
    space: usize,
    include: &Include,
    depth: usize,
    found: &mut Vec<Branch<'a>>,
) {
    for path in &include.paths {
        let set = Scope::top(names, space).routes(path, &mut Sink::default());
        let Some((space, routes)) = set.filter(|_| depth < INCLUDES_MAX && found.len() < BRANCHES_MAX) else {
            continue;
        };
        for item in &routes.items {
            match item {
                RouteItem::When(written) => found.push(when(written, Some(routes.span), space)),
                RouteItem::Include(inner) => self::include(names, space, inner, depth + 1, found),
            }
        }
    }
}

fn when<'a>(when: &'a When, set: Option<Span>, space: usize) -> Branch<'a> {
    let way = |pattern: &'a Pattern| {
        Some(match pattern {
            Pattern::Meaning(text) => Way::Meaning(text),
            Pattern::Matches { regex, span } => Way::Matches(regex.as_ref()?, *span),
            Pattern::Button { text, span } => Way::Button(text.as_ref()?, *span),
        })
    };
    Branch {
        ways: when.patterns.iter().filter_map(way).collect(),
        like: &when.like,
        saves: when.saves.is_some(),
        set,
        is_own: space == 0,
    }
}

fn until(until: &Until, space: usize) -> Branch<'_> {
    Branch {
        ways: until.meaning.iter().map(Way::Meaning).collect(),
        like: &until.like,
        saves: until.saves.is_some(),
        set: None,
        is_own: space == 0,
    }
}
