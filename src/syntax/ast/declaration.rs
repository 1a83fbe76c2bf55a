//! What is declared at the top of a file: bot, fields, inbound events, hours, broadcasts.

use super::{
    Args, Clock, Count, Date, Doc, Duration, Expr, Name, Number, Path, Regex, Required, RouteItem, Text,
};
use crate::source::Span;

/// `use std.objections`, `use "../shared/consent"`
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// What is used.
    pub source: UseSource,
    /// The whole line.
    pub span: Span,
}

/// What a `use` names.
#[derive(Debug, Clone, PartialEq)]
pub enum UseSource {
    /// A library by its path; the last name is the namespace.
    Path(Path),
    /// A folder; its last word is the namespace.
    Folder(Text),
    /// Nothing was written.
    Missing,
}

/// `bot "…" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Bot {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The bot's name.
    pub name: Required<Text>,
    /// The settings in order.
    pub settings: Vec<Setting>,
    /// The whole declaration.
    pub span: Span,
}

/// One setting of a bot.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Which one, with its value.
    pub kind: SettingKind,
    /// From its word to the end of its value.
    pub span: Span,
}

/// The settings of a bot.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingKind {
    /// `start greeting`: the flow in which a new contact begins
    Start(Required<Name>),
    /// `persona "…"`
    Persona(Required<Text>),
    /// `guardrails "…"`
    Guardrails(Required<Text>),
    /// `tone "…"`
    Tone(Required<Text>),
    /// `channels telegram, web`
    Channels(Vec<Name>),
    /// `languages en, ru`
    Languages(Vec<Name>),
    /// `timezone "Europe/Kyiv"`
    Timezone(Required<Text>),
    /// `quiet hours 22:00 to 09:00`
    QuietHours {
        /// The first minute of the night.
        from: Required<Clock>,
        /// The first minute of the day.
        to: Required<Clock>,
    },
    /// `at most 3 messages per 1d`
    Cap {
        /// How many proactive messages.
        messages: Required<Count>,
        /// In which time.
        per: Required<Duration>,
    },
    /// `stop words "stop", "стоп"`
    StopWords(Vec<Text>),
    /// `gather 4s`
    Gather(Required<Duration>),
    /// `keep 180d`
    Keep(Required<Duration>),
}

/// `tag a, b`, `goal a, b`
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// Their doc comment.
    pub doc: Option<Doc>,
    /// The names.
    pub names: Vec<Name>,
    /// The whole declaration.
    pub span: Span,
}

/// `field a, b: number from 0 = 0 private`
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Their doc comment: what the value is, also for the model that reads it.
    pub doc: Option<Doc>,
    /// The names; all have the same type.
    pub names: Vec<Name>,
    /// The type.
    pub ty: Type,
    /// The value before any is set.
    pub default: Option<Expr>,
    /// Whether the value must not reach models, notices and logs.
    pub private: bool,
    /// The whole declaration.
    pub span: Span,
}

/// `tracker click_id, cost: number`
#[derive(Debug, Clone, PartialEq)]
pub struct Tracker {
    /// Their doc comment.
    pub doc: Option<Doc>,
    /// The names.
    pub names: Vec<Name>,
    /// The type; text where none is written.
    pub ty: Option<Type>,
    /// The whole declaration.
    pub span: Span,
}

/// The type of a field, a tracker or a parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// Which type.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The types.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `text matches /…/`
    Text {
        /// What the whole value must match.
        matches: Option<Regex>,
    },
    /// `number from 0 to 10`
    Number {
        /// The least value.
        from: Option<Number>,
        /// The greatest value.
        to: Option<Number>,
    },
    /// `bool`
    Bool,
    /// `time`: an instant
    Time,
    /// `date`: a day
    Date,
    /// `duration`
    Duration,
    /// `image`
    Image,
    /// `file`
    File,
    /// `one of "free", "pro"`
    OneOf(Vec<Text>),
    /// `list of text`
    List(Box<Type>),
    /// No type that exists was written.
    Missing,
}

