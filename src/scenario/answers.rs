//! Who answers in a model's place?

use crate::engine::{ModelAnswer, ModelRequest};

/// What answers the calls of a model. Deterministic: the same request gets the same answer.
pub trait Answers {
    /// Answers a call; its history is filled.
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer;

    /// The first call since this was last asked that nothing could answer: a test fails there.
    fn missing(&mut self) -> Option<Missing> {
        None
    }
}

/// A call without an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// What was asked.
    pub request: ModelRequest,
    /// Why a live model did not answer; empty where none was asked.
    pub why: String,
}

impl<F: FnMut(&ModelRequest) -> ModelAnswer> Answers for F {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        self(request)
    }
}
