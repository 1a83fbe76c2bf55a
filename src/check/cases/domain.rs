//! What a variable may hold, cut into the cases that the conditions tell apart.

use rust_decimal::Decimal;

use super::atom::{Constant, Test, compares};
use crate::ir::{Comparison, equal_text, same_text};

/// The most constants that one variable is compared with.
const CONSTANTS_MAX: usize = 256;

/// What kind of values a variable has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind<'e> {
    /// Only that there is something, or nothing.
    Presence,
    /// True or false, never empty.
    Flag,
    /// True, false, or empty.
    Bool,
    /// One of these texts; compared after case folding.
    OneOf(&'e [String]),
    /// A text.
    Text,
    /// What has an order.
    Ordered(Range),
    /// How two values compare.
    Order,
    /// Constants that do not belong together: nothing is known.
    Mixed,
}

/// The numbers that a variable may have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// What they count.
    pub scale: Scale,
    /// The least, which belongs to them.
    pub low: Option<Decimal>,
    /// The greatest, which belongs to them.
    pub high: Option<Decimal>,
    /// How far neighbours lie from each other; `None` where there is always one between.
    pub step: Option<Decimal>,
    /// Whether it may be empty.
    pub may_be_empty: bool,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Itself.
    Number,
    /// Milliseconds.
    Duration,
    /// Milliseconds of whole days.
    Day,
    /// Milliseconds on the contact's clock.
    Moment,
}

/// Values between which no condition makes a difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'e> {
    /// Nothing.
    Empty,
    /// Something.
    Present,
    /// False.
    False,
    /// True.
    True,
    /// This text.
    Text(&'e str),
    /// Any text that is not written.
    OtherText,
    /// This number.
    Point(Decimal),
    /// The numbers between two, with one of them.
    Between {
        /// All are greater.
        from: Option<Decimal>,
        /// All are less.
        to: Option<Decimal>,
        /// One of them.
        example: Decimal,
    },
    /// The left value is less.
    Less,
    /// Both are equal.
    Equal,
    /// The left value is greater.
    Greater,
}

impl Range {
    /// Any value of a scale.
    pub fn any(scale: Scale) -> Self {
        let step = match scale {
            Scale::Number => None,
            Scale::Duration | Scale::Moment => Some(Decimal::ONE),
            Scale::Day => Some(Decimal::from(86_400_000)),
        };
        Range { scale, low: None, high: None, step, may_be_empty: true }
    }
}

/// What the conditions say of one variable.
#[derive(Debug)]
pub struct Domain<'e> {
    /// What kind of values it has.
    pub kind: Kind<'e>,
    texts: Vec<&'e str>,
    points: Vec<Decimal>,
}

impl<'e> Domain<'e> {
    /// A variable of a kind, before any condition.
    pub fn new(kind: Kind<'e>) -> Self {
        Domain { kind, texts: Vec::new(), points: Vec::new() }
    }

    /// Takes in what a test tells apart.
    pub fn learn(&mut self, test: &Test<'e>) {
        match test {
            Test::Holds => self.constant(Constant::Bool(true)),
            Test::IsEmpty | Test::Ordered(_) => {}
            Test::Compares(_, constant) => self.constant(*constant),
            Test::In(constants) => constants.iter().for_each(|constant| self.constant(*constant)),
        }
    }

    fn constant(&mut self, constant: Constant<'e>) {
        if self.kind == Kind::Presence {
            self.kind = match constant {
                Constant::Text(_) => Kind::Text,
                Constant::Bool(_) => Kind::Bool,
                Constant::Number(_) => Kind::Ordered(Range::any(Scale::Number)),
                Constant::Duration(_) => Kind::Ordered(Range::any(Scale::Duration)),
                // A day against a moment is the day's beginning: moments hold both.
                Constant::Day(_) | Constant::Moment(_) => Kind::Ordered(Range::any(Scale::Moment)),
            };
        }
        match (self.kind, constant) {
            (Kind::Flag | Kind::Bool, Constant::Bool(_)) => {}
            (Kind::Text | Kind::OneOf(_), Constant::Text(text)) => self.texts.push(text),
            (Kind::Ordered(Range { scale: Scale::Number, .. }), Constant::Number(at))
            | (Kind::Ordered(Range { scale: Scale::Duration, .. }), Constant::Duration(at))
            | (Kind::Ordered(Range { scale: Scale::Day | Scale::Moment, .. }), Constant::Day(at))
            | (Kind::Ordered(Range { scale: Scale::Moment, .. }), Constant::Moment(at)) => {
                self.points.push(at);
            }
            _ => self.kind = Kind::Mixed,
        }
    }

