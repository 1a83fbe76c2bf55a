//! Folders, single files, libraries.

use super::*;

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
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].message, "`a.flow` is not UTF-8: line 2 has a byte that is no text");
}

#[test]
fn the_shipped_libraries_have_names_that_can_be_used() {
    for name in stdlib::names() {
        assert!(name.starts_with(stdlib::PREFIX));
        assert!(stdlib::find(name).is_some_and(|text| !text.is_empty()));
    }
}
