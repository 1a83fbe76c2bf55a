//! `workspace/symbol`: declarations of all projects by their names.

use gen_lsp_types::{BaseSymbolInformation, WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::lsp::here::World;
use crate::lsp::render::symbol_kind;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::{Kind, Symbol};
use crate::syntax::ast::Item;

/// The most that is told: whoever types on gets fewer.
const SHOWN_MAX: usize = 500;

/// What has the letters of the query in its name, in their order.
pub fn answer(world: &World, params: WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let query = params.query.to_lowercase();
    let mut shown: Vec<WorkspaceSymbol> = Vec::new();
    for snapshot in &world.projects {
        let symbols = snapshot.symbols();
        for symbol in symbols.declared().filter(|symbol| is_shown(snapshot, *symbol)) {
            let name = symbols.name(&snapshot.project, symbol);
            if shown.len() == SHOWN_MAX {
                break;
            }
            let Some(location) = snapshot.location(symbol.at).filter(|_| holds(name, &query)) else {
                continue;
            };
            let base_symbol_information = BaseSymbolInformation {
                name: name.to_owned(),
                kind: symbol_kind(symbol.kind),
                tags: None,
                container_name: container(snapshot, symbol),
            };
            let found = WorkspaceSymbol { location: location.into(), data: None, base_symbol_information };
            // A folder that two projects use is read twice.
            if !shown.contains(&found) {
                shown.push(found);
            }
        }
    }
    Some(shown.into())
}

/// Whether a thing is worth to be looked for: libraries are not the person's own, and what one flow keeps is found in it.
fn is_shown(snapshot: &Snapshot, symbol: Symbol) -> bool {
    let own = snapshot.source(symbol.at.file).is_some_and(|source| !source.name.starts_with("std."));
    let inner = matches!(
        symbol.kind,
        Kind::Local | Kind::Item | Kind::Parameter | Kind::Brought | Kind::Arm | Kind::Folder
    );
    own && !inner
}

/// Whether a name has the letters of a query, in their order.
fn holds(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// The flow of a step; else what the thing is.
fn container(snapshot: &Snapshot, symbol: Symbol) -> Option<String> {
    if symbol.kind != Kind::Step {
        return Some(symbol.kind.words().to_owned());
    }
    let (_, tree) = snapshot.tree(symbol.at.file)?;
    let flow = tree.items.iter().find_map(|item| match item {
        Item::Flow(flow) if flow.span.start <= symbol.at.start && symbol.at.end <= flow.span.end => {
            Some(flow)
        }
        _ => None,
    });
    Some(format!("flow {}", flow?.name.as_ref()?.text))
}
