//! The lines that are written, and the comments at their ends.

use super::tree::{Remark, columns};

/// Text under way.
#[derive(Default)]
pub(super) struct Page {
    lines: Vec<Written>,
    current: String,
    column: u32,
    /// Indentation of the current line, written with its first word.
    indent: u32,
    remark: Option<(String, u32)>,
}

/// A finished line.
struct Written {
    text: String,
    columns: u32,
    /// The comment at its end, and the column at which it stood in the file.
    remark: Option<(String, u32)>,
}

impl Page {
    /// The column behind what is written, from 0.
    pub fn column(&self) -> u32 {
        if self.current.is_empty() { self.indent } else { self.column }
    }

    /// Whether nothing but a closing brace is written on the line.
    pub fn is_behind_brace(&self) -> bool {
        self.current.trim_start() == "}"
    }

    /// Begins a line.
    pub fn new_line(&mut self, indent: u32) {
        let (text, columns) = (std::mem::take(&mut self.current), std::mem::take(&mut self.column));
        self.lines.push(Written { text, columns, remark: self.remark.take() });
        self.indent = indent;
    }

    /// Adds words to the line.
    pub fn write(&mut self, words: &str) {
        self.spaces(if self.current.is_empty() { self.indent } else { 0 });
        self.current.push_str(words);
        self.column += columns(words);
    }

    /// Moves the line in, where nothing is written on it yet.
    pub fn indent(&mut self, indent: u32) {
        self.indent = indent;
    }

    /// Adds spaces behind what is written.
    pub fn spaces_before(&mut self, count: u32) {
        if !self.current.is_empty() {
            self.spaces(count);
        }
    }

    fn spaces(&mut self, count: u32) {
        self.current.extend(std::iter::repeat_n(' ', count as usize));
        self.column += count;
    }

    /// Adds bytes as they are, with the new lines in them.
    pub fn write_as_is(&mut self, bytes: &str) {
        for (at, line) in bytes.split('\n').enumerate() {
            if at > 0 {
                self.new_line(0);
            }
            if !line.is_empty() {
                self.write(line);
            }
        }
    }

    /// Puts a comment at the end of the line.
    pub fn remark(&mut self, remark: Remark<'_>, text: &str) {
        let before = &text[..remark.start as usize];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        self.remark = Some((remark.text.to_owned(), columns(line)));
    }

    /// The whole text. Comments that stood below each other in one column stand in one column again.
    pub fn finish(mut self) -> String {
        if !self.current.is_empty() || self.remark.is_some() {
            self.new_line(0);
        }
        let mut text = String::new();
        let mut at = 0;
        while at < self.lines.len() {
            let stood = |line: &Written| line.remark.as_ref().map(|(_, column)| *column);
            let own = stood(&self.lines[at]);
            let run = self.lines[at..].iter().take_while(|line| stood(line) == own).count();
            let column = self.lines[at..at + run].iter().map(|line| line.columns).max().unwrap_or(0) + 2;
            for line in &self.lines[at..at + run] {
                text.push_str(&line.text);
                if let Some((remark, _)) = &line.remark {
                    text.extend(std::iter::repeat_n(' ', (column - line.columns) as usize));
                    text.push_str(remark);
                }
                text.push('\n');
            }
            at += run;
        }
        text
    }
}
