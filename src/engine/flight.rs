//! Requests in flight: their answers, and models that are down.

use super::event::ActionAnswer;
use super::frame::{Answer, Down, Flight, Purpose, Wait};
use super::limits::{MINUTE_MS, RETRY_MINUTES};
use super::model::ModelAnswer;
use super::run::Run;
use super::{EffectKind, statement, talk};
use crate::ir::{Duration, EventPattern, Time};

/// An answer arrives. One that names no open request is stale: nothing happens.
pub(crate) fn arrive(run: &mut Run<'_>, request: u64, answer: Answer) {
    if run.awaits_words(request) {
        return run.heard(answer);
    }
    let awaits = |wait: &Wait| matches!(wait, Wait::Result(flight) if flight.request == request);
    let Some(at) = run.contact.frames.iter().rposition(|frame| awaits(&frame.wait)) else { return };
    // Who goes on writing makes it stale, as a message does where nothing is gathered.
    let waits_for_more = run.open_window().is_some();
    if waits_for_more
        && run.innermost() == Some(at)
        && matches!(&run.contact.frames[at].wait, Wait::Result(flight) if flight.can_be_replaced())
    {
        return;
    }
    if run.is_suspended() || at + 1 < run.contact.frames.len() {
        if let Wait::Result(flight) = &mut run.contact.frames[at].wait {
            flight.stashed = Some(answer);
        }
        return;
    }
    run.take_answer(answer);
}

impl Run<'_> {
    /// Asks a model for what the innermost frame's statement wants.
    pub fn ask_model(&mut self, purpose: Purpose) {
        self.send_request(purpose, self.now, None);
    }

    /// The same again for a model that is down.
    pub fn ask_again_while_down(&mut self) {
        let Some(Wait::Result(flight)) = self.contact.frames.last().map(|frame| frame.wait.clone()) else {
            return;
        };
        let down = flight.down.map(|down| Down { retry: None, ..down });
        self.send_request(flight.purpose, flight.since, down);
    }

    fn send_request(&mut self, purpose: Purpose, since: Time, down: Option<Down>) {
        let Some(node) = self.standing() else { return };
        let Some(request) = talk::request(self, node, &purpose) else { return };
        let id = request.id;
        let sent = self.emit(EffectKind::Model(Box::new(request)));
        let what = statement::what(&node.op);
        self.wait(Wait::Result(Flight { request: id, since, purpose, down, stashed: None }), &what);
        if !sent {
            self.schedule_retry();
        }
    }

    /// An answer that came while nothing could run is taken now.
    pub fn take_stashed(&mut self) {
        let Some(frame) = self.contact.frames.last_mut() else { return };
        let Wait::Result(flight) = &mut frame.wait else { return };
        if let Some(answer) = flight.stashed.take() {
            self.take_answer(answer);
        }
    }

    /// The innermost frame's request is answered.
    fn take_answer(&mut self, answer: Answer) {
        let Some(node) = self.standing() else { return };
        let Some(frame) = self.contact.frames.last_mut() else { return };
        let Wait::Result(flight) = frame.wait.clone() else { return };
        match answer {
            Answer::Model(ModelAnswer::Down(_)) => self.model_down(),
            Answer::Model(answer) => {
                frame.down_told = false;
                if !statement::take_model_answer(self, node, flight.purpose, answer) {
                    // An answer to another task than was asked is none.
                    self.model_down();
                }
            }
            Answer::Action(answer) => statement::call::take_answer(self, node, action_value(answer)),
        }
    }

    /// `on ai down` has its turn once per wait; then, and without one, the model is asked again later.
    fn model_down(&mut self) {
        self.schedule_retry();
        let Some(frame) = self.contact.frames.last_mut() else { return };
        if frame.down_told {
            return;
        }
        frame.down_told = true;
        match self.search(|event| *event == EventPattern::AiDown, None) {
            Some(found) => _ = self.enter_handler(&found, None),
            None => _ = self.standing().is_some_and(|node| statement::ai_say::without_model(self, node)),
        }
    }

    fn schedule_retry(&mut self) {
        let now = self.now;
        let Some(frame) = self.contact.frames.last_mut() else { return };
        let Wait::Result(flight) = &mut frame.wait else { return };
        flight.down = Some(retry_at(flight.down, now));
    }
}

/// A model that is down once more: when it is asked again.
pub(super) fn retry_at(down: Option<Down>, now: Time) -> Down {
    let (since, tries) = down.map_or((now, 0), |down| (down.since, down.tries));
    let retry = since + retry_after(tries);
    let retry = retry.max(now + Duration(MINUTE_MS));
    Down { since, tries: tries + 1, retry: Some(retry) }
}

/// How long after a model went down it is asked for the `tries`th time, from 0.
fn retry_after(tries: u32) -> Duration {
    let last = RETRY_MINUTES.len() as u32 - 1;
    let minutes = match RETRY_MINUTES.get(tries as usize) {
        Some(minutes) => *minutes,
        None => RETRY_MINUTES[last as usize] * (1 + i64::from(tries - last)),
    };
    Duration(minutes * MINUTE_MS)
}

fn action_value(answer: ActionAnswer) -> Option<crate::ir::Value> {
    match answer {
        ActionAnswer::Done(value) => Some(value),
        ActionAnswer::Failed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_down_is_asked_after_1_5_15_and_60_minutes_then_hourly() {
        let minutes: Vec<i64> = (0..7).map(|tries| retry_after(tries).0 / MINUTE_MS).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 120, 180, 240]);
    }
}
