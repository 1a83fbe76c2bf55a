//! Knowledge tables as providers see them: by name, shared, and replaced while they are read.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::embedded::{Embedded, Index, Row, Sources};
use crate::engine::{ModelAnswer, ModelRequest};

/// The tables of a project by their names in the program. Clones share them: who holds one sees what another puts in.
///
/// A table is replaced whole, with an index that was made beforehand; a question that is being answered keeps the table that
/// it began with.
#[derive(Debug, Clone, Default)]
pub struct Tables(Arc<RwLock<BTreeMap<String, Arc<Index>>>>);

impl Tables {
    /// Tables by name.
    pub fn of(tables: impl IntoIterator<Item = (String, Vec<Row>)>) -> Self {
        let shared = Tables::default();
        shared.replace(tables);
        shared
    }

    /// Puts one table in the place of the one of this name.
    pub fn put(&self, name: &str, index: Arc<Index>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), index);
    }

    /// Puts these tables in the place of all.
    pub fn replace(&self, tables: impl IntoIterator<Item = (String, Vec<Row>)>) {
        let tables = tables.into_iter().map(|(name, rows)| (name, Arc::new(Index::of(rows)))).collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = tables;
    }

    /// The table of a name.
    pub fn get(&self, name: &str) -> Option<Arc<Index>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The tables of these names, in their order; what has no table is left out.
    pub fn named(&self, names: &[String]) -> Vec<Arc<Index>> {
        let tables = self.0.read().unwrap_or_else(PoisonError::into_inner);
        names.iter().filter_map(|name| tables.get(name).cloned()).collect()
    }

    /// The offline provider, which draws on these tables and sees no pictures.
    pub fn offline(self) -> impl Fn(&ModelRequest) -> ModelAnswer + Sync {
        let embedded = Embedded::default();
        move |request| {
            let sources = Sources { knowledge: &self.named(&request.knowledge), page: None };
            embedded.answer(request, sources)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replaced_table_is_seen_by_all_and_a_held_one_stays_whole() {
        let row = |answer: &str| vec![("Is there a fee?".to_owned(), answer.to_owned())];
        let tables = Tables::of([("faq".to_owned(), row("No."))]);
        let (other, held) = (tables.clone(), tables.get("faq").unwrap());
        tables.put("faq", Arc::new(Index::of(row("Yes."))));
        let said = |index: &Index| index.answer("is there a fee").unwrap().row.1.clone();
        assert_eq!((said(&held), said(&other.get("faq").unwrap())), ("No.".into(), "Yes.".into()));
        assert_eq!(other.named(&["prices".into(), "faq".into()]).len(), 1);
    }
}
