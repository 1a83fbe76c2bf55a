//! Everything that is declared, by its name.

use std::collections::BTreeMap;

use super::regex::Regexes;
use super::ty::Ty;
use super::{CheckInput, constant, local, walk};
use crate::diagnostic::codes::names::{DEFINED_TWICE, NAME_TAKEN};
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Item, Statement};

/// Names of values that the language itself has.
pub const BUILT_IN: [&str; 4] = ["contact", "tracker", "answer", "now"];

/// All declared names of a project.
#[derive(Debug)]
pub struct Names<'a> {
    /// What they were gathered from.
    pub input: &'a CheckInput,
    /// One per folder, the project's own first.
    pub spaces: Vec<Space<'a>>,
    /// Every flow, in the order of the IR.
    pub flows: Vec<Flow<'a>>,
    /// Tracker fields; they belong to the project whoever declares them.
    pub trackers: BTreeMap<&'a str, Tracker>,
    /// The bot, if one is written.
    pub bot: Option<&'a ast::Bot>,
    /// Its regexes, as they are met.
    pub regexes: Regexes,
    /// How much each text constant unfolds into.
    pub(super) unfolds: constant::Unfolds<'a>,
}

/// The names of one folder.
#[derive(Debug, Default)]
pub struct Space<'a> {
    /// The word under which it is used; empty for the project itself.
    pub namespace: &'a str,
    /// Tags.
    pub tags: BTreeMap<&'a str, Span>,
    /// Goals.
    pub goals: BTreeMap<&'a str, Span>,
    /// Fields, constants, postbacks, webhooks: one space of values.
    pub values: BTreeMap<&'a str, Value<'a>>,
    /// Sets of routes.
    pub routes: BTreeMap<&'a str, &'a ast::Routes>,
    /// Knowledge tables.
    pub knowledge: BTreeMap<&'a str, &'a ast::Knowledge>,
    /// Opening hours.
    pub hours: BTreeMap<&'a str, &'a ast::Hours>,
    /// Flows, by their place in [`Names::flows`].
    pub flows: BTreeMap<&'a str, usize>,
    /// A/B routers with the names of their arms.
    pub routers: BTreeMap<&'a str, Router>,
    /// The talks that a model leads.
    pub replies: BTreeMap<&'a str, Span>,
}

/// A declared value.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// A field of the contact.
    Field(&'a ast::Field, &'a ast::Name),
    /// A text constant.
    Constant(&'a ast::Constant, &'a ast::Name),
    /// A postback.
    Postback(&'a ast::Inbound, &'a ast::Name),
    /// A webhook.
    Webhook(&'a ast::Inbound, &'a ast::Name),
}

impl<'a> Value<'a> {
    /// The name where it is declared.
    pub fn name(&self) -> &'a ast::Name {
        match self {
            Value::Field(_, name) | Value::Constant(_, name) => name,
            Value::Postback(_, name) | Value::Webhook(_, name) => name,
        }
    }

    /// What it is, in the person's words.
    pub fn words(&self) -> &'static str {
        match self {
            Value::Field(..) => "a field",
            Value::Constant(..) => "a text constant",
            Value::Postback(..) => "a postback",
            Value::Webhook(..) => "a webhook",
        }
    }
}

/// A tracker field.
#[derive(Debug)]
pub struct Tracker {
    /// Its type.
    pub ty: Ty,
    /// Where it is declared.
    pub span: Span,
}

/// An A/B router.
#[derive(Debug)]
pub struct Router {
    /// Where it is named.
    pub span: Span,
    /// Its arms' names, unnamed ones by their place.
    pub arms: Vec<String>,
}

