//! An event as a line brings it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::action::image;
use crate::engine::eval::from_wire;
use crate::engine::{Event, EventKind, Known, Machine, Message, OperatorEvent};
use crate::ir::{MediaKind, MediaRef, Signature, Time, Value};
use crate::project::{Disk, Files};

/// A line of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The contact; a postback may leave it out and be found by its parameters.
    pub contact: Option<String>,
    /// Unique per contact; a repeated one changes nothing.
    pub id: String,
    /// When it happened; `None` is now.
    pub at: Option<Time>,
    kind: Kind,
}

#[derive(Debug, Clone, Deserialize)]
struct Envelope {
    #[serde(default)]
    contact: Option<String>,
    id: String,
    #[serde(default)]
    at: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Kind {
    Start {
        #[serde(default)]
        payload: Option<String>,
        #[serde(default)]
        known: Known,
        #[serde(default)]
        trackers: BTreeMap<String, String>,
    },
    Message {
        #[serde(default)]
        text: String,
        #[serde(default)]
        media: Vec<Media>,
    },
    Button {
        text: String,
        #[serde(default)]
        button: String,
    },
    Postback {
        name: String,
        #[serde(default)]
        params: BTreeMap<String, Plain>,
    },
    Webhook {
        name: String,
        #[serde(default)]
        params: BTreeMap<String, Plain>,
    },
    Operator {
        #[serde(rename = "do")]
        act: Act,
        #[serde(default)]
        text: String,
    },
    Clock,
    Blocked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    Joins,
    Leaves,
    Presses,
    Says,
}

/// A text, a number, or true or false: read by the declared type.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
enum Plain {
    Text(String),
    Number(serde_json::Number),
    Bool(bool),
}

impl Plain {
    fn text(&self) -> String {
        match self {
            Plain::Text(text) => text.clone(),
            Plain::Number(number) => number.to_string(),
            Plain::Bool(value) => value.to_string(),
        }
    }
}

/// Media of a message: a file that is read and stored, or a URL.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// A file, seen from where flowc stands.
    #[serde(default)]
    pub file: Option<String>,
    /// Where it is, or a location as `LAT,LON`.
    #[serde(default)]
    pub url: Option<String>,
    /// What it claims to be.
    #[serde(default)]
    pub mime: String,
}

/// An event with what finds its contact where the line does not name it.
pub struct Wanted {
    /// The event.
    pub event: Event,
    /// Name and value, tried in order.
    pub found_by: Vec<(String, String)>,
}

impl Incoming {
    /// Reads a line.
    ///
    /// # Errors
    /// In words: no JSON, a missing or unknown key, a wrong value.
    pub fn read(line: &str) -> Result<Self, String> {
        let json: serde_json::Value =
            serde_json::from_str(line).map_err(|error| format!("this is no JSON: {error}"))?;
        let Some(object) = json.as_object() else { return Err("a line is one JSON object".to_owned()) };
        let envelope: Envelope = serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
        let kind: Kind = serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
        let known = kind.keys();
        if let Some(key) = object.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("this event has no key `{key}`; it may have `{}`", known.join("`, `")));
        }
        if envelope.contact.as_deref() == Some("") || envelope.id.is_empty() {
            return Err("`contact` and `id` are not empty".to_owned());
        }
        let postback = matches!(kind, Kind::Postback { .. } | Kind::Clock);
        if envelope.contact.is_none() && !postback {
            return Err("this event needs `contact`".to_owned());
        }
        let at = envelope.at.as_deref().map(super::instant).transpose()?;
        Ok(Incoming { contact: envelope.contact, id: envelope.id, at, kind })
    }

    /// The media that it names.
    pub fn media(&self) -> &[Media] {
        match &self.kind {
            Kind::Message { media, .. } => media,
            _ => &[],
        }
    }

    /// The event that it is; `None` for the clock alone. `kept` are its media, in their order.
    ///
    /// # Errors
    /// In words: what is not declared, what does not fit its type, nobody whom a postback finds.
    pub fn wanted(&self, machine: &Machine, at: Time, kept: Vec<MediaRef>) -> Result<Option<Wanted>, String> {
        let symbols = &machine.program().symbols;
        let mut id = self.id.clone();
        let mut found_by = Vec::new();
        let kind = match self.kind.clone() {
            Kind::Start { payload, known, trackers } => EventKind::Start { payload, known, trackers },
            Kind::Message { text, .. } => EventKind::Message(Message { text, media: kept }),
            Kind::Button { text, button } => EventKind::Button { text, button },
            Kind::Postback { name, params } => {
                let given: BTreeMap<String, String> =
                    params.iter().map(|(name, value)| (name.clone(), value.text())).collect();
                let signature = declared(symbols.postbacks.get(&name), "postback", &name)?;
                // As over HTTP, one transaction is one event, whatever the line calls it.
                id = match &signature.unique_by {
                    Some(by) => {
                        let unique = given
                            .get(by)
                            .ok_or_else(|| format!("`{by}` is missing: it makes a {name} unique"))?;
                        format!("postback:{name}:{unique}")
                    }
                    None => format!("postback:{name}:"),
                };
                if self.contact.is_none() {
                    let finders = machine.program().outside.postbacks.contact.iter();
                    found_by =
                        finders.filter_map(|name| Some((name.clone(), given.get(name)?.clone()))).collect();
                    if found_by.is_empty() {
                        return Err(
                            "no parameter of it finds a contact, and `contact` is not given".to_owned()
                        );
                    }
                }
                let trackers: BTreeMap<String, String> = given
                    .iter()
                    .filter(|(name, _)| symbols.trackers.contains_key(*name))
                    .map(|(n, v)| (n.clone(), v.clone()))
                    .collect();
                let params = typed(machine, signature, &given, &trackers)?;
                EventKind::Postback { name, params, trackers }
            }
            Kind::Webhook { name, params } => {
                let given = params.iter().map(|(name, value)| (name.clone(), value.text())).collect();
                let signature = declared(symbols.webhooks.get(&name), "webhook", &name)?;
                let params = typed(machine, signature, &given, &BTreeMap::new())?;
                EventKind::Webhook { name, params }
            }
            Kind::Operator { act, text } => EventKind::Operator(match act {
                Act::Joins => OperatorEvent::Joined,
                Act::Leaves => OperatorEvent::Left,
                Act::Presses => OperatorEvent::Pressed(text),
                Act::Says => OperatorEvent::Said(Message { text, media: Vec::new() }),
            }),
            Kind::Clock if self.contact.is_none() => return Ok(None),
            Kind::Clock => EventKind::Clock,
            Kind::Blocked => EventKind::Blocked,
        };
        debug_assert!(self.contact.is_some() || !super::is_clock(&kind));
        Ok(Some(Wanted { event: Event { id, at, kind }, found_by }))
    }
}

