//! Codes of syntax.

use super::{Code, Severity};

codes! {
    /// A file, a line or a nesting is larger than the compiler reads.
    TOO_LARGE = "F0001" "too-large" Error;
}
