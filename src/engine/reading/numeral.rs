//! Numerals: digits with groups and fractions, and numbers written as words.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::token::{Kind, Token};

/// The number that begins at `at`, and the index behind it.
pub(super) fn numeral(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    match tokens.get(at)?.kind {
        Kind::Digits => {
            let (value, end) = digits(tokens, at)?;
            Some(multiplied(tokens, value, end))
        }
        Kind::Word => words(tokens, at),
        Kind::Sign => None,
    }
}

/// A whole number from 0 to 9,999 at `at`, in digits or words.
pub(super) fn small(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    if let Some(value) = tokens.get(at)?.small() {
        return (value < 10_000).then_some((value, at + 1));
    }
    let (value, end) = words(tokens, at)?;
    let value = u32::try_from(value).ok().filter(|v| *v < 10_000 && Decimal::from(*v) == value)?;
    Some((value, end))
}

/// An ordinal from 1 to 31 at `at`: `5th`, `fifth`, `5-го`, `пятого`, `twenty-first`, `тридцать первого`.
pub(super) fn ordinal(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let token = tokens.get(at)?;
    if let Some(value) = token.small().filter(|v| (1..=31).contains(v)) {
        let mut next = at + 1;
        if tokens.get(next).is_some_and(|t| t.glued && t.is("-")) {
            next += 1;
        }
        let suffix = tokens.get(next).filter(|t| t.glued)?;
        let known = ["st", "nd", "rd", "th", "го", "ого", "е", "ое", "му", "ому", "м"];
        return suffix.is_any(&known).then_some((value, next + 1));
    }
    if let Some(value) = ordinal_word(&token.text) {
        return Some((value, at + 1));
    }
    let tens = match word_value(&token.text)? {
        Word::Tens(v) if v <= 30 => v,
        _ => return None,
    };
    let mut next = at + 1;
    if tokens.get(next).is_some_and(|t| t.is("-")) {
        next += 1;
    }
    let value = tens + ordinal_word(&tokens.get(next)?.text).filter(|v| *v < 10)?;
    (value <= 31).then_some((value, next + 1))
}

