//! How fast is a project checked, how does that grow, and how much memory does it take?
//!
//! `cargo bench --bench check` measures on all cores and, where `taskset` is at hand, on one. Each measurement stands
//! beside the bare parse of the same texts in the same run, the fastest of several rounds, taken in turn. Lines that
//! begin with `{` are for machines.

#![allow(clippy::disallowed_methods)] // a bench looks at the clock, its arguments and its own process

mod funnels;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flowc::lower::build;
use flowc::project::Files;
use flowc::source::FileId;
use flowc::syntax;
use funnels::Funnels;

/// Steps of the measured projects.
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// At least so many rounds, and so many more as fit into a second.
const ROUNDS_MIN: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["sizes"] => sizes(),
        ["peak", steps] => peak(steps.parse().expect("a number of steps")),
        _ => all(),
    }
}

/// Runs every table in a process of its own: memory is measured from a fresh start.
fn all() {
    for args in [["sizes"]] {
        run(&args);
    }
    for steps in SIZES {
        run(&["peak", &steps.to_string()]);
    }
}

fn run(args: &[&str]) {
    let me = std::env::current_exe().expect("a path of this bench");
    let done = Command::new(me).args(args).status().expect("this bench runs again");
    assert!(done.success(), "{args:?}");
}

/// Sizes against time.
fn sizes() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores\n");
    println!("| steps | bytes | bare parse | bare parse, MB/s | tree, of bare | check | check, of bare |");
    println!("|---|---|---|---|---|---|---|");
    for steps in SIZES {
        let funnels = Funnels::of(steps);
        let texts = funnels.texts();
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let [bare, tree, check] = fastest([
            &|| {
                on_all_cores(&texts, |text| {
                    syntax::bare_parse(text);
                })
            },
            &|| {
                on_all_cores(&texts, |text| {
                    syntax::parse(FileId(0), text);
                })
            },
            &|| check(&funnels),
        ]);
        let of_bare = |time: Duration| time.as_secs_f64() / bare.as_secs_f64();
        println!(
            "| {} | {bytes} | {bare:.1?} | {:.1} | {:.2} | {check:.1?} | {:.2} |",
            funnels.steps(),
            bytes as f64 / bare.as_secs_f64() / 1e6,
            of_bare(tree),
            of_bare(check),
        );
    }
}

/// The fastest of several rounds of each, taken in turn: what else the machine does meets all alike.
fn fastest<const N: usize>(work: [&dyn Fn(); N]) -> [Duration; N] {
    let mut fastest = [Duration::MAX; N];
    let begun = Instant::now();
    let mut round = 0;
    while round < ROUNDS_MIN || begun.elapsed() < Duration::from_secs(3) {
        for (work, fastest) in work.iter().zip(&mut fastest) {
            let start = Instant::now();
            work();
            *fastest = (*fastest).min(start.elapsed());
        }
        round += 1;
    }
    fastest
}

fn on_all_cores(texts: &[(String, String)], work: impl Fn(&str) + Sync) {
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((_, text)) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(text);
                }
            });
        }
    });
}

fn check(files: &dyn Files) {
    let built = build(files, ".").expect("the project is there");
    assert!(built.program.is_some(), "{:#?}", built.findings.first());
}

/// The most memory of a check, in bytes for each byte of source.
fn peak(steps: usize) {
    let funnels = Funnels::of(steps);
    let bytes: usize = funnels.texts().iter().map(|(_, text)| text.len()).sum();
    let before = resident_max();
    check(&funnels);
    let peak = resident_max() - before;
    println!(
        "{} steps, {bytes} bytes: {} more resident, {:.1} bytes for each",
        funnels.steps(),
        peak,
        peak as f64 / bytes as f64
    );
}

/// The most bytes that this process has had in memory.
fn resident_max() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).unwrap_or(0) * 1024
}
