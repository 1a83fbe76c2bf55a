//! Postbacks and webhooks.

use std::collections::BTreeMap;

use super::contact::{Internal, Mode};
use super::draw;
use super::eval::{self, Arrival};
use super::frame::{Entering, FrameKind};
use super::limits::{KEPT_ARRIVALS_MAX, KEPT_FOR, TRANSACTIONS_MAX};
use super::run::Run;
use super::take::{Found, Place, PlaceKind};
use super::{start, statement};
use crate::ir::{EventPattern, Expr, Inbound, Value};

/// One arrives: its data is noted at once, whatever the position. A transaction that was seen changes nothing.
pub(crate) fn arrive(
    run: &mut Run<'_>,
    inbound: Inbound,
    name: &str,
    params: &BTreeMap<String, Value>,
    trackers: &BTreeMap<String, String>,
) {
    let Some(arrival) = note(run, inbound, name, params, trackers) else { return };
    match run.contact.mode {
        Mode::New => run.keep_arrival(arrival),
        Mode::Stopped => {}
        Mode::Active if run.contact.blocked => {}
        Mode::Active if run.is_busy() => run.defer(Internal::Arrival(arrival)),
        Mode::Active => run.offer_arrival(arrival),
    }
}

/// Notes the data of one; `None` for a transaction that was seen.
pub(crate) fn note(
    run: &mut Run<'_>,
    inbound: Inbound,
    name: &str,
    params: &BTreeMap<String, Value>,
    trackers: &BTreeMap<String, String>,
) -> Option<Arrival> {
    if is_repeated(run, inbound, name, params) {
        run.dropped("a repeated postback");
        return None;
    }
    start::note_trackers(run, trackers);
    let count = run.contact.arrived(inbound, name).saturating_add(1);
    let arrival = Arrival { inbound, name: name.to_owned(), params: params.clone(), count, at: run.now };
    run.contact.latest.retain(|other| other.inbound != inbound || other.name != name);
    run.contact.latest.push(arrival.clone());
    Some(arrival)
}

/// Whether the transaction was seen; if not, it now is. Without `by` a postback counts once per contact, a webhook
/// always.
fn is_repeated(run: &mut Run<'_>, inbound: Inbound, name: &str, params: &BTreeMap<String, Value>) -> bool {
    let symbols = &run.program.symbols;
    let declared = match inbound {
        Inbound::Postback => symbols.postbacks.get(name),
        Inbound::Webhook => symbols.webhooks.get(name),
    };
    let Some(by) = declared.and_then(|signature| signature.unique_by.as_ref()) else {
        return inbound == Inbound::Postback && run.contact.arrived(inbound, name) > 0;
    };
    let value = params.get(by).cloned().unwrap_or_default();
    let shown = run.scoped(None, None, |scope| eval::show(&value, scope));
    let transaction = draw::hash(&[shown.as_bytes()]);
    let key = format!("{inbound:?} {name}");
    let seen = run.contact.transactions.entry(key).or_default();
    if seen.contains(&transaction) {
        return true;
    }
    seen.push(transaction);
    if seen.len() > TRANSACTIONS_MAX {
        seen.remove(0);
        run.limit("remembered transactions");
    }
    false
}

impl<'a> Run<'a> {
    /// The statement that waits for it takes it, else a handler, else it is kept.
    pub fn offer_arrival(&mut self, arrival: Arrival) {
        if statement::wait::take_arrival(self, &arrival) {
            return;
        }
        let names = names(&arrival);
        let found = self.search(names, Some(&arrival));
        if let Some(found) = found {
            let proactive = std::mem::replace(&mut self.contact.proactive, true);
            if self.enter_handler(&found, Some(arrival.clone())) {
                return;
            }
            self.contact.proactive = proactive;
        }
        self.keep_arrival(arrival);
    }

