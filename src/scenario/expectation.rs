//! Is it as the test expects?

use super::answers::Answers;
use super::conversation::{Conversation, plain};
use super::run::fill;
use super::script::{Expected, Outcome};
use super::transcript::Who;
use super::typed::typed;
use crate::engine::eval::clock;
use crate::engine::{
    ActionAnswer, ActionRequest, Effect, EffectKind, OutgoingTemplate, Record, Standing, Status,
};
use crate::ir::{Comparison, Expr, Param, Type, Value};
use crate::source::Span;

/// What is not as expected.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Unmet {
    /// Where, if not the whole line of the test.
    pub span: Option<Span>,
    /// What was expected, or why the line cannot be run.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// The line of the transcript that differs.
    pub line: Option<usize>,
    /// The question to a model that nothing answers.
    pub unanswered: Option<Box<super::unanswered::Unanswered>>,
}

impl Unmet {
    /// A line that cannot be run.
    pub fn words(message: impl Into<String>) -> Self {
        Unmet { expected: message.into(), ..Unmet::default() }
    }
}

type Done = Result<(), Unmet>;

/// Looks for what is expected among the effects since the last input, from `cursor` on; what it finds moves the cursor
/// behind itself. Expectations of the state look at the contact as it is now.
pub(super) fn expect<A: Answers>(
    expected: &Expected,
    conversation: &mut Conversation<A>,
    cursor: &mut usize,
) -> Done {
    let contact = conversation.contact();
    match expected {
        Expected::Say(text) => say(&fill(text, conversation), conversation, cursor),
        Expected::Do { action, args, outcome } => act(action, args, outcome, conversation, cursor),
        Expected::Handoff(text) => {
            let text = text.as_ref().map(|text| fill(text, conversation));
            handoff(text.as_deref(), conversation, cursor)
        }
        Expected::Template { template, args } => sent_template(template, args, conversation, cursor),
        Expected::Flow(flow, step) => {
            let there = |at_flow: &str, at_step: &str| {
                at_flow == flow && step.as_ref().is_none_or(|step| at_step == step)
            };
            let words = match step {
                Some(step) => format!("flow {flow} step {step}"),
                None => format!("flow {flow}"),
            };
            place(words, conversation, there)
        }
        Expected::Step(step) => place(format!("step {step}"), conversation, |_, at_step| at_step == step),
        Expected::Tag(tag) => {
            let tags: Vec<&str> = contact.tags.iter().map(String::as_str).collect();
            let found =
                if tags.is_empty() { "no tags".to_owned() } else { format!("tags {}", tags.join(", ")) };
            met(contact.tags.contains(tag), format!("tag {tag}"), found)
        }
        Expected::Goal(goal) => {
            let reached = conversation.heard().records.iter().filter_map(|record| match record {
                Record::Goal { goal, .. } => Some(goal.as_str()),
                _ => None,
            });
            let reached: Vec<&str> = reached.collect();
            let found = match reached.as_slice() {
                [] => "no goal was reached".to_owned(),
                goals => format!("goals {}", goals.join(", ")),
            };
            met(reached.contains(&goal.as_str()), format!("goal {goal}"), found)
        }
        Expected::Value { path, left, right } => value(path, left, right, conversation),
        Expected::Wait => met(contact.status() == Status::Waiting, "wait".to_owned(), position(conversation)),
        Expected::End => met(contact.status() == Status::Finished, "end".to_owned(), position(conversation)),
        Expected::Nothing => match said(conversation, *cursor).first() {
            None => Ok(()),
            Some((at, text)) => Err(Unmet {
                expected: "nothing more to be said to the contact".to_owned(),
                found: format!("say \"{text}\""),
                line: line_of(conversation, *at),
                ..Unmet::default()
            }),
        },
    }
}

fn met(holds: bool, expected: String, found: String) -> Done {
    if holds { Ok(()) } else { Err(Unmet { expected, found, ..Unmet::default() }) }
}

/// Messages to the contact from a place of the effects on.
fn said<A: Answers>(conversation: &Conversation<A>, from: usize) -> Vec<(usize, String)> {
    let effects = conversation.heard().effects.iter().enumerate().skip(from);
    let texts = effects.filter_map(|(at, effect)| match &effect.kind {
        EffectKind::Say(message) => Some((at, message.shown())),
        _ => None,
    });
    texts.collect()
}

