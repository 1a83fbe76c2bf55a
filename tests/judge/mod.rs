//! What answers in a model's place where a page's test says nothing.

use std::collections::BTreeMap;

use flowc::engine::{ModelAnswer, ModelRequest, PatternSpec, Task};

/// Judges by the examples alone: a pattern is taken if the message contains one of them. What none takes is
/// unanswered; instructions are sent as their words for a day without a model.
pub fn by_example(request: &ModelRequest) -> ModelAnswer {
    let said: Vec<String> = request.messages.iter().map(|message| message.text.to_lowercase()).collect();
    let said = said.join("\n");
    let fits = |pattern: &&PatternSpec| pattern.like.iter().any(|like| said.contains(&like.to_lowercase()));
    let saves = BTreeMap::new();
    match &request.task {
        Task::Judge { untils, whens } => {
            let until = untils.iter().find(fits).map(|pattern| pattern.number);
            let when = whens.iter().find(fits).map(|pattern| pattern.number);
            ModelAnswer::Judged { until, when, saves, covered: false, reply: String::new() }
        }
        Task::Route { whens } => {
            ModelAnswer::Routed { when: whens.iter().find(fits).map(|pattern| pattern.number), saves }
        }
        Task::Read { .. } => ModelAnswer::Found(saves),
        Task::Write { instruction, fallback } => {
            ModelAnswer::Wrote(fallback.clone().unwrap_or_else(|| instruction.clone()))
        }
        Task::Open => ModelAnswer::Wrote(String::new()),
        Task::Transcribe { .. } => ModelAnswer::Heard(String::new()),
    }
}
