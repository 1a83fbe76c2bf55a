//! What people may write to the two examples, in thirty sentences each that were written before the offline judge was tuned,
//! against the examples' own routes: at least 24 of 30 are routed right, without a model.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use flowc::ai::embedded::{Embedded, Row, Sources};
use flowc::engine::{Message, ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Talk, Task};
use flowc::ir::{Time, Type};
use flowc::source::SourceMap;
use flowc::syntax;
use flowc::syntax::ast::{AiItem, Include, Item, Pattern, RouteItem, Saves, Statement, Text};

/// A place where messages are understood.
#[derive(Default)]
struct Place {
    untils: Vec<PatternSpec>,
    whens: Vec<PatternSpec>,
    is_talk: bool,
}

fn folder(example: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example)
}

fn files(example: &str) -> Vec<syntax::ast::File> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder(example))
        .expect("the example's folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "flow"))
        .collect();
    paths.sort();
    let mut sources = SourceMap::default();
    let parse = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a file of the example");
        let file = sources.add(path.to_string_lossy().into_owned(), text);
        syntax::parse(file, &sources.get(file).expect("just added").text.clone()).tree
    };
    paths.into_iter().map(parse).collect()
}

fn rows(example: &str, file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(folder(example).join(file)).expect("a table of the example");
    reader.records().map(|row| row.expect("a row").iter().map(str::to_string).collect()).collect()
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().filter_map(|text| text.literal().map(str::to_string)).collect()
}

fn spec(number: usize, meanings: Vec<String>, like: &[Text], saves: Option<&Saves>) -> PatternSpec {
    // Both examples save moments only.
    let save =
        |name: &syntax::ast::Name| SaveSpec { name: name.text.clone(), ty: Type::Time, doc: String::new() };
    let saves = saves.map(|saves| saves.names.iter().map(save).collect()).unwrap_or_default();
    PatternSpec { number: u16::try_from(number).expect("few patterns"), meanings, like: texts(like), saves }
}

fn add_route(item: &RouteItem, sets: &BTreeMap<String, &[RouteItem]>, whens: &mut Vec<PatternSpec>) {
    match item {
        RouteItem::When(when) => {
            let meaning = |pattern: &Pattern| match pattern {
                Pattern::Meaning(text) => text.literal().map(str::to_string),
                _ => None,
            };
            let meanings: Vec<String> = when.patterns.iter().filter_map(meaning).collect();
            if !meanings.is_empty() {
                whens.push(spec(whens.len() + 1, meanings, &when.like, when.saves.as_ref()));
            }
        }
        RouteItem::Include(include) => add_included(include, sets, whens),
    }
}

fn add_included(include: &Include, sets: &BTreeMap<String, &[RouteItem]>, whens: &mut Vec<PatternSpec>) {
    for path in &include.paths {
        let name = path.segments.last().map(|name| name.text.clone()).unwrap_or_default();
        sets.get(&name).into_iter().copied().flatten().for_each(|item| add_route(item, sets, whens));
    }
}

