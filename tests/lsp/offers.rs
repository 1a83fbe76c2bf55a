//! What is offered can be taken: each refactoring of the examples leaves a project without findings that means the same, and
//! each mending of a broken text makes nothing worse.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use flowc::ai::Tables;
use flowc::diagnostic::Severity;
use flowc::engine::Machine;
use flowc::ir::Program;
use flowc::ir::compare::{Kind, compare};
use flowc::lower::{Build, build};
use flowc::project::Memory;
use flowc::scenario::{Mode, suite};
use flowc::syntax::format;
use serde_json::{Value, json};

use crate::client::Client;
use crate::random::Chance;
use crate::script::{apply, difference, position};

/// How many of all refactorings are tried in one run; `FLOWC_OFFERS` says another number.
const TRIED: usize = 60;

type Texts = BTreeMap<String, Vec<u8>>;

const EXAMPLES: [&str; 5] =
    ["crm-assistant", "faq-manager", "lead-capture", "postback-funnel", "screenshot-funnel"];

/// The files of an example, as a folder `/p`.
fn example(name: &str) -> Texts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        Some((format!("/p/{name}"), std::fs::read(path).ok()?))
    };
    entries.filter_map(|path| file(&path)).collect()
}

fn text(texts: &Texts, path: &str) -> String {
    String::from_utf8(texts[path].clone()).unwrap()
}

fn built(texts: &Texts) -> Build {
    build(&Memory::new(texts.clone()), "/p").expect("a project")
}

fn editor(texts: &Texts) -> Client {
    Client::new(Memory::new(texts.clone()), &json!({}))
}

/// What is offered in a range.
fn offers(client: &mut Client, path: &str, start: &Value, end: &Value) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": format!("file://{path}") },
        "range": { "start": start, "end": end }, "context": { "diagnostics": [] },
    });
    let answer = client.request("textDocument/codeAction", params).expect("an answer");
    answer.as_array().cloned().unwrap_or_default()
}

/// The texts when an offer was taken.
fn taken(texts: &Texts, action: &Value) -> Texts {
    let mut texts = texts.clone();
    for (uri, edits) in action["edit"]["changes"].as_object().expect("changes") {
        let path = uri.trim_start_matches("file://").to_owned();
        let before = text(&texts, &path);
        let after = apply(&before, edits.as_array().expect("edits"));
        texts.insert(path, after.into_bytes());
    }
    texts
}

/// The errors of a project, counted by their codes.
fn errors(build: &Build) -> BTreeMap<&'static str, usize> {
    let mut errors = BTreeMap::new();
    for finding in build.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        *errors.entry(finding.code.id).or_default() += 1;
    }
    errors
}

/// The places at which words begin and end.
fn places(text: &str) -> Vec<usize> {
    let mut places: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| {
            let before = text[..*at].chars().next_back();
            c.is_alphanumeric() != before.is_some_and(char::is_alphanumeric)
        })
        .map(|(at, _)| at)
        .collect();
    places.push(text.len());
    places
}

/// Every refactoring that is offered in an example: at each word, and for each stretch of lines from a statement on.
fn refactorings(texts: &Texts) -> Vec<Value> {
    let mut client = editor(texts);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for path in texts.keys().filter(|path| path.ends_with(".flow")) {
        let text = text(texts, path);
        let mut ranges: Vec<(usize, usize)> = places(&text).into_iter().map(|at| (at, at)).collect();
        let lines: Vec<(usize, usize)> = text
            .split_inclusive('\n')
            .map(|line| {
                let start = line.as_ptr() as usize - text.as_ptr() as usize;
                (start + line.len() - line.trim_start().len(), start + line.trim_end().len())
            })
            .collect();
        for (at, line) in lines.iter().enumerate() {
            ranges.extend(lines[at..].iter().take(12).map(|last| (line.0, last.1)));
        }
        for (start, end) in ranges.into_iter().filter(|(start, end)| start <= end) {
            for action in offers(&mut client, path, &position(&text[..start]), &position(&text[..end])) {
                let kind = action["kind"].as_str().unwrap_or("");
                if kind.starts_with("refactor") && seen.insert(action["edit"].to_string()) {
                    found.push(action);
                }
            }
        }
    }
    found
}

