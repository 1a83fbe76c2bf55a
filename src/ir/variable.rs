//! `${NAME}`: variables of the environment in the manifest's texts.

use std::ops::Range;

/// A `${NAME}`: its name and its bytes; `Err` are the bytes of a `${` that opens no name.
pub type Variable<'t> = Result<(&'t str, Range<usize>), Range<usize>>;

/// The names of the environment that a text asks for, each with its bytes; `Err` is a `${` that opens no name.
pub fn variables(text: &str) -> Vec<Variable<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("${") {
        let start = from + at;
        let rest = &text[start + 2..];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = &rest[..length];
        let named = name.chars().next().is_some_and(|first| !first.is_ascii_digit());
        if named && rest[length..].starts_with('}') {
            let end = start + 2 + length + 1;
            found.push(Ok((name, start..end)));
            from = end;
        } else {
            found.push(Err(start..start + 2 + length));
            from = start + 2;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn names_are_found_and_open_ones_are_told() {
        let names: Vec<_> =
            variables("${A_1}/x/${b}-{id}").into_iter().map(|v| v.map(|(name, _)| name)).collect();
        assert_eq!(names, [Ok("A_1"), Ok("b")]);
        assert_eq!(variables("${a-b}"), [Err(0..3)]);
        assert_eq!(variables("x ${"), [Err(2..4)]);
        assert_eq!(variables("${1}"), [Err(0..3)]);
        assert!(variables("$HOME {a}").is_empty());
    }
}
