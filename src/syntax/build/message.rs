//! What is sent and asked.

use super::{Builder, Node};
use crate::diagnostic::{Diagnostic, codes::syntax as codes};
use crate::source::Span;
use crate::syntax::ast::{
    AnswerKind, Ask, Body, Button, ButtonAction, Buttons, ButtonsKind, Choices, Media, MediaKind,
    MediaSource, Say, Send, Sent, Tail, Text,
};
use crate::syntax::grammar::Rule;

impl<'i> Builder<'i> {
    pub(super) fn say(&mut self, node: Node<'i>) -> Say {
        let span = self.span(&node);
        let mut say = Say { wordings: Vec::new(), media: None, buttons: None, any_hour: false, span };
        let mut order = Order::default();
        for part in node.into_inner() {
            order.next(self, &part);
            match part.as_rule() {
                Rule::wording => say.wordings = self.texts(part),
                Rule::with_media => say.media = self.with_media(part),
                Rule::buttons => say.buttons = Some(self.buttons(part)),
                Rule::any_hour => say.any_hour = self.any_hour(part),
                _ => self.rest(part),
            }
        }
        say
    }

    pub(super) fn send(&mut self, node: Node<'i>) -> Send {
        let span = self.span(&node);
        let mut send = Send { what: Sent::Missing, caption: None, buttons: None, any_hour: false, span };
        let mut order = Order::default();
        for part in node.into_inner() {
            order.next(self, &part);
            match part.as_rule() {
                Rule::media => send.what = Sent::Media(self.media(part)),
                Rule::sent_template => send.what = self.sent_template(part),
                Rule::sent_location => send.what = self.sent_location(part),
                Rule::caption => send.caption = self.text_in(part),
                Rule::buttons => send.buttons = Some(self.buttons(part)),
                Rule::any_hour => send.any_hour = self.any_hour(part),
                _ => self.rest(part),
            }
        }
        send
    }

    fn sent_template(&mut self, node: Node<'i>) -> Sent {
        let (mut name, mut args) = (None, None);
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::args => args = Some(self.args(part)),
                _ => self.rest(part),
            }
        }
        Sent::Template { name, args }
    }

    fn sent_location(&mut self, node: Node<'i>) -> Sent {
        let mut numbers = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::signed => numbers.push(self.signed(part)),
                Rule::wrong_numeric | Rule::missing_number => {
                    numbers.push(None);
                    self.rest(part);
                }
                _ => self.rest(part),
            }
        }
        let longitude = if numbers.len() > 1 { numbers.pop().flatten() } else { None };
        Sent::Location { latitude: numbers.pop().flatten(), longitude }
    }

    /// `ask …`, and `ai ask …`
    pub(super) fn ask(&mut self, node: Node<'i>) -> Ask {
        let span = self.span(&node);
        let mut ask = Ask {
            ai: false,
            kind: None,
            wordings: Vec::new(),
            media: None,
            choices: None,
            tail: Tail { span: span.after(), ..Tail::default() },
            span,
        };
        let mut order = Order::default();
        for part in node.into_inner() {
            order.next(self, &part);
            match part.as_rule() {
                Rule::kw_ai => ask.ai = true,
                Rule::answer_kind => ask.kind = Some(answer_kind(&part)),
                Rule::wording => ask.wordings = self.texts(part),
                Rule::with_media => ask.media = self.with_media(part),
                Rule::buttons => ask.choices = Some(Choices::Buttons(self.buttons(part))),
                Rule::choices => ask.choices = self.choices(part),
                Rule::tail => ask.tail = self.tail(part),
                _ => self.rest(part),
            }
        }
        ask
    }

    fn choices(&mut self, node: Node<'i>) -> Option<Choices> {
        let mut choices = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::expr => choices = Some(Choices::OneOf(self.expr(part))),
                _ => self.rest(part),
            }
        }
        choices
    }

    fn with_media(&mut self, node: Node<'i>) -> Option<Media> {
        let mut media = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::media => media = Some(self.media(part)),
                _ => self.rest(part),
            }
        }
        media
    }

    fn media(&mut self, node: Node<'i>) -> Media {
        let mut media = Media { kind: MediaKind::File, sources: Vec::new(), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::kw_image => media.kind = MediaKind::Image,
                Rule::kw_voice => media.kind = MediaKind::Voice,
                Rule::kw_video => media.kind = MediaKind::Video,
                Rule::kw_note => media.kind = MediaKind::Note,
                Rule::kw_file => media.kind = MediaKind::File,
                Rule::text => media.sources.push(MediaSource::Text(self.text(part))),
                Rule::path => media.sources.push(MediaSource::Path(self.path(part))),
                _ => self.rest(part),
            }
        }
        media
    }

    pub(super) fn any_hour(&mut self, node: Node<'i>) -> bool {
        for part in node.into_inner() {
            self.rest(part);
        }
        true
    }

    fn buttons(&mut self, node: Node<'i>) -> Buttons {
        let mut buttons = Buttons { kind: ButtonsKind::List(Vec::new()), span: self.span(&node) };
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::texts => buttons.kind = ButtonsKind::List(self.texts(part)),
                Rule::button_block => buttons.kind = ButtonsKind::Block(self.button_block(part)),
                _ => self.rest(part),
            }
        }
        buttons
    }

    fn button_block(&mut self, node: Node<'i>) -> Vec<Button> {
        let mut buttons = Vec::new();
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::button => buttons.extend(self.button(part)),
                Rule::stray_item => {
                    self.misplaced(part, "here stand buttons: a text with an arrow, a block or a link")
                }
                Rule::stray_statements => {
                    self.strayed(part, "here stand buttons: a text with an arrow, a block or a link");
                }
                _ => self.rest(part),
            }
        }
        buttons.shrink_to_fit();
        buttons
    }

    fn button(&mut self, node: Node<'i>) -> Option<Button> {
        let span = self.span(&node);
        let mut texts: Vec<Text> = Vec::new();
        let mut link = false;
        let mut body = Body::Missing(span.after());
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::text => texts.push(self.text(part)),
                Rule::text_below => texts.extend(self.text_below(part)),
                Rule::kw_link => link = true,
                Rule::body => body = self.body(part),
                _ => self.rest(part),
            }
        }
        let mut texts = texts.into_iter();
        let text = texts.next()?;
        let action = if link { ButtonAction::Link(texts.next()) } else { ButtonAction::Body(body) };
        Some(Button { text, action, span })
    }
}

