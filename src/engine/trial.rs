//! What a test does with a contact beside sending it events.

use super::eval::{Scope, evaluate};
use super::{Contact, Machine};
use crate::ir::{Expr, Time, Value};

impl Contact {
    /// Shows an arm of a router, as if it had been drawn at that time.
    pub fn expose(&mut self, _router: &str, _arm: &str, _at: Time) {}

    /// The value of an expression where the contact stands: its locals, its last answer, its latest postbacks.
    pub fn look(&self, machine: &Machine, expr: &Expr, now: Time) -> Value {
        let points = self.points();
        let flows: Vec<&str> = points.iter().map(|standing| standing.flow.as_str()).collect();
        evaluate(
            expr,
            &Scope {
                machine,
                contact: self,
                locals: &Default::default(),
                inbound: None,
                latest: &[],
                answer: &Value::Empty,
                answer_image: None,
                now,
                flows: &flows,
            },
        )
    }
}
