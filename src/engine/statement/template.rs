//! `send template`.

use crate::engine::effect::{EffectKind, Outgoing, OutgoingTemplate};
use crate::engine::run::{Next, Run};
use crate::ir::{Node, SendTemplate, Value};

/// Only the channel that has approved it gets it; for contacts of another one it is left out, and recorded.
pub(crate) fn run(run: &mut Run<'_>, node: &Node, sent: &SendTemplate) -> Next {
    let Some(template) = run.program.outside.templates.get(&sent.template) else {
        return Next::Go(node.next);
    };
    if run.contact.person.channel != template.channel {
        run.dropped(&format!("template {}: the contact is not on {}", sent.template, template.channel));
        return Next::Go(node.next);
    }
    if let Some(next) = run.held_back(sent.any_hour) {
        return next;
    }
    let given = |name: &str| sent.args.iter().find(|(own, _)| own == name).map(|(_, value)| run.value(value));
    let inputs = template.input.iter();
    let args: Vec<(String, Value)> =
        inputs.filter_map(|input| Some((input.name.clone(), given(&input.name)?))).collect();
    let template = Some(OutgoingTemplate { name: sent.template.clone(), args });
    let proactive = run.contact.proactive;
    run.emit(EffectKind::Say(Outgoing { template, proactive, ..Outgoing::default() }));
    Next::Go(node.next)
}
