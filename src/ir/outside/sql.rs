//! Actions on a database.

use serde::{Deserialize, Serialize};

use super::InputText;

/// One statement on a database.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SqlCall {
    /// The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/NAME`.
    pub database: String,
    /// The statement. Its inputs become parameters that are bound, never text of the statement.
    pub query: InputText,
    /// Whether it changes anything. What does not is run so that it cannot.
    pub writes: bool,
}
