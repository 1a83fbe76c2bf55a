//! Where in a document something stands.

use serde::{Deserialize, Serialize};

/// A path into a JSON document, as JSONPath (RFC 9535): it begins with `$`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Path(String);

impl Path {
    /// A path as it is written: JSONPath, or names and numbers with dots between them (`deal.id`, `items.0.name`). `None`
    /// where a name is empty, or holds what only JSONPath gives a meaning.
    pub fn of(written: &str) -> Option<Self> {
        if written.starts_with('$') {
            return Some(Path(written.to_owned()));
        }
        let mut path = String::from("$");
        for name in written.split('.') {
            if name.is_empty() || name.contains(['[', ']', '\'', '"', '\\', '*', '?', '(', ')']) {
                return None;
            }
            match name.parse::<u32>() {
                Ok(place) => path.push_str(&format!("[{place}]")),
                Err(_) => path.push_str(&format!("['{name}']")),
            }
        }
        Some(Path(path))
    }

    /// The path as JSONPath.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn the_short_form_is_names_and_numbers() {
        let path = |written| Path::of(written).map(|path| path.as_str().to_owned());
        assert_eq!(path("deal.id").as_deref(), Some("$['deal']['id']"));
        assert_eq!(path("items.0.e-mail").as_deref(), Some("$['items'][0]['e-mail']"));
        assert_eq!(path("$.items[*].id").as_deref(), Some("$.items[*].id"));
        for wrong in ["", ".", "a..b", "a[0]", "a'b"] {
            assert_eq!(path(wrong), None, "{wrong}");
        }
    }
}
