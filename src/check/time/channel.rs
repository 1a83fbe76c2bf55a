//! Channels with a window, and what conditions say of the contact's channel.

use crate::ir::{Comparison, ContactValue, Expr, Op, Program, Value};

/// A channel that takes messages of the bot's own words only so long after the contact's last message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windowed<'p> {
    /// Its name.
    pub name: &'p str,
    /// How long, in milliseconds.
    pub window: i64,
}

/// The bot's channels with a window. Where no condition asks for the channel, the narrowest stands for all.
pub(super) fn windowed(program: &Program) -> Vec<Windowed<'_>> {
    let own = &program.bot.channels;
    let channels = program.outside.channels.iter();
    let channels = channels.filter(|(name, _)| own.is_empty() || own.contains(name));
    let mut found: Vec<Windowed<'_>> =
        channels.filter_map(|(name, channel)| Some(Windowed { name, window: channel.window()?.0 })).collect();
    if !program
        .nodes
        .iter()
        .any(|node| matches!(&node.op, Op::Branch { condition, .. } if names_channel(condition)))
    {
        found.sort_by_key(|channel| channel.window);
        found.truncate(1);
    }
    found
}

fn names_channel(condition: &Expr) -> bool {
    match condition {
        Expr::Not(inner) => names_channel(inner),
        Expr::And(left, right) | Expr::Or(left, right) => names_channel(left) || names_channel(right),
        // Whatever is said of a channel that no manifest can have is said of the channel.
        condition => !matches!(condition, Expr::Literal(_)) && said(condition, "").is_some(),
    }
}

/// What a condition is for contacts of a channel; `None` where it hangs on something else.
pub(super) fn said(condition: &Expr, channel: &str) -> Option<bool> {
    match condition {
        Expr::Literal(Value::Bool(value)) => Some(*value),
        Expr::Not(inner) => said(inner, channel).map(|inner| !inner),
        Expr::And(left, right) => match (said(left, channel), said(right, channel)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
        Expr::Or(left, right) => match (said(left, channel), said(right, channel)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        Expr::Compare(how @ (Comparison::Equal | Comparison::NotEqual), left, right) => {
            let same = word(left, right).or_else(|| word(right, left))? == channel;
            Some(same == (*how == Comparison::Equal))
        }
        Expr::In(value, list) => match (&**value, &**list) {
            (Expr::Contact(ContactValue::Channel), Expr::List(items)) => {
                let words: Option<Vec<&str>> = items.iter().map(literal).collect();
                Some(words?.contains(&channel))
            }
            _ => None,
        },
        _ => None,
    }
}

fn word<'e>(value: &Expr, other: &'e Expr) -> Option<&'e str> {
    matches!(value, Expr::Contact(ContactValue::Channel)).then(|| literal(other)).flatten()
}

fn literal(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(Value::Text(text)) => Some(text),
        Expr::Text(template) => template.as_literal(),
        _ => None,
    }
}
