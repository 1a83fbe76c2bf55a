//! Handlers and their events.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes, nearest};
use crate::source::Span;
use crate::syntax::ast::{Body, Event, EventKind, Handler, OperatorChange, TagChange, Times};
use crate::syntax::grammar::Rule;

/// Every event by the words that begin it.
const EVENTS: [&str; 19] = [
    "message",
    "image",
    "voice",
    "video",
    "file",
    "location",
    "button",
    "start",
    "postback",
    "webhook",
    "silence",
    "tag",
    "field",
    "operator",
    "ai down",
    "action failed",
    "opt out",
    "blocked",
    "message matches",
];

impl Event {
    pub(super) fn missing(span: Span) -> Event {
        Event { kind: EventKind::Missing, span }
    }
}

impl<'i> Builder<'i> {
    pub(super) fn handler(&mut self, node: Node<'i>) -> Handler {
        let span = self.span(&node);
        self.item_start = span.start;
        let mut handler =
            Handler { event: Event::missing(span), guard: None, body: Body::Missing(span.after()), span };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::event => handler.event = self.event(part),
                Rule::wrong_event => handler.event = self.wrong_event(&part),
                Rule::times => self.event_times(&mut handler.event, part),
                Rule::expr => handler.guard = Some(self.expr(part)),
                Rule::wide => handler.body = self.body(part),
                _ => self.rest(part),
            }
        }
        handler
    }

    fn event_times(&mut self, event: &mut Event, node: Node<'i>) {
        let read = self.times(node);
        match &mut event.kind {
            EventKind::Silence { times, .. } => {
                event.span = event.span.to(read.span);
                *times = Some(read);
            }
            EventKind::Missing => {}
            _ => self.report(
                Diagnostic::new(&codes::UNEXPECTED, read.span, "only `on silence` is counted")
                    .help("take it at most so often with a step or a tag of its own"),
            ),
        }
    }

    pub(super) fn event(&mut self, node: Node<'i>) -> Event {
        let span = self.span(&node);
        let mut parts = node.into_inner();
        let Some(word) = parts.next() else {
            return Event::missing(span);
        };
        let mut name = None;
        let mut text = None;
        let mut texts = None;
        let mut regex = None;
        let mut matches = false;
        let mut after = None;
        let mut tag_change = None;
        let mut operator = None;
        for part in parts {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::text => text = Some(self.text(part)),
                Rule::text_below => text = self.text_below(part),
                Rule::texts_some => texts = Some(self.texts(part)),
                Rule::kw_matches => matches = true,
                Rule::regex => regex = self.regex(&part),
                Rule::duration => after = self.duration(&part),
                Rule::kw_added => tag_change = Some(TagChange::Added),
                Rule::kw_removed => tag_change = Some(TagChange::Removed),
                Rule::kw_joined => operator = Some(OperatorChange::Joined),
                Rule::kw_left => operator = Some(OperatorChange::Left),
                _ => self.rest(part),
            }
        }
        let kind = match word.as_rule() {
            Rule::kw_message => match texts {
                Some(texts) => EventKind::MessageTexts(texts),
                None if matches => EventKind::MessageMatches(regex),
                None => EventKind::Message,
            },
            Rule::kw_image => EventKind::Image,
            Rule::kw_voice => EventKind::Voice,
            Rule::kw_video => EventKind::Video,
            Rule::kw_file => EventKind::File,
            Rule::kw_location => EventKind::Location,
            Rule::kw_button => EventKind::Button(text),
            Rule::kw_start => EventKind::Start(text),
            Rule::kw_postback => EventKind::Postback(name),
            Rule::kw_webhook => EventKind::Webhook(name),
            Rule::kw_silence => EventKind::Silence { after, times: None },
            Rule::kw_tag => EventKind::Tag { tag: name, change: tag_change },
            Rule::kw_field => EventKind::FieldChanged(name),
            Rule::kw_operator => EventKind::Operator(operator),
            Rule::kw_ai => EventKind::AiDown,
            Rule::kw_action => EventKind::ActionFailed,
            Rule::kw_opt => EventKind::OptOut,
            Rule::kw_blocked => EventKind::Blocked,
            _ => {
                self.rest(word);
                EventKind::Missing
            }
        };
        Event { kind, span }
    }

    /// Words that are no event.
    pub(super) fn wrong_event(&mut self, node: &Node<'i>) -> Event {
        let span = self.span(node);
        let text = self.slice(span);
        self.holes += 1;
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_EVENT, span, format!("`{text}` is no event"));
        let first = text.split_whitespace().next().unwrap_or(text);
        diagnostic = match nearest(text, EVENTS).or_else(|| nearest(first, EVENTS)) {
            Some(event) => diagnostic.help(format!("did you mean `{event}`?")),
            None => diagnostic.help(
                "events are `message`, `image`, `voice`, `video`, `file`, `location`, `button`, `start`, `postback`, `webhook`, \
                 `silence`, `tag … added`, `field … changed`, `operator joined`, `ai down`, `action failed`, `opt out`, `blocked`",
            ),
        };
        self.report(diagnostic);
        Event::missing(span)
    }

    /// `at most 3 times`
    pub(super) fn times(&mut self, node: Node<'i>) -> Times {
        let mut times = Times { count: None, span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::number => times.count = self.count(&part),
                _ => self.rest(part),
            }
        }
        times
    }
}
