//! The threads that answer requests.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, Message, RequestId, Response, ResponseError};
use serde_json::Value;

/// How many requests are answered at the same time.
const THREADS: usize = 2;
/// Bytes of stack for each: trees are as deep as the parser reads them.
const STACK_BYTES: usize = 64 << 20;

/// What a request's work gives.
pub type Answer = Result<Value, ResponseError>;

/// Something to work out for the editor.
struct Job {
    id: RequestId,
    /// Which of the states of all texts it was asked in.
    asked_in: u64,
    work: Box<dyn FnOnce() -> Answer + Send>,
}

/// The threads, and what they share with the loop.
pub struct Pool {
    jobs: Sender<Job>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Counts the edits.
    edits: AtomicU64,
    /// What the editor does not want any more.
    cancelled: Mutex<BTreeSet<String>>,
}

impl Pool {
    /// Starts the threads; answers go to the editor.
    ///
    /// # Errors
    /// What the system says where it has no thread to give.
    pub fn new(answers: &Sender<Message>) -> std::io::Result<Self> {
        let (jobs, todo) = unbounded();
        let shared = Arc::new(Shared::default());
        for nth in 0..THREADS {
            let (todo, answers, shared) = (todo.clone(), answers.clone(), shared.clone());
            let thread = std::thread::Builder::new().name(format!("request-{nth}")).stack_size(STACK_BYTES);
            thread.spawn(move || work(&todo, &answers, &shared))?;
        }
        Ok(Pool { jobs, shared })
    }

    /// Lets a thread answer a request.
    pub fn ask(&self, id: RequestId, work: impl FnOnce() -> Answer + Send + 'static) {
        let asked_in = self.shared.edits.load(Ordering::SeqCst);
        // The threads end with the process only.
        let _ = self.jobs.send(Job { id, asked_in, work: Box::new(work) });
    }

    /// A text has changed: what was asked before is void.
    pub fn edited(&self) {
        self.shared.edits.fetch_add(1, Ordering::SeqCst);
    }

    /// The editor does not want an answer any more.
    pub fn cancel(&self, id: &RequestId) {
        self.shared.cancelled().insert(id.to_string());
    }
}

impl Shared {
    fn cancelled(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why there is no need for an answer.
    fn void(&self, id: &RequestId, asked_in: u64) -> Option<ResponseError> {
        if self.cancelled().contains(&id.to_string()) {
            return Some(error(ErrorCode::RequestCanceled, "cancelled by the editor"));
        }
        let is_void = self.edits.load(Ordering::SeqCst) != asked_in;
        is_void.then(|| error(ErrorCode::ContentModified, "the text has changed since"))
    }
}

fn work(todo: &Receiver<Job>, answers: &Sender<Message>, shared: &Shared) {
    for job in todo {
        let answer = match shared.void(&job.id, job.asked_in) {
            Some(void) => Err(void),
            None => caught(job.work).and_then(|answer| match shared.void(&job.id, job.asked_in) {
                Some(void) => Err(void),
                None => Ok(answer),
            }),
        };
        shared.cancelled().remove(&job.id.to_string());
        let response = Response { id: job.id, response_result: answer };
        if answers.send(response.into()).is_err() {
            return;
        }
    }
}

/// Does the work of an answer; a panic in it is an answer, too.
pub fn caught(work: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(error(ErrorCode::InternalError, &format!("a mistake of flowc itself: {}", said(&*panic))))
    })
}

/// What a panic says.
pub fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words").to_owned()
}

/// An answer that is none.
pub fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError { code: code as i32, message: message.to_owned(), data: None }
}
