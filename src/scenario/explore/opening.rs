//! What can happen to a contact where it stands.

use super::path::{Act, Given, Input};
use super::rng::Rng;
use super::sample::Samples;
use super::world::World;
use crate::check::graph::{Label, exits};
use crate::engine::{Mark, Status};
use crate::ir::{
    Ask, AskKind, Choice, Duration, EventPattern, Expr, Handler, Inbound, MediaKind, Node, Op, Program, Type,
};

/// Something that can happen, and what it would come through.
pub(super) struct Opening<'p> {
    /// The way that it opens; `None` for what happens anywhere.
    pub mark: Option<Mark>,
    pub doing: Doing<'p>,
}

/// What somebody does.
#[derive(Clone, Copy)]
pub(super) enum Doing<'p> {
    /// The contact answers the question.
    Fit(&'p Ask),
    /// It writes what nobody asked for.
    Unfit,
    /// It writes something.
    Speak,
    /// Time passes until something is due.
    Due,
    /// Time passes.
    Wait,
    /// It presses a button, by its place among those that it knows.
    Press(usize),
    /// It presses any button that was shown.
    PressAny,
    /// This happens.
    Happen(&'p EventPattern),
    /// A postback or webhook comes.
    Inbound(Inbound, &'p str),
    /// It sends media.
    Send,
    /// It opens the chat again.
    Start,
    /// It opts out.
    OptOut,
    /// The action succeeds, or fails.
    Done(bool),
    /// A person joins.
    Joins,
    /// A person hands back.
    Leaves,
    /// A person hands back by a button.
    HandsBack(usize),
    /// The model goes down.
    AiDown,
}

/// What can happen where the contact stands, with the ways that it opens: those of the innermost statement, and what its
/// places, those around it and the top listen to.
pub(super) fn openings<'p>(world: &World<'_>, program: &'p Program) -> Vec<Opening<'p>> {
    let mut found = Vec::new();
    let contact = world.talk.contact();
    let points = contact.points();
    if !world.talk.actions().is_empty() {
        let point = points.last().map(|standing| standing.point);
        let ways = [(Choice::Next, true), (Choice::Else, false)];
        let opening = |(choice, succeeds)| Opening {
            mark: point.map(|point| Mark::Chose(point, choice)),
            doing: Doing::Done(succeeds),
        };
        return ways.map(opening).into();
    }
    for (at, standing) in points.iter().enumerate() {
        if let Some(node) = world.machine.find(standing.point).and_then(|at| program.nodes.get(at.0 as usize))
        {
            statement(node, at + 1 == points.len(), &mut found);
        }
        if let Some(flow) = program.flows.iter().find(|flow| flow.name == standing.flow) {
            if let Some(step) = flow.steps.iter().find(|step| step.name == standing.step) {
                heard(&step.handlers, &mut found);
            }
            heard(&flow.handlers, &mut found);
        }
    }
    heard(&program.handlers, &mut found);
    for (at, button) in contact.buttons.iter().enumerate() {
        let mark = button.nth.map(|nth| Mark::Chose(button.point, Choice::Button(nth)));
        found.push(Opening { mark, doing: Doing::Press(at) });
    }
    found
}

/// The ways of a statement; of one that is covered only its handlers and its time.
fn statement<'p>(node: &'p Node, innermost: bool, found: &mut Vec<Opening<'p>>) {
    for exit in exits(node) {
        let mark = Some(Mark::Chose(node.point, exit.choice));
        let doing = match exit.label {
            Label::Handler(handler) => {
                found.push(Opening { mark: Some(Mark::Took(handler.point)), doing: event(&handler.event) });
                continue;
            }
            _ if innermost => way(&node.op, exit.choice),
            _ => Some(Doing::Due).filter(|_| exit.choice == Choice::Within),
        };
        found.extend(doing.map(|doing| Opening { mark, doing }));
    }
}

fn heard<'p>(handlers: &'p [Handler], found: &mut Vec<Opening<'p>>) {
    let opening = |handler: &'p Handler| Opening {
        mark: Some(Mark::Took(handler.point)),
        doing: event(&handler.event),
    };
    found.extend(handlers.iter().map(opening));
}

