use super::{Callee, Cursor, Slot};

/// The place that is marked `|`.
fn at(marked: &str) -> Option<Cursor> {
    let offset = marked.find('|').unwrap();
    Cursor::at(&marked.replacen('|', "", 1), 0, offset)
}

fn slot(marked: &str) -> Option<Slot> {
    at(marked).unwrap().slot
}

fn words(marked: &str) -> String {
    at(marked).unwrap().words().join(" ")
}

#[test]
fn the_kind_of_a_name_is_what_the_grammar_wants_there() {
    assert_eq!(slot("flow f { step s { -> th|ere } }"), Some(Slot::Target));
    assert_eq!(slot("flow f { step s { say \"Привет {имя}\"\n -> |"), Some(Slot::Target));
    assert_eq!(slot("flow f { step s { -> flow |\n } step t { } }"), Some(Slot::Flow));
    assert_eq!(slot("flow f { step s { -> flow a.b step |"), Some(Slot::Step(Some("a.b".to_owned()))));
    assert_eq!(slot("flow f { step s { add tag |"), Some(Slot::Tag));
    assert_eq!(slot("flow f { step s { if tag |"), Some(Slot::Tag));
    assert_eq!(slot("flow f { step s { if a == | -> s"), Some(Slot::Value));
    assert_eq!(slot("flow f { step s { say \"a {b} c {|\" } }"), Some(Slot::Value));
    assert_eq!(slot("flow f { step s { say \"\"\"\n a {b}\n {d|\n\"\"\" } }"), Some(Slot::Value));
    assert_eq!(slot("flow f { step s { do crm.|"), Some(Slot::Action));
    assert_eq!(slot("use std.|"), Some(Slot::Library));
    assert_eq!(slot("flow f { on postback |"), Some(Slot::Postback));
    assert_eq!(slot("test \"t\" { arm a = |"), Some(Slot::Arm("a".to_owned())));
    assert_eq!(slot("test \"t\" { contact (|"), Some(Slot::Trait));
    assert_eq!(slot("flow f { step s { say \"hello |\" } }"), None);
    assert_eq!(slot("flow f { step s { send image \"he|\" } }"), Some(Slot::Media));
    assert_eq!(slot("bot \"b\" { channels a, we|"), Some(Slot::Channel));
    assert_eq!(slot("bot \"b\" { languages e|"), None);
    assert_eq!(slot("flow f { step s { read na|"), Some(Slot::Save));
    assert_eq!(slot("postback paid(no: text) by |"), Some(Slot::Key));
    assert_eq!(
        slot("flow f { step s { say \"\"\"\n {na\n\"\"\"\n add tag |"),
        Some(Slot::Tag),
        "a hole that is not closed ends with its text"
    );
    assert_eq!(slot("tag |"), None, "a new name is the person's own");
}

#[test]
fn a_filter_stands_behind_its_bar() {
    let text = "flow f { step s { say \"{a ¦ up|\" } }".to_owned();
    let offset = text.find('|').unwrap() - "¦".len() + 1;
    let text = text.replacen('|', "", 1).replace('¦', "|");
    assert_eq!(Cursor::at(&text, 0, offset).unwrap().slot, Some(Slot::Filter));
}

#[test]
fn what_stands_before_a_dot_is_known() {
    let cursor = at("flow f { step s { if contact.em| == empty -> s } }").unwrap();
    assert_eq!((cursor.slot, cursor.qualifier.as_str()), (Some(Slot::Value), "contact"));
    let cursor = at("flow f { step s { visit flow objections.|").unwrap();
    assert_eq!((cursor.slot, cursor.qualifier.as_str()), (Some(Slot::Flow), "objections"));
}

#[test]
fn the_call_around_a_place_is_known() {
    let call = at("flow f { step s { do crm.add(name: \"x\", pho|").unwrap();
    assert_eq!(call.slot, Some(Slot::Argument));
    let call = call.call.unwrap();
    assert_eq!(call.callee, Callee::Action("crm.add".to_owned()));
    assert_eq!((call.given, call.at), (vec!["name".to_owned()], Err(1)));
    let call = at("flow f { step s { -> flow order(no: |").unwrap();
    assert_eq!(call.slot, Some(Slot::Value));
    let call = call.call.unwrap();
    assert_eq!((call.callee, call.at), (Callee::Flow("order".to_owned()), Ok("no".to_owned())));
    let call = at("flow f { step s { if max(a, |").unwrap().call.unwrap();
    assert_eq!((call.callee, call.at), (Callee::Function("max".to_owned()), Err(1)));
}

#[test]
fn words_are_those_that_the_grammar_reads_there() {
    assert_eq!(words("flow f { step s { -> |"), "end flow");
    assert_eq!(words("flow f { step s { visit |"), "flow");
    assert_eq!(words("field a: |"), "bool date duration file image list number one text time");
    assert_eq!(words("flow f { step s { send |"), "file image location note template video voice");
    assert_eq!(words("flow f { step s { s|"), "say send set");
    assert_eq!(words("flow f { step s { ask \"?\" s|"), "save say send set");
    assert_eq!(words("flow f { step s { route { w|"), "when");
    assert_eq!(words("flow f { step s { if a -> b\n e|"), "else end");
    assert_eq!(words("flow f { s|"), "step");
    assert_eq!(words("bot \"b\" { ke|"), "keep");
    assert_eq!(words("test \"t\" { expect t|"), "tag template");
    assert_eq!(words("flow f { step s { say \"s|"), "");
    assert_eq!(words("flow f { step s { if contact.e|"), "");
}

#[test]
fn a_form_fits_where_nothing_of_it_is_wrong() {
    let step = at("flow f { step s { |").unwrap();
    assert!(step.fits("say \"x\"") && step.fits("if a -> end") && !step.fits("field a: text"));
    let top = at("flow f { step s { -> end } }\n|").unwrap();
    assert!(top.fits("field a: text") && !top.fits("say \"x\""));
    let ask = at("flow f { step s { ask \"?\" |").unwrap();
    assert!(ask.fits("within 1d -> s") && ask.fits("at most 3 times"));
    let arrow = at("flow f { step s { -> |").unwrap();
    assert!(arrow.fits("flow g") && !arrow.fits("flow g {\n step s { -> end }\n}"));
}

#[test]
fn nothing_fits_into_comments_and_numbers() {
    assert!(at("flow f { # say |").is_none());
    assert!(at("flow f { step s { delay 1|").is_none());
    assert!(at("flow f { # say x\n |").is_some());
}
