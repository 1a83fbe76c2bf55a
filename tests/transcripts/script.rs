//! The transcripts of docs/transcripts.md: what goes in, and what must come out.

use std::path::{Path, PathBuf};

/// What happens to the contact.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// `start click_id=demo-1`: the chat is opened through a link.
    Start(Vec<(String, String)>),
    /// `> words`.
    Say(String),
    /// `> [words]`.
    Press(String),
    /// `> (file)`: a picture of the project's folder.
    Picture(String),
    /// `~ 4h`: seconds that pass.
    Wait(i64),
    /// `! deposit amount=50`: a postback of the contact's click.
    Postback(String, Vec<(String, String)>),
}

/// An input with the lines that must follow it, and its place in the document.
#[derive(Debug, Clone)]
pub struct Turn {
    pub line: usize,
    pub input: Input,
    pub expected: Vec<String>,
}

/// One conversation.
#[derive(Debug, Clone)]
pub struct Transcript {
    pub name: String,
    pub project: PathBuf,
    pub turns: Vec<Turn>,
}

impl Transcript {
    /// Its number, which makes it a contact of its own.
    pub fn contact(&self) -> String {
        format!("web:{}", self.name.to_lowercase().replace(' ', "-"))
    }
}

/// The document.
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/transcripts.md")
}

/// All transcripts of the document.
pub fn all() -> Vec<Transcript> {
    let text = std::fs::read_to_string(path()).unwrap();
    let mut found: Vec<Transcript> = Vec::new();
    let mut heading = String::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if let Some(words) = line.strip_prefix("## ") {
            heading = words.to_owned();
        } else if let Some(project) = line.strip_prefix("```transcript ") {
            let project = Path::new(env!("CARGO_MANIFEST_DIR")).join(project);
            found.push(Transcript { name: heading.clone(), project, turns: Vec::new() });
            inside = true;
        } else if line == "```" {
            inside = false;
        } else if inside && !line.is_empty() {
            let turns = &mut found.last_mut().unwrap().turns;
            match input(line) {
                Some(input) => turns.push(Turn { line: at + 1, input, expected: Vec::new() }),
                None => {
                    turns.last_mut().expect("a transcript begins with `start`").expected.push(line.to_owned())
                }
            }
        }
    }
    if !reads_pictures() {
        // Without tesseract no picture is read, and all behind it would differ.
        for transcript in &mut found {
            let pictures = transcript.turns.iter().position(|turn| matches!(turn.input, Input::Picture(_)));
            transcript.turns.truncate(pictures.unwrap_or(transcript.turns.len()));
        }
    }
    assert!(found.len() >= 2, "{} has no transcripts", path().display());
    found
}

/// Whether tesseract is installed. Where CI runs it must be.
pub fn reads_pictures() -> bool {
    let found = std::process::Command::new("tesseract").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "tesseract is missing: .ci/run installs it");
    found
}

fn input(line: &str) -> Option<Input> {
    let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
    let within = |open: char, close: char| rest.strip_prefix(open)?.strip_suffix(close).map(str::to_owned);
    Some(match sign {
        "start" => Input::Start(pairs(rest.split_whitespace())),
        ">" => match (within('[', ']'), within('(', ')')) {
            (Some(button), _) => Input::Press(button),
            (_, Some(file)) => Input::Picture(file),
            _ => Input::Say(rest.to_owned()),
        },
        "~" => Input::Wait(seconds(rest)),
        "!" => {
            let mut words = rest.split_whitespace();
            Input::Postback(words.next().unwrap().to_owned(), pairs(words))
        }
        _ => return None,
    })
}

fn pairs<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    let pair = |word: &str| word.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    words.map(|word| pair(word).unwrap_or_else(|| panic!("`{word}` is no NAME=VALUE"))).collect()
}

fn seconds(text: &str) -> i64 {
    let (number, unit) = text.split_at(text.len() - 1);
    let unit = match unit {
        "d" => 86_400,
        "h" => 3_600,
        "m" => 60,
        "s" => 1,
        _ => panic!("`{text}` is no duration"),
    };
    number.parse::<i64>().unwrap() * unit
}

/// What came out, as a line of the document: `< text [Button] (image hello.png)`, `* handoff: text`.
pub fn shown(effect: &str, text: &str, buttons: &[String], media: &[String]) -> String {
    let sign = match effect {
        "say" => "<".to_owned(),
        other => format!("* {other}:"),
    };
    let text = text.replace('\n', " ⏎ ");
    let buttons = buttons.iter().map(|button| format!("[{button}]"));
    let media = media.iter().map(|media| format!("({media})"));
    let parts = std::iter::once(sign).chain((!text.is_empty()).then_some(text)).chain(buttons).chain(media);
    parts.collect::<Vec<_>>().join(" ")
}
