//! Who takes an event, and what a handler does to the interrupted position.

use super::chat::Chat;
use super::script::*;
use crate::engine::{
    CONFIRMATION, Charge, Command, Contact, EffectKind, EventKind, Link, OperatorEvent, Record, Status,
};
use crate::ir::{ContactValue, EventPattern, Expr, MediaKind, Piece, Template, Type, Value};

fn one(block: Block) -> Script {
    Script::new().flow("main", vec![("one", block), ("two", vec![say("two"), delay(D, vec![])])])
}

#[test]
fn stop_words_come_first_drop_everything_and_confirm_once() {
    let script = one(vec![say_button("hi", "stop", vec![say("pressed")]), delay(D, vec![])])
        .bot(|bot| bot.stop_words = vec!["STOP".into()])
        .on_top(EventPattern::Message, None, vec![say("never")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.text(" stop ").said(), [CONFIRMATION]);
    assert_eq!(chat.contact.status(), Status::Stopped);
    assert_eq!(chat.contact.next_due(), None);
    assert!(chat.text("hello?").effects.is_empty());
    assert!(matches!(chat.records.as_slice(), [Record::Untaken { .. }]));
    assert_eq!(chat.text("/start").said(), ["hi"]);
    assert_eq!(chat.contact.status(), Status::Waiting);
}

#[test]
fn an_opt_out_handler_at_the_top_confirms_instead_of_the_default() {
    let script = one(vec![delay(D, vec![])]).bot(|bot| bot.stop_words = vec!["stop".into()]).on_top(
        EventPattern::OptOut,
        None,
        vec![say("Bye"), delay(H, vec![]), say("never")],
    );
    let mut chat = Chat::started(script);
    assert_eq!(chat.text("stop").said(), ["Bye"]);
    assert_eq!(chat.contact.status(), Status::Stopped);
    assert!(chat.after(D).said().is_empty());
}

#[test]
fn start_goes_to_the_first_on_start_that_fits_else_begins_the_start_flow_again() {
    let link = Template(vec![
        Piece::Literal("order_".into()),
        Piece::Hole { expr: Expr::Field("order_no".into()), filters: vec![] },
    ]);
    let digits = crate::ir::Regex { pattern: "[0-9]+".into(), ignore_case: false };
    let order = say_value(Expr::Field("order_no".into()));
    let script = one(vec![say("hi"), delay(D, vec![])])
        .field("order_no", Type::Text(Some(digits)))
        .flow("order", vec![("look", vec![order, delay(D, vec![])])])
        .on_top(EventPattern::Start(Some(link)), None, vec![to_flow(1)]);
    let mut chat = Chat::new(script);
    assert_eq!(chat.start(Some("order_17")).said(), ["17"]);
    // A payload that does not fit the field leaves the handler untaken.
    assert_eq!(chat.start(Some("order_x")).said(), ["hi"]);
    assert_eq!(chat.text("/start order_18").said(), ["18"]);
    assert_eq!(chat.text("/start").said(), ["hi"]);
}

#[test]
fn a_live_button_runs_its_body_and_a_stale_one_is_a_message_with_its_text() {
    let script = one(vec![say_button("hi", "More", vec![to_step(1)]), delay(D, vec![])]).on_top(
        EventPattern::Button("More".into()),
        None,
        vec![say("stale")],
    );
    let mut chat = Chat::started(script);
    assert_eq!(chat.text("more").said(), ["two"]);
    assert_eq!(chat.press("More").said(), ["stale"]);
    // Typed it is no press, so `on button` does not take it: the delay keeps it.
    assert!(chat.text("More").said().is_empty());
}

#[test]
fn a_button_block_without_an_arrow_comes_back_to_the_same_wait() {
    let script = one(vec![say_button("hi", "More", vec![say("more")]), delay(H, vec![]), say("on"), end()]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.after(30 * M).press("More").said(), ["more"]);
    assert_eq!(chat.after(30 * M).said(), ["on"]);
}

#[test]
fn handlers_are_asked_inside_out_and_in_the_order_of_the_text() {
    let script = || {
        one(vec![delay(D, vec![(on_text("a"), None, vec![say("statement")])])])
            .on_flow(0, on_text("a"), None, vec![say("flow")])
            .on_flow(0, on_text("b"), Some(tag("x")), vec![say("guarded")])
            .on_flow(0, on_text("b"), None, vec![say("second")])
            .on_step(0, 0, on_text("a"), vec![say("step")])
            .on_step(0, 0, on_text("c"), vec![say("step")])
            .on_flow(0, on_text("c"), None, vec![say("flow")])
            .on_top(on_text("d"), None, vec![say("top")])
    };
    let mut chat = Chat::started(script());
    for (text, taker) in [("A", "statement"), ("b", "second"), ("c", "step"), ("d", "top")] {
        assert_eq!(chat.text(text).said(), [taker], "{text}");
    }
    assert!(chat.text("e").said().is_empty());
}

#[test]
fn commands_come_before_the_statement_that_waits_and_other_handlers_behind_it() {
    let script = one(vec![ask(&["q"], None, &[], tail()), say("answered"), end()])
        .on_top(on_text("/menu"), None, vec![say("menu")])
        .on_top(EventPattern::Message, None, vec![say("message")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.text("/menu").said(), ["menu"]);
    assert_eq!(chat.text("x").said(), ["answered"]);
    assert_eq!(chat.text("x").said(), ["message"]);
    assert_eq!(chat.contact.status(), Status::Finished);
}

#[test]
fn a_block_that_waits_covers_the_wait_below_and_the_same_handler_is_not_entered_again() {
    let script = one(vec![ask(&["q"], None, &[], tail().within(H).otherwise(vec![say("late"), end()]))])
        .on_top(on_text("?"), None, vec![ask(&["why"], None, &[], tail()), say("ok")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.text("?").said(), ["why"]);
    // The covered `within` is held; the handler is open, so the text is an answer.
    assert!(chat.after(2 * H).said().is_empty());
    assert_eq!(chat.text("?").said(), ["ok", "late"]);
    assert_eq!(chat.contact.status(), Status::Finished);
}

#[test]
fn a_handler_too_many_is_passed_over_and_recorded() {
    let mut script = one(vec![delay(D, vec![])]);
    for nth in 0..9 {
        script = script.on_top(on_text(&format!("{nth}")), None, vec![say("deeper"), delay(D, vec![])]);
    }
    let mut chat = Chat::started(script);
    for nth in 0..7 {
        assert_eq!(chat.text(&format!("{nth}")).said(), ["deeper"]);
    }
    assert!(chat.text("7").said().is_empty());
    assert!(chat.has_limit("frames"));
    assert_eq!(chat.contact.points().len(), 8);
}

#[test]
fn an_arrow_to_a_step_changes_the_frame_in_which_it_is_written_and_drops_all_above() {
    let script = one(vec![delay(D, vec![])]).on_flow(
        0,
        on_text("a"),
        None,
        vec![delay(D, vec![(on_text("b"), None, vec![to_step(1)])])],
    );
    let mut chat = Chat::started(script);
    chat.text("a");
    assert_eq!(chat.contact.points().len(), 2);
    assert_eq!(chat.text("b").said(), ["two"]);
    assert_eq!(chat.contact.points().len(), 1);
}

#[test]
fn a_bounded_arrow_is_counted_in_its_run_of_the_flow() {
    let again = to_step_at_most(0, 2, vec![say("enough"), end()]);
    let mut chat = Chat::started(one(vec![ask(&["q"], None, &[], tail()), again]));
    assert_eq!(chat.text("1").said(), ["q"]);
    assert_eq!(chat.text("2").said(), ["q"]);
    assert_eq!(chat.text("3").said(), ["enough"]);
    // A new run of the flow counts afresh.
    assert_eq!(chat.text("/start").said(), ["q"]);
    assert_eq!(chat.text("1").said(), ["q"]);
}

#[test]
fn a_finished_contact_is_taken_at_the_top_alone() {
    let script = one(vec![say("hi"), end()])
        .on_flow(0, EventPattern::Message, None, vec![say("flow")])
        .on_top(EventPattern::Media(MediaKind::Image), None, vec![say("nice")]);
    let mut chat = Chat::started(script);
    assert!(chat.text("x").said().is_empty());
    assert!(chat.records.contains(&Record::Untaken { event: "message".into() }));
    assert_eq!(chat.image().said(), ["nice"]);
    assert_eq!(chat.contact.status(), Status::Finished);
}

#[test]
fn any_message_of_a_contact_not_yet_met_begins_start_and_is_unanswered() {
    let mut chat =
        Chat::new(one(vec![ai_reply("talk", Reply { opening: Some("Hello"), ..Reply::default() })]));
    assert_eq!(chat.contact.status(), Status::New);
    chat.text("how much?");
    assert!(chat.said().is_empty());
    assert_eq!(chat.asked_model().map(|request| request.messages[0].text.as_str()), Some("how much?"));
    assert_eq!(chat.contact.status(), Status::Auto);
}

#[test]
fn where_a_person_leads_messages_are_theirs_and_the_same_wait_goes_on_after() {
    let script =
        one(vec![ask(&["q"], None, &[], tail().within(H).otherwise(vec![say("late"), end()])), end()])
            .bot(|bot| bot.stop_words = vec!["stop".into()]);
    let mut chat = Chat::started(script);
    chat.after(50 * M).operator(OperatorEvent::Joined);
    assert_eq!(chat.contact.status(), Status::Manual);
    assert_eq!(chat.contact.next_due(), None);
    chat.text("answer");
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Relay { text, .. }] if text == "answer"));
    chat.text("/start");
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Relay { .. }]));
    // `within` starts anew when the person hands back.
    assert!(chat.after(H).operator(OperatorEvent::Left).said().is_empty());
    assert!(chat.after(59 * M).said().is_empty());
    assert_eq!(chat.after(M).said(), ["late"]);
    // Stop words hold there too, and the person is told.
    chat.start(None).operator(OperatorEvent::Joined).text("stop");
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Relay { .. }, EffectKind::Say(_)]));
    assert_eq!(chat.contact.status(), Status::Stopped);
}

