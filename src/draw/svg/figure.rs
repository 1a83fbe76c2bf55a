//! What stands in a flow's picture, and how much room it takes.

use super::super::layout::Size;
use super::super::sketch::{Goal, Kind, Sketch, Way};
use super::text::{Font, cut, width};
use crate::ir::words;
use crate::source::Span;

/// The name of a step.
pub const NAME: Font = Font { size: 13, bold: true };
/// What is written in boxes and stubs.
pub const BODY: Font = Font { size: 12, bold: false };
/// What is written on arrows.
pub const SMALL: Font = Font { size: 11, bold: false };

/// The room for the lines of a box.
const LINE_MAX: i32 = 230;
/// The room for a line of a label.
const LABEL_MAX: i32 = 180;
/// The most lines of a label.
const LABEL_LINES_MAX: usize = 5;
/// The room between the edge of a box and its words.
pub const PADDING: i32 = 12;
/// The height of a line in a box, on an arrow, and of a row of stubs.
pub const LINE: i32 = 16;
/// The height of a line of a label.
pub const LABEL_LINE: i32 = 15;
/// The height of a stub.
pub const STUB: i32 = 22;

/// Words with the whole of them, where they are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What is shown.
    pub shown: String,
    /// All of it.
    pub whole: String,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A figure in a flow's picture.
#[derive(Debug)]
pub enum Figure {
    /// A step or a handler.
    Card(Card),
    /// Where ways lead that leave the flow, or that would cross too much of it.
    Stubs(Vec<Stub>),
    /// Whence a step is reached from other flows.
    Sources {
        /// Whether new contacts begin here.
        starts: bool,
        /// The flows; `None` is the top.
        from: Vec<Option<u32>>,
    },
}

/// A step or a handler.
#[derive(Debug)]
pub struct Card {
    /// The place in the sketch.
    pub spot: usize,
    /// Its name.
    pub name: Words,
    /// The script's word, and what follows it.
    pub lines: Vec<(&'static str, Words)>,
    /// The goals that are reached there.
    pub goals: Option<Words>,
}

/// An end of a way that leads away.
#[derive(Debug)]
pub struct Stub {
    /// Where it leads.
    pub to: Goal,
    /// Whether it comes back.
    pub visits: bool,
    /// What is written on it.
    pub words: Words,
    /// What must happen; empty where the arrow to the stub says it.
    pub label: Vec<Words>,
}

impl Words {
    /// Words in so much room.
    pub fn of(whole: String, font: Font, room: i32, span: Option<Span>) -> Self {
        Words { shown: cut(&whole, font, room), whole, span }
    }
}

/// The card of a place.
pub fn card(sketch: &Sketch<'_>, at: usize) -> Card {
    let spot = &sketch.spots[at];
    let (name, guard) = match spot.kind {
        Kind::Step(flow, step) => (sketch.step(flow, step).to_owned(), None),
        Kind::Handler(_, handler) => (words::event(&handler.event), handler.guard.as_ref().map(words::expr)),
    };
    let line = |word: &'static str, text: String| {
        let room = LINE_MAX - width(word, BODY);
        (word, Words::of(text, BODY, room, None))
    };
    let guard = guard.map(|guard| line("if", guard));
    let told = spot.story.lines.iter().map(|told| line(told.word, told.text.clone()));
    let reminds = (!spot.story.reminds.is_empty()).then(|| line("silence", spot.story.reminds.join(", ")));
    let goals = (!spot.story.goals.is_empty()).then(|| spot.story.goals.join(", "));
    Card {
        spot: at,
        name: Words::of(name, NAME, LINE_MAX, None),
        lines: guard.into_iter().chain(told).chain(reminds).collect(),
        goals: goals.map(|goals| Words::of(goals, SMALL, LINE_MAX - 20, None)),
    }
}

/// The words of a stub.
pub fn stub_words(sketch: &Sketch<'_>, flow: Option<u32>, to: Goal, visits: bool) -> Words {
    let arrow = if visits { "⇄" } else { "→" };
    let words = match to {
        Goal::End => "end".to_owned(),
        Goal::Step(to, step) if Some(to) == flow => format!("{arrow} {}", sketch.step(to, step)),
        Goal::Step(to, 0) => format!("{arrow} flow {}", sketch.flow(to)),
        Goal::Step(to, step) => format!("{arrow} {} · {}", sketch.flow(to), sketch.step(to, step)),
    };
    Words::of(words, BODY, LINE_MAX, None)
}

