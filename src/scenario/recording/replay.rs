//! Answers out of recordings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::super::answers::{Answers, Missing};
use super::answer::Answer;
use super::asked::{Asked, key};
use super::{Recording, Recordings};
use crate::engine::{Machine, ModelAnswer, ModelRequest};

/// A live model, asked for what is not recorded.
pub type Ask<'a> = dyn Fn(&ModelRequest) -> ModelAnswer + Sync + 'a;

/// The recordings of a project while its tests run: shared by all of them.
#[derive(Debug)]
pub struct Tape {
    machine: Arc<Machine>,
    kept: BTreeMap<String, Recordings>,
    /// Everything is asked anew.
    afresh: bool,
    played: Mutex<Played>,
}

#[derive(Debug, Default)]
struct Played {
    /// What was asked of a live model: one question is asked once, whoever asks first. `None` had no answer.
    made: BTreeMap<String, Arc<OnceLock<Result<Recording, String>>>>,
    /// The questions that were asked, with the files of the tests that did.
    used: BTreeSet<(String, String)>,
}

/// Answers for one test.
pub struct Replay<'t, A> {
    tape: &'t Tape,
    /// The name under which the test's file keeps its recordings.
    file: String,
    /// Whether a model of the manifest answers a call; the others are the offline provider's, here as in production.
    modelled: fn(&Machine, &ModelRequest) -> bool,
    offline: A,
    live: Option<&'t Ask<'t>>,
    missing: Option<Missing>,
}

impl Tape {
    /// The recordings of a project, by the files' names.
    pub fn new(machine: Arc<Machine>, kept: BTreeMap<String, Recordings>) -> Self {
        Tape { machine, kept, afresh: false, played: Mutex::default() }
    }

    /// The same, as if nothing were recorded: a live model is asked for everything.
    pub fn afresh(self) -> Self {
        Tape { afresh: true, ..self }
    }

    /// Answers for a test of a file; `live` is asked for what is not recorded.
    pub fn replay<'t, A: Answers>(
        &'t self,
        file: &str,
        modelled: fn(&Machine, &ModelRequest) -> bool,
        offline: A,
        live: Option<&'t Ask<'t>>,
    ) -> Replay<'t, A> {
        Replay { tape: self, file: file.to_owned(), modelled, offline, live, missing: None }
    }

    /// The recordings that no test used, by file: how many.
    pub fn unused(&self) -> BTreeMap<&str, usize> {
        let played = self.played();
        let used: BTreeSet<&str> = played.used.iter().map(|(key, _)| key.as_str()).collect();
        let unused = |kept: &Recordings| kept.keys().filter(|key| !used.contains(key.as_str())).count();
        let files = self.kept.iter().map(|(file, kept)| (file.as_str(), unused(kept)));
        files.filter(|(_, unused)| *unused > 0).collect()
    }

    /// How many answers were recorded.
    pub fn made(&self) -> usize {
        let played = self.played();
        played.made.values().filter(|made| matches!(made.get(), Some(Ok(_)))).count()
    }

    /// The recordings of each file from now on; with `prune` without those that no test used. One that was asked by tests
    /// of several files lies with the first of them.
    pub fn recordings(&self, prune: bool) -> BTreeMap<String, Recordings> {
        let played = self.played();
        let mut files = self.kept.clone();
        let used: BTreeSet<&str> = played.used.iter().map(|(key, _)| key.as_str()).collect();
        if prune {
            files.values_mut().for_each(|kept| kept.retain(|key, _| used.contains(key.as_str())));
        }
        for (key, made) in &played.made {
            let Some(Ok(made)) = made.get() else { continue };
            let holds = files.iter().find(|(_, kept)| kept.contains_key(key)).map(|(file, _)| file.clone());
            let first = || played.used.iter().find(|(used, _)| used == key).map(|(_, file)| file.clone());
            if let Some(file) = holds.or_else(first) {
                files.entry(file).or_default().insert(key.clone(), made.clone());
            }
        }
        files
    }

    fn played(&self) -> MutexGuard<'_, Played> {
        self.played.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, key: &str) -> Option<&Recording> {
        let kept = self.kept.values().filter(|_| !self.afresh);
        kept.into_iter().find_map(|kept| kept.get(key))
    }
}

impl<A> Replay<'_, A> {
    /// What is recorded, or what the live model says once for all tests.
    fn recorded(&self, request: &ModelRequest) -> Result<ModelAnswer, String> {
        let key = key(request);
        let tape = self.tape;
        let regexes = tape.machine.regexes();
        tape.played().used.insert((key.clone(), self.file.clone()));
        if let Some(recording) = tape.find(&key) {
            return Ok(recording.answer.to(request, regexes));
        }
        let live = self.live.ok_or_else(String::new)?;
        let made = tape.played().made.entry(key).or_default().clone();
        let made = made.get_or_init(|| {
            let answer = live(request);
            match (Answer::of(request, &answer, regexes), answer) {
                (Some(answer), _) => Ok(Recording { asked: Asked::of(request), answer }),
                (None, ModelAnswer::Down(why)) => Err(why),
                (None, _) => Err("it answered another task".to_owned()),
            }
        });
        made.as_ref().map(|made| made.answer.to(request, regexes)).map_err(String::clone)
    }
}

impl<A: Answers> Answers for Replay<'_, A> {
    fn answer(&mut self, request: &ModelRequest) -> ModelAnswer {
        if !(self.modelled)(&self.tape.machine, request) {
            return self.offline.answer(request);
        }
        self.recorded(request).unwrap_or_else(|why| {
            let words = if why.is_empty() { "nothing is recorded" } else { &why };
            let down = ModelAnswer::Down(words.to_owned());
            self.missing.get_or_insert(Missing { request: request.clone(), why });
            down
        })
    }

    fn missing(&mut self) -> Option<Missing> {
        self.missing.take()
    }
}
