//! `textDocument/documentLink`: what a click opens — files, used folders and libraries, addresses, the pages of findings.

use gen_lsp_types::{DocumentLink, DocumentLinkParams, Uri};

use crate::diagnostic::codes;
use crate::lsp::here::{Here, World};
use crate::lsp::named::named;
use crate::lsp::uri;
use crate::project::join;
use crate::source::Span;
use crate::syntax::ast::{File, Item, UseSource};
use crate::syntax::{Parsed, TokenKind};

/// The links of a script, in the order of the text.
pub fn answer(world: &World, params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let here = world.file(&params.text_document.uri)?;
    let parsed = here.parsed()?;
    let mut links = files(&here, &parsed);
    links.extend(libraries(&parsed.tree));
    links.extend(pages(&parsed.tree));
    links.extend(addresses(&here, &parsed));
    links.sort_by_key(|(span, _)| *span);
    let link = |(span, target)| DocumentLink {
        range: here.snapshot.range(span),
        target: Some(target),
        ..DocumentLink::default()
    };
    Some(links.into_iter().map(link).collect())
}

/// Files beside the script; for a folder its first script, because an editor opens no folder.
fn files(here: &Here, parsed: &Parsed) -> Vec<(Span, Uri)> {
    let project = &here.snapshot.project;
    let Some((folder, _)) = here.snapshot.tree(here.file) else { return Vec::new() };
    let Some(folder) = project.folders.get(folder) else { return Vec::new() };
    let mut links = Vec::new();
    for named in named(here.file, here.text(), &parsed.tokens) {
        let path = join(&folder.path, named.path);
        let is_there = || folder.assets.contains(named.path.trim_start_matches("./"));
        let path = match named.is_folder {
            true => {
                let used = project.folders.iter().find(|folder| folder.path == path);
                let first = used.and_then(|folder| here.snapshot.source(folder.files.first()?.file));
                first.map(|source| source.name.clone())
            }
            false => is_there().then_some(path),
        };
        links.extend(path.and_then(|path| Some((named.span, uri::uri(&path)?))));
    }
    links
}

fn libraries(tree: &File) -> impl Iterator<Item = (Span, Uri)> + '_ {
    tree.items.iter().filter_map(|item| match item {
        Item::Use(item) => match &item.source {
            UseSource::Path(path) => {
                let known = crate::project::libraries().iter().find(|it| it.name == path.dotted())?;
                Some((path.span, uri::uri(&format!("{}.flow", known.name))?))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The pages of the findings that a comment silences.
fn pages(tree: &File) -> impl Iterator<Item = (Span, Uri)> + '_ {
    tree.allows.iter().flat_map(|allow| &allow.names).filter_map(|name| {
        let code = codes::find(&name.text)?;
        Some((name.span, uri::own(&format!("explain/{}.md", code.id))?))
    })
}

/// Addresses in texts and comments.
fn addresses(here: &Here, parsed: &Parsed) -> Vec<(Span, Uri)> {
    let mut found = Vec::new();
    let wordy = [TokenKind::Text, TokenKind::Comment, TokenKind::DocComment];
    for token in parsed.tokens.iter().filter(|token| wordy.contains(&token.kind)) {
        let text = &here.text()[token.range()];
        for (at, address) in addresses_in(text) {
            let start = token.start as usize + at;
            let target = Uri::parse(address).ok();
            found.extend(target.map(|target| (Span::new(here.file, start, start + address.len()), target)));
        }
    }
    found
}

/// Each address in a text, with its place.
fn addresses_in(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        let scheme = ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme));
        let rest = &text[at..];
        let end = rest.find(|c: char| c.is_whitespace() || "\"'<>`{}|\\^".contains(c)).unwrap_or(rest.len());
        // What ends a sentence ends no address.
        let end = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '…', '»']).len();
        if let Some(scheme) = scheme.filter(|_| end > "://".len()) {
            found.push((at - scheme.len(), &text[at - scheme.len()..at + end]));
        }
        from = at + end.max("://".len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_what_ends_the_sentence() {
        assert_eq!(
            addresses_in("См. https://x.example/ж?a=1, (http://y.example/b). ftp://z :// https:// 👋"),
            [(6, "https://x.example/ж?a=1"), (33, "http://y.example/b")]
        );
        assert_eq!(addresses_in("https://a.example/{tracker.id}"), [(0, "https://a.example/")]);
    }
}
