//! `ab`.

use crate::engine::contact::Exposure;
use crate::engine::limits::ROUTERS_MAX;
use crate::engine::run::{Next, Run};
use crate::engine::{Record, draw};
use crate::ir::{Arm, Choice, Node};

/// The arm that the contact was shown before, else the one that it draws. Changed weights move nobody.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, router: &str, arms: &[Arm]) -> Next {
    let shown = run.contact.exposures.iter().rev().find(|exposure| exposure.router == router);
    let kept = shown.and_then(|exposure| arms.iter().find(|arm| arm.name == exposure.arm));
    let redrawn = shown.is_some();
    let arm = kept.or_else(|| {
        let tickets = arms.iter().map(|arm| (arm.name.as_str(), arm.tickets));
        let drawn = draw::arm(&run.program.project, router, &run.contact.id, tickets)?;
        arms.iter().find(|arm| arm.name == drawn)
    });
    let Some(arm) = arm.or(arms.first()) else { return Next::Go(node.next) };
    if kept.is_none() {
        if !redrawn {
            let (router, arm, weights) = (router.to_owned(), arm.name.clone(), weights(arms));
            run.record(Record::Drawn { router, arm, weights });
        }
        expose(run, router, arm, redrawn);
    }
    run.record(Record::Branch { router: router.to_owned(), branch: arm.name.clone() });
    if let Some(nth) = arms.iter().position(|own| own.name == arm.name) {
        run.chose(node.point, Choice::Arm(nth as u32));
    }
    Next::Go(arm.body.0)
}

fn expose(run: &mut Run<'_>, router: &str, arm: &Arm, redrawn: bool) {
    if run.contact.exposures.len() >= ROUTERS_MAX {
        run.contact.exposures.remove(0);
        run.limit("remembered routers");
    }
    let (router, arm, at) = (router.to_owned(), arm.name.clone(), run.now);
    run.contact.exposures.push(Exposure { router: router.clone(), arm: arm.clone(), at, redrawn });
    run.record(Record::Exposed { router, arm });
}

/// The arms with their tickets, in the order of their names: `long=5000 short=5000`.
fn weights(arms: &[Arm]) -> String {
    let mut weights: Vec<String> = arms.iter().map(|arm| format!("{}={}", arm.name, arm.tickets)).collect();
    weights.sort();
    weights.join(" ")
}
