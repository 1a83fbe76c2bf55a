//! `GET /v1/report` and `GET /healthz`.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;

use super::State;
use super::desk::Refusal;
use super::problem::Problem;

/// What became of the contacts. It looks at all of them, on a thread of its own.
pub(super) async fn show(Shared(shared): State) -> Result<Json<serde_json::Value>, Problem> {
    let report = tokio::task::spawn_blocking(move || shared.desk.report()).await;
    Ok(Json(report.unwrap_or(Err(Refusal::Closed))?))
}

/// Whether events are accepted; tells nothing of contacts.
pub(super) async fn health(Shared(shared): State) -> (StatusCode, Json<serde_json::Value>) {
    let ok = shared.desk.accepts();
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({ "ok": ok })))
}
