//! Pictures of programs: whole, well-formed, the same each time, and nothing on top of another thing.
//! What is drawn is kept in the folder `tmp/drawing` of Cargo's target folder, to be looked at.

#![allow(clippy::disallowed_methods)] // pictures are files

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use flowc::draw::{Look, Sketch, json, svg};
use flowc::lower::{Build, build};
use flowc::project::Memory;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn examples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("examples")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 5, "{folders:?}");
    folders
}

fn example(path: &Path) -> Build {
    let own = path.strip_prefix(root()).unwrap();
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|file| file.is_file()).map(|file| {
        let name = own.join(file.file_name().unwrap());
        (name.to_str().unwrap().to_owned(), std::fs::read(&file).unwrap())
    });
    build(&Memory::new(files), own.to_str().unwrap()).unwrap()
}

fn built(script: &str) -> Build {
    build(&Memory::new([("a.flow", script)]), "a.flow").unwrap()
}

fn drawn(build: &Build) -> String {
    let program = build.program.as_ref().unwrap_or_else(|| panic!("{:#?}", build.findings));
    svg(program, &build.project.sources, &Look::default())
}

/// Keeps a picture to be looked at.
fn keep(name: &str, picture: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drawing");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name).with_extension("svg"), picture).unwrap();
}

/// A rectangle of a picture: left, top, right, bottom.
type Area = (i32, i32, i32, i32);

/// What holds of every picture of a program.
fn judge(build: &Build, picture: &str) {
    let document = roxmltree::Document::parse(picture).expect("a picture is XML");
    let elements = || document.descendants().filter(roxmltree::Node::is_element);
    let tags: BTreeSet<&str> = elements().map(|it| it.tag_name().name()).collect();
    let known = ["a", "circle", "g", "path", "rect", "style", "svg", "text", "title", "tspan"];
    assert!(tags.iter().all(|tag| known.contains(tag)), "{tags:?}");

    let ids: BTreeSet<&str> = elements().filter_map(|it| it.attribute("id")).collect();
    assert_eq!(ids.len(), elements().filter(|it| it.has_attribute("id")).count(), "an id stands once");
    for link in elements().filter_map(|it| it.attribute("href")).filter_map(|href| href.strip_prefix('#')) {
        assert!(ids.contains(link), "{link} leads nowhere");
    }

    let program = build.program.as_ref().unwrap();
    for flow in &program.flows {
        assert!(ids.contains(format!("flow-{}", flow.name).as_str()), "{} is missing", flow.name);
        for step in &flow.steps {
            let id = format!("flow-{}-step-{}", flow.name, step.name);
            assert!(ids.contains(id.as_str()), "{id} is missing");
        }
    }
    let sketch = Sketch::of(program);
    let titles: Vec<&str> =
        elements().filter(|it| it.has_tag_name("title")).filter_map(|it| it.text()).collect();
    let titles = titles.join("\n");
    for way in &sketch.ways {
        // A way that simply follows beside others of its place needs no words.
        let alone = sketch.ways.iter().all(|it| it.from != way.from || it.to == way.to);
        assert!(alone || titles.contains(&way.whole_label()), "{} is missing", way.whole_label());
    }

    let number =
        |it: roxmltree::Node<'_, '_>, name: &str| it.attribute(name).unwrap().parse::<i32>().unwrap();
    let shown = ["box", "stub", "end", "pill", "goal"];
    let figures: Vec<Area> = elements()
        .filter(|it| it.has_tag_name("rect") && it.attribute("class").is_some_and(|it| shown.contains(&it)))
        .map(|it| {
            let (x, y) = (number(it, "x"), number(it, "y"));
            (x, y, x + number(it, "width"), y + number(it, "height"))
        })
        .collect();
    for (nth, one) in figures.iter().enumerate() {
        for other in &figures[nth + 1..] {
            let apart = one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
            // The badge of a goal lies in its step.
            let inside = one.0 < other.0 && other.2 < one.2 && one.1 < other.1 && other.3 < one.3;
            assert!(apart || inside, "{one:?} and {other:?}");
        }
    }
    let ways = elements().filter(|it| it.attribute("class").is_some_and(|it| it.starts_with("way")));
    assert!(ways.count() > 1 || sketch.ways.is_empty());
}

