//! What an event of another system says, in flowc's own form or as the manifest maps it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::pick::{one, text};
use crate::engine::Known;
use crate::ir::{EventPart, HttpChannel, MediaKind, Path};

const CONTACT_CHARACTERS_MAX: usize = 128;
const ID_CHARACTERS_MAX: usize = 256;
const TEXT_CHARACTERS_MAX: usize = 16_384;
const DATA_CHARACTERS_MAX: usize = 1_024;
const MEDIA_MAX: usize = 10;
/// The key under which a body holds flowc's own form, whatever the manifest maps: what our own buttons send back.
const OWN: &str = "flowc";

/// An event of another system.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Its id, by which a repetition is known.
    pub id: Option<String>,
    /// The peer's id of the contact.
    pub contact: String,
    /// What is known of the person.
    pub known: Known,
    /// Tracker fields.
    pub trackers: BTreeMap<String, String>,
    /// What happened; `None`: nothing but data.
    pub what: Option<What>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The contact began, perhaps with a payload.
    Start(Option<String>),
    /// A button was pressed.
    Button {
        /// What it showed.
        text: String,
        /// Its id.
        button: String,
    },
    /// The contact wrote.
    Message {
        /// The text.
        text: String,
        /// What came with it.
        media: Vec<Link>,
    },
    /// The contact blocked the bot.
    Blocked,
}

/// Media on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub kind: MediaKind,
    /// Where.
    pub url: String,
}

/// Reads an event; `trackers` are the declared tracker fields.
///
/// # Errors
/// What is missing or unfit, in words for the caller.
pub fn read<'t>(
    body: &Json,
    channel: &HttpChannel,
    trackers: impl Iterator<Item = &'t str>,
) -> Result<Incoming, String> {
    let own = HttpChannel::default();
    let (body, channel) = match body.get(OWN) {
        Some(inside) => (inside, &own),
        None => (body, channel),
    };
    let reading = Reading { body, channel };
    let contact = reading.part_text(EventPart::Contact);
    let contact = contact
        .ok_or_else(|| format!("`{}` is missing: whose event is it?", reading.place(EventPart::Contact)))?;
    if contact.is_empty()
        || contact.chars().count() > CONTACT_CHARACTERS_MAX
        || contact.chars().any(char::is_control)
    {
        return Err(format!("a contact's id has 1 to {CONTACT_CHARACTERS_MAX} signs"));
    }
    let id = reading.part_text(EventPart::Id).filter(|id| !id.is_empty());
    if id.as_ref().is_some_and(|id| id.chars().count() > ID_CHARACTERS_MAX) {
        return Err(format!("an event's id has at most {ID_CHARACTERS_MAX} signs"));
    }
    let known = reading.known();
    let trackers = reading.trackers(trackers);
    let what = reading.what()?;
    if what.is_none() && known == Known::default() && trackers.is_empty() {
        return Err("nothing happened: no text, media, button, start, or data of the contact".to_owned());
    }
    Ok(Incoming { id, contact, known, trackers, what })
}

struct Reading<'a> {
    body: &'a Json,
    channel: &'a HttpChannel,
}

impl Reading<'_> {
    /// The place of a part, for a message.
    fn place(&self, part: EventPart) -> String {
        match self.channel.event.get(&part) {
            Some(path) => path.as_str().to_owned(),
            None => own_name(part).to_owned(),
        }
    }

    fn part(&self, part: EventPart) -> Option<&Json> {
        let value = match self.channel.event.get(&part) {
            Some(path) => one(self.body, path),
            None if self.channel.event.is_empty() => self.body.get(own_name(part)),
            None => None,
        };
        value.filter(|value| !value.is_null())
    }

    fn part_text(&self, part: EventPart) -> Option<String> {
        text(self.part(part)?).map(|text| text.trim().to_owned())
    }

    fn data(&self, mapped: &BTreeMap<String, Path>, group: &str, name: &str) -> Option<String> {
        let value = match mapped.get(name) {
            Some(path) => one(self.body, path),
            None if mapped.is_empty() => self.body.get(group)?.get(name),
            None => None,
        };
        let value = text(value?)?.trim().to_owned();
        (!value.is_empty() && value.chars().count() <= DATA_CHARACTERS_MAX).then_some(value)
    }

    fn known(&self) -> Known {
        let get = |name| self.data(&self.channel.contact, "profile", name).unwrap_or_default();
        let timezone = get("timezone");
        Known {
            first_name: get("first_name"),
            last_name: get("last_name"),
            username: get("username"),
            phone: get("phone"),
            email: get("email"),
            language: get("language"),
            timezone: if jiff::tz::TimeZone::get(&timezone).is_ok() { timezone } else { String::new() },
            channel: String::new(),
        }
    }

    fn trackers<'t>(&self, declared: impl Iterator<Item = &'t str>) -> BTreeMap<String, String> {
        let filled = declared
            .filter_map(|name| Some((name.to_owned(), self.data(&self.channel.tracker, "tracker", name)?)));
        filled.collect()
    }

    fn what(&self) -> Result<Option<What>, String> {
        if self.part_text(EventPart::Blocked).is_some_and(|yes| matches!(yes.as_str(), "true" | "1" | "yes"))
        {
            return Ok(Some(What::Blocked));
        }
        let words = self.part_text(EventPart::Text).unwrap_or_default();
        if words.chars().count() > TEXT_CHARACTERS_MAX {
            return Err(format!("a text has at most {TEXT_CHARACTERS_MAX} characters"));
        }
        match self.part_text(EventPart::Start).as_deref() {
            None | Some("false" | "0" | "no") => {}
            Some("true" | "1" | "yes" | "") => return Ok(Some(What::Start(None))),
            Some(payload) => return Ok(Some(What::Start(Some(payload.to_owned())))),
        }
        if let Some(button) = self.part_text(EventPart::Button).filter(|button| !button.is_empty()) {
            let text = if words.is_empty() { button.clone() } else { words };
            return Ok(Some(What::Button { text, button }));
        }
        let media = self.media()?;
        let wrote = !words.is_empty() || !media.is_empty();
        Ok(wrote.then_some(What::Message { text: words, media }))
    }

    fn media(&self) -> Result<Vec<Link>, String> {
        let items = match self.part(EventPart::Media) {
            None => return Ok(Vec::new()),
            Some(Json::Array(items)) => items.iter().collect(),
            Some(one) => vec![one],
        };
        if items.len() > MEDIA_MAX {
            return Err(format!("an event has at most {MEDIA_MAX} media"));
        }
        let links = items.into_iter().filter(|item| **item != Json::String(String::new())).map(|item| {
            let url = text(item.get("url").unwrap_or(item)).unwrap_or_default();
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err("media are URLs, or objects with `kind` and `url`".to_owned());
            }
            let kind = match item.get("kind").and_then(Json::as_str) {
                Some("image" | "photo" | "picture") => MediaKind::Image,
                Some("voice" | "audio") => MediaKind::Voice,
                Some("video") => MediaKind::Video,
                Some(_) => MediaKind::File,
                None if looks_like_a_picture(&url) => MediaKind::Image,
                None => MediaKind::File,
            };
            Ok(Link { kind, url })
        });
        links.collect()
    }
}

