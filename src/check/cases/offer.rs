//! Routes for buttons that no message has.

use std::collections::BTreeSet;

use super::router::{Branch, Way};
use crate::diagnostic::codes::data::BUTTON_NEVER_SHOWN;
use crate::diagnostic::{Diagnostic, Sink, nearest};
use crate::ir::{Buttons, Expr, Message, Op, Program, Value, fold};

/// Every button of a program.
#[derive(Debug, Default)]
pub struct Offer {
    texts: BTreeSet<String>,
    folded: BTreeSet<String>,
    /// Whether some are known only when they are sent.
    is_open: bool,
}

impl Offer {
    /// What the messages of a program offer.
    pub fn of(program: &Program) -> Self {
        let mut offer = Offer::default();
        for node in &program.nodes {
            match &node.op {
                Op::Say(message) => offer.message(message),
                Op::Ask(ask) => {
                    offer.message(&ask.message);
                    match &ask.choices {
                        None => {}
                        Some(Expr::List(items)) => items.iter().for_each(|item| offer.choice(item)),
                        Some(_) => offer.is_open = true,
                    }
                }
                // What a channel has approved may have buttons of its own.
                Op::SendTemplate(_) => offer.is_open = true,
                _ => {}
            }
        }
        offer
    }

    fn message(&mut self, message: &Message) {
        let buttons: &Buttons = &message.buttons;
        for button in buttons {
            match button.text.as_literal() {
                Some(text) => self.text(text),
                None => self.is_open = true,
            }
        }
    }

    fn choice(&mut self, item: &Expr) {
        match item {
            Expr::Literal(Value::Text(text)) => self.text(text),
            _ => self.is_open = true,
        }
    }

    fn text(&mut self, text: &str) {
        self.texts.insert(text.to_owned());
        self.folded.insert(fold(text));
    }

    /// Tells the buttons of a router that nothing offers.
    pub fn check(&self, branches: &[Branch<'_>], sink: &mut Sink) {
        if self.is_open {
            return;
        }
        for way in branches.iter().filter(|branch| branch.is_own).flat_map(|branch| &branch.ways) {
            let Way::Button(text, span) = way else { continue };
            let Some(words) = text.literal().filter(|words| !self.folded.contains(&fold(words))) else {
                continue;
            };
            let found =
                Diagnostic::new(&BUTTON_NEVER_SHOWN, *span, format!("no message has a button `{words}`"));
            sink.push(match nearest(words, self.texts.iter().map(String::as_str)) {
                Some(near) => found.help(format!("did you mean \"{near}\"?")).fix(
                    format!("write \"{near}\""),
                    text.span,
                    format!("\"{near}\""),
                ),
                None => found.help("give it to a message, `buttons \"…\"`, or take the pattern out"),
            });
        }
    }
}
