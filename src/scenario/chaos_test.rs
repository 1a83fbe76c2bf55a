//! Whatever happens to a contact, in whatever order: the run is repeatable, and the contact is never lost.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::example_test::example;
use super::tests::ignorant;
use super::{Answers, Conversation};
use crate::engine::{
    ActionAnswer, Contact, EffectKind, Machine, ModelAnswer, ModelRequest, OperatorEvent, Status, Task,
};
use crate::ir::{Duration, Inbound, MediaKind, Time};

/// Something that happens.
#[derive(Debug, Clone)]
enum Input {
    Start(Option<&'static str>),
    Write(&'static str),
    Picture,
    /// One of the buttons that were shown, by its place from the end.
    Press(usize),
    Postback(&'static str, u8),
    Wait(i64),
    Joins,
    Leaves,
    Block,
}

fn any_input() -> impl Strategy<Value = Input> {
    let texts = ["да", "нет", "1234567", "завтра", "now", "стоп", "/menu", "/start", "", "где?", "x"];
    let minutes = [1, 30, 59, 60, 240, 600, 1440, 2880, 10_080, 60 * 24 * 40];
    prop_oneof![
        2 => prop::sample::select(vec![None, Some("vip"), Some("order_1")]).prop_map(Input::Start),
        6 => prop::sample::select(texts.to_vec()).prop_map(Input::Write),
        2 => Just(Input::Picture),
        3 => (0_usize..4).prop_map(Input::Press),
        4 => (prop::sample::select(vec!["registration", "deposit"]), 0_u8..4)
            .prop_map(|(name, tid)| Input::Postback(name, tid)),
        5 => prop::sample::select(minutes.to_vec()).prop_map(Input::Wait),
        1 => Just(Input::Joins),
        1 => Just(Input::Leaves),
        1 => Just(Input::Block),
    ]
}

/// A model that takes a branch by the request's number, and is sometimes down.
fn moody(request: &ModelRequest) -> ModelAnswer {
    let pick = |count: usize| {
        let place = (request.id % (count as u64 + 2)) as usize;
        (place < count).then_some(place)
    };
    if request.id % 11 == 7 {
        return ModelAnswer::Down("moody".to_owned());
    }
    match &request.task {
        Task::Judge { untils, whens } => match ignorant(request) {
            ModelAnswer::Judged { saves, reply, .. } => ModelAnswer::Judged {
                until: if request.id % 3 == 0 {
                    pick(untils.len()).map(|at| untils[at].number)
                } else {
                    None
                },
                when: pick(whens.len()).map(|at| whens[at].number),
                saves,
                covered: request.id % 2 == 0,
                reply,
            },
            other => other,
        },
        Task::Route { whens } => ModelAnswer::Routed {
            when: pick(whens.len()).map(|at| whens[at].number),
            saves: Default::default(),
        },
        _ => ignorant(request),
    }
}

fn happen<A: Answers>(input: &Input, chat: &mut Conversation<A>) {
    match input {
        Input::Start(payload) => chat.start(*payload),
        Input::Write(text) => chat.write(text),
        Input::Picture => chat.send(MediaKind::Image, "a.png", ""),
        Input::Press(place) => {
            let shown: Vec<String> =
                chat.transcript().lines.iter().flat_map(|line| line.buttons.clone()).collect();
            if let Some(text) = shown.iter().rev().nth(*place) {
                // A link's button is never pressed.
                let _ = chat.press(text);
            }
        }
        Input::Postback(name, tid) => {
            let deposit =
                [("amount", format!("{}0", tid + 5)), ("currency", "EUR".into()), ("tid", tid.to_string())];
            let params: Vec<(String, String)> = match *name {
                "deposit" => deposit.map(|(name, text)| (name.to_owned(), text)).to_vec(),
                _ => Vec::new(),
            };
            // A project without the postback refuses it.
            let _ = chat.receive_written(Inbound::Postback, name, &params);
        }
        Input::Wait(minutes) => chat.wait(Duration(minutes * 60_000)),
        Input::Joins => chat.operator(OperatorEvent::Joined),
        Input::Leaves => chat.operator(OperatorEvent::Left),
        Input::Block => chat.block(),
    }
    while let Some(action) = chat.actions().first().map(|action| action.id) {
        chat.answer_action(action, ActionAnswer::Failed("chaos".to_owned())).expect("it waits");
    }
}

fn live(
    machine: &Arc<Machine>,
    inputs: &[Input],
    forgets: bool,
) -> Conversation<fn(&ModelRequest) -> ModelAnswer> {
    let answers: fn(&ModelRequest) -> ModelAnswer = moody;
    let contact = Contact::new("web:chaos");
    let mut chat = Conversation::new(machine.clone(), contact, Time(1_767_607_200_000), answers);
    if forgets {
        chat = chat.forgetting();
    }
    for input in inputs {
        happen(input, &mut chat);
    }
    chat
}

fn holds(machine: &Arc<Machine>, inputs: &[Input]) -> Result<(), TestCaseError> {
    let mut chat = live(machine, inputs, false);
    let crashed = live(machine, inputs, true);
    prop_assert_eq!(chat.journal(), crashed.journal());
    prop_assert_eq!(chat.contact(), crashed.contact());
    let mut keys = BTreeSet::new();
    for (event, outcome) in chat.journal() {
        for effect in &outcome.effects {
            prop_assert!(keys.insert(effect.key.clone()), "{:?} twice, at {:?}", effect.key, event);
        }
    }
    let contact = chat.contact();
    if let Some(due) = contact.next_due() {
        prop_assert!(due > chat.now(), "{due} is due and was not taken by {}", chat.now());
    }
    let standing = !contact.points().is_empty();
    match contact.status() {
        Status::Auto | Status::Waiting => prop_assert!(standing),
        Status::New | Status::Finished | Status::Stopped => prop_assert!(!standing),
        Status::Manual | Status::Blocked => {}
    }
    // Whoever is stuck comes out of it. A contact who blocked the bot opens the chat again; one handoff may lead to the
    // next.
    happen(&Input::Leaves, &mut chat);
    happen(&Input::Start(None), &mut chat);
    for _ in 0..4 {
        if chat.contact().status() == Status::Manual {
            happen(&Input::Leaves, &mut chat);
        }
    }
    happen(&Input::Start(None), &mut chat);
    let said = chat.heard().effects.iter().any(|effect| matches!(effect.kind, EffectKind::Say(_)));
    prop_assert!(said, "nothing was said to /start in {:?}", chat.contact().status());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_contact_of_the_screenshot_funnel_is_never_lost(inputs in prop::collection::vec(any_input(), 0..40)) {
        holds(&example("screenshot-funnel").1, &inputs)?;
    }

    #[test]
    fn a_contact_of_the_postback_funnel_is_never_lost(inputs in prop::collection::vec(any_input(), 0..40)) {
        holds(&example("postback-funnel").1, &inputs)?;
    }
}
