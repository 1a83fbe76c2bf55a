//! Where words go: the two streams of the process.

use std::io::{IsTerminal, Write};

/// The two streams of the process. A reader that has gone away (`flowc check | head`) is no failure.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Whether the answer is shown in colours.
    pub color: bool,
    /// Whether words beside the answer are shown in colours.
    pub color_notes: bool,
}

impl Screen {
    /// The process's own: colours on a terminal, unless `NO_COLOR` is set.
    pub fn of_process() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Screen {
            color: wanted && std::io::stdout().is_terminal(),
            color_notes: wanted && std::io::stderr().is_terminal(),
        }
    }

    /// A line of the answer.
    pub fn say(&self, text: impl AsRef<str>) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{}", text.as_ref());
        let _ = out.flush();
    }

    /// Words of the answer as they are, without an end of line.
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        let _ = out.flush();
    }

    /// Asks for yes or no; nothing where nobody can answer.
    pub fn ask(&self, question: &str) -> Option<bool> {
        if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
            return None;
        }
        self.print(&format!("{question} [y/N] "));
        let mut answer = String::new();
        if std::io::stdin().read_line(&mut answer).ok()? == 0 {
            // Nobody has ended the line of the question.
            self.print("\n");
        }
        Some(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    /// An empty screen for the next answer; where the answer is no terminal, nothing.
    pub fn clear(&self) {
        let mut out = std::io::stdout().lock();
        if out.is_terminal() {
            let _ = write!(out, "\u{1b}[2J\u{1b}[H");
        }
    }

    /// A line beside the answer: progress, warnings, what went wrong.
    pub fn note(&self, text: impl AsRef<str>) {
        let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
    }

    /// What went wrong, and what to do about it; empty where there is nothing to do.
    pub fn fail(&self, what: impl AsRef<str>, help: &str) -> super::Exit {
        let (red, end) = if self.color_notes { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
        self.note(format!("{red}error{end}: {}", what.as_ref()));
        for line in help.lines() {
            self.note(format!("  {line}"));
        }
        super::Exit::Usage
    }
}
