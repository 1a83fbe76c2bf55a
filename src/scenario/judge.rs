//! What a test says in a model's place.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::answers::{Answers, Missing};
use super::script::Mistake;
use super::typed::typed;
use crate::diagnostic::nearest;
use crate::engine::eval::{clock, same_text};
use crate::engine::{Machine, ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Task};
use crate::ir::Value;
use crate::source::Span;

/// A verdict with its values computed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Finding {
    Routed(String),
    Else,
    Unanswered,
    Until { meaning: String, holds: bool },
    Save(String, Value),
    Read(String, Value),
    Replies(String),
}

/// Answers by the verdicts of the last message, each used once; where none speaks, the offline provider does.
#[derive(Debug, Clone)]
pub(super) struct Judge<A> {
    machine: Arc<Machine>,
    offline: A,
    open: Vec<(Finding, Span)>,
    down: bool,
    mistake: Option<Mistake>,
}

impl<A: Answers> Judge<A> {
    pub fn new(machine: Arc<Machine>, offline: A) -> Self {
        Judge { machine, offline, open: Vec::new(), down: false, mistake: None }
    }

    /// From now on the model is down, until a message comes with a verdict.
    pub fn go_down(&mut self) {
        self.down = true;
    }

    /// Whether the model is down.
    pub fn is_down(&self) -> bool {
        self.down
    }

    /// The verdicts of a new message.
    pub fn judge(&mut self, findings: Vec<(Finding, Span)>) {
        if !findings.is_empty() {
            self.down = false;
        }
        self.open = findings;
    }

    /// The first verdict that named what was not there.
    pub fn mistake(&mut self) -> Option<Mistake> {
        self.mistake.take()
    }

    /// Verdicts that no call has asked for.
    pub fn open(&self) -> &[(Finding, Span)] {
        &self.open
    }

    /// Takes the first verdict that fits.
    fn take<T>(&mut self, wanted: impl Fn(&Finding) -> Option<T>) -> Option<(T, Span)> {
        let place = self.open.iter().position(|(finding, _)| wanted(finding).is_some())?;
        let (finding, span) = self.open.remove(place);
        wanted(&finding).map(|found| (found, span))
    }

    fn wrong(&mut self, span: Span, message: String) {
        self.mistake.get_or_insert(Mistake { span, message });
    }

    fn reply(&mut self) -> Option<String> {
        let replies = self.take(|finding| match finding {
            Finding::Replies(text) => Some(text.clone()),
            _ => None,
        });
        replies.map(|(text, _)| text)
    }

    /// The pattern that a meaning names; where there is none, the verdict is wrong.
    fn pattern(&mut self, meaning: &str, span: Span, patterns: &[PatternSpec]) -> Option<PatternSpec> {
        let of = |pattern: &&PatternSpec| pattern.meanings.iter().any(|known| same_text(known, meaning));
        if let Some(pattern) = patterns.iter().find(of) {
            return Some(pattern.clone());
        }
        let known: Vec<&str> =
            patterns.iter().flat_map(|pattern| &pattern.meanings).map(String::as_str).collect();
        let message = match nearest(meaning, known.iter().copied()) {
            Some(near) => format!("no branch here means \"{meaning}\"; did you mean \"{near}\"?"),
            None if known.is_empty() => {
                format!("no branch here means \"{meaning}\": there is none with a meaning")
            }
            None => {
                let known: Vec<String> = known.iter().map(|meaning| format!("\"{meaning}\"")).collect();
                format!("no branch here means \"{meaning}\"; there are {}", known.join(", "))
            }
        };
        self.wrong(span, message);
        None
    }

    /// Values for the chosen pattern: the test's, else what the offline provider finds for it.
    fn saves(&mut self, request: &ModelRequest, pattern: &PatternSpec) -> BTreeMap<String, Value> {
        if pattern.saves.is_empty() {
            return BTreeMap::new();
        }
        let zone = zone_of(request);
        let written = self.values(&pattern.saves, &zone, |finding| match finding {
            Finding::Save(name, value) => Some((name.clone(), value.clone())),
            _ => None,
        });
        if !written.is_empty() {
            return found(written);
        }
        let mut alone = request.clone();
        alone.task = Task::Route { whens: vec![pattern.clone()] };
        match self.offline.answer(&alone) {
            ModelAnswer::Routed { saves, .. } => saves,
            _ => BTreeMap::new(),
        }
    }

