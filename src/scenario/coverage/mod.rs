//! What of a program have its tests come through?

mod item;
#[cfg(test)]
mod tests;

pub use item::{Item, ItemKind, items};

use std::collections::BTreeSet;

use super::run::Report;
use crate::engine::Mark;
use crate::ir::Program;
use crate::project::Project;

/// The items of a program, and how many tests came through each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// In the order of the text.
    pub items: Vec<Covered>,
}

/// An item, and by how many tests it was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Covered {
    /// It.
    pub item: Item,
    /// How many tests came through it.
    pub tests: usize,
}

/// How many items there are, and how many of them were tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Those that some test came through.
    pub covered: usize,
    /// All.
    pub items: usize,
}

impl Coverage {
    /// What the tests of a project came through. What a used folder offers is its own tests' matter.
    pub fn of_project(project: &Project, program: &Program, reports: &[Report]) -> Self {
        Coverage::of_marks(project, program, reports.iter().map(|report| &report.marks))
    }

    /// The same of whatever left marks.
    pub fn of_marks<'m>(
        project: &Project,
        program: &Program,
        marks: impl Iterator<Item = &'m BTreeSet<Mark>>,
    ) -> Self {
        let own = project.folders.first().map(|folder| folder.files.as_slice()).unwrap_or_default();
        let own: BTreeSet<_> = own.iter().map(|script| script.file).collect();
        let mut items = items(program);
        items.retain(|item| own.contains(&item.span.file));
        Coverage::of(items, marks)
    }

    /// What the tests came through, each given by its marks.
    pub fn of<'m>(items: Vec<Item>, tests: impl Iterator<Item = &'m BTreeSet<Mark>>) -> Self {
        let mut covered: Vec<Covered> = items.into_iter().map(|item| Covered { item, tests: 0 }).collect();
        for marks in tests {
            for item in &mut covered {
                item.tests += usize::from(marks.contains(&item.item.mark));
            }
        }
        Coverage { items: covered }
    }

    /// The tally of one kind.
    pub fn tally(&self, kind: ItemKind) -> Tally {
        Tally::of(self.items.iter().filter(|covered| covered.item.kind == kind))
    }

    /// The tally of everything.
    pub fn total(&self) -> Tally {
        Tally::of(self.items.iter())
    }

    /// What no test came through.
    pub fn missing(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|covered| covered.tests == 0).map(|covered| &covered.item)
    }
}

impl Tally {
    fn of<'c>(items: impl Iterator<Item = &'c Covered>) -> Self {
        items.fold(Tally::default(), |tally, item| Tally {
            covered: tally.covered + usize::from(item.tests > 0),
            items: tally.items + 1,
        })
    }

    /// The share in whole per cent, rounded down: 100 only where nothing is missing. Of nothing everything is covered.
    pub fn percent(self) -> usize {
        (100 * self.covered).checked_div(self.items).unwrap_or(100)
    }
}
