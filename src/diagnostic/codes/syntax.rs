//! Codes of syntax.

use super::{Code, Severity};

codes! {
    /// A file, a line or a nesting is larger than the compiler reads.
    TOO_LARGE = "F0001" "too-large" Error;
    /// A file is not UTF-8.
    NOT_UTF8 = "F0002" "not-utf8" Error;
    /// A text is missing behind its word.
    MISSING_TEXT = "F0003" "missing-text" Error;
    /// A name is missing.
    MISSING_NAME = "F0004" "missing-name" Error;
    /// A value is missing in an expression.
    MISSING_VALUE = "F0005" "missing-value" Error;
    /// Nothing says what happens then.
    MISSING_BODY = "F0006" "missing-body" Error;
    /// An arrow leads nowhere.
    MISSING_TARGET = "F0007" "missing-target" Error;
    /// A duration is missing.
    MISSING_DURATION = "F0008" "missing-duration" Error;
    /// A duration is written otherwise.
    BAD_DURATION = "F0009" "bad-duration" Error;
    /// A number is missing.
    MISSING_NUMBER = "F0010" "missing-number" Error;
    /// A number is written otherwise, or does not fit.
    BAD_NUMBER = "F0011" "bad-number" Error;
    /// A time, a day or a date is missing.
    MISSING_TIME = "F0012" "missing-time" Error;
    /// A time, a day or a date does not exist, or is written otherwise.
    BAD_TIME = "F0013" "bad-time" Error;
    /// A word or sign of the language is missing.
    MISSING_WORD = "F0014" "missing-word" Error;
    /// An opening brace or parenthesis is missing.
    MISSING_BRACE = "F0015" "missing-brace" Error;
    /// What follows `on` or `wait for` is no event.
    UNKNOWN_EVENT = "F0016" "unknown-event" Error;
    /// A type or a kind of answer does not exist.
    UNKNOWN_TYPE = "F0017" "unknown-type" Error;
    /// A pattern is missing, never closed, or has an unknown flag.
    BAD_REGEX = "F0018" "malformed-regex" Error;
    /// A block is never closed.
    UNCLOSED_BLOCK = "F0019" "unclosed-block" Error;
    /// A parenthesis is never closed.
    UNCLOSED_BRACKET = "F0020" "unclosed-bracket" Error;
    /// A text is never closed.
    UNCLOSED_TEXT = "F0021" "unclosed-text" Error;
    /// A hole of a text is never closed.
    UNCLOSED_HOLE = "F0022" "unclosed-hole" Error;
    /// A closing brace too many.
    STRAY_BRACE = "F0023" "stray-brace" Error;
    /// Something stands where nothing fits it.
    UNEXPECTED = "F0024" "unexpected" Error;
    /// A line begins with a word that begins nothing there.
    UNKNOWN_WORD = "F0025" "unknown-word" Error;
    /// A statement or a step stands outside of where it runs.
    OUTSIDE = "F0026" "outside" Error;
    /// An item stands in a list that does not have it.
    MISPLACED = "F0027" "misplaced" Error;
    /// Something stands after `else`.
    AFTER_ELSE = "F0028" "after-else" Error;
    /// A part of a statement is written twice.
    TWICE = "F0029" "twice" Error;
    /// The parts of a message are in another order.
    WRONG_ORDER = "F0030" "wrong-order" Error;
    /// `=` where two values are compared.
    SINGLE_EQUALS = "F0031" "single-equals" Error;
    /// An operator of another language.
    WRONG_OPERATOR = "F0032" "wrong-operator" Error;
    /// A word or sign is written otherwise here.
    WRONG_SIGN = "F0033" "wrong-sign" Error;
    /// A semicolon, or a comma at a list's end.
    NEEDLESS_SIGN = "F0034" "needless-sign" Error;
    /// A comment of another language.
    WRONG_COMMENT = "F0035" "wrong-comment" Error;
    /// A text in other quotes.
    WRONG_QUOTES = "F0036" "wrong-quotes" Error;
    /// A backslash that means nothing.
    BAD_ESCAPE = "F0037" "bad-escape" Error;
    /// A reserved word as a name.
    RESERVED = "F0038" "reserved" Error;
    /// A text stands on the line below its word.
    TEXT_BELOW = "F0039" "text-below" Error;
    /// An argument without its name.
    UNNAMED_ARGUMENT = "F0040" "unnamed-argument" Error;
    /// A comparison of a comparison.
    CHAINED_COMPARISON = "F0041" "chained-comparison" Error;
    /// A jump in the words of another language.
    GOTO = "F0042" "goto" Error;
    /// A step is named as another language would.
    WRONG_TARGET = "F0043" "wrong-target" Error;
    /// `wait` with a duration.
    WRONG_WAIT = "F0044" "wrong-wait" Error;
    /// A comment for the compiler names no finding, or is written otherwise.
    UNKNOWN_ALLOW = "F0045" "unknown-allow" Warning;
    /// A finding is silenced, and nothing says why.
    ALLOW_WITHOUT_REASON = "F0046" "allow-without-reason" Warning;
    /// An error cannot be silenced.
    ALLOWED_ERROR = "F0047" "allowed-error" Warning;
}
