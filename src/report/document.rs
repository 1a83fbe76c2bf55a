//! The document. docs/report.md describes its JSON.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::shares::Shares;
use crate::engine::Status;

/// Raised when a member changes its meaning.
pub const VERSION: u32 = 1;
/// Where editors look for it, seen from the project's folder.
pub const FILE: &str = ".flowc/report.json";
/// The largest file that they read.
pub const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What was counted since the first start, and where the contacts are now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// The project's name.
    pub project: String,
    /// The hash of the program in service.
    pub program: String,
    /// When it was made.
    pub at: Timestamp,
    /// Contacts by status.
    pub contacts: BTreeMap<Status, u64>,
    /// The flows in the order of the program, then those that it has no more.
    pub flows: Vec<Flow>,
    /// The A/B routers by name.
    pub routers: Vec<Router>,
    /// How often each goal was reached.
    pub goals: BTreeMap<String, u64>,
    /// The branches of talks that a model leads, and of handoffs.
    pub talks: Vec<Talk>,
    /// How often handlers and buttons ran, by the event in the script's words.
    pub handlers: BTreeMap<String, u64>,
    /// How often nobody took an event, by its kind.
    pub untaken: BTreeMap<String, u64>,
    /// How often each limit was reached, and how often something was dropped: its words.
    pub limits: BTreeMap<String, u64>,
}

/// How contacts came through something. `entered` is the sum of the others, but for contacts who were erased, or moved by a
/// changed script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Passage {
    /// How often it was entered.
    pub entered: u64,
    /// How often it was left for elsewhere.
    pub left: u64,
    /// How often the flow ended in it.
    pub ended: u64,
    /// How often somebody in it opted out.
    pub opted_out: u64,
    /// Contacts who are in it now.
    pub waiting: u64,
    /// Contacts who are in it and have dropped off, for now: they were silent for [`super::SILENT`] though the bot waits for
    /// them, or blocked the bot. They are not among `waiting`.
    pub silent: u64,
}

impl Passage {
    /// Those who are in it, whether they still talk or not.
    pub fn here(&self) -> u64 {
        self.waiting + self.silent
    }

    /// Those who dropped off in it.
    pub fn dropped(&self) -> u64 {
        self.opted_out + self.silent
    }
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// Its runs.
    #[serde(flatten)]
    pub passage: Passage,
    /// Its steps in the order of the text.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Who came through.
    #[serde(flatten)]
    pub passage: Passage,
    /// How often its `route`s and its buttons with a body went each way: a branch's label, `else`, `button "…"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Count>,
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// An `ai reply`, or all handoffs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// The talk's name; `handoff`.
    pub name: String,
    /// How often it went each way: a branch's label, `unanswered`, a button.
    pub branches: Vec<Count>,
}

/// An A/B router.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Router {
    /// Its name.
    pub name: String,
    /// Its arms by name.
    pub arms: Vec<Arm>,
    /// Whether they were drawn as their weights say.
    pub shares: Shares,
}

/// An arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Its share as it is written now, from 0 to 1; `None` where the script has it no more.
    pub weight: Option<f64>,
    /// Contacts to whom it was shown, and no other of the router before it.
    pub shown: u64,
    /// Contacts to whom it was shown and for whom the bot waits now.
    pub waiting: u64,
    /// What they reached.
    pub goals: Vec<GoalRate>,
}

/// How many of those who were shown an arm reached a goal afterwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoalRate {
    /// The goal.
    pub goal: String,
    /// How many.
    pub reached: u64,
    /// Their share of those to whom the arm was shown.
    pub rate: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}
