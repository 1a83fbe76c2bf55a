//! The offline provider, at the terminal's hand.

use std::sync::Arc;

use crate::ai::embedded::{Embedded, Row, Sources};
use crate::engine::{Machine, ModelAnswer, ModelRequest};
use crate::scenario::Answers;

/// The offline provider for a conversation in virtual time; it sees no pictures.
pub fn answers(machine: Arc<Machine>) -> impl Answers {
    let embedded = Embedded::default();
    move |request: &ModelRequest| answer(&embedded, &machine, request, None)
}

/// What the offline provider answers; `page` are the words on the request's picture.
pub fn answer(
    embedded: &Embedded,
    machine: &Machine,
    request: &ModelRequest,
    page: Option<&str>,
) -> ModelAnswer {
    let tables = &machine.program().symbols.knowledge;
    let named = request.knowledge.iter().filter_map(|name| tables.get(name));
    let rows: Vec<&[Row]> = named.map(|table| table.rows.as_slice()).collect();
    embedded.answer(request, Sources { knowledge: &rows, page })
}
