//! The one who commits: gathers what is on its way into a group, makes it durable, then tells everybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration as StdDuration, Instant};

use tokio::sync::oneshot;

use super::crash::CrashPlan;
use super::error::RuntimeError;
use crate::store::{Change, Store, StoreError};

type Told = Result<(), RuntimeError>;

/// The way to the committing thread.
pub struct Committer {
    queue: Sender<Submission>,
    on_the_way: Arc<AtomicUsize>,
}

struct Submission {
    changes: Vec<Change>,
    tell: oneshot::Sender<Told>,
}

/// When a group is closed.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// At so many changes.
    pub group_max: usize,
    /// Or after so long.
    pub group_wait: StdDuration,
}

/// Somebody who will submit soon. A group waits for them, and for nobody else.
pub struct OnTheWay(Arc<AtomicUsize>);

impl Drop for OnTheWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Committer {
    /// Starts the thread. It ends when the committer is dropped.
    pub fn start(
        store: Arc<dyn Store>,
        closing: Closing,
        crash: Option<Arc<CrashPlan>>,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (queue, submissions) = channel();
        let on_the_way = Arc::new(AtomicUsize::new(0));
        let seen = on_the_way.clone();
        let run = move || run(&*store, &submissions, closing, &seen, crash.as_deref());
        let thread = std::thread::Builder::new().name("committer".into()).spawn(run)?;
        Ok((Self { queue, on_the_way }, thread))
    }

    /// Says that changes will come.
    pub fn announce(&self) -> OnTheWay {
        self.on_the_way.fetch_add(1, Ordering::SeqCst);
        OnTheWay(self.on_the_way.clone())
    }

    /// Returns when the changes are durable.
    ///
    /// # Errors
    /// What the store says.
    pub async fn commit(&self, changes: Vec<Change>, _announced: OnTheWay) -> Told {
        let (tell, told) = oneshot::channel();
        self.queue.send(Submission { changes, tell }).map_err(|_| RuntimeError::Stopping)?;
        told.await.unwrap_or(Err(RuntimeError::Stopping))
    }
}

fn run(
    store: &dyn Store,
    submissions: &Receiver<Submission>,
    closing: Closing,
    on_the_way: &AtomicUsize,
    crash: Option<&CrashPlan>,
) {
    while let Ok(first) = submissions.recv() {
        let group = gather(first, submissions, closing, on_the_way);
        let (changes, tells): (Vec<_>, Vec<_>) =
            group.into_iter().map(|submission| (submission.changes, submission.tell)).unzip();
        for (told, tell) in commit(store, changes, crash).into_iter().zip(tells) {
            // Who does not listen any more has gone away; the change is durable all the same.
            let _ = tell.send(told);
        }
    }
}

#[allow(clippy::disallowed_methods)] // how long a group waits is no time that any contact sees
fn gather(
    first: Submission,
    submissions: &Receiver<Submission>,
    closing: Closing,
    on_the_way: &AtomicUsize,
) -> Vec<Submission> {
    let until = Instant::now() + closing.group_wait;
    let mut changes = first.changes.len();
    let mut group = vec![first];
    while changes < closing.group_max {
        let next = match submissions.try_recv() {
            Ok(next) => Some(next),
            Err(_) if group.len() >= on_the_way.load(Ordering::SeqCst) => None,
            Err(_) => submissions.recv_timeout(until.saturating_duration_since(Instant::now())).ok(),
        };
        let Some(next) = next else { break };
        changes += next.changes.len();
        group.push(next);
    }
    group
}

/// Commits a group; what each submission is told.
fn commit(store: &dyn Store, mut group: Vec<Vec<Change>>, crash: Option<&CrashPlan>) -> Vec<Told> {
    let count = group.len();
    let once = |changes: Vec<Change>| -> Told {
        crash.map_or(Ok(()), CrashPlan::alive)?;
        store.commit(changes)?;
        crash.map_or(Ok(()), CrashPlan::moment)
    };
    if count == 1 {
        return group.drain(..).map(once).collect();
    }
    match once(group.iter().flatten().cloned().collect()) {
        // One of them was forgotten meanwhile; it alone is refused.
        Err(RuntimeError::Store(error)) if matches!(*error, StoreError::Missing { .. }) => {
            group.drain(..).map(once).collect()
        }
        told => vec![told; count],
    }
}
