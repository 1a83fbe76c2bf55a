//! How fast are texts parsed? Bytes per second of the whole way: grammar, tokens, tree.

use divan::counter::BytesCount;
use flowc::source::FileId;
use flowc::syntax::parse;

fn main() {
    divan::main();
}

const PROGRAM: &str = include_str!("../tests/syntax/registration.flow");

/// A file of some 3,000 lines.
fn long() -> String {
    PROGRAM.repeat(25)
}

/// The same with a mistake in every program.
fn broken() -> String {
    PROGRAM
        .replace("-> flow registration\n  }\n}", "-> flow registration\n  }")
        .replace("say \"Hi,", "say Hi,\"")
        .repeat(25)
}

#[divan::bench]
fn one_program(bencher: divan::Bencher) {
    bencher.counter(BytesCount::of_str(PROGRAM)).bench(|| parse(FileId(0), PROGRAM));
}

#[divan::bench]
fn three_thousand_lines(bencher: divan::Bencher) {
    let text = long();
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(FileId(0), &text));
}

#[divan::bench]
fn three_thousand_lines_with_mistakes(bencher: divan::Bencher) {
    let text = broken();
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(FileId(0), &text));
}

#[divan::bench(args = ["}\n", "? ?\n", "{ }\n", "say\n", "when\n", "else -> x\n", "step s\n", "flow f\n", "\"a\n"])]
fn stray_items(bencher: divan::Bencher, item: &str) {
    let text = item.repeat(64_000);
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(FileId(0), &text));
}
