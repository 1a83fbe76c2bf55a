//! The offline provider, at the terminal's hand.

use crate::ai::Tables;
use crate::ai::embedded::{Embedded, Sources};
use crate::engine::{ModelAnswer, ModelRequest};
use crate::project::Project;
use crate::scenario::Answers;

/// The knowledge tables of a project, ready to be asked.
pub fn tables(project: &Project) -> Tables {
    Tables::of(project.tables().into_iter().map(|table| (table.name, table.rows)))
}

/// The offline provider for a conversation in virtual time; it sees no pictures.
pub fn answers(tables: Tables) -> impl Answers {
    let embedded = Embedded::default();
    move |request: &ModelRequest| answer(&embedded, &tables, request, None)
}

/// What the offline provider answers; `page` are the words on the request's picture.
pub fn answer(
    embedded: &Embedded,
    tables: &Tables,
    request: &ModelRequest,
    page: Option<&str>,
) -> ModelAnswer {
    embedded.answer(request, Sources { knowledge: &tables.named(&request.knowledge), page })
}
