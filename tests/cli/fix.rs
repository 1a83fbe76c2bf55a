//! `flowc fix`: what is shown, what is written, what is left.

use super::flowc::{Folder, SHOP};
#[cfg(unix)]
use super::terminal::{CTRL_C, CTRL_D, typed};

/// Two safe mistakes and a guess.
fn broken() -> String {
    SHOP.replace("say \"Still there?\"", "say \"Still there?\";")
        .replace("if deposit.amount >= 100 and", "if deposit.amount = 100 &&")
        .replace("reach paid", "reach piad")
}

#[test]
fn without_a_terminal_fixes_are_shown_and_not_applied() {
    let folder = Folder::with(&[("shop.flow", &broken())]);
    let said = folder.flowc(&["fix", "shop.flow"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("-    say \"Still there?\";\n+    say \"Still there?\"\n"), "{}", said.out);
    assert!(
        said.out.contains("+on postback deposit if deposit.amount == 100 and not tag buyer"),
        "{}",
        said.out
    );
    assert_eq!(said.err, "3 fixes in 1 file, not applied; `--yes` applies them\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("shop.flow")).unwrap(), broken());
}

/// How `flowc fix` ends at a terminal where somebody types this, what stands behind its question, and the script then.
#[cfg(unix)]
fn asked(keys: &[u8]) -> (std::process::ExitStatus, String, String) {
    let folder = Folder::with(&[("shop.flow", &broken())]);
    let (ended, screen) = typed(folder.command(&["fix", "shop.flow"]), "[y/N] ", keys);
    let (shown, behind) = screen.split_once("3 fixes in 1 file; apply? [y/N] ").unwrap();
    assert!(shown.contains("-    say \"Still there?\";\n+    say \"Still there?\"\n"), "{shown}");
    (ended, behind.to_owned(), std::fs::read_to_string(folder.path().join("shop.flow")).unwrap())
}

#[cfg(unix)]
#[test]
fn at_a_terminal_a_yes_applies_what_was_shown() {
    for yes in ["y", "Y", "yes"] {
        let (ended, said, script) = asked(format!("{yes}\n").as_bytes());
        assert_eq!(ended.code(), Some(0), "{said}");
        assert!(said.starts_with(&format!("{yes}\n3 fixes in 1 file applied; 1 finding is left")), "{said}");
        assert!(script.contains("deposit.amount == 100 and") && !script.contains(';'), "{script}");
    }
}

#[cfg(unix)]
#[test]
fn at_a_terminal_whatever_is_no_yes_changes_nothing() {
    for other in ["", "n", "no", "yy", "да"] {
        let (ended, said, script) = asked(format!("{other}\n").as_bytes());
        assert_eq!((ended.code(), said), (Some(1), format!("{other}\n")));
        assert_eq!(script, broken());
    }
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_end_of_the_input_is_a_no() {
    let (ended, said, script) = asked(CTRL_D);
    assert_eq!(ended.code(), Some(1));
    assert_eq!(said, "\n", "what comes next has a line of its own");
    assert_eq!(script, broken());
}

#[cfg(unix)]
#[test]
fn at_a_terminal_ctrl_c_ends_the_process_and_nothing_is_changed() {
    use std::os::unix::process::ExitStatusExt;
    let (ended, _, script) = asked(CTRL_C);
    assert_eq!(ended.signal(), Some(libc::SIGINT));
    assert_eq!(script, broken());
}

#[test]
fn safe_fixes_are_applied_and_guesses_only_where_they_are_wanted() {
    let folder = Folder::with(&[("shop.flow", &broken())]);
    let said = folder.flowc(&["fix", "shop.flow", "--yes"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.out
            .ends_with("3 fixes in 1 file applied; 1 finding is left, of which `--guesses` would mend 1\n"),
        "{}",
        said.out
    );
    let guessed = folder.flowc(&["fix", "shop.flow", "--yes", "--guesses"]);
    assert!(guessed.out.ends_with("1 fix in 1 file applied\n"), "{}", guessed.out);
    let mended = SHOP.replace("deposit.amount >= 100", "deposit.amount == 100");
    assert_eq!(std::fs::read_to_string(folder.path().join("shop.flow")).unwrap(), mended);
    assert_eq!(folder.flowc(&["fix", "shop.flow"]).all(), "nothing to fix\n--- exit 0");
}

#[test]
fn one_fix_uncovers_the_next() {
    // The misspelt word hides the step until it is mended, and with it what is wrong inside.
    let script = SHOP.replace(
        "  step reminder {\n    say \"Still there?\"\n    -> end",
        "  step reminder {\n    goto thanks;",
    );
    let folder = Folder::with(&[("shop.flow", &script)]);
    let said = folder.flowc(&["fix", "shop.flow", "--yes"]);
    assert_eq!(said.code, 0, "{said:?}");
    let mended = std::fs::read_to_string(folder.path().join("shop.flow")).unwrap();
    assert!(mended.contains("    -> thanks\n"), "{mended}");
    assert_eq!(folder.flowc(&["check", "shop.flow"]).code, 0);
}
