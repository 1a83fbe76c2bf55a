//! Visits: the stack under them, and scripts that change while a contact stands in one.

use super::chat::Chat;
use super::script::*;
use crate::engine::*;
use crate::ir::{Expr, PointId, SlotPlace, Type, Value};

fn slot() -> SlotPlace {
    SlotPlace::Local("grade".into())
}

fn survey() -> Script {
    let asked = tail().within(30 * D).save(SlotPlace::Local("given".into()), Type::Text(None));
    Script::new()
        .flow(
            "main",
            vec![(
                "one",
                vec![
                    visit(1, tail().within(2 * D).save(slot(), Type::Text(None)).otherwise(vec![say("cut")])),
                    say_value(Expr::Local("grade".into())),
                    ask(&["main?"], None, &[], tail().within(30 * D)),
                    end(),
                ],
            )],
        )
        .flow(
            "survey",
            vec![(
                "score",
                vec![
                    say_value(Expr::Local("topic".into())),
                    ask(&["grade?"], None, &[], asked),
                    end_with(Expr::Local("given".into())),
                ],
            )],
        )
}

fn flows(chat: &Chat) -> Vec<String> {
    chat.contact
        .points()
        .into_iter()
        .map(|standing| format!("{} at {}", standing.flow, standing.what))
        .collect()
}

#[test]
fn the_frames_of_a_visit_are_named_outermost_first() {
    let mut chat = Chat::started(survey());
    assert_eq!(chat.said(), ["t", "grade?"]);
    assert_eq!(flows(&chat), ["main at visit survey", "survey at ask"]);
    chat.text("5");
    assert_eq!(chat.said(), ["5", "main?"]);
    assert_eq!(flows(&chat), ["main at ask"]);
}

#[test]
fn a_visited_flow_that_has_lost_its_place_begins_again_on_its_visit_with_its_parameters() {
    let mut chat = Chat::started(survey());
    let mut program = chat.machine.program().clone();
    let asked = program.nodes.iter_mut().filter(|node| node.place.flow == Some(1));
    asked.for_each(|node| node.point = PointId(node.point.0 + 1_000_000));
    chat.machine = Machine::new(program);
    chat.event(EventKind::Command(Command::Restart { flow: "survey".into() }));
    assert_eq!(chat.said(), ["t", "grade?"]);
    assert_eq!(flows(&chat), ["main at visit survey", "survey at ask"]);
    chat.text("4");
    assert_eq!(chat.said(), ["4", "main?"]);
}

#[test]
fn a_flow_begins_afresh_where_the_visit_itself_has_lost_its_place() {
    let mut chat = Chat::started(survey());
    let mut program = chat.machine.program().clone();
    program.nodes.iter_mut().for_each(|node| node.point = PointId(node.point.0 + 1_000_000));
    chat.machine = Machine::new(program);
    chat.event(EventKind::Command(Command::Restart { flow: "main".into() }));
    assert_eq!(flows(&chat), ["main at visit survey", "survey at ask"]);
}

#[test]
fn after_an_outage_the_earlier_timer_inside_is_taken_before_the_visit_is_cut() {
    let script = Script::new()
        .flow("main", vec![("one", vec![visit(1, tail().within(2 * H)), say("back"), end()])])
        .flow(
            "slow",
            vec![("one", vec![delay(H, vec![]), say("slow"), delay(3 * H, vec![]), say("late"), end()])],
        );
    let mut chat = Chat::started(script);
    chat.outage(10 * H);
    assert_eq!(chat.said(), ["slow", "back"]);
    assert_eq!(chat.contact.status(), Status::Finished);
}

#[test]
fn a_request_in_flight_is_stale_when_its_visit_is_cut() {
    let script = Script::new()
        .flow(
            "main",
            vec![("one", vec![visit(1, tail().within(H)), say("back"), ask(&["?"], None, &[], tail())])],
        )
        .flow("calls", vec![("one", vec![call("crm", tail()), say("called"), end()])]);
    let mut chat = Chat::started(script);
    chat.after(H);
    assert_eq!(chat.said(), ["back", "?"]);
    chat.action(Some(Value::Empty));
    assert!(chat.said().is_empty());
}
