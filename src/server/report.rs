//! `GET /v1/report` and `GET /healthz`.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::StatusCode;

use super::State;

/// Plain counts: per router and arm how many were shown it, reached a goal, and wait.
pub(super) async fn show(Shared(shared): State) -> Json<serde_json::Value> {
    Json(shared.desk.report())
}

/// Whether events are accepted; tells nothing of contacts.
pub(super) async fn health(Shared(shared): State) -> (StatusCode, Json<serde_json::Value>) {
    match shared.desk.health() {
        Ok(said) => (StatusCode::OK, Json(said)),
        Err(said) => (StatusCode::SERVICE_UNAVAILABLE, Json(said)),
    }
}
