//! Texts that are longer than a message may be.

/// The characters of a message, as Telegram counts them: UTF-16 units.
pub const TEXT_MAX: usize = 4_096;
/// The characters of a caption.
pub const CAPTION_MAX: usize = 1_024;

/// The length of a text as Telegram counts it.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A text in pieces of at most `max` units: cut between paragraphs, else lines, else words, else anywhere. White space at
/// the cuts is dropped, as Telegram itself would.
pub fn pieces(text: &str, max: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while length(rest) > max {
        // A piece has at least one character, however wide.
        let fits = fitting(rest, max).max(rest.chars().next().map_or(0, char::len_utf8));
        let cut = ["\n\n", "\n", " "].iter().find_map(|sign| {
            // A cut in the first half would make the piece needlessly small.
            rest[..fits].rfind(sign).filter(|at| *at >= fits / 2)
        });
        let (piece, behind) = rest.split_at(cut.unwrap_or(fits));
        pieces.push(piece.trim_end());
        rest = behind.trim_start();
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The first `max` units of a text, with an ellipsis where something is left out.
pub fn shortened(text: &str, max: usize) -> String {
    let text = text.trim();
    if length(text) <= max {
        return text.to_owned();
    }
    format!("{}…", text[..fitting(text, max.saturating_sub(1))].trim_end())
}

/// Bytes of the longest beginning that has at most `max` units.
fn fitting(text: &str, max: usize) -> usize {
    let mut units = 0;
    let ends = text.char_indices().map(|(at, c)| {
        units += c.len_utf16();
        (at + c.len_utf8(), units)
    });
    let mut fits = 0;
    for (end, units) in ends {
        if units > max {
            break;
        }
        fits = end;
    }
    fits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_where_it_reads_best() {
        assert_eq!(pieces("short", 10), ["short"]);
        assert_eq!(pieces("one two three four", 10), ["one two", "three four"]);
        assert_eq!(pieces("one two\nthree four", 12), ["one two", "three four"]);
        assert_eq!(pieces("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(pieces("  \n ", 4), Vec::<&str>::new());
        assert_eq!(pieces("😀😀😀", 4), ["😀😀", "😀"], "an emoji counts as two");
        assert_eq!(shortened("one two three", 8), "one two…");
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost_and_every_piece_fits(text in "[a-zа-я😀 \\n]{0,300}", max in 2usize..40) {
            let cut = pieces(&text, max);
            prop_assert!(cut.iter().all(|piece| !piece.trim().is_empty() && length(piece) <= max));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&cut.concat()), letters(&text));
            prop_assert!(length(&shortened(&text, max)) <= max);
        }
    }
}
