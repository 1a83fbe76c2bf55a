//! Pairs of a clear and a sealed part, one after the other: the inside of journal chunks and checkpoint pages.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A pair, still in its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The clear part: postcard. It authenticates the sealed one.
    pub clear: &'a [u8],
    /// The sealed part; empty where there is no person in the pair.
    pub sealed: &'a [u8],
}

/// Appends a pair.
pub fn push(payload: &mut Vec<u8>, clear: &[u8], sealed: &[u8]) {
    for part in [clear, sealed] {
        payload.extend_from_slice(&(part.len() as u32).to_be_bytes());
        payload.extend_from_slice(part);
    }
}

/// Reads the pairs of a payload; none if the payload is no sequence of pairs.
pub fn pairs(mut payload: &[u8]) -> Option<Vec<Sheet<'_>>> {
    let mut pairs = Vec::new();
    while !payload.is_empty() {
        let clear = take(&mut payload)?;
        let sealed = take(&mut payload)?;
        pairs.push(Sheet { clear, sealed });
    }
    Some(pairs)
}

fn take<'a>(payload: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = payload.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *payload = rest;
    Some(part)
}

/// The bytes of plain data.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain data has bytes")
}

/// Plain data of its bytes, none if they are not its bytes.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_back_and_cut_ones_are_refused() {
        let mut payload = Vec::new();
        push(&mut payload, b"clear", b"sealed");
        push(&mut payload, b"only", b"");
        let read = pairs(&payload).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].clear, read[0].sealed), (&b"clear"[..], &b"sealed"[..]));
        assert_eq!((read[1].clear, read[1].sealed), (&b"only"[..], &b""[..]));
        assert!((1..payload.len()).all(|cut| cut == 19 || pairs(&payload[..cut]).is_none()));
    }
}
