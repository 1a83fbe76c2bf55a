//! Delays, silence, quiet hours, caps, postbacks that are kept.

use super::chat::Chat;
use super::script::*;
use crate::engine::{EffectKind, Status};
use crate::ir::{Cap, Clock, Duration, Expr, Inbound, QuietHours, Time, Value};

fn one(block: Block) -> Script {
    Script::new().flow("main", vec![("one", block), ("two", vec![say("two"), delay(300 * D, vec![])])])
}

fn night(script: Script) -> Script {
    script.bot(|bot| bot.quiet = Some(QuietHours { from: Clock(22 * 60), to: Clock(9 * 60) }))
}

#[test]
fn a_delay_goes_on_when_due_and_a_past_time_passes_at_once() {
    let past = Expr::Literal(Value::Time(Time(0)));
    let mut chat =
        Chat::started(one(vec![delay_until(past, vec![]), say("a"), delay(H, vec![]), say("b"), end()]));
    assert_eq!(chat.said(), ["a"]);
    assert_eq!(chat.contact.next_due(), Some(Time(chat.now.0 + H)));
    assert!(chat.after(H - 1).said().is_empty());
    assert_eq!(chat.after(1).said(), ["b"]);
}

#[test]
fn a_delay_of_more_than_366_days_is_cut_and_recorded() {
    let chat = Chat::started(one(vec![delay(400 * D, vec![]), end()]));
    assert!(chat.has_limit("days of a delay"));
    assert_eq!(chat.contact.next_due(), Some(Time(chat.now.0 + 366 * D)));
}

#[test]
fn timers_due_before_an_event_are_taken_before_it() {
    let mut chat =
        Chat::started(one(vec![delay(H, vec![]), ask(&["q"], None, &[], tail()), say("on"), end()]));
    chat.now = Time(chat.now.0 + 2 * H);
    assert_eq!(chat.text("x").said(), ["q", "on"]);
}

#[test]
fn silence_counts_from_the_last_message_and_fires_at_d_2d_and_nd() {
    let block = vec![ask(&["q"], None, &[], tail().within(365 * D))];
    let mut chat = Chat::started(one(block).on_step(0, 0, on_silence(H, 2), vec![say("still there?")]));
    assert_eq!(chat.after(H).said(), ["still there?"]);
    assert_eq!(chat.after(H).said(), ["still there?"]);
    assert!(chat.after(10 * H).said().is_empty());
    // A picture is an unfit answer, and the end of the silence.
    assert_eq!(chat.image().said(), ["q"]);
    assert_eq!(chat.after(H).said(), ["still there?"]);
}

#[test]
fn several_silences_due_together_fire_once_the_last() {
    let block = vec![ask(&["q"], None, &[], tail())];
    let script = || {
        let block = vec![ask(&["q"], None, &[], tail())];
        one(block).on_step(0, 0, on_silence(H, 5), vec![say("hour")])
    };
    drop(block);
    let mut chat = Chat::started(script());
    assert_eq!(chat.outage(3 * H).said(), ["hour"]);
    assert_eq!(chat.dropped(), 2);
    assert_eq!(chat.after(H).said(), ["hour"]);
    let mut chat = Chat::started(script().on_step(0, 0, on_silence(2 * H, 1), vec![say("two hours")]));
    assert_eq!(chat.outage(2 * H + M).said(), ["hour"], "of equal times the first in the text");
    let mut chat = Chat::started(script().on_step(0, 0, on_silence(150 * M, 1), vec![say("last")]));
    assert_eq!(chat.outage(170 * M).said(), ["last"]);
    assert_eq!(chat.dropped(), 2);
}

#[test]
fn silence_does_not_fire_in_a_delay_nor_for_a_place_that_is_covered() {
    let script = one(vec![delay(D, vec![]), ask(&["q"], None, &[], tail())])
        .on_step(0, 0, on_silence(H, 1), vec![say("silence")])
        .on_top(on_text("?"), None, vec![ask(&["why"], None, &[], tail().within(D))]);
    let mut chat = Chat::started(script);
    assert!(chat.after(5 * H).said().is_empty());
    assert_eq!(chat.after(19 * H).said(), ["q", "silence"]);
    chat.text("?");
    assert!(chat.after(5 * H).said().is_empty());
    // Uncovered, the silence starts anew.
    chat.text("because");
    assert!(chat.after(59 * M).said().is_empty());
    assert_eq!(chat.after(M).said(), ["silence"]);
}

