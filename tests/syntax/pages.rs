//! The pages of `flowc explain` tell the truth about syntax.

use flowc::diagnostic::codes::syntax;
use flowc::source::FileId;
use flowc::syntax::parse;

/// The scripts of a page: the wrong one and the same put right.
fn examples(page: &str) -> Vec<&str> {
    page.split("\n```flow\n").skip(1).filter_map(|rest| rest.split("\n```\n").next()).collect()
}

#[test]
fn every_code_of_syntax_has_an_example_that_gives_it_and_one_that_gives_nothing() {
    // What no text can show: bytes that are none, and sizes.
    let without = ["F0001", "F0002"];
    for code in syntax::ALL {
        let examples = examples(code.page);
        if without.contains(&code.id) {
            assert_eq!(examples, Vec::<&str>::new(), "{}", code.id);
            continue;
        }
        let [wrong, right] = examples.as_slice() else {
            panic!("{} has {} examples", code.id, examples.len())
        };
        let found: Vec<_> = parse(FileId(0), wrong).diagnostics.iter().map(|found| found.code.id).collect();
        assert!(found.contains(&code.id), "the wrong example of {} gives {found:?}", code.id);
        assert!(found.iter().all(|id| *id == code.id), "the wrong example of {} gives {found:?}", code.id);
        assert_eq!(parse(FileId(0), right).diagnostics, [], "{}", code.id);
    }
}
