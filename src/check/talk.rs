//! Understanding: `route` and `ai reply`.

use super::event::{self, Around};
use super::message::{MODEL, public};
use super::scope::{Scope, unknown};
use super::statement::{self, Here};
use super::ty::TEXT;
use crate::diagnostic::codes::graph::{MISSING_ELSE, SAID_TWICE};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::codes::people::{EMPTY_MEANING, PRIVATE_LEAK};
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Span;
use crate::syntax::ast::{
    self, AiItem, AiReply, Handler, Include, Path, Pattern, Route, RouteItem, Saves, Text, When,
};

/// A router by meaning.
pub fn route(here: &Here<'_, '_>, route: &Route, sink: &mut Sink) {
    items(here, &route.items, sink);
    match &route.else_body {
        Some(otherwise) => statement::body(here, otherwise, sink),
        None => sink.push(
            Diagnostic::new(
                &MISSING_ELSE,
                Span { end: route.span.start + "route".len() as u32, ..route.span },
                "an answer that fits no route goes on with the next statement",
            )
            .help("say where it leads: `else -> STEP`"),
        ),
    }
}

/// The lines of a router or of a set of routes.
pub fn items(here: &Here<'_, '_>, items: &[RouteItem], sink: &mut Sink) {
    for item in items {
        match item {
            RouteItem::When(when) => self::when(here, when, sink),
            RouteItem::Include(include) => self::include(&here.scope, include, sink),
        }
    }
}

/// A talk that a model leads.
pub fn reply(here: &Here<'_, '_>, reply: &AiReply, sink: &mut Sink) {
    let inner = Here { in_handler: true, ..here.clone() };
    let mut handlers: Vec<&Handler> = Vec::new();
    let mut once: Vec<(&str, Span)> = Vec::new();
    for item in &reply.items {
        let (word, text) = match item {
            AiItem::Goal(goal) => ("goal", goal.text.as_ref()),
            AiItem::Persona(persona) => ("persona", persona.text.as_ref()),
            AiItem::Guardrails(guardrails) => ("guardrails", guardrails.text.as_ref()),
            AiItem::Tone(tone) => ("tone", tone.text.as_ref()),
            AiItem::Opening(opening) => {
                if let Some(text) = &opening.text {
                    here.scope.text(text, sink);
                }
                ("opening", None)
            }
            AiItem::Waits(_) => ("waits", None),
            AiItem::Unanswered(unanswered) => {
                statement::body(&inner, &unanswered.body, sink);
                ("unanswered", None)
            }
            AiItem::Knowledge(used) => {
                for path in &used.paths {
                    knowledge(&here.scope, path, sink);
                }
                continue;
            }
            AiItem::Include(include) => {
                self::include(&here.scope, include, sink);
                continue;
            }
            AiItem::Until(until) => {
                if let Some(meaning) = &until.meaning {
                    self::meaning(&here.scope, meaning, sink);
                }
                like(&here.scope, &until.like, sink);
                saves(&here.scope, until.saves.as_ref(), sink);
                statement::body(&inner, &until.body, sink);
                continue;
            }
            AiItem::When(when) => {
                self::when(&inner, when, sink);
                continue;
            }
            AiItem::Handler(handler) => {
                handlers.push(handler);
                continue;
            }
        };
        if let Some(text) = text {
            public(&here.scope, text, MODEL, sink);
        }
        match once.iter().find(|(other, _)| *other == word) {
            Some((_, first)) => sink.push(
                Diagnostic::new(&SAID_TWICE, item.span(), format!("`{word}` is said twice"))
                    .also(*first, "the first one is here"),
            ),
            None => once.push((word, item.span())),
        }
    }
    event::handlers(here, &handlers, Around::Reply, sink);
}

