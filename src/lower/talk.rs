//! `route` and `ai reply`. Included routes stand in place, as if they had been written there.

use super::builder::{At, Builder};
use super::{handler, words};
use crate::check;
use crate::ir::{AiReply, NodeIx, Pattern, Route, When};
use crate::syntax::ast::{self, AiItem, RouteItem};

/// How deep sets of routes may include each other; a circle has been told.
const INCLUDES_MAX: usize = 16;

/// A router by meaning; its branches go on `next`.
pub fn route(builder: &mut Builder, at: &At<'_, '_>, route: &ast::Route, next: Option<NodeIx>) -> Route {
    let mut whens = Vec::new();
    items(builder, at, &route.items, next, 0, &mut whens);
    let otherwise = route.else_body.as_ref().map(|body| builder.body(&at.inside("else"), body, next));
    Route { whens, otherwise }
}

/// A talk; its branches come back to it.
pub fn reply(builder: &mut Builder, at: &At<'_, '_>, reply: &ast::AiReply) -> AiReply {
    let name = reply.name.as_ref().map_or("", |name| name.text.as_str());
    let at = &at.inside(&format!("ai reply {name}"));
    let mut lowered = AiReply {
        name: at.scope.names.qualified(at.scope.space, name),
        waits: false,
        goal: None,
        opening: None,
        persona: None,
        guardrails: None,
        tone: None,
        knowledge: Vec::new(),
        untils: Vec::new(),
        whens: Vec::new(),
        unanswered: None,
        handlers: Vec::new(),
    };
    for item in &reply.items {
        let (place, text) = match item {
            AiItem::Goal(item) => (&mut lowered.goal, &item.text),
            AiItem::Opening(item) => (&mut lowered.opening, &item.text),
            AiItem::Persona(item) => (&mut lowered.persona, &item.text),
            AiItem::Guardrails(item) => (&mut lowered.guardrails, &item.text),
            AiItem::Tone(item) => (&mut lowered.tone, &item.text),
            AiItem::Waits(_) => {
                lowered.waits = true;
                continue;
            }
            AiItem::Knowledge(used) => {
                let names = used.paths.iter();
                let names = names.filter_map(|path| check::knowledge(&at.scope, path, builder.muted()));
                lowered.knowledge.extend(names);
                continue;
            }
            AiItem::Include(included) => {
                include(builder, at, included, None, 0, &mut lowered.whens);
                continue;
            }
            AiItem::Until(until) => {
                lowered.untils.push(self::until(builder, at, until));
                continue;
            }
            AiItem::When(written) => {
                lowered.whens.push(when(builder, at, written, None));
                continue;
            }
            AiItem::Unanswered(unanswered) => {
                lowered.unanswered = Some(builder.body(&at.inside("unanswered"), &unanswered.body, None));
                continue;
            }
            AiItem::Handler(written) => {
                lowered.handlers.extend(handler::lower(builder, at, written));
                continue;
            }
        };
        *place = text.as_ref().map(|text| builder.text(at, text));
    }
    lowered
}

fn items(
    builder: &mut Builder,
    at: &At<'_, '_>,
    items: &[RouteItem],
    next: Option<NodeIx>,
    depth: usize,
    whens: &mut Vec<When>,
) {
    for item in items {
        match item {
            RouteItem::When(written) => whens.push(when(builder, at, written, next)),
            RouteItem::Include(included) => include(builder, at, included, next, depth, whens),
        }
    }
}

fn include(
    builder: &mut Builder,
    at: &At<'_, '_>,
    include: &ast::Include,
    next: Option<NodeIx>,
    depth: usize,
    whens: &mut Vec<When>,
) {
    if depth == INCLUDES_MAX {
        return;
    }
    for path in &include.paths {
        if let Some((space, routes)) = at.scope.routes(path, builder.muted()) {
            items(builder, &at.in_routes(space), &routes.items, next, depth + 1, whens);
        }
    }
}

fn when(builder: &mut Builder, at: &At<'_, '_>, when: &ast::When, next: Option<NodeIx>) -> When {
    let what = format!("when {}", words::when(when));
    let patterns = when.patterns.iter().filter_map(|pattern| match pattern {
        ast::Pattern::Meaning(text) => Some(Pattern::Meaning(words_of(text))),
        ast::Pattern::Matches { regex, .. } => {
            regex.as_ref().map(|regex| Pattern::Matches(check::regex(regex)))
        }
        ast::Pattern::Button { text, .. } => text.as_ref().map(|text| Pattern::Button(words_of(text))),
    });
    let patterns = patterns.collect();
    branch(builder, at, &what, patterns, &when.like, when.saves.as_ref(), &when.body, next)
}

fn until(builder: &mut Builder, at: &At<'_, '_>, until: &ast::Until) -> When {
    let meaning = until.meaning.as_ref().map(words_of).unwrap_or_default();
    let what = format!("until {meaning}");
    let patterns = vec![Pattern::Meaning(meaning)];
    branch(builder, at, &what, patterns, &until.like, until.saves.as_ref(), &until.body, None)
}

#[expect(clippy::too_many_arguments, reason = "the parts of a branch, which `when` and `until` share")]
fn branch(
    builder: &mut Builder,
    at: &At<'_, '_>,
    what: &str,
    patterns: Vec<Pattern>,
    like: &[ast::Text],
    saves: Option<&ast::Saves>,
    body: &ast::Body,
    next: Option<NodeIx>,
) -> When {
    let point = builder.point(at, what);
    let names = saves.into_iter().flat_map(|saves| &saves.names);
    When {
        point,
        patterns,
        like: like.iter().map(words_of).collect(),
        saves: names.filter_map(|name| at.scope.slot(name, builder.muted())).collect(),
        guard: saves.and_then(|saves| saves.guard.as_ref()).map(|guard| builder.expr(at, guard)),
        body: builder.body(&at.inside(what), body, next),
    }
}

fn words_of(text: &ast::Text) -> String {
    text.literal().unwrap_or_default().to_owned()
}
