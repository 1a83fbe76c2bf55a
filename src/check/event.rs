//! Events and their handlers.

use super::names::Value;
use super::scope::{Scope, unknown};
use super::statement::{self, Here};
use super::ty::regex;
use crate::diagnostic::codes::graph::EVENT_OUT_OF_PLACE;
use crate::diagnostic::codes::names as code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::ir::{EventPattern, Expr, Inbound, MediaKind, Piece, SlotPlace, Template};
use crate::syntax::ast::{
    Event, EventKind, ExprKind, Handler, Hole, Name, OperatorChange, TagChange, Text, TextPart,
};

/// Where handlers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// The top, a flow, a step.
    Open,
    /// A `delay`.
    Delay,
    /// An `ai reply`.
    Reply,
    /// A `handoff`.
    Handoff,
}

/// The handlers of one place.
pub fn handlers(here: &Here<'_, '_>, handlers: &[&Handler], around: Around, sink: &mut Sink) {
    for handler in handlers {
        here.scope.event(&handler.event, sink);
        if around == Around::Delay && matches!(handler.event.kind, EventKind::Silence { .. }) {
            sink.push(
                Diagnostic::new(
                    &EVENT_OUT_OF_PLACE,
                    handler.event.span,
                    "silence does not pass in a `delay`",
                )
                .help("a delay is a silence that is meant: put what follows behind it"),
            );
        }
        if around == Around::Handoff && !while_a_person_leads(&handler.event.kind) {
            sink.push(
                Diagnostic::new(
                    &EVENT_OUT_OF_PLACE,
                    handler.event.span,
                    "this never happens here: the contact is a person's",
                )
                .help("messages, presses and silence are theirs; what follows the `handoff` runs when they hand back"),
            );
        }
        if let Some(guard) = &handler.guard {
            here.scope.condition(guard, sink);
        }
        let inner = Here { in_handler: true, ..here.clone() };
        statement::body(&inner, &handler.body, sink);
    }
}

/// Whether a handler of a `handoff` can take the event: the contact's own events are the person's.
fn while_a_person_leads(event: &EventKind) -> bool {
    match event {
        EventKind::Missing
        | EventKind::Postback(_)
        | EventKind::Webhook(_)
        | EventKind::Tag { .. }
        | EventKind::FieldChanged(_)
        | EventKind::Operator(Some(OperatorChange::Joined) | None)
        | EventKind::AiDown
        | EventKind::ActionFailed
        | EventKind::Blocked => true,
        EventKind::Message
        | EventKind::MessageTexts(_)
        | EventKind::MessageMatches(_)
        | EventKind::Image
        | EventKind::Voice
        | EventKind::Video
        | EventKind::File
        | EventKind::Location
        | EventKind::Button(_)
        | EventKind::Start(_)
        | EventKind::Silence { .. }
        | EventKind::Operator(Some(OperatorChange::Left))
        | EventKind::OptOut => false,
    }
}

