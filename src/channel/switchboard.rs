//! Which messenger? Messages go over the contact's channel, news for the team over the operator's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::local::Local;
use crate::engine::{Effect, EffectKind, Machine};
use crate::runtime::{Channels, Delivery, MediaBytes, Pending, Recipient};

/// Every way out of a project. What no channel of its own takes is [`Local`]'s: the web chat, and operators who read the
/// terminal.
pub struct Switchboard {
    local: Local,
    channels: BTreeMap<String, Arc<dyn Channels>>,
}

impl Switchboard {
    /// With the channels that leave this machine, by their names in the manifest.
    pub fn new(local: Local, channels: BTreeMap<String, Arc<dyn Channels>>) -> Self {
        Switchboard { local, channels }
    }

    /// The channel over which an effect leaves; `None` where it is [`Local`]'s.
    fn channel(&self, machine: &Machine, to: &Recipient, effect: &Effect) -> Option<&dyn Channels> {
        let name = match &effect.kind {
            EffectKind::Notify { operator, .. } | EffectKind::Handoff { operator, .. } => {
                let (_, operator) = machine.program().outside.operator(operator)?;
                operator.channel.as_deref()?
            }
            EffectKind::Relay { .. } => machine.program().outside.operator("")?.1.channel.as_deref()?,
            EffectKind::Say(_) | EffectKind::Model(_) | EffectKind::Action(_) => to.channel.as_str(),
        };
        self.channels.get(name).map(Arc::as_ref)
    }
}

impl Channels for Switchboard {
    fn deliver<'a>(
        &'a self,
        machine: &'a Machine,
        to: &'a Recipient,
        effect: &'a Effect,
        media: &'a dyn MediaBytes,
    ) -> Pending<'a, Delivery> {
        let Some(channel) = self.channel(machine, to, effect) else {
            return self.local.deliver(machine, to, effect, media);
        };
        Box::pin(async move {
            let delivery = channel.deliver(machine, to, effect, media).await;
            // The inbox and whoever else looks at the conversation see the new line.
            self.local.ring(&to.contact);
            delivery
        })
    }

    fn knows_keys(&self, to: &Recipient) -> bool {
        if to.card.is_some() {
            // It goes to the team, over the operator's channel: an attempt recorded in vain does no harm.
            return self.channels.values().all(|channel| channel.knows_keys(to));
        }
        self.channels.get(&to.channel).is_none_or(|channel| channel.knows_keys(to))
    }
}
