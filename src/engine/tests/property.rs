//! Random events against a program that has everything.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::chat::{Chat, NOON};
use super::script::*;
use crate::engine::*;
use crate::ir::{
    AskKind, Cap, Clock, Duration, EventPattern, Expr, MediaKind, MediaRef, QuietHours, SlotPlace, Time,
    Type, Value,
};

fn everything() -> Script {
    let reply = Reply {
        opening: Some("Hello"),
        untils: vec![when(means("done"), vec![to_step(2)])],
        whens: vec![when(
            means("later"),
            vec![say("fine"), delay(D, vec![(on_text("b"), None, vec![to_step(0)])])],
        )],
        unanswered: Some(vec![handoff_with(
            "help",
            vec![("Solved", vec![say("solved")]), ("Again", vec![to_step(0)])],
            vec![
                (on_postback("deposit"), None, vec![call("crm", tail()), add_tag("x")]),
                (on_postback("registration"), None, vec![to_step(2)]),
                (EventPattern::OperatorJoined, None, vec![ask(&["wait?"], None, &[], tail().within(H))]),
            ],
            tail().within(2 * H).otherwise(vec![say("tomorrow")]),
        )]),
        handlers: vec![
            (on_silence(4 * H, 3), None, vec![ai_say("remind", None)]),
            (on_silence(14 * D, 1), None, vec![end()]),
        ],
        ..Reply::default()
    };
    let image = tail().times(2).within(2 * D).otherwise(vec![to_step(1)]);
    Script::new()
        .bot(|bot| {
            bot.quiet = Some(QuietHours { from: Clock(22 * 60), to: Clock(9 * 60) });
            bot.cap = Some(Cap { messages: 2, per: Duration(D) });
            bot.stop_words = vec!["stop".into()];
        })
        .field("id", Type::Text(None))
        .postback("deposit", Some("amount"))
        .postback("registration", None)
        .flow(
            "main",
            vec![
                (
                    "one",
                    vec![
                        ab(
                            "hello",
                            vec![
                                ("x", 5000, vec![say("x")]),
                                ("y", 5000, vec![say_button("y", "More", vec![to_step(1)])]),
                            ],
                        ),
                        ask(
                            &["q", "r"],
                            None,
                            &["a", "b"],
                            tail().within(D).otherwise(vec![delay(H, vec![])]),
                        ),
                        route(
                            vec![when(means("yes"), vec![say("yes")])],
                            vec![to_step_at_most(0, 2, vec![])],
                        ),
                    ],
                ),
                ("two", vec![ai_reply("talk", reply)]),
                (
                    "three",
                    vec![
                        ask(&["photo"], Some(AskKind::Image), &[], image),
                        read("id", vec![to_step_at_most(2, 2, vec![to_step(1)])]),
                        call("crm", tail().within(30 * S).otherwise(vec![say("down")])),
                        wait_for(on_postback("deposit"), tail().within(30 * D).otherwise(vec![end()])),
                        to_flow(1),
                    ],
                ),
            ],
        )
        .flow(
            "second",
            vec![(
                "only",
                vec![
                    say("thanks"),
                    for_each(&["1", "2", "3"], 2, vec![say_value(Expr::Item)]),
                    ai_ask("name?", tail().times(3)),
                    visit(
                        2,
                        tail().within(6 * H).save(grade(), Type::Text(None)).otherwise(vec![say("cut")]),
                    ),
                    say_value(Expr::Local("grade".into())),
                    to_flow(0),
                ],
            )],
        )
        .flow(
            "third",
            vec![
                (
                    "ask",
                    vec![
                        say_value(Expr::Local("topic".into())),
                        ask(&["grade?"], None, &[], tail().within(D).otherwise(vec![delay(H, vec![])])),
                        for_each(&["p", "q"], 5, vec![add_tag("looped"), say_value(Expr::Item)]),
                        to_step_at_most(1, 1, vec![end()]),
                    ],
                ),
                ("open", vec![delay_until(Expr::NextOpen("office".into()), vec![]), end_with(Expr::Answer)]),
            ],
        )
        .hours("office", &[(0, 9, 18), (4, 22, 3)])
        .on_top(on_text("v"), None, vec![visit(2, tail().within(2 * D)), say("visited")])
        .on_flow(2, on_postback("registration"), None, vec![visit(3, tail().within(H))])
        .flow("fourth", vec![("one", vec![ask(&["deep?"], None, &[], tail().within(3 * D)), to_flow(2)])])
        .on_flow(0, on_postback("registration"), None, vec![add_tag("r"), to_step(1)])
        .on_top(on_postback("deposit"), Some(tag("r")), vec![say("deposit"), delay(H, vec![])])
        .on_top(on_text("?"), None, vec![ask(&["why"], None, &[], tail().within(H)), ask_again()])
        .on_top(EventPattern::Media(MediaKind::Image), None, vec![set("id", Value::Text("pic".into()))])
        .on_top(EventPattern::FieldChanged("id".into()), None, vec![notify("changed")])
        .on_top(
            EventPattern::AiDown,
            Some(Expr::IsEmpty(Box::new(Expr::Field("id".into())))),
            vec![say("sorry")],
        )
        .on_top(EventPattern::OperatorLeft, None, vec![say("back")])
        .on_top(on_silence(20 * D, 2), None, vec![say("we miss you")])
}

