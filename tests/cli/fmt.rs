//! `flowc fmt`: files, checks, diffs, streams.

use super::flowc::Folder;

const UGLY: &str = "tag   a\nflow f {\nstep s { say   \"x\" -> end } }\n";
const NEAT: &str = "tag a\nflow f {\n  step s { say \"x\" -> end }\n}\n";

#[test]
fn files_are_written_in_the_style_and_named() {
    let folder = Folder::with(&[
        ("bot/a.flow", UGLY),
        ("bot/b.flow", NEAT),
        ("bot/more/c.flow", UGLY),
        ("bot/.git/d.flow", UGLY),
    ]);
    let said = folder.flowc(&["fmt", "bot"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "bot/a.flow\nbot/more/c.flow\n", ""));
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!((read("bot/a.flow"), read("bot/more/c.flow")), (NEAT.to_owned(), NEAT.to_owned()));
    assert_eq!(read("bot/.git/d.flow"), UGLY, "hidden folders are left alone");
    assert_eq!(folder.flowc(&["fmt"]).out, "", "all of it is neat now");
}

#[test]
fn a_check_and_a_diff_write_nothing() {
    let folder = Folder::with(&[("a.flow", UGLY), ("b.flow", NEAT)]);
    let check = folder.flowc(&["fmt", "--check"]);
    assert_eq!((check.code, check.out.as_str()), (1, "a.flow\n"));
    assert_eq!(check.err, "1 of 2 files not in the style; `flowc fmt` writes them\n");
    let diff = folder.flowc(&["fmt", "--diff", "a.flow", "b.flow"]);
    assert_eq!(diff.code, 0);
    assert_eq!(
        diff.out,
        "--- a.flow\n+++ a.flow\n@@ -1,3 +1,4 @@\n-tag   a\n+tag a\n flow f {\n-step s { say   \"x\" -> end } }\n+  step s { say \"x\" -> end }\n+}\n"
    );
    assert_eq!(std::fs::read_to_string(folder.path().join("a.flow")).unwrap(), UGLY);
    assert_eq!(folder.flowc(&["fmt", "--check", "b.flow"]).all(), "--- exit 0");
}

#[test]
fn a_stream_goes_through() {
    let folder = Folder::with(&[]);
    let said = folder.flowc_with(&["fmt", "-"], UGLY);
    assert_eq!((said.code, said.out.as_str()), (0, NEAT));
    assert_eq!(folder.flowc_with(&["fmt", "-", "--check"], UGLY).code, 1);
    assert_eq!(folder.flowc_with(&["fmt", "-", "--check"], NEAT).all(), "--- exit 0");
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_written() {
    let folder = Folder::with(&[("b.flow", UGLY)]);
    std::fs::write(folder.path().join("a.flow"), b"tag \xff").unwrap();
    let said = folder.flowc(&["fmt"]);
    assert_eq!((said.code, said.out.as_str()), (2, "b.flow\n"));
    assert_eq!(said.err, "error: `a.flow` is not UTF-8, and stays as it is\n");
    assert_eq!(std::fs::read(folder.path().join("a.flow")).unwrap(), b"tag \xff");
    assert_eq!(folder.flowc(&["fmt", "nowhere"]).code, 2);
}
