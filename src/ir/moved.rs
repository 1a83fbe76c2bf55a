//! `moved` and `drop`: what becomes of contacts whose place is gone from the script.

use serde::{Deserialize, Serialize};

use super::{PointId, Program};
use crate::source::Span;

/// `moved PLACE to PLACE`, `drop PLACE`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// The flow in which contacts stand.
    pub flow: String,
    /// The step; `None` is any step of the flow.
    pub step: Option<String>,
    /// Where they are to stand; `None`: they are finished.
    pub to: Option<MovedTo>,
    /// Statements by the ids that they would have under the old names, by the old id: those of the new place, and visits of
    /// a flow that had another name.
    pub points: Vec<(PointId, PointId)>,
    /// Where it is written.
    pub span: Span,
}

/// A new place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedTo {
    /// The place in [`Program::flows`].
    pub flow: u32,
    /// The place in [`super::Flow::steps`]; `None` is the step of the same name, else the first.
    pub step: Option<u32>,
}

/// Where a contact goes on whose statement the program does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whither {
    /// At the same statement in its new place.
    Statement(PointId),
    /// The new place has no such statement: at the beginning of the step, by the places of its flow and its own.
    Step(u32, u32),
    /// Nowhere: it is finished.
    Finished,
}

impl Program {
    /// The declaration about a place, by its place in [`Program::moves`]; one about the step goes before one about its
    /// flow.
    pub fn declared(&self, flow: &str, step: &str) -> Option<usize> {
        let about = |wanted: Option<&str>| {
            self.moves.iter().position(|it| it.flow == flow && it.step.as_deref() == wanted)
        };
        about(Some(step)).or_else(|| about(None))
    }

    /// The id that a statement has now of which a declaration knows the old one, with that declaration's place.
    pub fn renamed(&self, point: PointId) -> Option<(usize, PointId)> {
        self.moves.iter().enumerate().find_map(|(at, declared)| Some((at, declared.renamed(point)?)))
    }

    /// Where contacts go on who stand at a statement that is not in this program, and the declaration that says so;
    /// `None` where nothing is declared.
    pub fn whither(&self, flow: &str, step: &str, point: PointId) -> Option<(usize, Whither)> {
        let Some(at) = self.declared(flow, step) else {
            // The place is as it was; the visit of a flow with another name is known by its old one.
            return self.renamed(point).map(|(at, now)| (at, Whither::Statement(now)));
        };
        let declared = &self.moves[at];
        let Some(to) = declared.to else { return Some((at, Whither::Finished)) };
        if let Some(now) = declared.renamed(point) {
            return Some((at, Whither::Statement(now)));
        }
        let namesake = || {
            let steps = &self.flows.get(to.flow as usize)?.steps;
            steps.iter().position(|known| known.name == step).map(|at| at as u32)
        };
        Some((at, Whither::Step(to.flow, to.step.or_else(namesake).unwrap_or(0))))
    }
}

impl Move {
    fn renamed(&self, point: PointId) -> Option<PointId> {
        let at = self.points.binary_search_by_key(&point, |(old, _)| *old).ok()?;
        Some(self.points[at].1)
    }
}
