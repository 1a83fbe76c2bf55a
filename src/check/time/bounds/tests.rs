use super::{all_bounds, bounds, in_words, in_words_of_step};
use crate::lower::build;
use crate::project::Memory;

/// The bounds of a script's flows in words.
fn told(script: &str) -> Vec<String> {
    let build =
        build(&Memory::new([("p/main.flow".to_owned(), script.to_owned())]), "p").expect("it can be read");
    let found: Vec<_> = build.findings.iter().map(|found| found.message.as_str()).collect();
    let program = build.program.unwrap_or_else(|| panic!("it has errors: {found:?}"));
    let flows = program.flows.iter().zip(bounds(&program));
    flows.map(|(flow, bounds)| format!("{}: {}", flow.name, in_words(&program, &bounds))).collect()
}

#[test]
fn the_shortest_and_the_longest_way_are_counted() {
    let script = r#"
flow a {
  step one {
    say "Hi!"
    ask "Which size?" within 1d -> late
    if answer == "none" -> end
    say "Noted."
    delay 2h
    ai say "Thank them." else "Thank you."
    -> end
  }
  step late { say "Another time." -> end }
}
"#;
    assert_eq!(told(script), ["a: 2 to 4 messages, 0s to 1d2h, at most 1 model call"]);
}

#[test]
fn arrows_and_questions_with_a_bound_are_counted_so_often() {
    let script = r#"
field size: number
flow a {
  step one {
    ask number "Which size?" save size at most 3 times within 1d else -> two
    -> two
  }
  step two {
    say "Sorry."
    delay 1d
    -> two at most 2 times else -> end
  }
}
"#;
    assert_eq!(told(script), ["a: 2 to 6 messages, 1d to 4d, 0 model calls"]);
}

#[test]
fn reminders_come_while_a_question_waits_and_no_longer() {
    let script = r#"
on silence 3d { say "Come back!" }
flow a {
  on silence 1d at most 9 times { say "Still there?" }
  step one {
    on silence 6h { say "One question is left." }
    ask "Which size?" within 2d -> end
    -> end
  }
}
flow b { step one { on silence 1d -> end  ask "?" -> end } }
"#;
    assert_eq!(
        told(script),
        ["a: 1 to 4 messages, 0s to 2d, 0 model calls", "b: 1 message, 0s to 1d, 0 model calls"]
    );
}

#[test]
fn a_visit_takes_what_its_flow_takes() {
    let script = r#"
flow a { step one { visit flow b  visit flow b  -> end } }
flow b { step one { say "1" ask "?" within 1h -> end  say "2" -> end } }
"#;
    assert_eq!(told(script)[0], "a: 4 to 6 messages, 0s to 2h, 0 model calls");
}

#[test]
fn where_no_bound_is_known_the_place_is_named() {
    let script = r#"
on ai down { say "Tomorrow." }
flow a {
  step one { say "Hi!" ask "Ready?" within 1d -> talk  say "Good." -> talk }
  step talk { ai reply t { opening "?" until "done" -> end } }
}
flow b { step one { ask "?" -> two } step two { say "x" -> one } }
flow c { step one { ask number "?" save n -> end } }
flow d { step one { visit flow c  -> end } }
flow e { step one { handoff "look" within 1h -> end  -> end } }
"#;
    assert_eq!(
        told(script),
        [
            "a: 2 to 3 messages, 0s to 1d, 1 model call or more, then all unbounded in talk",
            "b: 0 messages or more, 0s or more, 0 model calls, then messages and time unbounded in one",
            "c: 1 message or more, 0s or more, 0 model calls, then messages and time unbounded in one",
            "d: 1 message or more, 0s or more, 0 model calls, then messages and time unbounded in one",
            "e: 0 messages, 0s to 1h, 0 model calls, then time unbounded in one",
        ]
    );
}

#[test]
fn what_handlers_answer_to_the_contact_is_no_part_of_it() {
    let script = r#"
flow a {
  on message "/help" { say "Write what you like." }
  on image -> two
  step one { ask "?" within 1d -> end -> end }
  step two { say "A fine picture." say "Bye." -> end }
}
"#;
    assert_eq!(told(script), ["a: 1 to 3 messages, 0s to 1d, 0 model calls"]);
}

#[test]
fn a_step_takes_what_it_takes_until_it_is_left() {
    let script = r#"
flow a {
  on silence 1d { say "Still there?" }
  step one {
    say "Hi!"
    ask "Which size?" within 2d -> two
    visit flow b
    -> one at most 2 times else -> two
  }
  step two { ask "?" -> one  -> two }
  step three { say "Bye." -> end }
}
flow b { step one { say "1" delay 1h -> end } }
"#;
    let built = build(&Memory::new([("p/main.flow".to_owned(), script.to_owned())]), "p").expect("readable");
    let program = built.program.expect("a program");
    let found = all_bounds(&program);
    assert_eq!(found.flows, self::bounds(&program));
    let words: Vec<String> = found.steps[0].iter().map(in_words_of_step).collect();
    assert_eq!(
        words,
        [
            "2 to 12 messages, 1h to 6d3h, 0 model calls",
            "1 to 2 messages, 0s or more, 0 model calls, then time unbounded",
            "1 message, 0s, 0 model calls",
        ]
    );
}

#[test]
fn a_moment_is_as_far_away_as_its_clock_allows() {
    let script = r#"
field due: time
hours office: mon to fri 09:00 to 18:00
flow a { step one { delay until 09:00  delay until hours office  -> end } }
flow b { step one { delay until due  -> end } }
"#;
    assert_eq!(
        told(script),
        [
            "a: 0 messages, 0s to 3d15h, 0 model calls",
            "b: 0 messages, 0s or more, 0 model calls, then time unbounded in one"
        ]
    );
}
