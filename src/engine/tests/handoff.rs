//! A person leads: their buttons, and the handoff's own handlers.

use super::chat::Chat;
use super::script::*;
use crate::engine::{EffectKind, EventKind, OperatorEvent, Record, Status};
use crate::ir::{EventPattern, Type, Value};

fn pressed(text: &str) -> OperatorEvent {
    OperatorEvent::Pressed(text.into())
}

/// `handoff "help" { "Solved" …  "Later" -> two  HANDLERS } within 1h else { say "tomorrow" }  say "next"`
fn script(solved: Block, handlers: Vec<(EventPattern, Option<crate::ir::Expr>, Block)>) -> Script {
    let ending = tail().within(H).otherwise(vec![say("tomorrow"), end()]);
    let buttons = vec![("Solved", solved), ("Later", vec![to_step(1)])];
    let one = vec![handoff_with("help", buttons, handlers, ending), say("next"), delay(D, vec![])];
    Script::new()
        .postback("deposit", Some("amount"))
        .field("f", Type::Text(None))
        .flow("main", vec![("one", one), ("two", vec![say("two"), delay(D, vec![])])])
}

#[test]
fn a_person_s_button_hands_back_and_its_body_runs_and_falls_through_to_the_next_statement() {
    let mut chat = Chat::started(script(vec![say("solved")], vec![]));
    let buttons = |chat: &Chat| match chat.effects.as_slice() {
        [EffectKind::Handoff { buttons, .. }] => buttons.clone(),
        other => panic!("a handoff: {other:?}"),
    };
    assert_eq!(buttons(&chat), ["Solved", "Later"]);
    chat.operator(OperatorEvent::Joined).text("hi");
    assert_eq!(chat.contact.status(), Status::Manual);
    assert_eq!(chat.operator(pressed(" solved ")).said(), ["solved", "next"]);
    assert_eq!(chat.contact.status(), Status::Waiting);
    assert!(chat.records.contains(&Record::Branch { router: "handoff".into(), branch: "Solved".into() }));
    // Nobody has to join before they press, and an arrow leads elsewhere.
    let mut chat = Chat::started(script(vec![], vec![]));
    assert_eq!(chat.operator(pressed("Later")).said(), ["two"]);
}

#[test]
fn an_unknown_or_stale_button_changes_nothing_and_is_recorded() {
    let mut chat = Chat::started(script(vec![say("solved")], vec![]));
    for (before, button) in [(OperatorEvent::Joined, "Solve"), (OperatorEvent::Left, "Solved")] {
        chat.operator(before);
        let mut was = chat.contact.clone();
        chat.operator(pressed(button));
        was.sequence += 1;
        assert_eq!(chat.contact, was, "{button}");
        assert!(chat.effects.is_empty());
        assert_eq!(chat.records, [Record::Untaken { event: "operator button".into() }]);
    }
    // After the `within` nobody waits for a person.
    let mut chat = Chat::started(script(vec![say("solved")], vec![]));
    assert_eq!(chat.after(H).said(), ["tomorrow"]);
    assert!(chat.operator(pressed("Solved")).effects.is_empty());
}

#[test]
fn the_handoff_s_own_handlers_take_events_while_a_person_leads_and_others_wait_for_the_return() {
    let own = vec![
        (on_postback("deposit"), None, vec![add_tag("paid"), notify("paid")]),
        (EventPattern::OperatorJoined, None, vec![say("A person is here")]),
        (EventPattern::TagAdded("paid".into()), None, vec![notify("tagged")]),
    ];
    let script = script(vec![], own)
        .postback("other", Some("amount"))
        .on_top(on_postback("deposit"), None, vec![say("top")])
        .on_top(on_postback("other"), None, vec![say("other")]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.operator(OperatorEvent::Joined).said(), ["A person is here"]);
    chat.postback("deposit", 1);
    let told = |chat: &Chat| -> Vec<String> {
        let text = |effect: &EffectKind| match effect {
            EffectKind::Notify { text, .. } => text.clone(),
            other => panic!("{other:?}"),
        };
        chat.effects.iter().map(text).collect()
    };
    assert_eq!(told(&chat), ["paid", "tagged"]);
    assert_eq!(chat.contact.status(), Status::Manual);
    assert!(chat.postback("other", 1).effects.is_empty());
    assert!(matches!(chat.text("hi").effects.as_slice(), [EffectKind::Relay { .. }]));
    assert_eq!(chat.operator(OperatorEvent::Left).said(), ["next", "other"]);
    // Handed back, the top's handler is the one in scope.
    assert_eq!(chat.postback("deposit", 2).said(), ["top"]);
}

#[test]
fn an_arrow_in_a_handler_takes_the_contact_from_the_person() {
    let own = vec![(on_postback("deposit"), None, vec![to_step(1)])];
    let mut chat = Chat::started(script(vec![], own));
    chat.operator(OperatorEvent::Joined);
    assert_eq!(chat.postback("deposit", 1).said(), ["two"]);
    assert_eq!(chat.contact.status(), Status::Waiting);
    assert!(chat.text("kept").effects.is_empty());
}

#[test]
fn a_block_that_needs_a_result_runs_on_and_who_hands_back_meanwhile_is_waited_for() {
    let crm = call("crm", tail().within(30 * S).otherwise(vec![notify("slow")]));
    let own = vec![(on_postback("deposit"), None, vec![crm, notify("written")])];
    let mut chat = Chat::started(script(vec![say("solved")], own));
    chat.operator(OperatorEvent::Joined).postback("deposit", 1);
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Action(_)]));
    // It is with the person all the same.
    assert_eq!(chat.contact.status(), Status::Manual);
    assert!(matches!(chat.text("hi").effects.as_slice(), [EffectKind::Relay { .. }]));
    assert!(chat.operator(pressed("Solved")).effects.is_empty());
    let request = chat.contact.requests;
    let answer = crate::engine::ActionAnswer::Done(Value::Empty);
    chat.event(EventKind::Action { request, answer });
    assert!(matches!(chat.effects[0], EffectKind::Notify { .. }));
    assert_eq!(chat.said(), ["solved", "next"]);
}

#[test]
fn the_time_limits_of_such_a_block_count() {
    let crm = call("crm", tail().within(30 * S).otherwise(vec![notify("slow")]));
    let own = vec![(on_postback("deposit"), None, vec![crm])];
    let mut chat = Chat::started(script(vec![], own));
    chat.operator(OperatorEvent::Joined).postback("deposit", 1).after(30 * S);
    assert!(matches!(chat.effects.as_slice(), [EffectKind::Notify { text, .. }] if text == "slow"));
    // The handoff's own `within` does not: a person has joined.
    assert!(chat.after(2 * H).effects.is_empty());
}

#[test]
fn who_is_blocked_meanwhile_goes_on_when_the_contact_is_back() {
    let mut chat = Chat::started(script(vec![say("solved")], vec![]));
    chat.operator(OperatorEvent::Joined).event(EventKind::Blocked);
    assert!(chat.operator(pressed("Solved")).effects.is_empty());
    assert_eq!(chat.text("I am back").said(), ["solved", "next"]);
}

#[test]
fn a_kept_postback_is_given_before_the_person_is_called() {
    let own = vec![(on_postback("deposit"), None, vec![to_step(1)])];
    let mut chat = Chat::new(script(vec![], own));
    chat.postback("deposit", 1);
    assert_eq!(chat.start(None).said(), ["two"]);
    assert!(!chat.effects.iter().any(|effect| matches!(effect, EffectKind::Handoff { .. })));
}
