//! Forms as the web writes them: `a=1&b=x+y`.

/// Adds a field.
pub fn add(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    percent_encode(name, out);
    out.push('=');
    percent_encode(value, out);
}

/// The fields of a form in their order. What is not UTF-8 is replaced; nothing is refused.
pub fn read(form: &[u8]) -> Vec<(String, String)> {
    let pairs = form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| match pair.iter().position(|byte| *byte == b'=') {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (pair, &b""[..]),
    });
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

/// Everything but letters, digits and `-._~` of ASCII as `%XX`, for every place of a URL or a form.
pub fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn decode(text: &[u8]) -> String {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) => bytes.push(b' '),
            (byte, ..) => bytes.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut form = String::new();
        for (name, value) in [("a b", "1&2=3"), ("ё", "%41+\"\n"), ("", "")] {
            add(&mut form, name, value);
        }
        assert_eq!(form, "a%20b=1%262%3D3&%D1%91=%2541%2B%22%0A&=");
        let read: Vec<(String, String)> = read(form.as_bytes());
        assert_eq!(read[0], ("a b".to_owned(), "1&2=3".to_owned()));
        assert_eq!(read[1], ("ё".to_owned(), "%41+\"\n".to_owned()));
    }

    #[test]
    fn any_bytes_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            read(b"a=x+y&b&%zz=%4&&%ff=1"),
            [pair("a", "x y"), pair("b", ""), pair("%zz", "%4"), pair("\u{fffd}", "1"),]
        );
        assert!(read(b"").is_empty());
    }
}