/// What is written on an arrow that stands for several ways: each once. Where one of them simply follows, the others say
/// something only if there is `another` way from the place.
pub fn label(ways: &[&Way<'_>], another: bool) -> Vec<Words> {
    let follows = ways.iter().any(|way| way.parts.is_empty());
    if follows && (!another || ways.len() == 1) {
        return Vec::new();
    }
    let mut lines: Vec<Words> = Vec::new();
    for way in ways {
        let (shown, whole) = match way.parts.is_empty() {
            true => ("otherwise".to_owned(), "otherwise".to_owned()),
            false => (way.label(), way.whole_label()),
        };
        let words = Words { shown: cut(&shown, SMALL, LABEL_MAX), whole, span: Some(way.span) };
        if lines.iter().all(|line| line.whole != words.whole) {
            lines.push(words);
        }
    }
    if lines.len() > LABEL_LINES_MAX {
        let rest = lines.split_off(LABEL_LINES_MAX - 1);
        let whole: Vec<&str> = rest.iter().map(|line| line.whole.as_str()).collect();
        let shown = format!("and {} more", rest.len());
        lines.push(Words { shown, whole: whole.join("\n"), span: rest[0].span });
    }
    lines
}

/// The size of a label.
pub fn label_size(lines: &[Words]) -> Option<Size> {
    let widest = lines.iter().map(|line| width(&line.shown, SMALL)).max()?;
    Some(Size { width: widest + 12, height: lines.len() as i32 * LABEL_LINE + 5 })
}

impl Figure {
    /// The room that it takes.
    pub fn size(&self, sketch: &Sketch<'_>) -> Size {
        match self {
            Figure::Card(card) => card.size(),
            Figure::Stubs(stubs) => match stubs.as_slice() {
                [one] => Size { width: width(&one.words.shown, BODY) + 2 * PADDING - 4, height: STUB },
                stubs => {
                    let (labels, targets) = columns(stubs);
                    let rows: usize = stubs.iter().map(Stub::rows).sum();
                    Size { width: labels + targets + 2 * PADDING + 14, height: rows as i32 * LINE + 10 }
                }
            },
            Figure::Sources { .. } => {
                let words = self.sources(sketch).shown;
                let dot = if matches!(self, Figure::Sources { starts: true, .. }) { 16 } else { 0 };
                Size { width: width(&words, SMALL) + 16 + dot, height: 20 }
            }
        }
    }

    /// What is written above a step that is reached from elsewhere.
    pub fn sources(&self, sketch: &Sketch<'_>) -> Words {
        let Figure::Sources { starts, from } = self else {
            return Words { shown: String::new(), whole: String::new(), span: None };
        };
        let names = from.iter().map(|flow| flow.map_or("anywhere", |flow| sketch.flow(flow)));
        let mut names: Vec<&str> = names.collect();
        if *starts {
            names.insert(0, "start");
        }
        let whole = names.join(", ");
        let whole = if *starts { whole } else { format!("from {whole}") };
        Words::of(whole, SMALL, LINE_MAX, None)
    }
}

impl Card {
    fn size(&self) -> Size {
        let name = width(&self.name.shown, NAME);
        let lines = self.lines.iter().map(|(word, text)| width(word, BODY) + 5 + width(&text.shown, BODY));
        let goals = self.goals.iter().map(|goals| width(&goals.shown, SMALL) + 30);
        let widest = lines.chain(goals).chain([name]).max().unwrap_or(0);
        let height = 30 + self.lines.len() as i32 * LINE + if self.goals.is_some() { 24 } else { 0 };
        Size {
            width: (widest + 2 * PADDING).max(96),
            height: height + if self.lines.is_empty() { 0 } else { 4 },
        }
    }
}

impl Stub {
    /// The rows that it takes among others.
    pub fn rows(&self) -> usize {
        self.label.len().max(1)
    }
}

/// The widths of the labels and of the words of stubs that stand in rows.
pub fn columns(stubs: &[Stub]) -> (i32, i32) {
    let labels = stubs.iter().flat_map(|stub| &stub.label).map(|line| width(&line.shown, SMALL));
    let targets = stubs.iter().map(|stub| width(&stub.words.shown, BODY));
    (labels.max().unwrap_or(0), targets.max().unwrap_or(0))
}
