//! A message as calls of the Bot API. Pure: bytes are there already, nothing is sent here.

use serde_json::{Map, Value, json};

use super::split::{CAPTION_MAX, TEXT_MAX, length, pieces};
use crate::action::image;
use crate::ir::MediaKind;
use crate::outbound::Part;

/// Media of one album.
const ALBUM_MAX: usize = 10;
/// Buttons of a row, and the characters that they may have together.
const ROW_MAX: usize = 3;
const ROW_CHARACTERS_MAX: usize = 28;

/// What is said to a chat.
#[derive(Debug, Default)]
pub struct Saying {
    /// The text, or the caption of the media.
    pub text: String,
    /// Media, in order.
    pub media: Vec<Attachment>,
    /// Rows of an inline keyboard.
    pub keyboard: Vec<Vec<Key>>,
    /// What stands under each text and caption.
    pub foot: String,
    /// The message that it answers.
    pub answers: Option<i64>,
}

/// Something with the message.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is.
    pub source: Source,
}

/// Where media is.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// Telegram fetches it.
    Url(String),
    /// It is uploaded.
    Bytes {
        /// The file's name.
        name: String,
        /// Its media type; empty where unknown.
        mime: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A place on the map: latitude, longitude.
    Place(f64, f64),
}

/// A button of an inline keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it shows.
    pub text: String,
    /// What it does.
    pub act: KeyAct,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAct {
    /// It is pressed and sends this back: 1 to 64 bytes.
    Data(String),
    /// It opens an address.
    Link(String),
}

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: &'static str,
    /// Its parameters.
    pub params: Map<String, Value>,
    /// Files that go with it.
    pub files: Vec<(String, Part)>,
    /// The same in words, should Telegram not take the media or the links.
    plain: String,
}

/// Buttons in rows: short ones share a row.
pub fn rows(keys: Vec<Key>) -> Vec<Vec<Key>> {
    let mut rows: Vec<Vec<Key>> = Vec::new();
    for key in keys {
        let fits = |row: &&mut Vec<Key>| {
            let characters: usize = row.iter().map(|key| length(&key.text)).sum();
            row.len() < ROW_MAX && characters + length(&key.text) <= ROW_CHARACTERS_MAX
        };
        match rows.last_mut().filter(fits) {
            Some(row) => row.push(key),
            None => rows.push(vec![key]),
        }
    }
    rows
}

/// The calls that say it all, in order. Texts that are too long are several messages, the keyboard hangs on the last one.
pub fn calls(chat: i64, saying: Saying) -> Vec<Call> {
    let Saying { text, media, keyboard, foot, answers } = saying;
    let mut calls = Vec::new();
    let text = text.trim();
    let mut groups = grouped(media);
    let captioned = groups.first().is_some_and(|group| takes_caption(&group[0]));
    let with_foot = |text: &str| match (text.is_empty(), foot.is_empty()) {
        (_, true) => text.to_owned(),
        (true, false) => foot.clone(),
        (false, false) => format!("{text}\n\n{foot}"),
    };
    let whole = with_foot(text);
    // An album takes no keyboard, so its words follow it as a message that does.
    let single_album = groups.len() == 1 && groups[0].len() > 1;
    let caption_fits = captioned && length(&whole) <= CAPTION_MAX && (keyboard.is_empty() || !single_album);
    let caption = if caption_fits { whole.clone() } else { foot.clone() };
    let words_follow = !caption_fits && !text.is_empty();
    if !keyboard.is_empty() && !words_follow {
        keep_one_for_keyboard(&mut groups);
    }
    for (at, group) in groups.into_iter().enumerate() {
        let caption = if at == 0 { caption.as_str() } else { foot.as_str() };
        calls.push(if group.len() == 1 { single(group, caption) } else { album(group, caption, &foot) });
    }
    if words_follow || (calls.is_empty() && !whole.is_empty()) {
        let under = if foot.is_empty() { 0 } else { length(&foot) + 2 };
        let room = TEXT_MAX - under.min(TEXT_MAX / 2);
        for piece in pieces(text, room) {
            let text = with_foot(piece);
            let params = object(json!({ "text": text }));
            calls.push(Call { method: "sendMessage", params, files: Vec::new(), plain: text });
        }
    }
    for call in &mut calls {
        call.params.insert("chat_id".into(), chat.into());
    }
    if let (Some(first), Some(message)) = (calls.first_mut(), answers) {
        let answers = json!({ "message_id": message, "allow_sending_without_reply": true });
        first.params.insert("reply_parameters".into(), answers);
    }
    if let Some(last) = calls.last_mut().filter(|_| !keyboard.is_empty()) {
        last.params.insert("reply_markup".into(), markup(&keyboard));
    }
    calls
}

