//! What the server can do, and what the editor can.

use gen_lsp_types::{ClientCapabilities, ResourceOperationKind};
use serde_json::{Value, json};

use super::action::KINDS;
use super::position::Encoding;
use super::request::semantic_tokens;

/// What the editor can do, as far as it matters.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// How it counts columns.
    pub encoding: Encoding,
    /// It asks for findings by itself.
    pub pulls: bool,
    /// It asks for them again when it is told to.
    pub refreshes: bool,
    /// It tells of files that change on the disk, if it is asked to.
    pub watches: bool,
    /// It makes new files, if an action has some.
    pub creates: bool,
    /// It takes texts with places to fill in.
    pub snippets: bool,
    /// It asks for lenses again when it is told to.
    pub renews_lenses: bool,
    /// It asks for hints again when it is told to.
    pub renews_hints: bool,
}

impl Client {
    /// Of an editor that has said hello.
    pub fn of(it: &ClientCapabilities) -> Self {
        let text = it.text_document.as_ref();
        let workspace = it.workspace.as_ref();
        let encodings = it.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration);
        let refresh = workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support);
        let snippets = text.and_then(|it| it.completion.as_ref()?.completion_item.as_ref()?.snippet_support);
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edit.and_then(|it| it.resource_operations.as_deref()).unwrap_or_default();
        Client {
            creates: edit.is_some_and(|it| it.document_changes == Some(true))
                && operations.contains(&ResourceOperationKind::Create),
            encoding: Encoding::agreed(encodings.unwrap_or_default()),
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes: refresh.unwrap_or(false),
            watches: watched.unwrap_or(false),
            snippets: snippets.unwrap_or(false),
            renews_lenses: workspace.and_then(|it| it.code_lens.as_ref()?.refresh_support).unwrap_or(false),
            renews_hints: workspace.and_then(|it| it.inlay_hint.as_ref()?.refresh_support).unwrap_or(false),
        }
    }
}

/// What the server says of itself.
pub fn server(client: Client) -> Value {
    let mut capabilities = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "documentFormattingProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "callHierarchyProvider": true,
        "hoverProvider": true,
        "codeLensProvider": {},
        "documentRangeFormattingProvider": true,
        "documentOnTypeFormattingProvider": { "firstTriggerCharacter": "}", "moreTriggerCharacter": ["\n"] },
        "documentLinkProvider": {},
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "semanticTokensProvider": {
            "legend": semantic_tokens::legend(), "full": { "delta": true }, "range": true,
        },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "fileOperations": { "willRename": { "filters": [{ "scheme": "file", "pattern": { "glob": "**" } }] } },
        },
        "codeActionProvider": { "codeActionKinds": KINDS },
        "completionProvider": { "triggerCharacters": [".", "{", "|", "(", ">"] },
        "signatureHelpProvider": { "triggerCharacters": ["(", ","] },
        "inlayHintProvider": true,
    });
    if client.pulls {
        capabilities["diagnosticProvider"] =
            json!({ "identifier": "flowc", "interFileDependencies": true, "workspaceDiagnostics": true });
    }
    json!({ "capabilities": capabilities, "serverInfo": { "name": "flowc", "version": env!("CARGO_PKG_VERSION") } })
}