#[test]
fn a_handoff_waits_for_a_person_and_its_within_counts_only_until_one_joined() {
    let script = || {
        let tail = tail().within(H).otherwise(vec![say("tomorrow"), end()]);
        one(vec![handoff("help", tail), say("back"), end()])
    };
    let mut chat = Chat::started(script());
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Handoff { text, .. }] if text == "help"));
    assert_eq!(chat.contact.status(), Status::Manual);
    assert_eq!(chat.after(H).said(), ["tomorrow"]);
    let mut chat = Chat::started(script());
    chat.operator(OperatorEvent::Joined);
    assert!(chat.after(2 * H).said().is_empty());
    assert_eq!(chat.operator(OperatorEvent::Left).said(), ["back"]);
}

#[test]
fn a_contact_in_the_charge_of_people_says_why_and_whose_it_is() {
    let tail = tail().within(H).otherwise(vec![say("tomorrow"), end()]);
    let mut chat = Chat::new(one(vec![handoff("help", tail), say("back"), delay(D, vec![])]));
    assert_eq!(chat.contact.charge(), None);
    let called = chat.now;
    chat.start(None);
    let charge = chat.contact.charge().expect("somebody was called").clone();
    assert_eq!((charge.since, charge.reason.as_str(), charge.by.as_str()), (called, "help", ""));
    chat.after(M).operator(OperatorEvent::Took("olga".into()));
    assert_eq!(chat.contact.charge(), Some(&Charge { by: "olga".into(), ..charge.clone() }));
    chat.operator(OperatorEvent::Took("ivan".into()));
    assert_eq!(chat.contact.charge().map(|charge| charge.by.as_str()), Some("ivan"));
    assert_eq!(chat.operator(OperatorEvent::Left).said(), ["back"]);
    assert_eq!(chat.contact.charge(), None);

    // Nobody was called: who joins, or pauses the bot, has it all the same.
    chat.operator(OperatorEvent::Took("olga".into()));
    let charge = Charge { since: chat.now, by: "olga".into(), ..Charge::default() };
    assert_eq!(chat.contact.charge(), Some(&charge));
    chat.operator(OperatorEvent::Left).event(EventKind::Command(Command::Pause));
    assert_eq!(chat.contact.charge(), Some(&Charge { by: String::new(), ..charge }));
    chat.event(EventKind::Command(Command::Resume));
    assert_eq!(chat.contact.charge(), None);
    // A handoff that ends by itself is nobody's any more.
    chat.start(None);
    assert_eq!(chat.after(H).said(), ["tomorrow"]);
    assert_eq!(chat.contact.charge(), None);
}

