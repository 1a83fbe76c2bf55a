//! Percent signs of URLs.

/// A part of a URL as it was before; `None` where that is no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, behind) {
            (b'%', [high, low, behind @ ..]) => {
                let digits = [*high, *low];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
                rest = behind;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn percent_signs_are_read_and_broken_ones_are_told() {
        assert_eq!(decode("a%20b%2F%D1%91%2541+").as_deref(), Some("a b/ё%41+"));
        assert_eq!(decode("50%").as_deref(), Some("50%"));
        assert_eq!((decode("%ff"), decode("%zz")), (None, None));
    }
}
