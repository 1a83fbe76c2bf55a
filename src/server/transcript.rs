//! `GET /t/TOKEN`: a conversation to read, for whoever has its link. Nothing else of the contact is on the page, no search
//! engine may keep it, and it runs no script.

use std::fmt::Write;

use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

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
        None => (StatusCode::NOT_FOUND, GONE.to_owned()),
    };
    let headers = [(header::CONTENT_SECURITY_POLICY.as_str(), POLICY), ("x-robots-tag", ROBOTS)];
    (status, headers, Html(page)).into_response()
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

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>Conversation</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/t/transcript.css">
</head>
<body>
"#;

const GONE: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>Nothing here</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/t/transcript.css">
</head>
<body>
<main><h1>This link opens nothing</h1><p>It may have ended, or it was not copied whole. Ask for a new one.</p></main>
</body>
</html>
"#;

fn page(lines: &[Line], token: &str) -> String {
    let mut page = String::from(HEAD);
    page.push_str("<main>\n<h1>Conversation</h1>\n");
    if lines.len() >= LINES_MAX {
        let _ = writeln!(page, "<p class=\"note\">The last {LINES_MAX} lines.</p>");
    }
    for line in lines {
        push(&mut page, line, token);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn push(page: &mut String, line: &Line, token: &str) {
    let (class, who) = match line.role {
        Role::Contact => ("contact", "Contact"),
        Role::Bot => ("bot", "Bot"),
        Role::Person => ("person", "Team"),
    };
    let _ = writeln!(
        page,
        "<article class=\"{class}\"><h2>{who} <time>{}</time></h2>",
        escaped(&minute(&line.at))
    );
    for media in &line.media {
        push_media(page, media, token);
    }
    if !line.text.is_empty() {
        let _ = writeln!(page, "<p>{}</p>", escaped(&line.text));
    }
    if !line.buttons.is_empty() {
        let buttons = line.buttons.iter().map(|button| format!("<li>{}</li>", escaped(&button.text)));
        let _ = writeln!(page, "<ul>{}</ul>", buttons.collect::<String>());
    }
    page.push_str("</article>\n");
}

fn push_media(page: &mut String, media: &LineMedia, token: &str) {
    // The token was opened, so it is one of ours: letters, digits, `-` and `_`.
    let address = match media.name() {
        Some(name) => format!("/t/{token}/media/{name}"),
        None => media.url.clone(),
    };
    let address = escaped(&address);
    let _ = match media.kind {
        MediaKind::Image => writeln!(page, "<img src=\"{address}\" alt=\"picture\">"),
        kind => {
            let kind = format!("{kind:?}").to_lowercase();
            writeln!(page, "<p><a href=\"{address}\" rel=\"noopener noreferrer nofollow\">{kind}</a></p>")
        }
    };
}

/// A time to the minute, as people write it.
fn minute(at: &str) -> String {
    match at.get(..16) {
        Some(minute) => format!("{} UTC", minute.replace('T', " ")),
        None => at.to_owned(),
    }
}

/// A text in a page: no letter of it is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
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
        let page = page(&[line], "token");
        assert!(!page.contains("<script") && !page.contains("\"1\""), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;").count(), 3);
        assert!(page.contains("<time>2026-11-20 10:00 UTC</time>"), "{page}");
        assert!(page.contains("<img src=\"/t/token/media/1-0\""), "{page}");
    }
}
