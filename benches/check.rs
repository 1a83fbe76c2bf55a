//! How fast is a project checked, how does that grow, and how much memory does it take?
//!
//! `cargo bench --bench check` measures on all cores and, where `taskset` is at hand, on one. Each measurement stands
//! beside the bare parse of the same texts in the same run: the fastest of several rounds, taken in turn. A line that
//! begins with `{` says the same to machines.
//!
//! `cargo bench --bench check -- repeat check 10000` does one thing (`bare`, `tree`, `check`) again and again, for a profiler.

#![allow(clippy::disallowed_methods)] // a bench looks at the clock, its arguments and its own process

mod funnels;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flowc::lower::build;
use flowc::project::{Files, Memory};
use flowc::source::FileId;
use flowc::syntax::{bare_parse, parse};
use funnels::Funnels;
use serde_json::json;

/// Steps of the measured projects.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// At least so many rounds, and so many more as fit into [`LENGTH`].
const ROUNDS_MIN: usize = 3;

const LENGTH: Duration = Duration::from_secs(4);

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().expect("a number");
    match args.as_slice() {
        [] => all(),
        ["sizes"] => sizes(),
        ["peak", steps] => peak(number(steps)),
        ["hostile"] => hostile(),
        ["findings", steps] => findings(number(steps)),
        ["repeat", what, steps] => repeat(what, number(steps)),
        _ => panic!("no such table: {args:?}"),
    }
}

/// Runs every table in a process of its own: memory is measured from a fresh start, and one core is a matter of the process.
fn all() {
    let me = std::env::current_exe().expect("a path of this bench").to_string_lossy().into_owned();
    let run = |command: &[&str]| {
        let done = Command::new(command[0]).args(&command[1..]).status();
        done.is_ok_and(|status| status.success())
    };
    assert!(run(&[&me, "sizes"]));
    if !run(&["taskset", "-c", "0", &me, "sizes"]) {
        println!("no `taskset`: one core is not measured\n");
    }
    println!("| steps | bytes of source | more resident at the peak | bytes for each |\n|---|---|---|---|");
    for steps in SIZES {
        assert!(run(&[&me, "peak", &steps.to_string()]));
    }
    println!();
    assert!(run(&[&me, "hostile"]));
}

/// Time by size.
fn sizes() {
    let cores = cores();
    println!("{cores} cores\n");
    println!("| steps | bytes | bare parse | MB/s for each core | tree, of bare | check | check, of bare |");
    println!("|---|---|---|---|---|---|---|");
    let mut grown = Vec::new();
    for steps in SIZES {
        let funnels = Funnels::of(steps);
        let texts = funnels.texts();
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let [bare, tree, check] = fastest([
            &|| on_all_cores(&texts, bare_parse),
            &|| on_all_cores(&texts, |text| parse(FileId(0), text).holes),
            &|| check(&funnels),
        ]);
        let of_bare = |time: Duration| time.as_secs_f64() / bare.as_secs_f64();
        let rate = bytes as f64 / bare.as_secs_f64() / 1e6 / cores.min(texts.len()) as f64;
        let (steps, tree, of) = (funnels.steps(), of_bare(tree), of_bare(check));
        println!("| {steps} | {bytes} | {bare:.1?} | {rate:.1} | {tree:.2} | {check:.1?} | {of:.2} |");
        let (bare, time) = (bare.as_secs_f64(), check.as_secs_f64());
        println!(
            "{}",
            json!({ "cores": cores, "steps": steps, "bytes": bytes, "bare": bare, "tree": bare * tree, "check": time })
        );
        grown.push((steps as f64, time));
    }
    println!("\nthe check grows with the steps to the power of {:.2}\n", exponent(&grown));
}

/// The slope of a line through the logarithms: 1 is linear growth.
fn exponent(grown: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = grown.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|log| log.0), mean(|log| log.1));
    let (mut with, mut own) = (0.0, 0.0);
    for log in &logs {
        with += (log.0 - x) * (log.1 - y);
        own += (log.0 - x).powi(2);
    }
    with / own
}

/// The fastest of several rounds of each, taken in turn: what else the machine does meets all alike.
fn fastest<const N: usize>(work: [&dyn Fn(); N]) -> [Duration; N] {
    let mut fastest = [Duration::MAX; N];
    let begun = Instant::now();
    let mut round = 0;
    while round < ROUNDS_MIN || begun.elapsed() < LENGTH {
        for (work, fastest) in work.iter().zip(&mut fastest) {
            let start = Instant::now();
            work();
            *fastest = (*fastest).min(start.elapsed());
        }
        round += 1;
    }
    fastest
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn on_all_cores(texts: &[(String, String)], work: impl Fn(&str) -> usize + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..cores().min(texts.len()) {
            scope.spawn(|| {
                while let Some((_, text)) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    std::hint::black_box(work(text));
                }
            });
        }
    });
}

fn check(files: &dyn Files) {
    let built = build(files, ".").expect("the project is there");
    assert!(built.program.is_some(), "{:#?}", built.findings.first());
}

fn repeat(what: &str, steps: usize) {
    let funnels = Funnels::of(steps);
    let texts = funnels.texts();
    let begun = Instant::now();
    while begun.elapsed() < LENGTH {
        match what {
            "bare" => on_all_cores(&texts, bare_parse),
            "tree" => on_all_cores(&texts, |text| parse(FileId(0), text).holes),
            _ => check(&funnels),
        }
    }
}

