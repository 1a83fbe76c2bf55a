//! What a name means at a place.

use std::sync::atomic::Ordering;

use super::data::Notes;
use super::names::{Names, Value, inbound_param};
use super::ty::{self, Ty};
use crate::diagnostic::codes::names as code;
use crate::diagnostic::codes::types::NOT_SETTABLE;
use crate::diagnostic::{Code, Diagnostic, Sink, nearest};
use crate::ir::{ContactValue, Expr, Inbound, Slot, SlotPlace, Type};
use crate::syntax::ast::{self, Name, Path};

/// What of a contact can be set.
pub const SETTABLE: [&str; 4] = ["language", "timezone", "email", "phone"];

/// The place from which a name is looked up.
#[derive(Debug, Clone)]
pub struct Scope<'n, 'a> {
    /// Everything that is declared.
    pub names: &'n Names<'a>,
    /// The folder of the text.
    pub space: usize,
    /// The flow around it; `None` at the top.
    pub flow: Option<usize>,
    /// The type of `answer`.
    pub answer: Ty,
    /// The items of `for each` around it, innermost last.
    pub items: Vec<Item>,
    /// Whether it is the body of a set of routes: it belongs to no flow.
    pub in_routes: bool,
    /// Where the values that are named are noted, while a program is made.
    pub notes: Option<&'n Notes>,
}

/// The item of a `for each`.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Whether the list is a private field's.
    pub private: bool,
}

/// What the first names of a path stand for.
#[derive(Debug)]
pub enum Begins<'p, 'a> {
    /// A value that the language itself has.
    BuiltIn,
    /// A parameter, a local, or the item of a `for each`.
    Own(Typed),
    /// A declared value.
    Declared {
        /// The folder that declares it.
        space: usize,
        /// The value.
        value: Value<'a>,
        /// Which of the names is its own: behind a folder's word it is the second.
        at: usize,
    },
    /// A used folder that has no such value.
    Folder {
        /// The folder.
        space: usize,
        /// The name behind its word.
        name: &'p Name,
    },
    /// Nothing that is known.
    Unknown,
}

/// An expression with its type.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// What it is.
    pub expr: Expr,
    /// Its type.
    pub ty: Ty,
    /// Whether the value of a private field is in it.
    pub private: bool,
}

impl Typed {
    /// An expression that holds nothing private.
    pub fn new(expr: Expr, ty: Ty) -> Self {
        Typed { expr, ty, private: false }
    }

    /// What stands for a mistake that has been told.
    pub fn unknown() -> Self {
        Typed::new(Expr::Literal(crate::ir::Value::Empty), Ty::Unknown)
    }
}

impl<'n, 'a> Scope<'n, 'a> {
    /// The scope of a flow's statements.
    pub fn of_flow(names: &'n Names<'a>, flow: usize) -> Self {
        Scope { flow: Some(flow), ..Scope::top(names, names.flows[flow].space) }
    }

    /// The scope of what stands at the top of a folder.
    pub fn top(names: &'n Names<'a>, space: usize) -> Self {
        Scope { names, space, flow: None, answer: ty::TEXT, items: Vec::new(), in_routes: false, notes: None }
    }

    /// The scope of a set of routes.
    pub fn of_routes(names: &'n Names<'a>, space: usize) -> Self {
        Scope { in_routes: true, ..Scope::top(names, space) }
    }

    /// The same place where `answer` is of a type.
    pub fn with_answer(&self, answer: Ty) -> Self {
        Scope { answer, ..self.clone() }
    }

    /// The value of a path.
    pub fn path(&self, path: &Path, sink: &mut Sink) -> Typed {
        let typed = self.value(path, sink);
        if let Some(notes) = self.notes {
            notes.note(&typed.expr, path.span);
        }
        typed
    }

    fn value(&self, path: &Path, sink: &mut Sink) -> Typed {
        let Some((first, rest)) = path.segments.split_first() else { return Typed::unknown() };
        match self.begins(&path.segments) {
            Begins::BuiltIn => match self.built_in(first, rest, sink) {
                Some((typed, rest)) => self.members(typed, first, rest, sink),
                None => Typed::unknown(),
            },
            Begins::Own(typed) => {
                self.has_read(&first.text);
                self.members(typed, first, rest, sink)
            }
            Begins::Declared { space, value, at } => {
                self.declared(space, value, &path.segments[at], &path.segments[at + 1..], sink)
            }
            Begins::Folder { space, name } => {
                let values = self.names.spaces[space].values.keys().copied();
                let message = format!("`{}` has no value `{}`", first.text, name.text);
                sink.push(unknown(&code::UNKNOWN_NAME, name, message, values));
                Typed::unknown()
            }
            Begins::Unknown => {
                sink.push(self.unknown_name(first));
                Typed::unknown()
            }
        }
    }

