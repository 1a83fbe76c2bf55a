//! How fast is a script formatted? The whole way: parse, tree, layout.

use divan::counter::BytesCount;
use flowc::source::FileId;
use flowc::syntax::{format, format_parsed, parse};

fn main() {
    divan::main();
}

/// A file of 5,000 lines, as people write them.
fn long() -> String {
    let program = include_str!("../tests/syntax/registration.flow");
    program.lines().cycle().take(5_000).map(|line| format!("{line}\n")).collect()
}

#[divan::bench]
fn five_thousand_lines(bencher: divan::Bencher) {
    let text = long();
    bencher.counter(BytesCount::of_str(&text)).bench(|| format(&text));
}

#[divan::bench]
fn five_thousand_lines_that_are_parsed(bencher: divan::Bencher) {
    let text = long();
    let parsed = parse(FileId(0), &text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| format_parsed(&text, &parsed));
}
