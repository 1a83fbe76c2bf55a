//! `textDocument/documentSymbol`: what a file declares, flows with their steps.

use gen_lsp_types::{DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, SymbolKind};

use crate::lsp::here::World;
use crate::lsp::render::symbol_kind;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::symbols::Kind;
use crate::source::Span;
use crate::syntax::ast::{Flow, Handler, Item, Name, Text};

/// The declarations in the order of the text.
pub fn answer(world: &World, params: DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let here = world.file(&params.text_document.uri)?;
    let (_, tree) = here.snapshot.tree(here.file)?;
    let shown = Outline { snapshot: &here.snapshot };
    Some(tree.items.iter().flat_map(|item| shown.item(item)).collect::<Vec<_>>().into())
}

struct Outline<'s> {
    snapshot: &'s Snapshot,
}

impl Outline<'_> {
    fn item(&self, item: &Item) -> Vec<DocumentSymbol> {
        let whole = item.span();
        let named = |kind: Kind, name: &Option<Name>| {
            let name = name.iter().map(|name| self.named(kind, name, whole));
            name.collect::<Vec<_>>()
        };
        let all =
            |kind: Kind, names: &[Name]| names.iter().map(|name| self.named(kind, name, whole)).collect();
        match item {
            Item::Bot(bot) => self.titled("bot", SymbolKind::Package, bot.name.as_ref(), whole),
            Item::Tag(declared) => all(Kind::Tag, &declared.names),
            Item::Goal(declared) => all(Kind::Goal, &declared.names),
            Item::Field(field) => all(Kind::Field, &field.names),
            Item::Tracker(tracker) => all(Kind::Tracker, &tracker.names),
            Item::Postback(inbound) => named(Kind::Postback, &inbound.name),
            Item::Webhook(inbound) => named(Kind::Webhook, &inbound.name),
            Item::Knowledge(knowledge) => named(Kind::Knowledge, &knowledge.name),
            Item::Hours(hours) => named(Kind::Hours, &hours.name),
            Item::Constant(constant) => named(Kind::Constant, &constant.name),
            Item::Routes(routes) => named(Kind::Routes, &routes.name),
            Item::Broadcast(broadcast) => named(Kind::Broadcast, &broadcast.name),
            Item::Flow(flow) => named(Kind::Flow, &flow.name)
                .into_iter()
                .map(|shown| DocumentSymbol { children: Some(self.inside(flow)), ..shown })
                .collect(),
            Item::Handler(handler) => vec![self.handler(handler)],
            Item::Test(test) => self.titled("test", SymbolKind::Function, test.name.as_ref(), whole),
            Item::Use(_) | Item::Moved(_) | Item::Drop(_) => Vec::new(),
        }
    }

    /// The handlers and steps of a flow.
    fn inside(&self, flow: &Flow) -> Vec<DocumentSymbol> {
        let handlers = flow.handlers.iter().map(|handler| self.handler(handler));
        let steps = flow.steps.iter().filter_map(|step| {
            let shown = self.named(Kind::Step, step.name.as_ref()?, step.span);
            let handlers = step.handlers.iter().map(|handler| self.handler(handler));
            Some(DocumentSymbol { children: Some(handlers.collect()), ..shown })
        });
        let mut inside: Vec<DocumentSymbol> = handlers.chain(steps).collect();
        inside.sort_by_key(|shown| (shown.range.start.line, shown.range.start.character));
        inside
    }

    fn named(&self, kind: Kind, name: &Name, whole: Span) -> DocumentSymbol {
        self.shown(name.text.clone(), Some(kind.words()), symbol_kind(kind), name.span, whole)
    }

    fn titled(&self, word: &str, kind: SymbolKind, name: Option<&Text>, whole: Span) -> Vec<DocumentSymbol> {
        let head = Span { end: whole.start + word.len() as u32, ..whole };
        let title = name.and_then(|name| name.literal()).filter(|title| !title.trim().is_empty());
        let at = name.map_or(head, |name| name.span);
        vec![self.shown(title.unwrap_or(word).to_owned(), Some(word), kind, at, whole)]
    }

    fn handler(&self, handler: &Handler) -> DocumentSymbol {
        let head = Span { start: handler.span.start, ..handler.event.span };
        let words = self.snapshot.text(head).split_whitespace().collect::<Vec<_>>().join(" ");
        let words = if words.is_empty() { "on".to_owned() } else { words };
        self.shown(words, None, SymbolKind::Event, head, handler.span)
    }

    #[allow(deprecated)] // The protocol's field has to be given a value.
    fn shown(
        &self,
        name: String,
        detail: Option<&str>,
        kind: SymbolKind,
        at: Span,
        whole: Span,
    ) -> DocumentSymbol {
        // Editors refuse a name outside of what bears it.
        let whole = Span { start: whole.start.min(at.start), end: whole.end.max(at.end), ..whole };
        DocumentSymbol {
            name,
            detail: detail.map(str::to_owned),
            kind,
            tags: None,
            deprecated: None,
            range: self.snapshot.range(whole),
            selection_range: self.snapshot.range(at),
            children: None,
        }
    }
}
