//! Words of the language and whole forms with places to fill in. What of them fits is asked of the grammar.

use std::collections::BTreeSet;

use gen_lsp_types::CompletionItemKind as Kind;

use super::item::{Item, Near, expanded};
use crate::syntax::cursor::Cursor;

/// The forms, each with the words under which it is offered.
const FORMS: [(&str, &str); 84] = [
    // What stands at the top of a file.
    ("bot", "bot \"${1:Name}\" {\n  start ${2:greeting}\n}"),
    ("flow", "flow ${1:name} {\n  step ${2:begin} {\n    $0\n  }\n}"),
    ("field", "field ${1:name}: ${2:text}"),
    ("tag", "tag ${1:name}"),
    ("goal", "goal ${1:name}"),
    ("tracker", "tracker ${1:click_id}"),
    ("postback", "postback ${1:deposit}(${2:amount}: ${3:number}, ${4:tid}: text) by ${4:tid}"),
    ("webhook", "webhook ${1:paid}(${2:order}: ${3:text})"),
    ("knowledge", "knowledge ${1:faq} from \"${2:faq.csv}\""),
    ("hours", "hours ${1:office}: mon to fri ${2:09:00} to ${3:18:00}"),
    ("text constant", "text ${1:link} = \"${2:https://}\""),
    ("use library", "use std.${1:consent}"),
    ("use folder", "use \"../${1:shared}\""),
    ("routes", "routes ${1:name} {\n  when \"${2:meaning}\" -> end\n}"),
    (
        "broadcast",
        "broadcast ${1:news} {\n  to contacts\n  at ${2:2027-01-01 11:00}\n  visit flow ${3:survey}\n}",
    ),
    ("moved", "moved ${1:old} to ${2:new}"),
    ("test", "test \"${1:what is expected}\" {\n  start\n  expect say \"${2:words}\"\n}"),
    // Settings of a bot.
    ("start", "start ${1:greeting}"),
    ("persona", "persona \"\"\"${1:You are …}\"\"\""),
    ("guardrails", "guardrails \"\"\"${1:Never …}\"\"\""),
    ("tone", "tone \"\"\"${1:Short sentences.}\"\"\""),
    ("channels", "channels ${1:telegram}"),
    ("languages", "languages ${1:en}"),
    ("timezone", "timezone \"${1:Europe/Kyiv}\""),
    ("quiet hours", "quiet hours ${1:22:00} to ${2:09:00}"),
    ("at most … messages", "at most ${1:3} messages per ${2:1d}"),
    ("stop words", "stop words \"${1:stop}\""),
    ("gather", "gather ${1:4s}"),
    ("keep", "keep ${1:180d}"),
    // Parts of a flow.
    ("step", "step ${1:name} {\n  $0\n}"),
    ("on message", "on message -> ${1:next}"),
    ("on message texts", "on message \"${1:/menu}\" -> ${2:next}"),
    ("on silence", "on silence ${1:1d} at most ${2:3} times -> ${3:next}"),
    ("on postback", "on postback ${1:deposit} -> ${2:next}"),
    ("on button", "on button \"${1:Menu}\" -> ${2:next}"),
    ("on start", "on start -> flow ${1:greeting}"),
    // Statements.
    ("say", "say \"${1:words}\""),
    ("send image", "send image \"${1:picture.png}\" caption \"${2:words}\""),
    ("send file", "send file \"${1:terms.pdf}\""),
    ("send template", "send template ${1:name}(${2:url}: ${3:link})"),
    ("ask", "ask \"${1:question}\" save ${2:name}"),
    ("ask with buttons", "ask \"${1:question}\" buttons \"${2:Yes}\", \"${3:No}\""),
    ("ask again", "ask again"),
    ("ai say", "ai say \"${1:what to tell}\" else \"${2:words}\""),
    ("ai ask", "ai ask \"${1:what to ask}\" save ${2:name}"),
    (
        "ai reply",
        "ai reply ${1:talk} {\n  goal \"${2:what it leads to}\"\n  until \"${3:what must be true}\" -> end\n}",
    ),
    ("route", "route {\n  when \"${1:meaning}\" -> end\n  else -> end\n}"),
    ("read", "read ${1:name} from image \"${2:what it is}\" else -> ${3:next}"),
    ("if", "if ${1:condition} -> ${2:next}"),
    ("if block", "if ${1:condition} {\n  $0\n}"),
    ("ab", "ab ${1:name} {\n  50% ${2:one} -> ${3:next}\n  50% ${4:other} -> ${5:next}\n}"),
    ("set", "set ${1:field} = ${2:value}"),
    ("add tag", "add tag ${1:name}"),
    ("remove tag", "remove tag ${1:name}"),
    ("add to list", "add ${1:value} to ${2:field}"),
    ("delay", "delay ${1:1h}"),
    ("wait for", "wait for message within ${1:1d} else -> ${2:next}"),
    ("do", "do ${1:action}(${2:name}: ${3:value})"),
    ("handoff", "handoff \"${1:what it is about}\" within ${2:2h} else -> ${3:next}"),
    ("notify", "notify ${1:managers} \"${2:words}\""),
    ("visit flow", "visit flow ${1:name}"),
    ("end", "end"),
    ("end with", "end with ${1:value}"),
    ("reach", "reach ${1:goal}"),
    ("for each", "for each ${1:item} in ${2:list} at most ${3:10} {\n  $0\n}"),
    ("->", "-> ${1:next}"),
    // Lines of routers and talks.
    ("when", "when \"${1:meaning}\" -> ${2:next}"),
    ("when button", "when button \"${1:Yes}\" -> ${2:next}"),
    ("when matches", "when matches /${1:yes}/i -> ${2:next}"),
    ("until", "until \"${1:what must be true}\" -> ${2:next}"),
    ("else", "else -> ${1:next}"),
    ("else block", "else {\n  $0\n}"),
    ("else if", "else if ${1:condition} -> ${2:next}"),
    ("unanswered", "unanswered -> ${1:next}"),
    // What may follow.
    ("save", "save ${1:name}"),
    ("within", "within ${1:1d} -> ${2:next}"),
    ("where", "where ${1:condition}"),
    ("at most … times", "at most ${1:3} times -> ${2:next}"),
    ("at any hour", "at any hour"),
    ("buttons", "buttons \"${1:Yes}\", \"${2:No}\""),
    ("like", "like \"${1:example}\""),
    // Lines of a test.
    ("user", "user \"${1:words}\""),
    ("expect say", "expect say \"${1:words}\""),
    ("after", "after ${1:1d}"),
];

