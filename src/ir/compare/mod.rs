//! What changes from one program to another: in meaning, not in lines. And where contacts who wait go on.
//!
//! Flows and steps are paired by name, by what `moved` declares, and else by what they have in common, which is said as a
//! guess. The statements of two paired steps are laid side by side; of two that belong together each part that differs is
//! a change. Comparing is pure and about linear, so it may be done for every deployment.

mod align;
mod facet;
mod pair;
mod place;
mod symbol;
mod wait;

pub use wait::{Fate, Verdict, Wait};

use serde::Serialize;

use super::{Program, words};
use crate::source::Span;

/// What changes from an old program to a new one.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// What is declared first, then flow by flow in the order of the new program, then what is gone.
    pub changes: Vec<Change>,
    /// Every statement of the old program at which contacts may stand, in its order.
    pub waits: Vec<Wait>,
    /// What `moved` and `drop` of the new program do, in its order.
    pub declared: Vec<Declared>,
}

/// What a `moved` or a `drop` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The declaration in the script's words.
    pub words: String,
    /// Whether the old program has the place.
    pub existed: bool,
    /// How many of the old program's waits it decides about; those that contacts only pass are not counted.
    pub waits: usize,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What has changed.
    pub kind: Kind,
    /// The flow, by its name in the new program if it is there; empty at the top.
    pub flow: String,
    /// The step, likewise; empty outside of steps.
    pub step: String,
    /// Which one of its kind, or the statement to which it belongs.
    pub what: String,
    /// What it was; `None` for what is new.
    pub old: Option<Said>,
    /// What it is; `None` for what is gone.
    pub new: Option<Said>,
    /// Whether that the two belong together is only a guess.
    pub guessed: bool,
}

/// What a program says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In the script's words.
    pub words: String,
    /// Where it is written, in the files of its program; `None` for what a program does not place.
    pub span: Option<Span>,
}

/// Kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A setting of the bot.
    Bot,
    /// A tag.
    Tag,
    /// A goal.
    Goal,
    /// A field.
    Field,
    /// A tracker field.
    Tracker,
    /// A postback.
    Postback,
    /// A webhook.
    Webhook,
    /// A knowledge table.
    Knowledge,
    /// Opening hours.
    Hours,
    /// A flow.
    Flow,
    /// A step.
    Step,
    /// A handler.
    Handler,
    /// A statement, or what it does.
    Statement,
    /// Words that a contact, a model or a person reads.
    Message,
    /// A condition.
    Guard,
    /// The shares of a router's arms.
    Weights,
    /// A length of time, or how often.
    Limit,
    /// A branch by meaning, a button or a pattern.
    Route,
}

/// Compares two programs.
pub fn compare(old: &Program, new: &Program) -> Comparison {
    let places = place::Places::of(old, new);
    let mut changes = symbol::changes(old, new);
    let mut became = std::collections::BTreeMap::new();
    pair::changes(old, new, &places, &mut changes, &mut became);
    let waits = wait::waits(old, new, &became);
    let declared = new.moves.iter().enumerate().map(|(at, declared)| Declared {
        words: words::declaration(new, declared),
        existed: old.flow(&declared.flow).is_some_and(|flow| match &declared.step {
            Some(name) => flow.steps.iter().any(|step| step.name == *name),
            None => true,
        }),
        waits: waits.iter().filter(|wait| !wait.brief && wait.declared() == Some(at)).count(),
    });
    let declared = declared.collect();
    Comparison { changes, waits, declared }
}

impl Comparison {
    /// Whether no contact who waits would be lost, or go on where it lacks something. Where contacts only pass, while a
    /// model or an action answers, is not looked at.
    pub fn is_safe(&self) -> bool {
        let safe = |wait: &Wait| !matches!(wait.verdict(), Verdict::Gone | Verdict::Unsafe);
        self.waits.iter().all(|wait| wait.brief || safe(wait))
    }
}
