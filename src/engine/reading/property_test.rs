//! No text, however absurd, makes a reader fail.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

fn read_all(text: &str) {
    let now = Timestamp::from_second(1_795_168_800).expect("a moment of 2026");
    let zone = TimeZone::get("Europe/Kyiv").expect("a bundled zone");
    if let Some(found) = super::time(text, now, &zone) {
        assert!(found > now, "{text:?} gave the past");
    }
    let _ = super::date(text, now, &zone);
    let _ = super::duration(text);
    let _ = super::number(text);
    let _ = super::phone(text);
    let _ = super::email(text);
    let _ = super::yes_no(text);
    let _ = super::choice(&["yes", "no", "5"], text);
    let _ = super::matches(&regex::Regex::new("[0-9]{3,5}").expect("a regex"), text);
}

/// Words that the readers know, in any order, are the likeliest to trip them.
fn scrambled() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "in",
        "at",
        "через",
        "в",
        "5",
        "99999999999",
        "0",
        "24",
        "60",
        "час",
        "часа",
        "дня",
        "полтора",
        "half",
        "past",
        "to",
        "quarter",
        "two",
        "thousand",
        "million",
        "миллион",
        "тысяча",
        "a",
        "an",
        ":",
        ".",
        "-",
        "/",
        ",",
        "30",
        "2026",
        "04",
        "12",
        "декабря",
        "dec",
        "tomorrow",
        "завтра",
        "не",
        "not",
        "next",
        "friday",
        "week",
        "years",
        "минут",
        "pm",
        "утра",
        "ночи",
        "без",
        "полшестого",
        "5-го",
        "числа",
        "tonight",
        "night",
        "и",
        "and",
        "hundred",
        "сто",
        "z",
        "+",
        "t",
        "1,5",
        "k",
        "из",
        "31",
        "29",
        "feb",
        "лет",
    ]);
    prop::collection::vec((words, prop::bool::ANY), 0..14).prop_map(|parts| {
        parts.into_iter().map(|(word, space)| format!("{word}{}", if space { " " } else { "" })).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in "\\PC{0,120}") {
        read_all(&text);
    }

    #[test]
    fn any_order_of_known_words_is_read(text in scrambled()) {
        read_all(&text);
    }
}

#[test]
fn a_megabyte_is_read_to_its_bound() {
    for piece in ["через 5 ", "9", "a@", "+1 ", "twenty ", "не завтра ", "\u{301}", "１", "12.12.", "🙂"]
    {
        read_all(&piece.repeat((1 << 20) / piece.len()));
    }
}
