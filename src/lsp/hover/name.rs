//! What a name is: its declaration, its comment, where it is set and read.

use crate::check::walk::each_of_flow;
use crate::check::{Ty, arm_names, tickets};
use crate::ir::{Param, words};
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::{Kind, Role, Symbol};
use crate::source::Span;
use crate::syntax::ast::{Ab, Doc, Flow, Item, Statement, Step};

/// The most places that are named.
const PLACES_MAX: usize = 3;
/// The longest declaration that is shown whole, in bytes.
const SHOWN_MAX: usize = 400;

/// All that there is to say about a thing, as Markdown.
pub fn told(snapshot: &Snapshot, symbol: Symbol) -> String {
    let item = item(snapshot, symbol);
    let about = About { snapshot, symbol, item };
    let mut parts = vec![format!("```flow\n{}\n```", about.head())];
    parts.extend(about.doc());
    parts.extend(about.bounds());
    parts.extend(about.uses());
    parts.join("\n\n")
}

/// The item at the top of a file in which a thing is declared.
fn item(snapshot: &Snapshot, symbol: Symbol) -> Option<&Item> {
    let (_, tree) = snapshot.tree(symbol.at.file)?;
    let holds = |span: Span| span.start <= symbol.at.start && symbol.at.end <= span.end;
    tree.items.iter().find(|item| holds(item.span()))
}

struct About<'s> {
    snapshot: &'s Snapshot,
    symbol: Symbol,
    item: Option<&'s Item>,
}

