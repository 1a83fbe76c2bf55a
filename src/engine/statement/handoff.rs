//! `handoff`.

use crate::engine::effect::EffectKind;
use crate::engine::frame::Wait;
use crate::engine::run::{Next, Run};
use crate::ir::Handoff;

pub(crate) fn run(run: &mut Run<'_>, handoff: &Handoff) -> Next {
    let text = run.text(&handoff.text);
    let operator = handoff.operator.clone().unwrap_or_default();
    run.emit(EffectKind::Handoff { operator, text, buttons: Vec::new() });
    run.wait(Wait::Handoff { since: run.now }, "handoff");
    Next::Stay
}