/// A single ordinal word from first to twentieth, and thirtieth.
pub(super) fn ordinal_word(word: &str) -> Option<u32> {
    const ENGLISH: &[&str] = &[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    const RUSSIAN: &[&str] = &[
        "перв",
        "втор",
        "трет",
        "четверт",
        "пят",
        "шест",
        "седьм",
        "восьм",
        "девят",
        "десят",
        "одиннадцат",
        "двенадцат",
        "тринадцат",
        "четырнадцат",
        "пятнадцат",
        "шестнадцат",
        "семнадцат",
        "восемнадцат",
        "девятнадцат",
        "двадцат",
    ];
    if let Some(place) = ENGLISH.iter().position(|w| *w == word) {
        return u32::try_from(place + 1).ok();
    }
    match word {
        "thirtieth" => return Some(30),
        "третьего" | "третье" | "третьему" => return Some(3),
        _ => {}
    }
    let stem = ["ого", "ому", "ое", "ым"].iter().find_map(|end| word.strip_suffix(end))?;
    if stem == "тридцат" {
        return Some(30);
    }
    RUSSIAN.iter().position(|w| *w == stem).and_then(|place| u32::try_from(place + 1).ok())
}

/// Digits with groups (`5 000`, `5,000`) and a fraction (`1,5`, `1.5`).
fn digits(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    let mut whole = tokens[at].text.clone();
    let mut end = at + 1;
    let is_group = |token: Option<&Token>| token.is_some_and(|t| t.kind == Kind::Digits && t.text.len() == 3);
    let grouped = whole.len() <= 3 && !whole.starts_with('0');
    // A space makes groups, and so does a comma before exactly three digits: nobody writes thousandths to a chat.
    while grouped && is_group(tokens.get(end)) && !tokens[end].glued {
        whole.push_str(&tokens[end].text);
        end += 1;
    }
    let comma = |end: usize| tokens.get(end).is_some_and(|t| t.glued && t.is_any(&[",", "'"]));
    while grouped && comma(end) && is_group(tokens.get(end + 1)) && tokens[end + 1].glued {
        whole.push_str(&tokens[end + 1].text);
        end += 2;
    }
    let point = tokens.get(end).is_some_and(|t| t.glued && t.is_any(&[".", ","]));
    if point && tokens.get(end + 1).is_some_and(|t| t.glued && t.kind == Kind::Digits) {
        // `1.2.3` and `10.12.2026` are no fractions.
        let more = tokens.get(end + 2).is_some_and(|t| t.glued && t.is_any(&[".", ","]))
            && tokens.get(end + 3).is_some_and(|t| t.glued && t.kind == Kind::Digits);
        if more {
            return None;
        }
        whole.push('.');
        whole.push_str(&tokens[end + 1].text);
        end += 2;
    }
    if whole.len() > 29 {
        return None;
    }
    Decimal::from_str(&whole).ok().map(|value| (value.normalize(), end))
}

/// `5k`, `5 тысяч`, `2 млн`: a number, and its multiplier if one follows.
fn multiplied(tokens: &[Token], value: Decimal, end: usize) -> (Decimal, usize) {
    let Some(next) = tokens.get(end) else { return (value, end) };
    let factor = match next.text.as_str() {
        "k" | "к" if next.glued => Some(1_000),
        word => match word_value(word) {
            Some(Word::Multiplier(v)) => Some(v),
            _ => None,
        },
    };
    let product = factor.and_then(|factor| value.checked_mul(Decimal::from(factor)));
    match product {
        Some(product) => {
            let point =
                tokens.get(end + 1).is_some_and(|t| t.is(".")) && next.is_any(&["тыс", "млн", "млрд"]);
            (product.normalize(), end + 1 + usize::from(point))
        }
        None => (value, end),
    }
}

/// What a number word adds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Unit(u32),
    Teen(u32),
    Tens(u32),
    /// `двести`: a word of its own for the hundreds.
    Hundreds(u32),
    /// `hundred`: multiplies what stands before it.
    Hundred,
    Multiplier(u32),
}

fn words(tokens: &[Token], at: usize) -> Option<(Decimal, usize)> {
    // `полтора`, `полторы тысячи`.
    if tokens[at].is_any(&["полтора", "полторы", "полутора", "полтары"]) {
        return Some(multiplied(tokens, Decimal::new(15, 1), at + 1));
    }
    let mut total: u64 = 0;
    let mut group: u64 = 0;
    let mut last_factor = u64::MAX;
    let mut end = at;
    let mut next = at;
    let mut group_open = false;
    while let Some(token) = tokens.get(next) {
        let word = match word_value(&token.text) {
            Some(word) if token.is_word() => word,
            // `twenty-one`, `two hundred and five`, `a hundred`.
            None if end == next && end > at && (token.is("and") || (token.is("-") && token.glued)) => {
                next += 1;
                continue;
            }
            None if next == at && token.is("a") => {
                let big = matches!(
                    tokens.get(next + 1).and_then(|t| word_value(&t.text)),
                    Some(Word::Hundred | Word::Multiplier(_))
                );
                if !big {
                    return None;
                }
                next += 1;
                continue;
            }
            _ => break,
        };
        let room = |below: u64| !group_open || (group.is_multiple_of(below) && group >= below);
        match word {
            Word::Unit(v) if room(10) => group += u64::from(v),
            Word::Teen(v) | Word::Tens(v) if room(100) => group += u64::from(v),
            Word::Hundreds(v) if !group_open => group += u64::from(v),
            Word::Hundred if group < 10 => group = group.max(1) * 100,
            Word::Multiplier(v) if u64::from(v) < last_factor => {
                total += (if group_open { group } else { 1 }) * u64::from(v);
                last_factor = u64::from(v);
                group = 0;
                group_open = false;
                next += 1;
                end = next;
                continue;
            }
            _ => break,
        }
        group_open = true;
        next += 1;
        end = next;
    }
    (end > at).then(|| (Decimal::from(total + group), end))
}

