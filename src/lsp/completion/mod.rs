//! What can be written at a place: names that are declared, words of the language, whole forms with places to fill in.

mod forms;
mod item;
pub mod manifest;
mod names;
mod outside;
pub mod signature;
mod values;

use gen_lsp_types::CompletionItem;

use super::cursor;
use super::here::{Here, World};
use crate::check::{Names, Scope};
use crate::source::{FileId, Span};
use crate::syntax::cursor::{Cursor, Slot};

pub use item::Item;
use item::Near;

/// A place, and everything that is known there.
pub struct Place<'w> {
    /// The place as the grammar sees it.
    pub cursor: &'w Cursor,
    /// Everything that is declared.
    pub names: &'w Names<'w>,
    /// The file.
    pub file: FileId,
    /// The place of its folder.
    pub space: usize,
    /// The flow around it.
    pub flow: Option<usize>,
    /// Whether the editor takes places to fill in.
    pub snippets: bool,
}

impl<'w> Place<'w> {
    /// What names mean there.
    pub fn scope(&self) -> Scope<'w, 'w> {
        match self.flow {
            Some(flow) => Scope::of_flow(self.names, flow),
            None => Scope::top(self.names, self.space),
        }
    }

    /// How near something is that is declared at a place in a folder.
    pub fn near(&self, space: usize, declared: Span) -> Near {
        match (space == self.space, declared.file == self.file) {
            (true, true) => Near::File,
            (true, false) => Near::Project,
            (false, _) => Near::Library,
        }
    }
}

/// Looks at a byte of a script with everything that is known there.
pub fn at<T>(world: &World, here: &Here, offset: u32, look: impl FnOnce(&Place<'_>) -> T) -> Option<T> {
    let cursor = cursor::at(here, offset)?;
    let (space, tree) = here.snapshot.tree(here.file)?;
    let names = here.snapshot.names();
    let flow = cursor::flow(tree, offset);
    let flow = names.flows.iter().position(|it| flow.is_some_and(|flow| std::ptr::eq(it.ast, flow)));
    let snippets = world.client.snippets;
    Some(look(&Place { cursor: &cursor, names, file: here.file, space, flow, snippets }))
}

/// What can be written at a byte of a script.
pub fn script(world: &World, here: &Here, offset: u32) -> Option<Vec<CompletionItem>> {
    let cursor = cursor::at(here, offset)?;
    let mut items = match &cursor.slot {
        Some(slot) => at(world, here, offset, |place| named(place, slot))?,
        None => Vec::new(),
    };
    // There nothing but a name can stand, though the grammar would read more.
    if !matches!(cursor.slot, Some(Slot::Argument | Slot::Hours)) {
        items.extend(forms::all(&cursor, world.client.snippets));
    }
    // A path is one word where its names belong together: actions and libraries.
    let word = Span::new(here.file, cursor.word.start, cursor.word.end);
    let path = match cursor.qualifier.as_str() {
        "" => word,
        qualifier => Span { start: word.start - qualifier.len() as u32 - 1, ..word },
    };
    let ranges = (here.snapshot.range(word), here.snapshot.range(path));
    Some(items.into_iter().map(|item| item.finished(ranges, world.client.snippets)).collect())
}

/// The names that fit.
fn named(place: &Place<'_>, slot: &Slot) -> Vec<Item> {
    match slot {
        Slot::Target => names::targets(place),
        Slot::Step(None) => {
            (0..place.names.flows.len()).flat_map(|at| names::steps(place, Some(at))).collect()
        }
        Slot::Step(Some(path)) => names::steps(place, names::flow(place, path)),
        Slot::Flow => names::flows(place),
        Slot::Tag => names::tags(place),
        Slot::Goal => names::goals(place),
        Slot::Value => values::all(place),
        Slot::Settable => values::settable(place),
        Slot::Save => values::saved(place),
        Slot::Field => values::fields(place),
        Slot::Trait => values::traits(place),
        Slot::Filter => values::filters(),
        Slot::Argument => signature::arguments(place),
        Slot::Action => outside::actions(place),
        Slot::Operator => outside::operators(place),
        Slot::Template => outside::templates(place),
        Slot::Channel => outside::channels(place),
        Slot::Media => outside::media(place),
        Slot::Table => outside::tables(place),
        Slot::Library => outside::libraries(place),
        Slot::Hours => names::hours(place),
        Slot::Knowledge => names::knowledge(place),
        Slot::Routes => names::routes(place),
        Slot::Postback => names::inbound(place, true),
        Slot::Webhook => names::inbound(place, false),
        Slot::Key => names::keys(place),
        Slot::Router => names::routers(place),
        Slot::Arm(router) => names::arms(place, router),
    }
}
