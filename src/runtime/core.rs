//! What all parts of a running flowc share.

use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Notify, mpsc, watch};

use super::clock::Clock;
use super::committer::{Committer, OnTheWay};
use super::config::Config;
use super::crash::CrashPlan;
use super::error::RuntimeError;
use super::gate::Gate;
use super::outbox::Outbox;
use super::peers::{Actions, Channels, Provider};
use super::take::Work;
use super::waiting::WaitingRoom;
use crate::engine::Machine;
use crate::store::{Change, Store, StoreError};

/// The shared parts.
pub struct Core {
    pub(super) config: Config,
    pub(super) store: Arc<dyn Store>,
    pub(super) committer: Committer,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) peers: Peers,
    pub(super) active: RwLock<Active>,
    pub(super) gate: Gate<Work>,
    pub(super) waiting: WaitingRoom,
    pub(super) outbox: Outbox,
    /// Rung when a timer may be due earlier than before.
    pub(super) timers: Notify,
    pub(super) stage: watch::Sender<Stage>,
}

/// Whether the runtime is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It takes events.
    Running,
    /// It was asked to end.
    Stopping,
    /// The store failed; only a restart finds out what is on disk.
    Failed(String),
}

/// Everybody outside.
#[derive(Clone)]
pub struct Peers {
    /// The models.
    pub provider: Arc<dyn Provider>,
    /// The actions.
    pub actions: Arc<dyn Actions>,
    /// The messengers.
    pub channels: Arc<dyn Channels>,
}

/// The program in service.
#[derive(Clone)]
pub struct Active {
    /// The program.
    pub machine: Arc<Machine>,
    /// The number of its deployment.
    pub deployment: u32,
}

/// A share in the running parts. The store is closed when the last one is gone.
#[derive(Clone)]
pub struct Live {
    // The order matters: when the sender is gone, so is the core.
    core: Arc<Core>,
    _alive: mpsc::Sender<()>,
}

impl Deref for Live {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

impl Live {
    /// The first share; the receiver ends when the last one is gone.
    pub(super) fn new(core: Core) -> (Self, mpsc::Receiver<()>) {
        let (alive, ended) = mpsc::channel(1);
        (Self { core: Arc::new(core), _alive: alive }, ended)
    }
}

impl Core {
    /// The program in service.
    pub(super) fn active(&self) -> Active {
        self.active.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Refuses when the runtime is ending.
    pub(super) fn check(&self) -> Result<(), RuntimeError> {
        if let Some(crash) = &self.config.crash {
            crash.alive()?;
        }
        if *self.stage.borrow() == Stage::Running { Ok(()) } else { Err(RuntimeError::Stopping) }
    }

    /// Returns when the runtime is ending.
    pub(super) async fn stopped(&self) {
        // The sender lives in `self`, so waiting ends with a stage.
        let _ = self.stage.subscribe().wait_for(|stage| *stage != Stage::Running).await;
    }

    /// Returns when the changes are durable. After a failure of the store nothing more is accepted.
    pub(super) async fn commit(&self, changes: Vec<Change>, announced: OnTheWay) -> Result<(), RuntimeError> {
        let told = self.committer.commit(changes, announced).await;
        if let Err(RuntimeError::Store(error)) = &told
            && !matches!(**error, StoreError::Missing { .. })
        {
            tracing::error!(%error, "the store failed; nothing more is accepted");
            self.stage.send_replace(Stage::Failed(error.to_string()));
        }
        told
    }

    /// A moment at which a test may end the process.
    pub(super) fn moment(&self) -> Result<(), RuntimeError> {
        self.config.crash.as_deref().map_or(Ok(()), CrashPlan::moment)
    }
}