/// What is found in such a project, by code.
fn findings(steps: usize) {
    let built = build(&Funnels::of(steps), ".").expect("the project is there");
    let mut counted = std::collections::BTreeMap::new();
    for found in &built.findings {
        *counted.entry((found.code.id, found.code.name)).or_insert(0) += 1;
    }
    counted.iter().for_each(|((id, name), count)| println!("{id} {name}: {count}"));
}

/// The most memory of a check, in bytes for each byte of source.
fn peak(steps: usize) {
    let funnels = Funnels::of(steps);
    let bytes: usize = funnels.texts().iter().map(|(_, text)| text.len()).sum();
    let before = resident_max();
    check(&funnels);
    let peak = resident_max() - before;
    let each = peak as f64 / bytes as f64;
    println!("| {} | {bytes} | {:.1} MB | {each:.1} |", funnels.steps(), peak as f64 / 1e6);
    println!("{}", json!({ "steps": funnels.steps(), "bytes": bytes, "peak": peak }));
}

/// The most bytes that this process has had in memory.
fn resident_max() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or(0) * 1024
}

/// What someone could send to make a checker slow, at one size and at a larger one.
fn hostile() {
    println!("| shape | bytes | time | bytes | time | grows by the power of |\n|---|---|---|---|---|---|");
    for (shape, of, size) in SHAPES {
        let texts = [of(size), of(size * 4)];
        let bytes = texts.each_ref().map(String::len);
        let projects = texts.map(|text| Memory::new([("bot.flow", text)]));
        let times = fastest([&|| hostile_check(&projects[0]), &|| hostile_check(&projects[1])]);
        let power = exponent(&[0, 1].map(|nth| (bytes[nth] as f64, times[nth].as_secs_f64())));
        println!(
            "| {shape} | {} | {:.1?} | {} | {:.1?} | {power:.2} |",
            bytes[0], times[0], bytes[1], times[1]
        );
        println!(
            "{}",
            json!({ "shape": shape, "bytes": bytes, "times": times.map(|time| time.as_secs_f64()) })
        );
    }
}

fn hostile_check(files: &dyn Files) {
    std::hint::black_box(build(files, ".").expect("the project is there"));
}

type Shape = (&'static str, fn(usize) -> String, usize);

const SHAPES: [Shape; 10] = [
    (
        "blocks in each other, 240 deep",
        |size| step(&format!("{}{}\n", "if a == 1 { ".repeat(240), "}".repeat(240)).repeat(size)),
        8,
    ),
    ("stray `}`", |size| "}\n".repeat(size), 25_000),
    (
        "unclosed blocks",
        |size| format!("flow f {{ step s {{\n{}", "if x == 1 -> s\n}\n".repeat(size)),
        10_000,
    ),
    ("one line", |size| format!("# {}", "a".repeat(size)), 2_000_000),
    ("a clique of steps", |size| clique(size), 50),
    ("statements of one step", |size| step(&"set a = a + 1\n".repeat(size)), 10_000),
    (
        "branches of one `if`",
        |size| step(&format!("if a == 1 -> s\n{}", "else if a == 1 -> s\n".repeat(size))),
        10_000,
    ),
    ("flows that visit the next", |size| visits(size), 2_500),
    ("values that may be missing", |size| missing(size), 500),
    ("a row of mistakes", |size| step(&"say Hi\nset = 1\n".repeat(size)), 5_000),
];

fn step(statements: &str) -> String {
    format!("bot \"b\" {{ start f }}\nfield a: number = 0\nflow f {{ step s {{\n{statements}\n-> end }} }}\n")
}

/// Every step asks, and leads to every other.
fn clique(size: usize) -> String {
    let arrows: String = (0..size).map(|to| format!("\"{to}\" -> s{to}\n")).collect();
    let steps = (0..size).map(|at| {
        format!("step s{at} {{ say \"Where to?\" buttons {{\n{arrows}}}\nwait for message\n-> s{at} }}\n")
    });
    format!("bot \"b\" {{ start f }}\nflow f {{ {} }}\n", steps.collect::<String>())
}

fn visits(size: usize) -> String {
    let flow =
        |at: usize| format!("flow f{at} {{ step s {{ say \"Hi\"\nvisit flow f{}\n-> end }} }}\n", at + 1);
    let flows: String = (0..size).map(flow).collect();
    format!("bot \"b\" {{ start f0 }}\n{flows}flow f{size} {{ step s {{ say \"Bye\" -> end }} }}\n")
}

/// A row of flows, each with a field that may be empty where it is read.
fn missing(size: usize) -> String {
    let flow = |at: usize| {
        format!(
            "flow f{at} {{ step s {{ if tag met -> t\nadd tag met\nask \"Who?\" save name within 1d else -> t\n-> t }}\n\
             step t {{ say \"{{name}}\"\n-> flow f{} }} }}\n",
            at + 1
        )
    };
    let flows: String = (0..size).map(flow).collect();
    let bot = "bot \"b\" { start f0 }\ntag met\nfield name: text\n";
    format!("{bot}{flows}flow f{size} {{ step s {{ say \"Bye\" -> end }} }}\n")
}
