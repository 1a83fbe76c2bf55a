//! Who answers in a model's place?

use crate::engine::{ModelAnswer, ModelRequest};

/// What answers the calls of a model. Deterministic: the same request gets the same answer.
pub trait Answers {
    /// Answers a call; its history is filled.
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer;
}

impl<F: FnMut(&ModelRequest) -> ModelAnswer> Answers for F {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        self(request)
    }
}
