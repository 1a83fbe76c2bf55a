//! Values: expressions, texts with their holes, and the names in them.

use super::symbol::{Kind, Role};
use super::walk::Walk;
use crate::check::{Begins, Value};
use crate::source::Span;
use crate::syntax::ast::{Args, Expr, ExprKind, Inbound, Name, Param, Path, Text, TextPart};

impl<'a> Walk<'_, 'a> {
    /// A text with its holes.
    pub(super) fn text(&mut self, text: &'a Text) {
        if let Some((file, offset)) = self.wanted
            && text.span.file == file
            && (text.span.start..=text.span.end).contains(&offset)
        {
            self.text = Some((text, self.scope.clone()));
        }
        for part in &text.parts {
            if let TextPart::Hole(hole) = part {
                self.expr(&hole.expr);
            }
        }
    }

    /// Several texts.
    pub(super) fn texts(&mut self, texts: impl IntoIterator<Item = &'a Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    /// An expression.
    pub(super) fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Text(text) => self.text(text),
            ExprKind::Tag(Some(name)) => self.tag(name, Role::Read),
            ExprKind::InHours(Some(name)) => self.hours(name),
            ExprKind::InFlow(Some(name)) => {
                if let Some(flow) = self.flow_in(self.scope.space, &name.text) {
                    self.flow(flow, name.span, false);
                }
            }
            ExprKind::Call { function, args } => match args.as_slice() {
                [Expr { kind: ExprKind::Path(path), .. }] if function.text == "opens" => {
                    path.single().into_iter().for_each(|name| self.hours(name));
                }
                args => args.iter().for_each(|arg| self.expr(arg)),
            },
            ExprKind::Path(path) => self.value(&path.segments, Role::Read),
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item)),
            ExprKind::Not(operand)
            | ExprKind::Negate(operand)
            | ExprKind::IsEmpty { operand, .. }
            | ExprKind::Matches { operand, .. } => self.expr(operand),
            ExprKind::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Missing
            | ExprKind::Number(_)
            | ExprKind::Duration(_)
            | ExprKind::Clock(_)
            | ExprKind::Date(_)
            | ExprKind::Bool(_)
            | ExprKind::Empty
            | ExprKind::Tag(None)
            | ExprKind::InHours(None)
            | ExprKind::InFlow(None) => {}
        }
    }

    /// A path that names a value.
    pub(super) fn value(&mut self, path: &[Name], role: Role) {
        let Some(first) = path.first() else { return };
        match self.scope.begins(path) {
            Begins::BuiltIn => {
                let tracker = path.get(1).filter(|_| first.text == "tracker");
                tracker.into_iter().for_each(|name| self.tracker(name, role));
            }
            Begins::Own(_) => self.own(first, role),
            Begins::Declared { space, value, at } => {
                if at == 1 {
                    self.folder(space, first.span);
                }
                self.declared(value, &path[at..], role);
            }
            Begins::Folder { space, .. } => self.folder(space, first.span),
            Begins::Unknown => {}
        }
    }

    fn declared(&mut self, value: Value<'a>, path: &[Name], role: Role) {
        let inbound = |kind, inbound, walk: &mut Self| {
            walk.put(kind, value.name().span, path[0].span, role);
            path.get(1).into_iter().for_each(|name| walk.brought(inbound, name));
        };
        match value {
            Value::Field(_, name) => self.put(Kind::Field, name.span, path[0].span, role),
            Value::Constant(_, name) => self.put(Kind::Constant, name.span, path[0].span, role),
            Value::Postback(it, _) => inbound(Kind::Postback, it, self),
            Value::Webhook(it, _) => inbound(Kind::Webhook, it, self),
        }
    }

    /// What a postback or a webhook brings.
    pub(super) fn brought(&mut self, inbound: &'a Inbound, name: &Name) {
        let mut params = inbound.params.iter().filter_map(|param| param.name.as_ref());
        if let Some(param) = params.find(|param| param.text == name.text) {
            self.put(Kind::Brought, param.span, name.span, Role::Read);
        }
    }

    /// A parameter, a local, or the item of a loop.
    fn own(&mut self, name: &Name, role: Role) {
        let items = self.scope.items.iter().zip(&self.items);
        if let Some((_, at)) = items.rev().find(|(item, _)| item.name == name.text) {
            return self.put(Kind::Item, *at, name.span, role);
        }
        let Some(flow) = self.scope.flow.map(|flow| &self.names.flows[flow]) else { return };
        let mut params = flow.ast.params.iter().filter_map(|param| param.name.as_ref());
        if let Some(param) = params.find(|param| param.text == name.text) {
            self.put(Kind::Parameter, param.span, name.span, role);
        } else if let Some(local) = flow.locals.get(name.text.as_str()) {
            let role = if local.span == name.span { Role::Definition } else { role };
            self.put(Kind::Local, local.span, name.span, role);
        }
    }

    /// A name under which something is saved.
    pub(super) fn saves(&mut self, name: &Name) {
        self.value(std::slice::from_ref(name), Role::Write);
    }

    /// A field of this folder.
    pub(super) fn field(&mut self, name: &Name, role: Role) {
        if let Some(Value::Field(_, declared)) =
            self.names.spaces[self.scope.space].values.get(name.text.as_str())
        {
            self.put(Kind::Field, declared.span, name.span, role);
        }
    }

    pub(super) fn tracker(&mut self, name: &Name, role: Role) {
        if let Some(tracker) = self.names.trackers.get(name.text.as_str()) {
            self.put(Kind::Tracker, tracker.span, name.span, role);
        }
    }

    pub(super) fn tag(&mut self, name: &Name, role: Role) {
        if let Some(tag) = self.names.spaces[self.scope.space].tags.get(name.text.as_str()) {
            self.put(Kind::Tag, *tag, name.span, role);
        }
    }

    pub(super) fn goal(&mut self, name: &Name) {
        if let Some(goal) = self.names.spaces[self.scope.space].goals.get(name.text.as_str()) {
            self.put(Kind::Goal, *goal, name.span, Role::Read);
        }
    }

    pub(super) fn hours(&mut self, name: &Name) {
        let hours = self.names.spaces[self.scope.space].hours.get(name.text.as_str());
        if let Some(declared) = hours.and_then(|hours| hours.name.as_ref()) {
            self.put(Kind::Hours, declared.span, name.span, Role::Read);
        }
    }

    /// A postback or webhook by its name.
    pub(super) fn inbound(&mut self, name: &Name) -> Option<&'a Inbound> {
        let value = self.names.spaces[self.scope.space].values.get(name.text.as_str())?;
        let (kind, inbound) = match value {
            Value::Postback(inbound, _) => (Kind::Postback, *inbound),
            Value::Webhook(inbound, _) => (Kind::Webhook, *inbound),
            Value::Field(..) | Value::Constant(..) => return None,
        };
        self.put(kind, value.name().span, name.span, Role::Read);
        Some(inbound)
    }

    /// An action of the manifest by its dotted name; the word of a library is a name of its own.
    pub(super) fn action(&mut self, path: &Path) {
        let mut span = path.span;
        if let [word, second, ..] = path.segments.as_slice()
            && let Some(space) = self.names.namespace(&word.text)
            && self.project.folders[space].path.starts_with("std.")
        {
            self.folder(space, word.span);
            span.start = second.span.start;
        }
        self.outside(Kind::Action, "actions", &path.dotted(), span);
    }

    /// Arguments whose names are another system's.
    pub(super) fn values(&mut self, args: Option<&'a Args>) {
        args.into_iter().flat_map(|args| &args.args).for_each(|arg| self.expr(&arg.value));
    }

    /// Arguments whose names are declared at places of their own.
    pub(super) fn args(&mut self, args: Option<&'a Args>, kind: Kind, params: &[(&str, Span)]) {
        for arg in args.into_iter().flat_map(|args| &args.args) {
            if let Some(name) = &arg.name
                && let Some((_, at)) = params.iter().find(|(param, _)| *param == name.text)
            {
                self.put(kind, *at, name.span, Role::Write);
            }
            self.expr(&arg.value);
        }
    }
}

/// The names of parameters with their places.
pub(super) fn params(params: &[Param]) -> Vec<(&str, Span)> {
    params
        .iter()
        .filter_map(|param| param.name.as_ref())
        .map(|name| (name.text.as_str(), name.span))
        .collect()
}
