//! The thread that looks at everything.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::findings::Looked;
use super::pool::said;
use super::snapshot::Snapshot;

/// How far the thread, and those that it starts, stand back behind the others: Linux counts this for each thread.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// What was found in a snapshot of a project.
pub struct Done {
    /// Which of the projects.
    pub project: String,
    /// What was looked at.
    pub snapshot: Arc<Snapshot>,
    /// What was found; what a panic said where the checker has a mistake itself.
    pub found: Result<Looked, String>,
}

/// A project, by the path that it is read from, and what is to be looked at.
pub type Asked = (String, Arc<Snapshot>);

/// Starts the thread: what is to be looked at goes in, what was found comes out. Of several states of a project that wait
/// the last one is looked at.
///
/// # Errors
/// What the system says where it has no thread to give.
pub fn start() -> std::io::Result<(Sender<Asked>, Receiver<Done>)> {
    let (todo, asked) = unbounded();
    let (found, done) = unbounded();
    std::thread::Builder::new().name("check".to_owned()).spawn(move || run(&asked, &found))?;
    Ok((todo, done))
}

fn run(asked: &Receiver<Asked>, found: &Sender<Done>) {
    // Who types and who asks come first. On other systems the scheduler finds that out by itself.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICE);
    let mut waiting: Vec<Asked> = Vec::new();
    loop {
        if waiting.is_empty() {
            let Ok(first) = asked.recv() else { return };
            waiting.push(first);
        }
        for (project, snapshot) in asked.try_iter() {
            waiting.retain(|(other, _)| *other != project);
            waiting.push((project, snapshot));
        }
        let (project, snapshot) = waiting.remove(0);
        // A mistake of the checker costs its findings, not the server.
        let all = catch_unwind(AssertUnwindSafe(|| snapshot.everything()));
        let looked = all.map(|(all, quick)| Looked::new(snapshot.project.sources.clone(), all, &quick));
        let looked = looked.map_err(|panic| said(&*panic));
        if found.send(Done { project, snapshot: snapshot.clone(), found: looked }).is_err() {
            return;
        }
        if asked.is_empty() {
            // Who asks next for a name finds them there.
            let _ = catch_unwind(AssertUnwindSafe(|| snapshot.symbols().declared().count()));
        }
    }
}
