//! `flowc test`: what it tells, and the reports that it writes.

use super::flowc::{Folder, SHOP};

const TESTS: &str = r#"
test "A name is repeated" { start  user "Olga"  expect say "Nice to meet you, Olga!" }
test "silence <ends> it & nothing more" { start  after 2d  expect say "Ciao \"Olga\"" }
"#;

fn shop() -> Folder {
    Folder::with(&[("shop.flow", SHOP), ("tests.flow", TESTS), ("flow.yaml", super::flowc::MANIFEST)])
}

#[test]
fn only_tests_whose_name_contains_the_words_are_run() {
    let folder = shop();
    let said = folder.flowc(&["test", "--filter", "a NAME"]);
    assert_eq!((said.code, said.out.as_str()), (0, "ok    A name is repeated\n1 passed\n"), "{said:?}");
    let none = folder.flowc(&["test", "--filter", "nobody says this"]);
    assert_eq!((none.code, none.out.as_str()), (0, "no tests\n"), "{none:?}");
}

#[test]
fn results_are_told_in_the_order_of_the_text_whatever_the_cores_do() {
    let many: String = (0..200)
        .map(|nth| format!("test \"nr {nth}\" {{ start  expect say \"Hi! What is your name?\" }}\n"))
        .collect();
    let folder =
        Folder::with(&[("shop.flow", SHOP), ("tests.flow", &many), ("flow.yaml", super::flowc::MANIFEST)]);
    let expected: String = (0..200).map(|nth| format!("ok    nr {nth}\n")).collect();
    assert_eq!(folder.flowc(&["test"]).out, format!("{expected}200 passed\n"));
}

#[test]
fn ci_servers_get_the_results_as_junit() {
    let folder = shop();
    let said = folder.flowc(&["test", "--junit", "out.xml"]);
    assert_eq!(said.code, 1, "{said:?}");
    insta::assert_snapshot!(std::fs::read_to_string(folder.path().join("out.xml")).unwrap());
    let nowhere = folder.flowc(&["test", "--junit", "no/such/folder/out.xml"]);
    assert_eq!(nowhere.code, 2, "{nowhere:?}");
    assert!(nowhere.err.contains("out.xml cannot be written"), "{}", nowhere.err);
}

#[test]
fn what_no_test_came_through_is_listed_with_its_place() {
    let folder = shop();
    let said = folder.flowc(&["test", "--coverage", "--filter", "name"]);
    insta::assert_snapshot!(said.all());
}

#[test]
fn coverage_is_written_as_json_and_may_fail_the_command() {
    let folder = shop();
    let said =
        folder.flowc(&["test", "--filter", "name", "--coverage-json", "c.json", "--coverage-min", "80"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("at least 80% is wanted"), "{}", said.err);
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("c.json")).unwrap()).unwrap();
    let items = json["items"].as_array().unwrap();
    assert_eq!(json["all"]["items"].as_u64().unwrap() as usize, items.len());
    let covered = items.iter().filter(|item| item["tests"] != 0).count();
    assert_eq!(json["all"]["covered"].as_u64().unwrap() as usize, covered);
    let first = &items[0];
    assert_eq!(
        (first["kind"].as_str(), first["file"].as_str()),
        (Some("handlers"), Some("shop.flow")),
        "{first}"
    );
    assert_eq!(first["words"], "on postback deposit if …");
    assert!(first["line"].as_u64().unwrap() > 1);
    assert_eq!(folder.flowc(&["test", "--filter", "name", "--coverage-min", "5"]).code, 0);
    assert_eq!(folder.flowc(&["test", "--coverage-min", "101"]).code, 2);
}

const TRAP: &str = r#"bot "Shop" {
  start hello
  guardrails "Never promise a price."
}
postback paid(amount: number, tid: text) by tid
flow hello {
  step first {
    ask "Shall we begin?" buttons "Yes", "No" within 1d else -> last
    if answer == "No" -> last
    wait for postback paid where paid.amount > 10 and paid.amount < 5
    -> last
  }
  step last {
    say "Bye."
    -> end
  }
}
"#;

#[test]
fn contacts_that_walk_about_find_the_trap_and_the_way_there_is_a_test() {
    let folder = Folder::with(&[("bot.flow", TRAP)]);
    let said = folder.flowc(&["test", "--explore", "--seed", "4", "--runs", "80"]);
    assert_eq!(said.code, 1, "{said:?}");
    insta::assert_snapshot!(said.out);
    assert_eq!(folder.flowc(&["test", "--explore", "--seed", "4", "--runs", "80"]).out, said.out);
    let (_, test) = said.out.split_once("wait for postback paid\n").unwrap();
    folder.write("found.flow", test);
    let played = folder.flowc(&["test"]);
    assert_eq!((played.code, played.out.lines().last()), (0, Some("1 passed")), "{played:?}");
    folder.write("bot.flow", &TRAP.replace("paid.amount < 5", "paid.amount < 50"));
    let mended = folder.flowc(&["test", "--explore", "--runs", "80"]);
    assert_eq!(mended.code, 0, "{mended:?}");
    assert_eq!(folder.flowc(&["test", "--seed", "4"]).code, 2, "a seed alone means nothing");
}
