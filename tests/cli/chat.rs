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
