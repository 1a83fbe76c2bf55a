//! What a statement waits for, in words that layout does not change: half of its stable id.

use crate::check::length;
use crate::ir::words;
use crate::syntax::ast::{
    self, AnswerKind, Ask, DelayUntil, Event, EventKind, Expr, ExprKind, OperatorChange, Pattern, ReadSource,
    Statement, TagChange, Target, Text, TextPart, When,
};

/// A statement by its kind and what distinguishes it: what is asked for and where it goes, never how it is worded.
pub fn statement(statement: &Statement) -> String {
    let name =
        |name: &Option<crate::syntax::ast::Name>| name.as_ref().map_or("", |it| it.text.as_str()).to_owned();
    match statement {
        Statement::Say(_) => "say".to_owned(),
        Statement::Send(_) => "send".to_owned(),
        Statement::Ask(asked) => ask(asked),
        Statement::AskAgain(_) => "ask again".to_owned(),
        Statement::Wait(wait) => format!("wait for {}", event(&wait.event)),
        Statement::AiSay(_) => "ai say".to_owned(),
        Statement::AiReply(reply) => format!("ai reply {}", name(&reply.name)),
        Statement::Route(_) => "route".to_owned(),
        Statement::Read(read) => {
            let fields: Vec<&str> = read.fields.iter().map(|field| field.text.as_str()).collect();
            let from = match read.from {
                Some(ReadSource::Image) | None => "image",
                Some(ReadSource::Message) => "message",
                Some(ReadSource::Voice) => "voice",
                Some(ReadSource::File) => "file",
            };
            format!("read {} from {from}", fields.join(", "))
        }
        Statement::If(_) => "if".to_owned(),
        Statement::Ab(ab) => format!("ab {}", name(&ab.name)),
        Statement::Set(set) => {
            format!("set {}", set.target.as_ref().map(|path| path.dotted()).unwrap_or_default())
        }
        Statement::Add(_) => "add".to_owned(),
        Statement::Remove(_) => "remove".to_owned(),
        Statement::Delay(delay) => match &delay.until {
            DelayUntil::Duration(length) => {
                format!("delay {}", length.map_or(String::new(), duration))
            }
            DelayUntil::Hours(hours) => format!("delay until hours {}", name(hours)),
            DelayUntil::Time(until) => format!("delay until {}", expr(until)),
        },
        Statement::Do(call) => {
            format!("do {}", call.action.as_ref().map(|path| path.dotted()).unwrap_or_default())
        }
        Statement::Handoff(handoff) => match &handoff.to {
            Some(to) => format!("handoff to {}", to.text),
            None => "handoff".to_owned(),
        },
        Statement::Notify(notify) => format!("notify {}", name(&notify.to)),
        Statement::Visit(visit) => {
            format!("visit {}", visit.flow.as_ref().map(|path| path.dotted()).unwrap_or_default())
        }
        Statement::End(_) => "end".to_owned(),
        Statement::Reach(reach) => format!("reach {}", name(&reach.goal)),
        Statement::ForEach(_) => "for each".to_owned(),
        Statement::Jump(jump) => target(&jump.arrow.target),
    }
}

/// An arrow.
pub fn target(target: &Target) -> String {
    match target {
        Target::End(_) => "-> end".to_owned(),
        Target::Step(name) => ["-> ", &name.text].concat(),
        Target::Flow(target) => {
            let flow = target.flow.as_ref().map(|path| path.dotted()).unwrap_or_default();
            match &target.step {
                Some(step) => format!("-> flow {flow} step {}", step.text),
                None => format!("-> flow {flow}"),
            }
        }
        Target::Missing(_) => "->".to_owned(),
    }
}

/// A branch of a router by what people call it: its first meaning, else its first pattern.
pub fn when(when: &When) -> String {
    let meaning = when.patterns.iter().find_map(|pattern| match pattern {
        Pattern::Meaning(words) => Some(text(words)),
        _ => None,
    });
    meaning.unwrap_or_else(|| match when.patterns.first() {
        Some(Pattern::Meaning(words)) => text(words),
        Some(Pattern::Matches { regex, .. }) => {
            regex.as_ref().map(|it| it.pattern.clone()).unwrap_or_default()
        }
        Some(Pattern::Button { text: words, .. }) => words.as_ref().map(text).unwrap_or_default(),
        None => String::new(),
    })
}