impl Kind {
    /// The keys that a line of this kind may have.
    fn keys(&self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Kind::Start { .. } => &["payload", "known", "trackers"],
            Kind::Message { .. } => &["text", "media"],
            Kind::Button { .. } => &["text", "button"],
            Kind::Postback { .. } | Kind::Webhook { .. } => &["name", "params"],
            Kind::Operator { .. } => &["do", "text"],
            Kind::Clock | Kind::Blocked => &[],
        };
        ["contact", "id", "at", "type"].iter().chain(own).copied().collect()
    }
}

impl Media {
    /// The file's bytes and what they are.
    ///
    /// # Errors
    /// In words: not there, too large, no picture.
    pub fn read(&self, path: &str) -> Result<(Vec<u8>, String), String> {
        let bytes = Disk.read(path, image::BYTES_MAX + 1).map_err(|error| format!("{path}: {error}"))?;
        match self.kind {
            MediaKind::Image => {
                let image = image::sniff(&bytes).map_err(|error| format!("{path}: {error}"))?;
                Ok((bytes, image.mime().to_owned()))
            }
            _ => Ok((bytes, self.mime.clone())),
        }
    }
}

fn declared<'s>(signature: Option<&'s Signature>, what: &str, name: &str) -> Result<&'s Signature, String> {
    signature.ok_or_else(|| format!("no {what} `{name}` is declared"))
}

fn typed(
    machine: &Machine,
    signature: &Signature,
    given: &BTreeMap<String, String>,
    trackers: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, String> {
    let mut params = BTreeMap::new();
    for (name, text) in given {
        match signature.params.iter().find(|(declared, _)| declared == name) {
            Some((_, ty)) => {
                let value = from_wire(text, ty, machine.regexes())
                    .ok_or_else(|| format!("`{name}` does not fit its type"))?;
                params.insert(name.clone(), value);
            }
            None if trackers.contains_key(name) || name == "contact" => {}
            None => return Err(format!("`{name}` is not declared")),
        }
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_event_or_is_told_why_not() {
        let start =
            Incoming::read(r#"{"contact":"c1","id":"e1","at":"2026-11-20T10:00:00Z","type":"start"}"#)
                .unwrap();
        assert_eq!((start.contact.as_deref(), start.at), (Some("c1"), Some(Time(1_795_168_800_000))));
        let wrong = |line: &str| Incoming::read(line).unwrap_err();
        assert!(wrong("{").starts_with("this is no JSON"));
        assert_eq!(wrong("[]"), "a line is one JSON object");
        assert_eq!(wrong(r#"{"id":"e1","type":"message","text":"hi"}"#), "this event needs `contact`");
        assert!(wrong(r#"{"contact":"c","id":"e1","type":"dance"}"#).contains("dance"));
        assert_eq!(
            wrong(r#"{"contact":"c","id":"e1","type":"message","txt":"hi"}"#),
            "this event has no key `txt`; it may have `contact`, `id`, `at`, `type`, `text`, `media`"
        );
        assert!(wrong(r#"{"contact":"c","id":"e1","type":"clock","at":"noon"}"#).contains("is no time"));
    }

    #[test]
    fn any_line_is_answered() {
        proptest::proptest!(|(line in ".{0,80}", key in "[a-z]{0,8}", value in "[a-z0-9\"{}:,-]{0,12}")| {
            let _ = Incoming::read(&line);
            let _ = Incoming::read(&format!("{{\"id\":\"e\",\"contact\":\"c\",\"type\":\"message\",\"{key}\":{value}}}"));
        });
    }
}
