//! What stands at the top: the bot, fields, postbacks, constants, sets of routes.

use std::collections::BTreeSet;

use super::names::Names;
use super::scope::{Scope, unknown};
use super::statement::{Here, not_yet};
use super::talk;
use super::ty::Ty;
use crate::diagnostic::codes::graph::{ENDLESS_ROUTES, FLOW_NEEDS_ARGUMENTS, SAID_TWICE};
use crate::diagnostic::codes::types::{NOT_A_LITERAL, UNKNOWN_TIMEZONE};
use crate::diagnostic::codes::{later, names};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir;
use crate::source::Span;
use crate::syntax::ast::{
    self, Bot, Broadcast, Constant, Field, Inbound, Item, PlanKind, RouteItem, Routes, SettingKind, Text,
    Type, TypeKind,
};

/// One item of a file but flows, handlers and tests.
pub fn item(scope: &Scope<'_, '_>, item: &Item, sink: &mut Sink) {
    match item {
        Item::Bot(bot) => self::bot(scope, bot, sink),
        Item::Field(field) => self::field(scope, field, sink),
        Item::Tracker(tracker) => {
            if let Some(ty) = &tracker.ty {
                self::ty(scope, ty, sink);
            }
        }
        Item::Postback(inbound) => self::inbound(scope, inbound, "postback", sink),
        Item::Webhook(inbound) => self::inbound(scope, inbound, "webhook", sink),
        Item::Knowledge(knowledge) => {
            if let Some(from) = &knowledge.from {
                scope.literal(from, "the name of a file", sink);
            }
        }
        Item::Hours(hours) => super::hours::check(hours, sink),
        Item::Constant(constant) => self::constant(scope, constant, sink),
        Item::Routes(routes) => self::routes(scope, routes, sink),
        Item::Broadcast(broadcast) => self::broadcast(scope, broadcast, sink),
        Item::Use(_)
        | Item::Tag(_)
        | Item::Goal(_)
        | Item::Flow(_)
        | Item::Handler(_)
        | Item::Test(_)
        | Item::Moved(_)
        | Item::Drop(_) => {}
    }
}

/// Where new contacts begin: the bot's `start`, else the first flow of the project.
pub fn start(names: &Names<'_>) -> Option<usize> {
    let own = |at: &usize| names.flows[*at].space == 0;
    let written = names.bot.and_then(|bot| {
        bot.settings.iter().find_map(|setting| match &setting.kind {
            SettingKind::Start(Some(name)) => names.spaces[0].flows.get(name.text.as_str()).copied(),
            _ => None,
        })
    });
    written.or_else(|| (0..names.flows.len()).find(own))
}

/// Tells where nothing says in which flow a contact begins.
pub fn has_start(names: &Names<'_>, sink: &mut Sink) {
    let no_flow = !names.flows.iter().any(|flow| flow.space == 0);
    let empty = names
        .input
        .folders
        .first()
        .is_none_or(|folder| folder.files.iter().all(|file| file.items.is_empty()));
    if no_flow {
        // A file without any item is a file that is being begun, or one that could not be read at all.
        let span = names.bot.map(head).or_else(|| {
            let file = names.input.folders.first()?.files.first()?;
            Some(Span { end: file.span.start, ..file.span })
        });
        if let (Some(span), false) = (span, empty) {
            sink.push(
                Diagnostic::new(&names::NO_START, span, "there is no flow, so no contact can begin")
                    .help("write one: `flow greeting { step hello { say \"Hi!\" -> end } }`"),
            );
        }
        return;
    }
    if let Some(bot) = names.bot {
        let says = bot.settings.iter().any(|setting| matches!(setting.kind, SettingKind::Start(_)));
        if !says {
            sink.push(
                Diagnostic::new(
                    &names::NO_START,
                    head(bot),
                    "the bot does not say in which flow a contact begins",
                )
                .help("write `start FLOW` into the bot"),
            );
        }
    }
    if let Some(flow) = start(names).map(|at| &names.flows[at])
        && !flow.params.is_empty()
    {
        let at = flow.ast.name.as_ref().map_or(flow.ast.span, |name| name.span);
        let message = format!("contacts begin in `{}`, and nothing gives its parameters", flow.name);
        sink.push(
            Diagnostic::new(&FLOW_NEEDS_ARGUMENTS, at, message)
                .help("let them begin in a flow without parameters"),
        );
    }
}

