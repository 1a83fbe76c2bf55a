//! The walk over all trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Symbols;
use super::scenario::Loose;
use super::symbol::{Call, Caller, Kind, Occurrence, Role, Symbol};
use crate::check::{Names, Scope};
use crate::parallel;
use crate::project::{Folder, Project};
use crate::source::{FileId, Span};
use crate::syntax::ast::{File, Item, Name, Path, Text};

/// A walk, with the place where it is.
pub struct Walk<'n, 'a> {
    /// The project.
    pub(super) project: &'n Project,
    /// What is declared in it.
    pub(super) names: &'n Names<'a>,
    /// What names mean here.
    pub(super) scope: Scope<'n, 'a>,
    /// Where each used folder begins.
    folders: Arc<[Option<Span>]>,
    /// Where the items of the loops around it are named, innermost last.
    pub(super) items: Vec<Span>,
    /// The way into flows that would begin here.
    pub(super) caller: Option<u32>,
    /// The arms of each router, by its name's place and theirs.
    pub(super) arms: BTreeMap<(Span, &'a str), Span>,
    /// What tests name without its flow; made for the first one.
    pub(super) loose: Option<Loose<'a>>,
    /// A place whose text is looked for.
    pub(super) wanted: Option<(FileId, u32)>,
    /// The text at that place, with what names mean there.
    pub text: Option<(&'a Text, Scope<'n, 'a>)>,
    /// What has been found.
    pub found: Symbols,
}

impl<'n, 'a> Walk<'n, 'a> {
    /// A walk that has not begun.
    pub fn new(project: &'n Project, names: &'n Names<'a>) -> Self {
        let folders: Arc<[Option<Span>]> =
            project.folders.iter().map(|folder| beginning(project, folder)).collect();
        let mut walk = Walk::among(project, names, folders);
        for (folder, at) in project.folders.iter().zip(&*walk.folders).skip(1) {
            if let Some(at) = *at {
                let folders = &mut walk.found.names;
                folders.insert(Symbol { kind: Kind::Folder, at }, folder.namespace.clone());
            }
        }
        walk
    }

    fn among(project: &'n Project, names: &'n Names<'a>, folders: Arc<[Option<Span>]>) -> Self {
        Walk {
            project,
            names,
            scope: Scope::top(names, 0),
            folders,
            items: Vec::new(),
            caller: None,
            arms: BTreeMap::new(),
            loose: None,
            wanted: None,
            text: None,
            found: Symbols::default(),
        }
    }

    /// A walk that looks for the text at a place.
    pub fn to(project: &'n Project, names: &'n Names<'a>, file: FileId, offset: u32) -> Self {
        Walk { wanted: Some((file, offset)), ..Walk::new(project, names) }
    }

    /// Walks over the whole project, over each file for itself. Tests come last: they name the arms of routers.
    pub fn everything(&mut self) {
        let (project, names) = (self.project, self.names);
        let files: Vec<(usize, &'a File, usize)> = self.files().collect();
        let parts = parallel::map(&files, |_, (space, file, flow)| {
            let mut walk = Walk::among(project, names, self.folders.clone());
            walk.items_of(*space, file, *flow, &|item| !matches!(item, Item::Test(_)));
            (walk.found, walk.arms)
        });
        for (found, arms) in parts {
            self.found.absorb(found);
            for (arm, at) in arms {
                self.arms.entry(arm).or_insert(at);
            }
        }
        for (space, file, flow) in files {
            self.items_of(space, file, flow, &|item| matches!(item, Item::Test(_)));
        }
        self.manifest();
    }

    /// Walks over the item that holds the wanted place.
    pub fn find_text(&mut self) {
        let Some((file, offset)) = self.wanted else { return };
        let holds = |span: Span| span.file == file && (span.start..=span.end).contains(&offset);
        let files = self.files().find(|(_, tree, _)| tree.span.file == file);
        if let Some((space, file, flow)) = files {
            self.items_of(space, file, flow, &|item| holds(item.span()));
        }
    }

    /// Every script, with the place of its folder, and of its first flow among all flows.
    fn files(&self) -> impl Iterator<Item = (usize, &'a File, usize)> + use<'a> {
        let mut flow = 0;
        let folders = self.names.input.folders.iter().enumerate();
        let files = folders.flat_map(|(space, folder)| folder.files.iter().map(move |file| (space, &**file)));
        files.map(move |(space, file)| {
            let first = flow;
            flow += file.items.iter().filter(|item| matches!(item, Item::Flow(_))).count();
            (space, file, first)
        })
    }

    fn items_of(&mut self, space: usize, file: &'a File, first: usize, wanted: &dyn Fn(&Item) -> bool) {
        let mut flow = first;
        for item in &file.items {
            if wanted(item) {
                self.scope = Scope::top(self.names, space);
                self.caller = None;
                self.item(item, flow);
            }
            flow += usize::from(matches!(item, Item::Flow(_)));
        }
    }

    /// A name stands for a thing that is declared at a place.
    pub(super) fn put(&mut self, kind: Kind, at: Span, span: Span, role: Role) {
        if !span.is_empty() {
            self.found.occurrences.push(Occurrence { span, symbol: Symbol { kind, at }, role });
        }
    }

    /// A name where its thing is declared, or declared once more: it goes by the first declaration.
    pub(super) fn declares(&mut self, kind: Kind, name: &Name, first: Option<Span>) {
        self.put(kind, first.unwrap_or(name.span), name.span, Role::Definition);
    }

    /// The word of a used folder.
    pub(super) fn folder(&mut self, space: usize, span: Span) {
        let Some(at) = self.folders.get(space).copied().flatten() else { return };
        self.put(Kind::Folder, at, span, Role::Read);
    }

    /// The folder and the last name of a path of one or two names; the folder's word is put down.
    pub(super) fn in_folder<'p>(&mut self, path: &'p Path) -> Option<(usize, &'p Name)> {
        match path.segments.as_slice() {
            [name] => Some((self.scope.space, name)),
            [folder, name] => {
                let space = self.names.namespace(&folder.text)?;
                self.folder(space, folder.span);
                Some((space, name))
            }
            _ => None,
        }
    }

    /// A name of the manifest.
    pub(super) fn outside(&mut self, kind: Kind, section: &str, name: &str, span: Span) {
        let Some(place) = self.project.manifest.places.get(&format!("{section}.{name}")) else { return };
        let at = self.unquoted(*place);
        self.put(kind, at, span, Role::Read);
        if self.project.sources.text(at) != name {
            self.found.names.entry(Symbol { kind, at }).or_insert(name.to_owned());
        }
    }

    /// The place of a text of the manifest without its quotes.
    pub(super) fn unquoted(&self, span: Span) -> Span {
        let text = self.project.sources.text(span);
        let quoted =
            text.len() > 1 && ["\"", "'"].iter().any(|it| text.starts_with(it) && text.ends_with(it));
        if quoted { Span { start: span.start + 1, end: span.end - 1, ..span } } else { span }
    }

    /// Ways into flows begin here from now on.
    pub(super) fn calls_from(&mut self, flow: Option<Symbol>, name: Span, whole: Span) {
        self.caller = Some(self.found.callers.len() as u32);
        self.found.callers.push(Caller { flow, name, whole });
    }

    /// A flow by its place; `enters` where a contact is led into it.
    pub(super) fn flow(&mut self, at: usize, span: Span, enters: bool) {
        let Some(name) = &self.names.flows[at].ast.name else { return };
        // A second flow of a name is never meant by it.
        let to = Symbol { kind: Kind::Flow, at: name.span };
        self.put(to.kind, to.at, span, Role::Read);
        if let (true, Some(from)) = (enters, self.caller) {
            self.found.calls.push(Call { from, to, span });
        }
    }

    /// A step of a flow.
    pub(super) fn step(&mut self, flow: usize, name: &Name) {
        let flow = &self.names.flows[flow];
        let step = flow.steps.get(name.text.as_str()).and_then(|at| flow.ast.steps[*at].name.as_ref());
        if let Some(step) = step {
            self.put(Kind::Step, step.span, name.span, Role::Read);
        }
    }

    /// A flow of a folder by its name.
    pub(super) fn flow_in(&self, space: usize, name: &str) -> Option<usize> {
        self.names.spaces[space].flows.get(name).copied()
    }
}

/// Where a folder begins: with its first script. A library of actions has an empty one, and a manifest.
fn beginning(project: &Project, folder: &Folder) -> Option<Span> {
    let script = folder.files.first()?.file;
    let is_empty = project.sources.get(script).is_some_and(|source| source.text.is_empty());
    let manifest = || {
        let name = format!("{}.yaml", folder.path);
        project.sources.iter().find(|(_, source)| source.name == name).map(|(file, _)| file)
    };
    let file = if is_empty { manifest().unwrap_or(script) } else { script };
    Some(Span::new(file, 0, 0))
}