#[test]
fn timers_due_at_one_instant_are_taken_silence_first_then_within() {
    let ending = tail().within(H).otherwise(vec![say("late"), end()]);
    let script = one(vec![ask(&["q"], None, &[], ending)]).on_step(0, 0, on_silence(H, 1), vec![say("hm")]);
    assert_eq!(Chat::started(script).after(H).said(), ["hm", "late"]);
}

#[test]
fn in_quiet_hours_a_proactive_message_is_held_and_goes_on_after_the_night() {
    let mut chat =
        Chat::started(night(one(vec![delay(11 * H, vec![]), add_tag("x"), say("a"), say("b"), end()])));
    assert!(chat.after(11 * H).said().is_empty());
    assert!(chat.contact.tags.contains("x"), "what stands before it has run");
    assert_eq!(chat.contact.status(), Status::Waiting);
    let due = chat.contact.next_due().expect("it is held");
    let morning = chat.now.0 + 10 * H;
    assert!((morning..morning + 30 * M).contains(&due.0), "spread over half an hour");
    assert_eq!(chat.after(10 * H + 30 * M).said(), ["a", "b"]);
}

#[test]
fn any_message_ends_a_hold_and_is_kept() {
    let reply = Reply { waits: true, ..Reply::default() };
    let script = night(one(vec![delay(11 * H, vec![]), say("a"), ai_reply("talk", reply)]));
    let mut chat = Chat::started(script);
    chat.after(11 * H);
    chat.text("I am awake");
    assert_eq!(chat.said(), ["a"]);
    assert_eq!(chat.asked_model().map(|request| request.messages[0].text.as_str()), Some("I am awake"));
}

#[test]
fn answers_are_never_held() {
    let mut chat = Chat::started(night(one(vec![ask(&["q"], None, &[], tail()), say("a"), end()])));
    assert_eq!(chat.after(11 * H).text("x").said(), ["a"]);
    let Some(EffectKind::Say(said)) = chat.effects.first() else { panic!("it is said") };
    assert!(!said.proactive);
}

#[test]
fn above_the_cap_a_reminder_is_dropped_and_any_other_message_held() {
    let cap = |script: Script| script.bot(|bot| bot.cap = Some(Cap { messages: 2, per: Duration(D) }));
    let asks = one(vec![ask(&["q"], None, &[], tail())]).on_step(0, 0, on_silence(H, 3), vec![say("hm")]);
    let mut chat = Chat::started(cap(asks));
    assert_eq!(chat.after(2 * H).said(), ["hm", "hm"]);
    assert!(chat.after(H).said().is_empty());
    assert_eq!(chat.dropped(), 1);
    assert!(chat.after(3 * D).said().is_empty(), "it counts as fired");
    let says = (1..=3).flat_map(|nth| [delay(H, vec![]), say(&nth.to_string())]).chain([end()]).collect();
    let mut chat = Chat::started(cap(one(says)));
    assert_eq!(chat.after(3 * H).said(), ["1", "2"]);
    assert!(chat.after(22 * H - 1).said().is_empty());
    assert_eq!(chat.after(1).said(), ["3"], "the window has room when its oldest leaves it");
}

#[test]
fn a_postback_is_taken_by_what_waits_else_by_a_handler_else_kept() {
    let amount =
        Expr::Parameter { inbound: Inbound::Postback, name: "deposit".into(), param: "amount".into() };
    let script = one(vec![
        wait_for(on_postback("deposit"), tail()),
        say_value(amount.clone()),
        delay(H, vec![]),
        wait_for(on_postback("deposit"), tail()),
        say_value(amount.clone()),
        say_value(Expr::Count { inbound: Inbound::Postback, name: "deposit".into() }),
        end(),
    ])
    .postback("deposit", Some("amount"));
    let mut chat = Chat::started(script);
    assert_eq!(chat.postback("deposit", 5).said(), ["5"]);
    assert!(chat.postback("deposit", 5).effects.is_empty(), "the same transaction changes nothing");
    assert!(chat.postback("deposit", 6).effects.is_empty());
    assert!(chat.postback("deposit", 7).effects.is_empty());
    // The oldest kept one is given, and still says which it was.
    assert_eq!(chat.after(H).said(), ["6", "2"]);
}

