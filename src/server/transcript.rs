//! `GET /t/TOKEN`: a conversation to read, for whoever has its link. Nothing else of the contact is on the page, no search
//! engine may keep it, and it runs no script.

use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::desk::{LINES_MAX, Line, LineMedia};
use super::problem::Problem;
use super::{State, chat};
use crate::engine::Role;
use crate::ir::MediaKind;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'none'";
const ROBOTS: &str = "noindex, nofollow, noarchive";

/// The conversation; whatever is wrong with a link, the answer is the same.
pub(super) async fn show(Shared(shared): State, Path(token): Path<String>) -> Response {
    let (status, page) = match shared.desk.linked(&token) {
        Some(contact) => (StatusCode::OK, page(&shared.desk.lines(&contact, 0), &token)),
        None => (StatusCode::NOT_FOUND, gone()),
    };
    let headers = [(header::CONTENT_SECURITY_POLICY.as_str(), POLICY), ("x-robots-tag", ROBOTS)];
    (status, headers, Html(page.into_string())).into_response()
}

/// A picture of it.
pub(super) async fn media(
    Shared(shared): State,
    Path((token, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let contact = shared.desk.linked(&token).ok_or_else(|| Problem::not_found("there is nothing here"))?;
    Ok(([("x-robots-tag", ROBOTS)], chat::media_of(&shared, &contact, &name)?).into_response())
}

/// Its style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page/transcript.css"))
}

fn page(lines: &[Line], token: &str) -> Markup {
    document(
        "Conversation",
        &html! {
            h1 { "Conversation" }
            @if lines.len() >= LINES_MAX {
                p.note { "The last " (LINES_MAX) " lines." }
            }
            @for line in lines { (said(line, token)) }
        },
    )
}

/// What a link opens that is wrong, has ended, or whose contact was erased.
fn gone() -> Markup {
    document(
        "Nothing here",
        &html! {
            h1 { "This link opens nothing" }
            p { "It may have ended, or it was not copied whole. Ask for a new one." }
        },
    )
}

fn document(title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/t/transcript.css";
            }
            body { main { (main) } }
        }
    }
}

fn said(line: &Line, token: &str) -> Markup {
    let (class, who) = match line.role {
        Role::Contact => ("contact", "Contact"),
        Role::Bot => ("bot", "Bot"),
        Role::Person => ("person", "Team"),
    };
    html! {
        article class=(class) {
            h2 { (who) " " time { (minute(&line.at)) } }
            @for media in &line.media { (shown(media, token)) }
            @if !line.text.is_empty() { p { (line.text) } }
            @if !line.buttons.is_empty() {
                ul { @for button in &line.buttons { li { (button.text) } } }
            }
        }
    }
}

fn shown(media: &LineMedia, token: &str) -> Markup {
    // The token was opened, so it is one of ours: letters, digits, `-` and `_`.
    let address = match media.name() {
        Some(name) => format!("/t/{token}/media/{name}"),
        None => media.url.clone(),
    };
    html! {
        @match media.kind {
            MediaKind::Image => img src=(address) alt="picture";,
            kind => p {
                a href=(address) rel="noopener noreferrer nofollow" { (format!("{kind:?}").to_lowercase()) }
            }
        }
    }
}

/// A time to the minute, as people write it.
fn minute(at: &str) -> String {
    match at.get(..16) {
        Some(minute) => format!("{} UTC", minute.replace('T', " ")),
        None => at.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::OutgoingButton;
    use crate::ir::MediaRef;

    #[test]
    fn no_text_of_a_conversation_is_markup() {
        let evil = "<script>alert(\"1\")</script>'&";
        let media = MediaRef { kind: MediaKind::Image, at: String::new(), mime: String::new() };
        let line = Line {
            seq: 1,
            at: "2026-11-20T10:00:05Z".into(),
            role: Role::Contact,
            text: evil.into(),
            media: vec![
                LineMedia {
                    kind: MediaKind::Image,
                    url: format!("https://x/\"{evil}"),
                    media: media.clone(),
                },
                LineMedia::own(MediaKind::Image, "1-0", media),
            ],
            buttons: vec![OutgoingButton { id: evil.into(), text: evil.into(), link: Some(evil.into()) }],
        };
        let page = page(&[line], "token").into_string();
        assert!(!page.contains("<script") && !page.contains("\"1\""), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'&amp;").count(), 3);
        assert!(page.contains("<time>2026-11-20 10:00 UTC</time>"), "{page}");
        assert!(page.contains("<img src=\"/t/token/media/1-0\""), "{page}");
    }
}
