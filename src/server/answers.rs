//! Answers that were given: an event that comes again, because its sender did not get the answer, gets the same one.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value as Json;

use crate::ir::{Duration, Time};

const KEPT_MAX: usize = 1_000;
const KEPT_FOR: Duration = Duration(600_000);

/// The answers of the last ten minutes, at most a thousand, by contact and event.
#[derive(Debug, Default)]
pub(super) struct Answers {
    kept: Mutex<VecDeque<Kept>>,
}

#[derive(Debug)]
struct Kept {
    contact: String,
    event: String,
    at: Time,
    answer: Json,
}

impl Answers {
    /// The answer that the event got.
    pub fn of(&self, contact: &str, event: &str, now: Time) -> Option<Json> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.front().is_some_and(|oldest| oldest.at + KEPT_FOR < now) {
            kept.pop_front();
        }
        let same = |kept: &&Kept| kept.contact == contact && kept.event == event;
        kept.iter().find(same).map(|kept| kept.answer.clone())
    }

    /// The event gets this answer.
    pub fn keep(&self, contact: &str, event: &str, at: Time, answer: Json) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back(Kept { contact: contact.to_owned(), event: event.to_owned(), at, answer });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_a_while_and_their_number_is_bounded() {
        let answers = Answers::default();
        answers.keep("mc:1", "a", Time(0), Json::from(1));
        assert_eq!(answers.of("mc:1", "a", Time(600_000)), Some(Json::from(1)));
        assert_eq!(answers.of("mc:2", "a", Time(0)), None);
        for number in 0..KEPT_MAX {
            answers.keep("mc:2", &number.to_string(), Time(0), Json::Null);
        }
        assert_eq!(answers.of("mc:1", "a", Time(0)), None, "the oldest went");
        assert_eq!(answers.of("mc:2", "5", Time(600_001)), None, "too old");
    }
}
