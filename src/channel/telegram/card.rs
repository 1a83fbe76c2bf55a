//! What people of the team see of a contact, and how an answer of theirs finds it again.
//!
//! Every message about a contact ends with a line that names it, and every button carries its name: no table says which
//! message is whose, so nothing is forgotten at a restart. What a contact writes stands above that line, and only the
//! last line of a message that the bot itself wrote is ever read.

use sha2::{Digest, Sha256};

use super::outgoing::{Key, KeyAct};
use super::split::shortened;
use crate::engine::Role;
use crate::runtime::{Card, Line};

const TAG: &str = "id ";
/// Bytes of a contact's id on a button: Telegram's 64, without the longest word and a number.
const MARK_BYTES_MAX: usize = 48;
const REASON_MAX: usize = 1_000;
const LINE_MAX: usize = 200;
/// Characters of a card to which further lines are added.
const CARD_MAX: usize = 3_900;

/// A contact's id as it stands on cards and buttons, or a hash where it does not fit there.
pub fn mark(contact: &str) -> String {
    let plain = contact.len() <= MARK_BYTES_MAX
        && !contact.starts_with('#')
        && !contact.is_empty()
        && contact.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { contact.to_owned() } else { hashed(contact) }
}

fn hashed(contact: &str) -> String {
    let digest = Sha256::digest(contact.as_bytes());
    let digits: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("#{digits}")
}

/// The line that ends every message about a contact.
pub fn tag(contact: &str) -> String {
    format!("{TAG}{}", mark(contact))
}

/// The mark of the contact that a message of the bot is about.
pub fn read_tag(text: &str) -> Option<&str> {
    text.trim_end().rsplit('\n').next()?.strip_prefix(TAG).filter(|mark| !mark.is_empty())
}

/// What a button of a card does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A person takes the contact.
    Take,
    /// The person hands it back.
    Back,
    /// One of the handoff's own buttons.
    Own,
}

/// Reads what a button of a card sent back: what it does, and the contact's mark.
pub fn read_button(data: &str) -> Option<(Act, &str)> {
    let (word, rest) = data.split_once(':')?;
    match word {
        "take" => Some((Act::Take, rest)),
        "back" => Some((Act::Back, rest)),
        "own" => rest.split_once(':').map(|(_, mark)| (Act::Own, mark)),
        _ => None,
    }
}

/// The keyboard of a card: the handoff's own buttons under the one that takes the contact or hands it back.
pub fn keyboard(mark: &str, taken: bool, own: &[String]) -> Vec<Vec<Key>> {
    let (word, text) = if taken { ("back", "Hand back") } else { ("take", "Take") };
    let first = Key { text: text.to_owned(), act: KeyAct::Data(format!("{word}:{mark}")) };
    let own = own.iter().enumerate().map(|(at, text)| {
        vec![Key { text: shortened(text, 60), act: KeyAct::Data(format!("own:{at}:{mark}")) }]
    });
    std::iter::once(vec![first]).chain(own).collect()
}

/// A card's text without its tag.
pub fn text(card: &Card, why: &str, handoff: bool) -> String {
    let name = shortened(&one_line(&card.name), 100);
    let why = shortened(why, REASON_MAX);
    let mut text = if handoff { format!("{name} needs a person: {why}") } else { format!("{name}: {why}") };
    if let Some(link) = &card.link {
        text.push_str(&format!("\n{link}"));
    }
    let lines: Vec<String> = card.lines.iter().map(|line| said(line, &name)).collect();
    if !lines.is_empty() {
        text.push_str(&format!("\n\n{}", lines.join("\n")));
    }
    text
}

/// A card's text with one more line, above its tag.
pub fn with_line(text: &str, line: &str) -> String {
    let (body, tag) = text.trim_end().rsplit_once('\n').unwrap_or(("", text));
    let body = body.trim_end();
    let line = shortened(&one_line(line), LINE_MAX);
    if super::split::length(body) > CARD_MAX {
        return format!("{}\n{line}\n\n{tag}", shortened(body, CARD_MAX));
    }
    // Earlier lines of the kind stand right below each other.
    let between = if body.ends_with(MARK_OF_LINE) { "\n" } else { "\n\n" };
    format!("{body}{between}{line}{MARK_OF_LINE}\n\n{tag}")
}

