//! A regex that is compiled only for a text in which it may be found: compiling costs more than everything else here.

use std::cell::OnceCell;

use crate::ir::Regex;

/// A regex to search with.
#[derive(Debug)]
pub struct Search {
    /// As it is written.
    pub regex: Regex,
    /// One of these stands, in lower case, in every text in which it is found; `None` where that is not known.
    needles: Option<Vec<String>>,
    compiled: OnceCell<Option<regex::Regex>>,
}

impl Search {
    /// To search with this.
    pub fn new(regex: Regex) -> Self {
        let needles = needles(&regex.pattern);
        Search { regex, needles, compiled: OnceCell::new() }
    }

    /// Whether it is found in a text.
    pub fn finds(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let may_be_found =
            self.needles.as_ref().is_none_or(|needles| needles.iter().any(|needle| lower.contains(needle)));
        let compiled = || self.compiled.get_or_init(|| self.regex.compile().ok()).as_ref();
        may_be_found && compiled().is_some_and(|regex| regex.is_match(text))
    }

    /// Whether it is found in a text however its letters are written.
    pub fn finds_in_any_case(&self, text: &str) -> bool {
        (self.regex.ignore_case || text.to_lowercase() == text.to_uppercase()) && self.finds(text)
    }
}

/// The longest plain part of each alternative; `None` where one has none, or there are groups.
fn needles(pattern: &str) -> Option<Vec<String>> {
    if pattern.contains(['(', ')']) {
        return None;
    }
    let mut needles = Vec::new();
    let mut rest = pattern.chars();
    loop {
        let (needle, goes_on) = needle(&mut rest);
        if needle.is_empty() {
            return None;
        }
        needles.push(needle);
        if !goes_on {
            return Some(needles);
        }
    }
}

/// The longest plain part of one alternative, and whether another follows it.
fn needle(pattern: &mut std::str::Chars<'_>) -> (String, bool) {
    let (mut longest, mut part) = (String::new(), String::new());
    let mut end = |part: &mut String| {
        if part.len() > longest.len() {
            longest.clone_from(part);
        }
        part.clear();
    };
    let mut goes_on = false;
    while let Some(letter) = pattern.next() {
        match letter {
            '|' => {
                goes_on = true;
                break;
            }
            '[' => {
                end(&mut part);
                // An inner `]` ends the class too early: then what follows is taken for plain, so classes in classes are
                // given up.
                let class: String = pattern.by_ref().take_while(|letter| *letter != ']').collect();
                if class.contains(['[', '\\']) || class.is_empty() || class == "^" {
                    return (String::new(), false);
                }
            }
            '\\' => {
                end(&mut part);
                // `\p{…}`, `\x{…}`: what stands in braces is no text.
                if pattern.next().is_none_or(|class| matches!(class, 'p' | 'P' | 'x' | 'u' | 'U')) {
                    return (String::new(), false);
                }
            }
            // What stands before may be missing.
            '?' | '*' | '{' => {
                part.pop();
                end(&mut part);
                if letter == '{' {
                    pattern.by_ref().find(|letter| *letter == '}');
                }
            }
            '+' => {
                // `a+??` is a part that may be missing.
                if pattern.as_str().starts_with(['?', '*', '+', '{']) {
                    part.pop();
                }
                end(&mut part);
            }
            '.' | '^' | '$' => end(&mut part),
            plain => part.extend(plain.to_lowercase()),
        }
    }
    end(&mut part);
    (longest, goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(pattern: &str) -> Option<Vec<String>> {
        needles(pattern)
    }

    #[test]
    fn every_alternative_has_a_plain_part() {
        assert_eq!(of(r"\bLater\b|tomor+ow"), Some(vec!["later".to_owned(), "tomor".to_owned()]));
        assert_eq!(of("colou?r"), Some(vec!["colo".to_owned()]));
        assert_eq!(of("ab{0}c"), Some(vec!["a".to_owned()]));
        assert_eq!(of("ab+??"), Some(vec!["a".to_owned()]));
        for unknown in ["(a|b)c", "a|", r"\d+", "[abc]", "[]a]b", "[[:alpha:]]x", r"\p{Lu}b", ""] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
    }

    proptest! {
        #[test]
        fn a_search_finds_what_its_regex_finds(
            pattern in r"[abк|.?*+^$ ]{0,6}|[ab]{1,3}(\\b|\\d|\{0,2\}|[\[\]a^]{1,4})[ab|]{0,3}",
            text in "[abABкК 1]{0,6}",
            ignore_case in any::<bool>(),
        ) {
            let regex = Regex { pattern, ignore_case };
            let Ok(compiled) = regex.compile() else { return Ok(()) };
            prop_assert_eq!(Search::new(regex).finds(&text), compiled.is_match(&text));
        }
    }
}
