//! `GET /v1/report` and `GET /healthz`.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;

use super::State;
use super::problem::Problem;

/// Plain counts: per router and arm how many were shown it, reached a goal, and wait.
pub(super) async fn show(Shared(shared): State) -> Result<Json<serde_json::Value>, Problem> {
    Ok(Json(shared.desk.report()?))
}

/// Whether events are accepted; tells nothing of contacts.
pub(super) async fn health(Shared(shared): State) -> (StatusCode, Json<serde_json::Value>) {
    let ok = shared.desk.accepts();
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({ "ok": ok })))
}