/// The first `route` or `ai reply` of a step of this name that knows all these routes.
fn place(example: &str, step_name: &str, labels: &[&String]) -> Place {
    let files = files(example);
    let items = || files.iter().flat_map(|file| &file.items);
    let mut sets: BTreeMap<String, &[RouteItem]> = BTreeMap::new();
    for item in items() {
        if let Item::Routes(routes) = item {
            sets.insert(routes.name.as_ref().expect("a name").text.clone(), &routes.items);
        }
    }
    for item in items() {
        let Item::Flow(flow) = item else { continue };
        let named =
            |name: &Option<syntax::ast::Name>| name.as_ref().is_some_and(|name| name.text == step_name);
        for statement in flow.steps.iter().filter(|step| named(&step.name)).flat_map(|step| &step.statements)
        {
            let mut place = Place::default();
            match statement {
                Statement::Route(route) => {
                    route.items.iter().for_each(|item| add_route(item, &sets, &mut place.whens))
                }
                Statement::AiReply(reply) => {
                    place.is_talk = true;
                    for item in &reply.items {
                        match item {
                            AiItem::Until(until) => {
                                let meaning = until
                                    .meaning
                                    .as_ref()
                                    .and_then(Text::literal)
                                    .unwrap_or_default()
                                    .to_string();
                                let number = place.untils.len() + 1;
                                place.untils.push(spec(
                                    number,
                                    vec![meaning],
                                    &until.like,
                                    until.saves.as_ref(),
                                ));
                            }
                            AiItem::When(when) => {
                                add_route(&RouteItem::When(when.clone()), &sets, &mut place.whens)
                            }
                            AiItem::Include(include) => add_included(include, &sets, &mut place.whens),
                            _ => {}
                        }
                    }
                }
                _ => continue,
            }
            let known =
                |label: &&String| place.untils.iter().chain(&place.whens).any(|p| p.meanings.contains(label));
            if labels.iter().all(known) {
                return place;
            }
        }
    }
    panic!("{example} has no step `{step_name}` with all the routes of its paraphrases")
}

/// How many are routed right, and what was not.
fn routed(example: &str) -> (usize, usize, Vec<String>) {
    let paraphrases = rows(example, "paraphrases.csv");
    let knowledge: Vec<Row> =
        rows(example, "faq.csv").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let provider = Embedded::default();
    let is_none = |label: &str| ["else", "unanswered"].contains(&label);
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &paraphrases {
        let (step, text, wanted) = (&row[0], &row[1], &row[2]);
        let place = places.entry(step.clone()).or_insert_with(|| {
            let labels: Vec<&String> =
                paraphrases.iter().filter(|r| r[0] == *step && !is_none(&r[2])).map(|r| &r[2]).collect();
            place(example, step, &labels)
        });
        let task = if place.is_talk {
            Task::Judge { untils: place.untils.clone(), whens: place.whens.clone() }
        } else {
            Task::Route { whens: place.whens.clone() }
        };
        let request = ModelRequest {
            id: 1,
            at: Time(1_795_168_800_000),
            zone: "Europe/Kyiv".into(),
            language: String::new(),
            talk: Talk::default(),
            knowledge: Vec::new(),
            history: Vec::new(),
            messages: vec![Message { text: text.clone(), media: Vec::new() }],
            task,
        };
        let label = |patterns: &[PatternSpec], number: u16| {
            patterns.iter().find(|p| p.number == number).map(|p| p.meanings[0].clone()).unwrap_or_default()
        };
        let found = match provider.answer(&request, Sources { knowledge: &[&knowledge], page: None }) {
            ModelAnswer::Judged { until: Some(number), .. } => label(&place.untils, number),
            ModelAnswer::Judged { when: Some(number), .. }
            | ModelAnswer::Routed { when: Some(number), .. } => label(&place.whens, number),
            ModelAnswer::Judged { covered: true, reply, .. } => format!("answered: {reply}"),
            _ => "none".to_string(),
        };
        if found != *wanted && !(found == "none" && is_none(wanted)) {
            wrong.push(format!("{text:?}: wanted {wanted:?}, found {found:?}"));
        }
    }
    (paraphrases.len() - wrong.len(), paraphrases.len(), wrong)
}

#[test]
fn the_screenshot_funnel_understands_what_people_write() {
    let (right, all, wrong) = routed("screenshot-funnel");
    assert!(all >= 30 && right * 30 >= all * 24, "{right} of {all}:\n{}", wrong.join("\n"));
}

#[test]
fn the_postback_funnel_understands_what_people_write() {
    let (right, all, wrong) = routed("postback-funnel");
    assert!(all >= 30 && right * 30 >= all * 24, "{right} of {all}:\n{}", wrong.join("\n"));
}
