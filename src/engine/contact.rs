//! The state of a contact.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::charge::Charge;
use super::eval::Arrival;
use super::event::Link;
use super::frame::{Frame, FrameKind, Wait};
use super::gather::Gathering;
use super::hear::Hearing;
use super::inbox::{Given, Inbox};
use super::statement::handoff;
use crate::ir::{Inbound, PointId, Time, Value};

/// Everything that the engine knows of a contact. Stores keep its [`Contact::encode`]d bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// The contact's id, unique in the project: `web:…`, `telegram:…`, or another system's.
    pub id: String,
    /// Number of events so far; the next event's effects bear `sequence + 1`.
    pub sequence: u64,
    /// Who it is.
    pub person: Person,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// Fields that were set; an emptied one is absent.
    pub fields: BTreeMap<String, Value>,
    /// Tracker fields.
    pub trackers: BTreeMap<String, Value>,
    /// Whether it has begun, or opted out.
    pub(crate) mode: Mode,
    /// Whether it blocked the bot.
    pub(crate) blocked: bool,
    /// Whether a person leads.
    pub(crate) person_leads: bool,
    /// Where it is, innermost last.
    pub(crate) frames: Vec<Frame>,
    /// Whether what runs was begun by a timer, a postback or a webhook, without a message since.
    pub(crate) proactive: bool,
    /// When it last wrote or pressed.
    pub(crate) last_message: Time,
    /// Messages that may still want an answer.
    pub(crate) inbox: Inbox,
    /// Messages of a burst that is not over.
    pub(crate) gathering: Option<Gathering>,
    /// A voice message that is listened to.
    pub(crate) hearing: Option<Hearing>,
    /// What it last gave.
    pub(crate) given: Given,
    /// The latest of each postback and webhook.
    pub(crate) latest: Vec<Arrival>,
    /// Hashes of the transactions of each postback and webhook that is unique by one, oldest first.
    pub(crate) transactions: BTreeMap<String, Vec<u64>>,
    /// Postbacks and webhooks that nothing took, oldest first.
    pub(crate) kept: Vec<Arrival>,
    /// Events that wait for a result, or for a person to hand back, oldest first.
    pub(crate) deferred: Vec<Internal>,
    /// Arms that were shown, oldest first.
    pub(crate) exposures: Vec<Exposure>,
    /// Goals with the time at which each was first reached.
    pub(crate) goals: BTreeMap<String, Time>,
    /// How often each statement with several wordings was said.
    pub(crate) wordings: BTreeMap<PointId, u32>,
    /// Buttons that were sent and may be live.
    pub(crate) buttons: Vec<SentButton>,
    /// When proactive messages were released, as far back as the cap looks.
    pub(crate) proactive_sent: Vec<Time>,
    /// How often each `on silence` has fired, and in which silence.
    pub(crate) silences: BTreeMap<PointId, Fired>,
    /// The number of the last request.
    pub(crate) requests: u64,
    /// Numbers of the last events whose message answered a question with a private answer.
    pub(crate) private_said: Vec<u64>,
    /// Timers do not count before this time: the statement budget ended a run.
    pub(crate) rest_until: Option<Time>,
    /// When the next timer is due.
    pub(crate) due: Option<Time>,
    /// While a person leads, or was called: why and who.
    pub(crate) charge: Option<Charge>,
    /// Where its conversation can be read; only where the script asks for it.
    pub(crate) link: Option<Link>,
}

/// How far a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Mode {
    /// Not yet met.
    New,
    /// Begun.
    Active,
    /// Opted out.
    Stopped,
}

/// An event that the engine itself makes, or that must wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Internal {
    /// A postback or webhook.
    Arrival(Arrival),
    /// A tag came.
    TagAdded(String),
    /// A tag went.
    TagRemoved(String),
    /// A field has another value.
    FieldChanged(String),
    /// A person joined.
    OperatorJoined,
    /// A person left.
    OperatorLeft,
}

/// An arm that a contact was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exposure {
    /// The router.
    pub router: String,
    /// The arm.
    pub arm: String,
    /// When.
    pub at: Time,
    /// Whether an earlier arm is gone: the contact is left out of the comparison.
    pub redrawn: bool,
}

/// A button that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentButton {
    /// What a channel sends back.
    pub id: String,
    /// What it shows.
    pub text: String,
    /// The flow and step in which the contact was.
    pub place: (String, String),
    /// The statement that sent it.
    pub point: PointId,
    /// Its place among the statement's buttons; `None` is one of an ask's choices.
    pub nth: Option<u32>,
}

/// How often an `on silence` has fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fired {
    /// The silence: when it began.
    pub since: Time,
    /// How often.
    pub times: u32,
}

/// What is known of the person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The messenger's user name.
    pub username: String,
    /// The phone.
    pub phone: String,
    /// The e-mail.
    pub email: String,
    /// The language, such as `en`.
    pub language: String,
    /// The time zone, such as `Europe/Kyiv`.
    pub timezone: String,
    /// The channel's name in the manifest.
    pub channel: String,
    /// When the contact appeared.
    pub created: Time,
}

impl Person {
    /// The first and the last name; `None` where neither is known.
    pub fn name(&self) -> Option<String> {
        let name = [self.first_name.as_str(), self.last_name.as_str()].join(" ");
        Some(name.trim()).filter(|name| !name.is_empty()).map(str::to_owned)
    }
}

