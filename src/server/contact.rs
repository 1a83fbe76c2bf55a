//! `GET /v1/contacts/ID`.

use axum::Json;
use axum::extract::{Path, State as Shared};

use super::State;
use super::problem::Problem;

/// A contact: who, where it stands, what is known, what was said.
pub(super) async fn show(
    Shared(shared): State,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    let contact = shared.desk.contact(&id);
    contact.map(Json).ok_or_else(|| Problem::not_found(format!("no contact `{id}`")))
}
