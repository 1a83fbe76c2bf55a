//! What type a value has that nothing declares, as far as the words around it tell.

use crate::check::{Scope, Ty};
use crate::diagnostic::Sink;
use crate::ir::words;
use crate::lsp::action::At;
use crate::lsp::cursor;
use crate::source::Span;
use crate::syntax::ast::{Set, Statement};

use super::lists;

/// The type of the value that a name stands for, in the language's words: `text` where nothing is known.
pub fn ty(at: &At<'_>, name: Span) -> String {
    let lists = lists::around(at.tree, name);
    let statements = lists.iter().rev().flat_map(|list| list.statements);
    let set = statements.into_iter().find_map(|statement| match statement {
        Statement::Set(set) if set.span.start <= name.start && name.end <= set.span.end => Some(set),
        _ => None,
    });
    let set = set.and_then(|set| of_set(at, set, name));
    set.unwrap_or_else(|| {
        let text = at.text();
        of_signs(&text[..name.start as usize], &text[name.end as usize..]).to_owned()
    })
}

/// What is set and what it is set to have one type.
fn of_set(at: &At<'_>, set: &Set, name: Span) -> Option<String> {
    let scope = match cursor::flow(at.tree, name.start).and_then(|flow| at.flow(&flow.name.as_ref()?.text)) {
        Some(flow) => Scope::of_flow(at.names(), flow),
        None => Scope::top(at.names(), at.space),
    };
    let target = set.target.as_ref()?;
    let typed = match () {
        () if target.span == name => scope.expr(&set.value, &mut Sink::default()),
        () if set.value.span == name => scope.path(target, &mut Sink::default()),
        () => return None,
    };
    match typed.ty {
        Ty::Of(ty) => Some(words::ty(&ty)),
        Ty::Unknown | Ty::Empty => None,
    }
}

/// What the signs and values beside a name tell.
fn of_signs(before: &str, behind: &str) -> &'static str {
    const COUNTS: [&str; 8] = ["+", "-", "*", "/", "<", ">", "<=", ">="];
    const COMPARES: [&str; 2] = ["==", "!="];
    const ASKS: [&str; 4] = ["if", "and", "or", "not"];
    let (before, behind) = (before.trim_end(), behind.trim_start());
    let last = before.rsplit([' ', '\n']).next().unwrap_or("");
    let first = behind.split([' ', '\n']).next().unwrap_or("");
    let is_first = COUNTS.contains(&first) || COMPARES.contains(&first);
    // The value on the other side of the sign.
    let other = match is_first {
        true => behind[first.len()..].trim_start(),
        false => before[..before.len() - last.len()].trim_end().rsplit([' ', '(']).next().unwrap_or(""),
    };
    let counts = [first, last].iter().any(|sign| COUNTS.contains(sign));
    let compares = [first, last].iter().any(|sign| COMPARES.contains(sign));
    match () {
        () if last == "in" => "list of text",
        () if (counts || compares) && is_length(other) => "time",
        () if counts || compares && other.starts_with(|c: char| c.is_ascii_digit()) => "number",
        () if compares && (other.starts_with("true") || other.starts_with("false")) => "bool",
        () if ASKS.contains(&last) && ["->", "{", "and", "or"].contains(&first) => "bool",
        () => "text",
    }
}

/// Whether a text begins with a length of time, as in `1h30m`, or is the present.
fn is_length(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    text.starts_with("now") || unit.len() < text.len() && unit.starts_with(['s', 'm', 'h', 'd', 'w'])
}

#[cfg(test)]
mod tests {
    use super::of_signs;

    #[test]
    fn the_words_beside_a_name_tell_its_type() {
        let of = |marked: &str| {
            let (before, behind) = marked.split_once('_').unwrap();
            of_signs(before, behind)
        };
        assert_eq!(of("if _ == 5 -> a"), "number");
        assert_eq!(of("if 5 < _ -> a"), "number");
        assert_eq!(of("if _ -> a"), "bool");
        assert_eq!(of("if tag a and _ { }"), "bool");
        assert_eq!(of("if _ == true -> a"), "bool");
        assert_eq!(of("if _ == \"x\" -> a"), "text");
        assert_eq!(of("set x = _ + 1"), "number");
        assert_eq!(of("delay until _ + 1h"), "time");
        assert_eq!(of("if _ < now -> a"), "time");
        assert_eq!(of("say \"{_}\""), "text");
        assert_eq!(of("for each word in _ at most 3"), "list of text");
        assert_eq!(of("do a.b(name: _)\n-> end"), "text");
    }
}
