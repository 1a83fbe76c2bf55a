//! The loop: the editor's messages in their order, and what comes back from the threads.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, never, select, tick};
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    PublishDiagnosticsParams, Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::capabilities::{self, Client};
use super::document::Document;
use super::held::Held;
use super::hello::{self, Hello};
use super::here::World;
use super::overlay::Overlay;
use super::parent::{self, Parent};
use super::pool::{self, Pool};
use super::semantic::Colours;
use super::slow::{self, Asked, Done};
use super::snapshot::Snapshot;
use super::told::Told;
use super::{beside, projects, pull, request, uri};
use crate::ir::Time;
use crate::project::Files;
use crate::report::FILE;

/// How an editor left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goodbye {
    /// As the protocol has it: `shutdown`, then `exit`.
    Said,
    /// Without a word; its process may be gone.
    Gone,
    /// It never said hello.
    Stranger,
}

/// Serves an editor until it says goodbye, or is gone; `now` is the clock.
pub fn serve(connection: &Connection, files: Box<dyn Files + Send + Sync>, now: fn() -> Time) -> Goodbye {
    let Ok((id, params)) = connection.initialize_start() else { return Goodbye::Stranger };
    let params = hello::read(params);
    let client = Client::of(&params.capabilities);
    let hello = Response::new_ok(id, capabilities::server(client));
    let threads = Pool::new(&connection.sender).and_then(|pool| Ok((pool, slow::start()?)));
    let Ok((pool, (check, looked))) = threads else { return Goodbye::Gone };
    let mut server = Server {
        connection,
        client,
        pool,
        check,
        now,
        files: Overlay::new(files),
        documents: BTreeMap::new(),
        projects: BTreeMap::new(),
        told: Told::default(),
        changed: BTreeSet::new(),
        requests: 0,
        waiting: Vec::new(),
        is_leaving: false,
        colours: Arc::default(),
    };
    server.send(hello);
    server.begin(&params);
    server.run(&looked, params.parent)
}

struct Server<'c> {
    connection: &'c Connection,
    client: Client,
    pool: Pool,
    check: Sender<Asked>,
    now: fn() -> Time,
    files: Overlay,
    /// The open texts, by their paths.
    documents: BTreeMap<String, Document>,
    /// The known projects, by the paths that they are read from.
    projects: BTreeMap<String, Held>,
    /// What the editor was told of each file.
    told: Told,
    /// The projects whose texts have changed since they were read.
    changed: BTreeSet<String>,
    /// How many requests the editor got.
    requests: i32,
    /// Who wants to know when everything was looked at.
    waiting: Vec<RequestId>,
    /// Whether the editor has said that it leaves.
    is_leaving: bool,
    /// What it was told of colours.
    colours: Arc<Colours>,
}

