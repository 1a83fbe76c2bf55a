//! `ask`: what an answer is, how often it is asked, how long it waits.

use super::chat::Chat;
use super::script::*;
use crate::engine::Status;
use crate::ir::{AskKind, EventPattern, Expr, MediaKind, SlotPlace, Type, Value};

fn main(block: Block) -> Script {
    Script::new().flow("main", vec![("one", block), ("two", vec![say("two"), delay(D, vec![])])])
}

#[test]
fn start_says_and_asks_and_an_answer_goes_on() {
    let mut chat = Chat::started(main(vec![
        say("Hi"),
        ask(&["Name?"], None, &[], tail()),
        say_value(Expr::Answer),
        end(),
    ]));
    assert_eq!(chat.said(), ["Hi", "Name?"]);
    assert_eq!(chat.contact.status(), Status::Waiting);
    assert_eq!(chat.text("Olga").said(), ["Olga"]);
    assert_eq!(chat.contact.status(), Status::Finished);
}

#[test]
fn the_first_unfit_answer_takes_else_where_nothing_bounds_it() {
    let number = Some(AskKind::Number);
    let script = main(vec![ask(&["How many?"], number, &[], tail().otherwise(vec![to_step(1)])), end()]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.text("what").said(), ["two"]);
}

#[test]
fn a_question_is_sent_at_most_n_times_and_the_nth_unfit_answer_takes_else() {
    let ending = tail().times(2).otherwise(vec![to_step(1)]);
    let mut chat = Chat::started(main(vec![ask(&["a", "b"], Some(AskKind::Number), &[], ending), end()]));
    assert_eq!(chat.said(), ["a"]);
    assert_eq!(chat.text("x").said(), ["b"]);
    assert_eq!(chat.text("y").said(), ["two"]);
}

#[test]
fn a_bare_within_asks_again_until_the_time_is_over_which_takes_else() {
    let ending = tail().within(H).otherwise(vec![to_step(1)]);
    let mut chat = Chat::started(main(vec![ask(&["a"], Some(AskKind::Number), &[], ending), end()]));
    assert_eq!(chat.text("x").said(), ["a"]);
    assert_eq!(chat.after(40 * M).text("y").said(), ["a"]);
    // Asking again does not restart the time.
    assert_eq!(chat.after(20 * M).said(), ["two"]);
}

#[test]
fn a_within_with_a_body_of_its_own_leaves_unfit_answers_to_else() {
    let ending = tail().within_body(H, vec![say("late"), end()]).otherwise(vec![to_step(1)]);
    let script = || main(vec![ask(&["a"], Some(AskKind::Number), &[], ending_again()), end()]);
    fn ending_again() -> Ending {
        tail().within_body(H, vec![say("late"), end()]).otherwise(vec![to_step(1)])
    }
    drop(ending);
    assert_eq!(Chat::started(script()).text("x").said(), ["two"]);
    assert_eq!(Chat::started(script()).after(H).said(), ["late"]);
}

#[test]
fn a_bound_without_any_body_goes_on_with_the_value_empty() {
    let slot = SlotPlace::Field("n".into());
    let ending = tail().times(1).save(slot, Type::Number { from: None, to: None });
    let script = main(vec![
        ask(&["a"], None, &[], ending),
        when_true(Expr::IsEmpty(Box::new(Expr::Field("n".into()))), vec![say("empty")], vec![]),
        end(),
    ]);
    let script = script.field("n", Type::Number { from: None, to: None });
    assert_eq!(Chat::started(script).text("x").said(), ["empty"]);
}

#[test]
fn a_typed_slot_checks_the_answer_and_its_guard() {
    let slot = SlotPlace::Field("n".into());
    let ty = || Type::Number { from: None, to: None };
    let big = Expr::Compare(
        crate::ir::Comparison::Greater,
        Box::new(Expr::Field("n".into())),
        Box::new(Expr::Literal(Value::Number(10.into()))),
    );
    let ending = tail().within(D).save(slot, ty()).guard(big);
    let mut chat = Chat::started(
        main(vec![ask(&["a"], None, &[], ending), say_value(Expr::Field("n".into())), end()])
            .field("n", ty()),
    );
    assert_eq!(chat.text("5").said(), ["a"]);
    assert!(chat.contact.fields.is_empty());
    assert_eq!(chat.text("25").said(), ["25"]);
}

#[test]
fn an_answer_of_another_kind_goes_to_a_handler_and_counts_only_where_there_is_none() {
    let script = |handled: bool| {
        let ending = tail().times(2).otherwise(vec![to_step(1)]);
        let script = main(vec![ask(&["a"], None, &[], ending), end()]);
        let image = EventPattern::Media(MediaKind::Image);
        if handled { script.on_top(image, None, vec![say("nice")]) } else { script }
    };
    let mut chat = Chat::started(script(true));
    assert_eq!(chat.image().said(), ["nice"]);
    assert_eq!(chat.image().said(), ["nice"]);
    let mut chat = Chat::started(script(false));
    assert_eq!(chat.image().said(), ["a"]);
    assert_eq!(chat.image().said(), ["two"]);
}

#[test]
fn a_button_pressed_or_typed_is_the_answer_and_a_command_comes_behind_a_live_button() {
    let script = || {
        main(vec![ask(&["a"], None, &["Menu", "No"], tail()), say("on"), end()]).on_top(
            on_text("menu"),
            None,
            vec![say("the menu")],
        )
    };
    assert_eq!(Chat::started(script()).press("Menu").said(), ["on"]);
    assert_eq!(Chat::started(script()).text("menu").said(), ["on"]);
}

#[test]
fn ask_again_repeats_the_interrupted_question_and_keeps_its_time() {
    let script = main(vec![ask(&["a"], None, &[], tail().within(H).otherwise(vec![to_step(1)])), end()])
        .on_top(on_text("what?"), None, vec![say("b"), ask_again()]);
    let mut chat = Chat::started(script);
    assert_eq!(chat.after(50 * M).text("what?").said(), ["b", "a"]);
    assert_eq!(chat.after(10 * M).said(), ["two"]);
}
