//! Values that a pattern must come with, read from the message.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::engine::{SaveSpec, reading};
use crate::ir::{Type, Value};

/// The values of all slots, or none when one of them is not in the text.
pub(super) fn all(
    saves: &[SaveSpec],
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<BTreeMap<String, Value>> {
    saves.iter().map(|save| Some((save.name.clone(), value(save, text, now, zone)?))).collect()
}

/// The values of the slots that the text holds.
pub(super) fn some(
    saves: &[SaveSpec],
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> BTreeMap<String, Value> {
    saves.iter().filter_map(|save| Some((save.name.clone(), value(save, text, now, zone)?))).collect()
}

/// A plain text has no shape to look for. A slot named after an e-mail or a phone gets the one that is written; every other is
/// the message without its lead-in (`my name is …`).
fn value(save: &SaveSpec, text: &str, now: Timestamp, zone: &TimeZone) -> Option<Value> {
    if save.ty != Type::Text(None) {
        return reading::value(&save.ty, text, now, zone);
    }
    let name = save.name.to_lowercase();
    if name.contains("mail") || name.contains("почт") {
        return reading::email(text).map(Value::Text);
    }
    if name.contains("phone") || name.contains("телефон") {
        return reading::phone(text).map(Value::Text);
    }
    let rest = without_lead(text.trim());
    (!rest.is_empty()).then(|| Value::Text(rest.to_string()))
}

fn without_lead(text: &str) -> &str {
    const LEADS: &[&str] = &[
        "my name is ",
        "i am called ",
        "call me ",
        "i am from ",
        "i'm from ",
        "i live in ",
        "it is ",
        "it's ",
        "i am ",
        "i'm ",
        "меня зовут ",
        "мое имя ",
        "моё имя ",
        "зовите меня ",
        "я из ",
        "я живу в ",
        "это ",
    ];
    for lead in LEADS {
        let letters = lead.chars().count();
        let Some((end, _)) = text.char_indices().nth(letters) else { continue };
        if text[..end].to_lowercase() == *lead {
            return text[end..].trim();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Option<Value> {
        let save = SaveSpec { name: name.into(), ty: Type::Text(None), doc: String::new() };
        value(&save, text, Timestamp::UNIX_EPOCH, &TimeZone::UTC)
    }

    #[test]
    fn plain_text_is_the_message_without_its_lead_in() {
        assert_eq!(read("name", "My name is Olga"), Some(Value::Text("Olga".into())));
        assert_eq!(read("city", "Я из Киева"), Some(Value::Text("Киева".into())));
        assert_eq!(read("reason", "too slow"), Some(Value::Text("too slow".into())));
        assert_eq!(read("reason", "  "), None);
    }

    #[test]
    fn a_slot_named_after_its_shape_gets_that_shape() {
        assert_eq!(read("email", "write to a@b.io"), Some(Value::Text("a@b.io".into())));
        assert_eq!(read("work_phone", "it is +380671234567"), Some(Value::Text("+380671234567".into())));
        assert_eq!(read("email", "no idea"), None);
    }
}