#[test]
fn a_link_is_noted_and_moves_nothing_not_even_time() {
    let link = Expr::Contact(ContactValue::Link);
    let mut chat = Chat::started(one(vec![
        ask(&["?"], None, &[], tail().within(H).otherwise(vec![say("late"), end()])),
        say_value(link),
        end(),
    ]));
    assert!(chat.machine.reads_link());
    let before = chat.contact.clone();
    chat.now = chat.now + crate::ir::Duration(2 * 3_600_000);
    let link = Link { url: "https://a.example/t/x".into(), until: chat.now };
    chat.event(EventKind::Link(link.clone()));
    assert!(chat.effects.is_empty() && chat.records.is_empty());
    let noted = Contact { link: Some(link), sequence: before.sequence + 1, ..before };
    assert_eq!(chat.contact, noted);
}

#[test]
fn postback_handlers_wait_while_a_person_leads_and_run_in_order_of_arrival() {
    let script = one(vec![delay(D, vec![])])
        .postback("deposit", None)
        .postback("registration", None)
        .on_top(on_postback("deposit"), None, vec![say("deposit")])
        .on_top(on_postback("registration"), None, vec![say("registration")]);
    let mut chat = Chat::started(script);
    chat.event(EventKind::Command(Command::Pause));
    assert!(chat.postback("registration", 1).effects.is_empty());
    assert!(chat.postback("deposit", 1).effects.is_empty());
    assert_eq!(chat.event(EventKind::Command(Command::Resume)).said(), ["registration", "deposit"]);
}

