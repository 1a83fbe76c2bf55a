//! `flowc run --stdio`: one JSON event per line in, effects and a closing line per event out.
//!
//! docs/stdio.md is the protocol's description, `schema.json` its JSON Schema.

mod event;
mod lines;
mod reply;

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, BufReader};

use self::event::Incoming;
use self::reply::{Done, Refused};
use super::{Exit, Screen};
use crate::engine::{EventKind, Status};
use crate::ir::{MediaRef, Time};
use crate::runtime::{Arrived, Handle, RuntimeError};

pub use lines::Lines;

/// The JSON Schema of both directions.
pub const SCHEMA: &str = include_str!("stdio/schema.json");

/// How long the end of the input waits for calls and messages under way.
const LEAVING_MAX: std::time::Duration = std::time::Duration::from_secs(30);

/// The longest line that is read.
const LINE_BYTES_MAX: usize = 1 << 20;

/// Takes events until the input ends or the runtime fails.
pub async fn serve(screen: &Screen, handle: &Handle, lines: &Arc<Lines>, virtual_time: bool) -> Exit {
    // What was decided before the last end leaves first.
    if virtual_time && let Err(error) = handle.settle().await {
        return screen.fail(error.to_string(), "");
    }
    let mut input = BufReader::new(tokio::io::stdin());
    let mut exit = Exit::Done;
    let mut number = 0u64;
    let mut line = Vec::new();
    loop {
        line.clear();
        match read_line(&mut input, &mut line).await {
            Ok(false) => {
                if !virtual_time {
                    left(handle).await;
                }
                return exit;
            }
            Ok(true) => {}
            Err(error) => return screen.fail(format!("the input cannot be read: {error}"), ""),
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if text.trim().is_empty() {
            continue;
        }
        let read = match line.len() {
            LINE_BYTES_MAX => Err(format!("the line is longer than {LINE_BYTES_MAX} bytes")),
            _ => Incoming::read(&text),
        };
        let taken = match read {
            Ok(incoming) => take(handle, lines, incoming, virtual_time).await,
            Err(words) => Err(Refused { line: number, id: None, error: words }),
        };
        match taken {
            Ok(done) => lines.write(&done),
            Err(refused) => {
                exit = Exit::Findings;
                lines.write(&Refused { line: number, ..refused });
            }
        }
        if let Some(failure) = handle.health().failure {
            return screen.fail(
                format!("the store takes nothing more: {failure}"),
                "start again: nothing acknowledged is lost",
            );
        }
    }
}

/// Waits, a bounded time, until what was decided has left. What has not leaves at the next start.
async fn left(handle: &Handle) {
    let deadline = tokio::time::Instant::now() + LEAVING_MAX;
    while handle.health().store.undelivered > 0 && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// One line without its end; `false` at the end of the input. What is longer than a line may be is cut, and then no event.
async fn read_line(input: &mut BufReader<tokio::io::Stdin>, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut any = false;
    loop {
        let chunk = input.fill_buf().await?;
        if chunk.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let room = LINE_BYTES_MAX.saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(chunk.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

async fn take(
    handle: &Handle,
    lines: &Lines,
    incoming: Incoming,
    virtual_time: bool,
) -> Result<Done, Refused> {
    let id = incoming.id.clone();
    let refuse = |words: String| Refused { line: 0, id: Some(id.clone()), error: words };
    let failed = |error: RuntimeError| refuse(error.to_string());
    // The machine's clock is the only one of a real run. A virtual one does not go back: an event of the past, such as one
    // that is repeated, is one of now.
    let wanted = incoming.at.filter(|_| virtual_time);
    let at = wanted.map_or_else(|| handle.now(), |at| at.max(handle.now()));
    if virtual_time {
        // Timers that are due before the event come before it.
        handle.advance(at).await.map_err(failed)?;
    }
    let contact = incoming.contact.clone();
    let mut done =
        Done { done: id.clone(), contact: contact.clone(), taken: true, sequence: None, status: None };
    let media = keep(handle, &contact, &incoming).await.map_err(refuse)?;
    let Some(wanted) = incoming.wanted(&handle.machine(), at, media).map_err(refuse)? else {
        // A bare clock: nobody is meant, time has passed.
        return Ok(done);
    };
    let ack = match contact {
        Some(contact) => handle.submit(&contact, wanted.event).await.map_err(failed)?,
        None => match handle.arrive(&wanted.found_by, wanted.event).await.map_err(failed)? {
            Arrived::Taken(ack) => ack,
            Arrived::Kept => {
                done.status = Some("kept".to_owned());
                return Ok(done);
            }
            Arrived::Known => {
                done.taken = false;
                return Ok(done);
            }
        },
    };
    if virtual_time {
        handle.settle().await.map_err(failed)?;
    } else {
        lines.flush();
    }
    done.taken = ack.taken;
    done.sequence = Some(ack.sequence);
    // What its effects brought back may have moved the contact on.
    let status = match ack.status {
        Status::Auto => handle.show(&ack.contact).map_err(failed)?.status,
        status => status,
    };
    done.status = Some(format!("{status:?}").to_lowercase());
    done.contact = Some(ack.contact);
    Ok(done)
}

/// Stores the files that a message names, before the event that refers to them.
async fn keep(
    handle: &Handle,
    contact: &Option<String>,
    incoming: &Incoming,
) -> Result<Vec<MediaRef>, String> {
    let mut kept = Vec::new();
    for media in incoming.media() {
        if let Some(url) = &media.url {
            kept.push(MediaRef { kind: media.kind, at: url.clone(), mime: media.mime.clone() });
            continue;
        }
        let path = media.file.as_deref().unwrap_or_default();
        let (bytes, mime) = media.read(path)?;
        let contact = contact.as_deref().ok_or("a message needs `contact`")?;
        let stored = handle.put_media(contact, media.kind, &mime, bytes).await;
        kept.push(stored.map_err(|error| error.to_string())?);
    }
    Ok(kept)
}

/// Whether an event is of the clock alone.
fn is_clock(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Clock)
}

/// An instant of a line.
fn instant(text: &str) -> Result<Time, String> {
    let timestamp = text.parse().map_err(|_| format!("`{text}` is no time such as 2026-11-20T10:00:00Z"))?;
    Ok(Time::from_timestamp(timestamp))
}