fn when(here: &Here<'_, '_>, when: &When, sink: &mut Sink) {
    for pattern in &when.patterns {
        match pattern {
            Pattern::Meaning(text) => meaning(&here.scope, text, sink),
            Pattern::Matches { regex, .. } => {
                if let Some(regex) = regex {
                    super::regex::compile(regex, &here.scope.names.regexes, sink);
                }
            }
            Pattern::Button { text, .. } => {
                if let Some(text) = text {
                    here.scope.literal(text, "the text of a button in a pattern", sink);
                }
            }
        }
    }
    like(&here.scope, &when.like, sink);
    saves(&here.scope, when.saves.as_ref(), sink);
    statement::body(here, &when.body, sink);
}

fn meaning(scope: &Scope<'_, '_>, text: &Text, sink: &mut Sink) {
    let words = scope.literal(text, "a meaning", sink);
    if !words.chars().any(char::is_alphanumeric) {
        sink.push(
            Diagnostic::new(&EMPTY_MEANING, text.span, "this meaning has no words")
                .help("say in a few words what the contact means"),
        );
    }
}

fn like(scope: &Scope<'_, '_>, examples: &[Text], sink: &mut Sink) {
    for example in examples {
        let words = scope.literal(example, "an example", sink);
        if words.trim().is_empty() {
            sink.push(
                Diagnostic::new(&EMPTY_MEANING, example.span, "this example has no words")
                    .help("write what a contact might write"),
            );
        }
    }
}

fn saves(scope: &Scope<'_, '_>, saves: Option<&Saves>, sink: &mut Sink) {
    let Some(saves) = saves else { return };
    for name in &saves.names {
        scope.slot(name, sink);
        if scope.field(&name.text).is_some_and(|field| field.private) {
            let message = format!("`{}` is private, and a model would find its value", name.text);
            sink.push(
                Diagnostic::new(&PRIVATE_LEAK, name.span, message)
                    .help("ask for it with `ask … save`, without a model"),
            );
        }
    }
    if let Some(guard) = &saves.guard {
        scope.with_answer(TEXT).condition(guard, sink);
    }
}

fn include(scope: &Scope<'_, '_>, include: &Include, sink: &mut Sink) {
    for path in &include.paths {
        scope.routes(path, sink);
    }
}

/// A knowledge table by its path, by its name in the program.
pub fn knowledge(scope: &Scope<'_, '_>, path: &Path, sink: &mut Sink) -> Option<String> {
    let (space, name) = folder_and_name(scope, path, sink)?;
    let tables = &scope.names.spaces[space].knowledge;
    if tables.contains_key(name.text.as_str()) {
        return Some(scope.names.qualified(space, &name.text));
    }
    let message = format!("there is no knowledge `{}`", path.dotted());
    let found = unknown(&code::UNKNOWN_KNOWLEDGE, name, message, tables.keys().copied());
    let help = format!("declare it: `knowledge {} from \"FILE.csv\"`", name.text);
    sink.push(if found.help.is_some() { found } else { found.help(help) });
    None
}

/// The folder and the last name of a path of one or two names.
fn folder_and_name<'p>(
    scope: &Scope<'_, '_>,
    path: &'p Path,
    sink: &mut Sink,
) -> Option<(usize, &'p ast::Name)> {
    match path.segments.as_slice() {
        [name] => Some((scope.space, name)),
        [folder, name, ..] => match scope.names.namespace(&folder.text) {
            Some(space) => Some((space, name)),
            None => {
                sink.push(scope.unknown_folder(folder));
                None
            }
        },
        [] => None,
    }
}

impl<'a> Scope<'_, 'a> {
    /// A set of routes by its path, and the folder in which it stands.
    pub fn routes(&self, path: &Path, sink: &mut Sink) -> Option<(usize, &'a ast::Routes)> {
        let (space, name) = folder_and_name(self, path, sink)?;
        let sets = &self.names.spaces[space].routes;
        if let Some(routes) = sets.get(name.text.as_str()) {
            return Some((space, *routes));
        }
        let message = format!("there are no routes `{}`", path.dotted());
        sink.push(unknown(&code::UNKNOWN_ROUTES, name, message, sets.keys().copied()));
        None
    }
}