impl Server<'_> {
    /// Looks for projects in the folders that are open.
    fn begin(&mut self, params: &Hello) {
        for folder in &params.folders {
            self.add_folder(folder);
        }
        self.look();
    }

    /// Asks to be told of files that change.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let numbers = beside::path("**");
        // The last but one are what scripts send.
        let watchers = [
            "**/*.flow",
            "**/flow.yaml",
            "**/*.csv",
            "**/*.{png,jpg,jpeg,gif,webp,mp3,ogg,opus,wav,mp4,webm,pdf}",
            &numbers,
        ];
        let watchers = watchers.map(|glob| json!({ "globPattern": glob }));
        self.ask(
            "client/registerCapability",
            json!({ "registrations": [{
                "id": "files", "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            }] }),
        );
    }

    /// A folder was opened.
    fn add_folder(&mut self, folder: &Uri) {
        let Some(folder) = uri::path(folder) else { return };
        for project in projects::below(&self.files, folder.trim_end_matches('/')) {
            self.projects.entry(project.clone()).or_default();
            self.changed.insert(project);
        }
    }

    /// A folder was closed: its projects go, but for those of which a text is open.
    fn remove_folder(&mut self, folder: &Uri) {
        let Some(folder) = uri::path(folder) else { return };
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let is_open = |held: &Held| self.documents.keys().any(|path| held.reads(path));
        let is_below = |project: &String| format!("{project}/").starts_with(&prefix);
        self.projects.retain(|project, held| !is_below(project) || is_open(held));
    }

    fn run(&mut self, looked: &Receiver<Done>, parent: Option<Parent>) -> Goodbye {
        let connection = self.connection;
        let beat = parent.as_ref().map_or_else(never, |_| tick(parent::LOOKED_AT));
        loop {
            select! {
                recv(connection.receiver) -> message => {
                    let Ok(message) = message else { return Goodbye::Gone };
                    // Whoever types fast has sent more: it is all taken before anything is looked at.
                    for message in std::iter::once(message).chain(connection.receiver.try_iter()) {
                        if let Some(goodbye) = self.message(message) {
                            return goodbye;
                        }
                    }
                    self.look();
                    self.settle();
                }
                recv(looked) -> looked => if let Ok(looked) = looked {
                    self.looked(looked);
                },
                recv(beat) -> _ => if parent.as_ref().is_some_and(|parent| !parent.lives()) {
                    return Goodbye::Gone;
                },
            }
        }
    }

    /// Takes a message; how the editor leaves if it was the last one.
    fn message(&mut self, message: Message) -> Option<Goodbye> {
        match message {
            Message::Request(Request { id, method, .. }) if method == "shutdown" => {
                self.is_leaving = true;
                self.send(Response::new_ok(id, Value::Null));
            }
            Message::Request(Request { id, .. }) if self.is_leaving => {
                let message = "the server was told to shut down".to_owned();
                self.send(Response::new_err(id, ErrorCode::InvalidRequest as i32, message));
            }
            Message::Request(request) => self.request(request),
            Message::Notification(notification) if notification.method == "exit" => {
                return Some(if self.is_leaving { Goodbye::Said } else { Goodbye::Gone });
            }
            Message::Notification(notification) => self.notification(notification),
            Message::Response(_) => {}
        }
        None
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" => self.watch(),
            "textDocument/didOpen" => read(params, |it: DidOpenTextDocumentParams| self.opened(it)),
            "textDocument/didChange" => read(params, |it: DidChangeTextDocumentParams| self.edited(&it)),
            "textDocument/didClose" => read(params, |it: DidCloseTextDocumentParams| {
                if let Some(path) = uri::path(&it.text_document.uri) {
                    self.documents.remove(&path);
                    self.colours.forget(&path);
                    self.files.close(&path);
                    self.touched(&path);
                }
            }),
            "textDocument/didSave" => read(params, |it: DidSaveTextDocumentParams| {
                if let Some(path) = uri::path(&it.text_document.uri) {
                    self.files.forget(&path);
                }
            }),
            "workspace/didChangeWatchedFiles" => read(params, |it: DidChangeWatchedFilesParams| {
                for path in it.changes.iter().filter_map(|change| uri::path(&change.uri)) {
                    self.files.forget(&path);
                    if path.ends_with(FILE) {
                        self.counted_anew(&path);
                    } else if !self.documents.contains_key(&path) {
                        self.touched(&path);
                        self.moved_in_or_out(&path);
                    }
                }
            }),
            "workspace/didChangeWorkspaceFolders" => read(params, |it: DidChangeWorkspaceFoldersParams| {
                it.event.removed.iter().for_each(|folder| self.remove_folder(&folder.uri));
                it.event.added.iter().for_each(|folder| self.add_folder(&folder.uri));
            }),
            "$/cancelRequest" => {
                let id = params.get("id");
                let number =
                    id.and_then(Value::as_i64).and_then(|id| i32::try_from(id).ok()).map(RequestId::from);
                let text = id.and_then(Value::as_str).map(|id| RequestId::from(id.to_owned()));
                number.or(text).iter().for_each(|id| self.pool.cancel(id));
            }
            _ => {}
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let Some(path) = uri::path(&item.uri) else { return };
        self.files.open(&path, item.text.clone());
        let is_known = self.projects.values().any(|held| held.reads(&path));
        let is_ours = path.ends_with(".flow") || path.ends_with("/flow.yaml");
        if !is_known && is_ours && (path.starts_with('/') || uri::is_unsaved(&path)) {
            let has_bot = item.text.lines().any(|line| line.starts_with("bot "));
            let project = projects::of(&self.files, &path, has_bot);
            self.projects.entry(project.clone()).or_default();
            self.changed.insert(project);
        }
        let document = Document { uri: item.uri, text: item.text, version: item.version };
        self.documents.insert(path.clone(), document);
        if path.ends_with("/flow.yaml") {
            self.moved_in_or_out(&path);
        }
        self.touched(&path);
    }

    fn edited(&mut self, params: &DidChangeTextDocumentParams) {
        let Some(path) = uri::path(&params.text_document.text_document_identifier.uri) else { return };
        let Some(document) = self.documents.get_mut(&path) else { return };
        document.edit(&params.content_changes, params.text_document.version, self.client.encoding);
        self.files.open(&path, document.text.clone());
        self.touched(&path);
    }

    /// A file is not what it was.
    fn touched(&mut self, path: &str) {
        self.pool.edited();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (root, held) in &self.projects {
            if root == folder || root == path || held.reads(path) {
                self.changed.insert(root.clone());
            }
        }
    }

    /// A file may have come or gone: a project that did not read it may name it, or be known by it.
    fn moved_in_or_out(&mut self, path: &str) {
        let is_below = |root: &&String| {
            let folder =
                if root.ends_with(".flow") { root.rsplit_once('/').map_or("", |it| it.0) } else { root };
            path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        };
        if path.ends_with(".flow") {
            return;
        }
        self.changed.extend(self.projects.keys().filter(is_below).cloned());
        // A folder with a manifest is a project.
        if let Some(folder) = path.strip_suffix("/flow.yaml") {
            self.projects.entry(folder.to_owned()).or_default();
            self.changed.insert(folder.to_owned());
        }
    }

    /// The numbers beside projects are not what they were.
    fn counted_anew(&mut self, path: &str) {
        for held in self.projects.values_mut() {
            held.counted_anew(path);
        }
        for (shows, request) in [
            (self.client.renews_lenses, "workspace/codeLens/refresh"),
            (self.client.renews_hints, "workspace/inlayHint/refresh"),
        ] {
            if shows {
                self.ask(request, Value::Null);
            }
        }
    }

    /// Reads what has changed, says what is wrong with it at once, and lets the rest be looked at.
    fn look(&mut self) {
        for root in std::mem::take(&mut self.changed) {
            let (files, encoding) = (&self.files, self.client.encoding);
            let Some(held) = self.projects.get_mut(&root) else { continue };
            match catch_unwind(AssertUnwindSafe(|| held.read(files, &root, encoding))) {
                Ok(Ok(snapshot)) => {
                    let _ = self.check.send((root, snapshot));
                }
                Ok(Err(_)) => {
                    // There is nothing to read any more.
                    self.projects.remove(&root);
                }
                Err(panic) => self.log(&format!("a mistake of flowc itself: {}", pool::said(&*panic))),
            }
        }
        self.tell();
    }

    fn looked(&mut self, done: Done) {
        let Some(held) = self.projects.get_mut(&done.project) else { return };
        let (looked, mistake) = match done.found {
            Ok(looked) => (Some(looked), None),
            Err(mistake) => (None, Some(mistake)),
        };
        let is_last = held.looked(&done.snapshot, looked);
        if let Some(mistake) = mistake {
            self.log(&format!("a mistake of flowc itself: {mistake}"));
        }
        self.tell();
        if is_last && self.client.pulls && self.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
        self.settle();
    }

    /// Answers who waits until everything was looked at.
    fn settle(&mut self) {
        if self.projects.values().all(|held| held.settled) {
            for id in std::mem::take(&mut self.waiting) {
                self.send(Response::new_ok(id, Value::Null));
            }
        }
    }

    /// Tells the editor what is new about files; one that asks for itself is told nothing.
    fn tell(&mut self) {
        for path in self.told.update(self.projects.values()) {
            if let Some(uri) = self.address(&path).filter(|_| !self.client.pulls) {
                let version = self.documents.get(&path).map(|document| document.version);
                let diagnostics = self.told.of(&path).to_vec();
                let params = PublishDiagnosticsParams { uri, version, diagnostics };
                self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
            }
        }
    }

    fn request(&mut self, asked: Request) {
        // The answer is about the text that the editor had when it asked.
        self.look();
        let Request { id, method, params } = asked;
        let own =
            ["/textDocument/uri", "/item/uri", "/uri"].iter().find_map(|at| params.pointer(at)?.as_str());
        let path = own.and_then(|uri| uri::path(&Uri::parse(uri).ok()?));
        let holds = |snapshot: &Arc<Snapshot>| match &path {
            Some(path) => snapshot.file(path).is_some(),
            None => true,
        };
        let (mut projects, mut found, mut beside, mut others) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for held in self.projects.values_mut() {
            let Some(snapshot) = held.snapshot.clone() else { continue };
            if holds(&snapshot) {
                beside.push(held.beside(&self.files));
                found.push(held.found.clone());
                projects.push(snapshot);
            } else {
                others.push(snapshot);
            }
        }
        if method == "flowc/settled" {
            self.waiting.push(id);
            self.settle();
            return;
        }
        if let Some(report) = self.report(&method, path.as_deref(), &params) {
            self.send(Response::new_ok(id, report));
            return;
        }
        let colours = Arc::clone(&self.colours);
        let now = (self.now)();
        let world = World { projects, others, found, beside, client: self.client, colours, now };
        match request::find(&method) {
            Some(answer) => self.pool.ask(id, move || answer(&world, params)),
            None => {
                let message = format!("there is no `{method}`");
                self.send(Response::new_err(id, ErrorCode::MethodNotFound as i32, message));
            }
        }
    }

    /// The findings that an editor asks for.
    fn report(&self, method: &str, path: Option<&str>, params: &Value) -> Option<Value> {
        match method {
            "textDocument/diagnostic" => {
                let items = path.map_or(&[][..], |path| self.told.of(path));
                Some(pull::file(items, params["previousResultId"].as_str()))
            }
            "workspace/diagnostic" => {
                let told = self.told.iter().filter_map(|(path, items)| {
                    let version = self.documents.get(path).map(|document| document.version);
                    Some((self.address(path)?, version, items))
                });
                Some(pull::all(told, params))
            }
            _ => None,
        }
    }

    /// The address of a path, for an open text as the editor writes it itself.
    fn address(&self, path: &str) -> Option<Uri> {
        let open = self.documents.get(path).map(|document| document.uri.clone());
        open.or_else(|| uri::uri(path))
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.requests += 1;
        self.send(Request { id: self.requests.into(), method: method.to_owned(), params });
    }

    fn log(&self, message: &str) {
        self.send(Notification::new(
            "window/logMessage".to_owned(),
            json!({ "type": 1, "message": message }),
        ));
    }

    fn send(&self, message: impl Into<Message>) {
        // An editor that is gone needs no answers; the loop ends when its messages do.
        let _ = self.connection.sender.send(message.into());
    }
}

fn read<P: DeserializeOwned>(params: Value, on: impl FnOnce(P)) {
    // What cannot be read is no notification of the protocol.
    if let Ok(params) = serde_json::from_value(params) {
        on(params);
    }
}
