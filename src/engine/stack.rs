//! Moving on the stack: arrows, blocks, ends.

use std::collections::{BTreeMap, BTreeSet};

use super::Record;
use super::eval::Arrival;
use super::frame::{Entering, Frame, FrameKind, Wait};
use super::limits::FRAMES_MAX;
use super::run::Run;
use crate::ir::{Body, NodeIx, Op, PointId, Time, Value};

impl Run<'_> {
    /// The innermost frame's place on the stack.
    pub fn innermost(&self) -> Option<usize> {
        self.contact.frames.len().checked_sub(1)
    }

    /// The place of the frame that holds the locals and counters of the frame at `at`.
    pub fn holder(&self, at: usize) -> usize {
        let owner = self.contact.frames.get(at).and_then(|frame| frame.owner);
        owner.map_or(at, |owner| owner as usize)
    }

    /// The innermost frame goes on at a statement.
    pub fn go(&mut self, node: NodeIx) {
        let point = self.node(node).point;
        if let Some(frame) = self.contact.frames.last_mut() {
            frame.point = point;
            frame.wait = Wait::Ready;
            frame.offered = None;
            frame.down_told = false;
        }
    }

    /// The innermost frame waits at its statement.
    pub fn wait(&mut self, wait: Wait, what: &str) {
        // Waiting for a result alone is no wait in the eyes of who is covered: it ends by itself.
        if matches!(
            wait,
            Wait::Ask { .. } | Wait::Event { .. } | Wait::Delay { .. } | Wait::Handoff { .. } | Wait::Reply
        ) {
            for frame in &mut self.contact.frames {
                frame.waited = true;
            }
        }
        if let Some(frame) = self.contact.frames.last_mut() {
            frame.wait = wait;
            frame.what.clear();
            frame.what.push_str(what);
        }
    }

    /// Every frame is dropped, the flow begins afresh at a step.
    pub fn enter_flow(
        &mut self,
        flow: u32,
        step: u32,
        locals: BTreeMap<String, Value>,
        inbound: Option<Arrival>,
    ) {
        if self.program.flows.get(flow as usize).is_none() {
            return;
        }
        self.leave(0);
        self.contact.frames.clear();
        self.lay_flow(flow, step, locals, inbound);
    }

    /// A flow begins on top of what stands, at its first step; what stands waits for its end.
    pub fn push_flow(&mut self, flow: u32, locals: BTreeMap<String, Value>) {
        self.lay_flow(flow, 0, locals, None);
    }

    /// The run of a flow at `at` and all above it are dropped, another flow begins there at a step.
    pub fn begin_at(&mut self, at: usize, flow: u32, step: u32) {
        self.leave(at);
        self.contact.frames.truncate(at);
        self.lay_flow(flow, step, BTreeMap::new(), None);
    }

    /// Every frame is dropped: the contact is finished.
    pub fn finish_everything(&mut self) {
        self.leave(0);
        for (flow, step) in self.contact.runs() {
            self.record(Record::Ended { flow, step });
        }
        self.contact.frames.clear();
        self.record(Record::Finished);
    }

    fn lay_flow(&mut self, flow: u32, step: u32, locals: BTreeMap<String, Value>, inbound: Option<Arrival>) {
        let at = self.contact.frames.len();
        let mut frame = self.frame(FrameKind::Flow, Some(at as u32));
        frame.flow = self.program.flows.get(flow as usize).map(|flow| flow.name.clone()).unwrap_or_default();
        frame.locals = locals;
        frame.inbound = inbound;
        frame.entering = Entering::Flow;
        self.record(Record::Flow { flow: frame.flow.clone() });
        self.contact.frames.push(frame);
        self.arrive(at, flow, step);
    }

    /// The frame at `owner` goes to another step of its flow; all above it is dropped.
    pub fn enter_step(&mut self, owner: usize, flow: u32, step: u32) {
        self.leave(owner);
        self.contact.frames.truncate(owner + 1);
        if let Some(frame) = self.contact.frames.last_mut() {
            frame.entering = Entering::Step;
        }
        self.arrive(owner, flow, step);
    }

    fn arrive(&mut self, at: usize, flow: u32, step: u32) {
        let now = self.now;
        let written = self.program.flows.get(flow as usize).and_then(|flow| flow.steps.get(step as usize));
        let entry = written.and_then(|step| step.entry).map(|node| self.node(node).point);
        let name = written.map(|step| step.name.clone()).unwrap_or_default();
        let Some(frame) = self.contact.frames.get_mut(at) else { return };
        frame.step = name.clone();
        frame.step_entered = now;
        frame.wait = Wait::Ready;
        frame.running = None;
        frame.offered = None;
        frame.down_told = false;
        let flow_name = frame.flow.clone();
        self.record(Record::Step { flow: flow_name, step: name });
        self.entered(flow, step);
        match entry {
            Some(point) => self.contact.frames[at].point = point,
            None => self.fall_off(),
        }
    }

    /// Lays a block on what stands, as a frame of its own; `false` where the stack is full.
    pub fn push_block(
        &mut self,
        kind: FrameKind,
        owner: Option<u32>,
        body: Body,
        inbound: Option<Arrival>,
    ) -> bool {
        let first = body.0.map(|node| self.node(node));
        // An arrow leaves before it could stand anywhere.
        let leaves = first.is_some_and(|node| matches!(node.op, Op::Jump { bound: None, .. } | Op::End(_)));
        if self.contact.frames.len() >= FRAMES_MAX && !leaves {
            self.limit("frames");
            return false;
        }
        let mut frame = self.frame(kind, owner);
        frame.inbound = inbound;
        if let Some(node) = first {
            frame.point = node.point;
            let flow = node.place.flow.and_then(|flow| self.program.flows.get(flow as usize));
            frame.flow = flow.map(|flow| flow.name.clone()).unwrap_or_default();
            let step = flow.zip(node.place.step).and_then(|(flow, step)| flow.steps.get(step as usize));
            frame.step = step.map(|step| step.name.clone()).unwrap_or_default();
        }
        self.contact.frames.push(frame);
        if first.is_none() {
            self.fall_off();
        }
        true
    }

    /// The innermost frame's chain is over: a block comes back to what it covered, a flow ends.
    pub fn fall_off(&mut self) {
        match self.contact.frames.last().map(|frame| frame.kind.clone()) {
            Some(FrameKind::Flow) => {
                let at = self.contact.frames.len() - 1;
                self.end(at, Value::Empty);
            }
            Some(_) => self.drop_block(),
            None => {}
        }
    }

    /// The frame at `at` ends, with all above it. What visits it gets the value and goes on.
    pub fn end(&mut self, at: usize, value: Value) {
        self.leave(at);
        let waited = self.contact.frames.get(at).is_some_and(|frame| frame.waited);
        if let Some(frame) = self.contact.frames.get(at).filter(|frame| frame.kind == FrameKind::Flow) {
            let (flow, step) = (frame.flow.clone(), frame.step.clone());
            self.record(Record::Ended { flow, step });
        }
        self.contact.frames.truncate(at);
        let now = self.now;
        match self.contact.frames.last_mut() {
            None => self.record(Record::Finished),
            Some(frame) => {
                if waited {
                    frame.resumed = now;
                }
                if matches!(frame.wait, Wait::Visit { .. }) {
                    super::statement::visit::returned(self, value);
                }
            }
        }
    }

    /// All above the frame at `at` is cut, as if it had come back.
    pub fn cut(&mut self, at: usize) {
        self.leave(at + 1);
        self.contact.frames.truncate(at + 1);
        let now = self.now;
        if let Some(frame) = self.contact.frames.last_mut() {
            frame.resumed = now;
        }
    }

    /// The frames from `at` on are left, with what was gathered there; who leaves a handoff leaves the person.
    fn leave(&mut self, at: usize) {
        let left = self.contact.frames.get(at..).unwrap_or_default();
        if left.iter().any(|frame| matches!(frame.wait, Wait::Handoff { .. })) {
            self.contact.person_leads = false;
        }
        self.spill_from(at);
    }

    /// The innermost block is gone; what it covered goes on.
    pub fn drop_block(&mut self) {
        let Some(block) = self.contact.frames.pop() else { return };
        let silence = match block.kind {
            FrameKind::Handler { point, silence: true } => Some(point),
            _ => None,
        };
        match silence {
            // A reminder does not make a new silence; the ones that fell due under it are passed over.
            Some(point) => self.pass_over(point),
            None if block.waited => {
                let now = self.now;
                if let Some(frame) = self.contact.frames.last_mut() {
                    frame.resumed = now;
                }
            }
            None => {}
        }
        let branch = block.kind == FrameKind::Branch;
        self.uncovered(branch && block.waited);
    }

    /// What stands innermost is no longer covered; `reopens`: a branch of it that waited has come back.
    pub fn uncovered(&mut self, reopens: bool) {
        if self.is_suspended() {
            return;
        }
        match self.contact.frames.last().map(|frame| &frame.wait) {
            Some(Wait::Reply) => super::statement::ai_reply::come_back(self, reopens),
            Some(Wait::Result(_)) => self.take_stashed(),
            Some(Wait::Handoff { .. }) => super::statement::handoff::come_back(self),
            _ => {}
        }
    }

    fn frame(&self, kind: FrameKind, owner: Option<u32>) -> Frame {
        Frame {
            kind,
            owner,
            flow: String::new(),
            step: String::new(),
            point: PointId::default(),
            what: String::new(),
            wait: Wait::Ready,
            entering: Entering::Done,
            offered: None,
            entered: self.now,
            step_entered: self.now,
            statement_entered: self.now,
            resumed: Time::default(),
            waited: false,
            down_told: false,
            locals: BTreeMap::new(),
            counters: BTreeMap::new(),
            inbound: None,
            opened: BTreeSet::new(),
            running: None,
        }
    }
}
