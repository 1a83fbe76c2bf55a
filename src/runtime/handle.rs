//! The runtime as the faces see it.

use std::ops::Deref;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration as StdDuration;

use tokio::sync::{Notify, mpsc, watch};

use super::clock::Clock;
use super::committer::{Closing, Committer};
use super::config::Config;
use super::core::{Active, Core, Live, Peers, Stage};
use super::error::RuntimeError;
use super::gate::Gate;
use super::media::ContactMedia;
use super::outbox::Outbox;
use super::peers::MediaBytes;
use super::take::Ack;
use super::transcript::Line;
use super::view::{ContactView, Health};
use super::waiting::{Arrived, WaitingRoom};
use crate::engine::{Command, Event, EventKind, Machine, Person};
use crate::ir::{MediaKind, MediaRef, Time};
use crate::report::Report;
use crate::store::Store;

/// How long an end waits for what is under way.
const END_MAX: StdDuration = StdDuration::from_secs(20);

/// A running flowc: who holds it ends it.
pub struct Runtime {
    handle: Handle,
    ended: mpsc::Receiver<()>,
    committer: JoinHandle<()>,
}

/// The way in, for as many as want it.
#[derive(Clone)]
pub struct Handle {
    pub(super) live: Live,
}

impl Deref for Runtime {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Runtime {
    /// Puts a program into service over a store: what has to leave leaves, timers ring.
    ///
    /// # Errors
    /// `Lost` where contacts stand at places that the program does not have, unless they may begin their flows again;
    /// `Unreadable`, `Store`.
    pub async fn start(
        config: Config,
        machine: Arc<Machine>,
        store: Arc<dyn Store>,
        peers: Peers,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, RuntimeError> {
        let closing = Closing { group_max: config.group_max, group_wait: config.group_wait };
        let started = Committer::start(store.clone(), closing, config.crash.clone());
        let (committer, thread) =
            started.map_err(|error| RuntimeError::Control(format!("no thread: {error}")))?;
        // A virtual clock does not run backwards over a restart.
        clock.set(store.table().latest());
        let restart_lost = config.restart_lost;
        let core = Core {
            gate: Gate::new(config.inbox_max),
            outbox: Outbox::new(config.calls_max),
            waiting: WaitingRoom::default(),
            timers: Notify::new(),
            stage: watch::Sender::new(Stage::Running),
            active: Active { machine: machine.clone(), deployment: 0 }.into(),
            config,
            store,
            committer,
            clock,
            peers,
        };
        let (live, ended) = Live::new(core);
        let runtime = Self { handle: Handle { live }, ended, committer: thread };
        if let Err(error) = runtime.live.deploy(machine, restart_lost).await {
            runtime.end().await;
            return Err(error);
        }
        runtime.go_to_work();
        Ok(runtime)
    }

    fn go_to_work(&self) {
        let live = &self.handle.live;
        if !live.config.at_work || live.clock.is_virtual() {
            return;
        }
        let mut contacts: Vec<u32> = live.store.table().outbox().keys().map(|key| key.contact).collect();
        contacts.dedup();
        for contact in contacts {
            live.pump(contact);
        }
        tokio::spawn(live.clone().run_timers());
    }

    /// A way in for somebody else. All of them must be gone before the store is closed.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Ends: takes nothing more, finishes what is under way, writes a checkpoint, closes the store.
    ///
    /// # Errors
    /// What the store says to the checkpoint; nothing is lost by it.
    pub async fn shutdown(self) -> Result<(), RuntimeError> {
        let store = self.live.store.clone();
        self.end().await;
        let written = tokio::task::spawn_blocking(move || store.checkpoint()).await;
        Ok(written.map_err(|_| RuntimeError::Stopping)??)
    }

    /// Ends at once, as after a crash: nothing is written; the folder can be opened again.
    pub async fn end(self) {
        let Self { handle, mut ended, committer } = self;
        handle.live.stage.send_if_modified(|stage| {
            let running = *stage == Stage::Running;
            if running {
                *stage = Stage::Stopping;
            }
            running
        });
        drop(handle);
        // Nobody sends: the answer is that the last share is gone.
        if tokio::time::timeout(END_MAX, ended.recv()).await.is_err() {
            tracing::warn!("something is still under way; the store was not closed");
            return;
        }
        let _ = tokio::task::spawn_blocking(move || committer.join()).await;
    }
}

impl Handle {
    /// Submits an event; returns when it is durable. A repeated id changes nothing.
    ///
    /// # Errors
    /// `Busy` where too much waits behind the contact, `Store`, `Stopping`.
    pub async fn submit(&self, contact: &str, event: Event) -> Result<Ack, RuntimeError> {
        self.live.submit(contact, event, None).await
    }

    /// Gives a postback or webhook to the contact that its parameters find (name and value, tried in order), or keeps it
    /// until that contact appears.
    ///
    /// # Errors
    /// As `submit`; `UnknownContact` where no parameter is given.
    pub async fn arrive(&self, found_by: &[(String, String)], event: Event) -> Result<Arrived, RuntimeError> {
        self.live.arrive(found_by, event).await
    }