impl Scope<'_, '_> {
    /// What an event takes; `None` where a part is missing or unknown, which has been told.
    pub fn event(&self, event: &Event, sink: &mut Sink) -> Option<EventPattern> {
        Some(match &event.kind {
            EventKind::Missing => return None,
            EventKind::Message => EventPattern::Message,
            EventKind::MessageTexts(texts) => EventPattern::MessageText(
                texts
                    .iter()
                    .map(|text| self.literal(text, "the text of a message to wait for", sink))
                    .collect(),
            ),
            EventKind::MessageMatches(pattern) => {
                let pattern = pattern.as_ref()?;
                super::regex::compile(pattern, &self.names.regexes, sink);
                EventPattern::MessageMatches(regex(pattern))
            }
            EventKind::Image => EventPattern::Media(MediaKind::Image),
            EventKind::Voice => EventPattern::Media(MediaKind::Voice),
            EventKind::Video => EventPattern::Media(MediaKind::Video),
            EventKind::File => EventPattern::Media(MediaKind::File),
            EventKind::Location => EventPattern::Media(MediaKind::Location),
            EventKind::Button(text) => {
                EventPattern::Button(self.literal(text.as_ref()?, "the text of a button to wait for", sink))
            }
            EventKind::Start(payload) => {
                EventPattern::Start(payload.as_ref().map(|payload| self.payload(payload, sink)))
            }
            EventKind::Postback(name) => EventPattern::Inbound(
                Inbound::Postback,
                self.inbound(Inbound::Postback, name.as_ref()?, sink)?,
            ),
            EventKind::Webhook(name) => {
                EventPattern::Inbound(Inbound::Webhook, self.inbound(Inbound::Webhook, name.as_ref()?, sink)?)
            }
            EventKind::Silence { after, times } => EventPattern::Silence {
                after: super::expr::length((*after)?),
                times: times.as_ref().and_then(|times| times.count).map_or(1, |count| count.value),
            },
            EventKind::Tag { tag, change } => {
                let tag = self.tag(tag.as_ref()?, sink)?;
                match (*change)? {
                    TagChange::Added => EventPattern::TagAdded(tag),
                    TagChange::Removed => EventPattern::TagRemoved(tag),
                }
            }
            EventKind::FieldChanged(name) => {
                let name = name.as_ref()?;
                if self.field(&name.text).is_none() {
                    let message = format!("there is no field `{}`", name.text);
                    sink.push(unknown(&code::UNKNOWN_FIELD, name, message, self.fields()));
                    return None;
                }
                EventPattern::FieldChanged(self.names.qualified(self.space, &name.text))
            }
            EventKind::Operator(change) => match (*change)? {
                OperatorChange::Joined => EventPattern::OperatorJoined,
                OperatorChange::Left => EventPattern::OperatorLeft,
            },
            EventKind::AiDown => EventPattern::AiDown,
            EventKind::ActionFailed => EventPattern::ActionFailed,
            EventKind::OptOut => EventPattern::OptOut,
            EventKind::Blocked => EventPattern::Blocked,
        })
    }

    /// A declared postback or webhook of this folder, by its name in the program.
    pub fn inbound(&self, which: Inbound, name: &Name, sink: &mut Sink) -> Option<String> {
        let values = &self.names.spaces[self.space].values;
        let fits = |value: &Value<'_>| match which {
            Inbound::Postback => matches!(value, Value::Postback(..)),
            Inbound::Webhook => matches!(value, Value::Webhook(..)),
        };
        let (code, word, other) = match which {
            Inbound::Postback => (&code::UNKNOWN_POSTBACK, "postback", "webhook"),
            Inbound::Webhook => (&code::UNKNOWN_WEBHOOK, "webhook", "postback"),
        };
        match values.get(name.text.as_str()) {
            Some(value) if fits(value) => Some(self.names.qualified(self.space, &name.text)),
            Some(value) => {
                let message = format!("`{}` is {}, no {word}", name.text, value.words());
                let found =
                    Diagnostic::new(code, name.span, message).also(value.name().span, "it is declared here");
                let swapped = matches!(value, Value::Postback(..) | Value::Webhook(..));
                sink.push(if swapped { found.help(format!("write `{other} {}`", name.text)) } else { found });
                None
            }
            None => {
                let names = values.iter().filter(|(_, value)| fits(value)).map(|(name, _)| *name);
                let found = unknown(code, name, format!("there is no {word} `{}`", name.text), names);
                let help = format!("declare it: `{word} {}`", name.text);
                sink.push(if found.help.is_some() { found } else { found.help(help) });
                None
            }
        }
    }

    /// The payload of a link: words, and captures into declared fields.
    fn payload(&self, payload: &Text, sink: &mut Sink) -> Template {
        let mut pieces = Vec::new();
        for part in &payload.parts {
            match part {
                TextPart::Lit(words) => pieces.push(Piece::Literal(words.clone())),
                TextPart::Hole(hole) => {
                    let Hole { expr, filters, span } = hole.as_ref();
                    let name = match &expr.kind {
                        ExprKind::Missing => continue,
                        ExprKind::Path(path) if filters.is_empty() => path.single(),
                        _ => None,
                    };
                    let Some(name) = name else {
                        sink.push(
                            Diagnostic::new(
                                &code::NOT_A_FIELD,
                                *span,
                                "a hole in a link's payload is a declared field's name alone",
                            )
                            .help("it captures: what stands there in the link is saved in the field"),
                        );
                        continue;
                    };
                    // Captures are made before any flow runs, so a local cannot take them.
                    let slot = Scope { flow: None, ..self.clone() }.slot(name, sink);
                    if let Some(SlotPlace::Field(field)) = slot.map(|slot| slot.place) {
                        pieces.push(Piece::Hole { expr: Expr::Field(field), filters: Vec::new() });
                    }
                }
            }
        }
        Template(pieces)
    }
}
