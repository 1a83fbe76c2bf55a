//! What people may write to the examples, in thirty sentences each or more that were written before the offline judge was tuned,
//! against the examples' own routes: at least 24 of 30 are routed right, without a model.

use std::collections::BTreeMap;
use std::sync::Arc;

use flowc::ai::embedded::{Embedded, Index, Sources};
use flowc::engine::{Message, ModelAnswer, ModelRequest, PatternSpec, SaveSpec, Talk, Task};
use flowc::ir::{Op, Pattern, Program, Time, When};
use flowc::lower::build;
use flowc::project::Disk;

/// A `route` or an `ai reply`.
struct Place {
    untils: Vec<PatternSpec>,
    whens: Vec<PatternSpec>,
    is_talk: bool,
}

fn specs(whens: &[When]) -> Vec<PatternSpec> {
    let spec = |(place, when): (usize, &When)| {
        let meaning = |pattern: &Pattern| match pattern {
            Pattern::Meaning(text) => Some(text.clone()),
            _ => None,
        };
        let save = |slot: &flowc::ir::Slot| SaveSpec {
            name: slot.place.name(),
            ty: slot.ty.clone(),
            doc: String::new(),
        };
        PatternSpec {
            number: u16::try_from(place + 1).expect("few patterns"),
            meanings: when.patterns.iter().filter_map(meaning).collect(),
            like: when.like.clone(),
            saves: when.saves.iter().map(save).collect(),
        }
    };
    whens.iter().enumerate().map(spec).filter(|spec| !spec.meanings.is_empty()).collect()
}

/// The first place of a program that knows all these routes.
fn place(program: &Program, labels: &[&str]) -> Place {
    let places = program.nodes.iter().filter_map(|node| match &node.op {
        Op::Route(route) => Some(Place { untils: Vec::new(), whens: specs(&route.whens), is_talk: false }),
        Op::AiReply(reply) => {
            Some(Place { untils: specs(&reply.untils), whens: specs(&reply.whens), is_talk: true })
        }
        _ => None,
    });
    let knows = |place: &Place, label: &str| {
        place
            .untils
            .iter()
            .chain(&place.whens)
            .any(|spec| spec.meanings.iter().any(|meaning| meaning == label))
    };
    let mut places = places.filter(|place| labels.iter().all(|label| knows(place, label)));
    places.next().unwrap_or_else(|| panic!("no place has all the routes {labels:?}"))
}

/// Every sentence of an example that is not routed right, and how many there are in all.
fn wrong(example: &str) -> (Vec<String>, usize) {
    let folder = format!("{}/examples/{example}", env!("CARGO_MANIFEST_DIR"));
    let built = build(&Disk, &folder).expect("the example can be read");
    let program = built.program.expect("the example compiles");
    let knowledge: Vec<Arc<Index>> =
        built.project.tables().into_iter().map(|table| Arc::new(Index::of(table.rows))).collect();
    let mut table =
        csv::Reader::from_path(format!("{folder}/paraphrases.csv")).expect("the example's paraphrases");
    let rows: Vec<csv::StringRecord> =
        table.records().map(|row| row.expect("a row: step, text, route")).collect();
    let is_none = |label: &str| ["else", "unanswered"].contains(&label);
    let is_route = |label: &str| !is_none(label) && !label.starts_with("answered: ");
    let provider = Embedded::default();
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let (step, text, wanted) = (&row[0], &row[1], &row[2]);
        let place = places.entry(step).or_insert_with(|| {
            let labels = rows.iter().filter(|row| row[0] == *step && is_route(&row[2])).map(|row| &row[2]);
            place(&program, &labels.collect::<Vec<&str>>())
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
            values: Vec::new(),
            history: Vec::new(),
            messages: vec![Message { text: text.into(), media: Vec::new() }],
            task,
        };
        let label = |specs: &[PatternSpec], number: u16| {
            let spec = specs.iter().find(|spec| spec.number == number).expect("a number of the request");
            spec.meanings[0].clone()
        };
        let found = match provider.answer(&request, Sources { knowledge: &knowledge, page: None }) {
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
    (wrong, rows.len())
}

fn check(example: &str) {
    let (wrong, all) = wrong(example);
    println!("{example}: {} of {all} routed right\n{}", all - wrong.len(), wrong.join("\n"));
    assert!(all >= 30, "{all} paraphrases");
    assert!(
        (all - wrong.len()) * 30 >= all * 24,
        "{} of {all} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_screenshot_funnel_understands_what_people_write() {
    check("screenshot-funnel");
}

#[test]
fn the_faq_manager_understands_what_people_write() {
    check("faq-manager");
}

#[test]
fn the_postback_funnel_understands_what_people_write() {
    check("postback-funnel");
}