#[test]
fn a_refactoring_of_the_examples_leaves_what_they_mean() {
    let tried = std::env::var("FLOWC_OFFERS").ok().and_then(|it| it.parse().ok()).unwrap_or(TRIED);
    let mut chance = Chance(11);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = String::new();
    for example in EXAMPLES {
        let texts = self::example(example);
        let mut all = refactorings(&texts);
        assert!(all.len() > 10, "{example}: {}", all.len());
        while all.len() > tried / EXAMPLES.len() {
            all.swap_remove(chance.below(all.len()));
        }
        let before = built(&texts);
        for action in all {
            *kinds.entry(action["kind"].as_str().unwrap_or("").to_owned()).or_default() += 1;
            if let Err(harm) = harm(&texts, &before, &action) {
                wrong.push_str(&format!("{example}: {}\n{harm}\n{}\n\n", action["title"], action["edit"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(kinds.len() >= 2, "{kinds:?}");
}

/// What is wrong with the project when a refactoring was done.
fn harm(texts: &Texts, before: &Build, action: &Value) -> Result<(), String> {
    let title = action["title"].as_str().unwrap_or("");
    let new = taken(texts, action);
    // A name may be so short that two lines fit on one.
    let is_named = title.starts_with("name this") || title.starts_with("make this");
    for path in texts.keys().filter(|path| path.ends_with(".flow") && !is_named) {
        let (was, now) = (text(texts, path), text(&new, path));
        if format(&was) == was && format(&now) != now {
            return Err(format!("the layout is not the formatter's:\n{}", difference(&format(&now), &now)));
        }
    }
    let after = built(&new);
    let count = |build: &Build, id: &str| build.findings.iter().filter(|finding| finding.code.id == id).count();
    let more = |id: &str| count(&after, id) > count(before, id);
    if let Some(finding) = after.findings.iter().find(|finding| more(finding.code.id)) {
        return Err(format!("{} {}", finding.code.id, finding.message));
    }
    let (old, now) = (before.program.as_ref().expect("it runs"), after.program.clone().expect("it runs"));
    let kinds = changed(old, &now);
    let may: &[Kind] = match title {
        _ if title.starts_with("name this text") => &[],
        _ if title.starts_with("make this text the field") => &[Kind::Field, Kind::Message],
        _ if title.starts_with("split") => &[Kind::Weights],
        _ if title.starts_with("join") => &[Kind::Statement, Kind::Guard],
        _ => &[Kind::Step, Kind::Statement, Kind::Message, Kind::Limit, Kind::Route, Kind::Guard],
    };
    if let Some(kind) = kinds.iter().find(|kind| !may.contains(kind)) {
        return Err(format!("`flowc diff` sees a change: {kind:?}"));
    }
    let machine = Arc::new(Machine::new(now));
    let tables = Tables::of(after.project.tables().into_iter().map(|table| (table.name, table.rows)));
    let reports = suite(&after.project, &machine, || tables.clone().offline(), Mode { forgets: false });
    match reports.iter().find_map(|report| report.failure.as_ref()) {
        Some(failure) => Err(failure.render(&after.project.sources)),
        None => Ok(()),
    }
}

/// Statements of every kind in every layout: lists on one line, comments in between, texts of several lines, things that are
/// named elsewhere.
const ODD: &str = r#"bot "Odd" { start first }
tag a, b, c
goal done
field city: text
field score: number = 3
field asked: list of text

# What follows is written by many hands.
flow first {
  on message "/menu" -> menu
  on silence 1d at most 2 times { say "Still there?" }

  ## The beginning.
  step hello {
    say "Hi"
    # A remark about the question.
    ask "Where?" save city within 1d -> late else -> end
    if city == "Rome" -> rome
    if city == "Kyiv" { add tag a -> kyiv }
    if score > 2 {
      set score = score + 1
      -> more
    }
    -> end # at last
  }
  step rome { say "Ave" -> more }
  step kyiv { say """
      Привет,
        {city}!
    """
    -> more }
  step late { -> end }
  step more {
    ab title { 20% one { say "One" } 30% two { say "Two" -> last } 50% three { say "Three" } }
    for each word in asked at most 3 { if word == "x" { say "X" } say "{word}" }
    route {
      when "yes" like "sure" { say "Good" reach done -> last }
      when "no" -> talk
      else { say "What?" }
    }
    -> last
  }
  step talk {
    ask "Sure?" buttons { "Yes" -> last  "No" { say "Why?" -> alone } }
    -> last
  }
  step alone { delay 2h -> last }
  step last {
    if tag a { remove tag a -> end }
    if tag b { -> end }
    if tag c -> end
    say "Bye"
    visit flow second(who: city)
    -> end
  }
  step menu { -> flow second(who: "x") step here }
}

flow second(who: text) {
  step begin {
    set city = who
    ask "Fine, {who}?" at most 2 times -> here else -> here
    -> here
  }
  step here {
    say "Here"
    -> end
  }
}

test "goes" {
  start
  expect say "Hi"
  user "Rome"
  expect say "Ave"
}
"#;

#[test]
fn a_refactoring_of_an_odd_text_leaves_what_it_means() {
    let mut wrong = String::new();
    for text in [ODD.to_owned(), format(ODD), ODD.replace('\n', "\r\n"), ODD.replace("  ", "\t")] {
        let manifest = b"flow: 1\nproject: odd\n".to_vec();
        let texts = Texts::from([
            ("/p/bot.flow".to_owned(), text.into_bytes()),
            ("/p/flow.yaml".to_owned(), manifest),
        ]);
        let before = built(&texts);
        assert!(before.program.is_some(), "{:?}", before.findings);
        let all = refactorings(&texts);
        assert!(all.len() > 10, "{}", all.len());
        for action in all {
            if let Err(harm) = harm(&texts, &before, &action) {
                wrong.push_str(&format!("{}\n{harm}\n{}\n\n", action["title"], action["edit"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What kinds of changes there are between two programs.
fn changed(old: &Program, new: &Program) -> BTreeSet<Kind> {
    compare(old, new).changes.iter().map(|change| change.kind).collect()
}
