//! What a run came through: for whoever counts what has been tried. It decides nothing, and is in no state.

use super::run::Run;
use crate::ir::{Choice, PointId};

/// A place that a contact came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A step was entered, by the places of its flow and its own.
    Step(u32, u32),
    /// A statement went on this way.
    Chose(PointId, Choice),
    /// A handler took an event.
    Took(PointId),
}

/// Where marks go, if anybody wants them.
#[derive(Debug)]
pub(crate) struct Trace<'a> {
    marks: Option<&'a mut Vec<Mark>>,
    before: usize,
}

impl<'a> Trace<'a> {
    /// Behind what is there.
    pub fn of(marks: Option<&'a mut Vec<Mark>>) -> Self {
        let before = marks.as_ref().map_or(0, |marks| marks.len());
        Trace { marks, before }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(marks) = &mut self.marks {
            marks.push(mark);
        }
    }

    /// The run is undone: it came through nothing.
    pub fn undo(&mut self) {
        if let Some(marks) = &mut self.marks {
            marks.truncate(self.before);
        }
    }
}

impl Run<'_> {
    /// A statement goes on this way.
    pub fn chose(&mut self, point: PointId, choice: Choice) {
        self.trace.mark(Mark::Chose(point, choice));
    }

    /// The statement at which the innermost frame stands goes on this way.
    pub fn chose_here(&mut self, choice: Choice) {
        if let Some(frame) = self.contact.frames.last() {
            let point = frame.point;
            self.chose(point, choice);
        }
    }

    /// A step is entered.
    pub fn entered(&mut self, flow: u32, step: u32) {
        self.trace.mark(Mark::Step(flow, step));
    }

    /// A handler takes an event.
    pub fn took(&mut self, handler: PointId) {
        self.trace.mark(Mark::Took(handler));
    }
}
