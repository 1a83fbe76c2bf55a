//! How a byte string of any length becomes values of sled: parts below 48 KB, one checksum over the whole.
//!
//! sled writes large values past its log and without a sync, so none may be large. The parts of one string are written
//! in one batch; the checksum finds what a disk or a hand changed afterwards.

use sha2::{Digest, Sha256};

/// Bytes of one part without its head; with it a value stays well below 48 KB.
pub const PART_BYTES_MAX: usize = 40 * 1024;
const MAGIC: [u8; 3] = *b"fc\x01";
const HEAD_BYTES: usize = MAGIC.len() + 4;
const CHECK_BYTES: usize = 8;

/// What is wrong with the parts of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A value does not begin as a part does, or belongs elsewhere in the order.
    #[error("a part is missing or out of place")]
    Parts,
    /// The bytes are not those that were written.
    #[error("the checksum does not fit")]
    Checksum,
}

/// Cuts `payload` into values, in order; an empty payload is one value.
pub fn split(mut payload: Vec<u8>) -> Vec<Vec<u8>> {
    let check = checksum(&payload);
    payload.extend_from_slice(&check);
    let parts = payload.len().div_ceil(PART_BYTES_MAX) as u16;
    let part = |(place, bytes): (usize, &[u8])| {
        let mut value = Vec::with_capacity(HEAD_BYTES + bytes.len());
        value.extend_from_slice(&MAGIC);
        value.extend_from_slice(&(place as u16).to_be_bytes());
        value.extend_from_slice(&parts.to_be_bytes());
        value.extend_from_slice(bytes);
        value
    };
    payload.chunks(PART_BYTES_MAX).enumerate().map(part).collect()
}

/// Joins the values that `split` made.
///
/// # Errors
/// `Damage` if a value is missing, doubled, cut or changed.
pub fn join<V: AsRef<[u8]>>(values: &[V]) -> Result<Vec<u8>, Damage> {
    let mut payload = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let (head, bytes) = value.as_ref().split_at_checked(HEAD_BYTES).ok_or(Damage::Parts)?;
        let numbers = head.strip_prefix(&MAGIC).ok_or(Damage::Parts)?;
        let expected = [(place as u16).to_be_bytes(), (values.len() as u16).to_be_bytes()].concat();
        if numbers != expected {
            return Err(Damage::Parts);
        }
        payload.extend_from_slice(bytes);
    }
    let cut = payload.len().checked_sub(CHECK_BYTES).ok_or(Damage::Parts)?;
    let check = payload.split_off(cut);
    if checksum(&payload)[..] != check[..] { Err(Damage::Checksum) } else { Ok(payload) }
}

fn checksum(payload: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = Sha256::digest(payload);
    std::array::from_fn(|place| hash[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_length_comes_back() {
        for length in
            [0, 1, PART_BYTES_MAX - 9, PART_BYTES_MAX - 8, PART_BYTES_MAX - 7, PART_BYTES_MAX, 200_000]
        {
            let payload: Vec<u8> = (0..length).map(|place| place as u8).collect();
            let parts = split(payload.clone());
            assert!(parts.iter().all(|part| part.len() < 48 * 1024));
            assert_eq!(join(&parts).unwrap(), payload, "length {length}");
        }
    }

    #[test]
    fn a_changed_byte_is_found() {
        let mut parts = split(vec![7; 100]);
        parts[0][50] ^= 1;
        assert_eq!(join(&parts), Err(Damage::Checksum));
    }

    #[test]
    fn a_missing_or_swapped_part_is_found() {
        let parts = split(vec![7; 100_000]);
        assert_eq!(join(&parts[..2]), Err(Damage::Parts));
        assert_eq!(join(&parts[1..]), Err(Damage::Parts));
        let swapped = [parts[1].clone(), parts[0].clone(), parts[2].clone()];
        assert_eq!(join(&swapped), Err(Damage::Parts));
        assert_eq!(join::<Vec<u8>>(&[]), Err(Damage::Parts));
    }
}
