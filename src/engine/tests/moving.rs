//! Contacts whose place has moved in a changed script.

use super::chat::{Chat, NOON};
use crate::engine::{Command, Contact, EventKind, Machine, Status};
use crate::ir::Time;
use crate::lower::build;
use crate::project::Memory;

fn machine(script: &str) -> Machine {
    let built = build(&Memory::new([("a.flow", script)]), "a.flow").unwrap();
    Machine::new(built.program.unwrap_or_else(|| panic!("{:#?}", built.findings)))
}

/// A contact that has begun in a script.
fn begun(script: &str) -> Chat {
    let contact = Contact::new("web:1");
    let (effects, records) = (Vec::new(), Vec::new());
    let mut chat = Chat { machine: machine(script), contact, now: Time(NOON), effects, records };
    chat.start(None);
    chat
}

/// The script is another one, and the contact is told to go where it says.
fn moved(chat: &mut Chat, script: &str) {
    chat.machine = machine(script);
    chat.event(EventKind::Command(Command::Move));
}

fn places(chat: &Chat) -> Vec<String> {
    chat.contact.points().into_iter().map(|it| format!("{} {} {}", it.flow, it.step, it.what)).collect()
}

const OLD: &str = r#"
flow main { step one { visit flow talk ask "Main?" within 1d else -> end -> end } }
flow talk { step two { on message "help" { say "Ask away." } ask "Ready?" buttons { "Later" { say "Fine." } } save ready within 1d else -> end say "{ready}" -> end } }
"#;

#[test]
fn a_wait_goes_on_in_its_new_place_with_its_handlers_its_buttons_and_its_time() {
    let mut chat = begun(OLD);
    assert_eq!(places(&chat), ["main one visit talk", "talk two ask"]);
    let due = chat.contact.next_due();
    let new = OLD
        .replace("flow talk { step two", "flow chat { step three")
        .replace("visit flow talk", "visit flow chat");
    moved(
        &mut chat,
        &format!(
            "moved talk to chat\nmoved talk step two to chat step three\nmoved main to other\nflow unused {{ step s {{ -> end }} }}\nbot \"b\" {{ start other }}\n{}",
            new.replace("flow main", "flow other")
        ),
    );
    assert!(chat.said().is_empty());
    assert_eq!(chat.contact.next_due(), due);
    assert_eq!(places(&chat)[1], "chat three ask");
    chat.text("help");
    assert_eq!(chat.said(), ["Ask away."]);
    chat.press("Later");
    assert_eq!(chat.said(), ["Fine."]);
    chat.text("yes");
    assert_eq!(chat.said()[0], "yes");
}

#[test]
fn who_has_no_such_wait_in_the_new_place_begins_its_step() {
    let mut chat = begun("flow a { step one { ask image \"Send it.\" within 1d else -> end -> end } }");
    moved(
        &mut chat,
        "moved a step one to a step two\nflow a { step two { say \"Anew.\" ask \"Well?\" within 1d else -> end -> end } }",
    );
    assert_eq!(chat.said(), ["Anew.", "Well?"]);
    assert_eq!(places(&chat), ["a two ask"]);
}

#[test]
fn who_stands_in_a_dropped_place_is_finished_and_who_stands_elsewhere_is_left_alone() {
    let new = "drop a step one\nflow a { step two { ask \"Well?\" within 1d else -> end -> end } }";
    let mut chat = begun(
        "flow a { step one { delay 2d -> two } step two { ask \"Well?\" within 1d else -> end -> end } }",
    );
    moved(&mut chat, new);
    assert_eq!((chat.contact.status(), chat.contact.next_due()), (Status::Finished, None));
    assert!(chat.said().is_empty());

    let mut chat =
        begun("flow a { step one { -> two } step two { ask \"Well?\" within 1d else -> end -> end } }");
    let before = places(&chat);
    moved(&mut chat, new);
    assert_eq!(places(&chat), before);
    assert_eq!(chat.contact.status(), Status::Waiting);
}
