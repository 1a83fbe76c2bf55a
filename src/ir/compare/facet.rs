//! A statement as named parts, each of which may change by itself.

use super::Kind;
use crate::ir::{
    AiReply, ButtonAct, Buttons, Handler, Message, Node, Op, Pattern, Program, Tail, Template, When, words,
};

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What it is.
    pub kind: Kind,
    /// Its name among the parts of its statement.
    pub name: String,
    /// What it says.
    pub words: String,
}

/// The word of a statement: those of one word may belong together.
pub fn word(op: &Op) -> &'static str {
    match op {
        Op::Say(_) => "say",
        Op::SendTemplate(_) => "send template",
        Op::Ask(_) => "ask",
        Op::AskAgain => "ask again",
        Op::Wait(_) => "wait for",
        Op::AiSay { .. } => "ai say",
        Op::AiReply(_) => "ai reply",
        Op::Route(_) => "route",
        Op::Read(_) => "read",
        Op::Branch { .. } => "if",
        Op::Ab { .. } => "ab",
        Op::Set { .. } => "set",
        Op::AddTag(_) | Op::AddTo { .. } => "add",
        Op::RemoveTag(_) | Op::RemoveFrom { .. } => "remove",
        Op::Delay(_) => "delay",
        Op::Call(_) => "do",
        Op::Handoff(_) => "handoff",
        Op::Notify { .. } => "notify",
        Op::Reach(_) => "reach",
        Op::Jump { .. } => "->",
        Op::End(_) => "end",
        Op::Visit(_) => "visit",
        Op::ForEach { .. } => "for each",
    }
}

/// All that a statement says: equal ones are the same statement.
pub fn key(program: &Program, node: &Node) -> String {
    let mut key = word(&node.op).to_owned();
    for facet in facets(program, node) {
        key.push('\n');
        key.push_str(&facet.name);
        key.push('\t');
        key.push_str(&facet.words);
    }
    key
}

/// The parts of a statement, in the order in which a script has them.
pub fn facets(program: &Program, node: &Node) -> Vec<Facet> {
    let mut parts = Parts(Vec::new());
    match &node.op {
        Op::Say(message) => parts.message("message", message),
        Op::SendTemplate(sent) => {
            parts.add(Kind::Message, "template", sent.template.clone());
            parts.args(&sent.args);
        }
        Op::Ask(ask) => {
            let name = if ask.ai { "instruction" } else { "question" };
            parts.message(name, &ask.message);
            parts.add(Kind::Statement, "kind", words::asked(ask));
            if let Some(choices) = &ask.choices {
                parts.add(Kind::Statement, "choices", words::expr(choices));
            }
            parts.tail(&ask.tail);
        }
        Op::Wait(wait) => {
            parts.add(Kind::Statement, "event", words::event(&wait.event));
            parts.tail(&wait.tail);
        }
        Op::AiSay { instruction, fallback, any_hour } => {
            parts.text("instruction", Some(instruction));
            parts.text("without a model", fallback.as_ref());
            parts.any_hour(*any_hour);
        }
        Op::AiReply(reply) => parts.talk(reply),
        Op::Route(route) => parts.whens("when", &route.whens),
        Op::Read(read) => {
            parts.add(Kind::Statement, "fields", words::statement(program, node));
            parts.text("hint", Some(&read.hint));
            parts.tail(&read.tail);
        }
        Op::Branch { condition, .. } => parts.add(Kind::Guard, "condition", words::expr(condition)),
        Op::Ab { router, arms } => {
            parts.add(Kind::Statement, "router", router.clone());
            let arms = arms.iter().map(|arm| format!("{} {}", words::share(arm.tickets), arm.name));
            parts.add(Kind::Weights, "weights", arms.collect::<Vec<_>>().join(", "));
        }
        Op::Delay(delay) => {
            parts.add(Kind::Limit, "time", words::statement(program, node));
            parts.handlers(&delay.handlers);
        }
        Op::Call(call) => {
            parts.add(Kind::Statement, "action", call.action.clone());
            parts.args(&call.args);
            parts.tail(&call.tail);
        }
        Op::Handoff(handoff) => {
            parts.add(Kind::Statement, "to", words::statement(program, node));
            parts.text("reason", Some(&handoff.text));
            for button in &handoff.buttons {
                parts.add(Kind::Message, "button", words::quoted(&button.text));
            }
            parts.handlers(&handoff.handlers);
            parts.tail(&handoff.tail);
        }
        Op::Notify { operator, text } => {
            parts.add(Kind::Statement, "to", operator.clone());
            parts.text("notice", Some(text));
        }
        Op::Jump { bound, .. } => {
            parts.add(Kind::Statement, "target", words::statement(program, node));
            if let Some((times, _)) = bound {
                parts.add(Kind::Limit, "at most", format!("{times} times"));
            }
        }
        Op::Visit(visit) => {
            parts.add(Kind::Statement, "flow", words::statement(program, node));
            parts.args(&visit.args);
            parts.tail(&visit.tail);
        }
        _ => parts.add(Kind::Statement, "what", words::statement(program, node)),
    }
    parts.0
}

