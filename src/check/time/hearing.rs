//! Where silence is heard: the waits of each step, and how long a silent contact can stay at them.

use crate::ir::{Op, Place, Program};

/// The waits of one place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hearing {
    /// How many statements wait so that a silence passes: `ask`, `wait for`, `ai reply`.
    pub waits: u32,
    /// How long the last of them waits at most; `None`: as long as it takes.
    pub within: Option<i64>,
    /// Whether a `delay` stands there, in which silence does not pass.
    pub delays: bool,
}

impl Hearing {
    /// How long a silent contact stays in the place; `None`: nobody knows.
    pub fn stays(self) -> Option<i64> {
        self.within.filter(|_| self.waits == 1 && !self.delays)
    }
}

/// The waits of all steps, and of all flows.
pub(super) struct Hearings {
    steps: Vec<Vec<Hearing>>,
    flows: Vec<Hearing>,
}

impl Hearings {
    /// Those of a program.
    pub fn of(program: &Program) -> Self {
        let steps = program.flows.iter().map(|flow| vec![Hearing::default(); flow.steps.len()]).collect();
        let mut all = Hearings { steps, flows: vec![Hearing::default(); program.flows.len()] };
        for node in &program.nodes {
            let within = match &node.op {
                Op::Ask(ask) => ask.tail.within.map(|limit| limit.bound.0),
                Op::Wait(wait) => wait.tail.within.map(|limit| limit.bound.0),
                Op::AiReply(_) => None,
                Op::Delay(_) => {
                    all.each(node.place, |hearing| hearing.delays = true);
                    continue;
                }
                _ => continue,
            };
            all.each(node.place, |hearing| {
                hearing.waits += 1;
                hearing.within = within;
            });
        }
        all
    }

    fn each(&mut self, place: Place, on: impl Fn(&mut Hearing)) {
        let Some(flow) = place.flow else { return };
        on(&mut self.flows[flow as usize]);
        if let Some(step) = place.step {
            on(&mut self.steps[flow as usize][step as usize]);
        }
    }

    /// Those of a step, or of a whole flow.
    pub fn at(&self, flow: u32, step: Option<u32>) -> Hearing {
        match step {
            Some(step) => self.steps[flow as usize][step as usize],
            None => self.flows[flow as usize],
        }
    }
}