/// The one status of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The bot is at work: a result is awaited.
    Auto,
    /// The bot waits for an answer or a time.
    Waiting,
    /// A person leads.
    Manual,
    /// The contact blocked the bot.
    Blocked,
    /// The contact opted out.
    Stopped,
    /// Its flow ended.
    Finished,
    /// It has not begun: it cannot be written to.
    New,
}

impl Contact {
    /// A contact that has not begun.
    pub fn new(id: impl Into<String>) -> Self {
        Contact {
            id: id.into(),
            sequence: 0,
            person: Person::default(),
            tags: BTreeSet::new(),
            fields: BTreeMap::new(),
            trackers: BTreeMap::new(),
            mode: Mode::New,
            blocked: false,
            person_leads: false,
            frames: Vec::new(),
            proactive: false,
            last_message: Time::default(),
            inbox: Inbox::default(),
            gathering: None,
            hearing: None,
            given: Given::default(),
            latest: Vec::new(),
            transactions: BTreeMap::new(),
            kept: Vec::new(),
            deferred: Vec::new(),
            exposures: Vec::new(),
            goals: BTreeMap::new(),
            wordings: BTreeMap::new(),
            buttons: Vec::new(),
            proactive_sent: Vec::new(),
            silences: BTreeMap::new(),
            requests: 0,
            private_said: Vec::new(),
            rest_until: None,
            due: None,
            charge: None,
            link: None,
        }
    }

    /// The compact bytes that stores keep; [`Contact::decode`] reads them.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a state is plain data")
    }

    /// The state of [`Contact::encode`]d bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, String> {
        postcard::from_bytes(bytes).map_err(|error| error.to_string())
    }

    /// The status.
    pub fn status(&self) -> Status {
        match (self.mode, self.frames.last()) {
            (Mode::New, _) => Status::New,
            (Mode::Stopped, _) => Status::Stopped,
            _ if self.blocked => Status::Blocked,
            _ if self.person_leads => Status::Manual,
            (Mode::Active, None) => Status::Finished,
            (Mode::Active, Some(frame)) => match frame.wait {
                Wait::Handoff { .. } => Status::Manual,
                // A handoff's own block that needs a result takes nobody from the person who was called.
                Wait::Result(_) | Wait::Ready if handoff::open(self).is_some() => Status::Manual,
                Wait::Result(_) | Wait::Ready => Status::Auto,
                _ => Status::Waiting,
            },
        }
    }

    /// When the next timer is due, if one runs.
    pub fn next_due(&self) -> Option<Time> {
        self.due
    }

    /// While a person leads, or was called: why and who.
    pub fn charge(&self) -> Option<&Charge> {
        self.charge.as_ref()
    }

    /// When the address of its conversation that it knows ends; `None` where it knows none.
    pub fn link_until(&self) -> Option<Time> {
        self.link.as_ref().map(|link| link.until)
    }

    /// The points at which its frames stand, innermost last: what a changed script must still have.
    pub fn points(&self) -> Vec<Standing> {
        self.frames.iter().map(Frame::standing).collect()
    }

    /// Where its innermost frame stands; `None` before the start and when its flow has ended.
    pub fn current(&self) -> Option<Standing> {
        self.frames.last().map(Frame::standing)
    }

    /// The flow and step of each run of a flow that it is in, innermost last.
    pub fn runs(&self) -> Vec<(String, String)> {
        let runs = self.frames.iter().filter(|frame| frame.kind == FrameKind::Flow);
        runs.map(|frame| (frame.flow.clone(), frame.step.clone())).collect()
    }

    /// Since when nothing has come from it that the bot waits for; `None` where the bot waits for nothing of it.
    pub fn silent_since(&self) -> Option<Time> {
        let frame = self.frames.last()?;
        let asked = match frame.wait {
            Wait::Ask { since, .. } | Wait::Event { since, .. } => since,
            Wait::Reply => frame.statement_entered,
            _ => return None,
        };
        Some(asked.max(self.last_message))
    }

    /// Locals and parameters of the innermost run of a flow.
    pub fn locals(&self) -> &BTreeMap<String, Value> {
        static NONE: BTreeMap<String, Value> = BTreeMap::new();
        let innermost = self.frames.iter().rev().find(|frame| frame.kind == FrameKind::Flow);
        innermost.map_or(&NONE, |frame| &frame.locals)
    }

    /// The goals that it has reached, with the time of the first.
    pub fn goals(&self) -> &BTreeMap<String, Time> {
        &self.goals
    }

    /// The arms that it was shown: (router, arm), oldest first.
    pub fn arms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.exposures.iter().map(|exposure| (exposure.router.as_str(), exposure.arm.as_str()))
    }

    /// How many of a postback or webhook have arrived.
    pub fn arrived(&self, inbound: Inbound, name: &str) -> u32 {
        let named = |arrival: &&Arrival| arrival.inbound == inbound && arrival.name == name;
        self.latest.iter().find(named).map_or(0, |arrival| arrival.count)
    }
}

/// Where a frame stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Standing {
    /// The flow's name.
    pub flow: String,
    /// The step's name.
    pub step: String,
    /// The statement.
    pub point: PointId,
    /// The statement in the script's words, such as `ask`, `delay`, `ai reply registration`.
    pub what: String,
}
