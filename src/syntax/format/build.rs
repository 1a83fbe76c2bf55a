//! From pieces to lists of entries.

use super::piece::{Kind, Piece};
use super::space::{self, Neighbour};
use super::stops::{self, Stop};
use super::tree::{Entry, Line, List, Part, PartKind, Remark, What, columns, flat};
use crate::source::Span;
use crate::syntax::TokenKind;

/// Puts pieces together.
pub(super) struct Build<'t, 'a> {
    text: &'t str,
    pieces: Vec<Piece<'t>>,
    at: usize,
    /// What begins lines, ascending.
    entries: &'a [Span],
    next_entry: usize,
    /// A comment was met in the entry that is being built.
    commented: bool,
}

impl<'t, 'a> Build<'t, 'a> {
    pub fn new(text: &'t str, pieces: Vec<Piece<'t>>, entries: &'a [Span]) -> Self {
        Build { text, pieces, at: 0, entries, next_entry: 0, commented: false }
    }

    /// The whole file.
    pub fn file(mut self) -> List<'t> {
        self.list(true)
    }

    /// Entries up to the brace that closes them.
    fn list(&mut self, is_file: bool) -> List<'t> {
        let mut list = List::default();
        while let Some(piece) = self.pieces.get(self.at) {
            let (start, lines_before) = (piece.start, piece.lines_before);
            match piece.kind {
                Kind::Close if !is_file => break,
                Kind::Comment => self.remark(&mut list, is_file),
                Kind::Comma
                    if matches!(list.lines.last(), Some(Line { what: What::Entry(_), remark: None, .. })) =>
                {
                    self.comma(&mut list);
                }
                _ => {
                    let (what, end) = self.entry(start);
                    let blank_before = lines_before > 1 && !list.lines.is_empty();
                    let line = Line { blank_before, what, remark: None, start, end };
                    self.push(&mut list, line, lines_before == 0);
                }
            }
        }
        list
    }

    /// Adds a line. What could not be parsed stays together with its neighbours on the line.
    fn push(&self, list: &mut List<'t>, line: Line<'t>, same_line: bool) {
        if let Some(last) = list.lines.last_mut()
            && same_line
            && last.remark.is_none()
            && (matches!(last.what, What::AsIs(_)) || matches!(line.what, What::AsIs(_)))
        {
            last.end = line.end;
            last.what = What::AsIs(&self.text[last.start as usize..line.end as usize]);
            return;
        }
        list.lines.push(line);
    }

    fn remark(&mut self, list: &mut List<'t>, is_file: bool) {
        let piece = &self.pieces[self.at];
        let (start, end) = (piece.start, piece.end);
        let remark = Remark { text: self.text[start as usize..end as usize].trim_end(), start };
        self.at += 1;
        if piece.lines_before == 0 {
            match list.lines.last_mut() {
                Some(last) if !matches!(last.what, What::Remark(_)) => {
                    last.remark = Some(remark);
                    return;
                }
                None if !is_file => {
                    list.opening = Some(remark);
                    return;
                }
                _ => {}
            }
        }
        let blank_before = piece.lines_before > 1 && !list.lines.is_empty();
        list.lines.push(Line { blank_before, what: What::Remark(remark), remark: None, start, end });
    }

    /// A comma between two entries stands behind the first one.
    fn comma(&mut self, list: &mut List<'t>) {
        let end = self.pieces[self.at].end;
        self.at += 1;
        if let Some(Line { what: What::Entry(entry), end: line_end, .. }) = list.lines.last_mut() {
            entry.parts.push(Part {
                what: PartKind::Comma,
                glued: true,
                below: false,
                stop: Stop::No,
                flat: Some(1),
            });
            entry.flat = entry.flat.map(|flat| flat + 1);
            *line_end = end;
        }
    }

    /// What begins at a byte, and where it ends.
    fn entry(&mut self, start: u32) -> (What<'t>, u32) {
        if self.pieces[self.at].kind == Kind::AsIs {
            let end = self.pieces[self.at].end;
            self.at += 1;
            return (What::AsIs(&self.text[start as usize..end as usize]), end);
        }
        while self.entries.get(self.next_entry).is_some_and(|entry| entry.start < start) {
            self.next_entry += 1;
        }
        let Some(span) = self.entries.get(self.next_entry).filter(|entry| entry.start == start) else {
            return self.stray(start);
        };
        let (end, outer) = (span.end, std::mem::take(&mut self.commented));
        let mut parts = self.parts(|piece| piece.start < end);
        stops::find(&mut parts);
        let keeps_lines = std::mem::replace(&mut self.commented, outer);
        let parted = parts.iter().any(|part| part.stop == Stop::Branch && part.below);
        let flat = if keeps_lines || parted { None } else { flat(&parts) };
        (What::Entry(Entry { parts, keeps_lines, flat }), end)
    }

    /// What belongs to no entry, up to the next one or the end of the list.
    fn stray(&mut self, start: u32) -> (What<'t>, u32) {
        let mut depth = 0;
        let mut end = start;
        while let Some(piece) = self.pieces.get(self.at) {
            let begins = self.entries.binary_search_by_key(&piece.start, |entry| entry.start).is_ok();
            let ends = begins || matches!(piece.kind, Kind::Close | Kind::Comment | Kind::AsIs);
            if depth == 0 && end > start && ends {
                break;
            }
            match piece.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            end = piece.end;
            self.at += 1;
        }
        (What::AsIs(&self.text[start as usize..end as usize]), end)
    }

    fn parts(&mut self, mut belongs: impl FnMut(&Piece<'t>) -> bool) -> Vec<Part<'t>> {
        let mut parts: Vec<Part<'t>> = Vec::new();
        let mut before: Option<Neighbour<'static>> = None;
        while let Some(piece) = self.pieces.get(self.at)
            && belongs(piece)
        {
            let below = piece.lines_before > 0;
            let own = neighbour(piece);
            let glued = before.is_some_and(|before| space::is_glued(before, own));
            before = Some((space::kind_behind(before, own.0, own.1), own.1));
            let (what, flat) = self.part();
            parts.push(Part { what, glued, below, stop: Stop::No, flat });
            if matches!(parts.last(), Some(Part { what: PartKind::Paren(_), .. })) {
                before = Some((TokenKind::Bracket, ")"));
            }
        }
        parts
    }

    /// The next part, and its columns on one line.
    fn part(&mut self) -> (PartKind<'t>, Option<u32>) {
        let piece = &mut self.pieces[self.at];
        self.at += 1;
        let text = std::mem::take(&mut piece.text);
        let width = columns(&text);
        match std::mem::replace(&mut piece.kind, Kind::Comma) {
            Kind::Word(kind) => (PartKind::Word(kind, text), Some(width)),
            Kind::Text => (PartKind::Text(text), Some(width)),
            Kind::Long(long) => (PartKind::Long(long), None),
            Kind::Comma => (PartKind::Comma, Some(1)),
            Kind::Comment => {
                self.commented = true;
                let start = piece.start;
                let end = start as usize + text.len();
                (PartKind::Remark(Remark { text: &self.text[start as usize..end], start }), None)
            }
            Kind::Open => {
                let opened = self.at;
                let mut list = self.list(false);
                self.at += 1;
                let over_lines = self
                    .pieces
                    .get(opened..self.at)
                    .unwrap_or(&[])
                    .iter()
                    .any(|piece| piece.lines_before > 0);
                list.flat = list.width().filter(|_| !over_lines || list.lines.is_empty());
                let flat = list.flat;
                (PartKind::Block(list), flat)
            }
            Kind::ParenOpen => {
                let mut inner = self.parts(|piece| piece.kind != Kind::ParenClose);
                self.at += 1;
                stops::find_in_paren(&mut inner);
                let width = flat(&inner).map(|width| width + 2);
                (PartKind::Paren(inner), width)
            }
            // Only where brackets do not match, which stays as it is.
            Kind::Close | Kind::ParenClose | Kind::AsIs => {
                (PartKind::Word(TokenKind::Junk, text), Some(width))
            }
        }
    }
}

/// A piece as its neighbours see it.
fn neighbour(piece: &Piece<'_>) -> Neighbour<'static> {
    let word = |text: &str| match text {
        "," => ",",
        ":" => ":",
        "." => ".",
        "-" => "-",
        _ => "",
    };
    match &piece.kind {
        Kind::Word(kind) => (*kind, word(&piece.text)),
        Kind::Text | Kind::Long(_) => (TokenKind::Quote, ""),
        Kind::Comma => (TokenKind::Sign, ","),
        Kind::ParenOpen => (TokenKind::Bracket, "("),
        Kind::ParenClose => (TokenKind::Bracket, ")"),
        Kind::Open | Kind::Close => (TokenKind::Bracket, ""),
        Kind::Comment | Kind::AsIs => (TokenKind::Comment, ""),
    }
}
