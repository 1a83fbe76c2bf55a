//! Understanding: routers by meaning and by chance, and the talks that a model leads.

use super::symbol::{Kind, Role};
use super::walk::Walk;
use crate::syntax::ast::{Ab, AiItem, AiReply, Include, Name, Pattern, RouteItem, Saves, When};

impl<'a> Walk<'_, 'a> {
    /// The lines of a router by meaning, without their bodies.
    pub(super) fn routes(&mut self, items: &'a [RouteItem]) {
        for item in items {
            match item {
                RouteItem::When(when) => self.when(when),
                RouteItem::Include(include) => self.include(include),
            }
        }
    }

    fn when(&mut self, when: &'a When) {
        for pattern in &when.patterns {
            match pattern {
                Pattern::Meaning(text) => self.text(text),
                Pattern::Button { text, .. } => self.texts(text),
                Pattern::Matches { .. } => {}
            }
        }
        self.texts(&when.like);
        self.takes(when.saves.as_ref());
    }

    /// What is taken from a message.
    fn takes(&mut self, saves: Option<&'a Saves>) {
        let Some(saves) = saves else { return };
        saves.names.iter().for_each(|name| self.saves(name));
        saves.guard.iter().for_each(|guard| self.expr(guard));
    }

    fn include(&mut self, include: &'a Include) {
        for path in &include.paths {
            let Some((space, name)) = self.in_folder(path) else { continue };
            let routes = self.names.spaces[space].routes.get(name.text.as_str());
            if let Some(declared) = routes.and_then(|routes| routes.name.as_ref()) {
                self.put(Kind::Routes, declared.span, name.span, Role::Read);
            }
        }
    }

    /// A talk that a model leads, without the bodies in it.
    pub(super) fn talk(&mut self, reply: &'a AiReply) {
        if let Some(name) = &reply.name {
            let first = self.names.spaces[self.scope.space].replies.get(name.text.as_str());
            self.declares(Kind::Talk, name, first.copied());
        }
        for item in &reply.items {
            match item {
                AiItem::Goal(item)
                | AiItem::Opening(item)
                | AiItem::Persona(item)
                | AiItem::Guardrails(item)
                | AiItem::Tone(item) => self.texts(&item.text),
                AiItem::Knowledge(used) => {
                    for path in &used.paths {
                        let Some((space, name)) = self.in_folder(path) else { continue };
                        self.knowledge(space, name);
                    }
                }
                AiItem::Include(include) => self.include(include),
                AiItem::Until(until) => {
                    self.texts(until.meaning.iter().chain(&until.like));
                    self.takes(until.saves.as_ref());
                }
                AiItem::When(when) => self.when(when),
                AiItem::Waits(_) | AiItem::Unanswered(_) | AiItem::Handler(_) => {}
            }
        }
    }

    fn knowledge(&mut self, space: usize, name: &Name) {
        let knowledge = self.names.spaces[space].knowledge.get(name.text.as_str());
        if let Some(declared) = knowledge.and_then(|knowledge| knowledge.name.as_ref()) {
            self.put(Kind::Knowledge, declared.span, name.span, Role::Read);
        }
    }

    /// A router by chance, without the bodies of its arms.
    pub(super) fn router(&mut self, ab: &'a Ab) {
        let Some(name) = &ab.name else { return };
        let first = self.names.spaces[self.scope.space].routers.get(name.text.as_str());
        let first = first.map(|router| router.span);
        self.declares(Kind::Router, name, first);
        for arm in ab.arms.iter().filter_map(|arm| arm.name.as_ref()) {
            let router = first.unwrap_or(name.span);
            let at = *self.arms.entry((router, arm.text.as_str())).or_insert(arm.span);
            self.found.routers.insert(at, router);
            self.declares(Kind::Arm, arm, Some(at));
        }
    }
}
