//! Transcripts of calls and chats, as they are found: plain text, subtitles, JSON.

use serde_json::Value;

/// What one side said until the other spoke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who spoke, where that is known.
    pub who: Who,
    /// The words.
    pub text: String,
}

/// The sides of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Not said.
    Unknown,
    /// The company's side.
    Staff,
    /// Somebody else: the customer, or a name.
    Named(String),
}

/// Words by which the company's side is named.
const STAFF: [&str; 16] = [
    "agent",
    "operator",
    "manager",
    "support",
    "assistant",
    "bot",
    "staff",
    "consultant",
    "colleague",
    "оператор",
    "менеджер",
    "поддержка",
    "сотрудник",
    "консультант",
    "бот",
    "ассистент",
];

/// Longer names are no names but sentences with a colon.
const NAME_CHARS_MAX: usize = 30;
/// Nested deeper, JSON is no transcript.
const DEPTH_MAX: usize = 8;

impl Who {
    fn of(name: &str) -> Who {
        let name = name.trim().to_lowercase();
        match name.as_str() {
            "" => Who::Unknown,
            name if STAFF.iter().any(|word| name.starts_with(word)) => Who::Staff,
            name => Who::Named(name.to_owned()),
        }
    }
}

/// The turns of a text whose lines may begin with a time and a name.
pub fn plain(text: &str) -> Vec<Turn> {
    let mut turns = Vec::new();
    for line in text.lines() {
        let line = without_time(line.trim());
        let named = line.split_once(':').filter(|(name, _)| {
            let letters = name.chars().all(|c| c.is_alphanumeric() || " _-.#".contains(c));
            letters && !name.trim().is_empty() && name.chars().count() <= NAME_CHARS_MAX
        });
        match named {
            Some((name, words)) => push(&mut turns, Who::of(name), words),
            None => {
                let who = turns.last().map_or(Who::Unknown, |turn: &Turn| turn.who.clone());
                push(&mut turns, who, line);
            }
        }
    }
    turns
}

/// The turns of SubRip or WebVTT subtitles.
pub fn subtitles(text: &str) -> Vec<Turn> {
    let mut words = String::new();
    for block in text.replace("\r\n", "\n").split("\n\n") {
        let mut lines = block.lines().skip_while(|line| !line.contains("-->")).skip(1).peekable();
        // Headers, notes and styles have no time.
        if lines.peek().is_some() {
            lines.for_each(|line| {
                words.push_str(&voice(line));
                words.push('\n');
            });
        }
    }
    plain(&words)
}

/// `<v Anna>Hello</v>` as `Anna: Hello`; other marks are left out.
fn voice(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, tagged)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((tag, after)) = tagged.split_once('>') else { break };
        if let Some(name) = tag.strip_prefix("v ") {
            plain.push_str(&format!("{name}: "));
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The turns of a JSON transcript: the first list of objects with words in it, or the words of one object.
///
/// # Errors
/// Where there is no such thing.
pub fn json(text: &str) -> Result<Vec<Turn>, String> {
    let whole: Value = serde_json::from_str(text).map_err(|error| format!("this is no JSON: {error}"))?;
    let mut turns = Vec::new();
    if !listed(&whole, 0, &mut turns) {
        match whole.get("text").and_then(Value::as_str) {
            Some(words) => turns = plain(words),
            None => return Err("there is no list of turns with a `text` in it, and no `text`".to_owned()),
        }
    }
    Ok(turns)
}

fn listed(value: &Value, depth: usize, turns: &mut Vec<Turn>) -> bool {
    let word = |value: &Value, keys: &[&str]| {
        keys.iter().find_map(|key| value.get(key).and_then(Value::as_str)).map(str::to_owned)
    };
    match value {
        Value::Array(items) => {
            for item in items {
                if let Some(text) = word(item, &["text", "content", "message", "transcript"]) {
                    let who = word(item, &["speaker", "role", "who", "from", "channel", "name"]);
                    push(turns, Who::of(&who.unwrap_or_default()), &text);
                }
            }
            !turns.is_empty()
        }
        Value::Object(fields) if depth < DEPTH_MAX => {
            fields.values().any(|value| listed(value, depth + 1, turns))
        }
        _ => false,
    }
}

/// Adds words to the turn of the same side, or begins another.
fn push(turns: &mut Vec<Turn>, who: Who, words: &str) {
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    match turns.last_mut() {
        Some(turn) if turn.who == who => {
            turn.text.push('\n');
            turn.text.push_str(words);
        }
        _ => turns.push(Turn { who, text: words.to_owned() }),
    }
}

/// A line without the time in front of it: `[00:01:15]`, `(00:01)`, `00:01`.
fn without_time(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || "[]():.,-> ".contains(c));
    let time = &line[..line.len() - rest.len()];
    if time.contains(':') && time.chars().any(|c| c.is_ascii_digit()) { rest } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(found: Vec<Turn>) -> Vec<(String, String)> {
        let who = |who| match who {
            Who::Unknown => "?".to_owned(),
            Who::Staff => "staff".to_owned(),
            Who::Named(name) => name,
        };
        found.into_iter().map(|turn| (who(turn.who), turn.text)).collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(who, text)| (who.to_string(), text.to_string())).collect()
    }

    #[test]
    fn names_and_times_in_front_of_lines_say_who_speaks() {
        let text = "[00:01] Operator: Good day.\n[00:03] Client: Is it free?\nI mean the app.\n00:07 Оператор 2: Yes.\n";
        let wanted = [("staff", "Good day."), ("client", "Is it free?\nI mean the app."), ("staff", "Yes.")];
        assert_eq!(turns(plain(text)), pairs(&wanted));
        assert_eq!(turns(plain("Is it free? Yes.")), pairs(&[("?", "Is it free? Yes.")]));
    }

    #[test]
    fn subtitles_are_their_words() {
        let vtt = "WEBVTT\n\nNOTE made by a machine\n\n1\n00:01.000 --> 00:02.000\n<v Client>Is it <i>free</i>?</v>\n\n\
            00:03.000 --> 00:04.000\n<v Agent>Yes.</v>\n";
        assert_eq!(turns(subtitles(vtt)), pairs(&[("client", "Is it free?"), ("staff", "Yes.")]));
        let srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\nIs it free?\r\n";
        assert_eq!(turns(subtitles(srt)), pairs(&[("?", "Is it free?")]));
    }

    #[test]
    fn json_is_read_in_the_shapes_that_are_usual() {
        let found = json(
            r#"{"id":1,"segments":[{"speaker":"client","text":"Free?"},{"speaker":"agent","text":"Yes."}]}"#,
        );
        assert_eq!(turns(found.unwrap()), pairs(&[("client", "Free?"), ("staff", "Yes.")]));
        assert_eq!(turns(json(r#"{"text":"Is it free?"}"#).unwrap()), pairs(&[("?", "Is it free?")]));
        assert!(json("[1]").is_err());
        assert!(json("{").unwrap_err().contains("no JSON"));
    }
}
