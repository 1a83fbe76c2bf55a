//! Who is out there? Messengers.

mod bell;
mod local;

pub use bell::Bell;
pub use local::{Local, Notice};