/// An inline keyboard as Telegram writes it.
pub fn markup(rows: &[Vec<Key>]) -> Value {
    let key = |key: &Key| match &key.act {
        KeyAct::Data(data) => json!({ "text": key.text, "callback_data": data }),
        KeyAct::Link(url) => json!({ "text": key.text, "url": url }),
    };
    let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.iter().map(key).collect()).collect();
    json!({ "inline_keyboard": rows })
}

/// A part of what a file of a form is called, never with a path.
pub fn file_name(at: &str, kind: MediaKind, mime: &str) -> String {
    let named = at.strip_prefix("file:").and_then(|path| path.rsplit('/').next());
    if let Some(name) = named.filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    let ending = match mime {
        "image/png" => "png",
        "image/webp" => "webp",
        "image/jpeg" => "jpg",
        "audio/ogg" => "ogg",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        "application/pdf" => "pdf",
        _ => match kind {
            MediaKind::Image => "jpg",
            MediaKind::Voice => "ogg",
            MediaKind::Video | MediaKind::Note => "mp4",
            MediaKind::File | MediaKind::Location => "bin",
        },
    };
    format!("file.{ending}")
}

/// How Telegram shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Photo,
    Voice,
    Video,
    Note,
    Document,
    Place,
}

fn form(attachment: &Attachment) -> Form {
    match (attachment.kind, &attachment.source) {
        (_, Source::Place(..)) | (MediaKind::Location, _) => Form::Place,
        (MediaKind::Image, Source::Bytes { bytes, .. }) if !is_photo(bytes) => Form::Document,
        (MediaKind::Image, _) => Form::Photo,
        (MediaKind::Voice, _) => Form::Voice,
        (MediaKind::Video, _) => Form::Video,
        // A note by address is not taken; as a video it is.
        (MediaKind::Note, Source::Url(_)) => Form::Video,
        (MediaKind::Note, _) => Form::Note,
        (MediaKind::File, _) => Form::Document,
    }
}

/// Whether Telegram takes the bytes as a photo: the sum of its sides, and how long it may be, are bounded.
fn is_photo(bytes: &[u8]) -> bool {
    image::sniff(bytes).is_ok_and(|image| {
        let (long, short) = (image.width.max(image.height), image.width.min(image.height));
        u64::from(long) + u64::from(short) <= 10_000 && u64::from(long) <= u64::from(short) * 20
    })
}

fn takes_caption(attachment: &Attachment) -> bool {
    !matches!(form(attachment), Form::Note | Form::Place)
}

/// Media that goes into one message each: pictures with videos, files with files, the rest alone.
fn grouped(media: Vec<Attachment>) -> Vec<Vec<Attachment>> {
    let family = |attachment: &Attachment| match form(attachment) {
        Form::Photo | Form::Video => Some(0),
        Form::Document => Some(1),
        Form::Voice | Form::Note | Form::Place => None,
    };
    let mut groups: Vec<Vec<Attachment>> = Vec::new();
    for attachment in media {
        let joins = |group: &&mut Vec<Attachment>| {
            group.len() < ALBUM_MAX
                && family(&attachment).is_some()
                && family(&group[0]) == family(&attachment)
        };
        match groups.last_mut().filter(joins) {
            Some(group) => group.push(attachment),
            None => groups.push(vec![attachment]),
        }
    }
    groups
}

/// The last message is not an album, so that a keyboard can hang on it.
fn keep_one_for_keyboard(groups: &mut Vec<Vec<Attachment>>) {
    if let Some(last) = groups.last_mut().filter(|group| group.len() > 1)
        && let Some(one) = last.pop()
    {
        groups.push(vec![one]);
    }
}

fn single(mut group: Vec<Attachment>, caption: &str) -> Call {
    let attachment = group.remove(0);
    let (method, field) = match form(&attachment) {
        Form::Photo => ("sendPhoto", "photo"),
        Form::Voice => ("sendVoice", "voice"),
        Form::Video => ("sendVideo", "video"),
        Form::Note => ("sendVideoNote", "video_note"),
        Form::Document => ("sendDocument", "document"),
        Form::Place => ("sendLocation", ""),
    };
    let mut call = Call { method, params: Map::new(), files: Vec::new(), plain: caption.to_owned() };
    if takes_caption(&attachment) && !caption.is_empty() {
        call.params.insert("caption".into(), caption.into());
    }
    match attachment.source {
        Source::Url(url) => {
            call.plain = joined(&call.plain, &url);
            call.params.insert(field.into(), url.into());
        }
        Source::Bytes { name, mime, bytes } => {
            call.files.push((field.to_owned(), Part::File { name, mime, bytes }));
        }
        Source::Place(latitude, longitude) => {
            call.params.insert("latitude".into(), latitude.into());
            call.params.insert("longitude".into(), longitude.into());
        }
    }
    call
}

