//! `flowc show`, `pause`, `resume`, `health`: at a folder at rest, and at a running flowc. With the machine's clock, as
//! operators have it.

use super::flowc::{Folder, MANIFEST, SHOP};
use super::run::Running;

const START: &str =
    "{\"contact\":\"c1\",\"id\":\"e1\",\"type\":\"start\",\"trackers\":{\"click_id\":\"k1\"}}\n";

fn orders(folder: &Folder) {
    let shown = folder.flowc(&["show", "c1"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    let lines: Vec<&str> = shown.out.lines().collect();
    assert_eq!(lines[..2], ["c1  waiting", "  at `ask` in flow hello step ask_name"]);
    assert!(lines[2].starts_with("  next timer "), "{shown:?}");
    assert_eq!(lines[3], "  tracker.click_id = \"k1\"");
    assert!(lines[4].ends_with("bot      Hi! What is your name?"), "{shown:?}");
    let paused = folder.flowc(&["pause", "c1"]);
    assert!(paused.out.starts_with("c1  manual"), "{paused:?}");
    let resumed = folder.flowc(&["resume", "c1"]);
    assert!(resumed.out.starts_with("c1  waiting"), "{resumed:?}");
    let unknown = folder.flowc(&["show", "c2"]);
    assert_eq!((unknown.code, unknown.err.as_str()), (2, "error: no contact `c2`\n"));
    let health = folder.flowc(&["health"]);
    assert!(health.out.starts_with("well: events are taken\n") && health.code == 0, "{health:?}");
    let health: serde_json::Value = serde_json::from_str(&folder.flowc(&["health", "--json"]).out).unwrap();
    assert_eq!(health["health"]["store"]["contacts"], 1);
}

#[test]
fn an_operator_sees_silences_and_gives_back_a_contact_with_and_without_a_running_flowc() {
    let folder = Folder::with(&[("shop.flow", SHOP), ("flow.yaml", MANIFEST)]);
    let said = folder.flowc_with(&["run", "--stdio"], START);
    assert_eq!(said.code, 0, "{said:?}");
    orders(&folder);
    let mut running = Running::new(&folder, &["run", "--bind", "127.0.0.1:0"]);
    running.until("Ctrl-C");
    orders(&folder);
    assert_eq!(running.end(), 0);
}
