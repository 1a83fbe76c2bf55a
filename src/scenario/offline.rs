//! What the offline provider draws on.

use crate::ai::Tables;
use crate::project::Project;

/// The knowledge tables of a project, ready to be asked.
pub fn tables(project: &Project) -> Tables {
    Tables::of(project.tables().into_iter().map(|table| (table.name, table.rows)))
}
