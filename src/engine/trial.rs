//! What a test does with a contact beside sending it events.

use super::contact::Exposure;
use super::eval::{self, Arrival};
use super::run::Run;
use super::{Contact, Machine};
use crate::ir::{Expr, Time, Value};

impl Contact {
    /// Shows an arm of a router, as if it had been drawn at that time.
    pub fn expose(&mut self, router: &str, arm: &str, at: Time) {
        self.exposures.retain(|exposure| exposure.router != router);
        let (router, arm) = (router.to_owned(), arm.to_owned());
        self.exposures.push(Exposure { router, arm, at, redrawn: false });
    }

    /// The value of an expression where the contact stands: its locals, its last answer, its latest postbacks.
    pub fn look(&self, machine: &Machine, expr: &Expr, now: Time) -> Value {
        let mut contact = self.clone();
        let run = Run::new(machine, &mut contact, now);
        run.scoped(run.innermost(), None::<&Arrival>, |scope| eval::evaluate(expr, scope))
    }
}
