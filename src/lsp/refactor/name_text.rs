//! A text that gets a name.

use crate::check::BUILT_IN;
use crate::diagnostic::Edit;
use crate::lsp::action::{At, EXTRACT, Offer};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Sent, Statement, Text};

use super::{declare, lists};

/// Makes it a constant, or the value of a field that has it from the start.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let lists = lists::around(at.tree, at.span);
    let statements = lists.iter().rev().flat_map(|list| list.statements);
    let holds = |text: &&Text| text.span.start <= at.span.start && at.span.end <= text.span.end;
    let found = statements.flat_map(texts).find(holds);
    found.map(|text| named(at, text)).unwrap_or_default()
}

/// The texts of a statement that are for reading.
fn texts(statement: &Statement) -> Vec<&Text> {
    match statement {
        Statement::Say(say) => say.wordings.iter().collect(),
        Statement::Ask(ask) => ask.wordings.iter().collect(),
        Statement::Send(send) => match &send.what {
            Sent::Media(_) => send.caption.iter().collect(),
            _ => Vec::new(),
        },
        Statement::Notify(notify) => notify.text.iter().collect(),
        Statement::Handoff(handoff) => handoff.text.iter().collect(),
        _ => Vec::new(),
    }
}

fn named<'w>(at: &At<'w>, text: &Text) -> Vec<Offer<'w>> {
    // What is named at the top does not know the flow's own values.
    let Some(words) = text.literal().filter(|words| !words.trim().is_empty()) else { return Vec::new() };
    let name = free_name(at, words);
    let written = at.slice(text.span);
    let in_place = |span: Span| Edit { span, text: format!("\"{{{name}}}\"") };
    let constant = vec![declare::line(at, &format!("text {name} = {written}")), in_place(text.span)];
    let mut offers = vec![Offer::new(format!("name this text `{name}`"), EXTRACT, constant)];
    if !text.triple {
        let field = declare::line(at, &format!("field {name}: text = {written}"));
        let title = format!("make this text the field `{name}`");
        offers.push(Offer::new(title, EXTRACT, vec![field, in_place(text.span)]));
    }
    offers
}

/// A name of the first words that nothing bears yet.
fn free_name(at: &At<'_>, words: &str) -> String {
    const WORDS_MAX: usize = 3;
    let lower = words.to_lowercase();
    let words = lower.split(|c: char| !unicode_ident::is_xid_continue(c)).filter(|word| !word.is_empty());
    let mut name = words.take(WORDS_MAX).collect::<Vec<_>>().join("_");
    if !name.starts_with(unicode_ident::is_xid_start) {
        name.insert_str(0, "text_");
    }
    let names = at.names();
    let taken = |name: &str| {
        names.spaces[at.space].values.contains_key(name)
            || names.namespace(name).is_some()
            || BUILT_IN.contains(&name)
            || !is_name(name)
            || names.flows.iter().any(|flow| {
                flow.locals.contains_key(name) || flow.params.iter().any(|(param, _)| *param == name)
            })
    };
    let numbered = (2..).map(|count| format!("{name}_{count}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken(name));
    free.unwrap_or(name)
}

/// Whether the grammar takes a word for a name.
fn is_name(word: &str) -> bool {
    crate::syntax::parse(FileId(0), &format!("field {word}: text\n")).diagnostics.is_empty()
}
