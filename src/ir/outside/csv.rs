//! Actions that append to a CSV file.

use serde::{Deserialize, Serialize};

/// A row that is appended to a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CsvCall {
    /// The file, relative to the project's folder and inside it.
    pub file: String,
    /// The columns: inputs, and [`CsvCall::key`].
    pub columns: Vec<String>,
    /// The column that holds the effect's key, by which a repetition is known.
    pub key: Option<String>,
    /// What stands between cells.
    pub delimiter: u8,
    /// Whether a new file begins with the mark by which Excel knows UTF-8.
    pub bom: bool,
}
