//! Voice messages and their words.

use super::chat::Chat;
use super::script::*;
use crate::engine::{CONFIRMATION, EffectKind, EventKind, Message, ModelAnswer, OperatorEvent, Task};
use crate::ir::{Duration, EventPattern, Expr, MediaKind, MediaRef, Model, SlotPlace, Type};

fn listening(mut script: Script) -> Script {
    let model = Model {
        provider: "openai_compatible".into(),
        url: None,
        key: None,
        model: None,
        timeout: Duration(30 * S),
        context: 20,
    };
    script.program.outside.models.insert("transcribe".into(), model);
    script.bot(|bot| bot.stop_words = vec!["stop".into()])
}

/// `ask "q" save a within 10m else { say "late" }  say "{a}"  ask "r"  say "end"`
fn question() -> Script {
    let save = tail().save(SlotPlace::Field("a".into()), Type::Text(None)).within(10 * M);
    let block = vec![
        ask(&["q"], None, &[], save.otherwise(vec![say("late"), end()])),
        say_value(Expr::Field("a".into())),
        ask(&["r"], None, &["yes"], tail()),
        say("end"),
        end(),
    ];
    listening(Script::new().field("a", Type::Text(None))).flow("main", vec![("one", block)])
}

fn voice(chat: &mut Chat) -> &mut Chat {
    let media = MediaRef { kind: MediaKind::Voice, at: "sha256:00".into(), mime: "audio/ogg".into() };
    chat.event(EventKind::Message(Message { text: String::new(), media: vec![media] }))
}

fn heard<'c>(chat: &'c mut Chat, text: &str) -> &'c mut Chat {
    chat.model(ModelAnswer::Heard(text.into()))
}

#[test]
fn a_voice_message_is_turned_into_words_first_by_one_call() {
    let mut chat = Chat::started(question());
    voice(&mut chat);
    let request = chat.asked_model().expect("its words are asked for");
    assert!(matches!(&request.task, Task::Transcribe { media } if media.at == "sha256:00"));
    assert_eq!(heard(&mut chat, "Olga").said(), ["Olga", "r"]);
    assert!(chat.asked_model().is_none());
    // The same answer again is stale.
    assert!(heard(&mut chat, "Anna").effects.is_empty());
}

#[test]
fn without_the_model_it_has_no_words() {
    let mut script = question();
    script.program.outside.models.clear();
    let mut chat = Chat::started(script);
    assert_eq!(voice(&mut chat).said(), ["q"]);
}

#[test]
fn what_is_written_meanwhile_comes_behind_it_and_a_button_does_not_wait() {
    let mut chat = Chat::started(question());
    voice(&mut chat);
    assert!(chat.text("written").effects.is_empty());
    // It came before the question that the spoken words lead to, so it is no answer to it.
    assert_eq!(heard(&mut chat, "spoken").said(), ["spoken", "r"]);
    let mut chat = Chat::started(question());
    chat.text("Olga");
    voice(&mut chat);
    assert_eq!(chat.press("yes").said(), ["end"]);
}

#[test]
fn who_speaks_in_time_has_answered_in_time() {
    let mut chat = Chat::started(question());
    chat.after(9 * M);
    voice(&mut chat);
    assert!(chat.after(5 * M).effects.is_empty());
    assert_eq!(heard(&mut chat, "Olga").said(), ["Olga", "r"]);
}

#[test]
fn a_model_that_is_down_has_its_handler_once_and_is_asked_again() {
    let script = question().on_top(EventPattern::AiDown, None, vec![say("please write")]);
    let mut chat = Chat::started(script);
    voice(&mut chat);
    assert_eq!(chat.down().said(), ["please write"]);
    chat.after(M);
    assert!(matches!(chat.asked_model().map(|request| &request.task), Some(Task::Transcribe { .. })));
    assert!(chat.down().said().is_empty());
    chat.after(4 * M);
    assert_eq!(heard(&mut chat, "Olga").said(), ["Olga", "r"]);
}

#[test]
fn a_stop_word_counts_spoken_too_and_ends_the_listening_written() {
    let mut chat = Chat::started(question());
    voice(&mut chat);
    assert_eq!(heard(&mut chat, "Stop").said(), [CONFIRMATION]);
    chat.start(None);
    voice(&mut chat);
    assert_eq!(chat.text("stop").said(), [CONFIRMATION]);
    assert!(heard(&mut chat, "Olga").effects.is_empty());
    assert_eq!(chat.contact.next_due(), None);
}

#[test]
fn a_person_who_joins_listens_themselves() {
    let mut chat = Chat::started(question());
    voice(&mut chat);
    chat.text("written").operator(OperatorEvent::Joined);
    let media: Vec<usize> = chat
        .effects
        .iter()
        .map(|effect| match effect {
            EffectKind::Relay { media, .. } => media.len(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(media, [1, 0]);
    assert!(heard(&mut chat, "Olga").effects.is_empty());
}

#[test]
fn a_burst_holds_the_words_of_a_voice_message_too() {
    let mut chat = Chat::started(question().bot(|bot| bot.gather = Some(Duration(4 * S))));
    chat.text("Hi");
    voice(&mut chat);
    heard(&mut chat, "I am Olga");
    assert_eq!(chat.after(4 * S).said(), ["Hi\nI am Olga", "r"]);
}

#[test]
fn words_of_what_was_said_before_a_question_are_no_answer_to_it() {
    let block = vec![delay(M, vec![]), ask(&["q"], None, &[], tail()), say("end"), end()];
    let mut chat = Chat::started(listening(Script::new()).flow("main", vec![("one", block)]));
    voice(&mut chat);
    assert_eq!(chat.after(M).said(), ["q"]);
    assert!(heard(&mut chat, "early").said().is_empty());
    assert_eq!(chat.text("now").said(), ["end"]);
}
