use super::format;

/// Formats, and checks that it stays so.
fn formatted(text: &str) -> String {
    let once = format(text);
    assert_eq!(format(&once), once, "formatted twice");
    once
}

/// A step with these lines, formatted; only the lines.
fn step(lines: &str) -> String {
    let whole = formatted(&format!("flow f {{\nstep s {{\n{lines}\n}}\n}}\n"));
    let inner = whole.strip_prefix("flow f {\n  step s {\n").and_then(|rest| rest.strip_suffix("  }\n}\n"));
    inner.unwrap_or_else(|| panic!("{whole}")).to_owned()
}

#[test]
fn spaces_and_indentation_are_those_of_the_style() {
    assert_eq!(
        formatted(
            "\n\n  use   std.objections\ntag a ,b\nfield n:number from -5 to 5=-1\n\n\n\npostback p( amount : number,tid:text )by tid\n"
        ),
        "use std.objections\ntag a, b\nfield n: number from -5 to 5 = -1\n\npostback p(amount: number, tid: text) by tid\n"
    );
    assert_eq!(
        step("set a=-b+ 2 *( c-1 )\nsay \"{a|default 1}  {length( \"x\" )}\"\nif not(a in( 1,2 ))->end"),
        "    set a = -b + 2 * (c - 1)\n    say \"{a | default 1}  {length(\"x\")}\"\n    if not (a in (1, 2)) -> end\n"
    );
    assert_eq!(formatted(" \n"), "");
}

#[test]
fn a_block_stays_on_its_line_while_it_fits() {
    assert_eq!(step("if a {say \"x\"   ->s}\nelse   { }"), "    if a { say \"x\" -> s }\n    else { }\n");
    assert_eq!(step("if a {\nsay \"x\" -> s }"), "    if a {\n      say \"x\"\n      -> s\n    }\n");
    let long = "x".repeat(90);
    assert_eq!(
        step(&format!("on message {{ say \"{long}\" -> s }}")),
        format!("    on message {{\n      say \"{long}\"\n      -> s\n    }}\n")
    );
    assert_eq!(
        step("delay 1d { on message -> s } say \"x\""),
        "    delay 1d { on message -> s }\n    say \"x\"\n"
    );
}

/// A continuing word belongs to the nearest open statement, and stands there.
#[test]
fn an_else_is_seen_to_belong_to_its_statement() {
    assert_eq!(step("if a -> s\ndo f()\nelse -> s"), "    if a -> s\n    do f() else -> s\n");
    assert_eq!(step("if a -> s\nelse -> s"), "    if a -> s\n    else -> s\n");
    assert_eq!(
        step("ask \"?\" within 1d {\nsay \"x\"\n}\nelse {\nsay \"y\" }"),
        "    ask \"?\" within 1d {\n      say \"x\"\n    } else {\n      say \"y\"\n    }\n"
    );
}

#[test]
fn what_is_too_long_is_parted_before_words_that_go_on() {
    let words = "many words ".repeat(7);
    assert_eq!(
        step(&format!(
            "ask \"{words}\" buttons \"Yes\", \"No\" save x at most 3 times within 1d -> s else -> s"
        )),
        format!(
            "    ask \"{words}\" buttons \"Yes\", \"No\"\n      save x at most 3 times within 1d -> s else -> s\n"
        )
    );
    assert_eq!(
        step(&format!("route {{ when \"a\" like \"{words}\", \"{words}\" {{ say \"x\" }} }}")),
        format!(
            "    route {{\n      when \"a\"\n        like \"{words}\",\n             \"{words}\" {{\n        say \"x\"\n      }}\n    }}\n"
        )
    );
    assert_eq!(
        step(&format!("do f(name: \"{words}\", other: \"words\") else -> s")),
        format!("    do f(\n      name: \"{words}\",\n      other: \"words\"\n    ) else -> s\n")
    );
    assert_eq!(
        step(&format!("ask \"{words}\" or \"{words}\" or \"b\" buttons {{ \"c\" -> s }} save x else -> s")),
        format!(
            "    ask \"{words}\"\n      or \"{words}\"\n      or \"b\" buttons {{ \"c\" -> s }}\n      save x else -> s\n"
        )
    );
    let tests = ["contact.language == \"ru\""; 5].join(" or ");
    assert_eq!(
        step(&format!("if {tests} -> s")),
        "    if contact.language == \"ru\" or contact.language == \"ru\" or contact.language == \"ru\"\n      or contact.language == \"ru\" or contact.language == \"ru\" -> s\n"
    );
}

#[test]
fn comments_stay_where_they_belong() {
    let text = "# head\n\n# of the file\nflow f { # of the flow\n\n\n## Of the step.\nstep s {\n# empty\n} # behind\nstep t {say \"x\" # end of line\n# own line\nask \"?\"\n# before a word\nelse -> s\nif a { }\n# between branches\nelse { }\n\n# last\n}\n}\n# tail";
    let expected = "# head\n\n# of the file\nflow f {  # of the flow\n  ## Of the step.\n  step s {\n    # empty\n  }  # behind\n  step t {\n    say \"x\"  # end of line\n    # own line\n    ask \"?\"\n      # before a word\n      else -> s\n    if a { }\n    # between branches\n    else { }\n\n    # last\n  }\n}\n# tail\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn comments_that_stood_in_one_column_do_so_again() {
    assert_eq!(
        formatted("tag a         # one\ntag bcd       # two\ntag e   # three\n"),
        "tag a    # one\ntag bcd  # two\ntag e  # three\n"
    );
}

#[test]
fn a_long_text_moves_as_a_whole() {
    assert_eq!(
        step("say \"\"\"\n   one\n     two {a|upper}\n\n   three\n     \"\"\" buttons \"a\""),
        "    say \"\"\"\n      one\n        two {a | upper}\n\n      three\n    \"\"\" buttons \"a\"\n"
    );
    assert_eq!(step("say \"\"\"one\r\n two\"\"\""), "    say \"\"\"one\n      two\"\"\"\n");
    assert_eq!(
        step("say \"\"\"\n  {a\n or b}\n  c\"\"\""),
        "    say \"\"\"\n      {a\n or b}\n      c\"\"\"\n"
    );
}

#[test]
fn what_could_not_be_parsed_stays_as_it_is() {
    assert_eq!(
        step("say   \"x\"\nask   within  1d\nsay   \"y\""),
        "    say \"x\"\n    ask   within  1d\n    say \"y\"\n"
    );
    assert_eq!(
        formatted("tag   a\nflow f  {\nstep s { say   \"x }\n }\n }\n tag   b\n"),
        "tag a\nflow f  {\nstep s { say   \"x }\n }\n }\ntag b\n"
    );
    assert_eq!(formatted("tag   a\n  what   is  this\ntag   b\n  }\n"), "tag a\nwhat   is  this\ntag b\n}\n");
}