fn word_value(word: &str) -> Option<Word> {
    Some(match word {
        "zero" | "ноль" | "нуль" => Word::Unit(0),
        "one" | "один" | "одна" | "одно" | "одну" | "одного" | "одной" | "одним" => {
            Word::Unit(1)
        }
        "two" | "два" | "две" | "двух" | "двум" | "двое" => Word::Unit(2),
        "three" | "три" | "трех" | "трем" | "трое" => Word::Unit(3),
        "four" | "четыре" | "четырех" | "четырем" => Word::Unit(4),
        "five" | "пять" | "пяти" | "пятью" => Word::Unit(5),
        "six" | "шесть" | "шести" | "шестью" => Word::Unit(6),
        "seven" | "семь" | "семи" | "семью" => Word::Unit(7),
        "eight" | "восемь" | "восьми" => Word::Unit(8),
        "nine" | "девять" | "девяти" => Word::Unit(9),
        "ten" | "десять" | "десяти" => Word::Teen(10),
        "eleven" | "одиннадцать" | "одиннадцати" => Word::Teen(11),
        "twelve" | "двенадцать" | "двенадцати" => Word::Teen(12),
        "thirteen" | "тринадцать" | "тринадцати" => Word::Teen(13),
        "fourteen" | "четырнадцать" | "четырнадцати" => Word::Teen(14),
        "fifteen" | "пятнадцать" | "пятнадцати" => Word::Teen(15),
        "sixteen" | "шестнадцать" | "шестнадцати" => Word::Teen(16),
        "seventeen" | "семнадцать" | "семнадцати" => Word::Teen(17),
        "eighteen" | "восемнадцать" | "восемнадцати" => Word::Teen(18),
        "nineteen" | "девятнадцать" | "девятнадцати" => Word::Teen(19),
        "twenty" | "двадцать" | "двадцати" => Word::Tens(20),
        "thirty" | "тридцать" | "тридцати" => Word::Tens(30),
        "forty" | "fourty" | "сорок" | "сорока" => Word::Tens(40),
        "fifty" | "пятьдесят" | "пятидесяти" => Word::Tens(50),
        "sixty" | "шестьдесят" | "шестидесяти" => Word::Tens(60),
        "seventy" | "семьдесят" | "семидесяти" => Word::Tens(70),
        "eighty" | "восемьдесят" | "восьмидесяти" => Word::Tens(80),
        "ninety" | "девяносто" | "девяноста" => Word::Tens(90),
        "сто" | "ста" | "сотня" | "сотню" => Word::Hundreds(100),
        "двести" | "двухсот" => Word::Hundreds(200),
        "триста" | "трехсот" => Word::Hundreds(300),
        "четыреста" | "четырехсот" => Word::Hundreds(400),
        "пятьсот" | "пятисот" => Word::Hundreds(500),
        "шестьсот" | "шестисот" => Word::Hundreds(600),
        "семьсот" | "семисот" => Word::Hundreds(700),
        "восемьсот" | "восьмисот" => Word::Hundreds(800),
        "девятьсот" | "девятисот" => Word::Hundreds(900),
        "hundred" | "hundreds" => Word::Hundred,
        "thousand" | "thousands" | "тысяча" | "тысячи" | "тысяч" | "тысячу" | "тыс" | "тыщ" | "тыща"
        | "тыщу" | "тыщи" => Word::Multiplier(1_000),
        "million" | "millions" | "mln" | "миллион" | "миллиона" | "миллионов" | "млн" | "лям" => {
            Word::Multiplier(1_000_000)
        }
        "billion" | "bln" | "миллиард" | "миллиарда" | "миллиардов" | "млрд" => {
            Word::Multiplier(1_000_000_000)
        }
        _ => return None,
    })
}