fn album(group: Vec<Attachment>, caption: &str, foot: &str) -> Call {
    let mut call =
        Call { method: "sendMediaGroup", params: Map::new(), files: Vec::new(), plain: caption.to_owned() };
    let mut media = Vec::new();
    for (at, attachment) in group.into_iter().enumerate() {
        let kind = match form(&attachment) {
            Form::Photo => "photo",
            Form::Video => "video",
            _ => "document",
        };
        // The foot stands under each: somebody may answer any of them.
        let caption = if at == 0 { caption } else { foot };
        let place = match attachment.source {
            Source::Url(url) => {
                call.plain = joined(&call.plain, &url);
                url
            }
            Source::Bytes { name, mime, bytes } => {
                let field = format!("file{at}");
                call.files.push((field.clone(), Part::File { name, mime, bytes }));
                format!("attach://{field}")
            }
            Source::Place(..) => continue,
        };
        let mut one = object(json!({ "type": kind, "media": place }));
        if !caption.is_empty() {
            one.insert("caption".into(), caption.into());
        }
        media.push(Value::Object(one));
    }
    call.params.insert("media".into(), media.into());
    call
}

impl Call {
    /// The same without its links, and then the links in words: for addresses that Telegram does not take on a button.
    pub fn without_links(mut self) -> Vec<Call> {
        let mut links = String::new();
        let markup = self.params.remove("reply_markup").unwrap_or_default();
        let mut rows: Vec<Vec<Value>> =
            serde_json::from_value(markup["inline_keyboard"].clone()).unwrap_or_default();
        for row in &mut rows {
            row.retain(|key| {
                let Some(url) = key["url"].as_str() else { return true };
                links = joined(&links, &format!("{}: {url}", key["text"].as_str().unwrap_or_default()));
                false
            });
        }
        rows.retain(|row| !row.is_empty());
        if !rows.is_empty() {
            self.params.insert("reply_markup".into(), json!({ "inline_keyboard": rows }));
        }
        let chat = self.chat();
        let mut calls = vec![self];
        calls.extend(in_words(&chat, &links, None));
        calls
    }

    /// The same as text: captions, and the addresses of the media.
    pub fn into_text(self) -> Vec<Call> {
        in_words(&self.chat(), &self.plain, self.params.get("reply_markup").cloned())
    }

    fn chat(&self) -> Value {
        self.params.get("chat_id").cloned().unwrap_or_default()
    }

    /// The same as a plain file; none where it has no single file.
    pub fn into_document(mut self) -> Option<Call> {
        let [(field, _)] = self.files.as_mut_slice() else { return None };
        if self.method == "sendMediaGroup" || self.method == "sendDocument" {
            return None;
        }
        *field = "document".to_owned();
        Some(Call { method: "sendDocument", ..self })
    }

    /// Whether Telegram is to fetch something for it.
    pub fn has_addresses(&self) -> bool {
        self.plain.contains("://") && self.files.is_empty() && self.method != "sendMessage"
    }
}

fn in_words(chat: &Value, text: &str, markup: Option<Value>) -> Vec<Call> {
    let pieces = pieces(text, TEXT_MAX);
    let last = pieces.len();
    let call = |(at, piece): (usize, &&str)| {
        let mut params = object(json!({ "chat_id": chat, "text": piece }));
        if let Some(markup) = markup.clone().filter(|_| at + 1 == last) {
            params.insert("reply_markup".into(), markup);
        }
        Call { method: "sendMessage", params, files: Vec::new(), plain: (*piece).to_owned() }
    };
    pieces.iter().enumerate().map(call).collect()
}

