//! Who is out there? Messengers.

mod bell;
mod local;
mod switchboard;

pub use bell::Bell;
pub use local::{Local, Notice};
pub use switchboard::Switchboard;