    /// All verdicts with values for the slots.
    fn values(
        &mut self,
        slots: &[SaveSpec],
        zone: &TimeZone,
        wanted: impl Fn(&Finding) -> Option<(String, Value)>,
    ) -> BTreeMap<String, Value> {
        let mut values = BTreeMap::new();
        while let Some(((name, value), span)) = self.take(&wanted) {
            match slots.iter().find(|slot| slot.name == name) {
                Some(slot) => {
                    values.insert(name, typed(value, &slot.ty, zone, &self.machine));
                }
                None => {
                    let known = slots.iter().map(|slot| slot.name.as_str());
                    let hint = nearest(&name, known.clone())
                        .map(|near| format!("did you mean `{near}`?"))
                        .unwrap_or_else(|| format!("it looks for {}", known.collect::<Vec<_>>().join(", ")));
                    self.wrong(span, format!("nothing here looks for `{name}`; {hint}"));
                }
            }
        }
        values
    }

    fn judged(
        &mut self,
        request: &ModelRequest,
        untils: &[PatternSpec],
        whens: &[PatternSpec],
    ) -> ModelAnswer {
        if untils.is_empty() && whens.is_empty() {
            return self.unjudged(request);
        }
        let mut answer = Judged::default();
        let gate = self.take(|finding| match finding {
            Finding::Until { meaning, holds: true } => Some(meaning.clone()),
            _ => None,
        });
        if let Some((meaning, span)) = gate
            && let Some(pattern) = self.pattern(&meaning, span, untils)
        {
            answer.saves = self.saves(request, &pattern);
            answer.until = Some(pattern.number);
        }
        let route = self.take(|finding| match finding {
            Finding::Routed(meaning) => Some(meaning.clone()),
            _ => None,
        });
        if let Some((meaning, span)) = &route
            && untils.iter().any(|gate| gate.meanings.iter().any(|known| same_text(known, meaning)))
        {
            self.wrong(*span, format!("\"{meaning}\" is an `until` here: write `until \"{meaning}\" yes`"));
        } else if let Some((meaning, span)) = route
            && let Some(pattern) = self.pattern(&meaning, span, whens)
        {
            if answer.until.is_none() {
                answer.saves = self.saves(request, &pattern);
            }
            answer.when = Some(pattern.number);
        }
        if let Some(((), span)) = self.take(|finding| (*finding == Finding::Else).then_some(())) {
            self.wrong(span, "an `ai reply` has no `else`: write `routed unanswered`".to_owned());
        }
        let unanswered = self.take(|finding| (*finding == Finding::Unanswered).then_some(())).is_some();
        let reply = self.reply();
        let spoken = answer.until.is_some() || answer.when.is_some() || unanswered || reply.is_some();
        if spoken || self.mistake.is_some() {
            let Judged { until, when, saves } = answer;
            return ModelAnswer::Judged {
                until,
                when,
                saves,
                covered: !unanswered,
                reply: reply.unwrap_or_default(),
            };
        }
        self.doubted(request, untils)
    }

    /// The offline provider's judgement, without a gate of which the test says that it does not hold.
    fn doubted(&mut self, request: &ModelRequest, untils: &[PatternSpec]) -> ModelAnswer {
        let mut answer = self.offline.answer(request);
        while let Some((meaning, span)) = self.take(|finding| match finding {
            Finding::Until { meaning, holds: false } => Some(meaning.clone()),
            _ => None,
        }) {
            let Some(pattern) = self.pattern(&meaning, span, untils) else { continue };
            if let ModelAnswer::Judged { until, .. } = &mut answer
                && *until == Some(pattern.number)
            {
                *until = None;
            }
        }
        answer
    }

    fn routed(&mut self, request: &ModelRequest, whens: &[PatternSpec]) -> ModelAnswer {
        if let Some(((), span)) = self.take(|finding| (*finding == Finding::Unanswered).then_some(())) {
            self.wrong(span, "a `route` has no `unanswered`: write `routed else`".to_owned());
        }
        if self.take(|finding| (*finding == Finding::Else).then_some(())).is_some() {
            return ModelAnswer::Routed { when: None, saves: BTreeMap::new() };
        }
        let route = self.take(|finding| match finding {
            Finding::Routed(meaning) => Some(meaning.clone()),
            _ => None,
        });
        match route {
            Some((meaning, span)) => match self.pattern(&meaning, span, whens) {
                Some(pattern) => {
                    let saves = self.saves(request, &pattern);
                    ModelAnswer::Routed { when: Some(pattern.number), saves }
                }
                None => ModelAnswer::Routed { when: None, saves: BTreeMap::new() },
            },
            None => self.offline.answer(request),
        }
    }

