//! A project as it is at one moment: what requests look at while the person types on.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use gen_lsp_types::{Location, Position, Range};

use super::findings::changes;
use super::position::Encoding;
use super::symbols::Symbols;
use super::uri;
use crate::ai::Tables;
use crate::check::time::bounds::{Bounds, ProgramBounds, all_bounds, in_words, in_words_of_step};
use crate::check::{CheckInput, Names};
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::engine::Machine;
use crate::ir::Program;
use crate::lower;
use crate::parallel;
use crate::project::{Files, LoadError, Parses, Project, load_again};
use crate::scenario::offline;
use crate::source::{FileId, Source, SourceMap, Span};
use crate::syntax::ast;

/// A project at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// What was read: texts, manifest, trees.
    pub project: Project,
    known: Known,
    /// What can be said at once of the files that have changed since everything was looked at: the mistakes of the text, of
    /// names and types.
    pub quick: Vec<Diagnostic>,
    /// How places are counted.
    pub encoding: Encoding,
    symbols: OnceLock<Symbols>,
    /// What each flow takes, by its name; known when everything was looked at.
    bounds: OnceLock<BTreeMap<String, Takes>>,
    /// The program, once somebody has wanted to talk to it.
    playable: OnceLock<Result<Playable, Vec<Diagnostic>>>,
}

self_cell::self_cell! {
    /// What the checker takes, and what is declared in it.
    struct Known {
        owner: CheckInput,
        #[covariant]
        dependent: Gathered,
    }

    impl { Debug }
}

#[derive(Debug)]
struct Gathered<'a> {
    names: Names<'a>,
    /// What reading, parsing and gathering have found.
    found: Sink,
}

/// What a flow takes.
#[derive(Debug)]
struct Takes {
    /// In words.
    flow: String,
    /// What its steps take.
    steps: Vec<Bounds>,
}

/// A program that can be talked to.
#[derive(Debug)]
pub struct Playable {
    /// The program.
    pub machine: Arc<Machine>,
    /// Its knowledge.
    pub tables: Tables,
}

impl Snapshot {
    /// Reads the project at a path; texts that have not changed are not parsed again, and what has not changed since
    /// everything was `looked` at is not looked at again.
    ///
    /// # Errors
    /// [`LoadError`] where there is nothing to read.
    pub fn of(
        files: &dyn Files,
        path: &str,
        parses: &mut Parses,
        encoding: Encoding,
        looked: Option<&SourceMap>,
    ) -> Result<Arc<Self>, LoadError> {
        let (project, read) = load_again(files, path, parses)?;
        let input = lower::input(&project);
        let changes = looked.and_then(|looked| changes(looked, &project.sources));
        let (known, quick) = parallel::on_a_deep_stack(|| {
            let known = Known::new(input, |input| {
                let mut found = Sink::default();
                found.extend(read);
                Gathered { names: Names::gather(input, &mut found), found }
            });
            let Gathered { names, found } = known.borrow_dependent();
            let has_changed =
                |file: FileId| changes.as_ref().is_none_or(|changes| changes.contains_key(&file));
            let quick = lower::quick(names, found, &has_changed);
            (known, quick)
        });
        Ok(Arc::new(Snapshot {
            project,
            known,
            quick,
            encoding,
            symbols: OnceLock::new(),
            bounds: OnceLock::new(),
            playable: OnceLock::new(),
        }))
    }

    /// Everything that is declared.
    pub fn names(&self) -> &Names<'_> {
        &self.known.borrow_dependent().names
    }

    /// What the checker takes of the manifest and the folders.
    pub fn input(&self) -> &CheckInput {
        self.known.borrow_owner()
    }

    /// Every name, and what it stands for: made when it is asked for first.
    pub fn symbols(&self) -> &Symbols {
        self.symbols.get_or_init(|| parallel::on_a_deep_stack(|| Symbols::of(&self.project, self.names())))
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.project.sources.iter().find(|(_, source)| source.name == path).map(|(file, _)| file)
    }

    /// A file's name and text.
    pub fn source(&self, file: FileId) -> Option<&Arc<Source>> {
        self.project.sources.get(file)
    }

    /// The text of a place.
    pub fn text(&self, span: Span) -> &str {
        self.project.sources.text(span)
    }

    /// The tree of a script, with the place of its folder.
    pub fn tree(&self, file: FileId) -> Option<(usize, &ast::File)> {
        let mut folders = self.project.folders.iter().enumerate();
        folders.find_map(|(at, folder)| {
            let script = folder.files.iter().find(|script| script.file == file)?;
            Some((at, script.tree.as_ref()))
        })
    }

    /// The byte at a position.
    pub fn offset(&self, file: FileId, position: Position) -> u32 {
        let source = self.source(file);
        source.map_or(0, |source| self.encoding.offset(&source.text, &source.lines, position))
    }

    /// A span as the editor counts.
    pub fn range(&self, span: Span) -> Range {
        let source = self.source(span.file);
        source.map_or_else(Range::default, |source| {
            self.encoding.range(&source.text, &source.lines, span.start, span.end)
        })
    }

    /// A span with its file; `None` for what no editor can open.
    pub fn location(&self, span: Span) -> Option<Location> {
        let uri = uri::uri(&self.source(span.file)?.name)?;
        Some(Location { uri, range: self.range(span) })
    }

    /// The program, to be talked to. The first time takes as long as [`Snapshot::everything`].
    ///
    /// # Errors
    /// What keeps it from running.
    pub fn playable(&self) -> Result<&Playable, &[Diagnostic]> {
        let made = self.playable.get_or_init(|| {
            let (program, mut found) = self.compiled();
            found.retain(|finding| finding.severity == Severity::Error);
            let machine = Arc::new(Machine::new(program.ok_or(found)?));
            Ok(Playable { machine, tables: offline::tables(&self.project) })
        });
        made.as_ref().map_err(Vec::as_slice)
    }

    /// Everything that is found in the project, in its final order, and what of it a look at each file for itself finds. It
    /// takes its time.
    pub fn everything(&self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let (program, all) = self.compiled();
        if let Some(program) = program {
            let ProgramBounds { flows, steps } = parallel::on_a_deep_stack(|| all_bounds(&program));
            let takes =
                flows.iter().zip(steps).map(|(flow, steps)| Takes { flow: in_words(&program, flow), steps });
            let names = program.flows.iter().map(|flow| flow.name.clone());
            _ = self.bounds.set(names.zip(takes).collect());
        }
        let Gathered { names, found } = self.known.borrow_dependent();
        let quick = parallel::on_a_deep_stack(|| lower::quick(names, found, &|_| true));
        (all, quick)
    }

    fn compiled(&self) -> (Option<Program>, Vec<Diagnostic>) {
        let Gathered { names, found } = self.known.borrow_dependent();
        parallel::on_a_deep_stack(|| lower::compile_named(names, found.clone()))
    }

    /// How many messages, how much time and how many calls of a model a flow takes, or one of its steps by its place; `None`
    /// where that is not known yet, or the project has mistakes.
    pub fn bounds(&self, flow: &str, step: Option<usize>) -> Option<String> {
        let takes = self.bounds.get()?.get(flow)?;
        match step {
            Some(step) => takes.steps.get(step).map(in_words_of_step),
            None => Some(takes.flow.clone()),
        }
    }
}
