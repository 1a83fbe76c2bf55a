//! The team's inbox: who waits for a person, the conversation, a reply, taking and handing back.

mod act;
mod look;
mod page;
mod reception;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

pub use reception::Reception;

use self::reception::{Refused, session_cookie};
use super::problem::Problem;
use super::{Shared, chat};

/// Who of the team asks.
#[derive(Debug, Clone)]
struct Colleague(String);

/// Everything under `/inbox`.
pub(super) fn routes(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    let inside = Router::new()
        .route("/inbox/api/me", get(look::me))
        .route("/inbox/api/contacts", get(look::contacts))
        .route("/inbox/api/talk", get(look::talk))
        .route("/inbox/api/media", get(look::media))
        .route("/inbox/api/take", post(act::take))
        .route("/inbox/api/leave", post(act::leave))
        .route("/inbox/api/say", post(act::say))
        .route("/inbox/api/press", post(act::press))
        .route("/inbox/api/pause", post(act::pause))
        .route("/inbox/api/resume", post(act::resume))
        .route("/inbox/api/image", post(act::image).layer(DefaultBodyLimit::max(chat::IMAGE_BYTES_MAX)))
        .layer(from_fn_with_state(shared.clone(), known));
    let api = Router::new()
        .route("/inbox/api/login", post(log_in))
        .route("/inbox/api/logout", post(log_out))
        .merge(inside)
        .layer(from_fn_with_state(shared.clone(), own));
    Router::new()
        .route("/inbox", get(page::page))
        .route("/inbox/inbox.css", get(page::style))
        .route("/inbox/inbox.js", get(page::script))
        .merge(api)
}

/// Sites that may use the chat may not use the inbox.
async fn own(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if shared.door.is_own_origin(request.headers()) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "foreign-origin", "another site may not do this").into_response()
}

/// Lets through who has logged in.
async fn known(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    match shared.reception.who(request.headers(), shared.desk.now()) {
        Some(name) => {
            request.extensions_mut().insert(Colleague(name));
            next.run(request).await
        }
        None => Problem::new(StatusCode::UNAUTHORIZED, "log-in", "log in first").into_response(),
    }
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    password: String,
}

async fn log_in(State(shared): State<Arc<Shared>>, Json(entry): Json<Entry>) -> Result<Response, Problem> {
    let entered = shared.reception.log_in(&entry.name, &entry.password, shared.desk.now());
    let secret = entered.map_err(|refused| match refused {
        Refused::Wrong => {
            Problem::new(StatusCode::UNAUTHORIZED, "wrong", "this name and this password do not fit")
        }
        Refused::TooMany => {
            let message = "too many wrong passwords: try again in a minute";
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "busy", message)
        }
    })?;
    let cookie = (header::SET_COOKIE, session_cookie(Some(&secret), &shared.config));
    Ok((StatusCode::NO_CONTENT, [cookie]).into_response())
}

async fn log_out(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    shared.reception.log_out(&headers);
    let cookie = (header::SET_COOKIE, session_cookie(None, &shared.config));
    (StatusCode::NO_CONTENT, [cookie]).into_response()
}
