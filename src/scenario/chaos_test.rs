//! Whatever happens to a contact, in whatever order: the run is repeatable, and the contact is never lost.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;

use super::example_test::example;
use super::tests::ignorant;
use super::{Answers, Conversation};
use crate::check::graph::exits;
use crate::engine::{
    ActionAnswer, Contact, EffectKind, Machine, Mark, ModelAnswer, ModelRequest, OperatorEvent, Status, Task,
};
use crate::ir::{Choice, Duration, Inbound, MediaKind, Op, Time, Value};
use crate::lower::build;
use crate::project::Memory;

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
    let texts =
        ["да", "нет", "1234567", "завтра", "now", "стоп", "/menu", "/start", "", "где?", "x", "Old", "Again"];
    let minutes = [1, 30, 59, 60, 240, 600, 1440, 2880, 10_080, 60 * 24 * 40];
    prop_oneof![
        2 => prop::sample::select(vec![None, Some("vip"), Some("talk"), Some("photo"), Some("order")]).prop_map(Input::Start),
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
                until: if request.id.is_multiple_of(3) {
                    pick(untils.len()).map(|at| untils[at].number)
                } else {
                    None
                },
                when: pick(whens.len()).map(|at| whens[at].number),
                saves,
                covered: request.id.is_multiple_of(2),
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
        let status = ("status".to_owned(), Value::Text("paid".to_owned()));
        let answer = match action % 3 {
            0 => ActionAnswer::Failed("chaos".to_owned()),
            _ => ActionAnswer::Done(Value::Record([status].into())),
        };
        chat.answer_action(action, answer).expect("it waits");
    }
}

fn live(
    machine: &Arc<Machine>,
    inputs: &[Input],
    forgets: bool,
) -> Conversation<fn(&ModelRequest) -> ModelAnswer> {
    let answers: fn(&ModelRequest) -> ModelAnswer = moody;
    // Contacts differ in the arms that they draw.
    let contact = Contact::new(format!("web:{}", inputs.len()));
    let mut chat = Conversation::new(machine.clone(), contact, Time(1_767_607_200_000), answers);
    if forgets {
        chat = chat.forgetting();
    }
    for input in inputs {
        happen(input, &mut chat);
    }
    chat
}

/// Whether the graph knows the way that the engine says it took.
fn is_known(machine: &Machine, mark: Mark) -> bool {
    let program = machine.program();
    let Mark::Chose(point, choice) = mark else { return true };
    let Some(node) = machine.find(point).map(|at| program.node(at)) else { return false };
    // What fails and says nothing of that goes on as if it had not.
    let silent = choice == Choice::Else && matches!(node.op, Op::Call(_) | Op::Read(_));
    silent || exits(node).iter().any(|exit| exit.choice == choice)
}

