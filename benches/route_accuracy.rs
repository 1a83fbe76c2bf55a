//! How well the offline judge tells routes apart, and how it refuses what fits none: `cargo bench --bench route_accuracy`.
//!
//! Draws of K intents with M examples each from Banking77 (benches/data); all other questions of these intents are asked, and
//! questions of other intents must be refused. The draws are seeded, so the figures are the same on every run.

#![allow(clippy::disallowed_methods)] // a bench measures time and files

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use flowc::ai::embedded::{Judge, Pattern, THRESHOLD};

const SHAPES: [(usize, usize); 3] = [(4, 3), (8, 5), (20, 10)];
const DRAWS: usize = 60;
/// Of each foreign intent this many questions are asked.
const FOREIGN_EACH: usize = 3;

/// Steele, Lea, Flood: a generator whose numbers are the same everywhere.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// What came of one shape.
#[derive(Default)]
struct Tally {
    /// Mean accuracy of each draw, without a threshold.
    accuracies: Vec<f64>,
    /// Questions of the routes: the best score, and whether it was the right route.
    own: Vec<(f64, bool)>,
    /// Foreign questions: the best score.
    foreign: Vec<f64>,
    learning: Duration,
    judging: Duration,
}

fn main() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/data/banking77-train.csv");
    let mut by_intent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in csv::Reader::from_path(data).expect("the data").records() {
        let row = row.expect("a row");
        by_intent.entry(row[1].to_string()).or_default().push(row[0].to_string());
    }
    println!("Banking77, {DRAWS} draws each; default threshold {THRESHOLD}\n");
    println!("| routes | examples | mean accuracy | worst draw | learning | a judgement |");
    println!("|---|---|---|---|---|---|");
    let mut tallies = Vec::new();
    for (routes, examples) in SHAPES {
        let tally = run(&by_intent, routes, examples);
        let mean = tally.accuracies.iter().sum::<f64>() / tally.accuracies.len() as f64;
        let worst = tally.accuracies.iter().copied().fold(1.0, f64::min);
        let judged = (tally.own.len() + tally.foreign.len()) as u32;
        println!(
            "| {routes} | {examples} | {mean:.3} | {worst:.3} | {:.1} ms | {:.2} ms |",
            tally.learning.as_secs_f64() * 1e3 / DRAWS as f64,
            (tally.judging / judged).as_secs_f64() * 1e3
        );
        tallies.push((routes, examples, tally));
    }
    for (routes, examples, tally) in &tallies {
        println!("\nRefusal, {routes} routes with {examples} examples:\n");
        println!(
            "| threshold | own questions routed | routed right, of all | routed right, of routed | foreign refused |"
        );
        println!("|---|---|---|---|---|");
        for step in 4..=12 {
            let threshold = f64::from(step) * 0.05;
            let routed = tally.own.iter().filter(|(score, _)| *score >= threshold).count() as f64;
            let right =
                tally.own.iter().filter(|(score, right)| *score >= threshold && *right).count() as f64;
            let refused = tally.foreign.iter().filter(|score| **score < threshold).count() as f64;
            let (own, foreign) = (tally.own.len() as f64, tally.foreign.len() as f64);
            println!(
                "| {threshold:.2} | {:.3} | {:.3} | {:.3} | {:.3} |",
                routed / own,
                right / own,
                right / routed,
                refused / foreign
            );
        }
    }
}

fn run(by_intent: &BTreeMap<String, Vec<String>>, routes: usize, examples: usize) -> Tally {
    let names: Vec<&String> = by_intent.keys().collect();
    let mut random = SplitMix(7);
    let mut tally = Tally::default();
    for _ in 0..DRAWS {
        let mut drawn = names.clone();
        random.shuffle(&mut drawn);
        let mut patterns = Vec::new();
        let mut questions: Vec<(usize, String)> = Vec::new();
        for (class, name) in drawn[..routes].iter().enumerate() {
            let mut all = by_intent[*name].clone();
            random.shuffle(&mut all);
            let rest = all.split_off(examples);
            patterns.push(Pattern { meanings: Vec::new(), like: all });
            questions.extend(rest.into_iter().map(|question| (class, question)));
        }
        let started = Instant::now();
        let judge = Judge::of(&patterns);
        tally.learning += started.elapsed();
        let started = Instant::now();
        let mut right = 0;
        for (class, question) in &questions {
            let (best, score) = best(&judge.scores(question));
            right += usize::from(best == *class);
            tally.own.push((score, best == *class));
        }
        tally.accuracies.push(right as f64 / questions.len() as f64);
        for name in &drawn[routes..] {
            for _ in 0..FOREIGN_EACH {
                let all = &by_intent[*name];
                tally.foreign.push(best(&judge.scores(&all[random.below(all.len())])).1);
            }
        }
        tally.judging += started.elapsed();
    }
    tally
}

fn best(scores: &[f64]) -> (usize, f64) {
    let first = (0, scores[0]);
    scores.iter().copied().enumerate().fold(first, |best, next| if next.1 > best.1 { next } else { best })
}
