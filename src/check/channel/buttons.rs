//! More buttons than a message may have.

use super::that_speaks;
use crate::check::scope::Scope;
use crate::diagnostic::codes::channel::TOO_MANY_BUTTONS;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::ir::WireFormat;
use crate::syntax::ast::{Buttons, ButtonsKind};

/// The buttons of a message, whatever the channel (execution.md, "Limits"). What is beyond is left out.
const BUTTONS_MAX: usize = 100;

/// The quick replies of one block of ManyChat's; more become lines of the text.
const QUICK_REPLIES_MAX: usize = 11;

/// Tells buttons that are not shown, or not as buttons.
pub fn check(scope: &Scope<'_, '_>, buttons: &Buttons, sink: &mut Sink) {
    let count = match &buttons.kind {
        ButtonsKind::List(texts) => texts.len(),
        ButtonsKind::Block(buttons) => buttons.len(),
    };
    if count > BUTTONS_MAX {
        let message = format!("a message has at most {BUTTONS_MAX} buttons, and these are {count}");
        sink.push(
            Diagnostic::new(&TOO_MANY_BUTTONS, buttons.span, message)
                .label("the last ones are not shown")
                .help("ask in two steps, or let the contact write the answer"),
        );
    } else if count > QUICK_REPLIES_MAX
        && let Some(channel) = that_speaks(scope, WireFormat::Manychat)
    {
        let message = format!("`{channel}` shows at most {QUICK_REPLIES_MAX} buttons, and these are {count}");
        let mut found = Diagnostic::new(&TOO_MANY_BUTTONS, buttons.span, message)
            .label("there they are lines of the text")
            .help("ask in two steps, or let the contact write the answer");
        found.severity = Severity::Info;
        sink.push(found);
    }
}
