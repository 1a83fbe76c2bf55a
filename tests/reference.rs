//! The reference of the language, docs/language.md, is whole: each word, filter, function, event and finding is in it.
//! `tests/language.rs` runs its examples.

#![allow(clippy::disallowed_methods)] // pages are read

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use flowc::diagnostic::{Severity, codes};
use flowc::ir::{ContactValue, FilterKind, Function};

/// The index of findings.
const FINDINGS: &str = "docs/language/findings.md";
/// Where it is made of the codes.
const BEGIN: &str =
    "<!-- The index: made of the codes by `UPDATE=1 cargo test --no-default-features --test reference` -->\n";
/// Where that ends.
const END: &str = "<!-- The end of the index -->\n";

/// Words that the grammar knows only to say what is written instead.
const OF_OTHER_LANGUAGES: [&str; 3] = ["go", "goto", "jump"];

/// A path below the package's folder.
fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn read(page: &str) -> String {
    std::fs::read_to_string(path(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// The pages of the reference, the one on tests with them.
fn pages() -> Vec<String> {
    let index = read("docs/language.md");
    let links = index.split("](").skip(1).filter_map(|link| link.split(')').next());
    let own = links.filter(|link| link.starts_with("language/") || *link == "tests.md");
    own.map(|link| read(&format!("docs/{link}"))).collect()
}

/// The words of the examples that are run; texts and comments are none.
fn words_of_examples() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for page in pages() {
        let blocks = page.split("```").skip(1).step_by(2).filter(|block| block.starts_with("flow"));
        for line in blocks.flat_map(|block| block.lines().skip(1)) {
            // What stands between quotes but holes, and what follows a `#`.
            let outside = line.split('"').step_by(2);
            let holes = line.split('{').skip(1).filter_map(|part| part.split('}').next());
            let code = outside.chain(holes).map(|part| part.split('#').next().unwrap_or_default());
            let parts =
                code.flat_map(|code| code.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')));
            words.extend(parts.map(str::to_owned));
        }
    }
    words
}

fn without_example<'w>(wanted: impl IntoIterator<Item = &'w str>) -> Vec<&'w str> {
    let words = words_of_examples();
    wanted.into_iter().filter(|word| !words.contains(*word)).collect()
}

#[test]
fn every_chapter_of_the_folder_is_in_the_index() {
    let index = read("docs/language.md");
    let folder = std::fs::read_dir(path("docs/language")).expect("the chapters are there");
    let mut names: Vec<String> =
        folder.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !index.contains(&format!("(language/{name})")));
    assert_eq!(names, [] as [String; 0], "docs/language.md does not name them");
}

#[test]
fn every_word_of_the_grammar_has_an_example_in_the_reference() {
    let grammar = read("grammar/flow.pest");
    let words: Vec<&str> = grammar
        .lines()
        .filter_map(|line| line.strip_prefix("kw_")?.split_once("@{ \"")?.1.split('"').next())
        .filter(|word| !OF_OTHER_LANGUAGES.contains(word))
        .collect();
    assert!(words.len() > 100, "the grammar has {} words", words.len());
    assert_eq!(without_example(words), [] as [&str; 0], "show them in docs/language");
}

#[test]
fn every_filter_function_and_value_of_the_contact_has_an_example_in_the_reference() {
    let filters = FilterKind::WORDS.iter().map(|(word, _)| *word);
    let functions = Function::WORDS.iter().map(|(word, _)| *word);
    let values = ContactValue::WORDS.iter().map(|(word, _)| *word);
    assert_eq!(without_example(filters.chain(functions).chain(values)), [] as [&str; 0]);
}

/// The name of a heading in links: small letters, spaces as `-`, without signs.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|letter| letter.is_alphanumeric() || "-_ ".contains(*letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// What is wrong with the links of a page.
fn broken_links(page: &str) -> Vec<String> {
    let text = read(page);
    let prose: Vec<&str> = text.split("```").step_by(2).collect();
    let links =
        prose.iter().flat_map(|prose| prose.split("](").skip(1).filter_map(|link| link.split(')').next()));
    let folder = Path::new(page).parent().expect("a page lies in a folder");
    let broken = links.filter(|link| !link.contains("://")).filter(|link| {
        let (file, heading) = link.split_once('#').unwrap_or((link, ""));
        let target = if file.is_empty() { path(page) } else { path(&folder.join(file).to_string_lossy()) };
        let has_heading = || {
            let text = std::fs::read_to_string(&target).unwrap_or_default();
            text.lines()
                .filter(|line| line.starts_with('#'))
                .any(|line| anchor(line.trim_start_matches('#')) == heading)
        };
        !target.exists() || !(heading.is_empty() || has_heading())
    });
    broken.map(|link| format!("{page}: {link}")).collect()
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let mut pages = vec!["README.md".to_owned()];
    for folder in ["docs", "docs/language"] {
        let entries = std::fs::read_dir(path(folder)).expect("the pages are there");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        pages.extend(names.filter(|name| name.ends_with(".md")).map(|name| format!("{folder}/{name}")));
    }
    pages.sort();
    let broken: Vec<String> = pages.iter().flat_map(|page| broken_links(page)).collect();
    assert_eq!(broken, [] as [String; 0]);
}

/// The index of codes: a table, by number.
fn index() -> String {
    let mut table = String::from("| code | name | | what was found |\n|---|---|---|---|\n");
    for code in codes::all() {
        let severity = match code.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "remark",
        };
        table.push_str(&format!(
            "| {} | `{}` | {severity} | {} |\n",
            code.id,
            code.name,
            sentence(code.page)
        ));
    }
    table
}

/// The first sentence of a code's page.
fn sentence(page: &str) -> String {
    let text: Vec<&str> = page.lines().skip(2).take_while(|line| !line.is_empty()).collect();
    let text = text.join(" ").replace('|', "\\|");
    let ends = text.match_indices(". ").map(|(at, _)| at + 1);
    // A full stop inside of code or parentheses ends no sentence.
    let whole = |end: &usize| {
        let sentence = &text[..*end];
        sentence.matches('`').count().is_multiple_of(2)
            && sentence.matches('(').count() == sentence.matches(')').count()
    };
    let end = ends.into_iter().find(whole).unwrap_or(text.len());
    text[..end].trim_end_matches([':', '.']).to_owned()
}

#[test]
fn the_index_of_findings_has_every_code() {
    let page = read(FINDINGS);
    let (before, rest) = page.split_once(BEGIN).expect("the page has the mark where its index begins");
    let (found, behind) = rest.split_once(END).expect("the page has the mark where its index ends");
    let wanted = index();
    if found == wanted {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        let page = format!("{before}{BEGIN}{wanted}{END}{behind}");
        std::fs::write(path(FINDINGS), page).expect("the page can be written");
        return;
    }
    let lines: BTreeSet<&str> = found.lines().collect();
    let new: Vec<&str> = wanted.lines().filter(|line| !lines.contains(line)).collect();
    panic!(
        "{FINDINGS} is not what the codes say. Make it anew:\n\
         UPDATE=1 cargo test --no-default-features --test reference\nnew or changed:\n{}",
        new.join("\n")
    );
}
