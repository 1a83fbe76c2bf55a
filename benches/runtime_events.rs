//! How many events does a running flowc take, each acknowledged only when durable? The engine is left out: a step counts,
//! and says a word.
//!
//! `cargo bench --bench runtime_events -- 100000` (contacts; each sends two events, 512 of them at once). A start over
//! what was written is measured too, in a process of its own.
#![allow(clippy::disallowed_methods)] // a bench measures time and files

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use flowc::engine::{
    ActionRequest, Contact, Effect, EffectKey, EffectKind, Event, EventKind, Machine, Message, ModelAnswer,
    ModelRequest, Outcome, Outgoing, Standing, Status,
};
use flowc::ir::{Program, Time, Unknown, Value};
use flowc::runtime::{
    ActionTry, Actions, Channels, Config, Delivery, MediaBytes, Peers, Pending, Provider, RealClock,
    Recipient, Runtime, Stepper,
};
use flowc::store::{Disk, Limits, Store};

const AT_ONCE: usize = 512;
const EVENTS: usize = 2;

struct Counter;

impl Stepper for Counter {
    fn step(&self, _: &Machine, contact: &mut Contact, _: &Event) -> Outcome {
        contact.sequence += 1;
        let state = Value::Text("x".repeat(120));
        contact.fields.insert("padding".into(), state);
        let key = EffectKey { contact: contact.id.clone(), sequence: contact.sequence, index: 0 };
        let say = Outgoing { text: "A word to the contact.".into(), ..Outgoing::default() };
        let effects = vec![Effect { key, kind: EffectKind::Say(say) }];
        Outcome { effects, records: Vec::new() }
    }

    fn next_due(&self, contact: &Contact) -> Option<Time> {
        Some(Time(4_000_000_000_000 + contact.sequence as i64))
    }

    fn status(&self, _: &Contact) -> Status {
        Status::Waiting
    }

    fn points(&self, _: &Contact) -> Vec<Standing> {
        Vec::new()
    }
}

#[derive(Default)]
struct World(AtomicUsize);

impl Provider for World {
    fn ask<'a>(
        &'a self,
        _: &'a Machine,
        _: &'a ModelRequest,
        _: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(async { ModelAnswer::Down(String::new()) })
    }
}

impl Actions for World {
    fn call<'a>(&'a self, _: &'a Machine, _: &'a ActionRequest, _: &'a EffectKey) -> Pending<'a, ActionTry> {
        Box::pin(async { ActionTry::Done(Value::Empty) })
    }

    fn unknown(&self, _: &Machine, _: &ActionRequest) -> Unknown {
        Unknown::Again
    }
}

impl Channels for World {
    fn deliver<'a>(
        &'a self,
        _: &'a Machine,
        _: &'a Recipient,
        _: &'a Effect,
        _: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Delivery::Accepted })
    }

    fn knows_keys(&self, _: &Recipient) -> bool {
        true
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a tokio runtime");
    if let [order, folder] = &args[..]
        && order == "start"
    {
        return tokio.block_on(open(Path::new(folder)));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    tokio.block_on(run(args.first().map_or(20_000, |arg| arg.parse().expect("contacts")), folder.path()));
    let itself = std::env::current_exe().expect("own path");
    let started = Command::new(itself).arg("start").arg(folder.path()).status();
    assert!(started.is_ok_and(|status| status.success()));
}

async fn open(folder: &Path) {
    let started = Instant::now();
    let runtime = start(folder, &Arc::new(World::default())).await;
    println!("a start over it: {} ms, resident {} MB", started.elapsed().as_millis(), resident_mb());
    runtime.end().await;
}

async fn run(contacts: usize, folder: &Path) {
    let world = Arc::new(World::default());
    let runtime = start(folder, &world).await;
    let next = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let workers = (0..AT_ONCE).map(|_| {
        let (handle, next) = (runtime.handle(), next.clone());
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= contacts * EVENTS {
                    return;
                }
                let kind = EventKind::Message(Message { text: "A message.".into(), media: Vec::new() });
                let event = Event { id: format!("e{number}"), at: handle.now(), kind };
                handle.submit(&format!("web:{:08}", number % contacts), event).await.expect("taken");
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("no panic");
    }
    let seconds = started.elapsed().as_secs_f64();
    let events = (contacts * EVENTS) as f64;
    println!("{contacts} contacts, {events} events, {AT_ONCE} at once");
    println!("durable events/s: {:.0}", events / seconds);
    while world.0.load(Ordering::Relaxed) < contacts * EVENTS {
        tokio::task::yield_now().await;
    }
    println!(
        "with each one's message delivered and recorded, events/s: {:.0}",
        events / started.elapsed().as_secs_f64()
    );
    let health = runtime.health().store;
    println!("groups: {}, state bytes per contact: {}", health.chunks, health.state_bytes / health.contacts);
    println!("resident: {} MB", resident_mb());
    runtime.end().await;
}

async fn start(folder: &Path, world: &Arc<World>) -> Runtime {
    let store: Arc<dyn Store> = Arc::new(Disk::open(folder, Limits::default()).expect("an own folder opens"));
    let peers = Peers { provider: world.clone(), actions: world.clone(), channels: world.clone() };
    let config = Config { stepper: Arc::new(Counter), ..Config::default() };
    let program = Program::new("bench");
    let machine = Arc::new(Machine::new(program));
    Runtime::start(config, machine, store, peers, Arc::new(RealClock)).await.expect("it starts")
}

fn resident_mb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0) / 1024
}
