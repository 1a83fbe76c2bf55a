//! `workspace/willRenameFiles`: files and folders are about to move; the scripts that name them, or that move away from what
//! they name, are changed before.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{RenameFilesParams, TextEdit, WorkspaceEdit};

use crate::lsp::here::World;
use crate::lsp::named::named;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::uri;
use crate::project::{Folder, join};
use crate::source::Span;
use crate::syntax::{self, TokenKind, TokenList};

/// The edits of all scripts that need one; `None` where none does.
pub fn answer(world: &World, params: RenameFilesParams) -> Option<WorkspaceEdit> {
    let moves: Vec<(String, String)> = params
        .files
        .iter()
        .filter_map(|file| Some((uri::path(&file.old_uri)?, uri::path(&file.new_uri)?)))
        .collect();
    // A folder that several projects use is one folder.
    let mut edits: BTreeMap<String, BTreeSet<(u32, u32, String)>> = BTreeMap::new();
    let mut changes = Vec::new();
    for snapshot in &world.projects {
        for folder in &snapshot.project.folders {
            for script in &folder.files {
                let Some(source) = snapshot.source(script.file) else { continue };
                for (span, new) in edited(snapshot, folder, &source.name, script.file, &moves) {
                    if edits.entry(source.name.clone()).or_default().insert((
                        span.start,
                        span.end,
                        new.clone(),
                    )) {
                        changes.push((
                            uri::uri(&source.name),
                            TextEdit { range: snapshot.range(span), new_text: new },
                        ));
                    }
                }
            }
        }
    }
    let mut edit = WorkspaceEdit::default();
    for (script, change) in changes {
        edit.changes.get_or_insert_default().entry(script?).or_default().push(change);
    }
    edit.changes.is_some().then_some(edit)
}

/// What has to be written otherwise in one script.
fn edited(
    snapshot: &Snapshot,
    folder: &Folder,
    name: &str,
    file: crate::source::FileId,
    moves: &[(String, String)],
) -> Vec<(Span, String)> {
    // What lies in the binary stays there.
    if !name.starts_with('/') {
        return Vec::new();
    }
    let Some(source) = snapshot.source(file) else { return Vec::new() };
    let parsed = syntax::parse(file, &source.text);
    let moved_script = moved(name, moves);
    let from = moved_script.rsplit_once('/').map_or("", |(from, _)| from);
    let mut edits = Vec::new();
    for named in named(file, &source.text, &parsed.tokens) {
        if named.path.contains("://") {
            continue;
        }
        let target = join(&folder.path, named.path);
        let (now, is_there) = (moved(&target, moves), join(from, named.path));
        if now == is_there {
            continue;
        }
        let new = relative(from, &now);
        // A name with signs of the language would need escapes that no path has.
        if !new.contains(['"', '\\', '{', '}', '\n']) {
            edits.push((named.span, new));
        }
    }
    for (old, new) in renamed_spaces(snapshot, moves) {
        edits.extend(
            space(&source.text, &parsed.tokens, old)
                .map(|(start, end)| (Span { file, start, end }, new.clone())),
        );
    }
    edits
}

/// Where something lies after the moves.
fn moved(path: &str, moves: &[(String, String)]) -> String {
    let to = moves.iter().find_map(|(old, new)| {
        let below =
            path.strip_prefix(old.as_str()).filter(|below| below.is_empty() || below.starts_with('/'))?;
        Some(format!("{new}{below}"))
    });
    to.unwrap_or_else(|| path.to_owned())
}

/// A place as it is named from a folder.
fn relative(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    up.chain(to[same..].iter().copied()).collect::<Vec<_>>().join("/")
}

/// The words under which folders are used that get another last word.
fn renamed_spaces<'s>(snapshot: &'s Snapshot, moves: &[(String, String)]) -> Vec<(&'s str, String)> {
    let folders = snapshot.project.folders.iter().filter(|folder| !folder.namespace.is_empty());
    let renamed = folders.filter_map(|folder| {
        let now = moved(&folder.path, moves);
        let word = now.rsplit('/').next()?;
        (word != folder.namespace && folder.path.starts_with('/'))
            .then(|| (folder.namespace.as_str(), word.to_owned()))
    });
    renamed.collect()
}

/// Where a script says what it uses from a folder: the folder's word before a dot, and no dot before it.
fn space<'t>(text: &'t str, tokens: &'t TokenList, word: &'t str) -> impl Iterator<Item = (u32, u32)> + 't {
    let tokens = tokens.as_slice();
    tokens.iter().enumerate().filter_map(move |(at, token)| {
        let is_word = token.kind == TokenKind::Name && text[token.range()] == *word;
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        let is_dot =
            |token: Option<&crate::syntax::Token>| token.is_some_and(|token| text[token.range()] == *".");
        (is_word && is_dot(tokens.get(at + 1)) && !is_dot(before)).then_some((token.start, token.end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_from_another_folder() {
        assert_eq!(relative("/p/bot", "/p/bot/img/a.png"), "img/a.png");
        assert_eq!(relative("/p/bot", "/p/shared"), "../shared");
        assert_eq!(relative("/p/bot", "/q/x"), "../../q/x");
        let moves = [("/p/img".to_owned(), "/p/media".to_owned())];
        assert_eq!(moved("/p/img/a.png", &moves), "/p/media/a.png");
        assert_eq!(moved("/p/img2/a.png", &moves), "/p/img2/a.png");
    }
}