    /// What the first names of a path stand for here.
    pub fn begins<'p>(&self, path: &'p [Name]) -> Begins<'p, 'a> {
        let Some((first, rest)) = path.split_first() else { return Begins::Unknown };
        if super::names::BUILT_IN.contains(&first.text.as_str()) {
            return Begins::BuiltIn;
        }
        if let Some(typed) = self.own(&first.text) {
            return Begins::Own(typed);
        }
        if let Some(value) = self.names.spaces[self.space].values.get(first.text.as_str()) {
            return Begins::Declared { space: self.space, value: *value, at: 0 };
        }
        let (Some(space), Some(name)) = (self.names.namespace(&first.text), rest.first()) else {
            return Begins::Unknown;
        };
        match self.names.spaces[space].values.get(name.text.as_str()) {
            Some(value) => Begins::Declared { space, value: *value, at: 1 },
            None => Begins::Folder { space, name },
        }
    }

    /// A parameter, a local or an item.
    fn own(&self, name: &str) -> Option<Typed> {
        if let Some(item) = self.item(name) {
            return Some(Typed { expr: Expr::Item, ty: item.ty.clone(), private: item.private });
        }
        let flow = &self.names.flows[self.flow?];
        let param = flow.params.iter().find(|(param, _)| *param == name).map(|(_, ty)| ty);
        let ty = param.or_else(|| flow.locals.get(name).map(|local| &local.ty))?;
        Some(Typed::new(Expr::Local(name.to_owned()), ty.clone()))
    }

    /// The item of a `for each` around it.
    fn item(&self, name: &str) -> Option<&Item> {
        self.items.iter().rev().find(|item| item.name == name)
    }

    fn has_read(&self, name: &str) {
        // What is lowered meanwhile is no reader of its own.
        let Some(at) = self.flow.filter(|_| self.notes.is_none()) else { return };
        if let Some(local) = self.names.flows[at].locals.get(name) {
            local.is_read.store(true, Ordering::Relaxed);
        }
    }

    /// A built-in value, and what is left of the path behind it.
    fn built_in<'p>(&self, first: &Name, rest: &'p [Name], sink: &mut Sink) -> Option<(Typed, &'p [Name])> {
        let found = match first.text.as_str() {
            "now" => (Typed::new(Expr::Now, ty::TIME), rest),
            "answer" => match rest.split_first() {
                Some((member, rest)) if member.text == "image" => {
                    (Typed::new(Expr::AnswerImage, ty::IMAGE), rest)
                }
                _ => (Typed::new(Expr::Answer, self.answer.clone()), rest),
            },
            "contact" => {
                let Some((member, rest)) = rest.split_first() else {
                    sink.push(
                        Diagnostic::new(&code::UNKNOWN_NAME, first.span, "`contact` alone is no value")
                            .help("write one of its values, such as `contact.first_name`"),
                    );
                    return Some((Typed::unknown(), rest));
                };
                match contact_value(&member.text) {
                    Some((value, ty)) => (Typed::new(Expr::Contact(value), ty), rest),
                    None => {
                        let members = ContactValue::WORDS.iter().map(|(name, _)| *name);
                        let message = format!("`contact` has no `{}`", member.text);
                        sink.push(unknown(&code::UNKNOWN_MEMBER, member, message, members));
                        (Typed::unknown(), &rest[rest.len()..])
                    }
                }
            }
            "tracker" => {
                let Some((member, rest)) = rest.split_first() else {
                    sink.push(
                        Diagnostic::new(&code::UNKNOWN_NAME, first.span, "`tracker` alone is no value")
                            .help("write one of the declared trackers, such as `tracker.click_id`"),
                    );
                    return Some((Typed::unknown(), rest));
                };
                match self.names.trackers.get(member.text.as_str()) {
                    Some(tracker) => {
                        (Typed::new(Expr::Tracker(member.text.clone()), tracker.ty.clone()), rest)
                    }
                    None => {
                        let trackers = self.names.trackers.keys().copied();
                        let message = format!("there is no tracker `{}`", member.text);
                        sink.push(unknown(&code::UNKNOWN_MEMBER, member, message, trackers));
                        (Typed::unknown(), &rest[rest.len()..])
                    }
                }
            }
            _ => return None,
        };
        Some(found)
    }

    fn declared(&self, space: usize, value: Value<'a>, at: &Name, rest: &[Name], sink: &mut Sink) -> Typed {
        let name = self.names.qualified(space, &value.name().text);
        let (inbound, which) = match value {
            Value::Field(field, _) => {
                let ty = Ty::written(&field.ty);
                let typed = Typed { expr: Expr::Field(name), ty, private: field.private };
                return self.members(typed, at, rest, sink);
            }
            Value::Constant(constant, _) => {
                let text = match &constant.text {
                    Some(text) if self.can_unfold(space, &value.name().text) => {
                        // Its values are named where it is used, not where it is written.
                        let prose = Scope::top(self.names, space).text(text, &mut Sink::default());
                        Typed { expr: Expr::Text(prose.template), ty: ty::TEXT, private: prose.private }
                    }
                    _ => Typed::unknown(),
                };
                return self.members(text, at, rest, sink);
            }
            Value::Postback(inbound, _) => (inbound, Inbound::Postback),
            Value::Webhook(inbound, _) => (inbound, Inbound::Webhook),
        };
        let Some((member, rest)) = rest.split_first() else {
            sink.push(
                Diagnostic::new(&code::UNKNOWN_NAME, at.span, format!("`{}` alone is no value", at.text))
                    .help("write one of its parameters, its `.count` or its `.time`"),
            );
            return Typed::unknown();
        };
        let typed = match (member.text.as_str(), inbound_param(inbound, &member.text)) {
            (_, Some(ty)) => {
                Typed::new(Expr::Parameter { inbound: which, name, param: member.text.clone() }, ty)
            }
            ("count", None) => Typed::new(Expr::Count { inbound: which, name }, ty::NUMBER),
            ("time", None) => Typed::new(Expr::Arrived { inbound: which, name }, ty::TIME),
            _ => {
                let params =
                    inbound.params.iter().filter_map(|it| it.name.as_ref()).map(|it| it.text.as_str());
                let message = format!("`{}` brings no `{}`", at.text, member.text);
                sink.push(unknown(&code::UNKNOWN_MEMBER, member, message, params.chain(["count", "time"])));
                return Typed::unknown();
            }
        };
        self.members(typed, member, rest, sink)
    }

    fn members(&self, mut typed: Typed, of: &Name, rest: &[Name], sink: &mut Sink) -> Typed {
        let mut of = of;
        for member in rest {
            match &typed.ty {
                Ty::Unknown | Ty::Empty => return Typed::unknown(),
                Ty::Of(Type::Record(fields)) => {
                    match fields.iter().find(|(name, _, _)| *name == member.text) {
                        Some((name, ty, _)) => {
                            let expr = Expr::Member(Box::new(typed.expr), name.clone());
                            typed = Typed { expr, ty: Ty::Of(ty.clone()), private: typed.private };
                        }
                        None => {
                            let names = fields.iter().map(|(name, _, _)| name.as_str());
                            let message = format!("`{}` has no `{}`", of.text, member.text);
                            sink.push(unknown(&code::UNKNOWN_MEMBER, member, message, names));
                            return Typed::unknown();
                        }
                    }
                }
                Ty::Of(ty) => {
                    let message = format!("`{}` is {} and has no members", of.text, ty::words(ty));
                    sink.push(Diagnostic::new(&code::UNKNOWN_MEMBER, member.span, message));
                    return Typed::unknown();
                }
            }
            of = member;
        }
        typed
    }

    fn unknown_name(&self, name: &Name) -> Diagnostic {
        let flow = self.flow.map(|flow| &self.names.flows[flow]);
        let locals = flow
            .iter()
            .flat_map(|flow| flow.params.iter().map(|(name, _)| *name).chain(flow.locals.keys().copied()));
        let values = self.names.spaces[self.space].values.keys().copied();
        let spaces = self.names.spaces.iter().skip(1).map(|space| space.namespace);
        let candidates = locals.chain(values).chain(super::names::BUILT_IN).chain(spaces);
        let found =
            unknown(&code::UNKNOWN_NAME, name, format!("there is no `{}` here", name.text), candidates);
        if found.help.is_some() {
            return found;
        }
        let tracker = self.names.trackers.contains_key(name.text.as_str());
        let contact = contact_value(&name.text).is_some();
        let tag = self.names.spaces[self.space].tags.contains_key(name.text.as_str());
        if tracker || contact || tag {
            let written = match (tracker, contact) {
                (true, _) => format!("tracker.{}", name.text),
                (_, true) => format!("contact.{}", name.text),
                _ => format!("tag {}", name.text),
            };
            return found.help(format!("did you mean `{written}`?")).guess(
                format!("write `{written}`"),
                name.span,
                written,
            );
        }
        found.help(format!("declare it: `field {}: text`, or save it in this flow", name.text))
    }

    /// Where a `save` keeps its value. At the top it must name a field.
    pub fn slot(&self, name: &Name, sink: &mut Sink) -> Option<Slot> {
        if self.item(&name.text).is_some() {
            let message = format!("`{}` is the item of the loop, nothing can be saved in it", name.text);
            sink.push(Diagnostic::new(&NOT_SETTABLE, name.span, message));
            return None;
        }
        let declared = self.names.spaces[self.space].values.get(name.text.as_str());
        match (declared, self.flow) {
            (Some(Value::Field(field, _)), _) => Some(Slot {
                place: SlotPlace::Field(self.names.qualified(self.space, &name.text)),
                ty: super::names::field_type(field),
            }),
            (Some(other), _) => {
                let message = format!("`{}` is {}, nothing can be saved in it", name.text, other.words());
                sink.push(
                    Diagnostic::new(&NOT_SETTABLE, name.span, message)
                        .also(other.name().span, "it is declared here"),
                );
                None
            }
            (None, _) if super::names::BUILT_IN.contains(&name.text.as_str()) => {
                let message =
                    format!("`{}` is a value of the language, nothing can be saved in it", name.text);
                sink.push(Diagnostic::new(&NOT_SETTABLE, name.span, message));
                None
            }
            (None, None) => {
                let fields = self.fields();
                let message = format!("`{}` is no declared field", name.text);
                let found = unknown(&code::NOT_A_FIELD, name, message, fields);
                let help = "outside of flows there are no locals: declare it as a `field`";
                sink.push(if found.help.is_some() { found } else { found.help(help) });
                None
            }
            (None, Some(_)) => {
                let ty = self.own(&name.text).map_or(Type::Text(None), |typed| typed.ty.or_text());
                Some(Slot { place: SlotPlace::Local(name.text.clone()), ty })
            }
        }
    }

    /// Where a `set`, or a change of a list, keeps its value.
    pub fn settable(&self, path: &Path, sink: &mut Sink) -> Option<Slot> {
        match path.segments.as_slice() {
            [name] => {
                let declared = self.names.spaces[self.space].values.contains_key(name.text.as_str());
                let built_in = super::names::BUILT_IN.contains(&name.text.as_str());
                if declared || built_in || self.own(&name.text).is_some() {
                    return self.slot(name, sink);
                }
                sink.push(self.unknown_name(name));
                None
            }
            [first, member] if first.text == "contact" => match contact_value(&member.text) {
                Some((value, _)) if SETTABLE.contains(&member.text.as_str()) => {
                    Some(Slot { place: SlotPlace::Contact(value), ty: Type::Text(None) })
                }
                Some(_) => {
                    let message = format!("`contact.{}` cannot be set", member.text);
                    let help = "of a contact only language, timezone, email and phone can be set";
                    sink.push(Diagnostic::new(&NOT_SETTABLE, path.span, message).help(help));
                    None
                }
                None => {
                    let message = format!("`contact` has no `{}`", member.text);
                    sink.push(unknown(&code::UNKNOWN_MEMBER, member, message, SETTABLE));
                    None
                }
            },
            [first, member] if self.names.namespace(&first.text).is_some() => {
                let space = self.names.namespace(&first.text)?;
                Scope::top(self.names, space).slot(member, sink)
            }
            _ => {
                // An unknown first name is told as one.
                let mut told = Sink::default();
                let typed = self.path(path, &mut told);
                if typed.ty == Ty::Unknown {
                    sink.extend(told.finish());
                } else {
                    let message = format!("`{}` cannot be set", path.dotted());
                    sink.push(
                        Diagnostic::new(&NOT_SETTABLE, path.span, message)
                            .help("fields, locals and some values of the contact can be set"),
                    );
                }
                None
            }
        }
    }

    /// The fields that can be named here without a folder.
    pub fn fields(&self) -> impl Iterator<Item = &'a str> {
        let values = self.names.spaces[self.space].values.iter();
        values.filter(|(_, value)| matches!(value, Value::Field(..))).map(|(name, _)| *name)
    }

    /// A declared field of this folder.
    pub fn field(&self, name: &str) -> Option<&'a ast::Field> {
        match self.names.spaces[self.space].values.get(name) {
            Some(Value::Field(field, _)) => Some(field),
            _ => None,
        }
    }
}

/// An unknown name with the nearest one that exists.
pub fn unknown<'c>(
    code: &'static Code,
    name: &Name,
    message: impl Into<String>,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Diagnostic {
    let found = Diagnostic::new(code, name.span, message);
    match nearest(&name.text, candidates) {
        Some(near) => {
            found.help(format!("did you mean `{near}`?")).guess(format!("write `{near}`"), name.span, near)
        }
        None => found,
    }
}

/// A built-in value of the contact and its type.
pub fn contact_value(name: &str) -> Option<(ContactValue, Ty)> {
    let (_, value) = ContactValue::WORDS.iter().find(|(other, _)| *other == name)?;
    Some((*value, if *value == ContactValue::Created { ty::TIME } else { ty::TEXT }))
}