fn head(bot: &Bot) -> Span {
    let word = Span { end: bot.span.start + "bot".len() as u32, ..bot.span };
    bot.name.as_ref().map_or(word, |name| word.to(name.span))
}

fn bot(scope: &Scope<'_, '_>, bot: &Bot, sink: &mut Sink) {
    if let Some(name) = &bot.name {
        scope.literal(name, "the bot's name", sink);
    }
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for setting in &bot.settings {
        let word = match &setting.kind {
            SettingKind::Start(name) => {
                if let Some(name) = name {
                    scope.flow_named(name, sink);
                }
                "start"
            }
            SettingKind::Persona(text) => {
                context(scope, text.as_ref(), sink);
                "persona"
            }
            SettingKind::Guardrails(text) => {
                context(scope, text.as_ref(), sink);
                "guardrails"
            }
            SettingKind::Tone(text) => {
                context(scope, text.as_ref(), sink);
                "tone"
            }
            SettingKind::Channels(names) => {
                for name in names {
                    channel(scope, name, sink);
                }
                "channels"
            }
            SettingKind::Languages(_) => {
                let help = "write the texts in one language for now";
                not_yet(&later::LANGUAGES_LATER, setting.span, "`languages`", help, sink);
                "languages"
            }
            SettingKind::Timezone(text) => {
                if let Some(text) = text {
                    timezone(scope, text, sink);
                }
                "timezone"
            }
            SettingKind::QuietHours { .. } => "quiet hours",
            SettingKind::Cap { .. } => "at most … messages",
            SettingKind::StopWords(words) => {
                for word in words {
                    scope.literal(word, "a stop word", sink);
                }
                "stop words"
            }
            SettingKind::Gather(_) => "gather",
            SettingKind::Keep(_) => "keep",
        };
        match seen.iter().find(|(other, _)| *other == word) {
            Some((_, first)) => sink.push(
                Diagnostic::new(&SAID_TWICE, setting.span, format!("`{word}` is said twice"))
                    .also(*first, "the first one is here"),
            ),
            None => seen.push((word, setting.span)),
        }
    }
}

fn context(scope: &Scope<'_, '_>, text: Option<&Text>, sink: &mut Sink) {
    if let Some(text) = text {
        super::message::public(scope, text, super::message::MODEL, sink);
    }
}

/// A channel of the manifest.
pub fn channel(scope: &Scope<'_, '_>, name: &ast::Name, sink: &mut Sink) {
    let channels = &scope.names.input.outside.channels;
    if scope.names.input.has_manifest && !channels.contains_key(&name.text) {
        let message = format!("the manifest has no channel `{}`", name.text);
        let found = unknown(&names::UNKNOWN_CHANNEL, name, message, channels.keys().map(String::as_str));
        let help = "declare it in flow.yaml under `channels`";
        sink.push(if found.help.is_some() { found } else { found.help(help) });
    }
}

fn timezone(scope: &Scope<'_, '_>, text: &Text, sink: &mut Sink) {
    let name = scope.literal(text, "a time zone", sink);
    if text.literal().is_some() && jiff::tz::TimeZone::get(&name).is_err() {
        let zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
        let found = Diagnostic::new(&UNKNOWN_TIMEZONE, text.span, format!("there is no time zone `{name}`"));
        sink.push(match crate::diagnostic::nearest(&name, zones.iter().map(String::as_str)) {
            Some(near) => found.help(format!("did you mean \"{near}\"?")).guess(
                format!("write \"{near}\""),
                text.span,
                format!("\"{near}\""),
            ),
            None => found.help("write it as the time zone database does, such as \"Europe/Kyiv\""),
        });
    }
}

fn ty(scope: &Scope<'_, '_>, written: &Type, sink: &mut Sink) {
    match &written.kind {
        TypeKind::Text { matches: Some(regex) } => super::regex::compile(regex, &scope.names.regexes, sink),
        TypeKind::OneOf(values) => {
            for value in values {
                scope.literal(value, "a value of `one of`", sink);
            }
        }
        TypeKind::List(item) => ty(scope, item, sink),
        _ => {}
    }
}

