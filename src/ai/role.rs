//! Which model of a manifest a call goes to.

use crate::engine::Task;
use crate::ir::{Outside, ReadFrom};

/// The provider that asks a server; everything else is answered offline.
const SERVER: &str = "openai_compatible";

/// Whether the manifest names a model on a server for a role.
pub(super) fn named(outside: &Outside, role: &str) -> bool {
    outside.models.get(role).is_some_and(|model| model.provider == SERVER)
}

/// The role that answers a task: pictures go to `vision`, else to the command that reads them (`reads`), else to `talk`; words
/// go to `talk`. `None`: the offline provider answers.
pub(super) fn role(task: &Task, named: impl Fn(&str) -> bool, reads: bool) -> Option<&'static str> {
    let roles: &[&'static str] = match task {
        Task::Transcribe { .. } => &["transcribe"],
        Task::Read { from: ReadFrom::Image | ReadFrom::File, .. } if reads => &["vision"],
        Task::Read { from: ReadFrom::Image | ReadFrom::File, .. } => &["vision", "talk"],
        _ => &["talk"],
    };
    roles.iter().copied().find(|role| named(role))
}

/// Whether a model on a server answers a task in production: a project that names none is answered offline, and always
/// alike.
pub fn is_modelled(outside: &Outside, task: &Task) -> bool {
    role(task, |role| named(outside, role), outside.ocr.is_some()).is_some()
}
