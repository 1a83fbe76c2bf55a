//! Transitions for the tests of the store.

use super::change::{Body, EffectHead, Head, SeenId, Transition};
use crate::engine::{Record, Status};
use crate::ir::{PointId, Time};

/// The `sequence`th event of a contact: it says something and is due an hour later.
pub fn transition(contact: u32, id: &str, sequence: u64, at: Time) -> Transition {
    let head = Head {
        contact,
        sequence,
        at,
        engine: 1,
        deployment: 0,
        event: "message".into(),
        event_id: SeenId::new(id, &format!("e{sequence}")),
        settles: None,
        effects: vec![EffectHead { kind: "say".into(), message: true }],
        records: vec![Record::Finished],
        points: vec![PointId(7)],
        due: Some(Time(at.0 + 3_600_000)),
        status: Status::Waiting,
        previous: 0,
    };
    let body = Body {
        id: id.to_string(),
        event: format!("event {sequence} of {id}").into_bytes(),
        state: format!("state {sequence} of {id}").into_bytes(),
        effects: vec![format!("say {sequence} to {id}").into_bytes()],
    };
    Transition { head, body }
}
