//! `flowc chat`, through a pipe.

use super::flowc::{Folder, MANIFEST, SHOP};

#[test]
fn a_conversation_goes_through_time_and_postbacks() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let lines = "\
Olga
/tags
/postback deposit amount=150 tid=t1
/why
/tags
/postback deposit amount=much tid=t2
/postback deposti
/press Nothing
/wait soon
/wait 1h 30m
/join
are you there?
/person Yes, I am.
/leave
/image nowhere.png
/quit
never read
";
    let said = folder.flowc_with(&["chat", "--at", "2026-11-20T10:00:00Z"], lines);
    assert_eq!(said.code, 0, "{said:?}");
    insta::assert_snapshot!(said.all());
}

#[test]
fn the_same_input_says_the_same_twice_and_the_end_of_the_input_ends_it() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let talk = || folder.flowc_with(&["chat", "--at", "2026-11-20T10:00:00Z"], "Olga\n/wait 3d\n").all();
    assert_eq!(talk(), talk());
    assert!(talk().contains("Still there?"), "{}", talk());
}

#[test]
fn a_tracker_field_of_the_link_is_known_from_the_start() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let chat = |tracker: &str| folder.flowc_with(&["chat", "--tracker", tracker], "/tags\n");
    assert!(chat("click_id=demo-1").out.contains("tracker.click_id: \"demo-1\""));
    let wrong = chat("clik_id=demo-1");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `click_id`?"), "{}", wrong.err);
}

/// The standard library's objections, by their meaning, in both languages, offline.
#[test]
fn objections_of_the_standard_library_are_answered_and_the_talk_goes_on() {
    let script = "use std.objections\n\
        bot \"Kopilka\" { start hello  guardrails \"Never promise income.\" }\n\
        on ai down { say \"One moment please.\" }\n\
        flow hello {\n  step talk {\n    ai reply registration {\n      goal \"The contact registers.\"\n\
              opening \"Shall I show you how saving works?\"\n      include objections.all\n\
              unanswered { say \"I will ask.\" }\n      on silence 7d -> end\n    }\n  }\n}\n";
    let folder = Folder::with(&[("kopilka.flow", script)]);
    assert_eq!(folder.flowc(&["check", "kopilka.flow"]).out, "kopilka: 1 flow, 1 step, no findings\n");
    let lines = "is this a scam?\nэто не развод?\nмне сейчас некогда\nслишком дорого для меня\nты бот?\n\
        I need to think about it\nI lost money with another app\nэто слишком сложно\nwhat is the weather like?\n";
    let said = folder.flowc_with(&["chat", "kopilka.flow", "--at", "2026-11-20T10:00:00Z"], lines);
    insta::assert_snapshot!(said.all());
    let russian = ["chat", "kopilka.flow", "--language", "ru"];
    let said = folder.flowc_with(&russian, "это не развод?\nты бот?\n").out;
    assert!(said.contains("Осторожность — это правильно.") && said.contains("Да, я программа."), "{said}");
}
