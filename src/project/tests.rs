//! Folders, single files, libraries.

use super::*;
use crate::diagnostic::Severity;

fn paths(project: &Project) -> Vec<String> {
    project.sources.iter().map(|(_, source)| source.name.clone()).collect()
}

#[test]
fn a_folder_is_its_scripts_in_the_order_of_their_names_with_its_manifest() {
    let files = Memory::new([
        ("bot/b.flow", "flow b {}"),
        ("bot/a.flow", "flow a {}"),
        ("bot/flow.yaml", "flow: 1\nproject: kopilka\n"),
        ("bot/img/hello.png", ""),
        ("bot/.git/config", ""),
    ]);
    let (project, found) = load(&files, "bot/").unwrap();
    assert_eq!(found, []);
    assert_eq!(paths(&project), ["bot/flow.yaml", "bot/a.flow", "bot/b.flow"]);
    assert_eq!(project.name, "kopilka");
    assert!(project.folders[0].assets.contains("img/hello.png"));
    assert!(!project.folders[0].assets.contains(".git/config"));
}

#[test]
fn a_single_file_is_a_project_by_itself_named_after_it() {
    let files = Memory::new([("bots/shop.flow", "flow a {}"), ("bots/other.flow", "flow b {}")]);
    let (project, found) = load(&files, "bots/shop.flow").unwrap();
    assert_eq!(found, []);
    assert_eq!(paths(&project), ["bots/shop.flow"]);
    assert_eq!(project.name, "shop");
    assert_eq!(project.manifest_file, None);
}

#[test]
fn a_manifest_beside_a_single_file_is_its_own() {
    let files = Memory::new([("shop.flow", "flow a {}"), ("flow.yaml", "flow: 1\nproject: salt\n")]);
    let (project, _) = load(&files, "shop.flow").unwrap();
    assert_eq!(project.name, "salt");
    assert!(project.manifest_file.is_some());
}

#[test]
fn where_there_is_nothing_to_read_is_said() {
    let files = Memory::new([("a/readme.md", ""), ("b/x.flow", "")]);
    let error = |path: &str| load(&files, path).unwrap_err().to_string();
    assert_eq!(error("c"), "there is no file or folder `c`");
    assert_eq!(error("c.flow"), "there is no file or folder `c.flow`");
    assert_eq!(error("a"), "there are no .flow files in `a`");
    assert_eq!(error("a/readme.md"), "`a/readme.md` is neither a folder nor a .flow file");
}

#[test]
fn a_script_that_is_no_text_is_a_finding_and_the_rest_is_read() {
    let files = Memory::new([("a.flow", b"flow a\n\xff".to_vec()), ("b.flow", b"flow b {}".to_vec())]);
    let (project, found) = load(&files, ".").unwrap();
    assert_eq!(project.folders[0].files.len(), 2);
    let wrong: Vec<_> = found.iter().filter(|finding| finding.code.name == "not-utf8").collect();
    assert_eq!(wrong.len(), 1);
    assert_eq!(project.sources.place(wrong[0].span).line, 2);
}

#[test]
fn the_shipped_libraries_have_names_that_can_be_used() {
    for name in stdlib::names() {
        assert!(name.starts_with("std."));
        assert!(
            stdlib::find(name)
                .is_some_and(|library| !(library.script.is_empty() && library.manifest.is_empty()))
        );
    }
}

#[test]
fn used_folders_and_libraries_come_in_once_under_their_last_word() {
    let files = Memory::new([
        ("bots/shop/a.flow", "use std.objections\nuse \"../shared/consent\"\nuse \"../shared/consent\"\n"),
        ("bots/shared/consent/x.flow", "use std.objections\nflow ask {}\n"),
    ]);
    let (project, found) = load(&files, "bots/shop").unwrap();
    assert_eq!(found.iter().filter(|finding| finding.severity == Severity::Error).count(), 0, "{found:#?}");
    let folders: Vec<_> =
        project.folders.iter().map(|folder| (folder.namespace.as_str(), folder.path.as_str())).collect();
    assert_eq!(
        folders,
        [("", "bots/shop"), ("objections", "std.objections"), ("consent", "bots/shared/consent")]
    );
}

#[test]
fn a_folder_that_is_named_like_a_library_is_a_folder() {
    let script = "bot \"B\" { start a }\nflow a { step one { -> end } }\n";
    let (project, found) = load(&Memory::new([("std.kommo/a.flow", script)]), "std.kommo").unwrap();
    assert_eq!(found, []);
    assert_eq!(project.folders[0].files[0].tree.items.len(), 2);
    assert!(project.manifest.outside.actions.is_empty());
}

