//! Checkpoint pages: the rows of many contacts in one value, written behind the commit, so that a start need not read the
//! journal from its beginning.
//!
//! A round writes every page that changed since the round before. A page holds what was durable when it was written, so
//! it may be newer than the round's beginning; the journal is read again from that beginning, and rows that a page has
//! newer are passed over.

use serde::{Deserialize, Serialize};

use super::change::OutboxKey;
use super::keys::Key;
use super::seal;
use super::sheet;
use super::table::{Row, Table, Undelivered};
use crate::engine::Status;
use crate::ir::Time;

/// Contacts of one page.
pub const PAGE_CONTACTS: u32 = 64;

/// The page of a contact.
pub fn page_of(contact: u32) -> u32 {
    contact / PAGE_CONTACTS
}

/// The clear part of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowHead {
    /// The contact's number.
    pub contact: u32,
    sequence: u64,
    status: Status,
    due: Option<Time>,
    last: u64,
    undelivered: Vec<(u64, u32, Box<str>, bool, u32)>,
}

#[derive(Serialize, Deserialize)]
struct RowBody {
    id: String,
    state: Vec<u8>,
    effects: Vec<Vec<u8>>,
}

/// The payload of a page; empty where none of its contacts exists. `key` gives a contact's key.
///
/// # Errors
/// When a key cannot be read or made.
pub fn write(
    table: &Table,
    page: u32,
    mut key: impl FnMut(u32) -> std::io::Result<Option<Key>>,
) -> std::io::Result<Vec<u8>> {
    let mut payload = Vec::new();
    for contact in page * PAGE_CONTACTS..(page + 1) * PAGE_CONTACTS {
        let Some(row) = table.row(contact) else { continue };
        let Some(key) = key(contact)? else { continue };
        let outbox: Vec<_> = table.outbox_of(contact).collect();
        let undelivered = outbox.iter().map(|(key, effect)| {
            (key.sequence, key.index, effect.kind.clone(), effect.message, effect.attempts)
        });
        let Row { sequence, status, due, last, .. } = *row;
        let head = RowHead { contact, sequence, status, due, last, undelivered: undelivered.collect() };
        let effects = outbox.iter().map(|(_, effect)| effect.effect.to_vec()).collect();
        let body = RowBody { id: row.id.to_string(), state: row.state.to_vec(), effects };
        let clear = sheet::encode(&head);
        let sealed = seal::seal(&key, &clear, &sheet::encode(&body))?;
        sheet::push(&mut payload, &clear, &sealed);
    }
    Ok(payload)
}

/// Puts a page's rows into the table. A contact whose key is gone was forgotten and is passed over.
///
/// # Errors
/// In words, what does not fit.
pub fn read(
    table: &mut Table,
    payload: &[u8],
    mut key: impl FnMut(u32) -> std::io::Result<Option<Key>>,
) -> Result<(), String> {
    for pair in sheet::pairs(payload).ok_or("its rows are cut")? {
        let head: RowHead = sheet::decode(pair.clear).ok_or("a row has no head")?;
        let Some(key) = key(head.contact).map_err(|error| error.to_string())? else { continue };
        let unreadable = || format!("the row of contact {} does not open with its key", head.contact);
        let text = seal::open(&key, pair.clear, pair.sealed).map_err(|_| unreadable())?;
        let body: RowBody = sheet::decode(&text).ok_or_else(unreadable)?;
        let row = Row {
            id: body.id.into(),
            sequence: head.sequence,
            status: head.status,
            due: head.due,
            last: head.last,
            state: body.state.into_boxed_slice(),
        };
        table.put(head.contact, row);
        for ((sequence, index, kind, message, attempts), effect) in
            head.undelivered.into_iter().zip(body.effects)
        {
            let key = OutboxKey { contact: head.contact, sequence, index };
            let effect = effect.into_boxed_slice();
            table.put_undelivered(key, Undelivered { kind, message, attempts, effect });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sample::transition;

    #[test]
    fn a_page_brings_back_rows_timers_and_what_has_to_leave() {
        let mut table = Table::new(100);
        for number in 1..=3 {
            let sample = transition(number, &format!("web:{number}"), 4, Time(1_000));
            table.apply(&sample.head, sample.body, 9);
        }
        let payload = write(&table, 0, |number| Ok(Some([number as u8; 32]))).unwrap();
        let mut again = Table::new(100);
        read(&mut again, &payload, |number| Ok((number != 2).then_some([number as u8; 32]))).unwrap();
        assert_eq!(again.len(), 2);
        assert_eq!(again.number("web:2"), None);
        assert_eq!(again.row(3).unwrap().state, table.row(3).unwrap().state);
        assert_eq!(again.row(3).unwrap().last, 9);
        assert_eq!(again.next_due(), table.next_due());
        assert_eq!(again.outbox_of(1).collect::<Vec<_>>(), table.outbox_of(1).collect::<Vec<_>>());
        assert_eq!(again.reserve("web:new").unwrap(), 4);
        assert!(read(&mut again, &payload, |_| Ok(Some([9; 32]))).is_err());
    }
}
