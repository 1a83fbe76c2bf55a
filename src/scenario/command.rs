//! What can be typed into a chat: the contact's words, or what happens around them.

use super::{Answers, Conversation, Refused, plain};
use crate::engine::eval::read_answer;
use crate::engine::{ActionAnswer, Message, OperatorEvent};
use crate::ir::{Duration, Inbound, MediaKind};

/// One line of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The contact writes.
    Write(String),
    /// The contact opens the chat again.
    Start(Option<String>),
    /// Time passes.
    Wait(Duration),
    /// A postback or webhook, with its parameters as text.
    Inbound(Inbound, String, Vec<(String, String)>),
    /// The contact sends media, with a caption.
    Send(MediaKind, String, String),
    /// The contact presses a button.
    Press(String),
    /// A person joins, leaves, writes.
    Join,
    /// A person hands the contact back, by a button of the handoff where one is named.
    Leave(Option<String>),
    /// A person writes.
    Person(String),
    /// The contact blocks the bot.
    Block,
    /// The action that waits returns this JSON.
    Return(String),
    /// The action that waits fails.
    Fail(String),
    /// What is known of the contact.
    Tags,
    /// Why the last input did what it did.
    Why,
    /// What can be typed.
    Help,
    /// The end.
    Quit,
}

/// What can be typed, one line each.
pub const HELP: &str = "\
TEXT                      the contact writes (a button's text presses it)
/press BUTTON             the contact presses a button
/image FILE [CAPTION]     the contact sends a picture; also /voice /video /file
/wait 2h                  time passes: 30s 10m 1h30m 2d
/postback NAME a=1 b=2    a tracker's postback; also /webhook
/start [PAYLOAD]          the contact opens the chat again, through a link
/join, /person TEXT       a person of the team joins, writes
/leave [BUTTON]           they hand back, by a button of the handoff or without
/return JSON, /fail WHY   the action that waits answers
/block                    the contact blocks the bot
/tags                     what is known of the contact, and where it stands
/why                      why the last input did what it did
/quit                     the end";

/// Reads a line.
///
/// # Errors
/// In words: what a command lacks, or the nearest one.
pub fn read(text: &str) -> Result<Line, String> {
    let Some(command) = text.strip_prefix('/') else { return Ok(Line::Write(text.to_owned())) };
    let (word, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let rest = rest.trim();
    let needed = |what: &str| match rest {
        "" => Err(format!("/{word} needs {what}")),
        rest => Ok(rest.to_owned()),
    };
    Ok(match word {
        "start" => Line::Start((!rest.is_empty()).then(|| rest.to_owned())),
        "wait" => {
            let length = needed("a length of time such as 2h or 1d")?;
            let length = crate::project::duration(&length.replace(' ', ""));
            Line::Wait(
                length.ok_or_else(|| format!("`{rest}` is no length of time; write 30s, 10m, 1h30m, 2d"))?,
            )
        }
        "postback" => inbound(Inbound::Postback, &needed("a name, such as /postback deposit amount=50")?)?,
        "webhook" => inbound(Inbound::Webhook, &needed("a name, such as /webhook paid order=7")?)?,
        "image" => send(MediaKind::Image, &needed("a file")?),
        "voice" => send(MediaKind::Voice, &needed("a file")?),
        "video" => send(MediaKind::Video, &needed("a file")?),
        "file" => send(MediaKind::File, &needed("a file")?),
        "location" => send(MediaKind::Location, &needed("a place such as 50.45,30.52")?),
        "press" => Line::Press(needed("a button's text")?),
        "join" => Line::Join,
        "leave" => Line::Leave((!rest.is_empty()).then(|| rest.to_owned())),
        "person" => Line::Person(needed("what the person writes")?),
        "block" => Line::Block,
        "return" => Line::Return(if rest.is_empty() { "null".to_owned() } else { rest.to_owned() }),
        "fail" => Line::Fail(if rest.is_empty() { "it failed".to_owned() } else { rest.to_owned() }),
        "tags" => Line::Tags,
        "why" => Line::Why,
        "help" => Line::Help,
        "quit" | "exit" => Line::Quit,
        // A script may have commands of its own, such as /menu: they are words of the contact.
        _ => Line::Write(text.to_owned()),
    })
}

/// What follows a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The conversation has grown.
    Heard,
    /// Something about it is told.
    Told(String),
    /// The end.
    Quit,
}