#[test]
fn without_by_a_postback_counts_once_per_contact() {
    let script = one(vec![delay(D, vec![])]).postback("registration", None).on_top(
        on_postback("registration"),
        None,
        vec![say("yes")],
    );
    let mut chat = Chat::started(script);
    assert_eq!(chat.postback("registration", 1).said(), ["yes"]);
    assert!(chat.postback("registration", 2).said().is_empty());
}

#[test]
fn a_kept_postback_is_given_where_a_step_names_it_before_anything_else_runs() {
    let script = one(vec![delay(H, vec![]), to_step(1)]).postback("deposit", Some("amount")).on_step(
        0,
        1,
        on_postback("deposit"),
        vec![say("deposit")],
    );
    let mut chat = Chat::started(script);
    chat.postback("deposit", 1);
    chat.postback("deposit", 2);
    assert_eq!(chat.after(H).said(), ["deposit", "two"]);
    assert_eq!(chat.contact.kept.len(), 1, "one per entry");
}

#[test]
fn eight_postbacks_of_a_name_are_kept_and_the_oldest_dropped_for_90_days() {
    let script = one(vec![delay(H, vec![]), wait_for(on_postback("deposit"), tail()), end()])
        .postback("deposit", Some("amount"));
    let mut chat = Chat::started(script);
    for amount in 1..=9 {
        chat.postback("deposit", amount);
    }
    assert_eq!(chat.dropped(), 1);
    assert_eq!(chat.contact.kept.len(), 8);
    chat.now = Time(chat.now.0 + 91 * D);
    chat.event(crate::engine::EventKind::Clock);
    assert_eq!(chat.contact.status(), Status::Waiting, "they are too old to be given");
}

#[test]
fn data_before_the_first_contact_is_kept_and_given_after_start_began() {
    let script = one(vec![say("hi"), delay(D, vec![])])
        .postback("deposit", Some("amount"))
        .on_flow(0, on_postback("deposit"), None, vec![say("deposit")])
        .on_top(on_postback("deposit"), None, vec![say("top")]);
    let mut chat = Chat::new(script);
    assert!(chat.postback("deposit", 1).effects.is_empty());
    assert_eq!(chat.contact.status(), Status::New);
    assert_eq!(chat.start(None).said(), ["deposit", "hi"]);
    assert_eq!(chat.postback("deposit", 2).said(), ["deposit"]);
}

#[test]
fn a_handler_of_a_postback_speaks_of_its_own_event_and_the_arrow_takes_it_along() {
    let amount =
        || Expr::Parameter { inbound: Inbound::Postback, name: "deposit".into(), param: "amount".into() };
    let script = Script::new()
        .postback("deposit", Some("amount"))
        .flow("main", vec![("one", vec![delay(H, vec![]), to_step(1)]), ("two", vec![delay(D, vec![])])])
        .flow("thanks", vec![("one", vec![say_value(amount()), delay(D, vec![])])]);
    let script = script.on_step(0, 1, on_postback("deposit"), vec![to_flow(1)]);
    let mut chat = Chat::started(script);
    chat.postback("deposit", 1);
    chat.postback("deposit", 2);
    assert_eq!(chat.after(H).said(), ["1"], "not the latest one");
}

#[test]
fn stopped_takes_data_alone() {
    let script = one(vec![say("hi"), delay(D, vec![])])
        .bot(|bot| bot.stop_words = vec!["stop".into()])
        .postback("deposit", Some("amount"))
        .on_top(on_postback("deposit"), None, vec![say("top")]);
    let mut chat = Chat::started(script);
    chat.text("stop");
    assert!(chat.postback("deposit", 1).effects.is_empty());
    assert_eq!(chat.contact.arrived(Inbound::Postback, "deposit"), 1);
    assert_eq!(chat.start(None).said(), ["hi"]);
}
