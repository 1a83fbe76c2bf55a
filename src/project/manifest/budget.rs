//! Section `budgets`: what a flow may take at most.

use super::Manifest;
use super::reader::Reader;
use super::tree::Node;
use crate::diagnostic::codes::project as codes;
use crate::ir::Duration;

/// What a flow may take at most, from its first step to where it is left; `None` is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Budget {
    /// Messages to the contact.
    pub messages: Option<u32>,
    /// Time.
    pub time: Option<Duration>,
    /// Calls of a model.
    pub ai_calls: Option<u32>,
}

/// The key that stands for every flow without a budget of its own.
pub const EVERY_FLOW: &str = "*";

/// The longest time that a budget may give.
const TIME_MAX: Duration = Duration(3660 * 24 * 60 * 60 * 1000);
const COUNT_MAX: u32 = 1_000_000;

/// Keys of the format that would stop a contact while the bot runs.
const LATER: [&str; 3] = ["model_calls_per_day", "model_tokens_per_day", "context_tokens"];

/// `budgets: { greeting: { messages: 12, time: 7d, ai_calls: 6 }, "*": { messages: 40 } }`
pub(super) fn budgets(reader: &mut Reader<'_>, section: Option<&Node>, manifest: &mut Manifest) {
    let Some(mut table) = section.and_then(|node| reader.table(node, "`budgets`")) else { return };
    for (key, node) in table.rest() {
        if LATER.contains(&key.text.as_str()) {
            let message = format!("the budget `{}` is not kept yet", key.text);
            let help = "take it out: nothing would stop a contact at this number; a flow's budget is `NAME: { messages: 12 }`";
            reader.find_help(&codes::KEY_NOT_YET, key.span, message, help);
            continue;
        }
        let Some(mut table) = reader.table(node, "a flow's budget") else { continue };
        let mut count = |key| {
            let node = table.take(key)?;
            reader.count(node, &format!("`{key}`"), 0, COUNT_MAX)
        };
        let (messages, ai_calls) = (count("messages"), count("ai_calls"));
        let time = table.take("time").and_then(|node| reader.duration(node, "`time`", TIME_MAX));
        reader.close(table);
        manifest.places.insert(format!("budgets.{}", key.text), key.span);
        manifest.budgets.insert(key.text.clone(), Budget { messages, time, ai_calls });
    }
}
