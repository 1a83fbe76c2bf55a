//! What an editor says hello with.

use gen_lsp_types::{ClientCapabilities, Uri, WorkspaceFolder};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::parent::Parent;

/// What an editor says hello with, as far as it matters.
#[derive(Debug, Default)]
pub struct Hello {
    /// What it can do.
    pub capabilities: ClientCapabilities,
    /// The folders that are open.
    pub folders: Vec<Uri>,
    /// Its process.
    pub parent: Option<Parent>,
}

/// Reads it part by part: a part that is none of the protocol, or of a newer one, costs that part alone.
pub fn read(mut params: Value) -> Hello {
    let mut part = |name: &str| params.get_mut(name).map(Value::take).unwrap_or_default();
    let folders: Vec<WorkspaceFolder> = read_as(part("workspaceFolders")).unwrap_or_default();
    let mut folders: Vec<Uri> = folders.into_iter().map(|folder| folder.uri).collect();
    if folders.is_empty() {
        // Older editors have one folder.
        let path = part("rootPath").as_str().and_then(|path| Uri::from_file_path(path).ok());
        folders.extend(read_as(part("rootUri")).or(path));
    }
    Hello {
        capabilities: capabilities(part("capabilities")),
        folders,
        parent: part("processId").as_u64().and_then(Parent::of),
    }
}

/// The three groups that are looked at, each by itself.
fn capabilities(mut all: Value) -> ClientCapabilities {
    let mut part = |name: &str| all.get_mut(name).map(Value::take).unwrap_or_default();
    ClientCapabilities {
        workspace: read_as(part("workspace")),
        text_document: read_as(part("textDocument")),
        general: read_as(part("general")),
        ..ClientCapabilities::default()
    }
}

fn read_as<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_cannot_be_read_costs_nothing_else() {
        let hello = read(json!({
            "processId": "none",
            "rootUri": "file:///a",
            "workspaceFolders": null,
            "capabilities": {
                "general": { "positionEncodings": ["utf-8"] },
                "textDocument": { "completion": 7 },
            },
        }));
        assert_eq!(hello.folders.iter().map(Uri::as_str).collect::<Vec<_>>(), ["file:///a"]);
        assert!(hello.capabilities.text_document.is_none());
        assert_eq!(hello.capabilities.general.unwrap().position_encodings.map(|it| it.len()), Some(1));
        assert!(hello.parent.is_none());
    }

    #[test]
    fn folders_are_taken_before_the_one_folder_of_older_editors() {
        let folders =
            |params| read(params).folders.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>();
        let both =
            json!({ "rootUri": "file:///a", "workspaceFolders": [{ "uri": "file:///b", "name": "b" }] });
        assert_eq!(folders(both), ["file:///b"]);
        assert_eq!(folders(json!({ "rootPath": "/a b" })), ["file:///a%20b"]);
        assert!(folders(json!(null)).is_empty());
    }
}
