//! Reading a whole project.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::{
    FileError, Files, FlowFile, Folder, Library, MANIFEST, Manifest, Project, join, knowledge, manifest,
    names, stdlib,
};
use crate::diagnostic::{
    Diagnostic,
    codes::project as codes,
    codes::syntax::{NOT_UTF8, TOO_LARGE},
};
use crate::parallel;
use crate::source::{FileId, Source, Span};
use crate::syntax::{
    self,
    ast::{self, Item, UseSource},
};

/// The largest manifest.
const MANIFEST_BYTES_MAX: usize = 1 << 20;
/// The largest script that is read at all; the parser tells of its own bound before.
const SCRIPT_BYTES_MAX: usize = 8 << 20;
/// The most scripts of one folder.
const SCRIPTS_MAX: usize = 5_000;
/// The most folders that a project may use.
const FOLDERS_MAX: usize = 100;

/// Why there is nothing to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No such file or folder.
    #[error("there is no file or folder `{path}`")]
    Missing {
        /// What was asked for.
        path: String,
    },
    /// A folder without scripts.
    #[error("there are no .flow files in `{path}`")]
    NoScripts {
        /// The folder.
        path: String,
    },
    /// A file of another kind.
    #[error("`{path}` is neither a folder nor a .flow file")]
    NotAScript {
        /// The file.
        path: String,
    },
    /// The system does not give it.
    #[error("`{path}` cannot be read: {reason}")]
    Unreadable {
        /// What was asked for.
        path: String,
        /// The system's words.
        reason: FileError,
    },
}

/// Reads the project at `path`: a folder, or one `.flow` file. What is wrong with it stands in the findings, those of
/// the parser included.
///
/// # Errors
/// [`LoadError`] where there is nothing to read.
pub fn load(files: &dyn Files, path: &str) -> Result<(Project, Vec<Diagnostic>), LoadError> {
    load_again(files, path, &mut Parses::default())
}

/// The trees of the texts that a project had when it was read last, by their paths.
#[derive(Debug, Default)]
pub struct Parses(BTreeMap<String, Parse>);

#[derive(Debug, Clone)]
struct Parse {
    file: FileId,
    source: Arc<Source>,
    tree: Arc<ast::File>,
    found: Vec<Diagnostic>,
}

/// Reads the project at `path` once more: texts that have not changed since are not parsed again.
///
/// # Errors
/// [`LoadError`] where there is nothing to read.
pub fn load_again(
    files: &dyn Files,
    path: &str,
    parses: &mut Parses,
) -> Result<(Project, Vec<Diagnostic>), LoadError> {
    let path = path.trim_end_matches('/');
    let path = if path.is_empty() { "." } else { path };
    let before = std::mem::take(&mut parses.0);
    let mut loader = Loader {
        files,
        project: Project::default(),
        libraries: Vec::new(),
        found: Vec::new(),
        before,
        parses: &mut parses.0,
    };
    let (root, scripts) = scripts(files, path)?;
    loader.project.root = root.clone();
    loader.project.name = own_name(files, path);
    let manifest = loader.manifest_text(&root);
    loader.folders(root, scripts);
    loader.manifest(manifest);
    loader.found.extend(names::check(&loader.project));
    Ok((loader.project, loader.found))
}

/// The folder and the paths of the scripts that a path stands for.
fn scripts(files: &dyn Files, path: &str) -> Result<(String, Vec<String>), LoadError> {
    let unreadable = |reason| LoadError::Unreadable { path: path.to_owned(), reason };
    if path.ends_with(".flow") {
        match files.read(path, SCRIPT_BYTES_MAX) {
            Ok(_) | Err(FileError::TooLarge { .. }) => {
                let root = path.rsplit_once('/').map_or("", |(root, _)| root);
                return Ok((root.to_owned(), vec![path.to_owned()]));
            }
            // A folder may bear such a name.
            Err(error) if files.list(path).is_err() => {
                return Err(match error {
                    FileError::Missing => LoadError::Missing { path: path.to_owned() },
                    error => unreadable(error),
                });
            }
            Err(_) => {}
        }
    }
    let root = if path == "." { String::new() } else { path.to_owned() };
    match files.list(&root) {
        Ok(entries) => {
            let names = entries.into_iter().filter(|entry| !entry.folder && entry.name.ends_with(".flow"));
            let scripts: Vec<String> = names.map(|entry| join(&root, &entry.name)).collect();
            if scripts.is_empty() {
                return Err(LoadError::NoScripts { path: path.to_owned() });
            }
            Ok((root, scripts))
        }
        Err(FileError::Missing) => match files.read(path, 0) {
            Err(FileError::Missing) => Err(LoadError::Missing { path: path.to_owned() }),
            _ => Err(LoadError::NotAScript { path: path.to_owned() }),
        },
        Err(error) => Err(unreadable(error)),
    }
}

