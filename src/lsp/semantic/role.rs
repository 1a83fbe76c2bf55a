//! The kinds of words, by their names in the protocol.

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A word of the language.
    Keyword,
    /// The name of a type.
    Type,
    /// A comment.
    Comment,
    /// Words of a text, and its quotes.
    Text,
    /// `\n` and its like.
    Escape,
    /// A number, a length of time, a date.
    Number,
    /// A pattern.
    Regex,
    /// A sign that does something.
    Operator,
    /// A flow, or a broadcast.
    Flow,
    /// A step.
    Step,
    /// A tag, a goal, an arm, a channel, a language: one of a fixed set of words.
    Word,
    /// An A/B router.
    Router,
    /// A field, a tracker field, a member of a value.
    Field,
    /// A text constant.
    Constant,
    /// Any other value.
    Value,
    /// A parameter of a flow, an action, an event.
    Parameter,
    /// A postback or a webhook.
    Event,
    /// A function or a filter of the language.
    Function,
    /// An action.
    Action,
    /// A talk, a set of routes, a table, opening hours, a template: what is named to be used as a whole.
    Part,
    /// Somebody of the team.
    Person,
    /// The word under which a folder is used.
    Namespace,
}

impl Role {
    /// All of them, in the order of their numbers.
    pub const ALL: [Role; 22] = [
        Role::Keyword,
        Role::Type,
        Role::Comment,
        Role::Text,
        Role::Escape,
        Role::Number,
        Role::Regex,
        Role::Operator,
        Role::Flow,
        Role::Step,
        Role::Word,
        Role::Router,
        Role::Field,
        Role::Constant,
        Role::Value,
        Role::Parameter,
        Role::Event,
        Role::Function,
        Role::Action,
        Role::Part,
        Role::Person,
        Role::Namespace,
    ];

    /// Its name in the protocol: a standard one wherever there is one, so that every theme has a colour for it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Keyword => "keyword",
            Role::Type => "type",
            Role::Comment => "comment",
            Role::Text => "string",
            Role::Escape => "escape",
            Role::Number => "number",
            Role::Regex => "regexp",
            Role::Operator => "operator",
            Role::Flow => "class",
            Role::Step => "function",
            Role::Word => "enumMember",
            Role::Router => "enum",
            Role::Field => "property",
            Role::Constant => "macro",
            Role::Value => "variable",
            Role::Parameter => "parameter",
            Role::Event => "event",
            Role::Function => "builtin",
            Role::Action => "method",
            Role::Part => "struct",
            Role::Person => "label",
            Role::Namespace => "namespace",
        }
    }

    /// Its number in the list of names.
    pub fn number(self) -> u32 {
        self as u32
    }
}

/// What else is to be said of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modifier {
    /// It is declared here.
    Declaration,
    /// It gets a value here.
    Modification,
    /// It belongs to the language.
    DefaultLibrary,
    /// It is told to whoever uses the name.
    Documentation,
}

impl Modifier {
    /// Their names in the protocol, in the order of their bits.
    pub const NAMES: [&'static str; 4] = ["declaration", "modification", "defaultLibrary", "documentation"];

    /// Its bit.
    pub fn bit(self) -> u32 {
        1 << self as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_at_the_place_of_its_number() {
        for (place, role) in Role::ALL.iter().enumerate() {
            assert_eq!(role.number() as usize, place, "{role:?}");
        }
        assert_eq!(Modifier::NAMES[Modifier::Documentation.bit().ilog2() as usize], "documentation");
    }
}
