//! Actions that run a program.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::InputText;

/// A program that is run, without a shell. `flowc run` needs the operator's own word for it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CommandCall {
    /// The program: a name that `PATH` knows, or a path from the project's folder.
    pub program: String,
    /// Its arguments; each stays one, whatever its inputs hold.
    pub arguments: Vec<InputText>,
    /// Whether all inputs go to its standard input, as one JSON object.
    pub stdin: bool,
    /// The variables that it gets beside `PATH`.
    pub environment: BTreeMap<String, String>,
}