impl<'s> About<'s> {
    fn name(&self) -> &'s str {
        self.snapshot.symbols().name(&self.snapshot.project, self.symbol)
    }

    /// The declaration in one line or a few.
    fn head(&self) -> String {
        let name = self.name();
        match self.symbol.kind {
            Kind::Flow | Kind::Routes | Kind::Broadcast => self.before_the_block(),
            Kind::Step => match self.flow().and_then(|flow| flow.name.as_ref()) {
                Some(flow) => format!("flow {} step {name}", flow.text),
                None => format!("step {name}"),
            },
            Kind::Local => format!("{name}: {}", self.local().unwrap_or_else(|| "text".to_owned())),
            Kind::Parameter | Kind::Brought => self.parameter().unwrap_or_else(|| name.to_owned()),
            Kind::Item | Kind::Talk => self.line(),
            Kind::Router => {
                match self.router(|ab, at| ab.name.as_ref().is_some_and(|name| name.span == at)) {
                    Some(ab) => format!("ab {name}: {}", arms(ab)),
                    None => format!("ab {name}"),
                }
            }
            Kind::Arm => {
                let has = |ab: &Ab, at| {
                    ab.arms.iter().any(|arm| arm.name.as_ref().is_some_and(|name| name.span == at))
                };
                match self.router(has) {
                    Some(ab) => {
                        format!("ab {}: {}", ab.name.as_ref().map_or("", |it| it.text.as_str()), arms(ab))
                    }
                    None => name.to_owned(),
                }
            }
            Kind::Folder => format!("use {}", self.folder()),
            Kind::Channel => format!("channel {name}"),
            Kind::Operator => self.operator(),
            Kind::Action => self.action().unwrap_or_else(|| format!("do {name}")),
            Kind::Template => self.template().unwrap_or_else(|| format!("send template {name}")),
            Kind::Tag
            | Kind::Goal
            | Kind::Field
            | Kind::Tracker
            | Kind::Constant
            | Kind::Postback
            | Kind::Webhook
            | Kind::Knowledge
            | Kind::Hours => self.whole(),
        }
    }

    fn flow(&self) -> Option<&'s Flow> {
        match self.item? {
            Item::Flow(flow) => Some(flow),
            _ => None,
        }
    }

    /// The text of the item, if it is short enough.
    fn whole(&self) -> String {
        let text = self.item.map_or("", |item| self.snapshot.text(item.span())).trim();
        if text.len() <= SHOWN_MAX && !text.is_empty() { text.to_owned() } else { self.line() }
    }

    fn before_the_block(&self) -> String {
        let text = self.item.map_or("", |item| self.snapshot.text(item.span()));
        text.split(['{', '\n']).next().unwrap_or("").trim().to_owned()
    }

    /// The line of the declaration, without its block.
    fn line(&self) -> String {
        let source = self.snapshot.source(self.symbol.at.file);
        let line = source.and_then(|source| {
            let start = source.lines.line_start(source.lines.line(self.symbol.at.start)) as usize;
            source.text.get(start..)?.lines().next()
        });
        line.unwrap_or("").trim().trim_end_matches('{').trim_end().to_owned()
    }

    /// The type of a local: the checker knows it from what is saved there.
    fn local(&self) -> Option<String> {
        let flow = self.flow()?;
        let names = self.snapshot.names();
        let flow = names.flows.iter().find(|it| std::ptr::eq(it.ast, flow))?;
        flow.locals.get(self.name()).map(|local| ty(&local.ty))
    }

    fn parameter(&self) -> Option<String> {
        let (params, of) = match self.item? {
            Item::Flow(flow) => (&flow.params, flow.name.as_ref()),
            Item::Postback(inbound) | Item::Webhook(inbound) => (&inbound.params, inbound.name.as_ref()),
            _ => return None,
        };
        let own =
            params.iter().find(|it| it.name.as_ref().is_some_and(|name| name.span == self.symbol.at))?;
        let of = of.map_or("", |name| name.text.as_str());
        Some(match self.symbol.kind {
            Kind::Brought => format!("{of}.{}", self.snapshot.text(own.span)),
            _ => format!("flow {of}({})", self.snapshot.text(own.span)),
        })
    }

    fn router(&self, is_it: impl Fn(&Ab, Span) -> bool) -> Option<&'s Ab> {
        let mut found = None;
        each_of_flow(self.flow()?, &mut |statement| {
            if let Statement::Ab(ab) = statement
                && is_it(ab, self.symbol.at)
            {
                found = Some(ab);
            }
        });
        found
    }

    fn folder(&self) -> String {
        let name = self.name();
        let folder = self.snapshot.project.folders.iter().skip(1).find(|folder| folder.namespace == name);
        let path = folder.map_or(name, |folder| folder.path.as_str());
        if path.starts_with("std.") { path.to_owned() } else { format!("\"{path}\"") }
    }

    fn operator(&self) -> String {
        let name = self.name();
        let operator = self.snapshot.input().outside.operators.get(name);
        match operator.and_then(|operator| operator.channel.as_ref()) {
            Some(channel) => format!("operator {name}, told over {channel}"),
            None => format!("operator {name}, told in the log"),
        }
    }

    /// What an action takes and gives.
    fn action(&self) -> Option<String> {
        let action = self.snapshot.input().outside.actions.get(self.name())?;
        let gives = action.output.as_ref().map(|output| format!(" -> {}", param(output))).unwrap_or_default();
        Some(format!("do {}({}){gives}", self.name(), inputs(&action.input)))
    }

    fn template(&self) -> Option<String> {
        let template = self.snapshot.input().outside.templates.get(self.name())?;
        Some(format!("send template {}({}), over {}", self.name(), inputs(&template.input), template.channel))
    }

    /// The comment of the declaration.
    fn doc(&self) -> Option<String> {
        let text = |doc: &Option<Doc>| doc.as_ref().map(|doc| doc.text.clone());
        if self.symbol.kind == Kind::Folder {
            return self.first_comment();
        }
        match (self.symbol.kind, self.item?) {
            (Kind::Step, Item::Flow(flow)) => {
                let mut steps = flow.steps.iter();
                text(
                    &steps
                        .find(|step| step.name.as_ref().is_some_and(|name| name.span == self.symbol.at))?
                        .doc,
                )
            }
            (Kind::Flow, Item::Flow(flow)) => text(&flow.doc),
            (_, Item::Tag(item) | Item::Goal(item)) => text(&item.doc),
            (_, Item::Field(item)) => text(&item.doc),
            (_, Item::Tracker(item)) => text(&item.doc),
            (Kind::Postback | Kind::Webhook, Item::Postback(item) | Item::Webhook(item)) => text(&item.doc),
            (_, Item::Knowledge(item)) => text(&item.doc),
            (_, Item::Hours(item)) => text(&item.doc),
            (_, Item::Constant(item)) => text(&item.doc),
            (Kind::Routes, Item::Routes(item)) => text(&item.doc),
            (_, Item::Broadcast(item)) => text(&item.doc),
            _ => None,
        }
    }

    /// The comment at the head of a used folder's first file, up to its first empty line.
    fn first_comment(&self) -> Option<String> {
        let text = &self.snapshot.source(self.symbol.at.file)?.text;
        let lines = text.lines().map_while(|line| line.strip_prefix('#'));
        let lines: Vec<&str> = lines.map(str::trim).take_while(|line| !line.is_empty()).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What a flow or a step takes, if everything was looked at since the last edit.
    fn bounds(&self) -> Option<String> {
        let flow = self.flow()?;
        let is_this = |step: &Step| step.name.as_ref().is_some_and(|name| name.span == self.symbol.at);
        let step = match self.symbol.kind {
            Kind::Flow => None,
            Kind::Step => Some(flow.steps.iter().position(is_this)?),
            _ => return None,
        };
        let (folder, _) = self.snapshot.tree(self.symbol.at.file)?;
        let name = match self.snapshot.project.folders[folder].namespace.as_str() {
            "" => flow.name.as_ref()?.text.clone(),
            namespace => format!("{namespace}.{}", flow.name.as_ref()?.text),
        };
        Some(format!("Takes {}.", self.snapshot.bounds(&name, step)?))
    }

    /// Where it is set, and where it is read or used.
    fn uses(&self) -> Vec<String> {
        let places = || self.snapshot.symbols().places(self.symbol).filter(|it| !self.is_in_test(it.span));
        let (sets, reads) = match self.symbol.kind {
            Kind::Field | Kind::Local | Kind::Tracker | Kind::Item => ("Set", "Read"),
            Kind::Parameter | Kind::Brought => ("Given", "Read"),
            Kind::Tag => ("Added or removed", "Looked at"),
            _ => ("Set", "Used"),
        };
        let is_local = matches!(self.symbol.kind, Kind::Local);
        let set = places().filter(|it| it.role == Role::Write || is_local && it.role == Role::Definition);
        let set = self.listed(sets, set.map(|it| it.span));
        let read = self.listed(reads, places().filter(|it| it.role == Role::Read).map(|it| it.span));
        match (set, read) {
            (None, None) if self.is_entry() => vec!["The flow begins here.".to_owned()],
            (None, None) if self.wants_use() => vec![format!("{reads} nowhere.")],
            (set, read) => set.into_iter().chain(read).collect(),
        }
    }

    /// Whether it is the step in which its flow begins.
    fn is_entry(&self) -> bool {
        let first = self.flow().and_then(|flow| flow.steps.first()?.name.as_ref());
        self.symbol.kind == Kind::Step && first.is_some_and(|first| first.span == self.symbol.at)
    }

    /// Whether it stands there for nothing where no place uses it.
    fn wants_use(&self) -> bool {
        matches!(
            self.symbol.kind,
            Kind::Step
                | Kind::Field
                | Kind::Local
                | Kind::Tag
                | Kind::Goal
                | Kind::Tracker
                | Kind::Constant
                | Kind::Routes
                | Kind::Knowledge
                | Kind::Hours
        )
    }

    fn is_in_test(&self, span: Span) -> bool {
        let Some((_, tree)) = self.snapshot.tree(span.file) else { return false };
        let tests = tree.items.iter().filter(|item| matches!(item, Item::Test(_)));
        tests.map(Item::span).any(|test| test.start <= span.start && span.end <= test.end)
    }

    fn listed(&self, what: &str, places: impl Iterator<Item = Span>) -> Option<String> {
        let places: Vec<Span> = places.collect();
        let times = match places.len() {
            0 => return None,
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let shown: Vec<String> = places.iter().take(PLACES_MAX).map(|place| self.place(*place)).collect();
        let more = if places.len() > PLACES_MAX { ", …" } else { "" };
        Some(format!("{what} {times}: {}{more}", shown.join(", ")))
    }

    fn place(&self, span: Span) -> String {
        let file = self.snapshot.source(span.file).map_or("", |source| source.name.as_str());
        let line = self.snapshot.project.sources.place(span).line;
        format!("{}:{line}", file.rsplit('/').next().unwrap_or(file))
    }
}

fn ty(known: &Ty) -> String {
    words::ty(&known.clone().or_text())
}

/// The arms of a router with their shares.
fn arms(ab: &Ab) -> String {
    let names = arm_names(ab);
    let arms =
        names.into_iter().zip(tickets(ab)).map(|(name, share)| format!("{name} {}", words::share(share)));
    arms.collect::<Vec<_>>().join(", ")
}

fn inputs(inputs: &[Param]) -> String {
    let inputs = inputs.iter().map(|input| format!("{}: {}", input.name, param(input)));
    inputs.collect::<Vec<_>>().join(", ")
}

fn param(param: &Param) -> String {
    let optional = if param.optional { "optional " } else { "" };
    let private = if param.private { " private" } else { "" };
    format!("{optional}{}{private}", words::ty(&param.ty))
}