fn grade() -> SlotPlace {
    SlotPlace::Local("grade".into())
}

/// What may happen, and how many minutes later.
fn happening() -> impl Strategy<Value = (u32, EventKind)> {
    let text = prop_oneof!["a", "b", "v", "\\?", "stop", "/start", "More", "done", "[a-z]{1,5}"];
    let message = text.clone().prop_map(|text| EventKind::Message(Message { text, media: vec![] }));
    let media = MediaRef { kind: MediaKind::Image, at: "sha256:0".into(), mime: String::new() };
    let voice = MediaRef { kind: MediaKind::Voice, ..media.clone() };
    let image = Just(EventKind::Message(Message { text: String::new(), media: vec![media] }));
    let voice = Just(EventKind::Message(Message { text: String::new(), media: vec![voice] }));
    let press = text.prop_map(|text| EventKind::Button { text, button: String::new() });
    let start = Just(EventKind::Start { payload: None, known: Known::default(), trackers: BTreeMap::new() });
    let postback =
        (prop_oneof![Just("deposit"), Just("registration")], 0..4_i64).prop_map(|(name, amount)| {
            let params = BTreeMap::from([("amount".to_owned(), Value::Number(amount.into()))]);
            EventKind::Postback { name: name.into(), params, trackers: BTreeMap::new() }
        });
    let operator = prop_oneof!["Solved", "Again", "x"].prop_map(OperatorEvent::Pressed).boxed();
    let operator = prop_oneof![
        Just(OperatorEvent::Joined),
        Just(OperatorEvent::Left),
        Just(OperatorEvent::Left),
        operator
    ];
    let number = proptest::option::of(1..3_u16);
    let answer = prop_oneof![
        (number.clone(), number.clone(), any::<bool>()).prop_map(|(until, when, covered)| {
            ModelAnswer::Judged { until, when, saves: BTreeMap::new(), covered, reply: "reply".into() }
        }),
        number.prop_map(|when| ModelAnswer::Routed { when, saves: BTreeMap::new() }),
        Just(ModelAnswer::Wrote("words".into())),
        Just(ModelAnswer::Heard("a".into())),
        Just(ModelAnswer::Found(BTreeMap::from([("id".to_owned(), Value::Text("7".into()))]))),
        Just(ModelAnswer::Down("down".into())),
    ];
    // Request 0 stands for the latest one.
    let model = answer.prop_map(|answer| EventKind::Model { request: 0, answer });
    let action = any::<bool>().prop_map(|done| EventKind::Action {
        request: 0,
        answer: if done { ActionAnswer::Done(Value::Empty) } else { ActionAnswer::Failed("no".into()) },
    });
    let kind = prop_oneof![
        6 => message, 1 => image, 1 => voice, 2 => press, 1 => start, 3 => postback, 1 => operator.prop_map(EventKind::Operator),
        6 => model, 2 => action, 1 => Just(EventKind::Blocked), 4 => Just(EventKind::Clock),
    ];
    (prop_oneof![0..3_u32, 0..600_u32, 0..30_000_u32], kind)
}

fn script(gathers: bool) -> Script {
    let mut script = everything().bot(|bot| bot.gather = gathers.then_some(Duration(4 * S)));
    let model = crate::ir::Model {
        provider: "openai_compatible".into(),
        url: None,
        key: None,
        model: None,
        timeout: Duration(30 * S),
        context: 20,
    };
    script.program.outside.models.insert("transcribe".into(), model);
    script
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_events_leave_a_state_that_can_go_on(
        gathers in any::<bool>(),
        happenings in proptest::collection::vec(happening(), 1..40),
    ) {
        let mut chat = Chat::new(script(gathers));
        chat.now = Time(NOON);
        for (minutes, kind) in happenings {
            // Every timer on the way changes something, so it is not due again at once.
            chat.after(i64::from(minutes) * M);
            let kind = match kind {
                EventKind::Model { answer, .. } => EventKind::Model { request: chat.contact.requests, answer },
                EventKind::Action { answer, .. } => EventKind::Action { request: chat.contact.requests, answer },
                kind => kind,
            };
            let sequence = chat.contact.sequence;
            chat.event(kind);
            prop_assert_eq!(chat.contact.sequence, sequence + 1);
            prop_assert!(chat.contact.points().len() <= limits::FRAMES_MAX);
            prop_assert!(chat.contact.next_due().is_none_or(|due| due > chat.now), "nothing due is left behind");
            prop_assert!(!chat.has_limit("statements per event"));
            let waits = matches!(chat.contact.status(), Status::Waiting | Status::Auto);
            prop_assert!(!waits || chat.contact.current().is_some());
        }
    }
}