    /// Stores a picture or file of a contact, before the event that names it.
    ///
    /// # Errors
    /// `Store`.
    pub async fn put_media(
        &self,
        contact: &str,
        kind: MediaKind,
        mime: &str,
        bytes: Vec<u8>,
    ) -> Result<MediaRef, RuntimeError> {
        self.live.check()?;
        let store = self.live.store.clone();
        let number = store.reserve(contact)?;
        let put = tokio::task::spawn_blocking(move || store.put_media(number, &bytes)).await;
        let name = put.map_err(|_| RuntimeError::Stopping)??;
        Ok(MediaRef { kind, at: format!("sha256:{name}"), mime: mime.to_string() })
    }

    /// The bytes behind media of this contact or of the script.
    ///
    /// # Errors
    /// In words: not the contact's, not there, a link.
    pub fn media(&self, contact: &str, media: &MediaRef) -> Result<Vec<u8>, String> {
        let number = self.live.store.table().number(contact).unwrap_or(0);
        let (store, project) = (self.live.store.clone(), self.live.config.project.clone());
        ContactMedia { store, project, contact: number }.read(media)
    }

    /// Whether the contact has been met.
    pub fn knows(&self, contact: &str) -> bool {
        self.live.store.table().number(contact).is_some()
    }

    /// The first contact whose id fits. Looks at every contact.
    pub fn find(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let table = self.live.store.table();
        table.rows().find(|(_, row)| fits(&row.id)).map(|(_, row)| row.id.to_string())
    }

    /// What is known of the person; `None` for a contact not yet met.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn person(&self, contact: &str) -> Result<Option<Person>, RuntimeError> {
        let number = self.live.store.table().number(contact);
        number.map(|number| Ok(self.live.state(contact, number)?.person)).transpose()
    }

    /// The last `count` lines of a contact's conversation, oldest first.
    ///
    /// # Errors
    /// `UnknownContact`, `Store`.
    pub fn transcript(&self, contact: &str, count: usize) -> Result<Vec<Line>, RuntimeError> {
        let unknown = || RuntimeError::UnknownContact(contact.to_string());
        let number = self.live.store.table().number(contact).ok_or_else(unknown)?;
        self.live.transcript(number, count)
    }

    /// A contact as it is now.
    ///
    /// # Errors
    /// `UnknownContact`, `Store`, `Unreadable`.
    pub fn show(&self, contact: &str) -> Result<ContactView, RuntimeError> {
        self.live.show(contact)
    }

    /// Silences the bot for a contact.
    ///
    /// # Errors
    /// `UnknownContact`, and as `submit`.
    pub async fn pause(&self, contact: &str) -> Result<Ack, RuntimeError> {
        self.command(contact, Command::Pause, "pause").await
    }

    /// Ends the silence.
    ///
    /// # Errors
    /// `UnknownContact`, and as `submit`.
    pub async fn resume(&self, contact: &str) -> Result<Ack, RuntimeError> {
        self.command(contact, Command::Resume, "resume").await
    }

    async fn command(&self, contact: &str, command: Command, name: &str) -> Result<Ack, RuntimeError> {
        let sequence = {
            let table = self.live.store.table();
            let row = table.number(contact).and_then(|number| table.row(number));
            row.ok_or_else(|| RuntimeError::UnknownContact(contact.to_string()))?.sequence
        };
        let id = format!("{name}/{sequence}");
        self.submit(contact, Event { id, at: self.now(), kind: EventKind::Command(command) }).await
    }

    /// How all is.
    pub fn health(&self) -> Health {
        self.live.health()
    }

    /// What became of the contacts. Looks at every contact.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn report(&self) -> Result<Report, RuntimeError> {
        self.live.report()
    }

    /// Puts a changed program into service while events come.
    ///
    /// # Errors
    /// As [`Runtime::start`]; the program in service then stays.
    pub async fn swap(&self, machine: Arc<Machine>, restart_lost: bool) -> Result<(), RuntimeError> {
        self.live.deploy(machine, restart_lost).await
    }

    /// The program in service.
    pub fn machine(&self) -> Arc<Machine> {
        self.live.active().machine
    }

    /// Now, by the runtime's clock.
    pub fn now(&self) -> Time {
        self.live.clock.now()
    }

    /// Virtual time: carries out everything that has to leave now, and what follows from it.
    ///
    /// # Errors
    /// `Store`, `Stopping`.
    pub async fn settle(&self) -> Result<(), RuntimeError> {
        self.live.settle().await
    }

    /// Virtual time: lets time pass, with every timer and every repeated attempt on the way. A time before now changes
    /// nothing.
    ///
    /// # Errors
    /// As `settle`; `Stuck`.
    pub async fn advance(&self, to: Time) -> Result<(), RuntimeError> {
        self.live.advance(to).await
    }

    /// Returns, with the reason, when the store has failed: the process must end.
    pub async fn failed(&self) -> String {
        let mut stage = self.live.stage.subscribe();
        let failed = stage.wait_for(|stage| matches!(stage, Stage::Failed(_))).await;
        match failed.as_deref() {
            Ok(Stage::Failed(reason)) => reason.clone(),
            _ => "the runtime has ended".into(),
        }
    }

    /// Returns when the runtime is ending.
    pub async fn ended(&self) {
        self.live.stopped().await;
    }
}