    /// What a voice message says is what `read answer = "…"` finds in it.
    fn heard(&mut self, request: &ModelRequest) -> ModelAnswer {
        let said = self.take(|finding| match finding {
            Finding::Read(name, Value::Text(text)) if name == "answer" => Some(text.clone()),
            _ => None,
        });
        said.map_or_else(|| self.offline.answer(request), |(text, _)| ModelAnswer::Heard(text))
    }

    fn unjudged(&mut self, request: &ModelRequest) -> ModelAnswer {
        let Some(reply) = self.reply() else { return self.offline.answer(request) };
        match request.task {
            Task::Judge { .. } => {
                ModelAnswer::Judged { until: None, when: None, saves: BTreeMap::new(), covered: true, reply }
            }
            _ => ModelAnswer::Wrote(reply),
        }
    }
}

#[derive(Default)]
struct Judged {
    until: Option<u16>,
    when: Option<u16>,
    saves: BTreeMap<String, Value>,
}

impl<A: Answers> Answers for Judge<A> {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        if self.down {
            return ModelAnswer::Down("as the test says".to_owned());
        }
        match &request.task {
            Task::Judge { untils, whens } => self.judged(request, untils, whens),
            Task::Route { whens } => self.routed(request, whens),
            Task::Read { values, .. } => {
                let read = |finding: &Finding| match finding {
                    Finding::Read(name, value) => Some((name.clone(), value.clone())),
                    _ => None,
                };
                if self.open.iter().any(|(finding, _)| read(finding).is_some()) {
                    let zone = zone_of(request);
                    return ModelAnswer::Found(found(self.values(values, &zone, read)));
                }
                self.offline.answer(request)
            }
            Task::Open | Task::Write { .. } => self.unjudged(request),
            Task::Transcribe { .. } => self.heard(request),
        }
    }

    fn missing(&mut self) -> Option<Missing> {
        self.offline.missing()
    }
}

/// Values that were found: an empty one was not.
fn found(mut values: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    values.retain(|_, value| *value != Value::Empty);
    values
}