fn field(scope: &Scope<'_, '_>, field: &Field, sink: &mut Sink) {
    ty(scope, &field.ty, sink);
    if let Some(default) = &field.default {
        let what = field.names.first().map_or("the field".to_owned(), |name| format!("`{}`", name.text));
        let typed = scope.wanted(default, &Ty::written(&field.ty), &what, sink);
        if typed.ty != Ty::Unknown && constant_value(&typed.expr).is_none() {
            sink.push(
                Diagnostic::new(&NOT_A_LITERAL, default.span, "a default is a value as it is written")
                    .help("`set` what has to be computed where it is needed"),
            );
        }
    }
}

/// The value of an expression that needs no contact.
pub fn constant_value(expr: &ir::Expr) -> Option<ir::Value> {
    match expr {
        ir::Expr::Literal(value) => Some(value.clone()),
        ir::Expr::List(items) => items.iter().map(constant_value).collect::<Option<_>>().map(ir::Value::List),
        _ => None,
    }
}

fn inbound(scope: &Scope<'_, '_>, inbound: &Inbound, word: &str, sink: &mut Sink) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for param in &inbound.params {
        ty(scope, &param.ty, sink);
        let Some(name) = &param.name else { continue };
        if ["count", "time"].contains(&name.text.as_str()) {
            let message = format!("every {word} has a `{}` of its own", name.text);
            sink.push(
                Diagnostic::new(&names::NAME_TAKEN, name.span, message)
                    .help("give the parameter another name"),
            );
        }
        if !seen.insert(&name.text) {
            let message = format!("there are two parameters `{}`", name.text);
            sink.push(Diagnostic::new(&names::DEFINED_TWICE, name.span, message));
        }
    }
    if let Some(by) = &inbound.by
        && !seen.contains(by.text.as_str())
    {
        let message = format!("the {word} has no parameter `{}`", by.text);
        let found = unknown(&names::UNKNOWN_PARAMETER, by, message, seen.iter().copied());
        let help = "`by` names the parameter that tells one arrival from another";
        sink.push(if found.help.is_some() { found } else { found.help(help) });
    }
}

fn constant(scope: &Scope<'_, '_>, constant: &Constant, sink: &mut Sink) {
    if let Some(text) = &constant.text {
        scope.text(text, sink);
    }
}

fn routes(scope: &Scope<'_, '_>, routes: &Routes, sink: &mut Sink) {
    let inner = Scope::of_routes(scope.names, scope.space);
    talk::items(&Here { scope: inner, in_handler: true }, &routes.items, sink);
    if let Some(name) = &routes.name
        && includes(scope, routes, routes, &mut Vec::new())
    {
        let message = format!("`{}` includes itself", name.text);
        sink.push(Diagnostic::new(&ENDLESS_ROUTES, name.span, message).help("take one of the `include` out"));
    }
}

/// Whether a set of routes leads through its includes to another.
fn includes<'a>(scope: &Scope<'_, 'a>, from: &Routes, to: &Routes, seen: &mut Vec<*const Routes>) -> bool {
    let paths = from.items.iter().flat_map(|item| match item {
        RouteItem::Include(include) => include.paths.as_slice(),
        RouteItem::When(_) => &[],
    });
    let mut sets = paths.filter_map(|path| scope.routes(path, &mut Sink::default()));
    sets.any(|(space, set)| {
        let known = std::ptr::from_ref::<Routes>(set);
        if std::ptr::eq(set, to) {
            return true;
        }
        if seen.contains(&known) {
            return false;
        }
        seen.push(known);
        includes(&Scope::top(scope.names, space), set, to, seen)
    })
}

fn broadcast(scope: &Scope<'_, '_>, broadcast: &Broadcast, sink: &mut Sink) {
    let at = broadcast.name.as_ref().map_or(broadcast.span, |name| name.span);
    not_yet(&later::BROADCAST_LATER, at, "`broadcast`", "leave it out for now", sink);
    for plan in &broadcast.plans {
        match &plan.kind {
            PlanKind::ToContacts { guard: Some(guard) } => {
                scope.condition(guard, sink);
            }
            PlanKind::Visit { flow: Some(flow), args } => {
                if let Some(flow) = scope.flow_at(flow, sink) {
                    scope.flow_args(flow, args.as_ref(), plan.span, sink);
                }
            }
            _ => {}
        }
    }
}

/// The types of a flow's parameters.
pub fn params(scope: &Scope<'_, '_>, params: &[ast::Param], sink: &mut Sink) {
    for param in params {
        ty(scope, &param.ty, sink);
    }
}
