//! Does one handler's event take what another's would?

use super::search::Search;
use crate::ir::{EventPattern, fold};

/// How much of an event another one takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cover {
    /// Nothing.
    Nothing,
    /// Every one.
    Whole,
    /// Messages with these texts.
    Texts(Vec<String>),
}

/// What the handler above takes of the event below it. `search` is the regex of the first, where it has one.
pub fn cover(above: &EventPattern, search: Option<&Search>, below: &EventPattern) -> Cover {
    use EventPattern as E;
    let whole = |holds: bool| if holds { Cover::Whole } else { Cover::Nothing };
    match (above, below) {
        (E::MessageText(a), E::MessageText(b)) => {
            let a: Vec<String> = a.iter().map(|text| fold(text)).collect();
            texts(b, |text| a.contains(&fold(text)))
        }
        (E::MessageMatches(_), E::MessageText(b)) => {
            texts(b, |text| search.is_some_and(|search| search.finds_in_any_case(text)))
        }
        // A press brings the button's text.
        (E::MessageText(a), E::Button(text)) => whole(a.iter().any(|own| fold(own) == fold(text))),
        (E::MessageMatches(_), E::Button(text)) => {
            whole(search.is_some_and(|search| search.finds_in_any_case(text)))
        }
        (E::Button(a), E::Button(b)) => whole(fold(a) == fold(b)),
        // Media come with any message; texts are commands, which come before it.
        (E::Message, E::Message | E::Media(_)) => Cover::Whole,
        (E::Start(None), E::Start(_)) => Cover::Whole,
        (E::Silence { after: a, .. }, E::Silence { after: b, .. }) => whole(a == b),
        (above, below) => whole(above == below),
    }
}

fn texts(texts: &[String], is_taken: impl Fn(&str) -> bool) -> Cover {
    let taken: Vec<String> = texts.iter().filter(|text| is_taken(text)).map(|text| fold(text)).collect();
    match taken.len() {
        0 => Cover::Nothing,
        all if all == texts.len() => Cover::Whole,
        _ => Cover::Texts(taken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::MediaKind;

    fn texts(texts: &[&str]) -> EventPattern {
        EventPattern::MessageText(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    fn pattern(pattern: &str) -> (EventPattern, Search) {
        let regex = crate::ir::Regex { pattern: pattern.to_owned(), ignore_case: true };
        (EventPattern::MessageMatches(regex.clone()), Search::new(regex))
    }

    #[test]
    fn texts_are_equal_whatever_their_case() {
        let (above, below) = (texts(&["Menu", "меню"]), texts(&["МЕНЮ", "help"]));
        assert_eq!(cover(&above, None, &below), Cover::Texts(vec!["меню".to_owned()]));
        assert_eq!(cover(&above, None, &texts(&["menu "])), Cover::Whole);
        assert_eq!(cover(&above, None, &EventPattern::Button("MENU".to_owned())), Cover::Whole);
    }

    #[test]
    fn a_regex_takes_the_texts_in_which_it_is_found_and_never_the_other_way_round() {
        let (above, search) = pattern("menu");
        assert_eq!(cover(&above, Some(&search), &texts(&["/menu"])), Cover::Whole);
        assert_eq!(cover(&above, Some(&search), &texts(&["help"])), Cover::Nothing);
        assert_eq!(cover(&texts(&["/menu"]), None, &above), Cover::Nothing);
    }

    #[test]
    fn any_message_takes_media_and_no_commands() {
        let any = EventPattern::Message;
        assert_eq!(cover(&any, None, &EventPattern::Media(MediaKind::Image)), Cover::Whole);
        assert_eq!(cover(&any, None, &texts(&["/menu"])), Cover::Nothing);
        assert_eq!(cover(&EventPattern::Media(MediaKind::Image), None, &any), Cover::Nothing);
    }
}
