//! Refactorings: each looks at the place and offers what it can do there.

mod add_else;
mod create_step;
mod declare;
mod extract_step;
mod guess;
mod inline_step;
mod join_branches;
pub mod lists;
mod name_text;
mod split_evenly;
mod stub_action;

use super::action::{At, Offer};

/// A refactoring.
type Refactoring = for<'a, 'w> fn(&'a At<'w>) -> Vec<Offer<'w>>;

/// All of them, those that mend something first.
const ALL: [Refactoring; 9] = [
    create_step::offers,
    declare::offers,
    stub_action::offers,
    add_else::offers,
    split_evenly::offers,
    join_branches::offers,
    extract_step::offers,
    inline_step::offers,
    name_text::offers,
];

/// What can be refactored at a place.
pub fn offers<'w>(at: &At<'w>) -> Vec<Offer<'w>> {
    ALL.iter().flat_map(|refactoring| refactoring(at)).collect()
}
