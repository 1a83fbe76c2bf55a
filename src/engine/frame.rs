//! A frame of a contact's stack: where it stands, and what it waits for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::contact::Standing;
use super::eval::Arrival;
use super::event::ActionAnswer;
use super::limits::REPLACED_MAX;
use super::model::ModelAnswer;
use crate::ir::{PointId, Time, Value};

/// A run of a flow, or a block that covers what stood before it.
///
/// A timer is never a thing of its own: it is a time in the wait that set it, so it dies with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// What it is.
    pub kind: FrameKind,
    /// The place on the stack of the flow's run in which its text is written; `None` for a handler at the top.
    pub owner: Option<u32>,
    /// The flow in which the statement is written; empty at the top.
    pub flow: String,
    /// Its step; empty outside steps.
    pub step: String,
    /// The statement at which it stands.
    pub point: PointId,
    /// What that statement is, in the script's words.
    pub what: String,
    /// What it waits for.
    pub wait: Wait,
    /// What is still to be offered to kept postbacks before the statement runs.
    pub entering: Entering,
    /// The statement whose handlers were offered the kept postbacks, until it runs.
    pub offered: Option<PointId>,
    /// When it was entered.
    pub entered: Time,
    /// When its step was entered.
    pub step_entered: Time,
    /// When its statement was entered, where that is an `ai reply`.
    pub statement_entered: Time,
    /// When what covered it last came back, 0 for never; silence starts anew there.
    pub resumed: Time,
    /// Whether it has waited for more than a result: then it covered what is below it.
    pub waited: bool,
    /// Whether `on ai down` had its turn in this wait.
    pub down_told: bool,
    /// Locals and parameters.
    pub locals: BTreeMap<String, Value>,
    /// How often each bounded arrow was taken.
    pub counters: BTreeMap<PointId, u32>,
    /// The postback or webhook that led here.
    pub inbound: Option<Arrival>,
    /// The `ai reply`s that were entered in it.
    pub opened: BTreeSet<PointId>,
    /// The `for each` that runs in it.
    pub running: Option<Loop>,
}

/// A `for each` that runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Loop {
    /// The statement.
    pub point: PointId,
    /// The item of this turn.
    pub item: Value,
    /// The items that are still to come.
    pub rest: Vec<Value>,
}

/// What a frame is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FrameKind {
    /// A run of a flow.
    Flow,
    /// A handler's block.
    Handler {
        /// The handler.
        point: PointId,
        /// Whether it is an `on silence`.
        silence: bool,
    },
    /// A branch of an `ai reply`.
    Branch,
    /// A button's body.
    Button,
}

/// Places whose handlers may still get a kept postback before the frame goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Entering {
    /// None.
    Done,
    /// The flow, then the step.
    Flow,
    /// The step.
    Step,
}

/// What a frame waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Wait {
    /// Nothing: its statement runs when nothing covers it.
    Ready,
    /// An answer.
    Ask {
        /// When the question was first sent.
        since: Time,
        /// Unfit answers so far.
        unfit: u32,
    },
    /// The event of a `wait for`.
    Event {
        /// When the wait began.
        since: Time,
        /// Unfit ones so far.
        unfit: u32,
    },
    /// A time.
    Delay {
        /// When it is over.
        until: Time,
    },
    /// A message to an `ai reply`.
    Reply,
    /// The end of quiet hours, or room under the cap; then the statement runs again.
    Held {
        /// When to try again.
        until: Time,
    },
    /// A person.
    Handoff {
        /// When they were called.
        since: Time,
        /// The texts of their buttons, as they were sent.
        buttons: Vec<String>,
        /// They have handed back, and a block covers the handoff still.
        back: Option<Back>,
    },
    /// The answer of a model or an action.
    Result(Flight),
    /// The end of the flow that it visits, which runs on top of it.
    Visit {
        /// When the visit began.
        since: Time,
    },
}

/// How a person handed a contact back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Back {
    /// Without a button: the next statement runs.
    Left,
    /// By the button at this place.
    Pressed(u32),
}

/// A request in flight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Flight {
    /// The request's number; answers to others are stale.
    pub request: u64,
    /// When the first one was made.
    pub since: Time,
    /// What the answer is for.
    pub purpose: Purpose,
    /// The model is down.
    pub down: Option<Down>,
    /// An answer that came while a person led or the bot was blocked.
    pub stashed: Option<Answer>,
}

/// A model that is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Down {
    /// Since when.
    pub since: Time,
    /// How often it was asked since.
    pub tries: u32,
    /// When it is asked again; `None`: it has been asked.
    pub retry: Option<Time>,
}

/// What an answer is for, where the statement alone does not say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// What the statement is for.
    Statement,
    /// The words of a question.
    Question {
        /// When the question was first sent; `None` is not yet.
        since: Option<Time>,
        /// Unfit answers so far.
        unfit: u32,
    },
    /// Judging messages.
    Judge {
        /// The messages' numbers.
        messages: Vec<u64>,
        /// How many requests in a row were made stale by a message.
        replaced: u32,
        /// Whether only the reply is wanted.
        bare: bool,
    },
    /// The first words of an `ai reply`.
    Open,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// From a model.
    Model(ModelAnswer),
    /// From an action.
    Action(ActionAnswer),
}

impl Frame {
    /// Where it stands, for people and for the comparison of two programs.
    pub fn standing(&self) -> Standing {
        Standing {
            flow: self.flow.clone(),
            step: self.step.clone(),
            point: self.point,
            what: self.what.clone(),
        }
    }
}

impl Flight {
    /// Whether a message makes it stale: one new request is about both. Three times in a row at most.
    pub fn can_be_replaced(&self) -> bool {
        match self.purpose {
            Purpose::Judge { replaced, .. } => replaced < REPLACED_MAX,
            Purpose::Open => true,
            Purpose::Statement | Purpose::Question { .. } => false,
        }
    }
}

impl Wait {
    /// Whether an answer is awaited and may come at any moment.
    pub fn in_flight(&self) -> bool {
        let asked = |flight: &Flight| flight.down.is_none_or(|down| down.retry.is_none());
        matches!(self, Wait::Result(flight) if asked(flight))
    }

    /// Whether the position belongs to an `ai reply` that listens or judges.
    pub fn listens(&self) -> bool {
        match self {
            Wait::Reply => true,
            Wait::Result(flight) => matches!(flight.purpose, Purpose::Judge { .. } | Purpose::Open),
            _ => false,
        }
    }
}
