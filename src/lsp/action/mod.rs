//! What can be done at a place with one key: fixes of findings, comments that silence them, refactorings.

mod allow;
mod fix_all;
mod layout;
mod quick;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use gen_lsp_types::{
    CodeAction, CreateFile, CreateFileOptions, OptionalVersionedTextDocumentIdentifier, Range,
    TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};

use super::here::Here;
use super::{refactor, render, uri};
use crate::check::Names;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Span;
use crate::syntax::ast;

/// Mends a finding.
pub const QUICK: &str = "quickfix";
/// Mends all that surely can be mended in a file.
pub const FIX_ALL: &str = "source.fixAll.flowc";
/// Takes something out to a place of its own.
pub const EXTRACT: &str = "refactor.extract";
/// Puts something where it is used.
pub const INLINE: &str = "refactor.inline";
/// Writes something in another way.
pub const REWRITE: &str = "refactor.rewrite";

/// The kinds of actions.
pub const KINDS: [&str; 5] = [QUICK, FIX_ALL, EXTRACT, INLINE, REWRITE];

static NO_TREE: LazyLock<ast::File> = LazyLock::new(ast::File::default);

/// Where something is to be done.
pub struct At<'w> {
    /// The file.
    pub here: &'w Here,
    /// Its tree; that of the manifest is empty.
    pub tree: &'w ast::File,
    /// The place of its folder.
    pub space: usize,
    /// What is selected.
    pub span: Span,
    /// The findings of the file.
    pub all: &'w [Diagnostic],
    /// Of each item at the top that was asked about, by where it begins.
    laid_out: RefCell<BTreeMap<u32, bool>>,
}

/// Something that can be done.
pub struct Offer<'w> {
    /// What it does, as an order.
    pub title: String,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// How it is done.
    pub edits: Vec<Edit>,
    /// A file that comes to be.
    pub new_file: Option<NewFile>,
    /// The finding that it mends.
    pub finding: Option<&'w Diagnostic>,
    /// Whether it is surely what is wanted.
    pub preferred: bool,
}

/// A file that comes to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl<'w> At<'w> {
    /// A selection in a file, and the findings of the file.
    pub fn new(here: &'w Here, span: Span, all: &'w [Diagnostic]) -> Self {
        let (space, tree) = here.snapshot.tree(here.file).unwrap_or((0, &NO_TREE));
        At { here, tree, space, span, all, laid_out: RefCell::default() }
    }

    /// Whether the file is a script.
    pub fn is_script(&self) -> bool {
        !std::ptr::eq(self.tree, &*NO_TREE)
    }

    /// The text of the file.
    pub fn text(&self) -> &'w str {
        self.here.text()
    }

    /// The text of a place of the file.
    pub fn slice(&self, span: Span) -> &'w str {
        self.text().get(span.range()).unwrap_or("")
    }

    /// The findings at the place.
    pub fn findings(&self) -> impl Iterator<Item = &'w Diagnostic> {
        let at = self.span;
        self.all.iter().filter(move |it| it.span.start <= at.end && at.start <= it.span.end)
    }

    /// Everything that is declared.
    pub fn names(&self) -> &'w Names<'w> {
        self.here.snapshot.names()
    }

    /// Whether an item at the top is what the formatter makes of it.
    fn is_laid_out(&self, item: Span) -> bool {
        let mut known = self.laid_out.borrow_mut();
        *known.entry(item.start).or_insert_with(|| layout::is_laid_out(self.slice(item)))
    }

    /// A flow by its name as it is written in this file.
    pub fn flow(&self, path: &str) -> Option<usize> {
        let names = self.names();
        let (space, name) = match path.split_once('.') {
            Some((folder, name)) => (names.namespace(folder)?, name),
            None => (self.space, path),
        };
        names.spaces[space].flows.get(name).copied()
    }
}

impl<'w> Offer<'w> {
    /// A refactoring.
    pub fn new(title: impl Into<String>, kind: &'static str, edits: Vec<Edit>) -> Self {
        Offer { title: title.into(), kind, edits, new_file: None, finding: None, preferred: false }
    }

    /// What mends a finding.
    pub fn of(finding: &'w Diagnostic, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Offer { finding: Some(finding), ..Offer::new(title, QUICK, edits) }
    }

    /// As the protocol has it; `None` where it would change what lies in the binary.
    pub fn action(self, here: &Here) -> Option<CodeAction> {
        let finding = self.finding.map(|finding| vec![render::diagnostic(&here.snapshot, finding)]);
        Some(CodeAction {
            title: self.title,
            kind: Some(self.kind.to_owned().into()),
            diagnostics: finding,
            is_preferred: self.preferred.then_some(true),
            edit: Some(match self.new_file {
                Some(file) => creation(file)?,
                None => workspace_edit(here, &self.edits)?,
            }),
            ..CodeAction::default()
        })
    }
}

/// Everything that can be done at a place.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    let mut offers = quick::offers(at);
    offers.extend(
        refactor::offers(at)
            .into_iter()
            .map(|offer| Offer { edits: layout::laid_out(at, offer.edits), ..offer }),
    );
    offers.extend(allow::offers(at));
    offers.extend(fix_all::offers(at));
    offers
}

/// A file with its text; `None` where no disk has the place.
fn creation(file: NewFile) -> Option<WorkspaceEdit> {
    let address = uri::uri(&file.path).filter(|_| file.path.starts_with('/'))?;
    let options = CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) };
    let create = CreateFile { uri: address.clone(), options: Some(options), annotation_id: None };
    let text_document_identifier = TextDocumentIdentifier { uri: address };
    let text_document = OptionalVersionedTextDocumentIdentifier { version: None, text_document_identifier };
    let edit = TextEdit { range: Range::default(), new_text: file.text };
    let write = TextDocumentEdit { text_document, edits: vec![edit.into()] };
    let document_changes = Some(vec![create.into(), write.into()]);
    Some(WorkspaceEdit { document_changes, ..WorkspaceEdit::default() })
}

/// Edits of files that people can open.
fn workspace_edit(here: &Here, edits: &[Edit]) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<_, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        let address = uri::uri(&here.snapshot.source(edit.span.file)?.name)?;
        if address.scheme() == uri::OWN {
            return None;
        }
        let edit = TextEdit { range: here.snapshot.range(edit.span), new_text: edit.text.clone() };
        changes.entry(address).or_default().push(edit);
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
