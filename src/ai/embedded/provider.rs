//! The offline provider: every kind of request, answered without a model.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::judge::{Judge, Pattern};
use super::knowledge::{Alphabet, Found, Index};
use super::value;
use crate::engine::{ModelAnswer, ModelRequest, PatternSpec, Task};
use crate::ir::ReadFrom;

/// The offline provider. Its answers are a pure function of what it is asked; what it has learned of a set of patterns is kept
/// only to save the time of learning it again.
#[derive(Debug, Default)]
pub struct Embedded {
    judges: Mutex<BTreeMap<Vec<Pattern>, Arc<Judge>>>,
}

/// How many sets of patterns are kept learned; one more, and all are learned anew.
const JUDGES_MAX: usize = 256;

/// What a request may draw on besides itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The knowledge tables that the request names, in its order.
    pub knowledge: &'a [Arc<Index>],
    /// The words on the request's picture, where something has read them.
    pub page: Option<&'a str>,
}

impl Embedded {
    /// Answers a request.
    ///
    /// - `Judge`: the pattern that fits best and whose values are all there, gate or route; else the best row of the knowledge
    ///   tables; else not covered, with an honest sentence in the contact's language for a script without `unanswered`.
    /// - `Route`: the same choice; none is the route's `else`.
    /// - `Open`: nothing, for it cannot word a message (`opening` is sent by the engine).
    /// - `Read`: values of a known shape from the message, or from the picture's words where there are some; of several different
    ///   ones none.
    /// - `Write`: the author's words for a day without a model, else nothing.
    pub fn answer(&self, request: &ModelRequest, sources: Sources<'_>) -> ModelAnswer {
        let now = request.at.timestamp();
        let zone = TimeZone::get(&request.zone).unwrap_or(TimeZone::UTC);
        let text = said(request);
        match &request.task {
            Task::Judge { untils, whens } => self.judged(untils, whens, &text, sources, now, &zone),
            Task::Route { whens } => {
                let patterns: Vec<&PatternSpec> = whens.iter().collect();
                match self.chosen(&patterns, &text, now, &zone) {
                    Some((place, _, saves)) => {
                        ModelAnswer::Routed { when: Some(patterns[place].number), saves }
                    }
                    None => ModelAnswer::Routed { when: None, saves: BTreeMap::new() },
                }
            }
            Task::Open => ModelAnswer::Wrote(String::new()),
            Task::Read { from, values, .. } => {
                let source = match from {
                    ReadFrom::Message | ReadFrom::Voice => Some(text.as_str()),
                    ReadFrom::Image | ReadFrom::File => sources.page,
                };
                ModelAnswer::Found(
                    source.map(|source| value::some(values, source, now, &zone)).unwrap_or_default(),
                )
            }
            // Nothing here can listen.
            Task::Transcribe { .. } => ModelAnswer::Heard(String::new()),
            Task::Write { fallback, .. } => ModelAnswer::Wrote(fallback.clone().unwrap_or_default()),
        }
    }

    fn judged(
        &self,
        untils: &[PatternSpec],
        whens: &[PatternSpec],
        text: &str,
        sources: Sources<'_>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> ModelAnswer {
        let patterns: Vec<&PatternSpec> = untils.iter().chain(whens).collect();
        let chosen = self.chosen(&patterns, text, now, zone);
        let row = best_row(sources.knowledge, text);
        // A question that a row answers nearly word for word is not a doubt that happens to share some of its words.
        let row_first = match (&chosen, row) {
            (Some((_, score, _)), Some(row)) => row.score > ROW_SURE && row.score > *score,
            (None, Some(_)) => true,
            _ => false,
        };
        let (until, when, saves) = match chosen {
            Some((place, _, saves)) if !row_first => {
                let number = patterns[place].number;
                if place < untils.len() { (Some(number), None, saves) } else { (None, Some(number), saves) }
            }
            _ => (None, None, BTreeMap::new()),
        };
        let is_chosen = until.is_some() || when.is_some();
        let covered = is_chosen || row_first;
        let reply = match row {
            Some(found) if row_first => found.row.1.clone(),
            _ if is_chosen => String::new(),
            _ => honest_sentence(text).to_string(),
        };
        ModelAnswer::Judged { until, when, saves, covered, reply }
    }

    /// The best pattern whose values are all in the text.
    fn chosen(
        &self,
        patterns: &[&PatternSpec],
        text: &str,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Option<Chosen> {
        if text.trim().is_empty() || patterns.is_empty() {
            return None;
        }
        let fitting = self.judge(patterns).fitting(text);
        fitting.into_iter().find_map(|(place, score)| {
            Some((place, score, value::all(&patterns[place].saves, text, now, zone)?))
        })
    }

    fn judge(&self, patterns: &[&PatternSpec]) -> Arc<Judge> {
        let patterns: Vec<Pattern> =
            patterns.iter().map(|p| Pattern { meanings: p.meanings.clone(), like: p.like.clone() }).collect();
        let mut judges = self.judges.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(judge) = judges.get(&patterns) {
            return judge.clone();
        }
        if judges.len() >= JUDGES_MAX {
            judges.clear();
        }
        let judge = Arc::new(Judge::of(&patterns));
        judges.insert(patterns, judge.clone());
        judge
    }
}

/// A pattern's place, its score, its values.
type Chosen = (usize, f64, BTreeMap<String, crate::ir::Value>);

/// From this score on a row of knowledge goes before a pattern that fits less.
const ROW_SURE: f64 = 0.7;

/// The best row of all tables, one in the text's own alphabet first; of equals the first.
fn best_row<'a>(tables: &'a [Arc<Index>], text: &str) -> Option<Found<'a>> {
    let alphabet = Alphabet::of(text);
    let rank = |found: &Found<'_>| (Alphabet::of(&found.row.1) == alphabet, found.score);
    let found = tables.iter().filter_map(|index| index.answer(text));
    found.fold(None, |best: Option<Found<'_>>, row| match best {
        Some(known) if rank(&known) >= rank(&row) => Some(known),
        _ => Some(row),
    })
}

/// The texts of the messages, one per line.
fn said(request: &ModelRequest) -> String {
    let texts: Vec<&str> =
        request.messages.iter().map(|message| message.text.as_str()).filter(|t| !t.is_empty()).collect();
    texts.join("\n")
}

/// What is said where nothing else can be: true, and in the alphabet of the contact.
fn honest_sentence(text: &str) -> &'static str {
    match Alphabet::of(text) {
        Alphabet::Cyrillic => "На это я сейчас не могу ответить.",
        Alphabet::Latin => "I cannot answer that right now.",
    }
}

#[cfg(test)]
#[path = "provider_test.rs"]
mod tests;
