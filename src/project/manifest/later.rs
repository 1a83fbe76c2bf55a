//! Keys of the format that nothing honours yet, and that do no harm.

use super::reader::{Reader, Table};
use crate::diagnostic::codes::project as codes;

/// Sections `environments`, `store`.
pub(super) fn sections(reader: &mut Reader<'_>, table: &mut Table<'_>) {
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
