//! The inbox's page: its own files, nothing from elsewhere.

use axum::extract::State as Shared;
use axum::http::header;
use axum::response::{Html, IntoResponse};

use crate::server::State;

/// The page; where nobody can log in, how to change that.
pub(in crate::server) async fn page(Shared(shared): State) -> impl IntoResponse {
    let page = if shared.reception.is_open() {
        include_str!("../page/inbox.html")
    } else {
        include_str!("../page/inbox-closed.html")
    };
    ([("x-robots-tag", "noindex, nofollow")], Html(page))
}

/// Its style.
pub(in crate::server) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../page/inbox.css"))
}

/// Its script.
pub(in crate::server) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("../page/inbox.js"))
}
