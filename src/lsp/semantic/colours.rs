//! What editors were told of the colours of files: the next time only what has changed is told.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use gen_lsp_types::{SemanticToken, SemanticTokensEdit};

/// What was told last of each file, by its path.
#[derive(Debug, Default)]
pub struct Colours(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    count: u64,
    files: BTreeMap<String, (String, Vec<SemanticToken>)>,
}

impl Colours {
    /// Notes what is told of a file now; what the editor asks with the next time.
    pub fn note(&self, path: &str, data: &[SemanticToken]) -> String {
        let mut kept = self.kept();
        kept.count += 1;
        let mark = kept.count.to_string();
        kept.files.insert(path.to_owned(), (mark.clone(), data.to_vec()));
        mark
    }

    /// What has changed since a file was told of with a mark; `None` where something else was told last.
    pub fn since(&self, path: &str, mark: &str, now: &[SemanticToken]) -> Option<Vec<SemanticTokensEdit>> {
        let kept = self.kept();
        let (_, before) = kept.files.get(path).filter(|(last, _)| last == mark)?;
        Some(between(before, now).into_iter().collect())
    }

    /// Nothing is told of a file any more.
    pub fn forget(&self, path: &str) {
        self.kept().files.remove(path);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Numbers for each word.
const NUMBERS: usize = 5;

/// The one stretch that has changed, counted in numbers.
fn between(before: &[SemanticToken], now: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let start = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    let rest = before[start..].iter().rev().zip(now[start..].iter().rev());
    let same = rest.take_while(|(before, now)| before == now).count();
    let (gone, new) = (before.len() - same - start, &now[start..now.len() - same]);
    let numbers = new
        .iter()
        .flat_map(|it| [it.delta_line, it.delta_start, it.length, it.token_type, it.token_modifiers_bitset]);
    (gone > 0 || !new.is_empty()).then(|| SemanticTokensEdit {
        start: (start * NUMBERS) as u32,
        delete_count: (gone * NUMBERS) as u32,
        data: (!new.is_empty()).then(|| numbers.collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lengths: &[u32]) -> Vec<SemanticToken> {
        let word = |length: &u32| SemanticToken {
            delta_line: 0,
            delta_start: 1,
            length: *length,
            token_type: 0,
            token_modifiers_bitset: 0,
        };
        lengths.iter().map(word).collect()
    }

    #[test]
    fn only_what_has_changed_is_told() {
        let colours = Colours::default();
        let mark = colours.note("/a.flow", &words(&[1, 2, 3, 4]));
        let edits = colours.since("/a.flow", &mark, &words(&[1, 5, 4])).unwrap();
        let data = Some(vec![0, 1, 5, 0, 0]);
        assert_eq!(edits, [SemanticTokensEdit { start: 5, delete_count: 10, data }]);
        assert_eq!(colours.since("/a.flow", &mark, &words(&[1, 2, 3, 4])), Some(vec![]));
        let longer = colours.since("/a.flow", &mark, &words(&[1, 2, 2, 3, 4])).unwrap();
        assert_eq!((longer[0].start, longer[0].delete_count), (10, 0));
        assert_eq!(colours.since("/a.flow", "0", &words(&[1])), None);
        colours.forget("/a.flow");
        assert_eq!(colours.since("/a.flow", &mark, &words(&[1])), None);
    }
}
