//! What the inbox does. Each is an event of the contact, with an id that the page made once.

use axum::body::Bytes;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Deserialize;

use super::Colleague;
use crate::action::image::sniff;
use crate::engine::{Charge, Command, Event, EventKind, Message, OperatorEvent};
use crate::server::chat::TEXT_CHARACTERS_MAX;
use crate::server::problem::Problem;
use crate::server::{Shared as Server, State};

type Done = Result<StatusCode, Problem>;

/// Which contact, and the id of what is done: a repetition changes nothing.
#[derive(Deserialize)]
pub(super) struct Act {
    id: String,
    act: String,
    /// Whether a contact that a colleague has is taken over.
    #[serde(default)]
    over: bool,
}

impl Act {
    async fn submit(&self, server: &Server, suffix: &str, kind: EventKind) -> Result<(), Problem> {
        let event = Event { id: format!("inbox:{}{suffix}", self.act), at: server.desk.now(), kind };
        Ok(server.desk.submit(&self.id, event).await?)
    }

    /// Who has the contact.
    ///
    /// # Errors
    /// There is no such contact, or the request is no act.
    fn charge(&self, server: &Server) -> Result<Option<Charge>, Problem> {
        let fits = !self.act.is_empty()
            && self.act.len() <= 64
            && self.act.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !fits {
            return Err(Problem::unfit("`act` is 1 to 64 letters, digits or `-`"));
        }
        let contact = server.desk.charged(&self.id);
        Ok(contact.ok_or_else(|| Problem::not_found("there is no such contact"))?.charge)
    }

    /// Refuses where a colleague has the contact and it is not taken over.
    fn free_for(&self, server: &Server, me: &str) -> Result<Option<Charge>, Problem> {
        let charge = self.charge(server)?;
        match charge.as_ref().map(|charge| charge.by.as_str()) {
            Some(by) if !by.is_empty() && by != me && !self.over => {
                let message = format!("{by} has this contact: take it over first");
                Err(Problem::new(StatusCode::CONFLICT, "taken", message))
            }
            _ => Ok(charge),
        }
    }

    /// The contact is this person's now. One at a time looks and takes, so that of two the second sees the first.
    async fn take(&self, server: &Server, me: &str) -> Result<(), Problem> {
        let _turn = server.taking.lock().await;
        if self.free_for(server, me)?.is_none_or(|charge| charge.by != me) {
            let took = EventKind::Operator(OperatorEvent::Took(me.to_owned()));
            self.submit(server, "-took", took).await?;
        }
        Ok(())
    }
}

/// Take: the bot is silent, the contact is mine.
pub(super) async fn take(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
) -> Done {
    act.take(&shared, &me).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand back: the bot goes on.
pub(super) async fn leave(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
) -> Done {
    act.free_for(&shared, &me)?;
    act.submit(&shared, "", EventKind::Operator(OperatorEvent::Left)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
pub(super) struct Text {
    text: String,
}

impl Text {
    fn fitting(self) -> Result<String, Problem> {
        if self.text.trim().is_empty() {
            return Err(Problem::unfit("a message has words"));
        }
        if self.text.chars().count() > TEXT_CHARACTERS_MAX {
            return Err(Problem::unfit(format!("a message has at most {TEXT_CHARACTERS_MAX} characters")));
        }
        Ok(self.text)
    }
}

/// A reply; who replies has taken.
pub(super) async fn say(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
    Json(text): Json<Text>,
) -> Done {
    let message = Message { text: text.fitting()?, media: Vec::new() };
    act.take(&shared, &me).await?;
    act.submit(&shared, "", EventKind::Operator(OperatorEvent::Said(message))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture as a reply: its bytes say what it is, never its name or its header.
pub(super) async fn image(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
    body: Bytes,
) -> Done {
    let sniffed = sniff(&body).map_err(|error| Problem::unfit(error.to_string()))?;
    act.take(&shared, &me).await?;
    let media = shared.desk.keep_image(&act.id, sniffed.mime(), body.to_vec()).await?;
    let message = Message { text: String::new(), media: vec![media] };
    act.submit(&shared, "", EventKind::Operator(OperatorEvent::Said(message))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A button of the handoff.
pub(super) async fn press(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
    Json(Text { text }): Json<Text>,
) -> Done {
    let charge = act.free_for(&shared, &me)?;
    if !charge.is_some_and(|charge| charge.buttons.contains(&text)) {
        return Err(Problem::unfit("the handoff has no such button any more"));
    }
    act.submit(&shared, "", EventKind::Operator(OperatorEvent::Pressed(text))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bot is silent for the contact.
pub(super) async fn pause(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
) -> Done {
    act.free_for(&shared, &me)?;
    act.submit(&shared, "", EventKind::Command(Command::Pause)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The end of the silence.
pub(super) async fn resume(
    Shared(shared): State,
    Extension(Colleague(me)): Extension<Colleague>,
    Query(act): Query<Act>,
) -> Done {
    act.free_for(&shared, &me)?;
    act.submit(&shared, "", EventKind::Command(Command::Resume)).await?;
    Ok(StatusCode::NO_CONTENT)
}
