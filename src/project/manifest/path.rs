//! Paths into documents of other systems.

use super::reader::Reader;
use super::tree::Node;
use crate::ir::Path;

impl Reader<'_> {
    /// A path: `deal.id`, or JSONPath such as `$.deal.id`.
    pub fn path(&mut self, node: &Node, what: &str) -> Option<Path> {
        let text = self.fixed(node, what)?;
        let path = Path::of(text).filter(|path| is_json_path(path.as_str()));
        if path.is_none() {
            let wants = "names with dots between them such as `deal.id`, or JSONPath such as `$.deal.id`";
            self.wrong(node, what, wants);
        }
        path
    }
}

/// Whether a text is JSONPath, as far as this build can tell.
#[cfg(feature = "run")]
pub(super) fn is_json_path(text: &str) -> bool {
    serde_json_path::JsonPath::parse(text).is_ok()
}

/// Whether a text is JSONPath, as far as this build can tell.
#[cfg(not(feature = "run"))]
pub(super) fn is_json_path(text: &str) -> bool {
    text.starts_with('$')
}