    /// Keeps one for the first place entered that names it.
    pub fn keep_arrival(&mut self, arrival: Arrival) {
        self.forget_old_arrivals();
        let same = |other: &Arrival| other.inbound == arrival.inbound && other.name == arrival.name;
        let kept = &mut self.contact.kept;
        let full = kept.iter().filter(|other| same(other)).count() >= KEPT_ARRIVALS_MAX;
        let oldest = kept.iter().position(same).filter(|_| full);
        if let Some(oldest) = oldest {
            kept.remove(oldest);
        }
        kept.push(arrival);
        if full {
            self.dropped("a kept postback, the oldest of its name");
        }
    }

    fn forget_old_arrivals(&mut self) {
        let now = self.now;
        let before = self.contact.kept.len();
        self.contact.kept.retain(|kept| kept.at + KEPT_FOR > now);
        if self.contact.kept.len() < before {
            self.dropped("a kept postback, after 90 days");
        }
    }

    /// Where the innermost frame enters its flow or its step: handlers there get the oldest kept one that fits. Whether
    /// one did.
    pub fn give_kept_on_entry(&mut self) -> bool {
        let Some(at) = self.innermost() else { return false };
        let frame = &mut self.contact.frames[at];
        let wanted = match frame.entering {
            Entering::Done => return false,
            Entering::Flow => {
                frame.entering = Entering::Step;
                PlaceKind::Flow
            }
            Entering::Step => {
                frame.entering = Entering::Done;
                PlaceKind::Step
            }
        };
        if frame.kind != FrameKind::Flow {
            return false;
        }
        self.give_kept(at, wanted);
        true
    }

    /// Where a statement with handlers is entered; whether one got a kept postback. Once per entry.
    pub fn give_kept_to_statement(&mut self) -> bool {
        let Some(at) = self.innermost() else { return false };
        let frame = &mut self.contact.frames[at];
        if frame.offered == Some(frame.point) {
            frame.offered = None;
            return false;
        }
        frame.offered = Some(frame.point);
        let given = self.give_kept(at, PlaceKind::Statement);
        if !given {
            self.contact.frames[at].offered = None;
        }
        given
    }

    fn give_kept(&mut self, at: usize, kind: PlaceKind) -> bool {
        if self.contact.kept.is_empty() {
            return false;
        }
        self.forget_old_arrivals();
        let here = |place: &Place<'_>| place.frame == Some(at) && place.kind == kind;
        let Some(place) = self.places().into_iter().find(here) else { return false };
        let fitting = |run: &Self, arrival: &Arrival| -> Option<Found<'a>> {
            run.search_in(&place, names(arrival), Some(arrival))
        };
        let kept = self.contact.kept.iter().enumerate();
        let taken = kept.into_iter().find_map(|(nth, arrival)| Some((nth, fitting(self, arrival)?)));
        let Some((nth, found)) = taken else { return false };
        let arrival = self.contact.kept[nth].clone();
        if !self.enter_handler(&found, Some(arrival)) {
            return false;
        }
        self.contact.kept.remove(nth);
        true
    }

    /// The oldest kept one of the name for which the guard holds; it is given once.
    pub fn take_kept(&mut self, inbound: Inbound, name: &str, guard: Option<&Expr>) -> Option<Arrival> {
        self.forget_old_arrivals();
        let frame = self.innermost();
        let fits = |arrival: &Arrival| {
            let holds = |guard| self.scoped(frame, Some(arrival), |scope| eval::holds(guard, scope));
            arrival.inbound == inbound && arrival.name == name && guard.is_none_or(holds)
        };
        let place = self.contact.kept.iter().position(fits)?;
        Some(self.contact.kept.remove(place))
    }
}

fn names(arrival: &Arrival) -> impl Fn(&EventPattern) -> bool + use<> {
    let (inbound, name) = (arrival.inbound, arrival.name.clone());
    move |event| matches!(event, EventPattern::Inbound(own, of) if *own == inbound && *of == name)
}
