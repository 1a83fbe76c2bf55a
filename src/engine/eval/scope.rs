//! What an expression can see.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::clock;
use crate::engine::{Contact, Machine};
use crate::ir::{Inbound, MediaRef, Time, Value};

/// Everything that an expression can see, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The program: its regexes, its declared types, the bot's time zone.
    pub machine: &'a Machine,
    /// Person, tags, fields, trackers.
    pub contact: &'a Contact,
    /// Locals and parameters of the frame.
    pub locals: &'a BTreeMap<String, Value>,
    /// The item of the `for each` that runs in the frame.
    pub item: Option<&'a Value>,
    /// What the handler took whose code this is, if it took a postback or webhook.
    pub inbound: Option<&'a Arrival>,
    /// The latest of each postback and webhook, in any order.
    pub latest: &'a [Arrival],
    /// What the last ask got.
    pub answer: &'a Value,
    /// The picture in it.
    pub answer_image: Option<&'a MediaRef>,
    /// The event's time.
    pub now: Time,
    /// The flows that the contact's frames are in.
    pub flows: &'a [&'a str],
}

/// A postback or webhook that arrived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Which of the two.
    pub inbound: Inbound,
    /// Its name.
    pub name: String,
    /// Its parameters, typed as declared; a missing one is absent.
    pub params: BTreeMap<String, Value>,
    /// How many of the name there were when it arrived, itself included.
    pub count: u32,
    /// When it arrived.
    pub at: Time,
}

impl<'a> Scope<'a> {
    /// The arrival that `NAME.param` means: the handler's own, else the latest of the name.
    pub fn arrival(&self, inbound: Inbound, name: &str) -> Option<&'a Arrival> {
        let named = |arrival: &&Arrival| arrival.inbound == inbound && arrival.name == name;
        self.inbound.filter(named).or_else(|| self.latest.iter().rev().find(named))
    }

    /// The contact's time zone, else the bot's, else UTC.
    pub fn zone(&self) -> TimeZone {
        clock::zone(self.contact, self.machine)
    }
}