/// A flow with what belongs to one run of it.
#[derive(Debug)]
pub struct Flow<'a> {
    /// The folder in which it stands.
    pub space: usize,
    /// Its name in the program: a used folder's bears the folder's.
    pub name: String,
    /// The tree.
    pub ast: &'a ast::Flow,
    /// Parameters in order.
    pub params: Vec<(&'a str, Ty)>,
    /// Steps by name, by their place.
    pub steps: BTreeMap<&'a str, usize>,
    /// What its statements save under names that are no fields.
    pub locals: BTreeMap<&'a str, local::Local>,
    /// What its `end with` give to a visit; `None` where there is none.
    pub gives: Option<local::Given>,
}

impl<'a> Names<'a> {
    /// Gathers what is declared, and tells what is declared twice.
    pub fn gather(input: &'a CheckInput, sink: &mut Sink) -> Self {
        let mut names = Names {
            input,
            spaces: Vec::new(),
            flows: Vec::new(),
            trackers: BTreeMap::new(),
            bot: None,
            regexes: Regexes::default(),
            unfolds: constant::Unfolds::new(),
        };
        for (at, folder) in input.folders.iter().enumerate() {
            names.spaces.push(Space { namespace: &folder.namespace, ..Space::default() });
            for item in folder.files.iter().flat_map(|file| &file.items) {
                names.item(at, item, sink);
            }
        }
        names.taken(sink);
        let statements = local::statements(&names);
        names.routers_and_replies(&statements, sink);
        names.unfolds = constant::measure(&names, sink);
        local::gather(&mut names, &statements, sink);
        names
    }

    /// The name that a thing of a folder has in the program.
    pub fn qualified(&self, space: usize, name: &str) -> String {
        match self.spaces.get(space).map_or("", |space| space.namespace) {
            "" => name.to_owned(),
            namespace => format!("{namespace}.{name}"),
        }
    }

    /// The folder that is used under a word.
    pub fn namespace(&self, word: &str) -> Option<usize> {
        self.spaces.iter().skip(1).position(|space| space.namespace == word).map(|at| at + 1)
    }

    fn item(&mut self, at: usize, item: &'a Item, sink: &mut Sink) {
        let space = &mut self.spaces[at];
        match item {
            Item::Tag(declared) => {
                for name in &declared.names {
                    once(&mut space.tags, name, name.span, "tag", |span| *span, sink);
                }
            }
            Item::Goal(declared) => {
                for name in &declared.names {
                    once(&mut space.goals, name, name.span, "goal", |span| *span, sink);
                }
            }
            Item::Field(field) => {
                for name in &field.names {
                    value(space, Value::Field(field, name), sink);
                }
            }
            Item::Tracker(tracker) => {
                let ty = tracker.ty.as_ref().map_or(super::ty::TEXT, Ty::written);
                for name in &tracker.names {
                    let tracker = Tracker { ty: ty.clone(), span: name.span };
                    once(&mut self.trackers, name, tracker, "tracker", |tracker| tracker.span, sink);
                }
            }
            Item::Postback(inbound) => {
                if let Some(name) = &inbound.name {
                    value(space, Value::Postback(inbound, name), sink);
                }
            }
            Item::Webhook(inbound) => {
                if let Some(name) = &inbound.name {
                    value(space, Value::Webhook(inbound, name), sink);
                }
            }
            Item::Constant(constant) => {
                if let Some(name) = &constant.name {
                    value(space, Value::Constant(constant, name), sink);
                }
            }
            Item::Knowledge(knowledge) => {
                if let Some(name) = &knowledge.name {
                    once(
                        &mut space.knowledge,
                        name,
                        knowledge,
                        "knowledge",
                        |it| place(&it.name, it.span),
                        sink,
                    );
                }
            }
            Item::Hours(hours) => {
                if let Some(name) = &hours.name {
                    once(&mut space.hours, name, hours, "hours", |it| place(&it.name, it.span), sink);
                }
            }
            Item::Routes(routes) => {
                if let Some(name) = &routes.name {
                    once(&mut space.routes, name, routes, "routes", |it| place(&it.name, it.span), sink);
                }
            }
            Item::Flow(flow) => self.flow(at, flow, sink),
            Item::Bot(bot) => match self.bot {
                Some(first) => sink.push(
                    Diagnostic::new(&DEFINED_TWICE, head(bot), "a project has one `bot`")
                        .also(head(first), "the first one is here"),
                ),
                None if at == 0 => self.bot = Some(bot),
                None => sink.push(
                    Diagnostic::new(&DEFINED_TWICE, head(bot), "a used folder has no `bot` of its own")
                        .help("move it to the project that uses the folder"),
                ),
            },
            Item::Use(_)
            | Item::Broadcast(_)
            | Item::Handler(_)
            | Item::Moved(_)
            | Item::Drop(_)
            | Item::Test(_) => {}
        }
    }

