//! `handoff`.

use crate::engine::effect::EffectKind;
use crate::engine::frame::Wait;
use crate::engine::run::{Next, Run};
use crate::ir::Handoff;

pub(crate) fn run(run: &mut Run<'_>, handoff: &Handoff) -> Next {
    let text = run.text(&handoff.text);
    run.emit(EffectKind::Handoff { operator: handoff.operator.clone().unwrap_or_default(), text });
    run.wait(Wait::Handoff { since: run.now }, "handoff");
    Next::Stay
}