/// What happens anywhere, with how often it is tried.
pub(super) fn anywhere<'p>(world: &World<'_>, program: &'p Program) -> Vec<(usize, Doing<'p>)> {
    let manual = world.talk.contact().status() == Status::Manual;
    let mut doings = vec![
        (6, Doing::Speak),
        (2, Doing::Unfit),
        (4, Doing::Due),
        (2, Doing::Wait),
        (3, Doing::PressAny),
        (1, Doing::Send),
        (1, Doing::Start),
        (usize::from(!program.bot.stop_words.is_empty()), Doing::OptOut),
        (1, Doing::Joins),
        (if manual { 4 } else { 0 }, Doing::Leaves),
        (1, Doing::AiDown),
    ];
    doings.extend(
        (0..world.people_buttons.len()).map(|nth| (if manual { 3 } else { 0 }, Doing::HandsBack(nth))),
    );
    let symbols = &program.symbols;
    doings.extend(symbols.postbacks.keys().map(|name| (2, Doing::Inbound(Inbound::Postback, name.as_str()))));
    doings.extend(symbols.webhooks.keys().map(|name| (1, Doing::Inbound(Inbound::Webhook, name.as_str()))));
    doings
}

/// What brings a way of the innermost statement about.
fn way(op: &Op, choice: Choice) -> Option<Doing<'_>> {
    Some(match (choice, op) {
        (Choice::Next, Op::Ask(ask)) => Doing::Fit(ask),
        (Choice::Next, Op::Wait(wait)) => event(&wait.event),
        (Choice::Next, Op::Delay(_)) | (Choice::Within, _) => Doing::Due,
        (Choice::Next, Op::Handoff(_)) => Doing::Leaves,
        (Choice::AtMost | Choice::Else, Op::Ask(_) | Op::Wait(_)) => Doing::Unfit,
        (Choice::Button(nth), Op::Handoff(_)) => Doing::HandsBack(nth as usize),
        (Choice::When(_) | Choice::Unanswered, Op::AiReply(_)) => Doing::Speak,
        _ => return None,
    })
}

fn event(event: &EventPattern) -> Doing<'_> {
    match event {
        EventPattern::Inbound(inbound, name) => Doing::Inbound(*inbound, name),
        EventPattern::Silence { .. } => Doing::Due,
        EventPattern::OptOut => Doing::OptOut,
        EventPattern::OperatorJoined => Doing::Joins,
        EventPattern::OperatorLeft => Doing::Leaves,
        EventPattern::AiDown => Doing::AiDown,
        EventPattern::Message => Doing::Speak,
        other => Doing::Happen(other),
    }
}

/// The input that does it; `None` where it cannot be done now.
pub(super) fn input(
    doing: Doing<'_>,
    world: &mut World<'_>,
    program: &Program,
    samples: &Samples,
    rng: &mut Rng,
) -> Option<Input> {
    let write = |text: String| Some(Input::Write(text, Vec::new()));
    match doing {
        Doing::Fit(ask) => fit(ask, world, program, samples, rng),
        Doing::Unfit if rng.chance(30) => Some(Input::Send(any_media(rng), Vec::new())),
        Doing::Unfit => write(samples.unfit(rng)),
        Doing::Speak => write(samples.text(rng)),
        Doing::Due => {
            let due = world.talk.contact().next_due()?;
            let left = (due.0 - world.talk.now().0).max(0);
            // Tests tell time in seconds.
            Some(Input::Wait(Duration((left + 999) / 1000 * 1000)))
        }
        Doing::Wait => {
            let minutes = [1, 15, 60, 300, 1_440, 4_320, 11_520];
            Some(Input::Wait(Duration(60_000 * rng.pick(&minutes)?)))
        }
        Doing::Press(at) => Some(Input::Press(world.talk.contact().buttons.get(at)?.text.clone())),
        Doing::PressAny => {
            let shown = world.talk.shown_buttons();
            Some(Input::Press(rng.pick(&shown)?.to_string()))
        }
        Doing::Happen(EventPattern::Media(kind)) => Some(Input::Send(*kind, Vec::new())),
        Doing::Happen(EventPattern::Start(payload)) => {
            let payload = payload.as_ref().map(|payload| samples.payload(program, payload, rng));
            Some(Input::Start(payload))
        }
        Doing::Happen(EventPattern::Button(text)) => Some(Input::Press(text.clone())),
        Doing::Happen(EventPattern::Blocked) => Some(Input::Block),
        Doing::Happen(event @ (EventPattern::MessageText(_) | EventPattern::MessageMatches(_))) => {
            write(samples.heard(event, rng))
        }
        // What the script itself changes cannot be brought about from outside.
        Doing::Happen(_) => None,
        Doing::Inbound(inbound, name) => {
            let signatures = match inbound {
                Inbound::Postback => &program.symbols.postbacks,
                Inbound::Webhook => &program.symbols.webhooks,
            };
            let signature = signatures.get(name)?;
            let value = |(param, ty): &(String, Type)| {
                let unique = signature.unique_by.as_ref() == Some(param) && matches!(ty, Type::Text(None));
                let value = match unique {
                    // A few transactions, so that some come twice.
                    true => Given::Value(crate::ir::Value::Text(format!("t{}", rng.below(12)))),
                    false => samples.value(param, ty, rng),
                };
                (param.clone(), value)
            };
            Some(Input::Inbound(inbound, name.to_owned(), signature.params.iter().map(value).collect()))
        }
        Doing::Send => Some(Input::Send(any_media(rng), Vec::new())),
        Doing::Start => Some(Input::Start(None)),
        Doing::OptOut => write(rng.pick(&program.bot.stop_words)?.clone()),
        Doing::Done(false) => Some(Input::Act(Act::Fails)),
        Doing::Done(true) => {
            let action = &world.talk.actions().first()?.action;
            let output = program.outside.actions.get(action).and_then(|action| action.output.as_ref());
            let fields = match output.map(|output| &output.ty) {
                None => Vec::new(),
                Some(Type::Record(fields)) => {
                    let needed = fields.iter().filter(|(_, _, optional)| !optional || rng.chance(50));
                    let needed: Vec<_> = needed.collect();
                    needed.iter().map(|(name, ty, _)| (name.clone(), samples.value(name, ty, rng))).collect()
                }
                Some(ty) => vec![("value".to_owned(), samples.value("value", ty, rng))],
            };
            Some(Input::Act(Act::Returns(fields)))
        }
        Doing::Joins => Some(Input::Joins),
        Doing::Leaves => Some(Input::Leaves),
        Doing::HandsBack(nth) => Some(Input::HandsBack(world.people_buttons.get(nth)?.clone())),
        Doing::AiDown => Some(Input::AiDown),
    }
}