/// The words and forms that fit. Editors that take no places to fill in get the words alone.
pub fn all(cursor: &Cursor, snippets: bool) -> Vec<Item> {
    let words = cursor.words();
    let mut items: Vec<Item> = Vec::new();
    if snippets {
        // What no word may begin begins no form; the arrow is no word.
        let begins = |form: &str| {
            let first = form.split(' ').next().unwrap_or("");
            first == "->" || words.contains(&first) || first == "at"
        };
        let forms = FORMS.iter().filter(|(_, form)| begins(form) && cursor.fits(&expanded(form)));
        items.extend(forms.map(|(label, form)| Item::new(*label, Kind::Snippet, Near::Form).snippet(*form)));
    }
    let offered: BTreeSet<String> = items.iter().map(|item| item.label.clone()).collect();
    let bare = words.into_iter().filter(|word| !offered.contains(*word));
    items.extend(bare.map(|word| Item::new(word, Kind::Keyword, Near::Form)));
    items
}

#[cfg(test)]
mod tests {
    use super::FORMS;
    use crate::lsp::completion::item::expanded;
    use crate::syntax::cursor::Cursor;

    /// Texts behind which the forms are written.
    const PLACES: [&str; 10] = [
        "",
        "bot \"b\" {\n",
        "flow f {\n",
        "flow f {\nstep s {\n",
        "flow f {\nstep s {\nsay \"a\" ",
        "flow f {\nstep s {\nask \"?\" ",
        "flow f {\nstep s {\nroute {\nwhen \"a\" ",
        "flow f {\nstep s {\nif a -> b\n",
        "flow f {\nstep s {\nai reply t {\n",
        "test \"t\" {\n",
    ];

    #[test]
    fn every_form_fits_somewhere() {
        let cursors: Vec<Cursor> =
            PLACES.iter().map(|text| Cursor::at(text, 0, text.len()).unwrap()).collect();
        for (label, form) in FORMS {
            let text = expanded(form);
            assert!(cursors.iter().any(|cursor| cursor.fits(&text)), "`{label}`: {text}");
        }
    }
}
