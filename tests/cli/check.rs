//! `flowc check` and `flowc test`.

use super::flowc::{Folder, MANIFEST, SHOP};

#[test]
fn a_clean_project_is_said_so_and_ends_with_zero() {
    let folder = Folder::with(&[("bot/shop.flow", SHOP), ("bot/flow.yaml", MANIFEST)]);
    let said = folder.flowc(&["check", "bot"]);
    assert_eq!((said.code, said.out.as_str()), (0, "shop: 1 flow, 3 steps, no findings\n"), "{said:?}");
    assert_eq!(folder.flowc(&["check", "bot", "--format", "json"]).out, "");
}

#[test]
fn findings_of_script_and_manifest_are_shown_with_their_lines() {
    let script = SHOP.replace("-> thanks", "-> thank").replace("add tag buyer", "add tag byer");
    let manifest = MANIFEST.replace("links:", "linx:");
    let folder = Folder::with(&[("shop.flow", &script), ("flow.yaml", &manifest)]);
    let said = folder.flowc(&["check"]);
    assert_eq!(said.code, 1);
    insta::assert_snapshot!(said.all());
    insta::assert_snapshot!(folder.flowc(&["check", "--format", "short"]).all());
}

/// Columns count characters: behind Cyrillic, a joined emoji, a tab, in lines that end with CRLF.
#[test]
fn columns_count_characters_in_every_format() {
    let script = "bot \"Бот\" {\r\n  start привет\r\n}\r\nflow привет {\r\n\tstep \"👩‍👩‍👧\" x {\r\n\t\tsay \"Ж👩‍👩‍👧{nobody}\"  -> конец\r\n\t}\r\n}\r\n";
    let folder = Folder::with(&[("бот.flow", script)]);
    let json = folder.flowc(&["check", "бот.flow", "--format", "json"]);
    assert_eq!(json.code, 1);
    let mut places = Vec::new();
    for line in json.out.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        let number = |key: &str| finding[key].as_u64().unwrap() as usize;
        // Counted here, by hand: the characters between the start of the line and the place.
        let start = number("start_byte");
        let before = &script[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        assert_eq!((number("line"), number("column")), (line, column), "{finding}");
        places.push(format!("бот.flow:{line}:{column}:"));
    }
    assert!(places.len() >= 2, "{}", json.out);
    let short = folder.flowc(&["check", "бот.flow", "--format", "short"]).out;
    let human = folder.flowc(&["check", "бот.flow"]).out;
    for place in places {
        assert!(short.contains(&place), "{place} is not in {short}");
        assert!(human.contains(&format!("[{}]", place.trim_end_matches(':'))), "{place} is not in {human}");
    }
}

#[test]
fn warnings_end_with_zero_unless_they_are_denied() {
    let manifest = format!("{MANIFEST}store: memory\n");
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", &manifest)]);
    let said = folder.flowc(&["check"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("shop: 1 flow, 3 steps; 1 warning"), "{}", said.out);
    assert_eq!(folder.flowc(&["check", "--deny-warnings"]).code, 1);
    folder.write("flow.yaml", &format!("{manifest}checks: {{ key-without-effect: error }}\n"));
    assert_eq!(folder.flowc(&["check"]).code, 1, "the manifest has made it an error");
    folder.write("flow.yaml", &format!("{manifest}checks: {{ key-without-effect: off }}\n"));
    assert_eq!(folder.flowc(&["check"]).out, "shop: 1 flow, 3 steps, no findings\n");
}

#[test]
fn a_failed_test_shows_the_conversation_and_the_line_that_differs() {
    let test = "\ntest \"a name is repeated\" {\n  start\n  user \"Olga\"\n  expect say \"Nice to meet you, Anna!\"\n}\n";
    let passing = "\ntest \"silence ends it\" {\n  start\n  after 2d\n  expect end\n}\n";
    let folder = Folder::with(&[("shop.flow", &format!("{SHOP}{test}{passing}"))]);
    let said = folder.flowc(&["test", "shop.flow"]);
    assert_eq!(said.code, 1, "{said:?}");
    insta::assert_snapshot!(said.all());
    let only = folder.flowc(&["test", "shop.flow", "--filter", "silence"]);
    assert_eq!((only.code, only.out.lines().last()), (0, Some("1 passed")), "{only:?}");
}

#[test]
fn a_project_that_cannot_run_is_not_tested() {
    let folder = Folder::with(&[("a.flow", "flow a { step b { say } }\n")]);
    for command in ["test", "chat", "graph", "run"] {
        let said = folder.flowc(&[command, "a.flow"]);
        assert_eq!(said.code, 1, "{command}: {said:?}");
        assert!(said.err.contains("2 errors") && said.out.is_empty(), "{command}: {said:?}");
    }
}
