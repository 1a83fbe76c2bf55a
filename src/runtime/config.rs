//! Bounds and choices of a runtime, each named.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use super::crash::CrashPlan;
use super::link::Links;
use super::stepper::{EngineStep, Stepper};
use crate::ir::Duration;

/// How a runtime works.
#[derive(Clone)]
pub struct Config {
    /// Transitions after which a group is closed.
    pub group_max: usize,
    /// How long a group waits for those that are on their way.
    pub group_wait: StdDuration,
    /// Events that wait behind a contact's present one; more are refused as busy.
    pub inbox_max: usize,
    /// Calls and deliveries under way at once.
    pub calls_max: usize,
    /// Timers that ring at once, so that a start after a long night does not fill the memory.
    pub ringing_max: usize,
    /// Attempts at a delivery before it is given up; with the pauses below more than six hours.
    pub attempts_max: u32,
    /// The pause after the first failed attempt; it doubles with each.
    pub retry_first: Duration,
    /// The longest pause.
    pub retry_longest: Duration,
    /// The longest an action may take at one attempt, and a delivery.
    pub call_timeout: StdDuration,
    /// How long calls under way may go on when flowc ends.
    pub end_grace: StdDuration,
    /// Turns of the conversation that a model sees.
    pub context_turns: usize,
    /// The folder of the project, for media of the script.
    pub project: Option<PathBuf>,
    /// Whether contacts whose place is gone from a changed script begin their flow again; otherwise the script is refused.
    pub restart_lost: bool,
    /// Whether effects leave and timers ring. Not where an operator's command opens a folder.
    pub at_work: bool,
    /// How links to conversations are made; `None` where no server has an address.
    pub links: Option<Links>,
    /// Where a test wants the process to end.
    pub crash: Option<Arc<CrashPlan>>,
    /// The engine; another one in tests.
    pub stepper: Arc<dyn Stepper>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            group_max: 256,
            group_wait: StdDuration::from_millis(2),
            inbox_max: 64,
            calls_max: 256,
            ringing_max: 512,
            attempts_max: 48,
            retry_first: Duration(1_000),
            retry_longest: Duration(600_000),
            call_timeout: StdDuration::from_secs(60),
            end_grace: StdDuration::from_secs(3),
            context_turns: 20,
            project: None,
            restart_lost: false,
            at_work: true,
            links: None,
            crash: None,
            stepper: Arc::new(EngineStep),
        }
    }
}
