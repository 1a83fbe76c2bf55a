//! A conversation as a `test` block of the language.

use super::path::{Act, Given, Input, Path, Said, noon};
use super::world::media;
use super::{Breach, Explorer};
use crate::engine::Status;
use crate::ir::{Duration, Inbound, MediaKind, Value, words};

/// The block. What no line of a test can say is a comment.
pub(super) fn test(explorer: &Explorer<'_>, path: &Path, breach: &Breach, seed: u64) -> String {
    let mut lines = Vec::new();
    let setup = &path.setup;
    let mut traits = Vec::new();
    for (name, value) in [("first_name", &setup.first_name), ("language", &setup.language)] {
        if !value.is_empty() {
            traits.push(format!("{name}: {}", text(value)));
        }
    }
    traits.extend(setup.trackers.iter().map(|(name, given)| format!("{name}: {}", value(given))));
    if !traits.is_empty() {
        lines.push(format!("contact ({})", traits.join(", ")));
    }
    lines.extend(setup.arms.iter().map(|(router, arm)| format!("arm {router} = {arm}")));
    if explorer.machine.program().bot.channels.first().is_some_and(|first| *first != setup.channel) {
        lines.push(format!("channel {}", setup.channel));
    }
    if setup.at != noon() {
        lines.push(format!("at {}", setup.at.strftime("%Y-%m-%d %H:%M")));
    }
    let mut world = explorer.world(setup);
    let gathers = explorer.machine.program().bot.gather.is_some();
    for input in &path.inputs {
        let action = world.talk.actions().first().map(|action| action.action.clone());
        lines.push(line(input, action.as_deref()));
        // The last one may crash.
        if let super::world::Step::Broke(..) = world.happen(input, None) {
            break;
        }
        // What is written in short order is read as one message unless something is expected in between.
        if gathers && matches!(input, Input::Write(_, said) | Input::Send(_, said) if said.is_empty()) {
            lines.extend(where_it_is(&world));
        }
    }
    let found =
        if breach.detail.is_empty() { String::new() } else { format!("  # {}\n", one_line(&breach.detail)) };
    let name = match breach.place.as_str() {
        "" => format!("seed {seed}: {}", breach.what),
        place => format!("seed {seed}: {}: {place}", breach.what),
    };
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("test {} {{\n{lines}{found}}}\n", text(&name))
}

fn where_it_is(world: &super::World<'_>) -> Option<String> {
    let contact = world.talk.contact();
    match contact.status() {
        Status::Waiting => Some("expect wait".to_owned()),
        Status::Finished => Some("expect end".to_owned()),
        _ => {
            let standing = contact.current().filter(|standing| !standing.step.is_empty())?;
            Some(format!("expect step {}", standing.step))
        }
    }
}

fn line(input: &Input, action: Option<&str>) -> String {
    match input {
        Input::Start(None) => "start".to_owned(),
        Input::Start(Some(payload)) => format!("start {}", text(payload)),
        Input::Write(words, said) => format!("user {}{}", text(words), verdicts(said)),
        Input::Send(kind, said) => format!("user {} {}{}", word(*kind), text(media(*kind)), verdicts(said)),
        Input::Press(button) => format!("press {}", text(button)),
        Input::Inbound(inbound, name, given) => {
            let word = match inbound {
                Inbound::Postback => "postback",
                Inbound::Webhook => "webhook",
            };
            format!("{word} {name}({})", args(given))
        }
        Input::Wait(length) => format!("after {}", words::length(*length)),
        Input::Joins => "operator joins".to_owned(),
        Input::Leaves => "operator leaves".to_owned(),
        Input::HandsBack(button) => format!("operator presses {}", text(button)),
        Input::Act(act) => {
            let action = action.unwrap_or("action");
            match act {
                Act::Fails => format!("expect do {action}() fails"),
                Act::Returns(fields) if fields.is_empty() => format!("expect do {action}()"),
                Act::Returns(fields) => format!("expect do {action}() returns ({})", args(fields)),
            }
        }
        Input::AiDown => "ai down".to_owned(),
        Input::Block => "# the contact blocks the bot: no line of a test says it".to_owned(),
    }
}

fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Voice => "voice",
        MediaKind::Video | MediaKind::Note => "video",
        MediaKind::File => "file",
        MediaKind::Location => "location",
    }
}

fn verdicts(said: &[Said]) -> String {
    let verdict = |said: &Said| match said {
        Said::Routed(meaning) => format!(" routed {}", text(meaning)),
        Said::Else => " routed else".to_owned(),
        Said::Unanswered => " routed unanswered".to_owned(),
        Said::Until(meaning) => format!(" until {} yes", text(meaning)),
        Said::Save(name, given) => format!(" save {name} = {}", value(given)),
        Said::Read(name, given) => format!(" read {name} = {}", value(given)),
        Said::Replies(words) => format!(" replies {}", text(words)),
    };
    said.iter().map(verdict).collect()
}

fn args(given: &[(String, Given)]) -> String {
    let written = given.iter().filter(|(_, given)| *given != Given::Value(Value::Empty));
    written.map(|(name, given)| format!("{name}: {}", value(given))).collect::<Vec<_>>().join(", ")
}

fn value(given: &Given) -> String {
    match given {
        Given::FromNow(Duration(ms)) if *ms < 0 => format!("now - {}", words::length(Duration(-ms))),
        Given::FromNow(length) => format!("now + {}", words::length(*length)),
        Given::Value(value) => literal(value),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::List(items) => format!("({})", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Time(_) | Value::Media(_) | Value::Record(_) => "empty".to_owned(),
        value => words::literal(value),
    }
}

fn text(words: &str) -> String {
    format!("\"{}\"", words::escaped(words))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