/// Puts a line into a conversation.
///
/// # Errors
/// In words: what cannot be put in.
pub fn play<A: Answers>(talk: &mut Conversation<A>, line: Line) -> Result<Next, String> {
    let words = |refused: Refused| refused.to_string();
    match line {
        Line::Write(text) => {
            talk.write(&text);
            talk.close_window();
        }
        Line::Start(payload) => talk.start(payload.as_deref()),
        Line::Wait(length) => talk.wait(length),
        Line::Inbound(kind, name, params) => talk.receive_written(kind, &name, &params).map_err(words)?,
        Line::Send(kind, place, caption) => {
            talk.send(kind, &place, &caption);
            talk.close_window();
        }
        Line::Press(text) => talk.press(&text).map_err(words)?,
        Line::Join => talk.operator(OperatorEvent::Joined),
        Line::Leave(button) => {
            talk.operator(button.map_or(OperatorEvent::Left, OperatorEvent::Pressed));
        }
        Line::Person(text) => talk.operator(OperatorEvent::Said(Message { text, media: Vec::new() })),
        Line::Block => talk.block(),
        Line::Return(json) => {
            let action = talk.actions().first().ok_or("no action waits")?;
            let output = talk.machine().program().outside.actions.get(&action.action);
            let output = output.and_then(|action| action.output.clone());
            let (id, value) = (action.id, read_answer(&json, output.as_ref())?);
            talk.answer_action(id, ActionAnswer::Done(value)).map_err(words)?;
        }
        Line::Fail(why) => {
            let id = talk.actions().first().ok_or("no action waits")?.id;
            talk.answer_action(id, ActionAnswer::Failed(why)).map_err(words)?;
        }
        Line::Tags => return Ok(Next::Told(tags(talk))),
        Line::Why => {
            let why = talk.why();
            let nothing = || "nothing was decided".to_owned();
            return Ok(Next::Told(if why.is_empty() { nothing() } else { why.join("\n") }));
        }
        Line::Help => return Ok(Next::Told(HELP.to_owned())),
        Line::Quit => return Ok(Next::Quit),
    }
    Ok(Next::Heard)
}

/// What is known of the contact, and where it stands.
fn tags<A: Answers>(talk: &Conversation<A>) -> String {
    let contact = talk.contact();
    let tags: Vec<&str> = contact.tags.iter().map(String::as_str).collect();
    let tags = if tags.is_empty() { "none".to_owned() } else { tags.join(", ") };
    let mut lines = vec![format!("status: {:?}", contact.status()).to_lowercase(), format!("tags: {tags}")];
    lines.extend(contact.fields.iter().map(|(name, value)| format!("{name}: {}", plain(value))));
    lines.extend(contact.trackers.iter().map(|(name, value)| format!("tracker.{name}: {}", plain(value))));
    for standing in contact.points() {
        lines.push(format!("at `{}` in flow {} step {}", standing.what, standing.flow, standing.step));
    }
    if let Some(due) = contact.next_due() {
        lines.push(format!("next timer: {due}"));
    }
    lines.join("\n")
}

fn send(kind: MediaKind, rest: &str) -> Line {
    let (file, caption) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Line::Send(kind, file.to_owned(), caption.trim().to_owned())
}

/// `deposit amount=50 currency="EUR x"`.
fn inbound(kind: Inbound, rest: &str) -> Result<Line, String> {
    let words = words(rest);
    let (name, params) = words.split_first().ok_or("a name is missing")?;
    let params = params.iter().map(|word| {
        let (name, value) =
            word.split_once('=').ok_or_else(|| format!("`{word}` is no parameter; write name=value"))?;
        Ok((name.to_owned(), value.to_owned()))
    });
    Ok(Line::Inbound(kind, name.clone(), params.collect::<Result<_, String>>()?))
}

/// Words between spaces; double quotes hold one together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_words_of_the_contact_or_what_happens() {
        assert_eq!(read("Yes"), Ok(Line::Write("Yes".into())));
        assert_eq!(read("/menu"), Ok(Line::Write("/menu".into())), "a script's own command");
        assert_eq!(read("/wait 1h 30m"), Ok(Line::Wait(Duration(5_400_000))));
        let params = vec![("amount".to_owned(), "50".to_owned()), ("note".to_owned(), "a b".to_owned())];
        let deposit = Line::Inbound(Inbound::Postback, "deposit".into(), params);
        assert_eq!(read("/postback deposit amount=50 note=\"a b\""), Ok(deposit));
        assert_eq!(
            read("/image a.png my ID"),
            Ok(Line::Send(MediaKind::Image, "a.png".into(), "my ID".into()))
        );
        assert!(read("/wait").is_err() && read("/wait soon").is_err() && read("/postback x y").is_err());
    }
}
