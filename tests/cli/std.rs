//! `flowc std`.

use super::flowc::Folder;

#[test]
fn all_libraries_are_listed_with_what_they_offer() {
    let folder = Folder::with(&[]);
    let said = folder.flowc(&["std"]);
    assert_eq!(said.code, 0, "{said:?}");
    let (libraries, packs) = said.out.split_once("Packs of actions").expect("packs have a head of their own");
    for line in [
        "  use std.consent\n    Consent: asked for before anything is kept, recorded with its time and its wording, taken back at any time.\n",
        "      visit flow consent.ask_with(words: text)   gives true or false\n",
        "      leads.phone: text private\n",
        "      include objections.all\n",
        "      visit flow reminders.follow_up(about: text, pause: duration, times: number)   gives true or false\n",
        "      visit flow working_hours.tell(opens: time)   gives true or false\n",
    ] {
        assert!(libraries.contains(line), "{line}\n{libraries}");
    }
    assert!(packs.contains("  use std.twilio\n    Twilio: text messages out, and in.\n"), "{packs}");
    assert!(packs.contains("      do twilio.send_sms("), "{packs}");
    // What has no doc comment is the library's own.
    assert!(!said.out.contains("ask_en"), "{}", said.out);
}

#[test]
fn one_library_is_told_about_by_its_short_or_its_whole_name() {
    let folder = Folder::with(&[]);
    let said = folder.flowc(&["std", "reminders"]);
    insta::assert_snapshot!(said.out, @r#"
    use std.reminders

    Reminders: kind, few, and over when they are over.

    Where a question was not answered:

        ask "Which size?" buttons "S", "M", "L" save size within 4h -> quiet
        …
        step quiet {
          visit flow reminders.follow_up(about: "your order", pause: 1d, times: 3) save is_back
          if is_back == true -> size
          -> end
        }

    Or one word on silence, while the question stays open:

        on silence 4h at most 2 times { visit flow reminders.nudge(about: "your order") }

    `about` is what it is about, as it would stand alone: "your order", "ваш заказ". Reminders wait for the end of the bot's quiet hours.

    visit flow reminders.follow_up(about: text, pause: duration, times: number)   gives true or false
        Up to three reminders, the first at once, the others after `pause` and twice that; the third says that it is the last. Gives true as soon as the
        contact writes, false when nothing has come three pauses after it, or at once where they want no reminders.
    visit flow reminders.nudge(about: text)
        One kind reminder, in other words each time.

    `flowc std reminders --source` prints it.
    "#);
    assert_eq!(folder.flowc(&["std", "std.reminders"]).out, said.out);
    let pack = folder.flowc(&["std", "sheets"]).out;
    assert!(pack.starts_with("use std.sheets\n\nGoogle Sheets: a row"), "{pack}");
}

#[test]
fn the_source_is_the_file() {
    let folder = Folder::with(&[]);
    let script = include_str!("../../stdlib/leads.flow");
    assert_eq!(folder.flowc(&["std", "leads", "--source"]).out, script);
    let manifest = include_str!("../../stdlib/twilio.yaml");
    assert_eq!(folder.flowc(&["std", "twilio", "--source"]).out, manifest);
}

#[test]
fn an_unknown_library_is_told_with_the_nearest_one() {
    let folder = Folder::with(&[]);
    let said = folder.flowc(&["std", "concent"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("there is no library `concent`"), "{}", said.err);
    assert!(said.err.contains("did you mean `std.consent`?"), "{}", said.err);
    assert_eq!(folder.flowc(&["std", "--source"]).code, 2);
}
