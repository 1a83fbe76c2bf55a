//! The chat's page: its own files, nothing from elsewhere.

use axum::extract::State as Shared;
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Response};

use super::State;
use super::problem::Problem;
use super::visitor::Visitor;

/// The page; a visitor without a cookie gets one.
pub(super) async fn chat(Shared(shared): State, headers: HeaderMap) -> Result<Response, Problem> {
    let page = Html(include_str!("page/chat.html"));
    if Visitor::of(&headers).is_some() {
        return Ok(page.into_response());
    }
    let visitor = Visitor::new().map_err(|_| super::desk::Refusal::Closed)?;
    Ok(([(header::SET_COOKIE, visitor.cookie(&shared.config))], page).into_response())
}

/// Its style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page/chat.css"))
}

/// How texts are shown, in the chat and in the inbox.
pub(super) async fn text() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page/text.js"))
}

/// Its script.
pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page/chat.js"))
}
