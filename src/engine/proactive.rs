//! May the bot speak by itself now? Quiet hours and the cap.

use super::contact::Mode;
use super::eval::clock;
use super::frame::{FrameKind, Wait};
use super::run::{Next, Run};
use crate::ir::Time;

enum Gate {
    Open,
    Hold(Time),
    Drop(usize),
}

impl Run<'_> {
    /// Asked before something is said to the contact: `Some` where it is not said now. The position is then held at its
    /// statement, or the reminder dropped.
    pub fn held_back(&mut self, any_hour: bool) -> Option<Next> {
        match self.gate(any_hour) {
            Gate::Open => None,
            Gate::Hold(until) => {
                let what = self.standing().map(|node| super::statement::what(&node.op)).unwrap_or_default();
                self.wait(Wait::Held { until }, &what);
                Some(Next::Stay)
            }
            Gate::Drop(reminder) => {
                self.dropped("a reminder above the cap");
                self.contact.frames.truncate(reminder + 1);
                self.drop_block();
                Some(Next::Stay)
            }
        }
    }

    fn gate(&self, any_hour: bool) -> Gate {
        if !self.contact.proactive || self.contact.mode != Mode::Active {
            return Gate::Open;
        }
        let bot = &self.program.bot;
        let zone = clock::zone(self.contact, self.machine);
        if let Some(quiet) = bot.quiet
            && !any_hour
            && clock::is_quiet(self.now, quiet, &zone)
        {
            return Gate::Hold(clock::end_of_quiet(self.now, quiet, &zone, &self.contact.id));
        }
        let Some(cap) = bot.cap else { return Gate::Open };
        let sent = self.contact.proactive_sent.iter().filter(|sent| **sent + cap.per > self.now);
        let sent: Vec<Time> = sent.copied().collect();
        let messages = cap.messages as usize;
        if sent.len() < messages {
            return Gate::Open;
        }
        let reminder = |kind: &FrameKind| matches!(kind, FrameKind::Handler { silence: true, .. });
        if let Some(at) = self.contact.frames.iter().rposition(|frame| reminder(&frame.kind)) {
            return Gate::Drop(at);
        }
        // Room comes when the oldest of those that fill the window leaves it.
        let oldest = sent.len().checked_sub(messages).and_then(|place| sent.get(place));
        Gate::Hold(oldest.map_or(self.now + cap.per, |oldest| *oldest + cap.per))
    }
}