fn say<A: Answers>(text: &str, conversation: &Conversation<A>, cursor: &mut usize) -> Done {
    use unicode_normalization::UnicodeNormalization;
    let same = |other: &str| other.trim().nfc().eq(text.trim().nfc());
    let said = said(conversation, *cursor);
    if let Some((at, _)) = said.iter().find(|(_, other)| same(other)) {
        *cursor = at + 1;
        return Ok(());
    }
    let before = conversation.heard().effects.iter().take(*cursor).rev();
    let earlier = before.filter_map(|effect| match &effect.kind {
        EffectKind::Say(message) => Some(message.text.as_str()),
        _ => None,
    });
    let found = match said.first() {
        Some((_, other)) => format!("say \"{other}\""),
        None if earlier.clone().any(same) => "it was said before what the lines above expect".to_owned(),
        None if *cursor > 0 => "nothing more was said".to_owned(),
        None => format!("nothing was said; {}", position(conversation)),
    };
    let line = said.first().and_then(|(at, _)| line_of(conversation, *at));
    Err(Unmet { expected: format!("say \"{text}\""), found, line, ..Unmet::default() })
}

/// The transcript's line of a message among the effects since the last input.
fn line_of<A: Answers>(conversation: &Conversation<A>, effect: usize) -> Option<usize> {
    let effects = &conversation.heard().effects;
    let is_said = |effect: &&Effect| matches!(effect.kind, EffectKind::Say(_));
    let nth = effects.iter().take(effect).filter(is_said).count();
    let lines = conversation.transcript().lines.iter().enumerate().skip(conversation.heard().first_line);
    lines.filter(|(_, line)| line.who == Who::Bot).nth(nth).map(|(at, _)| at)
}

fn act<A: Answers>(
    action: &str,
    args: &[(String, Expr)],
    outcome: &Outcome,
    conversation: &mut Conversation<A>,
    cursor: &mut usize,
) -> Done {
    let declared = conversation.machine().program().outside.actions.get(action);
    let args = values(args, declared.map(|action| action.input.as_slice()), conversation);
    let written: Vec<String> = args.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
    let expected = format!("do {action}({})", written.join(", "));
    let calls = conversation.heard().effects.iter().enumerate().skip(*cursor);
    let calls = calls.filter_map(|(at, effect)| match &effect.kind {
        EffectKind::Action(request) => Some((at, request.clone())),
        _ => None,
    });
    let calls: Vec<(usize, ActionRequest)> = calls.collect();
    let fits = |request: &ActionRequest| {
        let gets = |(name, wanted): &(String, Value)| {
            let given = request.args.iter().find(|(given, _)| given == name).map(|(_, value)| value);
            given.unwrap_or(&Value::Empty) == wanted
        };
        request.action == action && args.iter().all(gets)
    };
    let Some((at, request)) = calls.iter().find(|(_, request)| fits(request)) else {
        let call = |(_, request): &(usize, ActionRequest)| {
            let args: Vec<String> =
                request.args.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
            format!("do {}({})", request.action, args.join(", "))
        };
        let found = match calls.as_slice() {
            [] => format!("no action was called; {}", position(conversation)),
            calls => calls.iter().map(call).collect::<Vec<_>>().join(", "),
        };
        return Err(Unmet { expected, found, ..Unmet::default() });
    };
    let answer = answer(action, outcome, conversation)?;
    *cursor = at + 1;
    let id = request.id;
    conversation.answer_action(id, answer).map_err(|_| Unmet {
        expected,
        found: "its result came before".to_owned(),
        ..Unmet::default()
    })
}

/// An approved template that was sent with these inputs; others may stand beside them.
fn sent_template<A: Answers>(
    template: &str,
    args: &[(String, Expr)],
    conversation: &Conversation<A>,
    cursor: &mut usize,
) -> Done {
    let declared = conversation.machine().program().outside.templates.get(template);
    let wanted = OutgoingTemplate {
        name: template.to_owned(),
        args: values(args, declared.map(|template| template.input.as_slice()), conversation),
    };
    let effects = conversation.heard().effects.iter().enumerate().skip(*cursor);
    let sent = effects.filter_map(|(at, effect)| match &effect.kind {
        EffectKind::Say(message) => Some((at, message.template.as_ref()?)),
        _ => None,
    });
    let sent: Vec<(usize, &OutgoingTemplate)> = sent.collect();
    let fits = |other: &OutgoingTemplate| {
        other.name == wanted.name && wanted.args.iter().all(|arg| other.args.contains(arg))
    };
    if let Some((at, _)) = sent.iter().find(|(_, other)| fits(other)) {
        *cursor = at + 1;
        return Ok(());
    }
    let found = match sent.first() {
        Some((_, other)) => other.to_string(),
        None => format!("no template was sent; {}", position(conversation)),
    };
    let line = sent.first().and_then(|(at, _)| line_of(conversation, *at));
    Err(Unmet { expected: wanted.to_string(), found, line, ..Unmet::default() })
}

/// Arguments as the inputs want them.
fn values<A: Answers>(
    args: &[(String, Expr)],
    inputs: Option<&[Param]>,
    conversation: &Conversation<A>,
) -> Vec<(String, Value)> {
    let machine = conversation.machine();
    let zone = clock::zone(conversation.contact(), machine);
    let value = |(name, expr): &(String, Expr)| {
        let value = conversation.contact().look(machine, expr, conversation.now());
        let ty = inputs.unwrap_or_default().iter().find(|input| input.name == *name).map(|input| &input.ty);
        (name.clone(), ty.map_or(value.clone(), |ty| typed(value, ty, &zone, machine)))
    };
    args.iter().map(value).collect()
}

