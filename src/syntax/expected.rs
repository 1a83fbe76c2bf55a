//! What could have stood in the place of junk: a second, strict parse of one item tells.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::grammar::{Grammar, Rule};

/// Bytes of an item that are parsed a second time.
const ITEM_BYTES_MAX: usize = 2_000;

/// Words and signs that could stand at `junk`, where the item that begins at `start` goes on: "`save`, `where` or
/// `else`". Nothing where too much or too little could.
pub(super) fn after(text: &str, start: usize, junk: usize) -> Option<String> {
    if start >= junk || junk - start > ITEM_BYTES_MAX {
        return None;
    }
    // One sign of the junk is enough for the parse to stop there.
    let next = text[junk..].chars().next()?;
    let item = text.get(start..junk + next.len_utf8())?;
    let error = Grammar::parse(Rule::one_item, item).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    if at + start != junk {
        return None;
    }
    let ErrorVariant::ParsingError { positives, .. } = error.variant else { return None };
    let operator = positives.contains(&Rule::op_plus);
    let words = positives.iter().filter(|rule| !(operator && is_operator_word(**rule)));
    let mut words: Vec<String> = words.filter_map(|rule| described(*rule)).collect();
    words.sort();
    words.dedup();
    match words.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [rest @ .., last] if rest.len() < 8 => Some(format!("{} or {last}", rest.join(", "))),
        _ => None,
    }
}

fn is_operator_word(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_and
            | Rule::kw_or
            | Rule::kw_in
            | Rule::kw_is
            | Rule::kw_contains
            | Rule::kw_matches
            | Rule::kw_not
    )
}

/// A rule in the person's words.
fn described(rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::text => "a text".to_owned(),
        Rule::op_plus => "an operator".to_owned(),
        Rule::lbrace => "`{`".to_owned(),
        Rule::sign_arrow => "`->`".to_owned(),
        Rule::comma => "`,`".to_owned(),
        Rule::args | Rule::lparen => "`(`".to_owned(),
        _ => {
            let name = format!("{rule:?}");
            format!("`{}`", name.strip_prefix("kw_")?)
        }
    })
}