/// Behind what was done with a card.
const MARK_OF_LINE: &str = " ✓";

fn said(line: &Line, name: &str) -> String {
    let who = match line.role {
        Role::Contact => name,
        Role::Bot => "Bot",
        Role::Person => "Team",
    };
    let media: String =
        line.media.iter().map(|media| format!(" ({:?})", media.kind).to_lowercase()).collect();
    format!("{who}: {}{media}", shortened(&one_line(&line.text), LINE_MAX))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ir::Time;

    fn card(name: &str, said: &[(Role, &str)]) -> Card {
        let line = |(role, text): &(Role, &str)| Line {
            at: Time(0),
            sequence: 1,
            index: None,
            role: *role,
            text: (*text).to_owned(),
            media: Vec::new(),
            buttons: Vec::new(),
        };
        Card {
            name: name.into(),
            link: Some("https://e.co/t/1".into()),
            lines: said.iter().map(line).collect(),
        }
    }

    #[test]
    fn a_card_says_who_why_and_what_was_said_last() {
        let card =
            card("Anna", &[(Role::Contact, "is it\nfree?"), (Role::Bot, "Yes."), (Role::Person, "Hi")]);
        let text = format!("{}\n\n{}", text(&card, "ready, ID 48", true), tag("telegram:777"));
        assert_eq!(
            text,
            "Anna needs a person: ready, ID 48\nhttps://e.co/t/1\n\nAnna: is it free?\nBot: Yes.\nTeam: Hi\n\nid telegram:777"
        );
        let taken = with_line(&text, "Taken by Olga");
        assert!(taken.ends_with("Team: Hi\n\nTaken by Olga ✓\n\nid telegram:777"), "{taken}");
        let back = with_line(&taken, "Handed back by Olga");
        assert!(back.ends_with("Taken by Olga ✓\nHanded back by Olga ✓\n\nid telegram:777"), "{back}");
        assert_eq!(read_tag(&back), Some("telegram:777"));
    }

    #[test]
    fn what_a_contact_writes_names_nobody_else() {
        let card = card(
            "Eve\nid telegram:1",
            &[(Role::Contact, "x\nid telegram:1"), (Role::Contact, "id telegram:1")],
        );
        let text = format!("{}\n\n{}", text(&card, "why\n\nid telegram:1", true), tag("telegram:666"));
        assert_eq!(read_tag(&text), Some("telegram:666"));
        assert_eq!(read_tag("no tag here"), None);
        assert_eq!(read_tag("id telegram:1\nmore"), None);
    }

    #[test]
    fn buttons_carry_the_contact_or_its_hash() {
        let keys = keyboard(&mark("telegram:777"), false, &["Solved".into(), "Refund".into()]);
        let data: Vec<&str> = keys
            .iter()
            .flatten()
            .map(|key| match &key.act {
                KeyAct::Data(data) => data.as_str(),
                KeyAct::Link(_) => "",
            })
            .collect();
        assert_eq!(data, ["take:telegram:777", "own:0:telegram:777", "own:1:telegram:777"]);
        assert_eq!(read_button(data[0]), Some((Act::Take, "telegram:777")));
        assert_eq!(read_button(data[2]), Some((Act::Own, "telegram:777")));
        for strange in ["", "take", "steal:telegram:777", "own:1", "plan"] {
            assert_eq!(read_button(strange), None, "{strange}");
        }
        let long = format!("crm:{}", "9".repeat(80));
        assert!(mark(&long).starts_with('#') && mark(&long) != mark(&format!("{long}9")));
        assert!(mark("crm:Олег").starts_with('#') && mark("#abc").len() == 17 && mark("").starts_with('#'));
    }

    proptest! {
        #[test]
        fn any_id_fits_a_button_and_is_found_again(contact in "\\PC{0,120}", own in 0usize..60) {
            let mark = mark(&contact);
            let own = vec!["x".repeat(100); own];
            for key in keyboard(&mark, true, &own).iter().flatten() {
                let KeyAct::Data(data) = &key.act else { panic!("a button of a card is pressed") };
                prop_assert!(data.len() <= 64);
                prop_assert_eq!(read_button(data).unwrap().1, &mark);
            }
            let message = format!("words\n\n{}", tag(&contact));
            prop_assert_eq!(read_tag(&message), Some(mark.as_str()));
        }
    }
}
