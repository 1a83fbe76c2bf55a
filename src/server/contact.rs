//! `GET /v1/contacts/ID`.

use axum::Json;
use axum::extract::{Path, State as Shared};

use super::State;
use super::problem::Problem;

/// A contact: who, where it stands, what is known.
pub(super) async fn show(
    Shared(shared): State,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, Problem> {
    let contact = shared.desk.contact(&id).ok_or_else(|| Problem::not_found(format!("no contact `{id}`")))?;
    let mut shown = serde_json::json!({
        "id": contact.id,
        "status": contact.status(),
        "sequence": contact.sequence,
        "person": contact.person,
        "tags": contact.tags,
        "fields": contact.fields,
        "trackers": contact.trackers,
        "stands": contact.points(),
        "next_due": contact.next_due().map(|at| at.to_string()),
    });
    shown["person"]["created"] = contact.person.created.to_string().into();
    Ok(Json(shown))
}
