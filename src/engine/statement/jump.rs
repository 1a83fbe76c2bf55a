//! `-> TARGET`.

use std::collections::BTreeMap;

use super::end;
use crate::engine::run::{Next, Run};
use crate::ir::{Body, Choice, Node, Target};

pub(crate) fn run(run: &mut Run<'_>, node: &Node, target: &Target, bound: Option<&(u32, Body)>) -> Next {
    let Some(at) = run.innermost() else { return Next::Stay };
    if let Some((times, otherwise)) = bound {
        let holder = run.holder(at);
        let Some(frame) = run.contact.frames.get_mut(holder) else { return Next::Stay };
        let taken = frame.counters.entry(node.point).or_default();
        if *taken >= *times {
            run.chose(node.point, Choice::AtMost);
            return Next::Go(otherwise.0);
        }
        *taken += 1;
        run.chose(node.point, Choice::Next);
    }
    match target {
        Target::End => end::run(run, None),
        Target::Step(step) => {
            let Some(owner) = run.contact.frames[at].owner else { return Next::Go(node.next) };
            let (owner, inbound) = (owner as usize, run.contact.frames[at].inbound.clone());
            let flow = run.contact.frames.get(owner).map(|frame| frame.flow.clone()).unwrap_or_default();
            let Some(flow) = run.program.flows.iter().position(|own| own.name == flow) else {
                return Next::Stay;
            };
            // What a handler took goes with its arrow.
            if at != owner && inbound.is_some() {
                run.contact.frames[owner].inbound = inbound;
            }
            run.enter_step(owner, flow as u32, *step);
            Next::Stay
        }
        Target::Flow { flow, step, args } => {
            let locals: BTreeMap<_, _> =
                args.iter().map(|(name, value)| (name.clone(), run.value(value))).collect();
            let frame = &run.contact.frames[at];
            let inbound = frame.inbound.clone().filter(|_| frame.owner != Some(at as u32));
            run.enter_flow(*flow, *step, locals, inbound);
            Next::Stay
        }
    }
}