/// What the action answers. An action whose output is no record returns one value, under any name.
fn answer<A: Answers>(
    action: &str,
    outcome: &Outcome,
    conversation: &Conversation<A>,
) -> Result<ActionAnswer, Unmet> {
    let fields = match outcome {
        Outcome::Nothing => return Ok(ActionAnswer::Done(Value::Empty)),
        Outcome::Fails => return Ok(ActionAnswer::Failed("as the test says".to_owned())),
        Outcome::Returns(fields) => fields,
    };
    let machine = conversation.machine();
    let zone = clock::zone(conversation.contact(), machine);
    let look = |expr: &Expr| conversation.contact().look(machine, expr, conversation.now());
    let output = machine.program().outside.actions.get(action).and_then(|action| action.output.as_ref());
    let value = match (output.map(|output| &output.ty), fields.as_slice()) {
        (_, []) => Value::Empty,
        (Some(Type::Record(_)) | None, fields) => {
            let fields = fields.iter().map(|(name, expr)| (name.clone(), look(expr)));
            Value::Record(fields.filter(|(_, value)| *value != Value::Empty).collect())
        }
        (Some(_), [(_, expr)]) => look(expr),
        (Some(ty), _) => {
            return Err(Unmet::words(format!("{action} returns {}: one value", super::typed::words(ty))));
        }
    };
    let Some(output) = output else { return Ok(ActionAnswer::Done(value)) };
    let value = typed(value, &output.ty, &zone, machine);
    if value != Value::Empty && !super::typed::fits(&value, &output.ty, machine) {
        return Err(Unmet::words(format!("{action} returns {}", super::typed::words(&output.ty))));
    }
    Ok(ActionAnswer::Done(value))
}

fn handoff<A: Answers>(text: Option<&str>, conversation: &Conversation<A>, cursor: &mut usize) -> Done {
    let effects = conversation.heard().effects.iter().enumerate().skip(*cursor);
    let handoffs = effects.filter_map(|(at, effect)| match &effect.kind {
        EffectKind::Handoff { text, .. } => Some((at, text.as_str())),
        _ => None,
    });
    let handoffs: Vec<(usize, &str)> = handoffs.collect();
    let wanted = |other: &str| text.is_none_or(|text| other.trim() == text.trim());
    if let Some((at, _)) = handoffs.iter().find(|(_, other)| wanted(other)) {
        *cursor = at + 1;
        return Ok(());
    }
    let found = match handoffs.first() {
        Some((_, other)) => format!("handoff \"{other}\""),
        None => format!("no handoff; {}", position(conversation)),
    };
    let expected = text.map_or("handoff".to_owned(), |text| format!("handoff \"{text}\""));
    Err(Unmet { expected, found, ..Unmet::default() })
}

/// The contact stands there, or came through since the last input.
fn place<A: Answers>(
    expected: String,
    conversation: &Conversation<A>,
    there: impl Fn(&str, &str) -> bool,
) -> Done {
    let stands = conversation.contact().points().iter().any(|standing| there(&standing.flow, &standing.step));
    let passed = conversation.heard().records.iter().any(|record| match record {
        Record::Step { flow, step } => there(flow, step),
        _ => false,
    });
    met(stands || passed, expected, position(conversation))
}

fn value<A: Answers>(path: &str, left: &Expr, right: &Expr, conversation: &Conversation<A>) -> Done {
    let machine = conversation.machine();
    let look = |expr: &Expr| conversation.contact().look(machine, expr, conversation.now());
    let (found, wanted) = (look(left), look(right));
    let equal = Expr::Compare(Comparison::Equal, Box::new(left.clone()), Box::new(right.clone()));
    let holds = if wanted.is_empty() { found.is_empty() } else { look(&equal) == Value::Bool(true) };
    met(holds, format!("{path} == {}", plain(&wanted)), format!("{path} is {}", plain(&found)))
}

/// Where the contact is, in words.
fn position<A: Answers>(conversation: &Conversation<A>) -> String {
    let contact = conversation.contact();
    let status = match contact.status() {
        Status::Auto => "waits for a result",
        Status::Waiting => "waits",
        Status::Manual => "is with a person",
        Status::Blocked => "blocked the bot",
        Status::Stopped => "opted out",
        Status::Finished => "is at the end",
        Status::New => "has not begun",
    };
    match contact.points().last() {
        Some(Standing { flow, step, what, .. }) => {
            format!("the contact {status} in flow {flow} step {step}, at {what}")
        }
        None => format!("the contact {status}"),
    }
}
