//! `flowc report`: at a folder at rest, and at a running flowc.

use insta::assert_snapshot;
use serde_json::Value;

use super::flowc::{Folder, Said};
use super::run::Running;

const CAFE: &str = r#"bot "Café" { start hello  stop words "/stop" }
goal paid
flow hello {
  step greet {
    ab greeting { 50% short { say "Hi!" } 50% long { say "Good day!" } }
    -> drink
  }
  step drink {
    ask "Tea or coffee?"
    route { when matches /tea/ -> tea  when matches /coffee/ -> flow кофе  else -> drink }
  }
  step tea { reach paid  say "Here you are." -> end }
}
flow кофе {
  step молоко {
    say "С молоком?" buttons { "Да" -> end  "Нет" -> end }
    wait for message -> end
  }
}
"#;

/// Twelve people: one orders tea, two coffee, one something else; one opts out.
fn talk() -> String {
    let mut lines = String::new();
    for number in 1..=12 {
        lines.push_str(&format!("{{\"contact\":\"c{number}\",\"id\":\"s\",\"type\":\"start\"}}\n"));
    }
    for (contact, id, text) in [
        ("c1", "1", "tea"),
        ("c2", "1", "coffee"),
        ("c3", "1", "coffee"),
        ("c3", "2", "Да"),
        ("c4", "1", "water"),
        ("c5", "1", "/stop"),
    ] {
        lines.push_str(&format!(
            "{{\"contact\":\"{contact}\",\"id\":\"{id}\",\"type\":\"message\",\"text\":\"{text}\"}}\n"
        ));
    }
    lines
}

fn cafe() -> Folder {
    let folder = Folder::with(&[("bot/cafe.flow", CAFE), ("bot/flow.yaml", "flow: 1\nproject: café\n")]);
    let said = folder.flowc_with(&["run", "bot", "--stdio"], &talk());
    assert_eq!(said.code, 0, "{said:?}");
    folder
}

/// A report without its time.
fn timeless(said: &Said) -> String {
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    let (head, rest) = said.out.split_once('\n').unwrap();
    let (name, _) = head.split_once(", ").unwrap();
    format!("{name}\n{rest}")
}

#[test]
fn a_report_tells_who_came_where_with_and_without_a_running_flowc() {
    let folder = cafe();
    let alone = timeless(&folder.flowc(&["report", "bot"]));
    assert_snapshot!(alone, @r#"
    café
    12 contacts: 9 waiting, 1 stopped, 2 finished

    flow      entered  left  ended  waiting  dropped
    hello          12     2      1        8        1
      greet        12    12      0        0        0
      drink        13     4      0        8        1
      tea           1     0      1        0        0
    кофе            2     0      1        1        0
      молоко        2     0      1        1        0

    way            taken  share
    hello drink
      coffee           2    50%
      else             1    25%
      tea              1    25%
    кофе молоко
      button "Да"      1   100%

    ab greeting  weight  shown  share  waiting  goal  reached  rate       95% sure
      long          50%      5  41.7%        3  paid        1   20%  0.1% to 79.6%
      short         50%      7  58.3%        6  paid        0    0%    0% to 47.9%

    goal  times
    paid      1

    handler      times
    button "Да"      1
    "#);
    let mut running = Running::new(&folder, &["run", "bot", "--bind", "127.0.0.1:0"]);
    running.until("Ctrl-C");
    assert_eq!(timeless(&folder.flowc(&["report", "bot"])), alone);
    assert_eq!(timeless(&folder.flowc(&["report", "--data", "bot/.flowc"])), alone);
    assert_eq!(running.end(), 0);
}

#[test]
fn the_file_for_editors_lies_beside_the_scripts_and_outside_of_version_control() {
    let folder = cafe();
    let said = folder.flowc(&["report", "bot", "--out", "--format", "json"]);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert_eq!(read("bot/.flowc/report.json"), said.out.trim_end());
    assert_eq!(read("bot/.flowc/.gitignore"), "*\n");
    assert_eq!((&report["version"], &report["project"]), (&1.into(), &"café".into()));
    let drink = &report["flows"][0]["steps"][1];
    assert_eq!(
        (&drink["name"], &drink["entered"], &drink["waiting"]),
        (&"drink".into(), &13.into(), &8.into())
    );
    let elsewhere = folder.flowc(&["report", "bot", "--out", "seen.json"]);
    assert!(elsewhere.out.starts_with("café, "), "{elsewhere:?}");
    assert!(read("seen.json").starts_with("{\"version\":1,"));
}

#[test]
fn a_watched_report_is_made_anew_while_a_flowc_runs() {
    let folder = cafe();
    let mut watching = Running::new(&folder, &["report", "bot", "--format", "json", "--watch", "1"]);
    watching.until("{\"version\":1,");
    let mut running = Running::new(&folder, &["run", "bot", "--bind", "127.0.0.1:0"]);
    running.until("Ctrl-C");
    assert_eq!(folder.flowc(&["pause", "c2", "--data", "bot/.flowc"]).code, 0);
    let told = |lines: Vec<String>| lines.iter().any(|line| line.contains("\"manual\":1"));
    while !told(watching.until("{\"version\":1,")) {}
    assert_eq!(running.end(), 0);
}

#[test]
fn a_project_that_was_never_run_has_no_report() {
    let folder = Folder::with(&[("cafe.flow", CAFE)]);
    for arguments in [&["report"][..], &["report", "cafe.flow"], &["report", "--data", "nowhere"]] {
        let said = folder.flowc(arguments);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("is no data folder of flowc"), "{said:?}");
    }
    assert!(!folder.path().join(".flowc").exists());
}