/// An event.
pub fn event(event: &Event) -> String {
    let quoted = |words: &Option<Text>| {
        words.as_ref().map(|words| format!(" \"{}\"", text(words))).unwrap_or_default()
    };
    let named = |word: &str, name: &Option<crate::syntax::ast::Name>| match name {
        Some(name) => format!("{word} {}", name.text),
        None => word.to_owned(),
    };
    match &event.kind {
        EventKind::Message => "message".to_owned(),
        EventKind::MessageTexts(texts) => {
            let texts: Vec<String> = texts.iter().map(|words| format!("\"{}\"", text(words))).collect();
            format!("message {}", texts.join(", "))
        }
        EventKind::MessageMatches(regex) => {
            format!("message matches /{}/", regex.as_ref().map_or("", |regex| regex.pattern.as_str()))
        }
        EventKind::Image => "image".to_owned(),
        EventKind::Voice => "voice".to_owned(),
        EventKind::Video => "video".to_owned(),
        EventKind::File => "file".to_owned(),
        EventKind::Location => "location".to_owned(),
        EventKind::Button(words) => format!("button{}", quoted(words)),
        EventKind::Start(payload) => format!("start{}", quoted(payload)),
        EventKind::Postback(name) => named("postback", name),
        EventKind::Webhook(name) => named("webhook", name),
        EventKind::Silence { after, .. } => {
            format!("silence {}", after.map_or(String::new(), duration))
        }
        EventKind::Tag { tag, change } => {
            let change = match change {
                Some(TagChange::Removed) => "removed",
                Some(TagChange::Added) | None => "added",
            };
            format!("{} {change}", named("tag", tag))
        }
        EventKind::FieldChanged(name) => format!("{} changed", named("field", name)),
        EventKind::Operator(Some(OperatorChange::Left)) => "operator left".to_owned(),
        EventKind::Operator(_) => "operator joined".to_owned(),
        EventKind::AiDown => "ai down".to_owned(),
        EventKind::ActionFailed => "action failed".to_owned(),
        EventKind::OptOut => "opt out".to_owned(),
        EventKind::Blocked => "blocked".to_owned(),
        EventKind::Missing => String::new(),
    }
}

fn ask(ask: &Ask) -> String {
    let mut words = if ask.ai { "ai ask".to_owned() } else { "ask".to_owned() };
    if let Some(kind) = ask.kind {
        words.push(' ');
        words.push_str(match kind {
            AnswerKind::Text => "text",
            AnswerKind::Number => "number",
            AnswerKind::Phone => "phone",
            AnswerKind::Email => "email",
            AnswerKind::Time => "time",
            AnswerKind::Date => "date",
            AnswerKind::Image => "image",
            AnswerKind::Voice => "voice",
            AnswerKind::Video => "video",
            AnswerKind::File => "file",
            AnswerKind::Location => "location",
        });
    }
    if let Some(save) = &ask.tail.save {
        words.push_str(" save ");
        words.push_str(&save.text);
    }
    words
}

fn duration(written: ast::Duration) -> String {
    words::length(length(written))
}

fn text(text: &Text) -> String {
    let parts = text.parts.iter().map(|part| match part {
        TextPart::Lit(words) => words.clone(),
        TextPart::Hole(hole) => format!("{{{}}}", expr(&hole.expr)),
    });
    parts.collect()
}

fn expr(value: &Expr) -> String {
    match &value.kind {
        ExprKind::Missing => String::new(),
        ExprKind::Text(words) => format!("\"{}\"", text(words)),
        ExprKind::Number(number) => number.normalize().to_string(),
        ExprKind::Duration(length) => duration(*length),
        ExprKind::Clock(clock) => format!("{:02}:{:02}", clock.hour, clock.minute),
        ExprKind::Date(date) => {
            let day = format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
            date.clock.map_or(day.clone(), |clock| format!("{day} {:02}:{:02}", clock.hour, clock.minute))
        }
        ExprKind::Bool(holds) => holds.to_string(),
        ExprKind::Empty => "empty".to_owned(),
        ExprKind::Tag(name) => format!("tag {}", name.as_ref().map_or("", |name| name.text.as_str())),
        ExprKind::InHours(name) => {
            format!("in hours {}", name.as_ref().map_or("", |name| name.text.as_str()))
        }
        ExprKind::InFlow(name) => format!("in flow {}", name.as_ref().map_or("", |name| name.text.as_str())),
        ExprKind::Call { function, args } => format!("{}({})", function.text, list(args)),
        ExprKind::Path(path) => path.dotted(),
        ExprKind::List(items) => format!("({})", list(items)),
        ExprKind::Not(operand) => format!("not {}", expr(operand)),
        ExprKind::Negate(operand) => format!("-{}", expr(operand)),
        ExprKind::IsEmpty { operand, negated } => {
            format!("{} is {}empty", expr(operand), if *negated { "not " } else { "" })
        }
        ExprKind::Matches { operand, regex } => {
            format!(
                "{} matches /{}/",
                expr(operand),
                regex.as_ref().map_or("", |regex| regex.pattern.as_str())
            )
        }
        ExprKind::Binary { op, left, right, .. } => format!("({} {} {})", expr(left), op.sign(), expr(right)),
    }
}

fn list(items: &[Expr]) -> String {
    items.iter().map(expr).collect::<Vec<_>>().join(", ")
}
