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

fn tried() -> usize {
    std::env::var("FLOWC_OFFERS").ok().and_then(|it| it.parse().ok()).unwrap_or(TRIED)
}

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

/// Refactorings that are offered in a project, at words and for stretches of lines: of each sort one before many of any.
fn refactorings(chance: &mut Chance, texts: &Texts, wanted: usize) -> Vec<Value> {
    let mut ranges: Vec<(&String, usize, usize)> = Vec::new();
    for path in texts.keys().filter(|path| path.ends_with(".flow")) {
        let text = text(texts, path);
        ranges.extend(places(&text).into_iter().map(|at| (path, at, at)));
        let line = |line: &str| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            (start + line.len() - line.trim_start().len(), start + line.trim_end().len())
        };
        let lines: Vec<(usize, usize)> = text.split_inclusive('\n').map(line).collect();
        for (at, (start, _)) in lines.iter().enumerate() {
            let ends = lines[at..].iter().take(12).map(|(_, end)| (path, *start, *end));
            ranges.extend(ends.filter(|(_, start, end)| start < end));
        }
    }
    let mut client = editor(texts);
    let mut seen = BTreeSet::new();
    let mut sorts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for _ in 0..wanted * 30 {
        let (path, start, end) = ranges[chance.below(ranges.len())];
        let text = text(texts, path);
        for action in offers(&mut client, path, &position(&text[..start]), &position(&text[..end])) {
            let kind = action["kind"].as_str().unwrap_or("");
            if kind.starts_with("refactor") && seen.insert(action["edit"].to_string()) {
                let title = action["title"].as_str().unwrap_or("");
                let sort = title.split(' ').take(2).collect();
                sorts.entry(sort).or_default().push(action);
            }
        }
    }
    let mut found = Vec::new();
    while found.len() < wanted && sorts.values().any(|sort| !sort.is_empty()) {
        found.extend(sorts.values_mut().filter_map(Vec::pop));
    }
    found
}

#[test]
fn a_refactoring_of_the_examples_leaves_what_they_mean() {
    let mut chance = Chance(11);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = String::new();
    for example in EXAMPLES {
        let texts = self::example(example);
        let all = refactorings(&mut chance, &texts, tried() / EXAMPLES.len());
        assert!(all.len() > 5, "{example}: {}", all.len());
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
    let count =
        |build: &Build, id: &str| build.findings.iter().filter(|finding| finding.code.id == id).count();
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
    let (mut wrong, mut chance) = (String::new(), Chance(5));
    for text in [ODD.to_owned(), format(ODD), ODD.replace('\n', "\r\n"), ODD.replace("  ", "\t")] {
        let manifest = b"flow: 1\nproject: odd\n".to_vec();
        let texts = Texts::from([
            ("/p/bot.flow".to_owned(), text.into_bytes()),
            ("/p/flow.yaml".to_owned(), manifest),
        ]);
        let before = built(&texts);
        assert!(before.program.is_some(), "{:?}", before.findings);
        let all = refactorings(&mut chance, &texts, tried() / 4);
        assert!(all.len() > 5, "{}", all.len());
        for action in all {
            if let Err(harm) = harm(&texts, &before, &action) {
                wrong.push_str(&format!("{}\n{harm}\n{}\n\n", action["title"], action["edit"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A text with a word taken out, doubled, or put in another's place; and where that is.
fn broken(chance: &mut Chance, text: &str) -> (String, usize) {
    let places = places(text);
    let word = |chance: &mut Chance| {
        let at = chance.below(places.len() - 1);
        (places[at], places[at + 1])
    };
    let ((start, end), (from, to)) = (word(chance), word(chance));
    let mut broken = text.to_owned();
    match chance.below(4) {
        0 => broken.replace_range(start..end, ""),
        1 => broken.replace_range(start..end, &text[from..to]),
        2 => broken.insert_str(end, &text[start..end]),
        _ => broken.insert(end, 'x'),
    }
    (broken, start)
}

#[test]
fn what_is_offered_in_a_broken_text_breaks_nothing_more() {
    let mut chance = Chance(3);
    let (mut taken_titles, mut wrong) = (BTreeSet::new(), String::new());
    for turn in 0..tried() * 2 {
        let texts = match turn % 3 {
            0 => Texts::from([("/p/bot.flow".to_owned(), ODD.as_bytes().to_vec())]),
            _ => example(EXAMPLES[chance.below(EXAMPLES.len())]),
        };
        let scripts: Vec<&String> =
            texts.keys().filter(|path| path.ends_with(".flow") && !path.contains("tests")).collect();
        let path = scripts[chance.below(scripts.len())].clone();
        let (text, at) = broken(&mut chance, &text(&texts, &path));
        let mut texts = texts;
        texts.insert(path.clone(), text.clone().into_bytes());
        let before = built(&texts);
        let mut client = editor(&texts);
        client.notify(
            "textDocument/didOpen",
            json!({ "textDocument":
            { "uri": format!("file://{path}"), "languageId": "flow", "version": 1, "text": text } }),
        );
        client.request("flowc/settled", Value::Null).expect("it settles");
        let line = text[..at.min(text.len())].rfind('\n').map_or(0, |end| end + 1);
        let line_end = text[line..].find('\n').map_or(text.len(), |length| line + length);
        for action in offers(&mut client, &path, &position(&text[..line]), &position(&text[..line_end])) {
            let title = action["title"].as_str().unwrap_or("").to_owned();
            let (old, new) = (errors(&before), errors(&built(&taken(&texts, &action))));
            // What `flowc fix` does may bring to light what a mistake has hidden.
            let is_fix = title.starts_with("mend everything")
                || before.findings.iter().any(|it| it.fix.as_ref().is_some_and(|fix| fix.title == title));
            let harm = new.iter().find(|(id, count)| old.get(*id).is_none_or(|old| old < *count));
            if let Some((id, _)) = harm.filter(|_| !is_fix) {
                wrong.push_str(&format!(
                    "{turn}: {title} brings {id}\n{}\n{}\n\n",
                    &text[line..line_end],
                    action["edit"]
                ));
            }
            taken_titles.extend(title.split(['`', ' ']).next().map(str::to_owned));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(taken_titles.len() >= 4, "{taken_titles:?}");
}

/// What kinds of changes there are between two programs.
fn changed(old: &Program, new: &Program) -> BTreeSet<Kind> {
    compare(old, new).changes.iter().map(|change| change.kind).collect()
}
