//! What a test does with a contact beside sending it events.

use super::contact::Exposure;
use super::eval::{Scope, evaluate};
use super::{Contact, Machine};
use crate::ir::{Expr, Time, Value};

impl Contact {
    /// Shows an arm of a router, as if it had been drawn at that time.
    pub fn expose(&mut self, router: &str, arm: &str, at: Time) {
        self.exposures.retain(|exposure| exposure.router != router);
        self.exposures.push(Exposure { router: router.to_owned(), arm: arm.to_owned(), at, redrawn: false });
    }

    /// The value of an expression where the contact stands: its locals, its last answer, its latest postbacks.
    pub fn look(&self, machine: &Machine, expr: &Expr, now: Time) -> Value {
        let flows: Vec<&str> = self.frames.iter().map(|frame| frame.flow.as_str()).collect();
        let inbound = self.frames.last().and_then(|frame| frame.inbound.as_ref());
        evaluate(
            expr,
            &Scope {
                machine,
                contact: self,
                locals: self.locals(),
                item: None,
                inbound,
                latest: &self.latest,
                answer: &self.given.answer,
                answer_image: self.given.answer_image.as_ref(),
                now,
                flows: &flows,
            },
        )
    }
}
