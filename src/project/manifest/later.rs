//! Keys of the format that nothing honours yet. Harmless ones are a warning; one that somebody would rely on is an error.

use super::reader::{Reader, Table};
use crate::diagnostic::codes::project as codes;

/// Sections `budgets`, `environments`, `store`.
pub(super) fn sections(reader: &mut Reader<'_>, table: &mut Table<'_>) {
    if let Some((key, _)) = table.take_entry("budgets") {
        let message = "budgets are not kept yet";
        let help = "take the section out: nothing would stop a contact at these numbers";
        reader.find_help(&codes::KEY_NOT_YET, key.span, message, help);
    }
    if let Some((key, _)) = table.take_entry("environments") {
        let message = "environments are not applied yet";
        let help = "what differs between machines can come as `${NAME}` from the environment";
        reader.find_help(&codes::KEY_WITHOUT_EFFECT, key.span, message, help);
    }
    if let Some((key, _)) = table.take_entry("store") {
        let message = "the store is not chosen here yet";
        let help = "`flowc run --data DIR` says where data lies";
        reader.find_help(&codes::KEY_WITHOUT_EFFECT, key.span, message, help);
    }
}
