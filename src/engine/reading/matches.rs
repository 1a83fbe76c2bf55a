//! A value of a given shape in a text.

use regex::Regex;

use super::token::CHARS_READ_MAX;

/// How many characters of a recognised page are searched.
pub const PAGE_CHARS_MAX: usize = 65_536;

/// The one value of this shape that a text holds: whole words only, so six digits are not found inside eight. The same
/// value twice is one; several different ones are none.
///
/// The text is searched to the first 65,536 characters, since it may be the words on a picture.
pub fn matches(regex: &Regex, text: &str) -> Option<String> {
    match all_matches(regex, text).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// All different values of this shape in a text, in order, at most 100.
pub fn all_matches(regex: &Regex, text: &str) -> Vec<String> {
    let end = text.char_indices().nth(PAGE_CHARS_MAX.max(CHARS_READ_MAX)).map_or(text.len(), |(i, _)| i);
    let text = &text[..end];
    let mut found: Vec<String> = Vec::new();
    for hit in regex.find_iter(text) {
        let value = hit.as_str();
        let first = value.chars().next();
        let last = value.chars().next_back();
        let before = text[..hit.start()].chars().next_back();
        let after = text[hit.end()..].chars().next();
        let cut = is_inside(before, first) || is_inside(last, after);
        if !value.is_empty() && !cut && !found.iter().any(|known| known == value) {
            found.push(value.to_string());
        }
        if found.len() == 100 {
            break;
        }
    }
    found
}

/// Two neighbours that make one word or one number.
fn is_inside(left: Option<char>, right: Option<char>) -> bool {
    match (left, right) {
        (Some(a), Some(b)) => is_word(a) && is_word(b),
        _ => false,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_is_found_and_several_are_none() {
        let id = Regex::new("[0-9]{6,12}").expect("a regex");
        assert_eq!(matches(&id, "my ID is 1234567, thanks").as_deref(), Some("1234567"));
        assert_eq!(matches(&id, "1234567 (again: 1234567)").as_deref(), Some("1234567"));
        assert_eq!(matches(&id, "1234567 or 7654321"), None);
        assert_eq!(matches(&id, "12345"), None);
        assert_eq!(matches(&id, "1234567890123"), None);
        assert_eq!(matches(&id, "ID1234567"), None);
    }

    #[test]
    fn an_empty_match_is_no_value() {
        let any = Regex::new("[0-9]*").expect("a regex");
        assert_eq!(matches(&any, "none here"), None);
    }
}