fn own_name(part: EventPart) -> &'static str {
    EventPart::ALL.iter().find(|(_, own)| *own == part).map_or("", |(word, _)| word)
}

fn looks_like_a_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    [".png", ".jpg", ".jpeg", ".webp"].iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn own(body: Json) -> Result<Incoming, String> {
        read(&body, &HttpChannel::default(), ["deal_id"].into_iter())
    }

    #[test]
    fn flowcs_own_form_needs_no_mapping() {
        let event = own(json!({ "id": 7, "contact": "42", "text": " Hi ", "media": ["https://e.co/a.JPG?x", { "kind": "voice", "url": "https://e.co/v" }],
            "profile": { "first_name": "Ann", "timezone": "Moon/Base" }, "tracker": { "deal_id": 101, "other": "x" } }))
        .unwrap();
        assert_eq!((event.id.as_deref(), event.contact.as_str()), (Some("7"), "42"));
        assert_eq!((event.known.first_name.as_str(), event.known.timezone.as_str()), ("Ann", ""));
        assert_eq!(event.trackers, BTreeMap::from([("deal_id".to_owned(), "101".to_owned())]));
        let link = |kind, url: &str| Link { kind, url: url.to_owned() };
        let media =
            vec![link(MediaKind::Image, "https://e.co/a.JPG?x"), link(MediaKind::Voice, "https://e.co/v")];
        assert_eq!(event.what, Some(What::Message { text: "Hi".into(), media }));
    }

    #[test]
    fn what_happened_is_one_thing() {
        let what = |part: &str, value: Json| {
            own(json!({ "contact": "1", "text": "Yes", part: value })).unwrap().what.unwrap()
        };
        assert_eq!(what("blocked", json!(true)), What::Blocked);
        assert_eq!(what("start", json!(true)), What::Start(None));
        assert_eq!(what("start", json!("vip")), What::Start(Some("vip".into())));
        assert_eq!(what("button", json!("b1")), What::Button { text: "Yes".into(), button: "b1".into() });
        assert_eq!(what("start", json!(false)), What::Message { text: "Yes".into(), media: Vec::new() });
    }

    #[test]
    fn a_mapping_takes_any_shape_and_our_own_buttons_come_through_it() {
        let path = |text| Path::of(text).unwrap();
        let channel = HttpChannel {
            event: BTreeMap::from([
                (EventPart::Contact, path("$.client.id")),
                (EventPart::Text, path("message.text")),
            ]),
            contact: BTreeMap::from([("phone".to_owned(), path("client.phone"))]),
            tracker: BTreeMap::from([("deal_id".to_owned(), path("$.deals[0].id"))]),
            ..HttpChannel::default()
        };
        let body = json!({ "id": "not mapped", "client": { "id": 9, "phone": "+1" }, "deals": [{ "id": "d" }], "message": { "text": "hi" } });
        let event = read(&body, &channel, ["deal_id"].into_iter()).unwrap();
        assert_eq!((event.id, event.contact.as_str(), event.known.phone.as_str()), (None, "9", "+1"));
        assert_eq!(event.trackers["deal_id"], "d");
        let press = json!({ "flowc": { "contact": "9", "button": "b1", "text": "Yes" } });
        let event = read(&press, &channel, ["deal_id"].into_iter()).unwrap();
        assert_eq!(event.what, Some(What::Button { text: "Yes".into(), button: "b1".into() }));
    }

    #[test]
    fn what_is_missing_is_said() {
        let words = |body| own(body).unwrap_err();
        assert_eq!(words(json!({ "text": "hi" })), "`contact` is missing: whose event is it?");
        assert!(words(json!({ "contact": "1" })).starts_with("nothing happened"));
        assert!(
            words(json!({ "contact": "1", "media": ["file:///etc/passwd"] })).starts_with("media are URLs")
        );
        assert!(words(json!({ "contact": "x".repeat(129), "text": "hi" })).contains("128"));
        assert!(words(json!([1, 2])).contains("`contact` is missing"));
    }
}