#[test]
fn blocked_keeps_the_wait_and_rests_its_timers_until_a_message_reopens_it() {
    let mut chat =
        Chat::started(one(vec![delay(H, vec![]), say("on"), ask(&["q"], None, &[], tail()), end()]));
    chat.event(EventKind::Blocked);
    assert_eq!(chat.contact.status(), Status::Blocked);
    assert_eq!(chat.contact.next_due(), None);
    assert!(chat.outage(2 * H).said().is_empty());
    // The delay fell due meanwhile: it goes on with the message that reopened the contact.
    assert_eq!(chat.text("hello").said(), ["on", "q"]);
}

#[test]
fn changes_are_told_to_handlers_after_the_run_and_a_change_to_the_same_value_is_none() {
    let script = one(vec![set("f", Value::Text("a".into())), say("hi"), delay(D, vec![])])
        .field("f", Type::Text(None))
        .on_top(EventPattern::FieldChanged("f".into()), None, vec![say("changed"), add_tag("x")])
        .on_top(EventPattern::TagAdded("x".into()), None, vec![say("tagged")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.said(), ["hi", "changed", "tagged"]);
    assert_eq!(chat.start(None).said(), ["hi"]);
}

#[test]
fn an_event_has_at_most_16_internal_events() {
    let ping = vec![set("f", Value::Text("ping".into())), set("g", Value::Text("ping".into()))];
    let flip = |field: &str| {
        let full = Expr::IsEmpty(Box::new(Expr::Field(field.into())));
        let text = |text: &str| Value::Text(text.into());
        vec![when_true(full, vec![set(field, text("x"))], vec![set(field, Value::Empty)])]
    };
    let script = one(ping.into_iter().chain([delay(D, vec![])]).collect())
        .field("f", Type::Text(None))
        .field("g", Type::Text(None))
        .on_top(EventPattern::FieldChanged("f".into()), None, flip("g"))
        .on_top(EventPattern::FieldChanged("g".into()), None, flip("f"));
    let chat = Chat::started(script);
    assert!(chat.has_limit("internal events per event"));
    let handled = chat.records.iter().filter(|record| matches!(record, Record::Handler { .. })).count();
    assert_eq!(handled, 16);
}

#[test]
fn a_run_over_the_statement_budget_is_undone_a_manager_is_told_and_timers_rest() {
    let script = Script::new().flow(
        "main",
        vec![("one", vec![delay(H, vec![]), to_step(1)]), ("two", vec![add_tag("x"), to_step(1)])],
    );
    let mut chat = Chat::started(script);
    chat.after(H);
    assert!(chat.has_limit("statements per event"));
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Notify { .. }]));
    assert!(chat.contact.tags.is_empty());
    assert_eq!(chat.step(), "one");
    assert!(chat.contact.next_due() > Some(chat.now));
}