    fn flow(&mut self, at: usize, flow: &'a ast::Flow, sink: &mut Sink) {
        let name = flow.name.as_ref().map_or("", |name| name.text.as_str());
        if let Some(name) = &flow.name {
            let flows = &self.flows;
            let span_of = |at: &usize| place(&flows[*at].ast.name, flows[*at].ast.span);
            once(&mut self.spaces[at].flows, name, self.flows.len(), "flow", span_of, sink);
        }
        let mut steps = BTreeMap::new();
        for (place_of, step) in flow.steps.iter().enumerate() {
            if let Some(name) = &step.name {
                let span_of = |at: &usize| place(&flow.steps[*at].name, flow.steps[*at].span);
                once(&mut steps, name, place_of, "step", span_of, sink);
            }
        }
        let mut params: Vec<(&str, Ty)> = Vec::new();
        for param in &flow.params {
            let Some(name) = &param.name else { continue };
            if params.iter().any(|(other, _)| *other == name.text) {
                sink.push(Diagnostic::new(
                    &DEFINED_TWICE,
                    name.span,
                    format!("there are two parameters `{}`", name.text),
                ));
            } else if let Some(value) = self.spaces[at].values.get(name.text.as_str()) {
                sink.push(shadows(name, value));
            }
            params.push((&name.text, Ty::written(&param.ty)));
        }
        let name = self.qualified(at, name);
        self.flows.push(Flow {
            space: at,
            name,
            ast: flow,
            params,
            steps,
            locals: BTreeMap::new(),
            gives: None,
        });
    }

    /// Names that the language has, and names of used folders.
    fn taken(&self, sink: &mut Sink) {
        let folders: Vec<&str> = self.spaces.iter().skip(1).map(|space| space.namespace).collect();
        for space in &self.spaces {
            for (name, value) in &space.values {
                if BUILT_IN.contains(name) {
                    let message = format!("`{name}` is a value of the language");
                    sink.push(
                        Diagnostic::new(&NAME_TAKEN, value.name().span, message).help("use another name"),
                    );
                } else if folders.contains(name) {
                    let message = format!("`{name}` is already the name of a used folder");
                    sink.push(
                        Diagnostic::new(&NAME_TAKEN, value.name().span, message).help("use another name"),
                    );
                }
            }
            for (name, at) in &space.flows {
                if folders.contains(name) {
                    let message = format!("`{name}` is already the name of a used folder");
                    let span = place(&self.flows[*at].ast.name, self.flows[*at].ast.span);
                    sink.push(Diagnostic::new(&NAME_TAKEN, span, message).help("give the flow another name"));
                }
            }
        }
        for flow in &self.flows {
            for param in flow.ast.params.iter().filter_map(|param| param.name.as_ref()) {
                if BUILT_IN.contains(&param.text.as_str()) {
                    let message = format!("`{}` is a value of the language", param.text);
                    sink.push(Diagnostic::new(&NAME_TAKEN, param.span, message).help("use another name"));
                } else if let Some(value) = self.spaces[flow.space].values.get(param.text.as_str()) {
                    sink.push(shadows(param, value));
                }
            }
        }
    }

