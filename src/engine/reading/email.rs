//! An e-mail address in a text.

use std::sync::LazyLock;

use regex::Regex;

use super::token::CHARS_READ_MAX;

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}._%+'-]+@(?:[\p{L}\p{N}][\p{L}\p{N}-]*\.)+\p{L}{2,24}")
        .expect("the pattern of addresses is a valid regex")
});

/// The e-mail address that a text holds, its domain in lower case; several different ones are none.
pub fn email(text: &str) -> Option<String> {
    let text: String = text.chars().take(CHARS_READ_MAX).collect();
    let mut found: Option<String> = None;
    for hit in ADDRESS.find_iter(&text) {
        let (local, domain) = hit.as_str().split_once('@')?;
        let local = local.trim_matches(|c| c == '.' || c == '\'' || c == '-');
        if local.is_empty() || local.contains("..") || hit.len() > 254 {
            continue;
        }
        let address = format!("{local}@{}", domain.to_lowercase());
        match &found {
            Some(first) if !first.eq_ignore_ascii_case(&address) => return None,
            Some(_) => {}
            None => found = Some(address),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_inside_sentences() {
        let cases = [
            ("olga@example.com", "olga@example.com"),
            ("my mail is Olga.P+bank@Example.CO.UK.", "Olga.P+bank@example.co.uk"),
            ("пишите на <ольга@почта.рф>, спасибо", "ольга@почта.рф"),
            ("a@b.io or a@b.io", "a@b.io"),
        ];
        for (text, wanted) in cases {
            assert_eq!(email(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in ["olga at example", "@name", "a@b", "a@b.io or c@d.io", "", "x@.com"] {
            assert_eq!(email(text), None, "{text}");
        }
    }
}