#[test]
fn a_use_of_nothing_is_told_with_the_nearest_library() {
    let files = Memory::new([
        (
            "a/a.flow",
            "use std.objection\nuse \"../nowhere\"\nuse \"/etc\"\nuse std.objections\nuse \"objections\"\n",
        ),
        ("a/objections/x.flow", ""),
    ]);
    let (project, found) = load(&files, "a").unwrap();
    let told: Vec<String> = found
        .iter()
        .filter(|finding| finding.code.name.ends_with("-use"))
        .map(|finding| {
            let place = project.sources.place(finding.span);
            format!(
                "{}:{} {} ({})",
                place.line,
                place.column,
                finding.message,
                finding.help.as_deref().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1:5 there is no library `std.objection` (did you mean `std.objections`?)",
            "2:5 there is no folder `../nowhere` (it is looked for from the script's own folder)",
            "3:5 `/etc` is not a folder seen from this one (write the way from the script's folder, such as `use \"../shared\"`)",
            "5:1 two used folders bear the name `objections` (rename one of the folders)",
        ]
    );
}

fn table(name: &str, csv: &str) -> (Vec<(String, String)>, Vec<String>) {
    let script = format!("knowledge faq from \"{name}\"\n");
    let files = Memory::new([("a/a.flow", script.into_bytes()), ("a/faq.csv", csv.as_bytes().to_vec())]);
    let (project, found) = load(&files, "a").unwrap();
    let told =
        found.iter().filter(|finding| matches!(finding.code.name, "knowledge-row" | "unreadable-file"));
    let told = told.map(|finding| {
        let place = project.sources.place(finding.span);
        format!(
            "{}:{} `{}` {}",
            place.line,
            place.column,
            project.sources.text(finding.span),
            finding.message
        )
    });
    let told = told.collect();
    (project.folders[0].knowledge.get(name).cloned().unwrap_or_default(), told)
}

#[test]
fn a_knowledge_table_has_two_columns_with_a_heading_or_without() {
    let row = |question: &str, answer: &str| (question.to_owned(), answer.to_owned());
    let rows = [row("Is it free?", "Yes, it is."), row("Когда?", "Завтра")];
    let bare = "Is it free?,\"Yes, it is.\"\r\nКогда?,Завтра\r\n";
    assert_eq!(table("faq.csv", bare), (rows.to_vec(), vec![]));
    assert_eq!(table("faq.csv", &format!("\u{feff}Question,Answer\n{bare}")), (rows.to_vec(), vec![]));
    assert_eq!(
        table("faq.csv", "вопрос;ответ\nIs it free?;Yes, it is.\n\nКогда?;Завтра"),
        (rows.to_vec(), vec![])
    );
}

#[test]
fn other_columns_of_a_table_with_a_heading_are_left_alone() {
    let row = |question: &str, answer: &str| (question.to_owned(), answer.to_owned());
    let csv = "asked,question,answer\n12,Is it free?,Yes.\n3,When?,Tomorrow.\n";
    assert_eq!(table("faq.csv", csv), (vec![row("Is it free?", "Yes."), row("When?", "Tomorrow.")], vec![]));
    let short = "question,answer,asked\nIs it free?,Yes.\n";
    assert_eq!(table("faq.csv", short), (vec![row("Is it free?", "Yes.")], vec![]));
}

#[test]
fn a_table_is_read_by_itself_and_found_by_its_name_in_the_program() {
    let files = Memory::new([
        ("a/a.flow", "use \"../shared\"\nknowledge faq from \"faq.csv\"\n"),
        ("a/faq.csv", "Q1,A1\n"),
        ("shared/x.flow", "knowledge fees from \"data/fees.csv\"\n"),
        ("shared/data/fees.csv", "Q2,A2\nQ3\n"),
    ]);
    let (project, _) = load(&files, "a").unwrap();
    let tables: Vec<_> = project.tables().into_iter().map(|table| (table.name, table.path)).collect();
    let pair = |name: &str, path: &str| (name.to_owned(), path.to_owned());
    assert_eq!(tables, [pair("faq", "a/faq.csv"), pair("shared.fees", "shared/data/fees.csv")]);
    assert_eq!(read_table(&files, "a/faq.csv").unwrap(), [pair("Q1", "A1")]);
    let refused = read_table(&files, "shared/data/fees.csv").unwrap_err();
    assert_eq!(refused.sources.place(refused.findings[0].span).line, 2);
    let empty = Memory::new([("a/faq.csv", "question,answer\n\n")]);
    assert_eq!(read_table(&empty, "a/faq.csv").unwrap_err().findings[0].message, "there are no rows");
    let gone = read_table(&files, "a/no.csv").unwrap_err();
    assert_eq!(gone.findings[0].message, "there is no file `a/no.csv`");
}

#[test]
fn a_row_that_cannot_be_used_is_told_at_its_line() {
    let (rows, told) = table("faq.csv", "a,1\n\nb\nc,1,2\n,x\nd,2\n");
    assert_eq!(rows.len(), 2);
    assert_eq!(
        told,
        [
            "3:1 `b` row 3 has no answer: column 2 is empty",
            "4:5 `2` row 4 has 3 columns, the table has 2",
            "5:1 `,x` row 5 has no question: column 1 is empty",
        ]
    );
    assert_eq!(
        table("faq.csv", "a,\"1\n2\"\nb,\"x\" y\nc,\"3").1,
        [
            "3:5 `\"` row 2, column 2: something stands behind the closing quote",
            "4:3 `\"` row 3, column 2: the text in quotes never ends",
        ]
    );
    assert_eq!(table("no.csv", "").1, ["1:20 `\"no.csv\"` there is no file `no.csv`"]);
    assert_eq!(
        table("../faq.csv", "").1,
        ["1:20 `\"../faq.csv\"` `../faq.csv` is outside of the project's folder"]
    );
}

#[test]
fn names_of_scripts_that_the_manifest_mistypes_are_told() {
    let manifest = "flow: 1\nproject: a\nchannels: { web: { kind: web } }\nlinks: { web: \"{clik_id}\" }\n\
        postbacks:\n  contact: [click, contact]\n  rename: { sum: amout, x: click_id }\n  deposi: { when: { a: b } }\n";
    let script = "tracker click_id\npostback deposit(amount: number)\n";
    let files = Memory::new([("flow.yaml", manifest), ("a.flow", script)]);
    let (project, found) = load(&files, ".").unwrap();
    let told: Vec<String> = found
        .iter()
        .filter(|finding| finding.code.name == "undeclared-name")
        .map(|finding| format!("{} ({})", finding.message, finding.help.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        told,
        [
            "no script declares the tracker field `clik_id` (did you mean `click_id`?)",
            "no script declares the tracker field `click` ()",
            "no script declares the postback `deposi` (did you mean `deposit`?)",
            "no script declares the parameter or tracker field `amout` (did you mean `amount`?)",
        ],
        "{:#?}",
        project.manifest.places
    );
}

/// Every page whose examples are scripts or tables has its wrong one found and its right one silent.
#[test]
fn the_pages_of_the_folder_tell_the_truth() {
    let blocks = |page: &str, word: &str| -> Vec<String> {
        let fence = format!("```{word}\n");
        page.split(&fence)
            .skip(1)
            .map(|block| block.split("```").next().unwrap_or_default().to_owned())
            .collect()
    };
    let found = |script: &str, table: &str| -> Vec<&str> {
        let files = Memory::new([
            ("a/a.flow", script),
            ("a/faq.csv", table),
            ("shared/objections/x.flow", ""),
            ("shared/own_objections/x.flow", ""),
        ]);
        let (_, found) = load(&files, "a").unwrap();
        found.iter().map(|finding| finding.code.id).filter(|id| id.starts_with("F01")).collect()
    };
    let mut run = 0;
    for code in crate::diagnostic::codes::project::ALL {
        let (scripts, tables) = (blocks(code.page, "flow"), blocks(code.page, "csv"));
        if let [wrong, right] = scripts.as_slice() {
            assert_eq!(found(wrong, ""), [code.id], "{}", code.id);
            assert!(found(right, "").is_empty(), "{}", code.id);
            run += 1;
        }
        if let [wrong, right] = tables.as_slice() {
            let script = "knowledge faq from \"faq.csv\"\n";
            assert_eq!(found(script, wrong), [code.id], "{}", code.id);
            assert!(found(script, right).is_empty(), "{}", code.id);
            run += 1;
        }
    }
    assert_eq!(run, 4, "F0114 to F0117");
}
