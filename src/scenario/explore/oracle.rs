//! Who answers in the model's place while a contact walks about.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::answers::Answers;
use super::super::judge::Judge;
use super::path::Said;
use super::rng::Rng;
use super::sample::Samples;
use crate::engine::{Machine, ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Task};
use crate::ir::Time;
use crate::source::Span;

/// What answers where no verdict is given.
pub(super) type Offline<'a> = &'a (dyn Fn(&ModelRequest) -> ModelAnswer + Sync);

/// Answers as a test would: by the verdicts of the last message, else offline. While it walks it makes the verdict itself when the
/// first question about a message comes, so that the same conversation can be written as a test.
#[derive(Clone)]
pub(super) struct Oracle<'a> {
    judge: Judge<Offline<'a>>,
    samples: &'a Samples,
    /// The choices that are left to it, for this message.
    walk: Option<Rng>,
    /// How often each meaning was chosen, so that the rare ones come next.
    pub tries: BTreeMap<String, usize>,
    /// When the message was written.
    at: Time,
    said: Vec<Said>,
}

impl<'a> Oracle<'a> {
    /// Without verdicts.
    pub fn new(machine: Arc<Machine>, offline: Offline<'a>, samples: &'a Samples) -> Self {
        let judge = Judge::new(machine, offline);
        Oracle { judge, samples, walk: None, tries: BTreeMap::new(), at: Time(0), said: Vec::new() }
    }

    /// From here on the model is down.
    pub fn go_down(&mut self) {
        self.judge.go_down();
    }

    /// A message comes with these verdicts; without any, `walk` makes them.
    pub fn hear(&mut self, said: &[Said], at: Time, walk: Option<Rng>) {
        self.at = at;
        self.said = said.to_vec();
        self.walk = walk.filter(|_| said.is_empty());
        self.give();
    }

    /// The verdicts that were asked for, made or given.
    pub fn settle(&mut self) -> Vec<Said> {
        self.walk = None;
        let mistaken = self.judge.mistake().is_some();
        let open: Vec<u32> = self.judge.open().iter().map(|(_, span)| span.start).collect();
        self.judge.judge(Vec::new());
        let said = std::mem::take(&mut self.said).into_iter().zip(0..);
        said.filter(|(_, nth)| !mistaken && !open.contains(nth)).map(|(said, _)| said).collect()
    }

    fn give(&mut self) {
        let numbered = self.said.iter().zip(0..);
        let findings =
            numbered.map(|(said, nth)| (said.finding(self.at), Span { start: nth, ..Span::default() }));
        self.judge.judge(findings.collect());
    }

    fn make(&mut self, task: &Task, rng: &mut Rng) -> Vec<Said> {
        let words = || Said::Replies("Fine.".to_owned());
        match task {
            Task::Judge { untils, whens } if untils.is_empty() && whens.is_empty() => vec![words()],
            Task::Judge { untils, whens } => {
                let gates = untils.iter().map(|gate| (Some(gate), "until"));
                let routes = whens.iter().map(|route| (Some(route), "when"));
                let ways: Vec<(Option<&PatternSpec>, &str)> =
                    gates.chain(routes).chain([(None, "unanswered"), (None, "answered")]).collect();
                let Some((pattern, word)) = self.rarest(&ways, rng) else { return vec![words()] };
                let meaning = pattern.map(|pattern| label(pattern).to_owned()).unwrap_or_default();
                let said = match word {
                    "until" => Said::Until(meaning),
                    "when" => Said::Routed(meaning),
                    "unanswered" => Said::Unanswered,
                    _ => words(),
                };
                self.with_values(said, pattern, rng)
            }
            Task::Route { whens } => {
                let routes = whens.iter().map(|route| (Some(route), "when"));
                let ways: Vec<(Option<&PatternSpec>, &str)> = routes.chain([(None, "else")]).collect();
                match self.rarest(&ways, rng) {
                    Some((Some(pattern), _)) => {
                        self.with_values(Said::Routed(label(pattern).to_owned()), Some(pattern), rng)
                    }
                    _ => vec![Said::Else],
                }
            }
            Task::Read { values, .. } => {
                let found = |slot: &SaveSpec| {
                    let value = self.samples.value(&slot.name, &slot.ty, rng);
                    Some(Said::Read(slot.name.clone(), value)).filter(|_| !rng.chance(30))
                };
                values.iter().filter_map(found).collect()
            }
            Task::Open | Task::Write { .. } => vec![words()],
            Task::Transcribe { .. } => {
                let text = crate::ir::Value::Text(self.samples.text(rng));
                vec![Said::Read("answer".to_owned(), super::path::Given::Value(text))]
            }
        }
    }

    fn with_values(&self, said: Said, pattern: Option<&PatternSpec>, rng: &mut Rng) -> Vec<Said> {
        let slots = pattern.map(|pattern| pattern.saves.as_slice()).unwrap_or_default();
        let save =
            |slot: &SaveSpec| Said::Save(slot.name.clone(), self.samples.value(&slot.name, &slot.ty, rng));
        let saves: Vec<Said> = slots.iter().map(save).collect();
        [said].into_iter().chain(saves).collect()
    }

    /// One of the ways that were chosen least.
    fn rarest<'p>(
        &mut self,
        ways: &[(Option<&'p PatternSpec>, &'static str)],
        rng: &mut Rng,
    ) -> Option<(Option<&'p PatternSpec>, &'static str)> {
        let name = |way: &(Option<&PatternSpec>, &str)| format!("{} {}", way.1, way.0.map_or("", label));
        let tried = |oracle: &Self, way: &_| oracle.tries.get(&name(way)).copied().unwrap_or_default();
        let least = ways.iter().map(|way| tried(self, way)).min()?;
        let rare: Vec<_> = ways.iter().filter(|way| tried(self, way) == least).collect();
        let way = if rng.chance(70) { **rng.pick(&rare)? } else { *rng.pick(ways)? };
        *self.tries.entry(name(&way)).or_default() += 1;
        Some(way)
    }
}

fn label(pattern: &PatternSpec) -> &str {
    pattern.meanings.first().map_or("", String::as_str)
}

impl Answers for Oracle<'_> {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        if let Some(mut rng) = self.walk.take()
            && !(self.judge.is_down() && rng.chance(60))
        {
            self.said = self.make(&request.task, &mut rng);
            self.give();
        }
        self.judge.answer(request)
    }
}
