//! A number in a text.

use rust_decimal::Decimal;

use super::numeral::numeral;
use super::token::{Kind, Token, tokens};

/// The number that a text holds: `5`, `5 000`, `1,5`, `-3`, `5k`, `five hundred`, `пять`, `полторы тысячи`.
///
/// A comma or a space before exactly three digits groups (`5,000`), else the comma is a decimal one; a point is always
/// one. The same number named twice is one number; several different ones are none, and so is one of more than 28 digits.
pub fn number(text: &str) -> Option<Decimal> {
    let tokens = tokens(text);
    let mut found: Option<Decimal> = None;
    let mut at = 0;
    while at < tokens.len() {
        if !may_begin(&tokens, at) {
            at += 1;
            continue;
        }
        let Some((value, end)) = numeral(&tokens, at) else {
            if tokens[at].kind == Kind::Digits {
                // Digits that are no number (a date, thirty digits) make the text ambiguous.
                return None;
            }
            at += 1;
            continue;
        };
        let value = if is_negative(&tokens, at) { -value } else { value };
        match found {
            Some(first) if first != value => return None,
            _ => found = Some(value),
        }
        at = end;
    }
    found
}

fn may_begin(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    match token.kind {
        // `k2` and `a1` are names, not numbers.
        Kind::Digits => !(token.glued && before.is_some_and(Token::is_word)),
        // `this one`, `no one`, `the one` count nothing; neither does `один` of `ни один`.
        Kind::Word if token.is("one") => !before.is_some_and(|t| {
            t.is_any(&[
                "this", "that", "the", "which", "no", "any", "each", "every", "another", "other", "some",
                "good",
            ])
        }),
        Kind::Word if token.text.starts_with("одн") || token.is("один") => {
            !before.is_some_and(|t| t.is_any(&["ни", "еще", "это", "тот"]))
        }
        Kind::Word => true,
        Kind::Sign => false,
    }
}

/// A minus belongs to the number only where no word or number stands right before it (`10-20` is a range).
fn is_negative(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| &tokens[i]) else { return false };
    if before.is_any(&["minus", "минус"]) {
        return true;
    }
    before.is("-") && tokens[at].glued && (at == 1 || !before.glued)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn numbers_are_read_in_both_languages() {
        let cases = [
            ("5", "5"),
            ("I have 5 of them", "5"),
            ("5 000", "5000"),
            ("5 000 000 рублей", "5000000"),
            ("5,000", "5000"),
            ("1,234,567", "1234567"),
            ("1,5", "1.5"),
            ("1.5 часа", "1.5"),
            ("0,125", "0.125"),
            ("$50", "50"),
            ("50€", "50"),
            ("5k", "5000"),
            ("5к", "5000"),
            ("5 тыс. рублей", "5000"),
            ("2 млн", "2000000"),
            ("five hundred", "500"),
            ("a hundred", "100"),
            ("two hundred and fifty", "250"),
            ("twenty-one", "21"),
            ("one thousand two hundred", "1200"),
            ("three million", "3000000"),
            ("пять", "5"),
            ("сто двадцать пять", "125"),
            ("две тысячи триста", "2300"),
            ("полторы", "1.5"),
            ("полторы тысячи", "1500"),
            ("тысячу", "1000"),
            ("-3", "-3"),
            ("минус три", "-3"),
            ("думаю, 7. да, 7", "7"),
            ("٣٤", "34"),
            ("５０", "50"),
            ("zero", "0"),
            ("this one costs ten", "10"),
        ];
        for (text, wanted) in cases {
            assert_eq!(number(text), Decimal::from_str(wanted).ok(), "{text}");
        }
    }

    #[test]
    fn several_different_numbers_are_none() {
        for text in ["5 or 6", "10-20", "пять или шесть", "", "many", "k2", "2026.12.04", "this one"]
        {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number(&"9".repeat(40)), None);
    }
}