    /// Statements that bear a name beyond their flow.
    fn routers_and_replies(&mut self, of_flows: &[local::Statements<'a>], sink: &mut Sink) {
        let mut found: Vec<(usize, &'a Statement)> = Vec::new();
        for (flow, statements) in self.flows.iter().zip(of_flows) {
            found.extend(statements.named.iter().map(|statement| (flow.space, *statement)));
        }
        let mut look_at = |space: usize, statement: &'a Statement| {
            if local::is_named(statement) {
                found.push((space, statement));
            }
        };
        for (at, folder) in self.input.folders.iter().enumerate() {
            for item in folder.files.iter().flat_map(|file| &file.items) {
                let mut look = |statement| look_at(at, statement);
                match item {
                    Item::Handler(handler) => walk::each(walk::statements(&handler.body), &mut look),
                    Item::Routes(routes) => {
                        for item in &routes.items {
                            if let ast::RouteItem::When(when) = item {
                                walk::each(walk::statements(&when.body), &mut look);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        for (at, statement) in found {
            match statement {
                Statement::Ab(ab) => {
                    let Some(name) = &ab.name else { continue };
                    let arms = arm_names(ab);
                    let router = Router { span: name.span, arms };
                    once(&mut self.spaces[at].routers, name, router, "A/B router", |it| it.span, sink);
                }
                Statement::AiReply(reply) => {
                    let Some(name) = &reply.name else { continue };
                    once(&mut self.spaces[at].replies, name, name.span, "`ai reply`", |span| *span, sink);
                }
                _ => {}
            }
        }
    }
}

/// The names of a router's arms, unnamed ones by their place from 1.
pub fn arm_names(ab: &ast::Ab) -> Vec<String> {
    let arms = ab.arms.iter().enumerate();
    arms.map(|(at, arm)| arm.name.as_ref().map_or_else(|| (at + 1).to_string(), |name| name.text.clone()))
        .collect()
}

/// The type of a parameter of a postback or webhook.
pub fn inbound_param(inbound: &ast::Inbound, name: &str) -> Option<Ty> {
    let mut params = inbound.params.iter();
    params
        .find(|param| param.name.as_ref().is_some_and(|it| it.text == name))
        .map(|param| Ty::written(&param.ty))
}

/// The type of a field; the pattern and bounds are as written.
pub fn field_type(field: &ast::Field) -> Type {
    Ty::written(&field.ty).or_text()
}

fn head(bot: &ast::Bot) -> Span {
    bot.name.as_ref().map_or(Span { end: bot.span.start + 3, ..bot.span }, |name| Span {
        start: bot.span.start,
        ..name.span
    })
}

fn place(name: &Option<ast::Name>, whole: Span) -> Span {
    name.as_ref().map_or(whole, |name| name.span)
}

/// A name that is already another value's.
pub fn shadows(name: &ast::Name, value: &Value<'_>) -> Diagnostic {
    let message = format!("`{}` is already {}", name.text, value.words());
    Diagnostic::new(&DEFINED_TWICE, name.span, message)
        .also(value.name().span, "it is declared here")
        .help("fields, parameters, constants, postbacks and webhooks share one space of names")
}

fn once<'a, T>(
    space: &mut BTreeMap<&'a str, T>,
    name: &'a ast::Name,
    what: T,
    kind: &str,
    span_of: impl Fn(&T) -> Span,
    sink: &mut Sink,
) {
    match space.get(name.text.as_str()) {
        Some(first) => sink.push(
            Diagnostic::new(&DEFINED_TWICE, name.span, format!("{kind} `{}` is declared twice", name.text))
                .also(span_of(first), "the first one is here"),
        ),
        None => {
            space.insert(&name.text, what);
        }
    }
}

fn value<'a>(space: &mut Space<'a>, declared: Value<'a>, sink: &mut Sink) {
    let name = declared.name();
    match space.values.get(name.text.as_str()) {
        Some(first) if first.words() != declared.words() => sink.push(shadows(name, first)),
        _ => once(&mut space.values, name, declared, &declared.words()[2..], |it| it.name().span, sink),
    }
}
