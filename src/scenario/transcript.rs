//! What was said and done, line by line.

use jiff::civil::DateTime;

use crate::engine::{Outgoing, Role, Turn};
use crate::ir::{MediaKind, MediaRef};

/// A conversation as people read it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// Its lines, oldest first.
    pub lines: Vec<Line>,
}

/// One line, with the contact's local time.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The contact's local time.
    pub at: DateTime,
    /// Who.
    pub who: Who,
    /// What; several lines of text stay in one [`Line`].
    pub text: String,
    /// Texts of the buttons under it.
    pub buttons: Vec<String>,
}

/// Who a line is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The contact.
    Contact,
    /// The bot.
    Bot,
    /// A person of the team.
    Team,
    /// What came from outside: a postback, time.
    World,
    /// What the bot did beside talking: actions, notices, handoffs.
    Note,
}

impl Who {
    /// The word in front of the line.
    pub fn word(self) -> &'static str {
        match self {
            Who::Contact => "contact",
            Who::Bot => "bot",
            Who::Team => "team",
            Who::World => "event",
            Who::Note => "·",
        }
    }
}

impl Transcript {
    /// The last turns of the talk, oldest first, each with the place of its line; what was not said is left out.
    pub(super) fn turns(&self, most: usize) -> Vec<(usize, Turn)> {
        let turn = |(at, line): (usize, &Line)| {
            let role = match line.who {
                Who::Contact => Role::Contact,
                Who::Bot => Role::Bot,
                Who::Team => Role::Person,
                Who::World | Who::Note => return None,
            };
            Some((at, Turn { role, text: line.text.clone() }))
        };
        let mut turns: Vec<(usize, Turn)> =
            self.lines.iter().enumerate().rev().filter_map(turn).take(most).collect();
        turns.reverse();
        turns
    }
}

impl Line {
    /// The line as it is printed: `Mon 12:00  bot      Hi, Olga!`, further lines of text below the first, buttons in
    /// brackets. No new line at the end.
    pub fn render(&self) -> String {
        let head =
            format!("{} {:>2} {:02}:{:02}", day(self.at), self.at.day(), self.at.hour(), self.at.minute());
        let mut body: Vec<String> = self.text.lines().map(str::to_owned).collect();
        if !self.buttons.is_empty() {
            body.push(self.buttons.iter().map(|text| format!("[{text}]")).collect::<Vec<_>>().join(" "));
        }
        let mut text = format!("{head}  {:<7}  ", self.who.word());
        let below = format!("\n{}", " ".repeat(text.chars().count()));
        text.push_str(&body.join(&below));
        text
    }
}

impl std::fmt::Display for Transcript {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{}", line.render()))
    }
}

/// A message of the bot in words: media in brackets before the text.
pub(super) fn words(message: &Outgoing) -> String {
    let mut words: Vec<String> = message.media.iter().map(media).collect();
    let text = message.shown();
    if !text.is_empty() {
        words.push(text);
    }
    words.join(" ")
}

/// Media in words, as a model sees them too: `[image proof.png]`.
pub(super) fn media(media: &MediaRef) -> String {
    let kind = match media.kind {
        MediaKind::Image => "image",
        MediaKind::Voice => "voice",
        MediaKind::Video => "video",
        MediaKind::Note => "note",
        MediaKind::File => "file",
        MediaKind::Location => "location",
    };
    let place = media.at.strip_prefix("file:").unwrap_or(&media.at);
    if place.starts_with("sha256:") { format!("[{kind}]") } else { format!("[{kind} {place}]") }
}

fn day(at: DateTime) -> &'static str {
    use jiff::civil::Weekday::*;
    match at.weekday() {
        Monday => "Mon",
        Tuesday => "Tue",
        Wednesday => "Wed",
        Thursday => "Thu",
        Friday => "Fri",
        Saturday => "Sat",
        Sunday => "Sun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_bears_its_time_and_keeps_further_lines_under_the_first() {
        let line = Line {
            at: jiff::civil::datetime(2026, 1, 5, 9, 5, 0, 0),
            who: Who::Bot,
            text: "Hi!\nReady?".into(),
            buttons: vec!["Yes".into(), "No".into()],
        };
        let rows = [
            "Mon  5 09:05  bot      Hi!",
            "                       Ready?",
            "                       [Yes] [No]",
        ];
        assert_eq!(line.render(), rows.join("\n"));
    }
}
