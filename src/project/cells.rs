//! CSV, cell by cell, each with its place: RFC 4180, with any delimiter, spaces around cells, and findings where a general
//! reader would guess.

use std::ops::Range;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its text, without quotes and without spaces around it.
    pub text: String,
    /// Its bytes in the file, quotes included.
    pub range: Range<usize>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number as a spreadsheet counts: from 1, blank rows included.
    pub number: usize,
    /// Its cells; never empty.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// A row that is no CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row's number.
    pub row: usize,
    /// The cell's number, from 1.
    pub column: usize,
    /// The quote that is wrong.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub why: Why,
}

/// What can be wrong with quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is never closed.
    Open,
    /// Something other than a delimiter follows the closing one.
    Inside,
}

/// The rows of a text. What is broken is told in its place; reading goes on in the next line.
pub struct Cells<'t> {
    text: &'t str,
    at: usize,
    number: usize,
    delimiter: char,
}

impl<'t> Cells<'t> {
    /// The rows of a text; a byte order mark in front is skipped.
    pub fn of(text: &'t str) -> Self {
        // What spreadsheets put first.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Cells { text, at, number: 0, delimiter: delimiter(&text[at..]) }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Over the end of the line; whether there was one, or the end of the text.
    fn line_ends(&mut self) -> bool {
        match self.peek() {
            None => true,
            Some('\n') => self.take().is_some(),
            Some('\r') => {
                self.take();
                if self.peek() == Some('\n') {
                    self.take();
                }
                true
            }
            Some(_) => false,
        }
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(|c| c == ' ' || c == '\t' && c != self.delimiter) {
            self.take();
        }
    }

    fn cell(&mut self) -> Result<Cell, (Range<usize>, Why)> {
        self.skip_spaces();
        let start = self.at;
        if self.peek() != Some('"') {
            while self.peek().is_some_and(|c| c != self.delimiter && c != '\n' && c != '\r') {
                self.take();
            }
            let text = self.text[start..self.at].trim_end();
            return Ok(Cell { text: text.to_owned(), range: start..start + text.len() });
        }
        self.take();
        let mut text = String::new();
        loop {
            match self.take() {
                None => return Err((start..start + 1, Why::Open)),
                Some('"') if self.peek() == Some('"') => {
                    self.take();
                    text.push('"');
                }
                Some('"') => break,
                Some(c) => text.push(c),
            }
        }
        let range = start..self.at;
        self.skip_spaces();
        match self.peek() {
            None | Some('\n' | '\r') => Ok(Cell { text: text.trim().to_owned(), range }),
            Some(c) if c == self.delimiter => Ok(Cell { text: text.trim().to_owned(), range }),
            Some(_) => Err((range.end - 1..range.end, Why::Inside)),
        }
    }
}

impl Iterator for Cells<'_> {
    type Item = Result<Row, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        self.number += 1;
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err((range, why)) => {
                    while !self.line_ends() {
                        self.take();
                    }
                    let column = cells.len() + 1;
                    return Some(Err(Broken { row: self.number, column, range, why }));
                }
            }
            if self.line_ends() {
                return Some(Ok(Row { number: self.number, cells }));
            }
            self.take();
        }
    }
}

/// The sign between cells: the first that may be one in the first line with words. Semicolons are what spreadsheets write
/// where a comma is the decimal sign.
fn delimiter(text: &str) -> char {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' | '|' if !quoted => return c,
            _ => {}
        }
    }
    ','
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(csv: &str) -> Vec<Vec<String>> {
        let rows = Cells::of(csv).map(|row| row.unwrap().cells.into_iter().map(|cell| cell.text).collect());
        rows.collect()
    }

    #[test]
    fn cells_are_what_a_spreadsheet_wrote() {
        assert_eq!(
            texts("\u{feff}a,\"b, \"\"c\"\"\n d\" ,\r\n\ne , f"),
            [vec!["a", "b, \"c\"\n d", ""], vec![""], vec!["e", "f"]]
        );
        assert_eq!(texts("a;b,c\n1;2"), [["a", "b,c"], ["1", "2"]]);
        assert_eq!(texts("a\tb\n\"1\t\"\t2"), [["a", "b"], ["1", "2"]]);
        assert!(texts("").is_empty());
    }

    #[test]
    fn a_wrong_quote_is_told_with_row_and_column_and_the_next_row_is_read() {
        let rows: Vec<_> = Cells::of("a,b\nx,\"he \"said\" so\"\nc,d\ne,\"never\nclosed").collect();
        assert_eq!(rows[1], Err(Broken { row: 2, column: 2, range: 10..11, why: Why::Inside }));
        assert_eq!(rows[2].as_ref().unwrap().number, 3);
        assert_eq!(rows[3], Err(Broken { row: 4, column: 2, range: 27..28, why: Why::Open }));
        assert_eq!(rows.len(), 4);
    }
}