pub(super) fn answer_kind(node: &Node<'_>) -> AnswerKind {
    match node.into_inner().next().map(|word| word.as_rule()) {
        Some(Rule::kw_number) => AnswerKind::Number,
        Some(Rule::kw_phone) => AnswerKind::Phone,
        Some(Rule::kw_email) => AnswerKind::Email,
        Some(Rule::kw_time) => AnswerKind::Time,
        Some(Rule::kw_date) => AnswerKind::Date,
        Some(Rule::kw_image) => AnswerKind::Image,
        Some(Rule::kw_voice) => AnswerKind::Voice,
        Some(Rule::kw_video) => AnswerKind::Video,
        Some(Rule::kw_file) => AnswerKind::File,
        Some(Rule::kw_location) => AnswerKind::Location,
        _ => AnswerKind::Text,
    }
}

/// The parts of a message have an order, and each stands there once.
#[derive(Default)]
struct Order {
    last: u8,
    word: Option<Span>,
}

impl Order {
    fn next(&mut self, builder: &mut Builder<'_>, part: &Node<'_>) {
        let place = match part.as_rule() {
            Rule::with_media | Rule::caption => 1,
            Rule::buttons | Rule::choices => 2,
            Rule::any_hour => 3,
            _ => return,
        };
        let word = match part.as_rule() {
            Rule::any_hour => builder.span(part),
            _ => builder.first_word(part),
        };
        let text = builder.slice(word);
        if place == self.last {
            let before = self.word.map_or("", |word| builder.slice(word));
            let message = if before == text {
                format!("`{text}` is written twice")
            } else {
                format!("`{text}` and `{before}` exclude each other")
            };
            builder.report(Diagnostic::new(&codes::TWICE, word, message));
        } else if place < self.last
            && let Some(before) = self.word
        {
            let late = builder.slice(before);
            builder.report(
                Diagnostic::new(&codes::WRONG_ORDER, word, format!("`{text}` stands behind `{late}`"))
                    .also(before, format!("`{text}` comes before this"))
                    .help("the order is: the text, `with` or `caption`, `buttons`, `at any hour`"),
            );
        }
        if place >= self.last {
            self.last = place;
            self.word = Some(word);
        }
    }
}
