//! A report as tables.

use super::table::Table;
use crate::report::{Arm, Count, Flow, Passage, Report, Router, Talk};

/// The whole report.
pub fn of(report: &Report) -> String {
    let mut parts = vec![head(report), flows(&report.flows), ways(&report.flows)];
    parts.extend(report.routers.iter().map(router));
    parts.extend(report.talks.iter().map(talk));
    for (title, counts) in [
        ("goal", &report.goals),
        ("handler", &report.handlers),
        ("taken by nobody", &report.untaken),
        ("limit reached", &report.limits),
    ] {
        let mut table = Table::new([title, "times"]);
        counts.iter().for_each(|(name, count)| table.row([name.clone(), count.to_string()]));
        parts.push(table.text());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn head(report: &Report) -> String {
    let all: u64 = report.contacts.values().sum();
    let by_status = report.contacts.iter();
    let by_status: Vec<String> = by_status
        .map(|(status, count)| format!("{count} {}", format!("{status:?}").to_lowercase()))
        .collect();
    let contacts = if all == 1 { "1 contact".to_owned() } else { format!("{all} contacts") };
    let contacts = match by_status.is_empty() {
        true => contacts,
        false => format!("{contacts}: {}", by_status.join(", ")),
    };
    format!("{}, {}\n{contacts}\n", report.project, report.at.strftime("%Y-%m-%d %H:%M UTC"))
}

fn flows(flows: &[Flow]) -> String {
    let mut table = Table::new(["flow", "entered", "left", "ended", "waiting", "dropped"]);
    for flow in flows {
        table.row(passage(flow.name.clone(), flow.passage));
        flow.steps.iter().for_each(|step| table.row(passage(format!("  {}", step.name), step.passage)));
    }
    table.text()
}

fn passage(name: String, passage: Passage) -> Vec<String> {
    let Passage { entered, left, ended, waiting, .. } = passage;
    let numbers = [entered, left, ended, waiting, passage.dropped()];
    std::iter::once(name).chain(numbers.map(|number| number.to_string())).collect()
}

fn ways(flows: &[Flow]) -> String {
    let mut table = Table::new(["way", "taken", "share"]);
    for flow in flows {
        for step in flow.steps.iter().filter(|step| !step.ways.is_empty()) {
            table.row([format!("{} {}", flow.name, step.name)]);
            shared(&mut table, &step.ways);
        }
    }
    table.text()
}

fn talk(talk: &Talk) -> String {
    let mut table = Table::new([&talk.name, "taken", "share"]);
    shared(&mut table, &talk.branches);
    table.text()
}

fn shared(table: &mut Table, counts: &[Count]) {
    let all: u64 = counts.iter().map(|way| way.count).sum();
    for Count { name, count } in counts {
        table.row([format!("  {name}"), count.to_string(), percent(*count as f64 / all as f64)]);
    }
}

fn router(router: &Router) -> String {
    let title = format!("ab {}", router.name);
    let mut table =
        Table::new([&title, "weight", "shown", "share", "waiting", "goal", "reached", "rate", "95% sure"]);
    let all: u64 = router.arms.iter().map(|arm| arm.shown).sum();
    for arm in &router.arms {
        let mut cells = drawn(arm, all);
        if arm.goals.is_empty() {
            table.row(cells.clone());
        }
        for goal in &arm.goals {
            let sure = format!("{} to {}", percent(goal.low), percent(goal.high));
            cells.extend([goal.goal.clone(), goal.reached.to_string(), percent(goal.rate), sure]);
            table.row(std::mem::replace(&mut cells, vec![String::new(); 5]));
        }
    }
    let mut text = table.text();
    if router.shares.alarm {
        let p = router.shares.p.max(1e-9);
        text.push_str(&format!(
            "  alarm: these shares differ from the weights more than chance allows (p {p:.1e})\n"
        ));
    }
    text
}

fn drawn(arm: &Arm, all: u64) -> Vec<String> {
    let weight = arm.weight.map_or("gone".to_owned(), percent);
    let share = if all == 0 { String::new() } else { percent(arm.shown as f64 / all as f64) };
    vec![format!("  {}", arm.name), weight, arm.shown.to_string(), share, arm.waiting.to_string()]
}

fn percent(share: f64) -> String {
    let percent = format!("{:.1}", share * 100.0);
    format!("{}%", percent.trim_end_matches(".0"))
}
