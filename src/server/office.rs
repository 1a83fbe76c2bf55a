//! The desk of a running engine.

use std::sync::Arc;

use super::desk::{CHARGES_MAX, Desk, LINES_MAX, Line, LineMedia, Refusal};
use crate::channel::Bell;
use crate::engine::{Event, Machine};
use crate::ir::{MediaKind, MediaRef, Time};
use crate::runtime::{self, Charged, Handle, Held, Pending, RuntimeError};
use crate::store::StoreError;

/// Effects of one event that can have a number of their own; the engine's own bound is lower.
const LINES_PER_EVENT: u64 = 128;

/// A [`Handle`] with the bell of the open chats.
pub struct Office {
    handle: Handle,
    bell: Arc<Bell>,
}

impl Office {
    /// The desk of `handle`; `bell` is the one that its channel rings.
    pub fn new(handle: Handle, bell: Arc<Bell>) -> Self {
        Office { handle, bell }
    }
}

impl From<RuntimeError> for Refusal {
    fn from(error: RuntimeError) -> Self {
        match error {
            RuntimeError::Busy(_) => Refusal::Busy,
            RuntimeError::Store(error) if matches!(*error, StoreError::Full { .. }) => Refusal::Busy,
            error => {
                tracing::error!(%error, "an event was not accepted");
                Refusal::Closed
            }
        }
    }
}

impl Desk for Office {
    fn submit<'a>(&'a self, contact: &'a str, event: Event) -> Pending<'a, Result<(), Refusal>> {
        Box::pin(async move {
            self.handle.submit(contact, event).await?;
            self.bell.ring(contact);
            Ok(())
        })
    }

    fn arrive<'a>(
        &'a self,
        found_by: &'a [(String, String)],
        event: Event,
    ) -> Pending<'a, Result<(), Refusal>> {
        Box::pin(async move {
            self.handle.arrive(found_by, event).await?;
            Ok(())
        })
    }

    fn hold(&self, contact: &str) -> Result<Held, Refusal> {
        Ok(self.handle.hold(contact)?)
    }

    fn lines(&self, contact: &str, after: u64) -> Vec<Line> {
        let lines = self.handle.transcript(contact, LINES_MAX).unwrap_or_else(|error| {
            if !matches!(error, RuntimeError::UnknownContact(_)) {
                tracing::error!(%error, "a conversation cannot be read");
            }
            Vec::new()
        });
        lines.into_iter().map(line).filter(|line| line.seq > after).collect()
    }

    fn grown<'a>(&'a self, contact: &'a str) -> Pending<'a, ()> {
        Box::pin(self.bell.next(contact))
    }

    fn contact(&self, id: &str) -> Option<serde_json::Value> {
        let view = self.handle.show(id).ok()?;
        Some(serde_json::to_value(view).expect("a view is plain data"))
    }

    fn knows(&self, id: &str) -> bool {
        self.handle.knows(id)
    }

    fn linked(&self, token: &str) -> Option<String> {
        self.handle.linked(token)
    }

    fn charged(&self, id: &str) -> Option<Charged> {
        self.handle.charged(id).ok()
    }

    fn charges(&self) -> Result<Vec<Charged>, Refusal> {
        Ok(self.handle.charges(CHARGES_MAX)?)
    }

    fn any_grown<'a>(&'a self) -> Pending<'a, ()> {
        Box::pin(self.bell.any())
    }

    fn report(&self) -> Result<serde_json::Value, Refusal> {
        Ok(serde_json::to_value(self.handle.report()?).expect("a report is plain data"))
    }

    fn accepts(&self) -> bool {
        self.handle.health().ok
    }

    fn keep_image<'a>(
        &'a self,
        contact: &'a str,
        mime: &'static str,
        bytes: Vec<u8>,
    ) -> Pending<'a, Result<MediaRef, Refusal>> {
        Box::pin(async move { Ok(self.handle.put_media(contact, MediaKind::Image, mime, bytes).await?) })
    }

    fn media(&self, contact: &str, media: &MediaRef) -> Option<Vec<u8>> {
        self.handle.media(contact, media).ok()
    }

    fn machine(&self) -> Arc<Machine> {
        self.handle.machine()
    }

    fn now(&self) -> Time {
        self.handle.now()
    }
}

fn line(line: runtime::Line) -> Line {
    let seq = line.sequence * LINES_PER_EVENT + line.index.map_or(0, |index| u64::from(index) + 1);
    let media = line.media.into_iter().enumerate().map(|(at, media)| {
        // What is on the web already is shown from there; the rest is read through the visitor's own door.
        let web = media.at.starts_with("https://") || media.at.starts_with("http://");
        if web {
            LineMedia { kind: media.kind, url: media.at.clone(), media }
        } else {
            LineMedia::own(media.kind, &format!("{seq}-{at}"), media)
        }
    });
    Line {
        seq,
        at: line.at.to_string(),
        role: line.role,
        media: media.collect(),
        text: line.text,
        buttons: line.buttons,
    }
}
