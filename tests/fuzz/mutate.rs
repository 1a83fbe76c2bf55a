//! Inputs from inputs: a few changes each, drawn from a seed.

/// Words of the language, out of its grammar, and signs.
pub fn dictionary() -> Vec<&'static str> {
    const SIGNS: [&str; 36] = [
        "{",
        "}",
        "(",
        ")",
        "\"",
        "\"\"\"",
        ",",
        ":",
        "->",
        "=",
        "==",
        "|",
        "/",
        "\\",
        "#",
        "##",
        "\n",
        "\r\n",
        "\t",
        " ",
        "%",
        ".",
        "-",
        ";",
        "//",
        "{{",
        "}}",
        "1h30m",
        "3",
        "50%",
        "09:00",
        "2026-12-04",
        "ё",
        "\u{a0}",
        "\u{feff}",
        "👍🏽",
    ];
    let grammar = include_str!("../../grammar/flow.pest").lines().filter(|line| line.starts_with("kw_"));
    let words = grammar.filter_map(|line| line.split('"').nth(1));
    words.chain(SIGNS).collect()
}

/// Draws from a seed.
pub struct Draws(u64);

impl Draws {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Draws(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below another; 0 below 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        if end == 0 { 0 } else { (self.0 % end as u64) as usize }
    }

    fn of<'t, T: ?Sized>(&mut self, items: &[&'t T]) -> &'t T {
        items[self.below(items.len())]
    }

    /// A place in an input, mostly between two characters.
    fn place(&mut self, input: &[u8]) -> usize {
        let mut at = self.below(input.len() + 1);
        let anywhere = self.below(50) == 0;
        while !anywhere && input.get(at).is_some_and(|byte| byte & 0xC0 == 0x80) {
            at += 1;
        }
        at
    }

    /// A piece of an input.
    fn piece(&mut self, input: &[u8], length_max: usize) -> std::ops::Range<usize> {
        let start = self.place(input);
        let length = self.below(length_max);
        let mut end = (start + length).min(input.len());
        while input.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
            end += 1;
        }
        start..end
    }

    /// A whole line of an input.
    fn line(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let at = self.below(input.len());
        let start = input[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end =
            input[at..].iter().position(|byte| *byte == b'\n').map_or(input.len(), |length| at + length + 1);
        start..end
    }
}

/// One of the inputs, changed in a few places.
pub fn mutated(draws: &mut Draws, inputs: &[&[u8]], dictionary: &[&str]) -> Vec<u8> {
    let whole = draws.of(inputs);
    // A window on a long one: small inputs are many inputs.
    let window = if draws.below(4) == 0 { 0..whole.len().min(6_000) } else { draws.piece(whole, 1_500) };
    let mut input = whole[window].to_vec();
    for _ in 0..=draws.below(6) {
        change(draws, &mut input, inputs, dictionary);
    }
    input
}

fn change(draws: &mut Draws, input: &mut Vec<u8>, inputs: &[&[u8]], dictionary: &[&str]) {
    match draws.below(9) {
        0 => {
            let at = draws.below(input.len());
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << draws.below(8);
            }
        }
        1 | 2 => {
            let at = draws.place(input);
            let word = draws.of(dictionary);
            input.splice(at..at, word.bytes());
        }
        3 => {
            let piece = draws.piece(input, 40);
            input.drain(piece);
        }
        4 => {
            let line = draws.line(input);
            input.drain(line);
        }
        5 => {
            let other = draws.of(inputs);
            let piece = draws.piece(other, 100);
            let at = draws.place(input);
            input.splice(at..at, other[piece].iter().copied());
        }
        6 => {
            let other = draws.of(inputs);
            let line = draws.line(other);
            let at = draws.line(input).start;
            input.splice(at..at, other[line].iter().copied());
        }
        7 => {
            // Words change their places.
            let (from, to) = (draws.piece(input, 12), draws.place(input));
            let word = input[from].to_vec();
            input.splice(to..to, word);
        }
        _ => {
            // What is read in more than linear time shows where something stands many times.
            let piece = draws.piece(input, 30);
            let times = if draws.below(20) == 0 { 300 } else { 1 + draws.below(5) };
            let (at, row) = (piece.start, input[piece].repeat(times));
            input.splice(at..at, row);
        }
    }
}
