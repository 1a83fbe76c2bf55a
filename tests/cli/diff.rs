//! `flowc diff`.

use super::flowc::Folder;

const OLD: &str = r#"
tag vip
field town: text
flow a {
  step one { if tag vip -> two  ask "Ready?" within 1d else -> end  -> two }
  step two { ask "Shall we write?" within 1d else -> end say "Fine." -> end }
  step three { delay 3d -> end }
}
on message "three" -> flow a step three
"#;

const NEW: &str = r#"
tag vip
field town: text
moved a step three to a step later
flow a {
  step one { if not tag vip -> two  ask "Where do you live, and are you ready to hear a little more about us?" save town within 1d else -> end  -> two }
  step two { ask "Shall we write?" within 1d else -> end say "Fine, to {town | default "you"}, {town}." -> end }
  step later { delay 3d -> end }
}
on message "three" -> flow a step later
"#;

#[test]
fn a_comparison_tells_what_changes_and_where_contacts_go_on() {
    let folder = Folder::with(&[("old.flow", OLD), ("new.flow", NEW)]);
    let said = folder.flowc(&["diff", "old.flow", "new.flow"]);
    assert_eq!(said.code, 1, "{said:?}");
    insta::assert_snapshot!("diff", said.out);
    let json = folder.flowc(&["diff", "old.flow", "new.flow", "--format", "json"]);
    assert_eq!(json.code, 1);
    insta::assert_snapshot!("diff_json", json.out);
}

#[test]
fn what_loses_nobody_ends_with_zero() {
    let folder = Folder::with(&[("old.flow", OLD), ("new.flow", &OLD.replace("Fine.", "Great."))]);
    let same = folder.flowc(&["diff", "old.flow", "old.flow"]);
    assert_eq!(
        (same.code, same.out.lines().next()),
        (0, Some("nothing changes in what the script means")),
        "{same:?}"
    );
    let words = folder.flowc(&["diff", "old.flow", "new.flow"]);
    assert_eq!(words.code, 0, "{words:?}");
    assert!(words.out.contains("~ say, message: \"Fine.\" → \"Great.\""), "{}", words.out);
    assert_eq!(folder.flowc(&["diff", "old.flow", "nowhere"]).code, 2);
}

#[test]
fn a_place_that_seems_to_have_moved_is_told_with_the_words_that_take_contacts_along() {
    let moved = NEW.replace("moved a step three to a step later\n", "");
    let folder = Folder::with(&[("old.flow", OLD), ("new.flow", &moved)]);
    let said = folder.flowc(&["diff", "old.flow", "new.flow"]);
    let advice = "`delay 3d` (old.flow:7): gone, unless the script says `moved a step three to a step later`";
    assert!(said.out.contains(advice), "{}", said.out);
}
