//! Tags, goals and fields that are used and not declared.

use crate::diagnostic::codes::names::{NOT_A_FIELD, UNKNOWN_FIELD, UNKNOWN_GOAL, UNKNOWN_NAME, UNKNOWN_TAG};
use crate::diagnostic::{Diagnostic, Edit};
use crate::lsp::action::{At, Offer};
use crate::lsp::cursor::between;
use crate::source::Span;
use crate::syntax::ast::Item;

use super::guess;

/// Declares them.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    at.findings().filter_map(|finding| offer(at, finding)).collect()
}

fn offer<'w>(at: &At<'w>, finding: &'w Diagnostic) -> Option<Offer<'w>> {
    let name = at.slice(finding.span);
    if name.is_empty() || !name.chars().all(unicode_ident::is_xid_continue) {
        return None;
    }
    let code = finding.code.id;
    let has_parts = at.text()[finding.span.end as usize..].starts_with('.');
    let (word, edit) = if code == UNKNOWN_TAG.id {
        ("tag", joined(at, "tag", name))
    } else if code == UNKNOWN_GOAL.id {
        ("goal", joined(at, "goal", name))
    } else if [UNKNOWN_NAME.id, NOT_A_FIELD.id, UNKNOWN_FIELD.id].contains(&code) && !has_parts {
        ("field", line(at, &format!("field {name}: {}", guess::ty(at, finding.span))))
    } else {
        return None;
    };
    Some(Offer::of(finding, format!("declare the {word} `{name}`"), vec![edit]))
}

/// A name more in the file's last list of tags or goals, or the first list.
fn joined(at: &At<'_>, word: &str, name: &str) -> Edit {
    let mut lists = at.tree.items.iter().filter_map(|item| match item {
        Item::Tag(declared) if word == "tag" => declared.names.last(),
        Item::Goal(declared) if word == "goal" => declared.names.last(),
        _ => None,
    });
    match lists.next_back() {
        Some(last) => Edit { span: between(last.span, last.span.end), text: format!(", {name}") },
        None => line(at, &format!("{word} {name}")),
    }
}

/// A line of its own behind the last short declaration, or at the top of the file.
pub fn line(at: &At<'_>, declaration: &str) -> Edit {
    let short = |item: &&Item| {
        matches!(
            item,
            Item::Use(_)
                | Item::Bot(_)
                | Item::Tag(_)
                | Item::Goal(_)
                | Item::Field(_)
                | Item::Tracker(_)
                | Item::Postback(_)
                | Item::Webhook(_)
                | Item::Knowledge(_)
                | Item::Hours(_)
                | Item::Constant(_)
        )
    };
    let head = at.tree.items.iter().take_while(|item| short(item)).last();
    let text = at.text();
    let first = at.tree.items.first().map_or(text.len(), |item| item.span().start as usize);
    let place = |offset: usize| Span::new(at.here.file, offset, offset);
    match head.map(|item| item.span().end as usize) {
        Some(end) => {
            let line_end = text[end..].find('\n').map_or(text.len(), |length| end + length);
            Edit { span: place(line_end), text: format!("\n{declaration}") }
        }
        None => {
            // What is said about the first item stays with it.
            let before = text[..first].rfind("\n\n").map_or(0, |blank| blank + 2);
            Edit { span: place(before), text: format!("{declaration}\n\n") }
        }
    }
}
