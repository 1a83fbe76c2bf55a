//! What is wrong, and how do we say it? One plain type, one registry of codes, a page per code, and renderers as leaves.
//!
//! A message is one sentence, lower case, without a full stop, with the person's own text in backticks. Facts stand in
//! the message, facts about a place in a label, advice in `help`, and what a machine can do about it in `fix`.

mod apply;
mod code;
pub mod codes;
pub mod github;
#[cfg(feature = "run")]
pub mod human;
pub mod json;
mod nearest;
pub mod sarif;
mod sink;

pub use apply::{Applied, apply};
pub use code::{Code, Severity};
pub use nearest::nearest;
pub use sink::Sink;

use serde::Serialize;

use crate::source::Span;

/// One finding, as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: &'static Code,
    /// How bad it is here: the code's own severity unless the manifest says otherwise.
    pub severity: Severity,
    /// The finding in one sentence.
    pub message: String,
    /// The place it is about.
    pub span: Span,
    /// What to say at the place itself; empty where the message says it all.
    pub label: String,
    /// Other places that matter, each with its own words.
    pub related: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// An edit that does it.
    pub fix: Option<Fix>,
}

/// A remark at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark.
    pub text: String,
}

/// Edits that mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, as an order: "write `==`".
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be done without asking.
    pub applicability: Applicability,
}

/// Whether a fix may be applied by a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It says what was written in the right form.
    Safe,
    /// It says what was probably meant: the nearest name, the likely place of a brace.
    Guess,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text that goes.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

impl Diagnostic {
    /// A finding of a code at a place.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// With words at the place itself.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// With another place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// With advice.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// With an edit of one place that surely mends it.
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fix_all(title, vec![Edit { span, text: text.into() }])
    }

    /// With edits of several places that surely mend it.
    pub fn fix_all(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix { title: title.into(), edits, applicability: Applicability::Safe });
        self
    }

    /// With an edit of one place that probably mends it: a person should look at it.
    pub fn guess(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fix = Some(Fix { title: title.into(), edits, applicability: Applicability::Guess });
        self
    }
}
