//! Channels without their keys, and operators without their chat: a project that has another way to its contacts, and to its
//! people, starts without them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Channel, Outside, variables};

/// Takes each channel out of `outside` whose variables are not all set, and gives its name with the variables it lacks.
/// Operators of such a channel lose their way and are told in the log.
///
/// Nothing is taken where no channel would remain, and the web chat never: then a missing variable is a mistake of whoever
/// starts the project.
pub fn switch_off(
    outside: &mut Outside,
    look_up: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let lacks = |channel: &Channel| -> BTreeSet<String> {
        let texts = serde_json::to_string(channel).expect("a channel is plain data");
        let names = variables(&texts).into_iter().flatten().map(|(name, _)| name);
        names.filter(|name| look_up(name).is_none()).map(str::to_owned).collect()
    };
    let off: BTreeMap<String, BTreeSet<String>> = outside
        .channels
        .iter()
        .filter(|(_, channel)| !matches!(channel, Channel::Web(_)))
        .map(|(name, channel)| (name.clone(), lacks(channel)))
        .filter(|(_, missing)| !missing.is_empty())
        .collect();
    if off.len() == outside.channels.len() {
        return BTreeMap::new();
    }
    outside.channels.retain(|name, _| !off.contains_key(name));
    for operator in outside.operators.values_mut() {
        if operator.channel.as_ref().is_some_and(|channel| off.contains_key(channel)) {
            operator.channel = None;
            operator.chat = None;
        }
    }
    off
}

/// Takes the way to each operator out of `outside` whose chat is a variable that is not set, and gives their name with
/// that variable: they are told in the log, and the inbox has their contacts.
pub fn without_chat(
    outside: &mut Outside,
    look_up: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, String> {
    let mut without = BTreeMap::new();
    for (name, operator) in &mut outside.operators {
        let mut asked = operator.chat.as_deref().map(variables).into_iter().flatten().flatten();
        let missing = asked.find(|(variable, _)| look_up(variable).is_none());
        if let Some(variable) = missing.map(|(variable, _)| variable.to_owned()) {
            without.insert(name.clone(), variable);
            operator.channel = None;
            operator.chat = None;
        }
    }
    without
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Operator;

    fn channel_of<T: serde::de::DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    fn outside(web: bool) -> Outside {
        let mut outside = Outside::default();
        outside.channels.insert("tg".into(), Channel::Telegram(channel_of(r#"{"token":"${TOKEN}"}"#)));
        if web {
            outside.channels.insert("web".into(), Channel::Web(channel_of(r#"{"origins":["${ORIGIN}"]}"#)));
        }
        let operator = Operator { default: true, channel: Some("tg".into()), chat: Some("${CHAT}".into()) };
        outside.operators.insert("managers".into(), operator);
        outside
    }

    #[test]
    fn a_channel_without_its_token_is_switched_off_where_another_one_remains() {
        let mut outside = outside(true);
        let off = switch_off(&mut outside, |_| None);
        assert_eq!(off, BTreeMap::from([("tg".into(), BTreeSet::from(["TOKEN".into()]))]));
        assert!(outside.channels.contains_key("web"), "the web chat stays, and lacks its origin");
        assert!(!outside.channels.contains_key("tg"));
        assert_eq!(outside.operators["managers"].chat, None);
    }

    #[test]
    fn operators_without_their_chat_are_told_in_the_log() {
        let mut outside = outside(true);
        let without = without_chat(&mut outside, |name| (name == "TOKEN").then(|| "x".to_owned()));
        assert_eq!(without, BTreeMap::from([("managers".into(), "CHAT".into())]));
        assert_eq!((&outside.operators["managers"].channel, outside.channels.len()), (&None, 2));
        assert!(without_chat(&mut super::tests::outside(true), |_| Some("-5".into())).is_empty());
    }

    #[test]
    fn the_only_channel_and_one_with_its_token_stay() {
        let mut alone = outside(false);
        assert!(switch_off(&mut alone, |_| None).is_empty());
        assert!(alone.channels.contains_key("tg"));
        let mut set = outside(true);
        assert!(switch_off(&mut set, |_| Some("x".into())).is_empty());
        assert!(set.operators["managers"].chat.is_some());
    }
}