/// The name of a project without a manifest: its file's or folder's own, however the path to it is spelled.
fn own_name(files: &dyn Files, path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    match last {
        "." | ".." => files.folder_name(path).unwrap_or_else(|| "project".to_owned()),
        last => last.strip_suffix(".flow").unwrap_or(last).to_owned(),
    }
}

struct Loader<'f> {
    files: &'f dyn Files,
    project: Project,
    /// The libraries that are used, each with the word under which it is.
    libraries: Vec<(String, &'static Library)>,
    found: Vec<Diagnostic>,
    /// What was parsed before, and what is now.
    before: BTreeMap<String, Parse>,
    parses: &'f mut BTreeMap<String, Parse>,
}

/// A folder that is still to be read.
struct Waiting {
    namespace: String,
    path: String,
    scripts: Vec<String>,
    library: Option<&'static Library>,
}

impl Loader<'_> {
    /// The manifest's text, as the first of the sources; read when it is known which libraries it stands on.
    fn manifest_text(&mut self, root: &str) -> Option<FileId> {
        let path = join(root, MANIFEST);
        if let Err(FileError::Missing) = self.files.read(&path, 0) {
            return None;
        }
        let (file, readable) = self.text(&path, MANIFEST_BYTES_MAX);
        self.project.manifest_file = Some(file);
        readable.then_some(file)
    }

    /// Reads the manifests of the used libraries, then the project's own over them.
    fn manifest(&mut self, own: Option<FileId>) {
        let mut manifest = Manifest::default();
        let packs = self.libraries.iter().filter(|(_, library)| !library.manifest.is_empty());
        for (namespace, library) in packs {
            let file = self.project.sources.add(format!("{}.yaml", library.name), library.manifest);
            manifest::library(file, library.manifest, namespace, &mut manifest, &mut self.found);
        }
        if let Some(file) = own {
            let text = self.project.sources.text(whole(&self.project, file)).to_owned();
            manifest = manifest::read(file, &text, manifest, &mut self.found);
        }
        if let Some(name) = &manifest.project {
            self.project.name = name.clone();
        }
        self.project.manifest = manifest;
    }

    /// Reads a text as a source; what cannot be read is an empty one, and told.
    fn text(&mut self, path: &str, bytes_max: usize) -> (FileId, bool) {
        let problem = match self.files.read(path, bytes_max) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) if self.before.get(path).is_some_and(|it| it.source.text == text) => {
                    return (self.project.sources.share(self.before[path].source.clone()), true);
                }
                Ok(text) => return (self.project.sources.add(path, text), true),
                Err(error) => {
                    let at = error.utf8_error().valid_up_to();
                    let file = self.project.sources.add(path, String::from_utf8_lossy(error.as_bytes()));
                    let span = Span::new(file, at, at + char::REPLACEMENT_CHARACTER.len_utf8());
                    let finding = Diagnostic::new(&NOT_UTF8, span, "this file is not UTF-8");
                    self.found.push(finding.help("save it as UTF-8 in your editor"));
                    return (file, true);
                }
            },
            Err(FileError::TooLarge { bytes_max }) => {
                (&TOO_LARGE, format!("`{path}` is larger than {bytes_max} bytes"))
            }
            Err(error) => (&codes::UNREADABLE_FILE, format!("`{path}` cannot be read: {error}")),
        };
        let file = self.project.sources.add(path, "");
        self.found.push(Diagnostic::new(problem.0, Span::new(file, 0, 0), problem.1));
        (file, false)
    }

    fn folders(&mut self, root: String, scripts: Vec<String>) {
        let own = Waiting { namespace: String::new(), path: root, scripts, library: None };
        let mut waiting = VecDeque::from([own]);
        let mut met: BTreeSet<(String, String)> = BTreeSet::new();
        while let Some(next) = waiting.pop_front() {
            let folder = match next.library {
                Some(library) => self.library(&next, library),
                None => self.folder(&next),
            };
            let uses: Vec<ast::Use> = folder
                .files
                .iter()
                .flat_map(|script| &script.tree.items)
                .filter_map(|item| if let Item::Use(item) = item { Some(item.clone()) } else { None })
                .collect();
            self.project.folders.push(folder);
            let mut names: Vec<(String, String, Span)> = Vec::new();
            for item in uses {
                let Some(used) = self.resolve(&next, &item) else { continue };
                match names.iter().find(|(name, ..)| *name == used.namespace) {
                    Some((_, path, _)) if *path == used.path => {}
                    Some((name, _, first)) => {
                        let message = format!("two used folders bear the name `{name}`");
                        let finding = Diagnostic::new(&codes::DOUBLED_USE, item.span, message);
                        self.found
                            .push(finding.also(*first, "the first one").help("rename one of the folders"));
                        continue;
                    }
                    None => names.push((used.namespace.clone(), used.path.clone(), item.span)),
                }
                if met.insert((used.namespace.clone(), used.path.clone())) && met.len() <= FOLDERS_MAX {
                    waiting.push_back(used);
                }
            }
        }
    }

    /// What a `use` names; told where it is nothing.
    fn resolve(&mut self, from: &Waiting, item: &ast::Use) -> Option<Waiting> {
        match &item.source {
            UseSource::Missing => None,
            UseSource::Path(path) => {
                let dotted = path.dotted();
                let namespace = path.segments.last()?.text.clone();
                if let Some(library) = stdlib::find(&dotted) {
                    let library = Some(library);
                    return Some(Waiting { namespace, path: dotted, scripts: Vec::new(), library });
                }
                let near = crate::diagnostic::nearest(&dotted, stdlib::names());
                let message = format!("there is no library `{dotted}`");
                let finding = Diagnostic::new(&codes::UNKNOWN_USE, path.span, message);
                self.found.push(match near {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).guess(format!("write `{near}`"), path.span, near),
                    None => finding.help("libraries begin with `std.`; a folder of your own stands in quotes: `use \"../shared\"`"),
                });
                None
            }
            UseSource::Folder(text) => {
                let written = text.literal()?;
                let mut refuse = |message: String, help: &str| {
                    self.found.push(Diagnostic::new(&codes::UNKNOWN_USE, text.span, message).help(help));
                    None
                };
                if written.starts_with('/') || from.library.is_some() {
                    return refuse(
                        format!("`{written}` is not a folder seen from this one"),
                        "write the way from the script's folder, such as `use \"../shared\"`",
                    );
                }
                let path = join(&from.path, written);
                let namespace = path.rsplit('/').next().unwrap_or("").to_owned();
                if namespace.is_empty() || namespace == ".." {
                    return refuse(
                        format!("`{written}` has no last word to name it by"),
                        "use a folder beside this one",
                    );
                }
                match scripts(self.files, &path) {
                    Ok((path, scripts)) if !path.is_empty() => {
                        Some(Waiting { namespace, path, scripts, library: None })
                    }
                    Ok(_) => None,
                    Err(LoadError::NoScripts { .. }) => refuse(
                        format!("there are no .flow files in `{written}`"),
                        "a used folder is one of scripts",
                    ),
                    Err(_) => refuse(
                        format!("there is no folder `{written}`"),
                        "it is looked for from the script's own folder",
                    ),
                }
            }
        }
    }

    fn library(&mut self, next: &Waiting, library: &'static Library) -> Folder {
        self.libraries.push((next.namespace.clone(), library));
        let file = self.project.sources.add(format!("{}.flow", library.name), library.script);
        let files = self.parse(&[file]);
        Folder { namespace: next.namespace.clone(), path: next.path.clone(), files, ..Folder::default() }
    }

    fn folder(&mut self, next: &Waiting) -> Folder {
        let mut folder =
            Folder { namespace: next.namespace.clone(), path: next.path.clone(), ..Folder::default() };
        let scripts = next.scripts.iter().take(SCRIPTS_MAX);
        let scripts: Vec<FileId> = scripts.map(|path| self.text(path, SCRIPT_BYTES_MAX).0).collect();
        folder.files = self.parse(&scripts);
        if let Some(path) = next.scripts.get(SCRIPTS_MAX) {
            let file = self.project.sources.add(path.clone(), "");
            let message = format!(
                "a folder has at most {SCRIPTS_MAX} scripts; `{path}` and the ones behind it are not read"
            );
            self.found.push(Diagnostic::new(&TOO_LARGE, Span::new(file, 0, 0), message));
        }
        self.tables(&mut folder);
        self.assets(&next.path, "", 0, &mut folder.assets);
        folder
    }

    fn parse(&mut self, files: &[FileId]) -> Vec<FlowFile> {
        let sources = files.iter().filter_map(|file| Some((*file, self.project.sources.get(*file)?)));
        let known = |file: FileId, source: &Arc<Source>| {
            let before = self.before.get(&source.name);
            before.filter(|it| it.file == file && Arc::ptr_eq(&it.source, source)).cloned()
        };
        let parses: Vec<(FileId, &Arc<Source>, Option<Parse>)> =
            sources.map(|(file, source)| (file, source, known(file, source))).collect();
        let new: Vec<_> = parses.iter().filter(|(.., known)| known.is_none()).collect();
        let mut new = parallel::map(&new, |_, (file, source, _)| {
            let parsed = syntax::parse(*file, &source.text);
            let (tree, found) = (Arc::new(parsed.tree), parsed.diagnostics);
            Parse { file: *file, source: Arc::clone(source), tree, found }
        })
        .into_iter();
        let mut scripts = Vec::new();
        for parse in parses.into_iter().filter_map(|(.., known)| known.or_else(|| new.next())) {
            scripts.push(FlowFile { file: parse.file, tree: parse.tree.clone() });
            self.found.extend(parse.found.iter().cloned());
            self.parses.insert(parse.source.name.clone(), parse);
        }
        scripts
    }

    fn tables(&mut self, folder: &mut Folder) {
        let items = folder.files.iter().flat_map(|script| &script.tree.items);
        let tables: Vec<(String, Span)> = items
            .filter_map(|item| match item {
                Item::Knowledge(item) => {
                    let from = item.from.as_ref()?;
                    Some((from.literal()?.to_owned(), from.span))
                }
                _ => None,
            })
            .collect();
        for (name, span) in tables {
            if folder.knowledge.contains_key(&name) {
                continue;
            }
            match knowledge::read(self.files, &mut self.project.sources, &folder.path, &name, span) {
                Ok((rows, found)) => {
                    folder.knowledge.insert(name, rows);
                    self.found.extend(found);
                }
                Err(finding) => self.found.push(*finding),
            }
        }
    }

    fn assets(&self, folder: &str, below: &str, depth: usize, assets: &mut BTreeSet<String>) {
        const DEPTH_MAX: usize = 4;
        const ASSETS_MAX: usize = 10_000;
        let Ok(entries) = self.files.list(&join(folder, below)) else { return };
        for entry in entries {
            let name = if below.is_empty() { entry.name } else { format!("{below}/{}", entry.name) };
            if assets.len() >= ASSETS_MAX || entry_is_hidden(&name) {
                continue;
            }
            if !entry.folder {
                assets.insert(name);
            } else if depth < DEPTH_MAX {
                self.assets(folder, &name, depth + 1, assets);
            }
        }
    }
}

fn entry_is_hidden(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.starts_with('.'))
}

fn whole(project: &Project, file: FileId) -> Span {
    Span::new(file, 0, project.sources.get(file).map_or(0, |source| source.text.len()))
}
