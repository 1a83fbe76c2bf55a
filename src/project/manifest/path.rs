//! Paths into documents of other systems.

use std::collections::BTreeMap;

use super::Manifest;
use super::reader::Reader;
use super::tree::{Kind, Node};
use crate::ir::{BodyFormat, Path};

impl Reader<'_> {
    /// A path: `deal.id`, or JSONPath such as `$.deal.id`.
    pub fn path(&mut self, node: &Node, what: &str) -> Option<Path> {
        let text = self.fixed(node, what)?;
        let path = Path::of(text).filter(|path| is_json_path(path.as_str()));
        if path.is_none() {
            self.wrong(
                node,
                what,
                "names with dots between them such as `deal.id`, or JSONPath such as `$.deal.id`",
            );
        }
        path
    }

    /// Paths by names of the person's own; each key's place is noted under `places`.
    pub fn paths(
        &mut self,
        node: Option<&Node>,
        what: &str,
        manifest: &mut Manifest,
        places: &str,
    ) -> BTreeMap<String, Path> {
        let mut paths = BTreeMap::new();
        for (key, node) in self.entries(node, what) {
            manifest.places.insert(format!("{places}.{}", key.text), key.span);
            if let Some(path) = self.path(node, &format!("the path of `{}`", key.text)) {
                paths.insert(key.text.clone(), path);
            }
        }
        paths
    }

    /// The entries of a mapping whose keys are the person's own; none where nothing is written.
    pub fn entries<'n>(&mut self, node: Option<&'n Node>, what: &str) -> &'n [(super::tree::Key, Node)] {
        match node {
            Some(Node { kind: Kind::Map(entries), .. }) => entries,
            Some(node) => {
                self.wrong(node, what, "a mapping of keys and values");
                &[]
            }
            None => &[],
        }
    }

    /// How a body is written.
    pub fn body_format(&mut self, node: &Node) -> Option<BodyFormat> {
        let word = self.word(node, "`format`", &["json", "form", "query"])?;
        Some(match word {
            "json" => BodyFormat::Json,
            "form" => BodyFormat::Form,
            _ => BodyFormat::Query,
        })
    }
}

/// Whether a text is JSONPath (RFC 9535).
pub(super) fn is_json_path(text: &str) -> bool {
    serde_json_path::JsonPath::parse(text).is_ok()
}
