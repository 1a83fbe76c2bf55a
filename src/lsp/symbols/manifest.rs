//! Names that stand in flow.yaml: those that it declares, and those of the scripts that it uses.

use super::symbol::{Kind, Role, Symbol};
use super::walk::Walk;
use crate::check::Value;
use crate::source::Span;
use crate::syntax::ast::{Inbound, Name};

impl<'a> Walk<'_, 'a> {
    /// All names of the manifest, by their places.
    pub(super) fn manifest(&mut self) {
        for (place, span) in &self.project.manifest.places {
            let Some((section, name)) = place.split_once('.') else { continue };
            let at = self.unquoted(*span);
            match section {
                "channels" => match name.split_once(".tracker.") {
                    Some((_, tracker)) => self.if_written(tracker, at, Self::tracker_there),
                    None => self.put(Kind::Channel, at, at, Role::Definition),
                },
                "operators" => self.put(Kind::Operator, at, at, Role::Definition),
                "templates" => self.put(Kind::Template, at, at, Role::Definition),
                "actions" => {
                    self.put(Kind::Action, at, at, Role::Definition);
                    if self.project.sources.text(at) != name {
                        let symbol = Symbol { kind: Kind::Action, at };
                        self.found.names.entry(symbol).or_insert(name.to_owned());
                    }
                }
                "links" => self.pattern(at),
                "postbacks" => match name.split_once('.') {
                    Some(("contact", tracker)) => self.if_written(tracker, at, Self::tracker_there),
                    Some(("rename", _)) => {
                        let name = self.project.sources.text(at).to_owned();
                        self.if_written(&name, at, Self::tracker_there);
                        self.if_written(&name, at, Self::of_any_postback);
                    }
                    _ => self.if_written(name, at, |walk, name| walk.inbound_there(name, Kind::Postback)),
                },
                "webhooks" => {
                    match name.split_once('.').map(|(webhook, rest)| (webhook, rest.split_once('.'))) {
                        Some((_, Some(("contact", tracker)))) => {
                            self.if_written(tracker, at, Self::tracker_there)
                        }
                        Some((webhook, Some(("params", param)))) => {
                            let found = self.declared_inbound(webhook, Kind::Webhook);
                            self.if_written(param, at, |walk, name| {
                                found.into_iter().for_each(|(_, inbound)| walk.brought(inbound, name));
                            });
                        }
                        _ => self.if_written(name, at, |walk, name| walk.inbound_there(name, Kind::Webhook)),
                    }
                }
                "budgets" => self.budget(name, at),
                _ => {}
            }
        }
    }

    /// Looks a name up, if it stands there as it is: an alias or an escape has another text.
    fn if_written(&mut self, name: &str, span: Span, look: impl FnOnce(&mut Self, &Name)) {
        if self.project.sources.text(span) == name {
            look(self, &Name { text: name.to_owned(), span });
        }
    }

    fn tracker_there(&mut self, name: &Name) {
        self.tracker(name, Role::Read);
    }

    /// The names in the braces of a link's pattern.
    fn pattern(&mut self, span: Span) {
        let text = self.project.sources.text(span);
        for (open, _) in text.match_indices('{') {
            let length = text[open + 1..].find('}').unwrap_or(0);
            let start = span.start + open as u32 + 1;
            let name = Span { start, end: start + length as u32, ..span };
            self.tracker_there(&Name { text: text[open + 1..][..length].to_owned(), span: name });
        }
    }

    /// A postback or webhook of the first folder that has one of the name.
    fn declared_inbound(&self, wanted: &str, kind: Kind) -> Option<(Span, &'a Inbound)> {
        self.names.spaces.iter().find_map(|space| match (space.values.get(wanted)?, kind) {
            (Value::Postback(inbound, name), Kind::Postback)
            | (Value::Webhook(inbound, name), Kind::Webhook) => Some((name.span, *inbound)),
            _ => None,
        })
    }

    fn inbound_there(&mut self, name: &Name, kind: Kind) {
        if let Some((at, _)) = self.declared_inbound(&name.text, kind) {
            self.put(kind, at, name.span, Role::Read);
        }
    }

    /// A parameter of any postback that brings one of the name.
    fn of_any_postback(&mut self, name: &Name) {
        for value in self.names.spaces.iter().flat_map(|space| space.values.values()) {
            if let Value::Postback(inbound, _) = value {
                self.brought(inbound, name);
            }
        }
    }

    /// A flow that has a budget: one of a used folder bears the folder's word.
    fn budget(&mut self, name: &str, span: Span) {
        if self.project.sources.text(span) != name {
            return;
        }
        let (space, flow) = match name.split_once('.') {
            Some((folder, flow)) => (self.names.namespace(folder), flow),
            None => (Some(0), name),
        };
        let Some(space) = space else { return };
        let own = Span { start: span.end - flow.len() as u32, ..span };
        if space > 0 {
            self.folder(space, Span { end: own.start - 1, ..span });
        }
        if let Some(flow) = self.flow_in(space, flow) {
            self.flow(flow, own, false);
        }
    }
}
