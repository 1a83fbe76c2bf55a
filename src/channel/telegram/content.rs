//! What does a message hold? Its words, and the files that are to be fetched. Pure.

use serde_json::{Map, Value};

use super::update::Incoming;
use crate::ir::{MediaKind, MediaRef};

/// The content of a message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    /// Its words.
    pub text: String,
    /// A place on the map.
    pub place: Option<MediaRef>,
    /// Its file.
    pub file: Option<RemoteFile>,
    /// The phone number that the contact gave as its own.
    pub phone: String,
}

/// A file that lies with Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile {
    /// What it is fetched by.
    pub id: String,
    /// What it is.
    pub kind: MediaKind,
    /// What it claims to be.
    pub mime: String,
    /// Its size, where it is said.
    pub bytes: Option<u64>,
    /// What a person calls it.
    pub word: &'static str,
}

/// Keys of the media, what they are, what the file is where Telegram does not say, and what a person calls it. An animation
/// comes with a document of the same file, so it stands first.
const MEDIA: [(&str, MediaKind, &str, &str); 6] = [
    ("animation", MediaKind::Video, "video/mp4", "an animation"),
    ("voice", MediaKind::Voice, "audio/ogg", "a voice message"),
    ("video_note", MediaKind::Note, "video/mp4", "a video note"),
    ("video", MediaKind::Video, "video/mp4", "a video"),
    ("audio", MediaKind::File, "audio/mpeg", "an audio file"),
    ("document", MediaKind::File, "", "a file"),
];

/// Content that has no words and no file that could be read.
const UNREAD: [(&str, &str); 8] = [
    ("poll", "a poll"),
    ("dice", "a dice"),
    ("game", "a game"),
    ("story", "a story"),
    ("invoice", "an invoice"),
    ("checklist", "a checklist"),
    ("paid_media", "paid media"),
    ("giveaway", "a giveaway"),
];

/// Reads a message; `None` is one of Telegram's own (somebody joined, a message was pinned), which says nothing.
pub fn read(message: &Incoming, sender: i64) -> Option<Content> {
    let rest = &message.rest;
    let caption = message.caption.clone();
    if !message.text.is_empty() {
        return Some(Content { text: message.text.clone(), ..Content::default() });
    }
    if let Some(photo) = rest.get("photo").and_then(largest) {
        let file = remote(photo, MediaKind::Image, "image/jpeg", "a picture");
        return Some(Content { text: caption, file, ..Content::default() });
    }
    for (key, kind, mime, word) in MEDIA {
        if let Some(file) = rest.get(key).and_then(Value::as_object) {
            let file = remote(file, kind, mime, word);
            return Some(Content { text: caption, file, ..Content::default() });
        }
    }
    if let Some(place) = rest.get("location").and_then(place) {
        let venue = rest.get("venue").and_then(Value::as_object);
        let title = venue.and_then(|venue| venue.get("title")).and_then(Value::as_str).unwrap_or_default();
        return Some(Content { text: title.to_owned(), place: Some(place), ..Content::default() });
    }
    if let Some(contact) = rest.get("contact") {
        let text = contact["phone_number"].as_str().unwrap_or_default().to_owned();
        let own = contact["user_id"].as_i64() == Some(sender);
        let phone = if own { text.clone() } else { String::new() };
        return Some(Content { text, phone, ..Content::default() });
    }
    if let Some(sticker) = rest.get("sticker") {
        let emoji = sticker["emoji"].as_str().unwrap_or("(a sticker)").to_owned();
        return Some(Content { text: emoji, ..Content::default() });
    }
    let unread = UNREAD.iter().find(|(key, _)| rest.contains_key(*key));
    unread.map(|(_, word)| Content { text: note(word, "is not read"), ..Content::default() })
}

/// Words in the place of what could not be taken.
pub fn note(word: &str, why: &str) -> String {
    format!("({word} that {why})")
}

fn largest(sizes: &Value) -> Option<&Map<String, Value>> {
    let sizes = sizes.as_array()?.iter().filter_map(Value::as_object);
    let side = |size: &Map<String, Value>, key: &str| size.get(key).and_then(Value::as_u64).unwrap_or(0);
    sizes.max_by_key(|size| side(size, "width") * side(size, "height"))
}

fn remote(file: &Map<String, Value>, kind: MediaKind, mime: &str, word: &'static str) -> Option<RemoteFile> {
    let said = file.get("mime_type").and_then(Value::as_str);
    Some(RemoteFile {
        id: file.get("file_id")?.as_str()?.to_owned(),
        kind,
        mime: said.unwrap_or(mime).to_owned(),
        bytes: file.get("file_size").and_then(Value::as_u64),
        word,
    })
}

fn place(location: &Value) -> Option<MediaRef> {
    // The numbers as they were written: no digit is lost or made up.
    let number = |key: &str| location[key].as_number().map(ToString::to_string);
    let at = format!("{},{}", number("latitude")?, number("longitude")?);
    Some(MediaRef { kind: MediaKind::Location, at, mime: String::new() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(content: Value) -> Option<Content> {
        let mut message = json!({ "message_id": 1, "chat": { "id": 7, "type": "private" } });
        message.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
        read(&serde_json::from_value(message).unwrap(), 7)
    }

    fn file(content: Value) -> (String, MediaKind, String) {
        let file = of(content).unwrap().file.unwrap();
        (file.id, file.kind, file.mime)
    }

    #[test]
    fn every_kind_of_media_is_what_it_is() {
        let photo = json!([
            { "file_id": "big", "width": 1280, "height": 960 }, { "file_id": "small", "width": 90, "height": 67 }
        ]);
        assert_eq!(file(json!({ "photo": photo })), ("big".into(), MediaKind::Image, "image/jpeg".into()));
        let kinds = [
            ("voice", MediaKind::Voice),
            ("video", MediaKind::Video),
            ("video_note", MediaKind::Note),
            ("audio", MediaKind::File),
            ("document", MediaKind::File),
            ("animation", MediaKind::Video),
        ];
        for (key, kind) in kinds {
            let one = json!({ key: { "file_id": "f", "mime_type": "a/b" }, "document": { "file_id": "f", "mime_type": "a/b" } });
            assert_eq!(file(one), ("f".into(), kind, "a/b".into()), "{key}");
        }
        let captioned = of(json!({ "voice": { "file_id": "f" }, "caption": "listen" })).unwrap();
        assert_eq!(captioned.text, "listen");
    }

    #[test]
    fn what_is_no_file_becomes_words_or_a_place() {
        assert_eq!(of(json!({ "text": "hi" })).unwrap().text, "hi");
        let place = of(json!({ "location": { "latitude": 50.4501, "longitude": 30.5 } })).unwrap().place;
        assert_eq!(place.unwrap().at, "50.4501,30.5");
        let own = of(json!({ "contact": { "phone_number": "+380501112233", "user_id": 7 } })).unwrap();
        assert_eq!((own.text.as_str(), own.phone.as_str()), ("+380501112233", "+380501112233"));
        let other = of(json!({ "contact": { "phone_number": "+1", "user_id": 8 } })).unwrap();
        assert_eq!((other.text.as_str(), other.phone.as_str()), ("+1", ""));
        assert_eq!(of(json!({ "sticker": { "emoji": "👍" } })).unwrap().text, "👍");
        assert_eq!(of(json!({ "poll": {} })).unwrap().text, "(a poll that is not read)");
        assert_eq!(of(json!({ "pinned_message": {} })), None);
        assert_eq!(of(json!({})), None);
    }
}
