//! What could stand at a place of a manifest that is being written. The reading itself is asked: a word that nobody writes
//! is put there, and whoever refuses it says what it would take.

use std::ops::Range;

use super::reader::{PROBE, Reader};
use super::{Manifest, sections, tree};
use crate::source::FileId;

/// What could stand at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offered {
    /// The word that is written there already.
    pub word: Range<usize>,
    /// Whether it is a key; else it is a value.
    pub is_key: bool,
    /// Whether its colon is still to be written.
    pub lacks_colon: bool,
    /// What it could be, in the order of the format.
    pub words: Vec<String>,
}

/// The keys or values that could stand at a byte. `before` is the manifest as it was read last: it knows what the used
/// libraries have. `None` in comments, and where the rest of the text is no YAML.
pub fn offered(text: &str, offset: usize, before: &Manifest) -> Option<Offered> {
    let place = Place::of(text, offset)?;
    let colon = if place.is_key && place.lacks_colon { ":" } else { "" };
    let quote = if place.lacks_quote { "\"" } else { "" };
    let word = &place.word;
    let probed = format!("{}{PROBE}{colon}{quote}{}", &text[..word.start], &text[word.end..]);
    let mut found = Vec::new();
    let root = tree::parse(FileId(0), &probed, &mut found)?;
    let mut reader = Reader::new(&probed, &mut found);
    sections(&mut reader, &root, Manifest { patterns: before.patterns.clone(), ..Manifest::default() });
    let mut words: Vec<String> = Vec::new();
    for word in reader.offered {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Some(Offered { word: place.word, is_key: place.is_key, lacks_colon: place.lacks_colon, words })
}

/// Where a word of YAML stands.
struct Place {
    word: Range<usize>,
    is_key: bool,
    lacks_colon: bool,
    lacks_quote: bool,
}

impl Place {
    fn of(text: &str, offset: usize) -> Option<Self> {
        let is_word = |c: char| c == '-' || unicode_ident::is_xid_continue(c);
        let before = text.get(..offset)?;
        let start = before.trim_end_matches(is_word).len();
        let end = text.len() - text[offset..].trim_start_matches(is_word).len();
        let line = text[..start].rsplit('\n').next().unwrap_or("");
        let behind = text[end..].split('\n').next().unwrap_or("");
        if line.contains('#') {
            return None;
        }
        // What stands before the word inside of the innermost bracket that is open on its line.
        let mut open: Vec<(char, usize)> = Vec::new();
        let mut is_quoted = false;
        for (at, c) in line.char_indices() {
            match c {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '{' | '[' => open.push((c, at + 1)),
                '}' | ']' => drop(open.pop()),
                ',' => {
                    if let Some((_, begin)) = open.last_mut() {
                        *begin = at + 1;
                    }
                }
                _ => {}
            }
        }
        let (bracket, begin) = open.last().copied().unwrap_or((' ', 0));
        let own = line[begin..].trim();
        let is_item = bracket == '[' || own.starts_with("- ") || own == "-";
        Some(Place {
            word: start..end,
            is_key: !is_item && !is_quoted && own.is_empty(),
            lacks_colon: !behind.trim_start().starts_with(':'),
            lacks_quote: is_quoted && !behind.contains('"'),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What could stand at the place that is marked `|`.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        offered(&text, offset, &Manifest::default())
            .map_or_else(|| "nothing".to_owned(), |it| it.words.join(" "))
    }

    #[test]
    fn the_reading_says_which_keys_and_values_fit() {
        assert!(at("flow: 1\nproject: p\n|").starts_with("channels operators inbox"));
        assert!(at("flow: 1\n|").starts_with("project"));
        assert_eq!(at("flow: 1\nproject: p\nchannels:\n  web:\n    k|"), "kind");
        assert_eq!(at("flow: 1\nproject: p\nchannels:\n  web:\n    kind: te|"), "web telegram whatsapp http");
        assert_eq!(at("channels:\n  web: { kind: web, | }"), "origins");
        assert_eq!(at("channels:\n  t: { kind: telegram, receive: | }"), "polling webhook");
        assert_eq!(at("channels:\n  web: { kind: web }\noperators:\n  anna: { channel: | }"), "web");
        assert_eq!(at("operators:\n  anna: { default: | }"), "true false");
        assert!(at("actions:\n  a.b:\n    |").starts_with("get post put"));
        assert!(at("actions:\n  a.b:\n    get: https://x.example\n    |").contains("output"));
        let types =
            at("shapes:\n  lead: { id: text }\nactions:\n  a.b:\n    get: https://x.example\n    output: |");
        assert!(types.starts_with("lead text number"), "{types}");
        assert!(at("checks:\n  |").contains("missing-else"));
        assert_eq!(at("checks:\n  missing-else: |"), "error warning info off");
        assert_eq!(at("flow: 1 # a |"), "nothing");
        assert_eq!(at("flow: [ |"), "nothing", "no YAML");
    }
}
