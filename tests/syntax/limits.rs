//! What is large stays linear, what is too large is told.

#![allow(clippy::disallowed_methods)] // a bound on time is measured

use std::time::{Duration, Instant};

use flowc::source::FileId;
use flowc::syntax::{FILE_BYTES_MAX, LINE_BYTES_MAX, NESTING_MAX, Parsed, parse};

/// Far more than any of these takes, far less than what is not linear would.
const SOON: Duration = Duration::from_secs(20);

fn parse_soon(text: &str) -> Parsed {
    let start = Instant::now();
    let parsed = parse(FileId(0), text);
    assert!(start.elapsed() < SOON, "took {:?}", start.elapsed());
    assert_eq!(parsed.tokens.join(text), text);
    parsed
}

fn only_code(parsed: &Parsed) -> &'static str {
    assert_eq!(parsed.diagnostics.len(), 1, "{:#?}", parsed.diagnostics);
    parsed.diagnostics[0].code.name
}

#[test]
fn a_file_a_line_and_a_nesting_beyond_the_limits_are_told_and_not_parsed() {
    assert_eq!(only_code(&parse_soon(&"# a\n".repeat(FILE_BYTES_MAX / 4 + 1))), "too-large");
    assert_eq!(only_code(&parse_soon(&format!("# {}\n", "a".repeat(LINE_BYTES_MAX)))), "too-large");
    let deep = format!("flow f {{\nstep s {{\n{}", "if x {\n".repeat(NESTING_MAX - 1));
    assert_eq!(only_code(&parse_soon(&deep)), "too-large");
}

#[test]
fn the_deepest_allowed_nesting_parses() {
    let blocks = NESTING_MAX - 2;
    let deep = format!("flow f {{ step s {{\n{}{}}} }}", "if x {\n".repeat(blocks), "}\n".repeat(blocks));
    assert_eq!(parse_soon(&deep).diagnostics, []);
    let parens = NESTING_MAX - 2;
    let deep = format!("flow f {{ step s {{ set x = {}1{} }} }}", "(".repeat(parens), ")".repeat(parens));
    assert_eq!(parse_soon(&deep).diagnostics, []);
    let holes = NESTING_MAX - 2;
    let deep = format!("flow f {{ step s {{ say {}1{} }} }}", "\"{".repeat(holes), "}\"".repeat(holes));
    assert_eq!(parse_soon(&deep).diagnostics, []);
    let unclosed = format!("flow f {{ step s {{ {}", "if x { ".repeat(blocks));
    assert_eq!(only_code(&parse_soon(&unclosed)), "unclosed-block");
}

#[test]
fn any_nesting_fits_the_stack_of_a_thread() {
    for depth in 1..60 {
        let text = format!(
            "flow f {{ step s {{\n{}set x = {}1{}\nsay {}1{}\n{}}} }}",
            "if x {\n".repeat(depth),
            "(".repeat(depth),
            ")".repeat(depth),
            "\"{".repeat(depth),
            "}\"".repeat(depth),
            "}\n".repeat(depth)
        );
        assert_eq!(parse_soon(&text).diagnostics, [], "{depth}");
    }
}

#[test]
fn sad_faces_in_texts_are_no_nesting() {
    let faces = "    say \"oh :( {x}\"\n".repeat(1000);
    assert_eq!(parse_soon(&format!("flow f {{\n  step s {{\n{faces}  }}\n}}\n")).diagnostics, []);
}

#[test]
fn many_stray_items_stay_linear() {
    for item in
        ["}\n", "? ?\n", "{ }\n", "say\n", "when\n", "else -> x\n", "step s\n", "flow f {\n", "\"a\n", ") "]
    {
        // Builds without optimisation are slow, and a line is bounded.
        let count = match item.ends_with('\n') {
            true if cfg!(debug_assertions) => 2_000,
            true => 64_000,
            false => 2_000,
        };
        parse_soon(&item.repeat(count));
        parse_soon(&format!("flow f {{\nstep s {{\n{}", item.repeat(count)));
    }
}

#[test]
fn long_rows_are_bounded_or_linear() {
    let row =
        |sign: &str, count: usize| format!("flow f {{ step s {{ if x{} {{ }} }} }}", sign.repeat(count));
    assert_eq!(parse_soon(&row("\n + 1", 200)).diagnostics, []);
    assert_eq!(only_code(&parse_soon(&row("\n + 1", 100_000))), "too-large");
    assert_eq!(
        only_code(&parse_soon(&format!("flow f {{ step s {{ if {} x {{ }} }} }}", "not ".repeat(2000)))),
        "too-large"
    );
    let otherwise = " else if x { }\n".repeat(40_000);
    assert_eq!(parse_soon(&format!("flow f {{ step s {{ if x {{ }}\n{otherwise} }} }}")).diagnostics, []);
    parse_soon(&format!("field x: {}text", "list of ".repeat(1000)));
}
