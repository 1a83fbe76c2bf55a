//! Codes of types.

use super::{Code, Severity};

codes! {
    /// A value of another type than the place wants.
    WRONG_TYPE = "F0301" "wrong-type" Error;
    /// An operator between values that it does not take.
    WRONG_OPERANDS = "F0302" "wrong-operands" Error;
    /// A filter on a value, or with a literal, that it does not take.
    WRONG_FILTER = "F0303" "wrong-filter" Error;
    /// A function with arguments that it does not take.
    WRONG_CALL = "F0304" "wrong-call" Error;
    /// A regular expression that cannot be compiled.
    BAD_REGEX = "F0305" "bad-regex" Error;
    /// A text that is none of a `one of`'s values.
    NOT_ONE_OF = "F0306" "not-one-of" Error;
    /// A literal that its type's bounds or pattern refuse.
    OUT_OF_BOUNDS = "F0307" "out-of-bounds" Error;
    /// An argument that must be given is not.
    MISSING_ARGUMENT = "F0308" "missing-argument" Error;
    /// `==` with `empty` never holds.
    COMPARED_WITH_EMPTY = "F0309" "compared-with-empty" Error;
    /// One local is saved with two types.
    LOCAL_OF_TWO_TYPES = "F0310" "local-of-two-types" Error;
    /// A text or value that must be written out, without holes and names.
    NOT_A_LITERAL = "F0311" "not-a-literal" Error;
    /// `now` against a clock time, which is always still to come.
    CLOCK_AHEAD = "F0312" "clock-ahead" Warning;
    /// A time zone that does not exist.
    UNKNOWN_TIMEZONE = "F0313" "unknown-timezone" Error;
    /// A `save` where nothing comes back.
    NOTHING_TO_SAVE = "F0314" "nothing-to-save" Error;
    /// A value that a script cannot set.
    NOT_SETTABLE = "F0315" "not-settable" Error;
    /// A text constant whose holes lead back to itself.
    ENDLESS_TEXT = "F0316" "endless-text" Error;
    /// Opening hours that begin and end in the same minute.
    EMPTY_HOURS = "F0317" "empty-hours" Error;
    /// Two spans of opening hours that overlap.
    OVERLAPPING_HOURS = "F0318" "overlapping-hours" Error;
    /// A flow whose `end with` give values of two types.
    ENDS_WITH_TWO_TYPES = "F0319" "ends-with-two-types" Error;
}
