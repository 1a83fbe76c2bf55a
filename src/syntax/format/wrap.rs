//! What does not fit on a line: its last block is opened first; what is still too long ends its lines before words that go
//! on, then inside of lists and conditions.

use super::print::{Print, STEP, WIDTH, fits};
use super::stops::Stop;
use super::tree::{Part, PartKind, columns, flat, space};

impl<'t> Print<'t> {
    /// An entry, or a branch of one, that may take several lines.
    pub fn sentence(&mut self, parts: &[Part<'t>], indent: u32) {
        if fits(parts, self.page.column()) {
            return self.flat(parts);
        }
        if let [header @ .., Part { what: PartKind::Block(list), .. }] = parts
            && flat(header).is_some_and(|flat| self.page.column() + flat + columns(" {") <= WIDTH)
            && ends_in_block(parts)
        {
            self.flat(header);
            self.page.spaces_before(u32::from(!header.is_empty()));
            return self.block(list, indent);
        }
        let owns = owns_blocks(parts);
        let row = Row { indent, blocks_at: owns.then_some(indent) };
        // Wordings that do not fit on one line stand below each other.
        let is_wording = |part: &Part<'_>| part.stop == Stop::Group && part.keyword() == "or";
        let last = parts.iter().rposition(is_wording).map_or(0, |last| end_of_group(parts, last));
        let apart = !fits(&parts[..last], self.page.column());
        let mut from = 0;
        let mut line_indent = indent;
        let mut parted = false;
        for at in 1..=parts.len() {
            if at < parts.len() && parts[at].stop != Stop::Group {
                continue;
            }
            let group = &parts[from..at];
            // Below a header of several lines the entry's own block is opened.
            let opens = owns && at == parts.len() && ends_in_block(group);
            if from > 0 {
                let below =
                    parted || apart && is_wording(&group[0]) || self.is_behind_flat_block(&parts[from - 1]);
                let is_same = !below && self.goes_on(group, indent + STEP, opens);
                if is_same {
                    self.page.spaces_before(1);
                } else {
                    line_indent = indent + STEP;
                    self.page.new_line(line_indent);
                }
            }
            parted = self.group(group, &row, line_indent, opens);
            from = at;
        }
    }

    /// Whether the part that was written last is a block on one line: what follows would be hard to see behind it.
    fn is_behind_flat_block(&self, last: &Part<'t>) -> bool {
        matches!(last.what, PartKind::Block(_)) && !self.page.is_behind_brace()
    }

    /// Whether parts go on the current line: all of them, or up to the block or text with which they leave it anyway.
    fn goes_on(&self, parts: &[Part<'t>], fresh: u32, opens: bool) -> bool {
        let column = self.page.column() + 1;
        if !opens && fits(parts, column) {
            return true;
        }
        (opens || !fits(parts, fresh)) && head(parts).is_some_and(|head| column + head <= WIDTH)
    }

    /// Parts that read as one; whether they took several lines without a block that ends the last one.
    fn group(&mut self, parts: &[Part<'t>], row: &Row, line_indent: u32, opens_last: bool) -> bool {
        let mut parted = false;
        let mut hang = None;
        let mut from = 0;
        for at in 1..=parts.len() {
            if at < parts.len() && parts[at].stop == Stop::No {
                continue;
            }
            let chunk = &parts[from..at];
            let stop = if from == 0 { Stop::No } else { chunk[0].stop };
            let fresh = match stop {
                Stop::Item => hang.unwrap_or(line_indent + STEP),
                Stop::Clause if line_indent > row.indent => line_indent,
                _ => line_indent + STEP,
            };
            let opens = opens_last && at == parts.len();
            if from > 0 {
                if self.goes_on(chunk, fresh, opens) {
                    self.page.spaces_before(space(1, &chunk[0]));
                } else {
                    self.page.new_line(fresh);
                    parted = true;
                }
            }
            let is_listed = parts.get(at).is_some_and(|next| next.stop == Stop::Item);
            if stop != Stop::Item && is_listed {
                let column = self.page.column();
                hang = item_start(chunk).map(|start| column + start);
            }
            self.chunk(chunk, row.blocks_at.unwrap_or(line_indent), opens);
            from = at;
        }
        parted
    }

    /// Parts between which no line may end, but inside of whose brackets it may.
    fn chunk(&mut self, parts: &[Part<'t>], indent: u32, opens_last: bool) {
        for (at, part) in parts.iter().enumerate() {
            self.page.spaces_before(space(at, part));
            let fits = part.flat.is_some_and(|flat| self.page.column() + flat <= WIDTH);
            match &part.what {
                PartKind::Block(list) if !list.lines.is_empty() || part.flat.is_none() => {
                    let opens = opens_last && at + 1 == parts.len();
                    if fits && !opens {
                        self.flat(std::slice::from_ref(part))
                    } else {
                        self.block(list, indent)
                    }
                }
                PartKind::Long(long) => self.long(long, indent),
                PartKind::Paren(inner) if !fits && !inner.is_empty() => self.paren(inner, indent),
                _ => self.flat(std::slice::from_ref(part)),
            }
        }
    }

    /// Arguments stand below each other, values of an expression as many on a line as fit.
    fn paren(&mut self, inner: &[Part<'t>], indent: u32) {
        self.page.write("(");
        let is_named = inner.iter().any(|part| part.word() == ":");
        let hang = if is_named { indent + STEP } else { self.page.column() };
        let mut from = 0;
        for at in 1..=inner.len() {
            let ends = inner
                .get(at)
                .is_none_or(|part| part.stop == Stop::Item || !is_named && part.stop == Stop::Operator);
            if !ends {
                continue;
            }
            let chunk = &inner[from..at];
            if is_named || from > 0 && !fits(chunk, self.page.column() + 1) {
                self.page.new_line(hang);
            } else {
                self.page.spaces_before(space(from, &chunk[0]));
            }
            self.chunk(chunk, hang, false);
            from = at;
        }
        if is_named {
            self.page.new_line(indent);
        }
        self.page.write(")");
    }
}

/// Where the group that begins at a part ends.
fn end_of_group(parts: &[Part<'_>], start: usize) -> usize {
    let next = parts[start + 1..].iter().position(|part| part.stop == Stop::Group);
    next.map_or(parts.len(), |next| start + 1 + next)
}

/// What holds for a whole entry.
struct Row {
    /// Where it begins.
    indent: u32,
    /// Where its blocks are closed; `None` where that is the line of the word that has them.
    blocks_at: Option<u32>,
}

/// Whether parts end with a block that has something in it.
fn ends_in_block(parts: &[Part<'_>]) -> bool {
    matches!(parts.last(), Some(Part { what: PartKind::Block(list), flat, .. }) if flat.is_none() || !list.lines.is_empty())
}

/// Whether the blocks of an entry are its own and not those of a word of its tail.
fn owns_blocks(parts: &[Part<'_>]) -> bool {
    let tailed = ["say", "send", "ask", "ai", "wait", "do", "read", "handoff", "visit", "->"];
    parts.first().is_some_and(|first| !tailed.contains(&first.word()))
}

/// Columns up to the first block or long text, its beginning included; `None` where there is neither.
fn head(parts: &[Part<'_>]) -> Option<u32> {
    let mut sum = 0;
    for (at, part) in parts.iter().enumerate() {
        sum += space(at, part);
        match &part.what {
            PartKind::Block(_) => return Some(sum + 1),
            PartKind::Long(long) => return Some(sum + columns(&long.first)),
            _ => sum += part.flat?,
        }
    }
    None
}

/// The columns before the first item of the list that a chunk begins: behind its `:`, else behind the words of the language
/// before it.
fn item_start(chunk: &[Part<'_>]) -> Option<u32> {
    let colon = chunk.iter().rposition(|part| part.word() == ":");
    let word = chunk.iter().rposition(|part| !part.keyword().is_empty() && part.keyword() != "tag");
    let first = colon.or(word)? + 1;
    let before = flat(&chunk[..first])?;
    Some(before + space(first, chunk.get(first)?))
}
