//! What each kind of action refuses.

use crate::project::manifest::tests::{findings, manifest};

/// What is found in one action, written as a flow mapping.
fn found(action: &str) -> String {
    findings(&manifest(&format!("actions:\n  a: {{ {action} }}\n")))
}

/// Each is found with words that hold these.
fn each(base: &str, cases: &[(&str, &str)]) {
    for (more, words) in cases {
        let found = found(&format!("{base}{more}"));
        assert!(found.contains(words), "{more}: {found}");
    }
}

#[test]
fn a_query_holds_inputs_where_values_stand() {
    let base = "sql: \"sqlite:shop.db\", input: { number: text }, ";
    assert_eq!(found(&format!("{base} query: \"select a from t where b = {{number}}\", output: text")), "");
    each(
        base,
        &[
            ("query: \"select a from t where b = '{number}'\"", "`{number}` stands between quotes"),
            (
                "query: \"select a from t where b = {nmber}\"",
                "`{nmber}`: there is no input `nmber` (did you mean `number`?)",
            ),
            (
                "query: \"select a from t where b = {number}; drop table t\"",
                "F0105 `d`: a second statement begins here",
            ),
            ("query: \"drop table t\"", "`drop`: the query of an action does not begin with `drop`"),
            ("query: \"select a -- {number}\"", "`{number}` stands in a comment"),
            ("query: \"select a from t_{number}\"", "is one with the word beside it"),
            ("query: \"select ${X}\"", "F0108"),
            ("query: \"delete from t where a = {number}\", writes: false", "the query is one that reads"),
            ("output: text", "needs the key `query`"),
            ("query: \"select 1\"", "F0112 `number`: the input `number` goes nowhere"),
        ],
    );
    each(
        "query: \"select 1\", ",
        &[
            ("sql: \"mysql://localhost/a\"", "the database is `sqlite:…` or `postgres://…`"),
            ("sql: \"postgres://shop:secret@db.example/a\"", "F0107"),
            (
                "sql: \"postgres://{host}/a\", input: { host: text }",
                "`{host}`: `host` would choose the server",
            ),
        ],
    );
}

#[test]
fn a_mail_has_addresses_and_a_subject_of_one_line() {
    let base = "smtp: \"${SMTP_URL}\", input: { email: text }, text: hi, ";
    let whole = "from: \"Shop <hello@shop.example>\", to: \"{email}\", subject: hi";
    assert_eq!(found(&format!("{base}{whole}")), "");
    each(
        base,
        &[
            ("from: hello@shop.example, subject: hi", "needs the key `to`"),
            ("from: hello@shop.example, to: \"{email}\"", "needs the key `subject`"),
            ("from: \"{email}\", to: \"{email}\", subject: hi", "the sender is the same for every contact"),
            ("from: shop, to: \"{email}\", subject: hi", "the sender is an address such as"),
            ("from: hello@shop.example, to: \"{mail}\", subject: hi", "there is no input `mail`"),
            ("from: hello@shop.example, to: \"{email}\", subject: \"a\\nb\"", "the subject is one line"),
            (
                "from: hello@shop.example, to: \"{email}\", subject: hi, list_unsubscribe: \"https://{email}/x\"",
                "an input may stand behind a `/`",
            ),
            (
                "from: hello@shop.example, to: \"{email}\", subject: hi, list_unsubscribe: \"http://a.example\"",
                "`https://…`",
            ),
        ],
    );
    assert!(
        found(&format!(
            "{whole}, text: hi, smtp: \"smtps://shop:secret@mail.example\", input: {{ email: text }}"
        ))
        .contains("F0107")
    );
}

#[test]
fn a_file_lies_in_the_projects_folder() {
    for file in ["leads.csv", "data/leads.tsv", "Лиды.csv"] {
        assert_eq!(found(&format!("csv: \"{file}\", input: {{ name: text }}, key: id")), "", "{file}");
    }
    for file in [
        "/etc/leads.csv",
        "../leads.csv",
        "a/../leads.csv",
        ".flowc/leads.csv",
        "leads.flow",
        "a\\\\leads.csv",
        ".csv",
    ] {
        let found = found(&format!("csv: \"{file}\", input: {{ name: text }}"));
        assert!(
            found.contains("the file is a `.csv` or `.tsv` file in the project's folder"),
            "{file}: {found}"
        );
    }
    each(
        "csv: leads.csv, input: { name: text, all: list of text }, ",
        &[
            ("columns: [name, nme]", "there is no input `nme` (did you mean `name`?)"),
            ("columns: [name, name]", "the column `name` stands here twice"),
            ("columns: [all]", "which a cell cannot hold"),
            ("columns: [name], key: name", "`name` is the key's column, and an input"),
            ("columns: [name]", "the input `all` goes nowhere"),
            ("columns: [name], delimiter: \"|\"", "the delimiter is one of"),
        ],
    );
}

#[test]
fn a_program_is_chosen_by_the_manifest_alone() {
    let base = "input: { name: text }, ";
    assert_eq!(
        found(&format!("{base} command: [render, \"--to={{name}}\", --, \"{{name}}\"], output: text")),
        ""
    );
    assert_eq!(
        found(&format!("{base} command: [./render], stdin: json, environment: {{ KEY: \"${{KEY}}\" }}")),
        ""
    );
    each(
        base,
        &[
            ("command: [\"{name}\"]", "`name` would choose the program"),
            ("command: [\"./{name}\"]", "`name` would choose the program"),
            ("command: [\"${NAME}\"]", "F0108"),
            ("command: []", "`command` is a program and its arguments"),
            ("command: render", "`command` is a list"),
            ("command: [render, \"{nme}\"]", "there is no input `nme`"),
            ("command: [render]", "the input `name` goes nowhere"),
            ("command: [render, \"{name}\"], stdin: yaml", "`stdin` is one of"),
            (
                "command: [render, \"{name}\"], environment: { \"A B\": c }",
                "cannot be the name of a variable",
            ),
        ],
    );
}

#[test]
fn only_what_may_have_been_done_warns_of_a_repetition() {
    let mail = "smtp: \"${S}\", from: a@b.example, to: c@d.example, subject: s, text: t";
    assert_eq!(found(&format!("{mail}, tries: 5")), "", "a mail that was refused was not sent");
    assert!(found(&format!("{mail}, unknown: again")).contains("F0113"));
    let insert = "sql: \"${S}\", query: insert into t values (1)";
    assert_eq!(found(&format!("{insert}, tries: 5")), "");
    assert!(found(&format!("{insert}, unknown: again")).contains("F0113"));
    assert_eq!(found(&format!("{insert}, unknown: again, idempotent: true")), "");
    assert!(found("command: [render], tries: 2").contains("F0113"));
}
