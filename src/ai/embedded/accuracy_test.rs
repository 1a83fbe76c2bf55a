//! The judge's accuracy may not fall: a small fixed part of the bench.

use std::collections::BTreeMap;

use super::{Judge, Pattern, THRESHOLD};

const QUESTIONS: &str = include_str!("../../../benches/data/banking77-train.csv");

fn by_intent() -> BTreeMap<String, Vec<String>> {
    let mut by_intent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in csv::Reader::from_reader(QUESTIONS.as_bytes()).records() {
        let row = row.expect("a row of the data");
        by_intent.entry(row[1].to_string()).or_default().push(row[0].to_string());
    }
    by_intent
}

#[test]
fn eight_routes_with_five_examples_are_told_apart() {
    let by_intent = by_intent();
    let names: Vec<&String> = by_intent.keys().collect();
    let (mut right, mut sure, mut asked, mut refused, mut foreign) = (0, 0, 0, 0, 0);
    // Three draws: every ninth intent, from a different one on; every 20th question of the rest.
    for draw in 0..3 {
        let drawn: Vec<&String> = (0..8).map(|i| names[(draw * 3 + i * 9) % names.len()]).collect();
        let patterns: Vec<Pattern> = drawn
            .iter()
            .map(|name| {
                let like = by_intent[*name].iter().skip(draw).step_by(11).take(5).cloned().collect();
                Pattern { meanings: Vec::new(), like }
            })
            .collect();
        let judge = Judge::of(&patterns);
        for (class, name) in drawn.iter().enumerate() {
            for question in by_intent[*name].iter().filter(|q| !patterns[class].like.contains(q)).step_by(20)
            {
                let scores = judge.scores(question);
                let best =
                    (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
                asked += 1;
                right += usize::from(best == class);
                sure += usize::from(best == class && scores[best] >= THRESHOLD);
            }
        }
        for name in names.iter().filter(|name| !drawn.contains(name)) {
            foreign += 1;
            refused += usize::from(judge.choose(&by_intent[*name][draw]).is_none());
        }
    }
    assert!(asked >= 120 && foreign >= 200, "{asked} asked, {foreign} foreign");
    assert!(right * 100 >= asked * 82, "{right} of {asked} right");
    assert!(sure * 100 >= asked * 66, "{sure} of {asked} right and sure");
    assert!(refused * 100 >= foreign * 66, "{refused} of {foreign} foreign questions refused");
}
