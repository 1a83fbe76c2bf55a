//! How wide words are, without a font: close enough for boxes that fit any common sans-serif one.

/// A way of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Font {
    /// The height in pixels.
    pub size: i32,
    /// Whether it is bold.
    pub bold: bool,
}

/// The widths of the characters from space to tilde, in thousandths of the height.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// The width of words in pixels, rather too much than too little.
pub fn width(words: &str, font: Font) -> i32 {
    pixels(words.chars().map(letter_width).map(u64::from).sum(), font)
}

fn pixels(thousandths: u64, font: Font) -> i32 {
    // Other common fonts are wider than the measured one by up to a sixth, bold ones by more.
    let wider = if font.bold { 128 } else { 117 };
    (thousandths * font.size as u64 * wider / 100_000) as i32 + 1
}

fn letter_width(letter: char) -> u16 {
    match letter {
        ' '..='~' => WIDTHS[letter as usize - ' ' as usize],
        '…' => 1000,
        '“' | '”' => 350,
        'м' | 'ш' | 'щ' | 'ж' | 'ю' | 'ы' | 'ф' => 740,
        'А'..='Я' | 'Ё' => 720,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{0}'..='\u{10ff}' => 570,
        _ => 1050,
    }
}

/// Words that fit, cut where they do not.
pub fn cut(words: &str, font: Font, width_max: i32) -> String {
    if width(words, font) <= width_max {
        return words.to_owned();
    }
    let room = width_max - width("…", font);
    let mut used = 0;
    let fits = |letter: &char| {
        used += u64::from(letter_width(*letter));
        pixels(used, font) <= room
    };
    let mut kept: String = words.chars().take_while(fits).collect();
    // A word that is cut in its middle reads worse than one that is left out, unless too little is left.
    if let Some((whole, _)) = kept.rsplit_once(' ')
        && whole.chars().count() * 3 > kept.chars().count() * 2
    {
        kept.truncate(whole.len());
    }
    format!("{}…", kept.trim_end_matches([' ', ',', '.', ':', ';']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_fits_and_says_so() {
        let font = Font { size: 12, bold: false };
        for words in [
            "short",
            "Вы уже пользовались Копилкой? Расскажите подробнее",
            "日本語の文章はここにあります",
            "a b",
        ] {
            for room in [30, 90, 400] {
                let shown = cut(words, font, room);
                assert!(width(&shown, font) <= room, "{shown} in {room}");
                assert!(shown == words || shown.ends_with('…'), "{shown}");
            }
        }
        assert_eq!(cut("Have you saved with an app before?", font, 120), "Have you saved…");
    }
}
