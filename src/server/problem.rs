//! What is said when a request cannot be answered.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::desk::Refusal;

/// An error for the caller: a status, a word for programs, a sentence for people.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    error: &'static str,
    message: String,
}

impl Problem {
    /// The request is at fault.
    pub fn new(status: StatusCode, error: &'static str, message: impl Into<String>) -> Self {
        Problem { status, error, message: message.into() }
    }

    /// No such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// The request does not fit.
    pub fn unfit(message: impl Into<String>) -> Self {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit", message)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (status, error) = match refusal {
            Refusal::Busy => (StatusCode::TOO_MANY_REQUESTS, "busy"),
            Refusal::Closed => (StatusCode::SERVICE_UNAVAILABLE, "closed"),
        };
        Problem::new(status, error, refusal.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Json(serde_json::json!({ "error": self.error, "message": self.message }));
        (self.status, body).into_response()
    }
}

/// The answer to a path that the server does not know.
pub async fn not_found() -> Problem {
    Problem::not_found("there is nothing here")
}
