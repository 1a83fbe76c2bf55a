//! What is a checked program? Plain data: versioned, serialisable, with ids that survive unrelated edits.
//!
//! A [`Program`] is one arena of [`Node`]s. A flow's steps, handlers and branches name the node at which they begin;
//! each node names the one that follows it, so blocks that fall through simply join. `None` where a node could follow
//! is the end of a chain: a handler's block or a branch of an `ai reply` is back at the place that it covered.

mod bot;
mod choice;
pub mod compare;
mod expr;
mod flow;
mod fold;
mod hours;
mod moved;
mod node;
mod outside;
mod point;
mod reads;
mod symbol;
mod talk;
mod value;
mod variable;
pub mod words;

pub use bot::{Bot, Cap, QuietHours};
pub use choice::Choice;
pub use expr::{Arithmetic, Comparison, ContactValue, Expr, Filter, FilterKind, Function, Inbound, Regex};
pub use flow::{EventPattern, Flow, Handler, MediaKind, Step};
pub use fold::{equal_text, fold, same_text};
pub use hours::{Hours, OpenSpan};
pub use moved::{Move, MovedTo, Whither};
pub use node::{
    Arm, Ask, AskKind, Body, Button, ButtonAct, Buttons, Call, Delay, Handoff, HandoffButton, Limit, Media,
    MediaSource, Message, Node, NodeIx, Op, Place, Read, ReadFrom, ReadSlot, SendTemplate, Slot, SlotPlace,
    Tail, Target, Visit, Wait,
};
pub use outside::{
    Action, Answer, AnswerRules, AnswerTest, ApprovedTemplate, Auth, Binding, Blank, BodyFormat, Channel,
    ChannelKind, CommandCall, Connection, CsvCall, Deliver, EventPart, Expected, Google, HttpBody, HttpCall,
    HttpChannel, Inbox, InputForm, InputPart, InputText, KeyForm, Links, MacAlgorithm, MacEncoding, MailCall,
    Mailbox, Method, Model, OAuth2, Ocr, Operator, Outside, Param, Path, Postbacks, Rate, Retry,
    SignatureRecipe, SignedPart, SqlCall, TelegramChannel, TelegramReceive, Unknown, WebChannel, Webhook,
    Webhooks, WireFormat,
};
pub use point::PointId;
pub use reads::reads_link;
pub use symbol::{Field, Knowledge, Signature, Symbols, Tracker};
pub use talk::{AiReply, Pattern, Route, When};
pub use value::{Clock, Duration, MediaRef, Piece, Template, Time, Type, Value};
pub use variable::{Variable, variables};

use serde::{Deserialize, Serialize};

/// Raised when the shape of [`Program`] changes so that an older one cannot be read.
pub const IR_VERSION: u32 = 1;

/// A checked program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// [`IR_VERSION`] of the compiler that wrote it.
    pub version: u32,
    /// The project's name: salt of A/B draws and of keys, never changed after the start.
    pub project: String,
    /// The bot's header.
    pub bot: Bot,
    /// Declared names with their types.
    pub symbols: Symbols,
    /// The flows, in the order of the files' names and of the text.
    pub flows: Vec<Flow>,
    /// Handlers at the top, in the order of the text.
    pub handlers: Vec<Handler>,
    /// What becomes of contacts whose place is gone, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// Every statement; [`NodeIx`] is a place in it.
    pub nodes: Vec<Node>,
    /// What the manifest says of the world outside.
    pub outside: Outside,
    /// Names of the source files, by the number in spans.
    pub files: Vec<String>,
}

impl Program {
    /// A program in which nothing stands yet.
    pub fn new(project: &str) -> Self {
        Program {
            version: IR_VERSION,
            project: project.to_owned(),
            bot: Bot::default(),
            symbols: Symbols::default(),
            flows: Vec::new(),
            handlers: Vec::new(),
            moves: Vec::new(),
            nodes: Vec::new(),
            outside: Outside::default(),
            files: Vec::new(),
        }
    }

    /// The node of an index.
    pub fn node(&self, at: NodeIx) -> &Node {
        &self.nodes[at.0 as usize]
    }

    /// The flow of a name.
    pub fn flow(&self, name: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.name == name)
    }

    /// The canonical bytes: JSON, the same for the same program.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a program is plain data")
    }

    /// SHA-256 of the canonical bytes, in hexadecimal: the program's name in stores and journals.
    pub fn hash(&self) -> String {
        use sha2::Digest;
        sha2::Sha256::digest(self.to_json().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