    /// The cases, what is usual first and nothing last. `None` where they are not known or too many.
    pub fn cells(&mut self) -> Option<Vec<Cell<'e>>> {
        if self.texts.len().max(self.points.len()) > CONSTANTS_MAX {
            return None;
        }
        Some(match self.kind {
            Kind::Mixed => return None,
            Kind::Presence => vec![Cell::Present, Cell::Empty],
            Kind::Flag => vec![Cell::False, Cell::True],
            Kind::Bool => vec![Cell::False, Cell::True, Cell::Empty],
            Kind::Order => vec![Cell::Less, Cell::Equal, Cell::Greater, Cell::Empty],
            Kind::OneOf(values) => {
                let values = values.iter().map(|value| Cell::Text(value));
                values.chain([Cell::Empty]).collect()
            }
            Kind::Text => {
                let mut texts: Vec<&'e str> = Vec::new();
                for text in self.texts.iter().copied() {
                    if !texts.iter().any(|known| equal_text(known, text)) {
                        texts.push(text);
                    }
                }
                let texts = texts.into_iter().map(Cell::Text);
                texts.chain([Cell::OtherText, Cell::Empty]).collect()
            }
            Kind::Ordered(range) => {
                let mut cells = self.numbers(range)?;
                cells.extend(range.may_be_empty.then_some(Cell::Empty));
                cells
            }
        })
    }

    /// The written numbers and what lies around them, from the least to the greatest.
    fn numbers(&mut self, range: Range) -> Option<Vec<Cell<'e>>> {
        let points = &mut self.points;
        points.sort_unstable();
        points.dedup();
        let inside = |at: &Decimal| {
            range.low.is_none_or(|low| low <= *at)
                && range.high.is_none_or(|high| *at <= high)
                && range.step.is_none_or(|step| (*at % step).is_zero())
        };
        let mut cells = Vec::new();
        let mut from = None;
        for at in points.iter().copied() {
            cells.extend(between(range, from, Some(at))?);
            cells.extend(inside(&at).then_some(Cell::Point(at)));
            from = Some(at);
        }
        cells.extend(between(range, from, None)?);
        Some(cells)
    }
}

/// The numbers of a range between two; no cell where there is none, `None` where that cannot be computed.
fn between(range: Range, from: Option<Decimal>, to: Option<Decimal>) -> Option<Option<Cell<'static>>> {
    let step = range.step;
    let unit = step.unwrap_or(Decimal::ONE);
    // The least and the greatest that could be meant; a number that has no neighbour is its own bound.
    let least = match (from, range.low) {
        (Some(from), low) => {
            let above = match step {
                Some(step) => (from / step).floor().checked_mul(step)?.checked_add(step)?,
                None => from,
            };
            Some(low.map_or(above, |low| low.max(above)))
        }
        (None, low) => low,
    };
    let is_in = |at: Decimal| {
        from.is_none_or(|from| from < at)
            && to.is_none_or(|to| at < to)
            && range.low.is_none_or(|low| low <= at)
            && range.high.is_none_or(|high| at <= high)
    };
    let near = [
        // The first behind the lower one, or what lies just below the upper one.
        from.and_then(|from| from.checked_add(unit))
            .map(|at| if step.is_some() { least.unwrap_or(at) } else { at }),
        to.and_then(|to| to.checked_sub(unit)),
        least,
        range.high,
        from.zip(to).and_then(|(from, to)| from.checked_add(to)).map(|sum| sum / Decimal::TWO),
        least.zip(to).and_then(|(least, to)| least.checked_add(to)).map(|sum| sum / Decimal::TWO),
        from.zip(range.high).and_then(|(from, high)| from.checked_add(high)).map(|sum| sum / Decimal::TWO),
        Some(Decimal::ZERO),
    ];
    let whole = |at: &Decimal| step.is_none_or(|step| (*at % step).is_zero());
    let example = near.into_iter().flatten().find(|at| is_in(*at) && whole(at));
    Some(example.map(|example| Cell::Between { from, to, example }))
}

/// Whether a test holds of a case.
pub fn holds(kind: Kind<'_>, test: &Test<'_>, cell: Cell<'_>) -> bool {
    match test {
        Test::Holds => cell == Cell::True,
        Test::IsEmpty => cell == Cell::Empty,
        Test::Compares(comparison, _) | Test::Ordered(comparison) if cell == Cell::Empty => {
            *comparison == Comparison::NotEqual
        }
        Test::Compares(comparison, constant) => match (cell, constant) {
            (Cell::Point(at) | Cell::Between { example: at, .. }, constant) => {
                let (Constant::Number(to)
                | Constant::Duration(to)
                | Constant::Day(to)
                | Constant::Moment(to)) = constant
                else {
                    return false;
                };
                compares(*comparison, at.cmp(to))
            }
            (cell, constant) => match comparison {
                Comparison::Equal => equals(kind, cell, constant),
                Comparison::NotEqual => !equals(kind, cell, constant),
                _ => false,
            },
        },
        Test::In(constants) => constants.iter().any(|constant| equals(kind, cell, constant)),
        Test::Ordered(comparison) => match cell {
            Cell::Less => compares(*comparison, std::cmp::Ordering::Less),
            Cell::Equal => compares(*comparison, std::cmp::Ordering::Equal),
            Cell::Greater => compares(*comparison, std::cmp::Ordering::Greater),
            _ => false,
        },
    }
}

fn equals(kind: Kind<'_>, cell: Cell<'_>, constant: &Constant<'_>) -> bool {
    match (cell, constant) {
        (Cell::Text(own), Constant::Text(text)) => match kind {
            Kind::OneOf(_) => same_text(own, text),
            _ => equal_text(own, text),
        },
        (Cell::True, Constant::Bool(wanted)) => *wanted,
        (Cell::False, Constant::Bool(wanted)) => !*wanted,
        (
            Cell::Point(at) | Cell::Between { example: at, .. },
            Constant::Number(to) | Constant::Duration(to) | Constant::Day(to) | Constant::Moment(to),
        ) => at == *to,
        _ => false,
    }
}