#[test]
fn every_example_is_drawn_whole_and_the_same_each_time() {
    for path in examples() {
        let build = example(&path);
        let picture = drawn(&build);
        assert_eq!(picture, drawn(&build));
        judge(&build, &picture);
        keep(path.file_name().unwrap().to_str().unwrap(), &picture);
    }
}

/// A project of so many flows with so many steps each: chains with branches, ways back and far, and other flows.
fn generated(flows: usize, steps: usize) -> String {
    let mut script = String::new();
    for flow in 0..flows {
        script.push_str(&format!("flow f{flow} {{\n"));
        for step in 0..steps {
            let (next, back, far) = ((step + 1) % steps, step / 2, (step * 7 + 3) % steps);
            let other = (flow * 5 + step) % flows;
            script.push_str(&format!(
                "step s{step} {{ ask \"Question {step} of flow {flow}?\" within 1d else -> s{back}\nroute {{ \
                 when \"agrees to {step}\" -> s{next} when \"asks about {step}\" -> s{far} \
                 when button \"Elsewhere\" -> flow f{other} else -> end }} }}\n"
            ));
        }
        script.push_str("}\n");
    }
    script
}

#[test]
fn big_projects_are_drawn_whatever_their_shape() {
    for (flows, steps) in [(1, 120), (20, 6), (100, 1)] {
        let build = built(&generated(flows, steps));
        let picture = drawn(&build);
        judge(&build, &picture);
        keep(&format!("generated-{flows}-{steps}"), &picture);
    }
}

const TINY: &str = r#"
bot "A <tiny> & \"quoted\" one" { start a }
tag vip
goal paid
postback deposit(amount: number, tid: text) by tid
on postback deposit if deposit.amount > 100 -> flow b
flow a {
  step ask {
    ask "Say </text><script>alert(1)</script>\n'now'?" within 1d -> ask else -> end
    ab test { 25% short -> far 75% { say "Hm." } }
    if tag vip -> far
    visit flow b
    -> end
  }
  step far { delay 10m { on message -> ask } reach paid -> flow b }
}
flow b { step one { end } }
"#;

#[test]
fn a_tiny_picture_is_read_line_by_line() {
    let build = built(TINY);
    let picture = drawn(&build);
    judge(&build, &picture);
    keep("tiny", &picture);
    let shown = picture.split_once("</style>\n").unwrap().1;
    insta::assert_snapshot!("tiny", shown);
    let program = build.program.as_ref().unwrap();
    insta::assert_snapshot!("tiny_json", json(program, &build.project.sources));
}

#[test]
fn one_flow_is_drawn_alone_and_links_are_as_wanted() {
    let build = built(TINY);
    let look = Look { link: "vscode://file/p/{file}:{line}:{column}".to_owned(), flow: Some(1) };
    let picture = svg(build.program.as_ref().unwrap(), &build.project.sources, &look);
    roxmltree::Document::parse(&picture).unwrap();
    assert!(picture.contains("id=\"flow-b\"") && !picture.contains("id=\"flow-a\""), "{picture}");
    assert!(picture.contains("href=\"vscode://file/p/a.flow:17:1\""), "{picture}");
    assert!(!picture.contains("href=\"#flow-a\""), "a link leads to what is not drawn");
}

#[test]
fn the_picture_of_the_readme_is_up_to_date() {
    let build = example(&root().join("examples/postback-funnel"));
    let look = Look { link: "../../{file}#L{line}".to_owned(), ..Look::default() };
    let picture = svg(build.program.as_ref().unwrap(), &build.project.sources, &look);
    keep("readme", &picture);
    let known = std::fs::read_to_string(root().join("docs/images/postback-funnel.svg")).unwrap_or_default();
    assert!(
        known == picture,
        "draw it anew: flowc graph examples/postback-funnel --format svg --link '../../{{file}}#L{{line}}' > \
         docs/images/postback-funnel.svg"
    );
}
