//! The URL of an action: variables of the environment, and inputs as percent-encoded text.

use crate::ir::{Value, variables};
use crate::outbound::{Environment, Filled, percent_encode};

/// Fills `${NAME}` and `{input}` of a URL in one pass, so that no value is ever read as a placeholder again.
///
/// # Errors
/// In words: an unknown variable, a value that no URL can hold, or one that would lead to another path.
pub(super) fn fill(
    template: &str,
    environment: &Environment,
    input: impl Fn(&str) -> Value,
) -> Result<Filled, String> {
    let mut url = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        let Some(length) = behind.find('}') else { break };
        let name = &behind[1..length];
        if let Some(before) = before.strip_suffix('$') {
            let whole = format!("${{{name}}}");
            debug_assert_eq!(variables(&whole).len(), 1);
            url.push_str(before);
            let value = environment.fill(&whole).map_err(|name| format!("the variable {name} is not set"))?;
            url.push_str(value.expose());
        } else {
            url.push_str(before);
            let text = crate::action::json::plain(&input(name))?;
            percent_encode(&text, &mut url);
        }
        rest = &behind[length + 1..];
    }
    url.push_str(rest);
    let path = url.split(['?', '#']).next().unwrap_or("");
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("an input would lead to another path".to_owned());
    }
    Ok(Filled::new(url))
}

/// Adds a parameter behind the `?`.
pub(super) fn add_query(url: &mut String, name: &str, value: &str) {
    url.push(if url.contains('?') { '&' } else { '?' });
    percent_encode(name, url);
    url.push('=');
    percent_encode(value, url);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, value: &str) -> Result<String, String> {
        let input = |_: &str| Value::Text(value.to_owned());
        fill(template, &Environment::default(), input).map(|url| url.expose().to_owned())
    }

    #[test]
    fn an_input_stays_in_its_place() {
        assert_eq!(
            filled("https://a.example/o/{n}?x=1", "7/../8?y=2&z=ё").unwrap(),
            "https://a.example/o/7%2F..%2F8%3Fy%3D2%26z%3D%D1%91?x=1"
        );
        assert_eq!(filled("https://a.example/{n}", "{n}").unwrap(), "https://a.example/%7Bn%7D");
        assert_eq!(
            filled("https://a.example/{n}/x", ".."),
            Err("an input would lead to another path".into())
        );
        assert!(filled("https://a.example/?q={n}", "..").is_ok());
        assert!(filled("${BASE}/{n}", "1").is_err());
    }
}