/// An answer that the question wants.
fn fit(
    ask: &Ask,
    world: &mut World<'_>,
    program: &Program,
    samples: &Samples,
    rng: &mut Rng,
) -> Option<Input> {
    use crate::ir::SlotPlace::Field;
    let field = ask.tail.save.as_ref().and_then(|slot| match &slot.place {
        Field(name) => program.symbols.fields.get(name),
        _ => None,
    });
    let choices = world.talk.contact().buttons.iter().filter(|button| button.nth.is_none());
    let choices: Vec<String> = choices.map(|button| button.text.clone()).collect();
    let own: Vec<&str> = ask.message.buttons.iter().filter_map(|button| button.text.as_literal()).collect();
    if !choices.is_empty() && ask.choices.is_some() {
        return Some(Input::Press(rng.pick(&choices)?.clone()));
    }
    if !own.is_empty() && rng.chance(60) {
        return Some(Input::Press(rng.pick(&own)?.to_string()));
    }
    let Some(mut text) = samples.answer(ask, rng) else {
        return Some(Input::Send(asked_media(ask), Vec::new()));
    };
    if let Some(field) = field.filter(|field| field.private) {
        let fresh = rng.below(1_000_000);
        match (ask.kind, &field.ty) {
            (Some(AskKind::Email), _) => text = format!("private{fresh}@example.com"),
            (Some(AskKind::Phone), _) => text = format!("+38050{:07}", 1_000_000 + fresh),
            (None | Some(AskKind::Text), Type::Text(None)) => text = format!("private {fresh}"),
            _ => {}
        }
        world.keep_secret(&text);
    }
    Some(Input::Write(text, Vec::new()))
}

fn asked_media(ask: &Ask) -> MediaKind {
    match ask.kind {
        Some(AskKind::Voice) => MediaKind::Voice,
        Some(AskKind::Video) => MediaKind::Video,
        Some(AskKind::File) => MediaKind::File,
        Some(AskKind::Location) => MediaKind::Location,
        _ => MediaKind::Image,
    }
}

fn any_media(rng: &mut Rng) -> MediaKind {
    let kinds = [MediaKind::Image, MediaKind::Voice, MediaKind::Video, MediaKind::File, MediaKind::Location];
    rng.pick(&kinds).copied().unwrap_or(MediaKind::Image)
}

/// Whether the innermost statement is one that events alone end.
pub(super) fn only_events_end(op: &Op) -> bool {
    matches!(op, Op::AiReply(_)) || matches!(op, Op::Delay(delay) if !matches!(delay.until, Expr::Literal(_)))
}
