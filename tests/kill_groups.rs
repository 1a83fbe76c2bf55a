//! Killed with -9 in real time, while fifty contacts write at once and share groups: what was acknowledged is there.
//!
//! The test starts itself again as the process that is killed; that process says each acknowledgement on its output.
#![allow(clippy::disallowed_methods)] // the child learns its folder from the environment

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use flowc::engine::{
    ActionRequest, Effect, EffectKey, Event, EventKind, Machine, Message, ModelAnswer, ModelRequest,
};
use flowc::ir::{Program, Unknown};
use flowc::runtime::{
    ActionTry, Actions, Channels, Config, Delivery, MediaBytes, Peers, Pending, Provider, RealClock,
    Recipient, Runtime,
};
use flowc::store::{Disk, Limits, Store};

const CONTACTS: u64 = 50;
const KILLS: usize = 10;
const FOLDER: &str = "FLOWC_TEST_FOLDER";

struct Nobody;

impl Provider for Nobody {
    fn ask<'a>(
        &'a self,
        _: &'a Machine,
        _: &'a ModelRequest,
        _: &'a dyn MediaBytes,
    ) -> Pending<'a, ModelAnswer> {
        Box::pin(async { ModelAnswer::Down(String::new()) })
    }
}

impl Actions for Nobody {
    fn call<'a>(&'a self, _: &'a Machine, _: &'a ActionRequest, _: &'a EffectKey) -> Pending<'a, ActionTry> {
        Box::pin(async { ActionTry::Failed(String::new()) })
    }

    fn unknown(&self, _: &Machine, _: &ActionRequest) -> Unknown {
        Unknown::Again
    }
}

impl Channels for Nobody {
    fn deliver<'a>(
        &'a self,
        _: &'a Machine,
        _: &'a Recipient,
        _: &'a Effect,
        _: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        Box::pin(async { Delivery::Accepted })
    }

    fn knows_keys(&self, _: &Recipient) -> bool {
        true
    }
}

/// The process that is killed. Checkpoints are made all the time, so that kills meet them too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the other test starts it"]
async fn write_until_killed() {
    let folder = std::env::var(FOLDER).unwrap();
    let limits = Limits { checkpoint_bytes_min: 1, ..Limits::default() };
    let store = Arc::new(Disk::open(Path::new(&folder), limits).unwrap());
    let peers = Peers { provider: Arc::new(Nobody), actions: Arc::new(Nobody), channels: Arc::new(Nobody) };
    let program = Program::new("kill");
    let machine = Arc::new(Machine::new(program));
    let runtime =
        Runtime::start(Config::default(), machine, store, peers, Arc::new(RealClock)).await.unwrap();
    let mut writers = Vec::new();
    for contact in 0..CONTACTS {
        let handle = runtime.handle();
        writers.push(tokio::spawn(async move {
            let contact = format!("c{contact}");
            let mut next = handle.show(&contact).map_or(0, |view| view.sequence);
            while next < u64::MAX {
                next += 1;
                let kind = EventKind::Message(Message { text: format!("number {next}"), media: Vec::new() });
                let event = Event { id: format!("e{next}"), at: handle.now(), kind };
                let ack = handle.submit(&contact, event).await.unwrap();
                assert!(ack.taken && ack.sequence == next, "decided twice: {ack:?}");
                writeln!(std::io::stdout(), "ack {contact} {}", ack.sequence).unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

#[test]
fn what_was_acknowledged_before_a_kill_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    let mut stood: BTreeMap<String, u64> = BTreeMap::new();
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["write_until_killed", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut acks = 0;
        let wanted = 100 + 137 * kill % 500;
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
            let words: Vec<&str> = line.split(' ').collect();
            if let ["ack", contact, sequence] = words[..] {
                acks += 1;
                acknowledged.insert(contact.to_string(), sequence.parse().unwrap());
            }
            // What is in the pipe already was acknowledged, and is read to its end.
            if acks == wanted {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(acks >= wanted, "it ended by itself after {acks}");
        let store = Disk::open(folder.path(), Limits::default()).unwrap();
        let table = store.table();
        for (contact, sequence) in &acknowledged {
            let row = table.row(table.number(contact).unwrap()).unwrap();
            assert!(row.sequence >= *sequence, "kill {kill}: {contact} lost {sequence}");
            // One event was on its way at each kill; a contact that heard nothing since the last one may have two.
            let sent = stood.get(contact).copied().unwrap_or(0).max(*sequence) + 1;
            assert!(row.sequence <= sent, "kill {kill}: {contact} has more than was sent");
            stood.insert(contact.clone(), row.sequence);
        }
        // An early kill may come before everybody's first event.
        let met = acknowledged.len()..=CONTACTS as usize;
        assert!(met.contains(&table.len()), "kill {kill}: {} contacts of {met:?}", table.len());
        assert!(store.health().chunks < acknowledged.values().sum(), "groups were shared");
    }
}