/// A handler by its event, with its guard as its words.
pub fn handler(handler: &Handler) -> Facet {
    let name = format!("on {}", words::event(&handler.event));
    let words = handler.guard.as_ref().map(|guard| format!("if {}", words::expr(guard))).unwrap_or_default();
    Facet { kind: Kind::Handler, name, words }
}

struct Parts(Vec<Facet>);

impl Parts {
    /// A part; the second of a name is `NAME 2`.
    fn add(&mut self, kind: Kind, name: &str, words: String) {
        let before = self.0.iter().filter(|facet| {
            let rest = facet.name.strip_prefix(name);
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.strip_prefix(' ').is_some_and(|it| it.parse::<u32>().is_ok())
            })
        });
        let name = match before.count() {
            0 => name.to_owned(),
            known => format!("{name} {}", known + 1),
        };
        self.0.push(Facet { kind, name, words });
    }

    fn text(&mut self, name: &str, text: Option<&Template>) {
        if let Some(text) = text {
            self.add(Kind::Message, name, words::quoted(text));
        }
    }

    fn message(&mut self, name: &str, message: &Message) {
        for wording in &message.wordings {
            self.text(name, Some(wording));
        }
        for media in &message.media {
            let source = match &media.source {
                crate::ir::MediaSource::Text(text) => words::quoted(text),
                crate::ir::MediaSource::Value(value) => words::expr(value),
            };
            self.add(Kind::Message, words::media(media.kind), source);
        }
        self.buttons(&message.buttons);
        self.any_hour(message.any_hour);
    }

    fn buttons(&mut self, buttons: &Buttons) {
        for button in buttons {
            let text = words::quoted(&button.text);
            let words = match &button.act {
                ButtonAct::Link(link) => format!("{text} link {}", words::quoted(link)),
                ButtonAct::Answer | ButtonAct::Body(_) => text,
            };
            self.add(Kind::Message, "button", words);
        }
    }

    fn any_hour(&mut self, any_hour: bool) {
        if any_hour {
            self.add(Kind::Limit, "quiet hours", "at any hour".to_owned());
        }
    }

    fn args(&mut self, args: &[(String, crate::ir::Expr)]) {
        for (name, value) in args {
            self.add(Kind::Statement, &format!("{name}:"), words::expr(value));
        }
    }

    fn tail(&mut self, tail: &Tail) {
        if let Some(slot) = &tail.save {
            self.add(Kind::Statement, "save", slot.place.name());
        }
        if let Some(guard) = &tail.guard {
            self.add(Kind::Guard, "where", words::expr(guard));
        }
        if let Some(times) = tail.times {
            self.add(Kind::Limit, "at most", format!("{} times", times.bound));
        }
        if let Some(within) = tail.within {
            self.add(Kind::Limit, "within", words::length(within.bound));
        }
    }

    fn talk(&mut self, reply: &AiReply) {
        self.add(Kind::Statement, "name", reply.name.clone());
        if reply.waits {
            self.add(Kind::Statement, "opens", "waits".to_owned());
        }
        for (name, text) in [
            ("goal", &reply.goal),
            ("opening", &reply.opening),
            ("persona", &reply.persona),
            ("guardrails", &reply.guardrails),
            ("tone", &reply.tone),
        ] {
            self.text(name, text.as_ref());
        }
        if !reply.knowledge.is_empty() {
            self.add(Kind::Statement, "knowledge", reply.knowledge.join(", "));
        }
        self.whens("until", &reply.untils);
        self.whens("when", &reply.whens);
        self.handlers(&reply.handlers);
    }

    /// A branch is known by what people call it; its examples and values are its words.
    fn whens(&mut self, word: &str, whens: &[When]) {
        for when in whens {
            let patterns = when.patterns.iter().map(|pattern| match pattern {
                Pattern::Meaning(meaning) => format!("\"{meaning}\""),
                Pattern::Matches(regex) => format!("matches /{}/", regex.pattern),
                Pattern::Button(text) => format!("button \"{text}\""),
            });
            let mut words = patterns.collect::<Vec<_>>().join(" or ");
            if !when.like.is_empty() {
                words.push_str(&format!(" like \"{}\"", when.like.join("\", \"")));
            }
            for slot in &when.saves {
                words.push_str(&format!(" save {}", slot.place.name()));
            }
            self.add(Kind::Route, &format!("{word} \"{}\"", when.label()), words);
            if let Some(guard) = &when.guard {
                self.add(Kind::Guard, &format!("{word} \"{}\" where", when.label()), words::expr(guard));
            }
        }
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            let Facet { kind, name, words } = self::handler(handler);
            self.add(kind, &name, words);
        }
    }
}
