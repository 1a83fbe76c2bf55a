//! A contact whose place is gone from the script goes on where `moved` and `drop` say.

use super::run::Run;
use crate::ir::{PointId, Whither};

/// Each frame that has lost its statement goes on at the same one in its new place. One that has none there begins the
/// new step; one whose place is dropped finishes the contact. Where nothing is declared, nothing happens.
pub(crate) fn go_on(run: &mut Run<'_>) {
    for at in 0..run.contact.frames.len() {
        let frame = &run.contact.frames[at];
        if run.machine.find(frame.point).is_some() {
            continue;
        }
        let owner = frame.owner.map_or(at, |owner| owner as usize);
        match run.program.whither(&frame.flow, &frame.step, frame.point).map(|(_, whither)| whither) {
            None => {}
            Some(Whither::Statement(point)) => stand_at(run, at, point),
            Some(Whither::Step(flow, step)) => {
                run.contact.person_leads = false;
                run.contact.proactive = true;
                run.begin_at(owner, flow, step);
                break;
            }
            Some(Whither::Finished) => {
                run.contact.person_leads = false;
                run.finish_everything();
                break;
            }
        }
    }
    rename(run);
}

/// The frame stands at a statement, and is where that is written.
fn stand_at(run: &mut Run<'_>, at: usize, point: PointId) {
    let Some(node) = run.machine.find(point) else { return };
    let place = run.node(node).place;
    let flow = place.flow.and_then(|flow| run.program.flows.get(flow as usize));
    let step = place.step.and_then(|step| flow?.steps.get(step as usize));
    let frame = &mut run.contact.frames[at];
    frame.point = point;
    frame.flow = flow.map(|flow| flow.name.clone()).unwrap_or_default();
    frame.step = step.map(|step| step.name.clone()).unwrap_or_default();
}

/// What is remembered of statements is remembered of them in their new place: wordings, silences, bounds, buttons.
fn rename(run: &mut Run<'_>) {
    let (program, machine) = (run.program, run.machine);
    let now = |point: PointId| match machine.find(point) {
        None => program.renamed(point).map_or(point, |(_, now)| now),
        Some(_) => point,
    };
    let contact = &mut *run.contact;
    contact.wordings =
        std::mem::take(&mut contact.wordings).into_iter().map(|(at, it)| (now(at), it)).collect();
    contact.silences =
        std::mem::take(&mut contact.silences).into_iter().map(|(at, it)| (now(at), it)).collect();
    for button in &mut contact.buttons {
        let point = now(button.point);
        if point == button.point {
            continue;
        }
        button.point = point;
        let Some(place) = machine.find(point).map(|at| program.node(at).place) else { continue };
        let flow = place.flow.and_then(|flow| program.flows.get(flow as usize));
        let step = place.step.and_then(|step| flow?.steps.get(step as usize));
        if let (Some(flow), Some(step)) = (flow, step) {
            button.place = (flow.name.clone(), step.name.clone());
        }
    }
    for frame in &mut contact.frames {
        frame.counters =
            std::mem::take(&mut frame.counters).into_iter().map(|(at, it)| (now(at), it)).collect();
        frame.opened = std::mem::take(&mut frame.opened).into_iter().map(now).collect();
        frame.offered = frame.offered.map(now);
        if let Some(running) = &mut frame.running {
            running.point = now(running.point);
        }
        if let super::frame::FrameKind::Handler { point, .. } = &mut frame.kind {
            *point = now(*point);
        }
    }
}
