//! What bears names, and where each name stands.

use crate::source::{FileId, Span};

/// The kinds of things that bear names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `flow order { … }`
    Flow,
    /// `step hello { … }`
    Step,
    /// A parameter of a flow.
    Parameter,
    /// What a flow saves under a name that is no field.
    Local,
    /// The item of a `for each`.
    Item,
    /// `tag vip`
    Tag,
    /// `goal registered`
    Goal,
    /// `field city: text`
    Field,
    /// `tracker click_id`
    Tracker,
    /// `text link = "…"`
    Constant,
    /// `postback deposit`
    Postback,
    /// `webhook paid`
    Webhook,
    /// What a postback or a webhook brings.
    Brought,
    /// `routes objections { … }`
    Routes,
    /// `knowledge faq from "faq.csv"`
    Knowledge,
    /// `hours office: …`
    Hours,
    /// `broadcast news { … }`
    Broadcast,
    /// `ab hello_test { … }`
    Router,
    /// An arm of an A/B router.
    Arm,
    /// `ai reply talk { … }`
    Talk,
    /// The word of a used folder or library.
    Folder,
    /// A channel of the manifest.
    Channel,
    /// An operator of the manifest.
    Operator,
    /// An action of the manifest.
    Action,
    /// A template of the manifest.
    Template,
}

impl Kind {
    /// What it is, in the person's words.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Flow => "flow",
            Kind::Step => "step",
            Kind::Parameter | Kind::Brought => "parameter",
            Kind::Local => "local",
            Kind::Item => "item of the loop",
            Kind::Tag => "tag",
            Kind::Goal => "goal",
            Kind::Field => "field",
            Kind::Tracker => "tracker",
            Kind::Constant => "text constant",
            Kind::Postback => "postback",
            Kind::Webhook => "webhook",
            Kind::Routes => "set of routes",
            Kind::Knowledge => "knowledge",
            Kind::Hours => "hours",
            Kind::Broadcast => "broadcast",
            Kind::Router => "A/B router",
            Kind::Arm => "arm",
            Kind::Talk => "talk",
            Kind::Folder => "used folder",
            Kind::Channel => "channel",
            Kind::Operator => "operator",
            Kind::Action => "action",
            Kind::Template => "template",
        }
    }
}

/// A thing that bears a name: its kind, and where the name is declared first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// What it is.
    pub kind: Kind,
    /// Its name where it is declared; of a used folder the beginning of its first file.
    pub at: Span,
}

impl Symbol {
    /// The same thing in another project, which has the file under this number.
    pub fn in_file(self, file: FileId) -> Self {
        Symbol { at: Span { file, ..self.at }, ..self }
    }
}

/// What a place does with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Declares it.
    Definition,
    /// Puts a value there.
    Write,
    /// Uses it.
    Read,
}

/// A place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The name.
    pub span: Span,
    /// What it stands for. A name that may mean several things has an occurrence for each.
    pub symbol: Symbol,
    /// What is done with it.
    pub role: Role,
}

/// A way from one flow, or from what stands outside of flows, into a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// Where the way begins: a place in [`super::Symbols::callers`].
    pub from: u32,
    /// The flow that is entered.
    pub to: Symbol,
    /// The flow's name there.
    pub span: Span,
}

/// Where ways into flows begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The flow; `None` for a handler at the top, a set of routes, a broadcast, the bot.
    pub flow: Option<Symbol>,
    /// By what it is known: a flow's name, a handler's event.
    pub name: Span,
    /// All of it.
    pub whole: Span,
}
