//! Commands that are asked wrongly, or that need nothing.

use super::flowc::Folder;

#[test]
fn what_is_asked_wrongly_ends_with_two_and_says_what_to_do() {
    let folder = Folder::with(&[("empty/readme.md", ""), ("a.txt", "")]);
    for (arguments, words) in [
        (&["check", "nowhere"][..], "there is no file or folder `nowhere`"),
        (&["check", "empty"], "there are no .flow files in `empty`"),
        (&["check", "a.txt"], "`a.txt` is neither a folder nor a .flow file"),
        (&["explain", "F9999"], "there is no code `F9999`"),
        (&["dance"], "unrecognized subcommand 'dance'"),
        (&["run", "--clock", "virtual"], "a virtual clock needs --stdio"),
        (&["show", "c1", "--data", "nowhere"], "nowhere"),
    ] {
        let said = folder.flowc(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {said:?}");
        assert!(said.err.contains(words), "{arguments:?}: {}", said.err);
        assert_eq!(said.out, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_answers() {
    let folder = Folder::with(&[]);
    let help = folder.flowc(&["--help"]);
    assert_eq!(help.code, 0);
    insta::assert_snapshot!(help.out);
    let version = folder.flowc(&["--version"]);
    assert_eq!((version.code, version.out.starts_with("flowc ")), (0, true));
}

#[test]
fn a_code_is_explained_by_id_and_by_name() {
    let folder = Folder::with(&[]);
    let by_id = folder.flowc(&["explain", "f0102"]);
    assert_eq!(by_id.code, 0);
    assert!(by_id.out.starts_with("# F0102: unknown-key\n"), "{}", by_id.out);
    assert_eq!(folder.flowc(&["explain", "unknown-key"]).out, by_id.out);
    let all = folder.flowc(&["explain"]).out;
    assert!(all.lines().count() > 20 && all.contains("F0102  error    unknown-key"), "{all}");
    assert!(folder.flowc(&["explain", "unknown-kye"]).err.contains("did you mean `unknown-key`?"));
}

#[test]
fn a_new_bot_is_one_file_that_is_clean_and_passes_its_tests() {
    let folder = Folder::with(&[]);
    let new = folder.flowc(&["new", "first"]);
    assert_eq!(new.code, 0, "{new:?}");
    assert!(new.out.starts_with("first.flow is written."), "{}", new.out);
    assert_eq!(folder.flowc(&["check", "first.flow"]).out, "first: 1 flow, 3 steps, no findings\n");
    let test = folder.flowc(&["test", "first.flow"]);
    assert_eq!((test.code, test.out.lines().last()), (0, Some("2 passed")), "{test:?}");
    assert!(folder.flowc(&["chat", "first"]).err.contains("did you mean `first.flow`?"));
    let again = folder.flowc(&["new", "first"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("`first.flow` exists already"), "{}", again.err);
    assert_eq!(folder.flowc(&["new", "a\"b"]).code, 2);
}

#[test]
fn the_schema_is_json() {
    let said = Folder::with(&[]).flowc(&["schema"]);
    assert_eq!(said.code, 0);
    let schema: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn a_graph_is_drawn_in_every_language() {
    let folder = Folder::with(&[("shop.flow", super::flowc::SHOP)]);
    let dot = folder.flowc(&["graph", "shop.flow"]);
    assert_eq!(dot.code, 0, "{dot:?}");
    assert!(dot.out.starts_with("digraph ") && dot.out.contains("ask_name"), "{}", dot.out);
    let mermaid = folder.flowc(&["graph", "shop.flow", "--format", "mermaid"]);
    assert!(mermaid.out.starts_with("flowchart LR\n") && mermaid.out.contains("ask_name"), "{}", mermaid.out);
    let svg = folder.flowc(&["graph", "shop.flow", "--format", "svg"]);
    assert!(svg.out.starts_with("<svg ") && svg.out.contains("href=\"shop.flow#L"), "{}", svg.out);
    let json = folder.flowc(&["graph", "shop.flow", "--format", "json"]);
    let graph: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(graph["nodes"][0]["at"]["file"], "shop.flow");
    let alone = folder.flowc(&["graph", "shop.flow", "--format", "svg", "--flow", "helo"]);
    assert_eq!((alone.code, alone.err.contains("did you mean `hello`?")), (2, true), "{alone:?}");
    assert_eq!(folder.flowc(&["graph", "shop.flow", "--link", "x"]).code, 2);
}