#[test]
fn an_event_has_at_most_64_effects() {
    let says = (0..70).map(|nth| say(&nth.to_string())).chain([delay(D, vec![])]).collect();
    let chat = Chat::started(one(says));
    assert_eq!(chat.effects.len(), 64);
    assert!(chat.has_limit("effects per event"));
    assert_eq!(chat.what(), "delay");
}

#[test]
fn a_change_is_told_after_the_result_that_the_run_awaits() {
    let script = one(vec![add_tag("x"), call("crm", tail()), delay(D, vec![])]).on_top(
        EventPattern::TagAdded("x".into()),
        None,
        vec![say("tagged")],
    );
    let mut chat = Chat::started(script);
    assert!(chat.said().is_empty());
    assert_eq!(chat.action(Some(Value::Empty)).said(), ["tagged"]);
}

#[test]
fn data_of_an_event_whose_run_was_undone_is_known() {
    let script = one(vec![delay(D, vec![])])
        .postback("deposit", Some("amount"))
        .on_flow(0, EventPattern::Start(None), None, vec![])
        .on_top(on_postback("deposit"), None, vec![to_flow(1)])
        .flow("circle", vec![("one", vec![to_step(0)])]);
    let mut chat = Chat::started(script);
    chat.postback("deposit", 5);
    assert!(chat.has_limit("statements per event"));
    assert_eq!(chat.step(), "one");
    assert_eq!(chat.contact.current().map(|standing| standing.flow).as_deref(), Some("main"));
    assert_eq!(chat.contact.arrived(crate::ir::Inbound::Postback, "deposit"), 1);
    assert_eq!(chat.contact.kept.len(), 1);
}

#[test]
fn the_default_confirmation_is_in_the_contacts_language() {
    let script =
        || one(vec![delay(D, vec![])]).bot(|bot| bot.stop_words = vec!["stop".into(), "стоп".into()]);
    assert_ne!(Chat::started(script()).text("Стоп").said(), [CONFIRMATION]);
    let mut chat = Chat::started(script());
    chat.contact.person.language = "en".into();
    assert_eq!(chat.text("стоп").said(), [CONFIRMATION]);
}

#[test]
fn silence_at_the_top_counts_through_changes_of_flow() {
    let script = one(vec![wait_for(on_postback("deposit"), tail()), to_flow(1)])
        .postback("deposit", None)
        .flow("next", vec![("one", vec![ask(&["q"], None, &[], tail())])])
        .on_top(super::script::on_silence(3 * H, 1), None, vec![say("top")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.after(2 * H).postback("deposit", 1).said(), ["q"]);
    assert_eq!(chat.after(H).said(), ["top"]);
}
