//! One thing that can be written.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, Documentation, InsertTextFormat, MarkupContent, MarkupKind, Range,
    TextEdit,
};

/// How near it is to the place: what is nearer stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// It belongs to the flow, the call or the value at hand.
    Flow,
    /// It is declared in this file.
    File,
    /// It is declared in the project.
    Project,
    /// It belongs to a folder that is used, or to a library.
    Library,
    /// It belongs to the language.
    Language,
    /// It is a form of the language.
    Form,
}

/// One thing that can be written.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub label: String,
    /// What it is.
    pub kind: CompletionItemKind,
    /// How near it is.
    pub near: Near,
    /// Its type, or another short remark.
    pub detail: String,
    /// What is said about it where it is declared.
    pub doc: String,
    /// What is written, with places to fill in; the label where it is empty.
    pub snippet: String,
    /// Whether it takes the place of the whole path, the names before the last dot included.
    pub is_path: bool,
}

impl Item {
    /// A name.
    pub fn new(label: impl Into<String>, kind: CompletionItemKind, near: Near) -> Self {
        Item {
            label: label.into(),
            kind,
            near,
            detail: String::new(),
            doc: String::new(),
            snippet: String::new(),
            is_path: false,
        }
    }

    /// With its type.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// With what is said about it.
    pub fn doc(mut self, doc: Option<&crate::syntax::ast::Doc>) -> Self {
        self.doc = doc.map(|doc| doc.text.clone()).unwrap_or_default();
        self
    }

    /// Written in another way than its label.
    pub fn snippet(mut self, snippet: impl Into<String>) -> Self {
        self.snippet = snippet.into();
        self
    }

    /// With a word before its name.
    pub fn behind(mut self, word: &str) -> Self {
        self.label.insert_str(0, word);
        if !self.snippet.is_empty() {
            self.snippet.insert_str(0, word);
        }
        self
    }

    /// In the place of the whole path.
    pub fn path(mut self) -> Self {
        self.is_path = true;
        self
    }

    /// As the protocol has it. The ranges are those of the word that is written already, and of its whole path.
    pub fn finished(self, (word, path): (Range, Range), snippets: bool) -> CompletionItem {
        let has_places = !self.snippet.is_empty();
        let new_text = match (has_places, snippets) {
            (true, true) => self.snippet,
            // Examples are not what anybody means: without a place to fill in there is the name alone.
            (true, false) if !self.snippet.contains("${") => expanded(&self.snippet),
            (_, false) | (false, _) => self.label.clone(),
        };
        let documentation = (!self.doc.is_empty()).then_some(Documentation::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: self.doc,
        }));
        let range = if self.is_path { path } else { word };
        CompletionItem {
            sort_text: Some(format!("{}{}", self.near as u8, self.label)),
            filter_text: None,
            kind: Some(self.kind),
            detail: (!self.detail.is_empty()).then_some(self.detail),
            documentation,
            insert_text_format: (has_places && snippets).then_some(InsertTextFormat::Snippet),
            text_edit: Some(TextEdit { range, new_text }.into()),
            label: self.label,
            ..CompletionItem::default()
        }
    }
}

/// A snippet with its examples in their places: `${1:x}` is `x`, `$0` nothing.
pub fn expanded(snippet: &str) -> String {
    let mut out = String::new();
    let mut rest = snippet;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let place = behind.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match place {
            Some((place, after)) => {
                out.push_str(place.split_once(':').map_or("", |(_, example)| example));
                rest = after;
            }
            None => rest = behind.trim_start_matches(|c: char| c.is_ascii_digit()),
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn a_snippet_stands_for_a_text() {
        assert_eq!(expanded("say \"${1:Hi}\"$0"), "say \"Hi\"");
        assert_eq!(expanded("ab ${1:test} {\n  50% ${2:a} $0\n}"), "ab test {\n  50% a \n}");
        assert_eq!(expanded("no places"), "no places");
    }
}
