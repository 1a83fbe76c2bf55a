//! What stands at the top of the files.

use super::symbol::{Kind, Symbol};
use super::value::params;
use super::walk::Walk;
use crate::check::{Scope, Value};
use crate::source::Span;
use crate::syntax::ast::{
    Bot, Broadcast, Flow, Inbound, Item, Moved, Name, Param, PlanKind, RouteItem, SettingKind, Type,
    TypeKind, Use, UseSource,
};

impl<'a> Walk<'_, 'a> {
    /// An item; `flow` is its place among the flows, where it is one.
    pub(super) fn item(&mut self, item: &'a Item, flow: usize) {
        let space = &self.names.spaces[self.scope.space];
        match item {
            Item::Use(used) => self.used(used),
            Item::Bot(bot) => self.bot(bot),
            Item::Tag(declared) => {
                for name in &declared.names {
                    self.declares(Kind::Tag, name, space.tags.get(name.text.as_str()).copied());
                }
            }
            Item::Goal(declared) => {
                for name in &declared.names {
                    self.declares(Kind::Goal, name, space.goals.get(name.text.as_str()).copied());
                }
            }
            Item::Field(field) => {
                field.names.iter().for_each(|name| self.declares_value(Kind::Field, name));
                self.ty(&field.ty);
                field.default.iter().for_each(|default| self.expr(default));
            }
            Item::Tracker(tracker) => {
                for name in &tracker.names {
                    let first = self.names.trackers.get(name.text.as_str()).map(|tracker| tracker.span);
                    self.declares(Kind::Tracker, name, first);
                }
                tracker.ty.iter().for_each(|ty| self.ty(ty));
            }
            Item::Postback(inbound) => self.declares_inbound(Kind::Postback, inbound),
            Item::Webhook(inbound) => self.declares_inbound(Kind::Webhook, inbound),
            Item::Knowledge(knowledge) => {
                if let Some(name) = &knowledge.name {
                    let first = space.knowledge.get(name.text.as_str()).and_then(|it| it.name.as_ref());
                    self.declares(Kind::Knowledge, name, first.map(|name| name.span));
                }
                self.texts(&knowledge.from);
            }
            Item::Hours(hours) => {
                if let Some(name) = &hours.name {
                    let first = space.hours.get(name.text.as_str()).and_then(|it| it.name.as_ref());
                    self.declares(Kind::Hours, name, first.map(|name| name.span));
                }
            }
            Item::Constant(constant) => {
                constant.name.iter().for_each(|name| self.declares_value(Kind::Constant, name));
                self.texts(&constant.text);
            }
            Item::Routes(routes) => {
                if let Some(name) = &routes.name {
                    let first = space.routes.get(name.text.as_str()).and_then(|it| it.name.as_ref());
                    self.declares(Kind::Routes, name, first.map(|name| name.span));
                    self.calls_from(None, name.span, routes.span);
                }
                self.scope = Scope::of_routes(self.names, self.scope.space);
                self.routes(&routes.items);
                for item in &routes.items {
                    if let RouteItem::When(when) = item {
                        self.body(&when.body);
                    }
                }
            }
            Item::Broadcast(broadcast) => self.broadcast(broadcast),
            Item::Flow(declared) => self.declares_flow(declared, flow),
            Item::Handler(handler) => {
                let head = Span { start: handler.span.start, ..handler.event.span };
                self.calls_from(None, head, handler.span);
                self.handler(handler);
            }
            Item::Moved(moved) => self.moved(moved),
            // It names what is no longer there.
            Item::Drop(_) => {}
            Item::Test(test) => self.test(test),
        }
    }

    /// A library or a folder that is used, by its last word.
    fn used(&mut self, used: &'a Use) {
        let (word, span) = match &used.source {
            UseSource::Path(path) => match path.segments.last() {
                Some(last) => (last.text.as_str(), last.span),
                None => return,
            },
            UseSource::Folder(text) => {
                let word = text.literal().and_then(|folder| folder.rsplit('/').next()).unwrap_or("");
                let end = text.span.end.saturating_sub(1);
                let start = end.saturating_sub(word.len() as u32).max(text.span.start);
                (word, Span { start, end, ..text.span })
            }
            UseSource::Missing => return,
        };
        if let Some(space) = self.names.namespace(word)
            && self.project.sources.text(span) == word
        {
            self.folder(space, span);
        }
    }

    fn bot(&mut self, bot: &'a Bot) {
        let head = Span { end: bot.span.start + "bot".len() as u32, ..bot.span };
        self.calls_from(None, bot.name.as_ref().map_or(head, |name| head.to(name.span)), bot.span);
        for setting in &bot.settings {
            match &setting.kind {
                SettingKind::Start(Some(name)) => {
                    if let Some(flow) = self.flow_in(self.scope.space, &name.text) {
                        self.flow(flow, name.span, true);
                    }
                }
                SettingKind::Persona(text) | SettingKind::Guardrails(text) | SettingKind::Tone(text) => {
                    self.texts(text);
                }
                SettingKind::Channels(names) => {
                    for name in names {
                        self.outside(Kind::Channel, "channels", &name.text, name.span);
                    }
                }
                _ => {}
            }
        }
    }

    fn declares_value(&mut self, kind: Kind, name: &Name) {
        let first = self.names.spaces[self.scope.space].values.get(name.text.as_str());
        // A name that two kinds of values bear is told as a mistake.
        let first = first.filter(|value| kind_of(value) == kind);
        self.declares(kind, name, first.map(|value| value.name().span));
    }

    fn declares_inbound(&mut self, kind: Kind, inbound: &'a Inbound) {
        inbound.name.iter().for_each(|name| self.declares_value(kind, name));
        self.declares_params(Kind::Brought, &inbound.params);
        inbound.by.iter().for_each(|by| self.brought(inbound, by));
    }

    fn declares_params(&mut self, kind: Kind, declared: &'a [Param]) {
        let places = params(declared);
        for param in declared {
            if let Some(name) = &param.name {
                let first = places.iter().find(|(other, _)| *other == name.text);
                self.declares(kind, name, first.map(|(_, at)| *at));
            }
            self.ty(&param.ty);
        }
    }

    fn ty(&mut self, ty: &'a Type) {
        match &ty.kind {
            TypeKind::OneOf(values) => self.texts(values),
            TypeKind::List(item) => self.ty(item),
            _ => {}
        }
    }

    fn broadcast(&mut self, broadcast: &'a Broadcast) {
        if let Some(name) = &broadcast.name {
            self.declares(Kind::Broadcast, name, None);
            self.calls_from(None, name.span, broadcast.span);
        }
        for plan in &broadcast.plans {
            match &plan.kind {
                PlanKind::ToContacts { guard: Some(guard) } => self.expr(guard),
                PlanKind::Visit { flow: Some(flow), args } => _ = self.enters(flow, args.as_ref()),
                _ => {}
            }
        }
    }

    fn declares_flow(&mut self, flow: &'a Flow, at: usize) {
        self.scope = Scope::of_flow(self.names, at);
        if let Some(name) = &flow.name {
            // What leads to the name leads to the first flow that bears it.
            let first = self.flow_in(self.scope.space, &name.text);
            let first = first.and_then(|at| self.names.flows[at].ast.name.as_ref()).map(|name| name.span);
            self.declares(Kind::Flow, name, first);
            self.calls_from(Some(Symbol { kind: Kind::Flow, at: name.span }), name.span, flow.span);
        }
        self.declares_params(Kind::Parameter, &flow.params);
        flow.handlers.iter().for_each(|handler| self.handler(handler));
        for step in &flow.steps {
            if let Some(name) = &step.name {
                let first = self.names.flows[at].steps.get(name.text.as_str());
                let first = first.and_then(|at| flow.steps[*at].name.as_ref()).map(|name| name.span);
                self.declares(Kind::Step, name, first);
            }
            self.statements(&step.statements);
            step.handlers.iter().for_each(|handler| self.handler(handler));
        }
    }

    /// Where contacts go who stood in what is no longer there. Where they stood is a name of the script before.
    fn moved(&mut self, moved: &'a Moved) {
        let Some(name) = &moved.to.flow else { return };
        let Some(flow) = self.flow_in(self.scope.space, &name.text) else { return };
        self.flow(flow, name.span, false);
        moved.to.step.iter().for_each(|step| self.step(flow, step));
    }
}

/// What kind of thing a value is.
fn kind_of(value: &Value<'_>) -> Kind {
    match value {
        Value::Field(..) => Kind::Field,
        Value::Constant(..) => Kind::Constant,
        Value::Postback(..) => Kind::Postback,
        Value::Webhook(..) => Kind::Webhook,
    }
}
