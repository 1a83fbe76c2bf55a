//! Where an arrow to a flow leads: its first step.

use std::collections::BTreeMap;

use super::Hint;
use crate::lsp::here::Here;
use crate::lsp::refactor::lists;
use crate::lsp::symbols::Kind;
use crate::source::FileId;
use crate::syntax::ast::{File, Item, Target};

/// `step hello` behind `-> flow onboarding`.
pub fn add(here: &Here, tree: &File, hints: &mut Vec<Hint>) {
    let mut entries = Entries { here, files: BTreeMap::new() };
    lists::all_arrows(tree, &mut |target| {
        let Target::Flow(target) = target else { return };
        let Some(name) = target.flow.as_ref().and_then(|path| path.segments.last()) else { return };
        if target.step.is_none()
            && let Some(step) = entries.of(name.span.start)
        {
            hints.push(Hint { at: target.span.end, label: format!("step {step}"), more: None, behind: true });
        }
    });
}

/// The first steps of flows, by the files and places of the flows' names.
struct Entries<'h> {
    here: &'h Here,
    files: BTreeMap<FileId, BTreeMap<u32, &'h str>>,
}

impl<'h> Entries<'h> {
    /// The first step of the flow whose name stands at a byte.
    fn of(&mut self, offset: u32) -> Option<&'h str> {
        let here = self.here;
        let symbols = here.names_at(offset).iter().map(|name| name.symbol);
        let at = symbols.filter(|symbol| symbol.kind == Kind::Flow).map(|symbol| symbol.at).next()?;
        let file = self.files.entry(at.file).or_insert_with(|| {
            let tree = here.snapshot.tree(at.file);
            let items = tree.into_iter().flat_map(|(_, tree)| &tree.items);
            let flows = items.filter_map(|item| match item {
                Item::Flow(flow) => {
                    Some((flow.name.as_ref()?.span.start, flow.steps.first()?.name.as_ref()?.text.as_str()))
                }
                _ => None,
            });
            flows.collect()
        });
        file.get(&at.start).copied()
    }
}