/// `postback deposit(amount: number, tid: text) by tid`, `webhook paid(order: text)`
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The event's name.
    pub name: Required<Name>,
    /// What it brings.
    pub params: Vec<Param>,
    /// The parameter that makes it unique.
    pub by: Option<Name>,
    /// The whole declaration.
    pub span: Span,
}

/// `amount: number`
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The parameter's name.
    pub name: Required<Name>,
    /// Its type.
    pub ty: Type,
    /// From the name to the type's end.
    pub span: Span,
}

/// `knowledge faq from "faq.csv"`
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// The file.
    pub from: Required<Text>,
    /// The whole declaration.
    pub span: Span,
}

/// `hours office: mon to fri 09:00 to 18:00, sat 10:00 to 14:00`
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// When it is open.
    pub open: Vec<OpenSpan>,
    /// The whole declaration.
    pub span: Span,
}

/// `mon to fri 09:00 to 18:00`
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSpan {
    /// The first day.
    pub from_day: Required<Day>,
    /// The last day, where it is another.
    pub to_day: Option<Day>,
    /// The first minute.
    pub from: Required<Clock>,
    /// The minute after the last.
    pub to: Required<Clock>,
    /// Where it stands.
    pub span: Span,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Day {
    /// `mon`
    Monday,
    /// `tue`
    Tuesday,
    /// `wed`
    Wednesday,
    /// `thu`
    Thursday,
    /// `fri`
    Friday,
    /// `sat`
    Saturday,
    /// `sun`
    Sunday,
}

/// `text link = "…"`: a template whose holes are filled where it is used
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// The text.
    pub text: Required<Text>,
    /// The whole declaration.
    pub span: Span,
}

/// `routes objections { when … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Routes {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name under which they are included.
    pub name: Required<Name>,
    /// The routes in order.
    pub items: Vec<RouteItem>,
    /// The whole declaration.
    pub span: Span,
}

/// `broadcast news { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Broadcast {
    /// Its doc comment.
    pub doc: Option<Doc>,
    /// The name.
    pub name: Required<Name>,
    /// The plans in order.
    pub plans: Vec<Plan>,
    /// The whole declaration.
    pub span: Span,
}

/// One line of a broadcast.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What it plans.
    pub kind: PlanKind,
    /// The whole line.
    pub span: Span,
}

/// The lines of a broadcast.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanKind {
    /// `to contacts if tag buyer`
    ToContacts {
        /// Which of them.
        guard: Option<Expr>,
    },
    /// `at 2026-12-04 11:00`
    At(Required<Date>),
    /// `every month 1 11:00`
    Every {
        /// On which days.
        rhythm: Required<Rhythm>,
        /// The time of the contact's day.
        clock: Required<Clock>,
    },
    /// `over 2h`
    Over(Required<Duration>),
    /// `visit flow survey`
    Visit {
        /// The flow.
        flow: Required<Path>,
        /// Its arguments.
        args: Option<Args>,
    },
}

/// The days of a repeated broadcast.
#[derive(Debug, Clone, PartialEq)]
pub enum Rhythm {
    /// `day`
    Daily,
    /// `mon`
    Weekly(Day),
    /// `month 1`
    Monthly(Required<Count>),
}

/// `moved a step b to c step d`
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Where contacts stood in the script before.
    pub from: Place,
    /// Where they stand now.
    pub to: Place,
    /// The whole declaration.
    pub span: Span,
}

/// `drop a step b`: contacts that stood there are finished
#[derive(Debug, Clone, PartialEq)]
pub struct Drop {
    /// Where they stood.
    pub place: Place,
    /// The whole declaration.
    pub span: Span,
}

/// `a step b`
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The flow.
    pub flow: Required<Name>,
    /// The step, or the whole flow.
    pub step: Option<Name>,
    /// Where it stands.
    pub span: Span,
}