fn zone_of(request: &ModelRequest) -> TimeZone {
    clock::named(&request.zone).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Message, Talk};
    use crate::ir::{Program, ReadFrom, Time, Type};

    fn judge(findings: Vec<Finding>) -> Judge<impl Answers> {
        let program = Program::new("");
        // An offline provider that always takes the first of everything.
        let offline = |request: &ModelRequest| match &request.task {
            Task::Judge { untils, whens } => ModelAnswer::Judged {
                until: untils.first().map(|pattern| pattern.number),
                when: whens.first().map(|pattern| pattern.number),
                saves: BTreeMap::new(),
                covered: true,
                reply: "offline".to_owned(),
            },
            Task::Route { whens } => ModelAnswer::Routed {
                when: whens.first().map(|pattern| pattern.number),
                saves: BTreeMap::from([("due".to_owned(), Value::Time(Time(7)))]),
            },
            Task::Read { .. } => ModelAnswer::Found(BTreeMap::new()),
            Task::Open | Task::Write { .. } => ModelAnswer::Wrote("offline".to_owned()),
            Task::Transcribe { .. } => ModelAnswer::Heard("offline".to_owned()),
        };
        let mut judge = Judge::new(Arc::new(Machine::new(program)), offline);
        judge.judge(findings.into_iter().map(|finding| (finding, Span::default())).collect());
        judge
    }

    fn pattern(number: u16, meaning: &str, saves: Vec<SaveSpec>) -> PatternSpec {
        PatternSpec { number, meanings: vec![meaning.to_owned()], like: Vec::new(), saves }
    }

    fn slot(name: &str, ty: Type) -> SaveSpec {
        SaveSpec { name: name.to_owned(), ty, doc: String::new() }
    }

    fn ask(judge: &mut Judge<impl Answers>, task: Task) -> ModelAnswer {
        judge.answer(&ModelRequest {
            id: 1,
            at: Time(0),
            zone: "UTC".to_owned(),
            language: String::new(),
            talk: Talk::default(),
            knowledge: Vec::new(),
            values: Vec::new(),
            history: Vec::new(),
            messages: vec![Message::default()],
            task,
        })
    }

    fn reply_task() -> Task {
        let untils = vec![pattern(1, "has registered", Vec::new())];
        let whens =
            vec![pattern(1, "doubts", Vec::new()), pattern(2, "says when", vec![slot("due", Type::Time)])];
        Task::Judge { untils, whens }
    }

    #[test]
    fn a_verdict_chooses_the_branch_that_bears_its_meaning() {
        let mut judge = judge(vec![
            Finding::Routed("Says when".to_owned()),
            Finding::Save("due".to_owned(), Value::Time(Time(5))),
        ]);
        let saves = BTreeMap::from([("due".to_owned(), Value::Time(Time(5)))]);
        let answer =
            ModelAnswer::Judged { until: None, when: Some(2), saves, covered: true, reply: String::new() };
        assert_eq!(ask(&mut judge, reply_task()), answer);
        assert!(judge.open().is_empty() && judge.mistake().is_none());
    }

    #[test]
    fn values_that_the_test_does_not_give_are_found_offline() {
        let mut judge = judge(vec![Finding::Routed("says when".to_owned())]);
        let ModelAnswer::Judged { saves, .. } = ask(&mut judge, reply_task()) else { panic!("judged") };
        assert_eq!(saves["due"], Value::Time(Time(7)));
    }

    #[test]
    fn a_verdict_that_names_no_branch_is_wrong_and_tells_the_nearest() {
        let mut judge = judge(vec![Finding::Routed("doubt".to_owned())]);
        ask(&mut judge, reply_task());
        let mistake = judge.mistake().expect("a mistake");
        assert_eq!(mistake.message, "no branch here means \"doubt\"; did you mean \"doubts\"?");
    }

    #[test]
    fn without_a_verdict_the_offline_provider_judges_and_a_denied_gate_stays_shut() {
        let mut quiet = judge(Vec::new());
        assert!(matches!(ask(&mut quiet, reply_task()), ModelAnswer::Judged { until: Some(1), .. }));
        let denied = Finding::Until { meaning: "has registered".to_owned(), holds: false };
        let mut denying = judge(vec![denied]);
        let answer = ask(&mut denying, reply_task());
        assert!(matches!(answer, ModelAnswer::Judged { until: None, when: Some(1), .. }));
    }

    #[test]
    fn a_verdict_is_used_once() {
        let mut judge = judge(vec![Finding::Else]);
        let route = || Task::Route { whens: vec![pattern(1, "yes", Vec::new())] };
        assert!(matches!(ask(&mut judge, route()), ModelAnswer::Routed { when: None, .. }));
        assert!(matches!(ask(&mut judge, route()), ModelAnswer::Routed { when: Some(1), .. }));
    }

    #[test]
    fn what_is_read_is_typed_and_an_empty_value_is_not_found() {
        let read = || Task::Read {
            from: ReadFrom::Image,
            hint: String::new(),
            values: vec![slot("player_id", Type::Text(None)), slot("name", Type::Text(None))],
            media: None,
        };
        let number = Value::Number(1_234_567.into());
        let mut judge = judge(vec![
            Finding::Read("player_id".to_owned(), number),
            Finding::Read("name".to_owned(), Value::Empty),
            Finding::Read("nme".to_owned(), Value::Empty),
        ]);
        let found = BTreeMap::from([("player_id".to_owned(), Value::Text("1234567".to_owned()))]);
        assert_eq!(ask(&mut judge, read()), ModelAnswer::Found(found));
        let mistake = judge.mistake().expect("a mistake");
        assert_eq!(mistake.message, "nothing here looks for `nme`; did you mean `name`?");
    }

    #[test]
    fn a_model_that_is_down_comes_back_with_a_verdict() {
        let mut judge = judge(Vec::new());
        judge.go_down();
        assert!(matches!(ask(&mut judge, Task::Open), ModelAnswer::Down(_)));
        judge.judge(Vec::new());
        assert!(matches!(ask(&mut judge, Task::Open), ModelAnswer::Down(_)));
        judge.judge(vec![(Finding::Replies("Hi!".to_owned()), Span::default())]);
        assert_eq!(ask(&mut judge, Task::Open), ModelAnswer::Wrote("Hi!".to_owned()));
    }
}
