//! Whole valid programs.

use flowc::source::FileId;
use flowc::syntax::{ast, parse};

/// Every form of the language at least once.
pub const EVERYTHING: &str = include_str!("everything.flow");
/// A registration funnel.
pub const REGISTRATION: &str = include_str!("registration.flow");
/// A funnel led by postbacks.
pub const CLOUD: &str = include_str!("cloud.flow");
/// A shop's bot.
pub const SHOP: &str = include_str!("shop.flow");

/// All of them.
pub const ALL: &[&str] = &[EVERYTHING, REGISTRATION, CLOUD, SHOP];

#[test]
fn valid_programs_parse_without_a_finding() {
    for program in ALL {
        let parsed = parse(FileId(0), program);
        assert_eq!(parsed.diagnostics, []);
        assert_eq!(parsed.holes, 0);
        assert_eq!(parsed.tokens.join(program), *program);
    }
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let plain = parse(FileId(0), REGISTRATION);
    let windows = format!("\u{feff}{}", REGISTRATION.replace('\n', "\r\n"));
    let parsed = parse(FileId(0), &windows);
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.tree.items.len(), plain.tree.items.len());
    assert_eq!(parsed.tokens.join(&windows), windows);
}

#[test]
fn every_word_of_the_language_can_name_a_field() {
    let words = "say send ask wait ai route read if ab set add remove delay do handoff notify visit end reach for on step \
                 flow use bot goal field tracker postback webhook knowledge hours text routes broadcast moved drop test \
                 start persona tone image limit number bool time date duration file one list of from to save where within \
                 at most times buttons with link caption like include until when unanswered waits contact arm user expect \
                 private by every over message button silence again";
    for word in words.split_whitespace() {
        let program = format!(
            "field {word}: text\nfield a, {word}: number\nflow f {{\n  step s {{\n    set {word} = {word} + 1\n    \
             ask \"q\" save {word} where {word} == {word}\n    if {word} is empty and {word}.x > 1 {{ say \"{{{word}}}\" }}\n    \
             do x({word}: {word}, b: {word})\n    add {word} to {word}\n  }}\n}}\n"
        );
        let parsed = parse(FileId(0), &program);
        assert_eq!(parsed.diagnostics, [], "{program}");
        let [ast::Item::Field(one), ast::Item::Field(two), ast::Item::Flow(flow)] =
            parsed.tree.items.as_slice()
        else {
            panic!("{word}: {:?}", parsed.tree.items.len());
        };
        assert_eq!((one.names[0].text.as_str(), two.names[1].text.as_str()), (word, word));
        assert_eq!(flow.steps[0].statements.len(), 5, "{word}");
    }
}