fn holds(machine: &Arc<Machine>, inputs: &[Input]) -> Result<(), TestCaseError> {
    let mut chat = live(machine, inputs, false);
    let crashed = live(machine, inputs, true);
    prop_assert_eq!(chat.journal(), crashed.journal());
    prop_assert_eq!(chat.contact(), crashed.contact());
    for mark in chat.marks() {
        prop_assert!(is_known(machine, *mark), "{mark:?} is no way of the graph");
    }
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

/// Nearly every statement, with handlers at every level.
const EVERYTHING: &str = r#"
bot "Everything" {
  start menu
  timezone "Europe/Kyiv"
  quiet hours 22:00 to 09:00
  at most 2 messages per 1d
  stop words "стоп"
}
tag a, b
field n: number from 0 to 2000000 = 0
field due: time
field langs: list of text
field plan: one of "да", "нет"
field shot: image
tracker click_id
postback registration
postback deposit(amount: number, currency: text, tid: text) by tid

on start "vip" { add tag a  say "vip" }
on start "talk" -> flow talk
on start "photo" -> flow talk step second
on start "order" -> flow menu step pick
on message "/menu" -> flow menu
on button "Old" { say "old" }
on image { say "a picture"  ask "Why?" within 1h else { say "never mind" } }
on postback deposit if deposit.count == 2 and not in flow menu -> flow talk
on tag a added { set n = n + 1  remove tag a }
on field n changed { say "n is {n}" }
on operator joined { notify team "joined" }
on action failed { notify team "an action failed" }
on blocked { add tag b }
on opt out { say "bye" }
on message { say "hm"  ask "Really?" within 10m else { add tag a } }

flow menu {
  on postback registration { say "registered" -> pick }
  on silence 2h at most 3 times { say "still there?" }
  step first {
    on message matches /где/ { say "here"  ask again }
    ask "How many?" or "A number, please." save n at most 2 times within 1d -> pick else -> pause
    add tag a
    -> pick
  }
  step pick {
    ask "Plan?" save plan where plan == "ДА" at most 3 times within 4h else -> pause
    add "ru" to langs
    remove "ru" from langs
    ab coin { 50% heads { say "heads" or "tails"  set n = n * 1.5 }  50% tails { -> pause at most 2 times else -> flow talk } }
    do shop.order(number: "{n | round}") save order at most 2 times within 30m else -> pause
    say "{order.status | upper} {order.at | default "-"}" buttons { "Again" -> first  "Shrug" { say "shrug" }  "Site" link "https://x.example/{tracker.click_id | default "-" | url}" } at any hour
    wait for postback deposit where deposit.amount > 60 within 2d else -> flow talk
    -> flow talk step second
  }
  step pause {
    delay 3h { on message "now" -> pick  on postback deposit { say "thanks" } }
    delay until 09:00
    -> first
  }
}
flow talk {
  step first {
    ai reply chat {
      goal "x"
      opening "Let us talk."
      until "is done" -> second
      when button "Old" or matches /^x$/ { say "x"  delay 1h }
      when "says when" save due where due > now { say "{due | relative}"  delay until due }
      when "wants a person" { handoff "a person" within 2h else { say "nobody" } }
      when "asks for the menu" -> flow menu
      unanswered { ai say "say that you ask" else "I will ask."  notify team "{answer}" }
      on silence 1h at most 2 times { ai say "remind" else "ping" }
      on silence 10d -> end
      on postback deposit { add tag a  say "in a talk: {deposit.amount} {deposit.count}" }
    }
  }
  step second {
    ask image "A picture?" save shot at most 2 times within 1d else -> end
    read n from image "the number" within 1m else { -> second at most 2 times else -> end }
    route {
      when "да" like "да" -> first
      when matches /\d/ { say "a digit" }
      else { ai ask "ask why" within 1h else -> end }
    }
    if n > 5 and tag b { say "five" } else if langs is not empty -> flow menu else { set langs = empty }
    -> first
  }
}
"#;

const MANIFEST: &str = r#"
flow: 1
project: everything
operators: { team: { default: true } }
shapes: { order: { status: text, at: optional time } }
actions:
  shop.order: { post: "https://shop.example/orders", input: { number: text }, output: order, tries: 2, idempotent: header Idempotency-Key }
"#;

pub(super) fn everything() -> Arc<Machine> {
    static BUILT: OnceLock<Arc<Machine>> = OnceLock::new();
    let machine = BUILT.get_or_init(|| {
        let files = Memory::new([("p/all.flow", EVERYTHING), ("p/flow.yaml", MANIFEST)]);
        let built = build(&files, "p").expect("there is a project");
        let sources = &built.project.sources;
        let found =
            built.findings.iter().map(|found| format!("{} {}", sources.text(found.span), found.message));
        let found: Vec<String> = found.collect();
        Arc::new(Machine::new(built.program.unwrap_or_else(|| panic!("{found:#?}"))))
    });
    machine.clone()
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

    #[test]
    fn a_contact_of_a_program_with_everything_is_never_lost(inputs in prop::collection::vec(any_input(), 0..24)) {
        holds(&everything(), &inputs)?;
    }
}