fn joined(text: &str, line: &str) -> String {
    if text.is_empty() { line.to_owned() } else { format!("{text}\n{line}") }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10";

    fn bytes(kind: MediaKind, bytes: &[u8]) -> Attachment {
        let source = Source::Bytes { name: "a".into(), mime: String::new(), bytes: bytes.to_vec() };
        Attachment { kind, source }
    }

    fn url(kind: MediaKind) -> Attachment {
        Attachment { kind, source: Source::Url("https://e.co/a.jpg".into()) }
    }

    fn key(text: &str) -> Key {
        Key { text: text.into(), act: KeyAct::Data(format!("id-{text}")) }
    }

    /// Calls in short: method, text or caption, whether a keyboard hangs on it.
    fn short(saying: Saying) -> Vec<String> {
        let calls = calls(7, saying).into_iter().map(|call| {
            assert_eq!(call.params["chat_id"], 7);
            let text = call.params.get("text").or(call.params.get("caption")).and_then(Value::as_str);
            let keys = if call.params.contains_key("reply_markup") { " +keys" } else { "" };
            let text = text.map(|text| format!(" {}", super::super::split::shortened(text, 12)));
            format!("{}{}{keys}", call.method, text.unwrap_or_default())
        });
        calls.collect()
    }

    #[test]
    fn texts_captions_and_keyboards_find_their_messages() {
        let keyboard = || rows(vec![key("Yes"), key("No")]);
        let saying = |text: &str, media: Vec<Attachment>, keyboard| Saying {
            text: text.into(),
            media,
            keyboard,
            ..Saying::default()
        };
        assert_eq!(short(saying("Hi", vec![], keyboard())), ["sendMessage Hi +keys"]);
        assert_eq!(short(saying(" ", vec![], vec![])), Vec::<String>::new());
        let photo = || bytes(MediaKind::Image, PNG);
        assert_eq!(short(saying("Hi", vec![photo()], keyboard())), ["sendPhoto Hi +keys"]);
        assert_eq!(short(saying("Hi", vec![photo(), photo()], vec![])), ["sendMediaGroup"]);
        assert_eq!(
            short(saying("Hi", vec![photo(), photo()], keyboard())),
            ["sendMediaGroup", "sendMessage Hi +keys"]
        );
        assert_eq!(
            short(saying("", vec![photo(), photo(), photo()], keyboard())),
            ["sendMediaGroup", "sendPhoto +keys"]
        );
        let long = "word ".repeat(300);
        assert_eq!(short(saying(&long, vec![photo()], vec![])), ["sendPhoto", "sendMessage word word w…"]);
        let longer = "word ".repeat(1_000);
        assert_eq!(
            short(saying(&longer, vec![], keyboard())),
            ["sendMessage word word w…", "sendMessage word word w… +keys"]
        );
        assert_eq!(
            short(saying("Hi", vec![bytes(MediaKind::Note, b"mp4")], vec![])),
            ["sendVideoNote", "sendMessage Hi"]
        );
        let place = Attachment { kind: MediaKind::Location, source: Source::Place(50.45, 30.52) };
        assert_eq!(short(saying("Here", vec![place], vec![])), ["sendLocation", "sendMessage Here"]);
        assert_eq!(
            short(saying("", vec![bytes(MediaKind::Image, b"GIF89a")], vec![])),
            ["sendDocument"],
            "what is no photo is a file"
        );
        assert_eq!(
            short(saying("", vec![photo(), bytes(MediaKind::Voice, b"ogg"), photo()], vec![])),
            ["sendPhoto", "sendVoice", "sendPhoto"]
        );
        let many = (0..23).map(|_| photo()).collect();
        assert_eq!(short(saying("", many, vec![])), ["sendMediaGroup"; 3]);
    }

    #[test]
    fn a_foot_stands_under_every_message() {
        let said = calls(
            -5,
            Saying {
                text: "word ".repeat(1_000),
                media: vec![url(MediaKind::Image), url(MediaKind::Video)],
                foot: "id telegram:777".into(),
                answers: Some(3),
                ..Saying::default()
            },
        );
        assert_eq!(said.len(), 3);
        assert_eq!(said[0].params["reply_parameters"]["message_id"], 3);
        for one in said[0].params["media"].as_array().unwrap() {
            assert_eq!(one["caption"], "id telegram:777");
        }
        for call in &said[1..] {
            let text = call.params["text"].as_str().unwrap();
            assert!(text.ends_with("\n\nid telegram:777") && length(text) <= TEXT_MAX);
        }
    }

    #[test]
    fn what_telegram_does_not_take_is_said_in_words() {
        let link = Key { text: "Open".into(), act: KeyAct::Link("http://localhost/x".into()) };
        let saying =
            Saying { text: "Hi".into(), keyboard: vec![vec![key("Yes"), link]], ..Saying::default() };
        let without = calls(7, saying).remove(0).without_links();
        assert_eq!(without[0].params["reply_markup"], markup(&[vec![key("Yes")]]));
        assert_eq!(without[1].params["text"], "Open: http://localhost/x");
        let saying = Saying { text: "Look".into(), media: vec![url(MediaKind::Image)], ..Saying::default() };
        let call = calls(7, saying).remove(0);
        assert!(call.has_addresses());
        assert_eq!(call.into_text()[0].params["text"], "Look\nhttps://e.co/a.jpg");
        let saying = Saying { media: vec![bytes(MediaKind::Voice, b"ogg")], ..Saying::default() };
        let document = calls(7, saying).remove(0).into_document().unwrap();
        assert_eq!((document.method, document.files[0].0.as_str()), ("sendDocument", "document"));
    }

    #[test]
    fn short_buttons_share_a_row() {
        let shape = |texts: &[&str]| -> Vec<usize> {
            rows(texts.iter().map(|text| key(text)).collect()).iter().map(Vec::len).collect()
        };
        assert_eq!(shape(&["Yes", "No", "Later", "Never"]), [3, 1]);
        assert_eq!(shape(&["I have used it for a year", "First time"]), [1, 1]);
        assert_eq!(shape(&[]), Vec::<usize>::new());
    }
}
