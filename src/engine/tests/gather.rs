//! Bursts of messages.

use super::chat::Chat;
use super::script::*;
use crate::engine::{CONFIRMATION, EffectKind, EventKind, Message, OperatorEvent, Status, Task};
use crate::ir::{Duration, Expr, SlotPlace, Time, Type, Value};

fn bursts(script: Script) -> Script {
    script.bot(|bot| {
        bot.gather = Some(Duration(4 * S));
        bot.stop_words = vec!["stop".into()];
    })
}

/// `ask "q" save a within 10s else { say "late" }  say "{a}"  ask "r"`
fn question() -> Script {
    let save = tail().save(SlotPlace::Field("a".into()), Type::Text(None)).within(10 * S);
    let block = vec![
        ask(&["q"], None, &[], save.otherwise(vec![say("late"), end()])),
        say_value(Expr::Field("a".into())),
        ask(&["r"], None, &["yes"], tail()),
        say("end"),
        end(),
    ];
    bursts(Script::new().field("a", Type::Text(None)).postback("deposit", Some("amount"))).flow(
        "main",
        vec![("one", block), ("two", vec![ask(&["two?"], None, &[], tail()), say("two"), end()])],
    )
}

#[test]
fn texts_are_joined_and_each_message_opens_the_window_anew_five_times_at_most() {
    let mut chat = Chat::started(question());
    for number in 1..=6 {
        assert!(chat.after(3 * S).text(&number.to_string()).effects.is_empty());
    }
    // The fifth window began 12 seconds after the first message; the sixth message opens none.
    assert!(chat.after(S - 1).said().is_empty());
    assert_eq!(chat.after(1).said(), ["1\n2\n3\n4\n5\n6", "r"]);
}

#[test]
fn pictures_are_a_list_of_one_message() {
    let script = bursts(Script::new())
        .flow("main", vec![("one", vec![ai_reply("talk", Reply { waits: true, ..Reply::default() })])]);
    let mut chat = Chat::started(script);
    chat.image().text("my papers").image().after(4 * S);
    let messages = chat.asked_model().map(|request| request.messages.clone()).unwrap_or_default();
    let [Message { text, media }] = messages.as_slice() else { panic!("one message: {messages:?}") };
    assert_eq!((text.as_str(), media.len()), ("my papers", 2));
}

#[test]
fn a_command_closes_the_window_and_the_gathered_message_goes_first() {
    let script = || question().on_top(on_text("/menu"), None, vec![say("menu")]);
    let mut chat = Chat::started(script());
    assert_eq!(chat.text("Olga").text("/menu").said(), ["Olga", "r", "menu"]);
    // A live button's text is one, too; so is `/start`.
    assert_eq!(chat.text("yes").said(), ["end"]);
    let mut chat = Chat::started(script());
    assert_eq!(chat.text("Olga").text("/start").said(), ["Olga", "r", "q"]);
    let mut chat = Chat::started(script());
    assert_eq!(chat.text("Olga").start(None).said(), ["Olga", "r", "q"]);
    let mut chat = Chat::started(script());
    assert_eq!(chat.text("Olga").text("STOP").said(), ["Olga", "r", CONFIRMATION]);
    assert_eq!((chat.contact.status(), chat.contact.next_due()), (Status::Stopped, None));
}

#[test]
fn who_writes_in_time_has_answered_in_time_and_silence_counts_from_the_last_message() {
    let mut chat = Chat::started(question());
    chat.after(9 * S).text("Olga");
    assert_eq!(chat.after(4 * S).said(), ["Olga", "r"]);
    let script = bursts(Script::new())
        .flow(
            "main",
            vec![(
                "one",
                vec![ask(&["q"], None, &[], tail().guard(Expr::Literal(Value::Bool(false))).times(9))],
            )],
        )
        .on_top(on_silence(6 * S, 1), None, vec![say("silent")]);
    let mut chat = Chat::started(script);
    chat.after(5 * S).text("x");
    assert_eq!(chat.after(4 * S).said(), ["q"]);
    assert_eq!(chat.after(2 * S - 1).said(), [""; 0]);
    assert_eq!(chat.after(1).said(), ["silent"]);
}

#[test]
fn what_a_late_clock_finds_is_the_same() {
    let mut chat = Chat::started(question());
    chat.text("Olga").text("from Kyiv");
    assert_eq!(chat.outage(H).said(), ["Olga\nfrom Kyiv", "r"]);
}

#[test]
fn a_person_who_joins_in_the_window_gets_the_messages_and_the_question_rests() {
    let mut chat = Chat::started(question());
    chat.text("Olga").text("help").operator(OperatorEvent::Joined);
    let relayed: Vec<&str> = chat
        .effects
        .iter()
        .map(|effect| match effect {
            EffectKind::Relay { text, .. } => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(relayed, ["Olga", "help"]);
    assert!(chat.after(H).operator(OperatorEvent::Left).said().is_empty());
    assert_eq!(chat.after(10 * S).said(), ["late"]);
}

#[test]
fn who_is_led_elsewhere_in_the_window_is_not_taken_to_have_answered_the_question_there() {
    let mut chat = Chat::started(question().on_flow(0, on_postback("deposit"), None, vec![to_step(1)]));
    assert_eq!(chat.text("Olga").after(S).postback("deposit", 1).said(), ["two?"]);
    assert!(chat.after(H).said().is_empty());
    assert_eq!(chat.text("Anna").after(4 * S).said(), ["two"]);
    // A block that only answers leaves the window as it was.
    let mut chat = Chat::started(question().on_top(on_postback("deposit"), None, vec![say("paid")]));
    assert_eq!(chat.text("Olga").after(S).postback("deposit", 1).said(), ["paid"]);
    assert_eq!(chat.after(3 * S).said(), ["Olga", "r"]);
}

#[test]
fn a_result_that_comes_while_the_contact_writes_on_is_stale() {
    let reply = Reply { waits: true, ..Reply::default() };
    let script = bursts(Script::new()).flow("main", vec![("one", vec![ai_reply("talk", reply)])]);
    let mut chat = Chat::started(script);
    chat.text("how much").after(4 * S);
    let first = chat.contact.requests;
    assert!(chat.text("is it?").replied("What do you mean?").effects.is_empty());
    chat.after(4 * S);
    let request = chat.asked_model().expect("both are judged");
    assert_eq!(request.id, first + 1);
    let texts: Vec<&str> = request.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["how much", "is it?"]);
    assert!(matches!(request.task, Task::Judge { .. }));
    assert_eq!(chat.replied("Nothing.").said(), ["Nothing."]);
}

#[test]
fn what_is_kept_in_a_delay_or_in_flight_is_not_gathered() {
    let mut chat =
        Chat::started(bursts(Script::new()).flow("main", vec![("one", vec![delay(H, vec![]), end()])]));
    chat.text("a");
    assert_eq!(chat.contact.gathers_until(), None);
    assert_eq!(chat.contact.next_due(), Some(Time(chat.now.0 + H)));
}

#[test]
fn blocked_holds_the_window() {
    let mut chat = Chat::started(question());
    chat.text("Olga").event(EventKind::Blocked);
    assert!(chat.after(H).said().is_empty());
    chat.text("I am back");
    assert_eq!(chat.after(4 * S).said(), ["Olga\nI am back", "r"]);
}
