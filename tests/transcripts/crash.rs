//! The transcripts with a crash after each commit and after each attempt at an effect: in process, with the real folder
//! reopened.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use flowc::action::Bindings;
use flowc::ai::{Models, Tables};
use flowc::engine::eval::from_wire;
use flowc::engine::{Effect, Event, EventKind, Known, Machine, Message};
use flowc::ir::{MediaKind, Ocr, Time};
use flowc::outbound::{Environment, Outbound, Vault};
use flowc::runtime::{
    Channels, Config, CrashPlan, Delivery, MediaBytes, Peers, Pending, Recipient, Runtime, RuntimeError,
    VirtualClock,
};
use flowc::store::{Disk, Limits};

use super::script::{self, Input, Transcript, Turn};

const BEGIN: i64 = 1_795_428_000_000;

/// Writes down what was delivered, by the effect's key.
#[derive(Default)]
struct Ledger {
    delivered: Mutex<Vec<(String, String)>>,
}

impl Channels for Ledger {
    fn deliver<'a>(
        &'a self,
        _: &'a Machine,
        _: &'a Recipient,
        effect: &'a Effect,
        _: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        self.delivered.lock().unwrap().push((effect.key.to_string(), format!("{:?}", effect.kind)));
        Box::pin(std::future::ready(Delivery::Accepted))
    }

    fn knows_keys(&self, _: &Recipient) -> bool {
        true
    }
}

struct World {
    machine: Arc<Machine>,
    tables: Tables,
    ledger: Arc<Ledger>,
    ocr: Option<Ocr>,
    transcript: Transcript,
}

impl World {
    async fn of(transcript: Transcript) -> World {
        let built = flowc::lower::build(&flowc::project::Disk, transcript.project.to_str().unwrap()).unwrap();
        let tables = Tables::of(built.project.tables().into_iter().map(|table| (table.name, table.rows)));
        let machine = Arc::new(Machine::new(built.program.expect("the example compiles")));
        World { machine, tables, ledger: Arc::default(), ocr: flowc::action::tesseract().await, transcript }
    }

    async fn start(&self, folder: &Path, crash: Arc<CrashPlan>) -> Result<Runtime, RuntimeError> {
        let outside = &self.machine.program().outside;
        let environment = Environment::of(outside, |_| Some("x".into())).unwrap();
        let outbound = Outbound::new(&[]).unwrap();
        let peers = Peers {
            provider: Arc::new(
                Models::new(outside, &outbound, &environment, self.ocr.clone())
                    .unwrap()
                    .with_tables(&self.tables),
            ),
            actions: Arc::new(Bindings::new(
                outbound,
                Arc::new(environment),
                Vault::new(folder),
                self.transcript.project.clone(),
                false,
            )),
            channels: self.ledger.clone(),
        };
        let config = Config {
            crash: Some(crash),
            project: Some(self.transcript.project.clone()),
            ..Config::default()
        };
        let store = Arc::new(Disk::open(folder, Limits::default()).unwrap());
        Runtime::start(config, self.machine.clone(), store, peers, Arc::new(VirtualClock::new(Time(BEGIN))))
            .await
    }

    /// One turn; the same call again after a crash is what a client that got no answer does.
    async fn turn(&self, runtime: &Runtime, number: usize, turn: &Turn, at: i64) -> Result<(), RuntimeError> {
        runtime.advance(Time(at)).await?;
        let contact = self.transcript.contact();
        let kind = match &turn.input {
            Input::Wait(_) => return Ok(()),
            Input::Start(trackers) => EventKind::Start {
                payload: None,
                known: Known { channel: "web".into(), ..Known::default() },
                trackers: trackers.iter().cloned().collect(),
            },
            Input::Say(text) => EventKind::Message(Message { text: text.clone(), media: Vec::new() }),
            Input::Press(text) => EventKind::Button { text: text.clone(), button: String::new() },
            Input::Picture(file) => {
                let bytes = std::fs::read(self.transcript.project.join(file)).unwrap();
                let media = runtime.put_media(&contact, MediaKind::Image, "image/png", bytes).await?;
                EventKind::Message(Message { text: String::new(), media: vec![media] })
            }
            Input::Postback(name, given) => {
                let signature = &self.machine.program().symbols.postbacks[name];
                let typed = given.iter().map(|(name, value)| {
                    let (_, ty) = signature.params.iter().find(|(param, _)| param == name).unwrap();
                    (name.clone(), from_wire(value, ty, self.machine.regexes()).unwrap())
                });
                EventKind::Postback { name: name.clone(), params: typed.collect(), trackers: BTreeMap::new() }
            }
        };
        let event = Event { id: format!("e{number}"), at: Time(at), kind };
        runtime.submit(&contact, event).await?;
        runtime.settle().await
    }

    /// The whole transcript over one folder; a crash is followed by a new start and the same turn again. Gives the state
    /// at the end, and what was delivered by key.
    async fn play(&self, first: Arc<CrashPlan>) -> (String, BTreeMap<String, String>, usize) {
        // A process is ended here, not a disk: where the machine has a folder in memory, syncs cost nothing.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        self.ledger.delivered.lock().unwrap().clear();
        let mut plan = first;
        let mut runtime = None;
        let mut at = BEGIN;
        for (number, turn) in self.transcript.turns.iter().enumerate() {
            at += if let Input::Wait(seconds) = turn.input { seconds * 1_000 } else { 5_000 };
            loop {
                if runtime.is_none() {
                    match self.start(folder.path(), plan.clone()).await {
                        Ok(started) => runtime = Some(started),
                        Err(RuntimeError::Crashed) => {
                            plan = Arc::new(CrashPlan::never());
                            continue;
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
                match self.turn(runtime.as_ref().unwrap(), number, turn, at).await {
                    Ok(()) => break,
                    Err(error) => {
                        assert!(plan.is_over(), "only the planned crash may happen: {error}");
                        runtime.take().unwrap().end().await;
                        plan = Arc::new(CrashPlan::never());
                    }
                }
            }
        }
        let runtime = runtime.unwrap();
        let view = runtime.show(&self.transcript.contact()).unwrap();
        let state =
            format!("{:?}", (view.status, view.sequence, view.standing, view.tags, view.fields, view.due));
        runtime.end().await;
        let delivered = self.ledger.delivered.lock().unwrap();
        (state, delivered.iter().cloned().collect(), delivered.len())
    }
}

#[tokio::test]
async fn a_crash_at_any_moment_of_a_documented_conversation_changes_nothing() {
    for transcript in script::all() {
        let world = World::of(transcript).await;
        let name = world.transcript.name.clone();
        let counting = Arc::new(CrashPlan::never());
        let (state, delivered, times) = world.play(counting.clone()).await;
        assert_eq!(delivered.len(), times, "{name}: nothing is delivered twice without a crash");
        let moments = counting.passed();
        assert!(moments > world.transcript.turns.len() as u64, "{name}: {moments} moments");
        for moment in 1..=moments {
            let (crashed, again, times) = world.play(Arc::new(CrashPlan::at(moment))).await;
            assert_eq!(crashed, state, "{name}: a crash at moment {moment}");
            assert_eq!(again, delivered, "{name}: a crash at moment {moment}");
            assert!(
                times <= delivered.len() + 1,
                "{name}: at moment {moment} more than one message came twice"
            );
        }
    }
}
