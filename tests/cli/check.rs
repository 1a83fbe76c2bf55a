//! `flowc check` and `flowc test`.

use super::flowc::{Folder, MANIFEST, SHOP};
use super::run::Running;

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

#[test]
fn bounds_are_told_for_every_flow_and_a_budget_that_is_passed_is_an_error() {
    let script = "flow order {
  step size { ask \"Which size?\" at most 3 times within 1d -> end else -> end -> talk }
  step talk { ask \"Anything else?\" -> talk2 }
  step talk2 { if answer == \"no\" -> end -> talk }
}
flow bye { step one { say \"Bye!\" -> end } }
on message \"bye\" -> flow bye
";
    let folder = Folder::with(&[("shop.flow", script), ("flow.yaml", "flow: 1\nproject: shop\n")]);
    let said = folder.flowc(&["check", "--bounds"]);
    assert_eq!(said.code, 0, "{said:?}");
    let table = "shop: 2 flows, 4 steps, no findings\n\
        order  1 to 3 messages, 0s to 1d, 0 model calls, then messages and time unbounded in talk\n\
        bye    1 message, 0s, 0 model calls\n";
    assert_eq!(said.out, table);
    let json = folder.flowc(&["check", "--bounds", "--format", "json"]).out;
    let order: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&order["flow"], &order["messages"]["most"], &order["time_ms"]["most"]),
        (&"order".into(), &3.into(), &86_400_000.into())
    );
    assert_eq!(
        (&order["messages"]["unbounded"]["step"], &order["messages"]["unbounded"]["line"]),
        (&"talk".into(), &3.into())
    );
    assert!(order["ai_calls"].get("unbounded").is_none());

    folder.write(
        "flow.yaml",
        "flow: 1\nproject: shop\nbudgets: { bye: { messages: 0 }, ordre: { messages: 9 } }\n",
    );
    let said = folder.flowc(&["check", "--bounds", "--format", "short"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("error[F0706]: flow `bye` may take 1 message, and its budget is 0 messages\n"),
        "{}",
        said.out
    );
    assert!(said.out.contains("no script declares the flow `ordre`\n"), "{}", said.out);
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
    assert_eq!(folder.flowc(&["check", "--deny", "warnings"]).code, 1);
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

/// A project with a warning, an error of a fix with places in two files, and a remark.
fn mixed() -> Folder {
    let manifest = format!("{MANIFEST}store: memory\nchecks: {{ key-without-effect: info }}\n");
    let script =
        SHOP.replace("-> thanks", "-> thank") + "\n# flowc: allow(mising-else) why: 100%, so\ntag tower\n";
    Folder::with(&[("shop.flow", &script), ("flow.yaml", &manifest)])
}

#[test]
fn sarif_is_valid_against_its_schema() {
    let folder = mixed();
    let schema: serde_json::Value = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let said = folder.flowc(&["check", "--format", "sarif"]);
    assert_eq!(said.code, 1);
    let log: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let wrong: Vec<_> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let json = folder.flowc(&["check", "--format", "json"]);
    assert_eq!(results.len(), json.out.lines().count());
    assert!(results.iter().any(|result| !result["fixes"].is_null()));
    // A schema that lets everything through would prove nothing.
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "terrible".into();
    assert!(!validator.is_valid(&broken));
    let clean =
        Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]).flowc(&["check", "--format", "sarif"]);
    let clean_log: serde_json::Value = serde_json::from_str(&clean.out).unwrap();
    assert!(clean.code == 0 && validator.is_valid(&clean_log), "{clean:?}");
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let said = mixed().flowc(&["check", "--format", "github"]);
    assert_eq!(said.code, 1);
    let levels: std::collections::BTreeSet<&str> =
        said.out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(levels, ["::error", "::notice", "::warning"].into(), "{}", said.out);
    assert!(
        said.out.contains(
            "::error file=shop.flow,line=18,endLine=18,col=8,endColumn=13,title=F0202 unknown-step::"
        ),
        "{}",
        said.out
    );
}

#[test]
fn remarks_are_denied_only_where_they_are_named() {
    let script =
        SHOP.replace("    reach paid", "    # flowc: allow(missing-else) no route is here\n    reach paid");
    let folder = Folder::with(&[("shop.flow", &script), ("flow.yaml", MANIFEST)]);
    assert_eq!(folder.flowc(&["check"]).out.lines().last(), Some("shop: 1 flow, 3 steps; 1 remark"));
    assert_eq!(folder.flowc(&["check", "--deny", "warnings"]).code, 0);
    assert_eq!(folder.flowc(&["check", "--deny", "info"]).code, 1);
}

#[test]
fn a_watched_project_is_checked_again_when_a_file_of_it_is_saved() {
    let folder = Folder::with(&[
        ("bot/shop.flow", &SHOP.replace("-> thanks", "-> thank")),
        ("bot/flow.yaml", MANIFEST),
    ]);
    let mut running = Running::new(&folder, &["check", "bot", "--watch", "--format", "short"]);
    running.until("bot/shop.flow:18:8: error[F0202]");
    folder.write("bot/shop.flow", &SHOP.replace("reach paid", "reach piad"));
    let said = running.until("bot/shop.flow:21:11: error[F0204]");
    assert_eq!(said.len(), 1, "the first mistake is gone: {said:?}");
    folder.write("bot/flow.yaml", &MANIFEST.replace("links:", "linx:"));
    running.until("bot/flow.yaml:5:1: error[F0102]");
    folder.write("bot/more.flow", "tag buyer\n");
    running.until("bot/shop.flow:6:5: error[F0223]");
}
