//! What a model says and leads.

use super::{Builder, Node};
use crate::syntax::ast::{AiItem, AiReply, AiSay, AiText, Body, KnowledgeUse, Unanswered, Until};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn ai_say(&mut self, node: Node<'i>) -> AiSay {
        let mut say = AiSay { text: None, fallback: None, any_hour: false, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => say.text = Some(self.text(part)),
                Rule::text_below => say.text = self.text_below(part),
                Rule::ai_else => say.fallback = self.text_in(part),
                Rule::any_hour => say.any_hour = self.any_hour(part),
                _ => self.rest(part),
            }
        }
        say
    }

    pub(super) fn ai_reply(&mut self, node: Node<'i>) -> AiReply {
        let mut reply = AiReply { name: None, items: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => reply.name = Some(self.name(&part)),
                _ => reply.items.extend(self.ai_item(part)),
            }
        }
        reply.items.shrink_to_fit();
        reply
    }

    fn ai_item(&mut self, part: Node<'i>) -> Option<AiItem> {
        if part.as_rule() != Rule::stray {
            self.item_start = part.start();
        }
        Some(match part.as_rule() {
            Rule::waits => AiItem::Waits(self.span(&part)),
            Rule::ai_text => return self.ai_text(part),
            Rule::knowledge_use => AiItem::Knowledge(self.knowledge_use(part)),
            Rule::include => AiItem::Include(self.include(part)),
            Rule::until => AiItem::Until(self.until(part)),
            Rule::when => AiItem::When(self.when(part)),
            Rule::unanswered => AiItem::Unanswered(self.unanswered(part)),
            Rule::handler => AiItem::Handler(self.handler(part)),
            Rule::strayed => {
                self.strayed(part, "an `ai reply` has its own items only; what runs stands in their bodies");
                return None;
            }
            _ => {
                self.rest(part);
                return None;
            }
        })
    }

    pub(super) fn ai_text(&mut self, node: Node<'i>) -> Option<AiItem> {
        let span = self.span(&node);
        let mut parts = node.into_inner();
        let word = parts.next()?;
        let mut text = AiText { text: None, span };
        for part in parts {
            match part.as_rule() {
                Rule::text => text.text = Some(self.text(part)),
                Rule::text_below => text.text = self.text_below(part),
                _ => self.rest(part),
            }
        }
        Some(match word.as_rule() {
            Rule::kw_goal => AiItem::Goal(text),
            Rule::kw_opening => AiItem::Opening(text),
            Rule::kw_persona => AiItem::Persona(text),
            Rule::kw_guardrails => AiItem::Guardrails(text),
            _ => AiItem::Tone(text),
        })
    }

    fn knowledge_use(&mut self, node: Node<'i>) -> KnowledgeUse {
        let mut used = KnowledgeUse { paths: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::path => used.paths.push(self.path(part)),
                _ => self.rest(part),
            }
        }
        used
    }

    pub(super) fn until(&mut self, node: Node<'i>) -> Until {
        let span = self.span(&node);
        let mut until =
            Until { meaning: None, like: Vec::new(), saves: None, body: Body::Missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => until.meaning = Some(self.text(part)),
                Rule::text_below => until.meaning = self.text_below(part),
                Rule::like => until.like.extend(self.like(part)),
                Rule::saves => until.saves = Some(self.saves(part)),
                Rule::wide => until.body = self.body(part),
                _ => self.rest(part),
            }
        }
        until
    }

    fn unanswered(&mut self, node: Node<'i>) -> Unanswered {
        let span = self.span(&node);
        let mut unanswered = Unanswered { body: Body::Missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::body => unanswered.body = self.body(part),
                _ => self.rest(part),
            }
        }
        unanswered
    }
}
