//! Lists and entries, written with their indentation.

use super::page::Page;
use super::stops::Stop;
use super::text::Long;
use super::tree::{Entry, Line, List, Part, PartKind, Remark, What, flat, space};

/// Columns of a line. What cannot be parted may be longer.
pub(super) const WIDTH: u32 = 110;
/// Columns by which a block or the rest of an entry is moved in.
pub(super) const STEP: u32 = 2;

/// Writes lists to a page.
pub(super) struct Print<'t> {
    pub text: &'t str,
    pub page: Page,
}

impl<'t> Print<'t> {
    /// The lines of a file.
    pub fn file(mut self, list: &List<'t>) -> String {
        self.lines(&list.lines, 0);
        self.page.finish()
    }

    /// Lines of a list; the page stands at the beginning of one.
    fn lines(&mut self, lines: &[Line<'t>], indent: u32) {
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                self.page.new_line(0);
            }
            if line.blank_before {
                self.page.new_line(0);
            }
            self.page.indent(indent);
            match &line.what {
                What::Remark(remark) => self.page.write(remark.text),
                What::AsIs(bytes) => self.page.write_as_is(bytes),
                What::Entry(entry) => self.entry(entry, indent),
            }
            if let Some(remark) = line.remark {
                self.remark(remark);
            }
        }
    }

    fn remark(&mut self, remark: Remark<'_>) {
        self.page.remark(remark, self.text);
    }

    fn entry(&mut self, entry: &Entry<'t>, indent: u32) {
        match entry.flat {
            Some(flat) if indent + flat <= WIDTH => self.flat(&entry.parts),
            _ if entry.keeps_lines => self.as_written(&entry.parts, indent, 0),
            _ => {
                // The branches of an `if` stand below each other.
                let mut from = 0;
                for (at, part) in entry.parts.iter().enumerate() {
                    if part.stop == Stop::Branch {
                        self.sentence(&entry.parts[from..at], indent);
                        self.page.new_line(indent);
                        from = at;
                    }
                }
                self.sentence(&entry.parts[from..], indent);
            }
        }
    }

    /// Parts on one line.
    pub fn flat(&mut self, parts: &[Part<'t>]) {
        for (at, part) in parts.iter().enumerate() {
            self.page.spaces_before(space(at, part));
            match &part.what {
                PartKind::Word(_, text) | PartKind::Text(text) => self.page.write(text),
                PartKind::Comma => self.page.write(","),
                PartKind::Paren(inner) => {
                    self.page.write("(");
                    self.flat(inner);
                    self.page.write(")");
                }
                PartKind::Block(list) => self.flat_block(list),
                PartKind::Long(_) | PartKind::Remark(_) => {}
            }
        }
    }

    fn flat_block(&mut self, list: &List<'t>) {
        self.page.write("{");
        for (at, line) in list.lines.iter().enumerate() {
            self.page.spaces_before(at.checked_sub(1).map_or(1, |before| line.gap(&list.lines[before])));
            match &line.what {
                What::Entry(entry) => self.flat(&entry.parts),
                What::AsIs(bytes) => self.page.write(bytes),
                What::Remark(_) => {}
            }
        }
        self.page.write(" }");
    }

    /// A block over several lines; its closing brace stands at `indent`.
    pub fn block(&mut self, list: &List<'t>, indent: u32) {
        self.page.write("{");
        if let Some(remark) = list.opening {
            self.remark(remark);
        }
        if !list.lines.is_empty() {
            self.page.new_line(0);
            self.lines(&list.lines, indent + STEP);
        }
        self.page.new_line(indent);
        self.page.write("}");
    }

    /// A text over several lines: its words are moved in, its closing quotes are not.
    pub fn long(&mut self, long: &Long, indent: u32) {
        self.page.write(&long.first);
        for line in &long.rest {
            self.page.new_line(if line.moves { indent + STEP } else { 0 });
            if !line.text.is_empty() {
                self.page.write(&line.text);
            }
        }
        if long.closes_alone {
            self.page.new_line(indent);
            self.page.write("\"\"\"");
        }
    }

    /// An entry with comments inside: its lines end where they ended.
    fn as_written(&mut self, parts: &[Part<'t>], indent: u32, depth: u32) {
        let mut remarked = false;
        for (at, part) in parts.iter().enumerate() {
            if remarked || part.below && (at > 0 || depth > 0) {
                let is_branch = part.stop == Stop::Branch || depth == 0 && next_is_branch(&parts[at..]);
                self.page.new_line(if is_branch { indent } else { indent + STEP * depth.max(1) });
            } else {
                self.page.spaces_before(space(at, part));
            }
            remarked = false;
            match &part.what {
                PartKind::Remark(remark) => {
                    remarked = true;
                    if part.below { self.page.write(remark.text) } else { self.remark(*remark) }
                }
                PartKind::Paren(inner) if part.flat.is_none() => {
                    self.page.write("(");
                    self.as_written(inner, indent, depth + 1);
                    if inner.iter().any(|part| part.below) {
                        self.page.new_line(indent + STEP * depth);
                    }
                    self.page.write(")");
                }
                PartKind::Block(list) if part.flat.is_none() => self.block(list, indent),
                PartKind::Long(long) => self.long(long, indent),
                _ => self.flat(std::slice::from_ref(part)),
            }
        }
    }
}

/// Whether comments lead to a branch of an `if`.
fn next_is_branch(parts: &[Part<'_>]) -> bool {
    let next = parts.iter().find(|part| !matches!(part.what, PartKind::Remark(_)));
    next.is_some_and(|part| part.stop == Stop::Branch)
}

/// Whether parts fit behind a column.
pub(super) fn fits(parts: &[Part<'_>], column: u32) -> bool {
    flat(parts).is_some_and(|flat| column + flat <= WIDTH)
}
